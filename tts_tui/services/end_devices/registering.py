"""Where end devices are registered: in the Console, which can do it by form, by QR code and from a file."""

from __future__ import annotations

from typing import Final
from urllib.parse import quote

__all__ = ["REGISTERING", "console_address"]

REGISTERING: Final = "Register devices in the Console: by form, QR code or file."


def console_address(server_url: str, application_id: str) -> str:
    """The page of the Console with the application's devices."""
    return f"{server_url.rstrip('/')}/console/applications/{quote(application_id, safe='')}/devices"
