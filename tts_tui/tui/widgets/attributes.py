"""An editor of an application's attributes: one row for each pair of key and value."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Self

from textual import on
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, Static

from tts_tui.api.field_rules import MAX_ATTRIBUTES, attributes_problem
from tts_tui.text.safe_text import visible
from tts_tui.tui.widgets.text_input import TextInput

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from textual.app import ComposeResult
    from textual.events import DescendantFocus

__all__ = ["AttributesEditor", "pairs_problems"]

_HELP = "enter next or new row · F8 removes a row"


def pairs_problems(pairs: Iterable[tuple[str, str]]) -> list[str | None]:
    """What is wrong with each pair as it stands in its row, in words that are safe to show; None where nothing is.

    A row without key and value is no attribute, and so not wrong.
    """
    seen: set[str] = set()
    problems: list[str | None] = []
    for key, value in pairs:
        if not key:
            problems.append("A key is needed before the =." if value else None)
            continue
        problem = attributes_problem({key: value})
        if problem is None and key in seen:
            problem = f"The key “{key}” is there already."
        seen.add(key)
        problems.append(visible(problem) if problem else None)
    return problems


class _Row(Horizontal):
    """One pair: `key = value`, and a mark where something is wrong with it."""

    def __init__(self, key: str = "", value: str = "") -> None:
        super().__init__(classes="attributes--row")
        self.key = TextInput(key, placeholder="key", classes="attributes--key")
        self.text = TextInput(value, placeholder="value", classes="attributes--value")
        self._mark = Static("", classes="attributes--mark")

    @property
    def pair(self) -> tuple[str, str]:
        return self.key.value, self.text.value

    def compose(self) -> ComposeResult:
        yield self.key
        yield Static("=", classes="attributes--is")
        yield self.text
        yield self._mark

    def mark(self, *, wrong: bool) -> None:
        """Show or hide that something is wrong."""
        self.set_class(wrong, "-wrong")
        self._mark.update("✗" if wrong else "")


class AttributesEditor(Vertical):
    """Shows `attributes`, one row each, and lets a person change, add and remove them.

    Values stay what they are, control characters included, until somebody types in their field. Posts `Changed` when
    a row changes, comes or goes. The line below the rows says how many there are and what is wrong.
    """

    DEFAULT_CSS = """
    AttributesEditor {
        height: auto;
        width: 1fr;
    }

    .attributes--row {
        height: 1;
    }

    .attributes--key {
        max-width: 40;
    }

    .field .attributes--key {
        width: 2fr;
    }

    .field .attributes--value {
        width: 3fr;
    }

    .attributes--is {
        width: 3;
        text-align: center;
        color: $foreground-muted;
    }

    .attributes--mark {
        width: 2;
        text-align: right;
        color: $text-error;
    }

    .attributes--status {
        height: auto;
        color: $foreground-muted;
    }

    .attributes--status.-wrong {
        color: $text-error;
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "row(-1)", "Row above", show=False),
        Binding("down", "row(1)", "Row below", show=False),
        Binding("f8", "remove", "Remove row", show=False),
    ]

    class Changed(Message):
        """The attributes are others than before."""

        def __init__(self, editor: AttributesEditor) -> None:
            super().__init__()
            self.editor = editor

        @property
        def control(self) -> AttributesEditor:
            """The editor, for `@on` with a selector."""
            return self.editor

    def __init__(self, attributes: Mapping[str, str], *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self._rows = _rows(attributes)
        self._listener = self._pairs
        self._given = self._filled
        self._status = Static("", classes="attributes--status")

    def compose(self) -> ComposeResult:
        yield from self._rows
        yield self._status

    def on_mount(self) -> None:
        self._look()

    # What it holds

    @property
    def value(self) -> Mapping[str, str]:
        """The attributes as typed; rows without a key are left out, of two with the same key the last one counts."""
        return {key: value for key, value in self._pairs if key}

    def problem(self) -> str | None:
        """What keeps the rows from being an application's attributes, safe to show, or None."""
        first = next((problem for problem in pairs_problems(self._pairs) if problem), None)
        return first or (f"At most {MAX_ATTRIBUTES} attributes." if len(self.value) > MAX_ATTRIBUTES else None)

    @property
    def touched(self) -> bool:
        """Whether the rows are others than those that were given, empty ones left out."""
        return self._filled != self._given

    @property
    def unfinished(self) -> bool:
        """Whether something was typed that `value` doesn't hold, such as a value without its key."""
        return self.touched and self.problem() is not None

    def keep(self) -> None:
        """Take what is typed for what was given."""
        self._given = self._filled

    def show(self, attributes: Mapping[str, str]) -> None:
        """Show these attributes in the place of what is there."""
        self._put(_rows(attributes))
        self.keep()
        self._tell()

    def changes(self, since: Mapping[str, str]) -> dict[str, Any]:
        """The rows that are not in `since`, unfinished ones too, and its keys that are here no more; as plain JSON."""
        there = {key for key, _ in self._filled}
        return {
            "rows": [list(pair) for pair in self._filled if pair not in since.items()],
            "removed": [key for key in since if key not in there],
        }

    def change(self, changes: Mapping[str, Any]) -> None:
        """Do such changes to what is there."""
        gone = {*changes["removed"], *(key for key, _ in changes["rows"])}
        kept = [pair for pair in self._filled if pair[0] not in gone]
        self._put([_Row(*pair) for pair in (*kept, *changes["rows"])] or [_Row()])
        self._tell()

    def _put(self, rows: list[_Row]) -> None:
        for row in self._rows:
            row.remove()
        self._rows = rows
        self.mount_all(rows, before=self._status)

    @property
    def _filled(self) -> list[tuple[str, str]]:
        return [pair for pair in self._pairs if pair != ("", "")]

    @property
    def _pairs(self) -> list[tuple[str, str]]:
        return [row.pair for row in self._rows]

    # The focus

    def focus(self, scroll_visible: bool = True) -> Self:
        """Go to the first row in which something is wrong, or else to the first."""
        problems = pairs_problems(self._pairs)
        index = next((index for index, problem in enumerate(problems) if problem), 0)
        self._rows[index].key.focus(scroll_visible)
        return self

    @property
    def _focused_index(self) -> int | None:
        """The row in which the focus is."""
        return next((index for index, row in enumerate(self._rows) if row.has_focus_within), None)

    def _go(self, index: int, *, value: bool = False) -> None:
        row = self._rows[index]
        (row.text if value else row.key).focus()

    # Actions

    async def action_row(self, step: int) -> None:
        """Go to a row above or below; below the last one, make a new one."""
        index = self._focused_index
        if index is None:
            return
        if index + step == len(self._rows):
            await self._add()
        elif index + step >= 0:
            self._go(index + step, value=self._rows[index].text.has_focus)

    @on(Input.Submitted)
    async def _next(self, event: Input.Submitted) -> None:
        event.stop()
        index = self._focused_index
        if index is None:
            return
        if self._rows[index].key.has_focus:
            self._go(index, value=True)
        elif index + 1 < len(self._rows):
            self._go(index + 1)
        else:
            await self._add()

    async def _add(self) -> None:
        if self._rows[-1].pair == ("", "") or len(self._rows) >= MAX_ATTRIBUTES:
            return
        row = _Row()
        self._rows.append(row)
        await self.mount(row, before=self._status)
        row.key.focus()
        self._look()

    def action_remove(self) -> None:
        """Take away the row in which the focus is; the last one left is only emptied."""
        index = self._focused_index
        if index is None:
            return
        row = self._rows[index]
        if len(self._rows) == 1:
            row.key.value = row.text.value = ""
            row.key.focus()
            return
        del self._rows[index]
        self._go(min(index, len(self._rows) - 1))
        row.remove()
        self._tell()

    # What is wrong

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self._tell()

    def on_descendant_focus(self, event: DescendantFocus) -> None:
        event.widget.scroll_visible()
        self._look()

    def _tell(self) -> None:
        self._look()
        if self._pairs != self._listener:
            self._listener = self._pairs
            self.post_message(self.Changed(self))

    def _look(self) -> None:
        """Mark the rows, and say what is wrong: with the row of the focus, or else with the first such row."""
        problems = pairs_problems(self._pairs)
        for row, problem in zip(self._rows, problems, strict=True):
            row.mark(wrong=problem is not None)
        here = problems[self._focused_index] if self._focused_index is not None else None
        problem = here or self.problem()
        self._status.set_class(problem is not None, "-wrong")
        self._status.update(Content(f"✗ {problem}" if problem else f"{len(self.value)} of {MAX_ATTRIBUTES} · {_HELP}"))


def _rows(attributes: Mapping[str, str]) -> list[_Row]:
    """A row for each pair, by key: the server gives them in another order each time."""
    return [_Row(key, value) for key, value in sorted(attributes.items())] or [_Row()]
