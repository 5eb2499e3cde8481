"""The folders of the program's files: its settings, and its state."""

from __future__ import annotations

import errno
from typing import TYPE_CHECKING

import platformdirs

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["NoHome", "config_folder", "state_folder"]


class NoHome(OSError):
    """The user has no home folder, and no variable names another one. `strerror` is a sentence about it."""

    def __init__(self, variable: str) -> None:
        super().__init__(errno.ENOENT, f"there is no home folder: set HOME or {variable}")


def config_folder() -> Path:
    """Where `servers.toml` is. Raises NoHome."""
    try:
        return platformdirs.user_config_path("tts-tui")
    except RuntimeError:  # the user is in no passwd, as in many a container
        raise NoHome("XDG_CONFIG_HOME") from None


def state_folder() -> Path:
    """Where preferences, the last used server, drafts, locks and token files are. Raises NoHome."""
    try:
        return platformdirs.user_state_path("tts-tui")
    except RuntimeError:
        raise NoHome("XDG_STATE_HOME") from None
