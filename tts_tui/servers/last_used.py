"""The server that was used last, remembered for a start that names none."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from tts_tui.servers.folders import state_folder
from tts_tui.servers.whole_file import write_whole

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["last_used", "remember"]


def _file() -> Path:
    return state_folder() / "last-server"


def last_used() -> str | None:
    """The name or the address of the server that was used last, or None."""
    try:
        return _file().read_text(encoding="utf-8").strip() or None
    except (OSError, UnicodeDecodeError):
        return None


def remember(server: str) -> None:
    """Remember a name or an address for the next start. Nothing breaks where the folder can't be written."""
    with contextlib.suppress(OSError):
        write_whole(_file(), f"{server}\n".encode())
