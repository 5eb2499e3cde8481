"""Notices above the key bar: one after another, each once, and each long enough to be read."""

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

__all__ = ["GLANCE", "LEAST", "Notice", "Notices", "NoticesInTurn", "ShowsNotices", "refuse"]

Result = TypeVar("Result")

LEAST: Final = 3.0
"""Seconds for which a notice is shown at least."""

GLANCE: Final = 1.0
"""Seconds for which a notice is shown at least when the person goes to another tab."""


class Notice(msgspec.Struct, frozen=True):
    """What a person is told in passing. `words` and `title`, which may be empty, are safe to show."""

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


class Notices:
    """The queue of notices; the first is the one that is shown. `clock` counts seconds."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._queue: deque[Notice] = deque()
        self._shown_at: float | None = None

    def __len__(self) -> int:
        return len(self._queue)

    @property
    def current(self) -> Notice | None:
        """The one to show."""
        return self._queue[0] if self._queue else None

    def add(self, notice: Notice) -> None:
        """Add a notice, unless the same one is in the queue.

        A refusal is shown at once, in place of an earlier one. What was shown comes after it.
        """
        if any(notice.words in each.words for each in self._queue):
            return
        current = self.current
        if not notice.refusal or current is None or current.stays:
            self._queue.append(notice)
            return
        if current.refusal:
            self._queue.popleft()
        self._queue.appendleft(notice)
        self._shown_at = None

    def seen(self) -> None:
        """Note that the current notice is on the screen."""
        if self._shown_at is None:
            self._shown_at = self._clock()

    def pass_on(self, least: float = LEAST) -> bool:
        """Drop the current one if it was shown for `least` seconds, as a key was pressed or the screen changed.

        Returns whether it was dropped. One that stays until Esc isn't.
        """
        current = self.current
        read = self._shown_at is not None and self._clock() - self._shown_at >= least
        return current is not None and not current.stays and read and self._drop()

    def dismiss(self) -> bool:
        """Remove a notice that stays until Esc. Returns whether one was on the screen."""
        current = self.current
        return current is not None and current.stays and self._shown_at is not None and self._drop()

    def _drop(self) -> bool:
        self._queue.popleft()
        self._shown_at = None
        return True


class ShowsNotices(Widget):
    """A widget that shows notices. A dialog has none: notices wait until it has closed."""

    def show(self, notice: Notice | None, more: int) -> None:
        """Show one, and how many come after it."""
        raise NotImplementedError


class NoticesInTurn(OpenApp[Result]):
    """An App whose `notify` shows notices in a line of the screen, instead of over its content."""

    def __init__(self) -> None:
        super().__init__()
        self.notices = Notices(self.seconds)
        self._refusals: set[str] = set()

    def seconds(self) -> float:
        """The clock for how long a notice was shown."""
        return time.monotonic()

    async def on_event(self, event: Event) -> None:
        """A key or a click removes a notice that was shown long enough."""
        if isinstance(event, Key | MouseDown) and not event.is_forwarded and self.notices.pass_on():
            self.show_notice()
        await super().on_event(event)

    def another_tab(self) -> None:
        """Drop a notice about the tab that the person leaves, if it was shown for a moment."""
        self.notices.pass_on(GLANCE)

    def dismiss_notice(self) -> bool:
        """Remove a failure that is shown. Returns whether there was one."""
        dismissed = self.notices.dismiss()
        if dismissed:
            self.show_notice()
        return dismissed

    def show_notice(self) -> None:
        """Show the current one, if the screen has a widget for it."""
        if not self.screen_stack:
            return
        try:
            place = self.screen.query_one(ShowsNotices)
        except NoMatches:
            return
        place.show(self.notices.current, len(self.notices) - 1)
        if self.notices.current is not None:
            self.notices.seen()

    def clear_notifications(self) -> None:
        """Remove all notices."""
        self.notices = Notices(self.seconds)
        super().clear_notifications()

    def on_notify(self, event: Notify) -> None:
        told = event.notification
        refusal = told.message in self._refusals
        self._refusals.discard(told.message)
        self.notices.add(Notice(told.message, told.title, told.severity, refusal))

    def is_refusal(self, words: str) -> None:
        """Show the notice of these words, which comes next, as a refusal."""
        self._refusals.add(words)

    def show_notifications(self) -> None:
        self.notices.pass_on()
        self.show_notice()


def refuse(app: App[Any], words: str, title: str) -> None:
    """Say why the key that was just pressed does nothing; the `words` are safe to show."""
    if isinstance(app, NoticesInTurn):
        app.is_refusal(words)
    app.notify(words, title=title, severity="warning", markup=False)
