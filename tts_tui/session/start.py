"""How the program begins: what the command line hands to the App."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

import msgspec

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from tts_tui.servers.model import Server
    from tts_tui.session.credentials import FoundToken
    from tts_tui.session.manager import SessionManager

__all__ = ["CannotStart", "Start"]


class CannotStart(Exception):
    """The command line, the environment or a file names something that doesn't exist. The text says what."""


class Start(msgspec.Struct, frozen=True):
    """What the program starts with.

    `server` is None to let the person choose one, `found` a token that was given, `warning` a sentence to show. `demo`
    gives the start of the demo, which the program offers where there is no server yet.
    """

    server: Server | None
    manager: SessionManager
    found: FoundToken | None = None
    warning: str = ""
    demo: Callable[[], Awaitable[Start]] | None = None

    async def ready(self) -> Self:
        """This start: for the App, where there is nothing to prepare."""
        return self
