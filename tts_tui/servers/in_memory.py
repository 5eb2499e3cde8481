"""Named servers in memory, as in the demo."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import TYPE_CHECKING

from tts_tui.servers.servers_file import ServerFile

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tts_tui.servers.model import Server

__all__ = ["ServersInMemory"]


class ServersInMemory(ServerFile):
    """A `servers.toml` that is no file, with the same rules and errors."""

    def __init__(self, servers: Iterable[Server] = ()) -> None:
        super().__init__(Path("servers.toml"))  # for the words of errors
        self._held = ""
        for server in servers:
            self.add(server)

    def _text(self) -> str:
        return self._held

    def _write(self, text: str) -> None:
        self._held = text

    @contextlib.contextmanager
    def _exclusively(self) -> Iterator[None]:
        yield
