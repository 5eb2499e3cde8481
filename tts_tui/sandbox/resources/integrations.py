"""The list of an application's webhooks.

Source: `pkg/applicationserver/io/web/grpc_webhooks.go` 73-124; recordings/08_integrations.json and
22_purge_restore.json.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tts_tui.sandbox.call import APIRequest, Route

if TYPE_CHECKING:
    from tts_tui.sandbox.wire import Message

__all__ = ["ROUTES"]

_TRAFFIC: Final = "RIGHT_APPLICATION_TRAFFIC_READ"
_UNMASKED: Final = frozenset({"ids", "created_at", "updated_at"})
_WEBHOOK: Final = frozenset(
    {"base_url", "format", "health_status", "template_ids", "uplink_message", "headers", "downlink_api_key", "paused"}
)


def _list(key: str, rows: list[Message], shown: frozenset[str]) -> Message:
    """Rows with the fields that are shown; an empty list is left out."""
    found = [{name: value for name, value in row.items() if name in shown} for row in rows]
    return {key: found} if found else {}


def _webhooks(call: APIRequest) -> Message:
    paths = call.mask(_UNMASKED | _WEBHOOK)
    rows = call.require("application", call.application_id(), _TRAFFIC).webhooks
    call.headers["x-total-count"] = str(len(rows))
    return _list("webhooks", rows, _UNMASKED | {"base_url", "format", *paths})


ROUTES: Final = (
    Route(
        "GET",
        "/as/webhooks/{application_id}",
        "ApplicationWebhookRegistry/List",
        "ListApplicationWebhooksRequest",
        _webhooks,
    ),
)
