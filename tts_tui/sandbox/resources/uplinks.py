"""Uplinks that somebody simulates: they go through the Application Server as if a device had sent them.

Source: `pkg/applicationserver/grpc.go`, SimulateUplink; recordings/13_events_traffic.json and 23_events_names.json.
"""

from __future__ import annotations

from typing import Final

from tts_tui.sandbox.call import RPC, APIRequest
from tts_tui.sandbox.errors import NOT_FOUND, ApiError
from tts_tui.sandbox.traffic import formatter_of, uplink_events
from tts_tui.sandbox.validation import check_id
from tts_tui.sandbox.wire import JSON, message, texts

__all__ = ["RPCS"]


def _simulate(call: APIRequest) -> JSON:
    application_id, device_id = call.application_id(), call.path["device_id"]
    check_id(call.rpc.request, "device_id", device_id)
    application = call.require("application", application_id, "RIGHT_APPLICATION_TRAFFIC_UP_WRITE")
    device = call.store.registries["as"].get((application_id, device_id))
    if device is None:
        raise ApiError(
            NOT_FOUND, "pkg/applicationserver", "device_not_found", "device `{device_uid}` not found",
            device_uid=f"{application_id}.{device_id}",
        )  # fmt: skip
    given = (*texts(call.body, "correlation_ids"), call.correlation_id)
    uplink = message(call.body, "uplink_message") or {}
    formatter = formatter_of(application, device, "up_formatter")
    call.happened += uplink_events(device, uplink, call.store.now(), given, formatter, simulated=True)
    return {}


_SIMULATE: Final = "/as/applications/{application_id}/devices/{device_id}/up/simulate"
RPCS: Final = (RPC("POST", _SIMULATE, "AppAs/SimulateUplink", "ApplicationUp", _simulate),)
