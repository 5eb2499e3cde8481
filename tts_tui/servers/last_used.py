"""The server that was used last, remembered for a start that names none."""

from __future__ import annotations

import contextlib
import tempfile
from pathlib import Path

from tts_tui.servers.folders import state_folder

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
        file = _file()
        file.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile("w", dir=file.parent, encoding="utf-8", delete=False) as out:
            out.write(f"{server}\n")
        Path(out.name).replace(file)
