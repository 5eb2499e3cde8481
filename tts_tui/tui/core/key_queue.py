"""Keys that are typed ahead: each is handled completely before the next one is given out.

On a slow line, or on a busy machine, several keys arrive together. Textual forwards each to what has the focus when it
arrives, while the bindings of the one before it have not run yet: of `/aqua`, `a` and `q` would act on the list.
"""

from __future__ import annotations

import asyncio
from collections import deque
from typing import TYPE_CHECKING, ClassVar, Final, TypeVar

from textual.app import App
from textual.command import CommandPalette
from textual.events import Event, Key, Paste
from textual.message import Message

from tts_tui.tui.core.commands import QUIT
from tts_tui.tui.core.textual_private import needs_layout

if TYPE_CHECKING:
    from textual.screen import Screen
    from textual.widget import Widget

__all__ = ["AnsweredWhenSeen", "KeysInTurn", "Passing", "TellsDropped", "leaves"]

Result = TypeVar("Result")

_DROPPED: Final = "Earlier keystrokes were ignored."


def leaves(event: Event) -> bool:
    """Whether it is the key that leaves the program, which asks where something would be lost."""
    return isinstance(event, Key) and event.key in QUIT.keys


class AnsweredWhenSeen:
    """A screen on which a key destroys, reveals or sends something.

    Keys typed before it was there are dropped, which is said where there were any; but not the one that leaves.
    """


class TellsDropped(AnsweredWhenSeen):
    """One with a line of its own for that: a dialog, as messages wait until it has closed."""

    def tell_dropped(self, words: str) -> None:
        """Say that keys were dropped."""
        raise NotImplementedError


class Passing:
    """A screen that is on the way to another one: keys that do nothing on it wait for that."""


class KeysInTurn(App[Result]):
    """An App that holds keys and pastes until the ones before them have been handled.

    A key has been handled when what it began has come to an end: a message that follows it through the same queues is
    back, twice with the same screen and the same focus. The first time, all bindings and actions of the key have run;
    the second time, so has what they posted. A new screen has been mounted by then, as the message passes its queue.
    What a worker does is not waited for.
    """

    patience: ClassVar[float] = 1.0
    """Seconds after which the next key is given out, whatever has become of the one before: a handler may hang."""

    class Follower(Message):
        """Goes the way of a key, behind it."""

    def __init__(self) -> None:
        super().__init__()
        self._held: deque[Key | Paste] = deque()
        self._follower: Message | None = None
        self._seen: tuple[Screen[object], Widget | None] | None = None
        self._screen_is_new = False
        self._late: asyncio.TimerHandle | None = None

    def on_mount(self) -> None:
        self.screen_change_signal.subscribe(self, self._screen_changed, immediate=True)

    @property
    def keys_wait(self) -> bool:
        """Whether keys wait for one before them."""
        return self._follower is not None and bool(self._held)

    def forget_held(self) -> None:
        """Drop the keys that wait, but not the one that leaves."""
        self._held = deque(filter(leaves, self._held))

    async def on_event(self, event: Event) -> None:
        if isinstance(event, (Key, Paste)) and not event.is_forwarded:
            self._held.append(event)
            if self._follower is None:
                await self._give_next()
        else:
            await super().on_event(event)

    async def _give_next(self) -> None:
        event = next((each for each in self._held if self._has_use_for(each)), None)
        if event is not None:
            self._held.remove(event)
            await super().on_event(event)
            self._await_rest()

    def _has_use_for(self, event: Key | Paste) -> bool:
        """Whether the screen takes a key; one that passes takes those that do something there."""
        if isinstance(self.screen, Passing):
            return isinstance(event, Key) and event.key in self.screen.active_bindings
        return True

    # Until a key has been handled

    def _screen_changed(self, _: Screen[object]) -> None:
        self._screen_is_new = True
        self._await_rest()  # anew, as a follower on the screen before may go with it

    def _await_rest(self) -> None:
        if self._late is not None:
            self._late.cancel()
        self._late = asyncio.get_running_loop().call_later(self.patience, self.call_later, self._too_late)
        self._seen = None
        self._follow()

    def _follow(self) -> None:
        self._follower = self.Follower()
        (self.focused or self.screen).post_message(self._follower)

    async def on_keys_in_turn_follower(self, message: Follower) -> None:
        if message is not self._follower or not self.screen_stack:
            return  # it is of a key that was given up, or of a program that ends
        seen = self.screen, self.focused
        if seen != self._seen:
            self._seen = seen
            self._follow()
        elif self._held and (needs_layout(self.screen) or self._palette_searches):
            self.screen.call_after_refresh(self._follow)
        else:
            await self._rests()

    @property
    def _palette_searches(self) -> bool:
        """Whether enter would come before what it is to pick."""
        palette = self.screen
        return isinstance(palette, CommandPalette) and any(
            each.node is palette and not each.is_finished for each in self.workers
        )

    async def _too_late(self) -> None:
        if self._late is None or self._late.when() > asyncio.get_running_loop().time() or not self.screen_stack:
            return  # that was said of a key before, or of the last one
        self._held = deque(sorted(self._held, key=lambda event: not leaves(event)))  # what hangs must keep nobody here
        await self._rests()

    async def _rests(self) -> None:
        if self._late is not None:
            self._late.cancel()
        self._follower = None
        kept = deque(filter(leaves, self._held))
        if kept != self._held and self._screen_is_new and isinstance(self.screen, AnsweredWhenSeen):
            self._held = kept
            if isinstance(self.screen, TellsDropped):
                self.screen.tell_dropped(_DROPPED)
            else:
                self.notify(_DROPPED, severity="warning", markup=False)
        self._screen_is_new = False
        await self._give_next()
