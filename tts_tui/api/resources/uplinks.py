"""Uplinks that are simulated: the Application Server takes them as if the device had sent them.

Source: `applicationserver.proto`, SimulateUplink; recordings/13_events_traffic.json and 19_devices_more.json.
"""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any, Final

import msgspec

from tts_tui.api.calls import Call, path
from tts_tui.api.decoding import expect
from tts_tui.api.errors import OutcomeUnknown

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tts_tui.api.calls import Sender

__all__ = ["SimulatedUplink", "Uplinks", "simulate_call"]

_SETTINGS: Final[Mapping[str, Any]] = {
    "data_rate": {"lora": {"bandwidth": 125000, "spreading_factor": 7, "coding_rate": "4/5"}},
    "frequency": "868100000",
}
_GATEWAY: Final[Mapping[str, Any]] = {"gateway_ids": {"gateway_id": "simulated"}, "rssi": -50, "snr": 9}


class SimulatedUplink(msgspec.Struct, frozen=True):
    """What the device would have sent. All else is fixed: a gateway called "simulated", SF7 on 868.1 MHz."""

    f_port: int
    payload: bytes
    f_cnt: int = 1


def simulate_call(application_id: str, device_id: str, uplink: SimulatedUplink) -> Call:
    """Simulate an uplink. RIGHT_APPLICATION_TRAFFIC_UP_WRITE.

    The server handles it like any uplink, marked as `simulated`, but leaves `last_seen_at` and counters alone.
    """
    message = {
        "f_port": uplink.f_port,
        "f_cnt": uplink.f_cnt,
        "frm_payload": base64.b64encode(uplink.payload).decode(),
        "rx_metadata": [dict(_GATEWAY)],
        "settings": dict(_SETTINGS),
    }
    where = path("as", "applications", application_id, "devices", device_id, "up", "simulate")
    return Call("POST", where, body={"uplink_message": message})


class Uplinks:
    """`/as/applications/{app}/devices/{dev}/up/simulate`."""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    async def simulate(self, application_id: str, device_id: str, uplink: SimulatedUplink) -> None:
        """Simulate an uplink, see `simulate_call`; NotFound `device_not_found`."""
        call = simulate_call(application_id, device_id, uplink)
        expect((await self._sender.send(call)).json, otherwise=OutcomeUnknown)
