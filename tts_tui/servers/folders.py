"""The folders in which the program keeps what it keeps: settings, and what it remembers."""

from __future__ import annotations

import errno
from typing import TYPE_CHECKING

import platformdirs

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["NoHome", "config_folder", "state_folder"]


class NoHome(OSError):
    """There is no such folder: the user has no home, and no variable names one. `strerror` says so in words."""

    def __init__(self, variable: str) -> None:
        super().__init__(errno.ENOENT, f"there is no home folder: set HOME or {variable}")


def config_folder() -> Path:
    """Where `servers.toml` is. Raises NoHome."""
    try:
        return platformdirs.user_config_path("tts-tui")
    except RuntimeError:  # the user is in no passwd, as in many a container
        raise NoHome("XDG_CONFIG_HOME") from None


def state_folder() -> Path:
    """Where the last server, locks and tokens in files are. Raises NoHome."""
    try:
        return platformdirs.user_state_path("tts-tui")
    except RuntimeError:
        raise NoHome("XDG_STATE_HOME") from None
