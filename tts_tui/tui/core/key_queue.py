"""Keys typed ahead: each is handled completely before the next one is delivered.

Over a slow connection, or on a busy machine, several keys arrive together. Textual sends each to the widget that has
the focus when it arrives, before the bindings of the previous key have run: of `/aqua`, `a` and `q` would act on the
list instead of being typed into its filter.
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

__all__ = ["DropsKeysTypedAhead", "KeysInTurn", "PassingScreen", "TellsDroppedKeys", "is_quit_key"]

Result = TypeVar("Result")

_DROPPED: Final = "Earlier keystrokes were ignored."


def is_quit_key(event: Event) -> bool:
    """Whether it is the key that quits. It is never dropped, as quitting asks if something would be lost."""
    return isinstance(event, Key) and event.key in QUIT.keys


class DropsKeysTypedAhead:
    """A screen on which a key destroys, reveals or sends something.

    Keys typed before it was shown are dropped, except the one that quits, and the person is told.
    """


class TellsDroppedKeys(DropsKeysTypedAhead):
    """A dialog that drops keys, and says so itself: notices are not shown before the dialog has closed."""

    def tell_dropped_keys(self, words: str) -> None:
        """Show that keys were dropped."""
        raise NotImplementedError


class PassingScreen:
    """A screen that is soon replaced by another: keys without a binding here are held back for that one."""


class KeysInTurn(App[Result]):
    """An App that holds back keys and pastes until the ones before them have been handled.

    To find out, a `Follower` message is sent after each key, through the same queues. A key has been handled once two
    followers in a row have come back with the same screen and the same focus: by the first, all bindings and actions of
    the key have run; by the second, so have the messages that those posted. A new screen has been mounted by then, as
    the follower passes its queue. Workers are not waited for.
    """

    patience: ClassVar[float] = 1.0
    """Seconds after which the next key is delivered even if the previous one isn't handled: a handler may hang."""

    class Follower(Message):
        """A message that goes the way of a key, after it."""

    def __init__(self) -> None:
        super().__init__()
        self._waiting: deque[Key | Paste] = deque()
        self._follower: Message | None = None
        self._focus_before: tuple[Screen[object], Widget | None] | None = None
        self._screen_is_new = False
        self._timer: asyncio.TimerHandle | None = None

    def on_mount(self) -> None:
        self.screen_change_signal.subscribe(self, self._screen_changed, immediate=True)

    @property
    def keys_wait(self) -> bool:
        """Whether keys are being held back."""
        return self._follower is not None and bool(self._waiting)

    def drop_waiting_keys(self) -> None:
        """Drop the keys that are held back, except the one that quits."""
        self._waiting = deque(filter(is_quit_key, self._waiting))

    async def on_event(self, event: Event) -> None:
        if isinstance(event, (Key, Paste)) and not event.is_forwarded:
            self._waiting.append(event)
            if self._follower is None:
                await self._deliver_next()
        else:
            await super().on_event(event)

    async def _deliver_next(self) -> None:
        event = next((each for each in self._waiting if self._is_for_the_screen(each)), None)
        if event is not None:
            self._waiting.remove(event)
            await super().on_event(event)
            self._wait_until_handled()

    def _is_for_the_screen(self, event: Key | Paste) -> bool:
        """Whether a key can be delivered to this screen; a PassingScreen takes only keys that it binds."""
        if isinstance(self.screen, PassingScreen):
            return isinstance(event, Key) and event.key in self.screen.active_bindings
        return True

    # Until a key has been handled

    def _screen_changed(self, _: Screen[object]) -> None:
        self._screen_is_new = True
        self._wait_until_handled()  # start again: a follower on the previous screen may be lost with it

    def _wait_until_handled(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer = asyncio.get_running_loop().call_later(self.patience, self.call_later, self._give_up_waiting)
        self._focus_before = None
        self._send_follower()

    def _send_follower(self) -> None:
        self._follower = self.Follower()
        (self.focused or self.screen).post_message(self._follower)

    async def on_keys_in_turn_follower(self, message: Follower) -> None:
        if message is not self._follower or not self.screen_stack:
            return  # of a key that was given up, or while the program ends
        seen = self.screen, self.focused
        if seen != self._focus_before:
            self._focus_before = seen
            self._send_follower()
        elif self._waiting and (needs_layout(self.screen) or self._palette_searches):
            self.screen.call_after_refresh(self._send_follower)
        else:
            await self._handled()

    @property
    def _palette_searches(self) -> bool:
        """Whether the palette is still searching: Enter would come before the entry that it should pick."""
        palette = self.screen
        return isinstance(palette, CommandPalette) and any(
            each.node is palette and not each.is_finished for each in self.workers
        )

    async def _give_up_waiting(self) -> None:
        if self._timer is None or self._timer.when() > asyncio.get_running_loop().time() or not self.screen_stack:
            return  # the timer of an earlier key, or of one that has been handled
        # The key that quits first: nobody has to stay because something hangs.
        self._waiting = deque(sorted(self._waiting, key=lambda event: not is_quit_key(event)))
        await self._handled()

    async def _handled(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._follower = None
        staying = deque(filter(is_quit_key, self._waiting))
        if staying != self._waiting and self._screen_is_new and isinstance(self.screen, DropsKeysTypedAhead):
            self._waiting = staying
            if isinstance(self.screen, TellsDroppedKeys):
                self.screen.tell_dropped_keys(_DROPPED)
            else:
                self.notify(_DROPPED, severity="warning", markup=False)
        self._screen_is_new = False
        await self._deliver_next()
