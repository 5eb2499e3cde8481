"""The storage integration: uplinks that were kept, where the store `has_storage`. The open source has no such thing.

No server with it was recorded: made after `applicationserver_integrations_storage.proto` and the documentation.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections import Counter
from typing import TYPE_CHECKING, Final

from tts_tui.sandbox.call import RPC, APIRequest
from tts_tui.sandbox.errors import INVALID_ARGUMENT, NOT_FOUND, ApiError, PlainError
from tts_tui.sandbox.validation import check_listed
from tts_tui.sandbox.wire import JSON, JSONBytes, encode

if TYPE_CHECKING:
    from collections.abc import Callable

    from tts_tui.sandbox.events import Event
    from tts_tui.sandbox.store import Store

__all__ = ["PACKAGE", "RPCS", "keeping"]

PACKAGE: Final = "storage-integration"

_RIGHT: Final = "RIGHT_APPLICATION_TRAFFIC_READ"
_ORDERS: Final = ("", "-received_at", "received_at")
_DEFAULT_LIMIT: Final = 100
_MAX_KEPT: Final = 2_000
"""Uplinks that are kept of an application: the real server keeps those of some days."""


def keeping(store: Store) -> Callable[[Event], None]:
    """What keeps the uplinks that it is told of, of applications that have the package on any port."""

    def keep(event: Event) -> None:
        if not store.has_storage or event.name != "as.up.data.forward" or event.data is None:
            return
        message = {name: value for name, value in event.data.items() if name != "@type"}
        application = store.existing("application", message["end_device_ids"]["application_ids"]["application_id"])
        if any(each["package_name"] == PACKAGE for each in application.packages):
            application.stored.append(message)
            del application.stored[:-_MAX_KEPT]

    return keep


def _kept(call: APIRequest) -> list[JSON]:
    """The uplinks of the application, the oldest first, if the server keeps any and the caller may see them."""
    if not call.store.has_storage:
        raise PlainError(NOT_FOUND, "Not Found")  # as for every unknown path
    return call.require("application", call.application_id(), _RIGHT).stored


def _page(call: APIRequest) -> JSONBytes:
    check_listed(call.rpc.request, "order", call.text("order"), _ORDERS)
    kept = _kept(call)
    asked: JSON = {"limit": call.number("limit") or _DEFAULT_LIMIT, "order": call.text("order"), "from": 0}
    if token := call.text("continuation_token"):
        try:
            asked = json.loads(base64.b64decode(token, validate=True))
        except (binascii.Error, ValueError):
            raise ApiError(INVALID_ARGUMENT, "pkg/storage", "continuation_token", "invalid token") from None
    ordered = sorted(kept, key=lambda each: each["received_at"], reverse=asked["order"].startswith("-"))
    end = asked["from"] + asked["limit"]
    if end < len(ordered):
        after = json.dumps({**asked, "from": end}).encode()
        call.headers["x-continuation-token"] = base64.b64encode(after).decode()
    return JSONBytes(b"\n".join(encode({"result": each}) for each in ordered[asked["from"] : end]))


def _count(call: APIRequest) -> JSON:
    counted = Counter(each["end_device_ids"]["device_id"] for each in _kept(call))
    return {"count": dict(counted)} if counted else {}


_PATH: Final = "/as/applications/{application_id}/packages/storage/uplink_message"
RPCS: Final = (
    RPC("GET", _PATH, "ApplicationUpStorage/GetStoredApplicationUp", "GetStoredApplicationUpRequest", _page),
    RPC(
        "GET",
        f"{_PATH}/count",
        "ApplicationUpStorage/GetStoredApplicationUpCount",
        "GetStoredApplicationUpCountRequest",
        _count,
    ),
)
