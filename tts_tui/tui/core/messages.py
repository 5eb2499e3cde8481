"""Messages above the key bar: one after another, each once, and each long enough to be read."""

from __future__ import annotations

import time
from collections import deque
from typing import TYPE_CHECKING, Any, Final, Literal, TypeVar

import msgspec
from textual.css.query import NoMatches
from textual.events import Key, MouseDown
from textual.widget import Widget

from tts_tui.tui.core.textual_private import OpenApp

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.app import App
    from textual.events import Event
    from textual.notifications import Notify

__all__ = ["GLANCE", "LEAST", "Message", "Messages", "MessagesInTurn", "ShowsMessages", "refuse"]

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
    refusal: bool = False
    """Whether it says why the key that was just pressed does nothing."""

    @property
    def stays(self) -> bool:
        """Whether it stays until Esc: a failure, or an unknown outcome."""
        return self.severity == "error"

    @property
    def text(self) -> str:
        """The title and the words."""
        return f"{self.title}: {self.words}" if self.title else self.words


class Messages:
    """The queue of messages; the first is the one that is shown. `clock` counts seconds."""

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
        """Add a message, unless the same one is in the queue.

        A refusal is shown at once, in place of an earlier one. What was shown comes after it.
        """
        if any(message.words in each.words for each in self._queue):
            return
        current = self.current
        if not message.refusal or current is None or current.stays:
            self._queue.append(message)
            return
        if current.refusal:
            self._queue.popleft()
        self._queue.appendleft(message)
        self._shown_at = None

    def seen(self) -> None:
        """Note that the current message is on the screen."""
        if self._shown_at is None:
            self._shown_at = self._clock()

    def pass_on(self, least: float = LEAST) -> bool:
        """Go on to the next one, if this one has been read: a key was pressed, or another screen came."""
        current = self.current
        read = self._shown_at is not None and self._clock() - self._shown_at >= least
        return current is not None and not current.stays and read and self._drop()

    def dismiss(self) -> bool:
        """Remove a message that stays until Esc. Returns whether one was on the screen."""
        current = self.current
        return current is not None and current.stays and self._shown_at is not None and self._drop()

    def _drop(self) -> bool:
        self._queue.popleft()
        self._shown_at = None
        return True


class ShowsMessages(Widget):
    """A widget that shows messages. A dialog has none: messages wait until it has closed."""

    def show(self, message: Message | None, more: int) -> None:
        """Show one, and how many come after it."""
        raise NotImplementedError


class MessagesInTurn(OpenApp[Result]):
    """An App whose `notify` shows messages in a line of the screen, instead of over its content."""

    def __init__(self) -> None:
        super().__init__()
        self.messages = Messages(self.seconds)
        self._refusals: set[str] = set()

    def seconds(self) -> float:
        """The clock for how long a message was shown."""
        return time.monotonic()

    async def on_event(self, event: Event) -> None:
        """A key or a click removes a message that was shown long enough."""
        if isinstance(event, Key | MouseDown) and not event.is_forwarded and self.messages.pass_on():
            self.show_message()
        await super().on_event(event)

    def another_tab(self) -> None:
        """Leave behind what was told on the tab that the person leaves."""
        self.messages.pass_on(GLANCE)

    def dismiss_message(self) -> bool:
        """Remove a failure that is shown. Returns whether there was one."""
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
        """Remove all messages."""
        self.messages = Messages(self.seconds)
        super().clear_notifications()

    def on_notify(self, event: Notify) -> None:
        told = event.notification
        refusal = told.message in self._refusals
        self._refusals.discard(told.message)
        self.messages.add(Message(told.message, told.title, told.severity, refusal))

    def is_refusal(self, words: str) -> None:
        """Show the message of these words, which comes next, as a refusal."""
        self._refusals.add(words)

    def show_notifications(self) -> None:
        self.messages.pass_on()
        self.show_message()


def refuse(app: App[Any], words: str, title: str) -> None:
    """Say why the key that was just pressed does nothing; the `words` are safe to show."""
    if isinstance(app, MessagesInTurn):
        app.is_refusal(words)
    app.notify(words, title=title, severity="warning", markup=False)
