"""A person's preferences, stored in the state folder: some for the whole program, some for each server."""

from __future__ import annotations

import asyncio
import contextlib
from functools import partial
from typing import TYPE_CHECKING

import msgspec
from msgspec.structs import replace

from tts_tui.servers.folders import state_folder
from tts_tui.servers.whole_file import write_whole

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

__all__ = ["Preferences", "remembered_theme"]


class _Remembered(msgspec.Struct, frozen=True, omit_defaults=True):
    """The content of the file. `orders` is by server, then by list; a server is named by its name or its address.

    `presets` are the person's own sets of rights, by name.
    """

    panel: bool = True
    theme: str = ""
    orders: dict[str, dict[str, str]] = msgspec.field(default_factory=dict)
    presets: dict[str, list[str]] = msgspec.field(default_factory=dict)


class Preferences:
    """The current preferences. A change is written to the file in the background.

    With `keeps` false they are in memory only, as in the demo. If the file can't be read or written, the defaults hold,
    and a change lasts as long as the program runs.
    """

    def __init__(self, *, keeps: bool) -> None:
        self._keeps = keeps
        self._now = _Remembered()
        self._read = not keeps
        self._unwritten: list[Callable[[_Remembered], _Remembered]] = []
        self._writing: asyncio.Task[None] | None = None

    async def read(self) -> None:
        """Read the file, the first time."""
        if not self._read:
            self._read = True
            self._now = await asyncio.to_thread(_read)

    @property
    def panel(self) -> bool:
        """Whether lists show the panel at the side where there is room."""
        return self._now.panel

    def show_panel(self, shown: bool) -> None:
        """Show or hide the panel from now on."""
        self._change(lambda before: replace(before, panel=shown))

    def choose_theme(self, theme: str) -> None:
        """Remember that theme for the next start: see `remembered_theme`."""
        self._change(lambda before: replace(before, theme=theme))

    def order(self, server: str, listed: str) -> str | None:
        """The order that was last chosen for a list of a server, or None."""
        return self._now.orders.get(server, {}).get(listed)

    def choose_order(self, server: str, listed: str, order: str) -> None:
        """Remember the order of a server's list."""
        self._change(partial(_with_order, server, listed, order))

    @property
    def presets(self) -> dict[str, frozenset[str]]:
        """The person's own presets of rights by name, the oldest first."""
        return {name: frozenset(rights) for name, rights in self._now.presets.items()}

    def save_preset(self, name: str, rights: Iterable[str]) -> None:
        """Save a preset; it replaces one of the same name."""
        saved = sorted(rights)
        self._change(lambda before: replace(before, presets={**before.presets, name: saved}))

    def remove_preset(self, name: str) -> None:
        """Remove the preset of that name, if there is one."""
        self._change(lambda before: replace(before, presets={k: v for k, v in before.presets.items() if k != name}))

    def rename(self, server: str, name: str) -> None:
        """Follow a server to its new name."""
        if server in self._now.orders:
            self._change(partial(_renamed, server, name))

    def _change(self, change: Callable[[_Remembered], _Remembered]) -> None:
        self._now = change(self._now)
        if self._keeps:
            self._unwritten.append(change)
            if self._writing is None or self._writing.done():
                self._writing = asyncio.ensure_future(self._write())

    async def _write(self) -> None:
        while self._unwritten:
            changes, self._unwritten = self._unwritten, []
            await asyncio.to_thread(_changed, changes)

    async def written(self) -> None:
        """Wait until every change is in the file."""
        if self._writing is not None:
            await self._writing


def _with_order(server: str, listed: str, order: str, before: _Remembered) -> _Remembered:
    return replace(before, orders={**before.orders, server: {**before.orders.get(server, {}), listed: order}})


def _renamed(server: str, name: str, before: _Remembered) -> _Remembered:
    return replace(before, orders={name if each == server else each: own for each, own in before.orders.items()})


def remembered_theme() -> str:
    """The theme that was chosen last, or an empty string. Blocks: the first frame needs it."""
    return _read().theme


def _file() -> Path:
    return state_folder() / "preferences.json"


def _read() -> _Remembered:
    try:
        return msgspec.json.decode(_file().read_bytes(), type=_Remembered)
    except (OSError, msgspec.DecodeError):
        return _Remembered()


def _changed(changes: list[Callable[[_Remembered], _Remembered]]) -> None:
    """Apply these changes to what is in the file now: another tts-tui may have changed it."""
    remembered = _read()
    for change in changes:
        remembered = change(remembered)
    with contextlib.suppress(OSError):
        write_whole(_file(), msgspec.json.format(msgspec.json.encode(remembered)) + b"\n")
