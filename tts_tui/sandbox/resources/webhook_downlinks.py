"""Downlinks that a webhook's receiver queues, by the API key that it was given.

Source: `pkg/applicationserver/io/web/web.go`, handleDown; recordings/self-contained/15_webhooks.json.
"""

from __future__ import annotations

from typing import Final

from tts_tui.sandbox.call import RPC, APIRequest, Wordless
from tts_tui.sandbox.errors import INVALID_ARGUMENT, NOT_FOUND, ApiError
from tts_tui.sandbox.resources.downlinks import queue

__all__ = ["RPCS", "broken"]

_WEB: Final = "pkg/applicationserver/io/web"
_MESSAGE: Final = "ApplicationDownlinks"
_OK: Final = 200
_NOT_ACCEPTABLE: Final = 406


def broken() -> ApiError:
    """400 for a body that is no JSON."""
    return ApiError(INVALID_ARGUMENT, _WEB, "decode_body", "decode body")


def _push(call: APIRequest) -> Wordless:
    return _queued(call, replaced=False)


def _replace(call: APIRequest) -> Wordless:
    return _queued(call, replaced=True)


def _queued(call: APIRequest, *, replaced: bool) -> Wordless:
    application = call.require("application", call.application_id(), "RIGHT_APPLICATION_TRAFFIC_DOWN_WRITE")
    webhook_id = call.path["webhook_id"]
    webhook = next((each for each in application.webhooks if each["ids"]["webhook_id"] == webhook_id), None)
    if webhook is None:
        raise ApiError(NOT_FOUND, "pkg/redis", "not_found", "entity not found")
    if webhook.get("paused"):
        return Wordless(_NOT_ACCEPTABLE)
    try:
        queue(call, replaced=replaced)
    except ApiError as error:
        if error.name == "validation":
            raise ApiError(INVALID_ARGUMENT, _WEB, "validate_body", "validate body", cause=error) from None
        raise
    return Wordless(_OK)


_DOWN: Final = "/as/applications/{application_id}/webhooks/{webhook_id}/devices/{device_id}/down"
RPCS: Final = (
    RPC("POST", f"{_DOWN}/push", "Webhooks/DownlinkQueuePush", _MESSAGE, _push),
    RPC("POST", f"{_DOWN}/replace", "Webhooks/DownlinkQueueReplace", _MESSAGE, _replace),
)
