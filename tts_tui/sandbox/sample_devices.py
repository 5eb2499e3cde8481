"""The sample's end devices: on all four servers, with names, EUIs, sessions, and when they were last seen.

Everything follows from the application's ID and the device's number.
"""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from tts_tui.sandbox.wire import time_to

if TYPE_CHECKING:
    from datetime import datetime

    from tts_tui.sandbox.app import Sandbox
    from tts_tui.sandbox.records import Device

__all__ = ["JOIN_EUI", "STOPPED_AFTER", "add_device", "add_devices"]

JOIN_EUI: Final = "70B3D57ED0000000"
STOPPED_AFTER: Final = timedelta(days=30)
"""A device that wasn't seen for so long sends no more."""
_SERVER: Final = "thethings.example.com"
_NEVER_SEEN: Final = 7
"""One in so many was never heard."""
_PLACES: Final = ("Castle Hill", "Docks", "East Gate", "Harbour", "Kanalstraße", "Market", "Old Mill", "Quay")
_VERSIONS: Final = {
    "brand_id": "example-brand",
    "model_id": "example-model",
    "hardware_version": "1.0",
    "firmware_version": "1.2",
    "band_id": "EU_863_870",
}


def add_device(
    sandbox: Sandbox,
    application_id: str,
    number: int,
    *,
    now: datetime,
    days: float = 0,
    not_before: datetime | None = None,
) -> Device:
    """Make the device of that number, last seen by the minute up to `days` before `now`, and nothing `not_before`."""
    drawn = hashlib.sha256(f"{application_id}/{number}".encode()).digest()
    created = now - timedelta(days=days + 20, minutes=number)
    if not_before is not None:
        created = max(created, not_before)
    device = sandbox.add_device(
        application_id,
        f"sensor-{number}",
        dev_eui=f"70B3D57E{drawn[:4].hex().upper()}",
        join_eui=JOIN_EUI,
        created_at=created,
        name=f"Sensor {number}",
        network_server_address=_SERVER,
        application_server_address=_SERVER,
        join_server_address=_SERVER,
        description=f"{_PLACES[drawn[4] % len(_PLACES)]}, {drawn[5] % 200}" if number % 3 else "",
    )
    joins = {"network_server_address": _SERVER, "application_server_address": _SERVER}
    network = {
        "frequency_plan_id": "EU_863_870_TTN",
        "lorawan_version": "MAC_V1_0_3",
        "lorawan_phy_version": "PHY_V1_0_3_REV_A",
        "supports_join": True,
    }
    application = {"formatters": {"up_formatter": "FORMATTER_CAYENNELPP", "down_formatter": "FORMATTER_CAYENNELPP"}}
    if number % _NEVER_SEEN == 0:
        sandbox.add_to_server("ns", device, **network)
        sandbox.add_to_server("as", device, **application)
        sandbox.add_to_server("js", device, **joins)
        return device
    seen = max(created, now - timedelta(days=days, minutes=drawn[6], seconds=drawn[7] % 60))
    activated = min(created + timedelta(days=1), seen)
    dev_addr = f"0126{drawn[8:10].hex().upper()}"
    device.fields |= {
        "version_ids": _VERSIONS,
        "locations": {"user": {"latitude": 52.3 + drawn[4] / 1000, "longitude": 4.8 + drawn[5] / 1000}},
        "activated_at": time_to(activated),
        "last_seen_at": time_to(seen),
    }
    session = {
        "dev_addr": dev_addr,
        "last_f_cnt_up": 100 + drawn[6],
        "last_n_f_cnt_down": drawn[7],
        "started_at": time_to(activated),
    }
    known = sandbox.add_to_server(
        "ns",
        device,
        **network,
        session=session,
        mac_state={
            "lorawan_version": "MAC_V1_0_3",
            "current_parameters": {"rx1_delay": 5, "rx2_frequency": "869525000", "adr_data_rate_index": drawn[8] % 6},
        },
        last_dev_status_received_at=time_to(seen),
        battery_percentage=20 + drawn[9] % 80,
        power_state="POWER_BATTERY",
        downlink_margin=drawn[4] % 30,
    )
    known.ids["dev_addr"] = dev_addr
    sandbox.add_to_server("as", device, **application, session={"dev_addr": dev_addr, "last_a_f_cnt_down": drawn[7]})
    joined = sandbox.add_to_server("js", device, **joins, used_dev_nonces=[1, 2], last_join_nonce=2)
    joined.ids["dev_addr"] = dev_addr
    return device


def add_devices(sandbox: Sandbox, application_id: str, count: int, *, now: datetime) -> None:
    """Make many devices at once, for lists: on the Identity Server alone, their names and EUIs by their numbers."""
    for number in range(1, count + 1):
        seen = {"last_seen_at": time_to(now - timedelta(minutes=number))} if number % _NEVER_SEEN else {}
        sandbox.add_device(
            application_id,
            f"sensor-{number:06}",
            dev_eui=f"70B3D57E{number:08X}",
            join_eui=JOIN_EUI,
            created_at=now - timedelta(days=1, seconds=number),
            name=f"Sensor {number}",
            everywhere=False,
            **seen,
        )
