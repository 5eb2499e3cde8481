"""When a list may ask the server for more about the row under its cursor.

Not while keys are being pressed, one request at a time, and nothing twice: holding down a key sends no requests.
"""

from __future__ import annotations

__all__ = ["AskingWhenIdle"]


class AskingWhenIdle:
    """Tracks where the cursor is and what has been asked for. All times are seconds of one clock, which the caller has.

    An item is asked for once the cursor has been on it, and no key was pressed, for `idle_seconds`. It is asked for
    only once, even if that failed, until it is forgotten.
    """

    def __init__(self, idle_seconds: float) -> None:
        self._idle_seconds = idle_seconds
        self._current: str | None = None
        self._since = 0.0
        self._asked: set[str] = set()
        self._on_its_way: str | None = None

    def moved(self, current: str | None, now: float) -> None:
        """Note that the cursor is on this item, or on none."""
        if current != self._current:
            self._current, self._since = current, now

    def touched(self, now: float) -> None:
        """Note that a key was pressed, whether it moved the cursor or not."""
        self._since = now

    def wait(self, now: float) -> float | None:
        """Seconds until `ask` has something to ask; None where it has nothing, or a request is on its way."""
        if self._current is None or self._current in self._asked or self._on_its_way is not None:
            return None
        return max(0.0, self._since + self._idle_seconds - now)

    def ask(self, now: float) -> str | None:
        """The item to ask for now, or None. It counts as asked for, and as on its way, from here on."""
        if self.wait(now) != 0 or self._current is None:
            return None
        self._asked.add(self._current)
        self._on_its_way = self._current
        return self._current

    def answered(self, item: str) -> bool:
        """Note that the answer or an error has come. Returns whether it is still wanted."""
        self._on_its_way = None
        return item in self._asked

    def forget(self, item: str | None = None) -> None:
        """Allow an item to be asked for again, as it has changed; without one, all of them."""
        if item is None:
            self._asked.clear()
        else:
            self._asked.discard(item)
