"""What the servers know of an end device, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tts_tui.api.end_device_models import Location, Versions

__all__ = ["place", "version"]


def version(ids: Versions) -> str:
    """Which product it is, or an empty string."""
    product = " ".join(part for part in (ids.brand_id, ids.model_id) if part)
    versions = [f"hardware {ids.hardware_version}"] if ids.hardware_version else []
    versions += [f"firmware {ids.firmware_version}"] if ids.firmware_version else []
    return ", ".join(part for part in (product, *versions, ids.band_id) if part)


def place(location: Location) -> str:
    """Degrees with their hemispheres, the height where it is known, and how far off that may be."""
    north = f"{abs(location.latitude):.5f}° {'S' if location.latitude < 0 else 'N'}"
    east = f"{abs(location.longitude):.5f}° {'W' if location.longitude < 0 else 'E'}"
    height = f", {location.altitude:g} m" if location.altitude else ""
    return f"{north} {east}{height}" + (f" ±{location.accuracy:g} m" if location.accuracy else "")
