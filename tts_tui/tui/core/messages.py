"""What is told in passing: one message after another, each once, and each as long as it takes to be read."""

from __future__ import annotations

import time
from collections import deque
from typing import TYPE_CHECKING, Final, Literal, TypeVar

import msgspec
from textual.css.query import NoMatches
from textual.events import Key, MouseDown
from textual.widget import Widget

from tts_tui.tui.core.textual_private import OpenApp

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.events import Event
    from textual.notifications import Notify

__all__ = ["GLANCE", "LEAST", "Message", "Messages", "MessagesInTurn", "ShowsMessages"]

Result = TypeVar("Result")

LEAST: Final = 3.0
"""Seconds for which a message is shown at least."""

GLANCE: Final = 1.0
"""Seconds for which one is shown at least that is about a tab which the person leaves."""


class Message(msgspec.Struct, frozen=True):
    """Words that are safe to show, with a title or an empty string."""

    words: str
    title: str = ""
    severity: Literal["information", "warning", "error"] = "information"

    @property
    def stays(self) -> bool:
        """Whether it waits for esc: a failure, or an outcome that nobody knows."""
        return self.severity == "error"

    @property
    def text(self) -> str:
        """The title and the words."""
        return f"{self.title}: {self.words}" if self.title else self.words


class Messages:
    """Those that are still to be told, the one that is shown first. `clock` counts seconds."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._queue: deque[Message] = deque()
        self._shown_at: float | None = None

    def __len__(self) -> int:
        return len(self._queue)

    @property
    def current(self) -> Message | None:
        """The one to show."""
        return self._queue[0] if self._queue else None

    def add(self, message: Message) -> None:
        """Tell this, too, unless another one says it already."""
        if not any(message.words in each.words for each in self._queue):
            self._queue.append(message)

    def seen(self) -> None:
        """Note that the current one is on the screen."""
        if self._shown_at is None:
            self._shown_at = self._clock()

    def pass_on(self, least: float = LEAST) -> bool:
        """Go on to the next one, if this one has been read: a key was pressed, or another screen came."""
        current = self.current
        read = self._shown_at is not None and self._clock() - self._shown_at >= least
        return current is not None and not current.stays and read and self._drop()

    def dismiss(self) -> bool:
        """Take away one that waits for that; whether there was one on the screen."""
        current = self.current
        return current is not None and current.stays and self._shown_at is not None and self._drop()

    def _drop(self) -> bool:
        self._queue.popleft()
        self._shown_at = None
        return True


class ShowsMessages(Widget):
    """Where a screen shows them; a dialog has no such place, and they wait until it has closed."""

    def show(self, message: Message | None, more: int) -> None:
        """Show one, and how many come after it."""
        raise NotImplementedError


class MessagesInTurn(OpenApp[Result]):
    """An App whose `notify` tells things in a line of the screen, instead of over what is on it."""

    def __init__(self) -> None:
        super().__init__()
        self.messages = Messages(self.seconds)

    def seconds(self) -> float:
        """The time by which a message has been shown long enough."""
        return time.monotonic()

    async def on_event(self, event: Event) -> None:
        """A key or a click takes away what has been read."""
        if isinstance(event, Key | MouseDown) and not event.is_forwarded and self.messages.pass_on():
            self.show_message()
        await super().on_event(event)

    def another_tab(self) -> None:
        """Leave behind what was told on the tab that the person leaves."""
        self.messages.pass_on(GLANCE)

    def dismiss_message(self) -> bool:
        """Take away a failure that is shown; whether there was one."""
        dismissed = self.messages.dismiss()
        if dismissed:
            self.show_message()
        return dismissed

    def show_message(self) -> None:
        """Show the current one where the screen has a place for it."""
        if not self.screen_stack:
            return
        try:
            place = self.screen.query_one(ShowsMessages)
        except NoMatches:
            return
        place.show(self.messages.current, len(self.messages) - 1)
        if self.messages.current is not None:
            self.messages.seen()

    def clear_notifications(self) -> None:
        """Tell nothing of all that any more."""
        self.messages = Messages(self.seconds)
        super().clear_notifications()

    def on_notify(self, event: Notify) -> None:
        told = event.notification
        self.messages.add(Message(told.message, told.title, told.severity))

    def show_notifications(self) -> None:
        self.messages.pass_on()
        self.show_message()
