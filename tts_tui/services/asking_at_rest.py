"""When a list may ask the server for the rest of what its cursor is on.

Not while keys are pressed, one question at a time, and no question twice.
"""

from __future__ import annotations

__all__ = ["AskingAtRest"]


class AskingAtRest:
    """Knows where the cursor is and what has been asked for. All times are seconds by one clock, which is handed in.

    An item is asked for once the cursor has been on it, and no key was pressed, for `rest` seconds. It is not asked for
    again, also after a failure, unless it is forgotten.
    """

    def __init__(self, rest: float) -> None:
        self._rest = rest
        self._current: str | None = None
        self._since = 0.0
        self._asked: set[str] = set()
        self._on_its_way: str | None = None

    def moved(self, current: str | None, now: float) -> None:
        """The cursor is on this item, or on none."""
        if current != self._current:
            self._current, self._since = current, now

    def touched(self, now: float) -> None:
        """A key was pressed, whether it moved the cursor or not."""
        self._since = now

    def wait(self, now: float) -> float | None:
        """For how long the cursor has to rest, or None where there is nothing to ask, or something on its way."""
        if self._current is None or self._current in self._asked or self._on_its_way is not None:
            return None
        return max(0.0, self._since + self._rest - now)

    def ask(self, now: float) -> str | None:
        """What is to be asked for now; it counts as asked and as on its way from here on."""
        if self.wait(now) != 0 or self._current is None:
            return None
        self._asked.add(self._current)
        self._on_its_way = self._current
        return self._current

    def answered(self, item: str) -> bool:
        """The answer, or a failure, has come; whether it is still wanted."""
        self._on_its_way = None
        return item in self._asked

    def forget(self, item: str | None = None) -> None:
        """This item has changed, or any may have: what was asked for is asked for again."""
        if item is None:
            self._asked.clear()
        else:
            self._asked.discard(item)
