"""What the servers know of an end device, in words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from tts_tui.services.formatters.kinds import kind_word

if TYPE_CHECKING:
    from tts_tui.api.end_device_models import Location, OnApplicationServer, OnNetworkServer, Versions

__all__ = ["activation", "battery", "classes", "formatters", "lorawan", "payload_crypto", "place", "receive", "version"]

_REVISION: Final = re.compile("_REV_?")


def version(ids: Versions) -> str:
    """Which product it is, or an empty string."""
    product = " ".join(part for part in (ids.brand_id, ids.model_id) if part)
    versions = [f"hardware {ids.hardware_version}"] if ids.hardware_version else []
    versions += [f"firmware {ids.firmware_version}"] if ids.firmware_version else []
    return ", ".join(part for part in (product, *versions, ids.band_id) if part)


def place(location: Location) -> str:
    """Degrees with their hemispheres, the altitude and the accuracy, as far as they are known."""
    north = f"{abs(location.latitude):.5f}° {'S' if location.latitude < 0 else 'N'}"
    east = f"{abs(location.longitude):.5f}° {'W' if location.longitude < 0 else 'E'}"
    height = f", {location.altitude:g} m" if location.altitude else ""
    return f"{north} {east}{height}" + (f" ±{location.accuracy:g} m" if location.accuracy else "")


def lorawan(name: str) -> str:
    """A version as LoRaWAN writes it: `1.0.3` of MAC_V1_0_3, `1.0.3 revision A` of PHY_V1_0_3_REV_A."""
    number, _, revision = _REVISION.sub(" ", name.partition("_V")[2]).partition(" ")
    if not number:
        return name
    return number.replace("_", ".") + (f" revision {revision}" if revision else "")


def activation(known: OnNetworkServer) -> str:
    """How the device gets its session."""
    return "over the air (OTAA)" if known.supports_join else "by personalization (ABP)"


def classes(known: OnNetworkServer) -> str:
    """When the device listens."""
    more = [each for each, has in (("B", known.supports_class_b), ("C", known.supports_class_c)) if has]
    return ", ".join(("A", *more))


def receive(known: OnNetworkServer) -> str:
    """When and where the device listens for downlinks, as far as the session has it."""
    parts = [f"RX1 after {known.rx1_delay} s"] if known.rx1_delay else []
    parts += [f"RX2 at {known.rx2_frequency / 1e6:g} MHz"] if known.rx2_frequency else []
    return ", ".join(parts)


def battery(known: OnNetworkServer) -> str:
    """The device's last status: its power, and how well it received; empty if it never sent one."""
    if known.last_dev_status_received_at is None:
        return ""
    source = {"POWER_EXTERNAL": "external power", "POWER_BATTERY": "battery"}.get(known.power_state, "")
    charge = f"{source or 'battery'} {known.battery_percentage:g} %" if known.battery_percentage is not None else source
    return ", ".join(part for part in (charge, f"margin {known.downlink_margin} dB") if part)


def formatters(known: OnApplicationServer) -> str:
    """The device's own formatters; where it has none, those of the application hold."""
    own = {"uplink": known.up_formatter, "downlink": known.down_formatter}
    words = [f"{direction} {kind_word(kind)}" for direction, kind in own.items() if kind]
    return ", ".join(words) or "as the application"


def payload_crypto(known: OnApplicationServer) -> str:
    """Who encrypts and decrypts payloads."""
    skips = known.skip_payload_crypto_override
    return "as the application" if skips is None else "skipped" if skips else "by the Application Server"
