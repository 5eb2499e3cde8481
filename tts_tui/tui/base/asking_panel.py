"""A panel beside a list that shows a row's data at once, and asks for more once the cursor stays on it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar, Generic, Protocol, TypeVar

from textual.content import Content

from tts_tui.api.errors import TTSError
from tts_tui.services.asking_when_idle import AskingWhenIdle
from tts_tui.services.listing import ListedRow
from tts_tui.text.safe_text import visible
from tts_tui.tui.core.defects import unexpected_as_defects
from tts_tui.tui.core.safe_widgets import plain
from tts_tui.tui.widgets.frame import SideArea
from tts_tui.tui.widgets.side_text import MORE, SideText, facts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from textual.timer import Timer
    from textual.worker import Worker

    from tts_tui.session.session import Session

__all__ = ["AskingPanel"]


class _Described(Protocol):
    @property
    def name(self) -> str: ...

    @property
    def description(self) -> str: ...


class _DescribedRow(_Described, ListedRow, Protocol):
    pass


Row = TypeVar("Row", bound=_DescribedRow)
Whole = TypeVar("Whole", bound=_Described)


class AskingPanel(SideArea, Generic[Row, Whole]):
    """A subclass says what is asked, by `read_whole`, and what is shown of it, by `facts`."""

    idle_seconds: ClassVar[float] = 1 / 3
    """Seconds without a key before the server is asked."""

    def __init__(self, session: Session) -> None:
        self._text = SideText()
        super().__init__(self._text, id="panel", wanted=session.preferences.panel)
        self._session = session
        self._asking = AskingWhenIdle(self.idle_seconds)
        self._read: dict[str, Whole | None] = {}
        self._row: Row | None = None
        self._drawn: object = None
        self._timer: Timer | None = None

    async def read_whole(self, row_id: str) -> Whole:
        """Read what the row doesn't have. Raises one of `tts_tui.api.errors`."""
        raise NotImplementedError

    def facts(self, row: Row, known: Whole | None) -> Iterator[tuple[str, Content]]:
        """What to show below name and description, with its words; `known` is what was read, or None."""
        raise NotImplementedError

    @property
    def _now(self) -> float:
        return self._session.clock().timestamp()

    def show_row(self, row: Row | None) -> None:
        """Show what the cursor is on."""
        self._row = row
        if self.display:
            self._asking.moved(row.id if row is not None else None, self._now)
            self._draw()
            self._look_later()

    def touched(self) -> None:
        """Note that a key was pressed."""
        self._asking.touched(self._now)

    def forget(self, row_id: str | None = None) -> None:
        """Read this row again, or all rows, as they may have changed."""
        self._asking.forget(row_id)
        if row_id is None:
            self._read.clear()
        else:
            self._read.pop(row_id, None)
        self.show_row(self._row)

    # Asking the server

    def look(self) -> None:
        """Ask for more about the row under the cursor, if no key was pressed for long enough."""
        self._timer = None
        if not self.display or not self.screen.is_active:
            return
        if (row_id := self._asking.ask(self._now)) is None:
            self._look_later()
        else:
            ask = partial(self._ask, row_id)  # a worker that never begins never calls it
            _: Worker[None] = self.run_worker(ask, name="panel", group="panel", description="panel")

    def _look_later(self) -> None:
        if self._timer is None and (wait := self._asking.wait(self._now)) is not None:
            self._timer = self.set_timer(max(wait, 0.01), self.look)

    async def _ask(self, row_id: str) -> None:
        whole = None
        try:
            with unexpected_as_defects(self.app):
                whole = await self.read_whole(row_id)
        except TTSError:
            pass  # the panel shows it
        self.call_later(self._answered, row_id, whole)

    def _answered(self, row_id: str, whole: Whole | None) -> None:
        if self._asking.answered(row_id):
            self._read[row_id] = whole
            self._draw()
        self._look_later()

    # Showing

    def _draw(self) -> None:
        row = self._row
        known = self._read.get(row.id) if row is not None else None
        failed = row is not None and row.id in self._read and known is None
        if self._drawn != (drawn := (row, known, failed)):
            self._drawn = drawn
            cut = self._text.show(self._about(row, known, failed=failed) if row is not None else Content())
            self.rule.show(visible(row.id) if row is not None else "", MORE if cut else "")

    def _about(self, row: Row, known: Whole | None, *, failed: bool) -> Content:
        name = known.name if known is not None else row.name
        description = known.description if known is not None else row.description + ("…" if row.cut else "")
        parts = [plain(name, "bold") if name else Content.styled("no name", "$foreground-muted")]
        if description:
            parts.append(plain(description, lines=True))
        parts += [Content(), facts(self.facts(row, known))]
        if failed:
            parts += [Content(), Content.styled("The rest wasn't read; press r to try again.", "$foreground-muted")]
        return Content("\n").join(parts)
