"""An editor for an application's attributes: one row for each key and value."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Self

from textual import on
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, Static

from tts_tui.api.field_rules import MAX_ATTRIBUTES, attributes_problem, id_problem, is_unfinished
from tts_tui.text.safe_text import visible
from tts_tui.tui.widgets.text_input import TextInput

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from textual.app import ComposeResult
    from textual.events import DescendantFocus

__all__ = ["AttributesEditor", "pairs_problems"]

_HELP = "Enter: next row · Ctrl+Delete: remove row"


def pairs_problems(pairs: Iterable[tuple[str, str]]) -> list[str | None]:
    """What is wrong with each row, as a sentence that is safe to show; None where nothing is.

    An empty row is not an attribute, and not wrong.
    """
    seen: set[str] = set()
    problems: list[str | None] = []
    for key, value in pairs:
        if not key:
            problems.append("Enter a key before the =." if value else None)
            continue
        problem = attributes_problem({key: value})
        if problem is None and key in seen:
            problem = f"Key “{key}” is already used."
        seen.add(key)
        problems.append(visible(problem) if problem else None)
    return problems


class _Row(Horizontal):
    """One attribute: `key = value`, and a mark where it has a problem. A secret value is shown as dots."""

    def __init__(self, key: str = "", value: str = "", *, word: str = "key", secret: bool = False) -> None:
        super().__init__(classes="attributes--row")
        self.key = TextInput(key, placeholder=word, classes="attributes--key")
        self.text = TextInput(value, placeholder="value", password=secret, classes="attributes--value")
        self._mark = Static("", classes="attributes--mark")

    @property
    def pair(self) -> tuple[str, str]:
        return self.key.value, self.text.value

    @property
    def is_empty(self) -> bool:
        return self.pair == ("", "")

    def compose(self) -> ComposeResult:
        yield self.key
        yield Static("=", classes="attributes--is")
        yield self.text
        yield self._mark

    def mark(self, *, wrong: bool) -> None:
        """Show or hide the mark of a problem."""
        if wrong != self.has_class("-wrong"):
            self.set_class(wrong, "-wrong")
            self._mark.update("✗" if wrong else "")


class AttributesEditor(Vertical):
    """Shows `attributes`, one row each, to be changed, added and removed.

    A value keeps its control characters until somebody types in its field. Posts `Changed` when a row is changed,
    added or removed. A row that is empty when the cursor leaves it is removed. The line below the rows shows how many
    there are, or what is wrong. A subclass for other pairs says how many are allowed, what is wrong with them, and what
    their keys are called.
    """

    max_pairs: ClassVar[int] = MAX_ATTRIBUTES
    things: ClassVar[str] = "attributes"
    word: ClassVar[str] = "key"
    secret: ClassVar[bool] = False
    DEFAULT_CSS = """
    AttributesEditor {
        height: auto;
        width: 1fr;

        /* Changes nothing itself: without a rule of its own, Textual doesn't restyle what is inside. */
        &:focus-within {
            height: auto;
        }
    }

    .attributes--row {
        height: 1;
    }

    .attributes--key {
        width: 2fr !important;
    }

    .attributes--value {
        width: 3fr !important;
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
        height: 1;
        padding-left: 1;
        color: $foreground-muted;
        visibility: hidden;
    }

    AttributesEditor:focus-within .attributes--status, .attributes--status.-wrong {
        height: auto;
        visibility: visible;
    }

    .attributes--status.-wrong {
        color: $text-error;
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "row(-1)", "Row above", show=False),
        Binding("down", "row(1)", "Row below", show=False),
        Binding("ctrl+delete", "remove", "Remove row", show=False),
    ]

    class Changed(Message):
        """A row was changed, added or removed."""

        def __init__(self, editor: AttributesEditor) -> None:
            super().__init__()
            self.editor = editor

        @property
        def control(self) -> AttributesEditor:
            """The editor, for `@on` with a selector."""
            return self.editor

    def __init__(self, attributes: Mapping[str, str], *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self._rows = self._made(attributes)
        self._told = self._pairs
        self._given = self._filled
        self._status = Static("", classes="attributes--status")

    def compose(self) -> ComposeResult:
        yield from self._rows
        yield self._status

    def on_mount(self) -> None:
        self._show_problems()

    # What it holds

    @property
    def value(self) -> Mapping[str, str]:
        """The attributes as typed, without rows that have no key; of two equal keys the last one counts."""
        return {key: value for key, value in self._pairs if key}

    def problem(self) -> str | None:
        """What is wrong with the rows, as a sentence that is safe to show, or None."""
        first = next((problem for problem in self.problems(self._pairs) if problem), None)
        return first or self._too_many()

    def problems(self, pairs: Iterable[tuple[str, str]]) -> list[str | None]:
        """What is wrong with each pair, as a sentence that is safe to show; None where nothing is."""
        return pairs_problems(pairs)

    def is_unfinished(self, key: str) -> bool:
        """Whether it may become a valid key with more letters."""
        return bool(key) and is_unfinished(id_problem, key)

    def _too_many(self) -> str | None:
        count = len(self.value)
        return f"{count} {self.things}; the limit is {self.max_pairs}." if count > self.max_pairs else None

    @property
    def touched(self) -> bool:
        """Whether the rows differ from those that were given; empty ones don't count."""
        return self._filled != self._given

    @property
    def unfinished(self) -> bool:
        """Whether something was typed that `value` leaves out, such as a value without a key."""
        return self.touched and self.problem() is not None

    def keep(self) -> None:
        """Treat the current rows as unchanged from now on."""
        self._given = self._filled

    def show(self, attributes: Mapping[str, str]) -> None:
        """Show these attributes instead."""
        rows = self._made(attributes)
        if [row.pair for row in rows] != self._pairs:
            self._replace_rows(rows)
        self.keep()
        self._tell()

    def changes(self, since: Mapping[str, str]) -> dict[str, Any]:
        """As plain JSON: the rows that `since` doesn't have, unfinished ones too, and its keys that were removed."""
        keys = {key for key, _ in self._filled}
        return {
            "rows": [list(pair) for pair in self._filled if pair not in since.items()],
            "removed": [key for key in since if key not in keys],
        }

    def change(self, changes: Mapping[str, Any]) -> None:
        """Apply what `changes` gave."""
        gone = {*changes["removed"], *(key for key, _ in changes["rows"])}
        kept = [pair for pair in self._filled if pair[0] not in gone]
        self._replace_rows([self._row(*pair) for pair in (*kept, *changes["rows"])] or [self._row()])
        self._tell()

    def _replace_rows(self, rows: list[_Row]) -> None:
        for row in self._rows:
            row.remove()
        self._rows = rows
        self.mount_all(rows, before=self._status)

    @property
    def _filled(self) -> list[tuple[str, str]]:
        return [row.pair for row in self._rows if not row.is_empty]

    @property
    def _pairs(self) -> list[tuple[str, str]]:
        return [row.pair for row in self._rows]

    # The focus

    def focus(self, scroll_visible: bool = True) -> Self:
        """Focus the first row that has a problem, or else the first row."""
        problems = self.problems(self._pairs)
        index = next((index for index, problem in enumerate(problems) if problem), 0)
        self._rows[index].key.focus(scroll_visible)
        return self

    @property
    def _focused_index(self) -> int | None:
        """The index of the row that has the focus."""
        return next((index for index, row in enumerate(self._rows) if row.has_focus_within), None)

    def _go(self, index: int, *, value: bool = False) -> None:
        row = self._rows[index]
        (row.text if value else row.key).focus()

    # Actions

    async def action_row(self, step: int) -> None:
        """Go to the row above or below; below the last one, add a row."""
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
        if self._rows[-1].is_empty or len(self._rows) >= self.max_pairs:
            return
        row = self._row()
        self._rows.append(row)
        await self.mount(row, before=self._status)
        row.key.focus()
        self._show_problems()

    def action_remove(self) -> None:
        """Remove the row that has the focus; the only one left is emptied."""
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

    def on_descendant_blur(self) -> None:
        self.call_after_refresh(self._leave_rows)

    def _leave_rows(self) -> None:
        """Remove the rows that were emptied and left, and show problems that waited for more letters."""
        for row in [each for each in self._rows if each.is_empty and not each.has_focus_within][: len(self._rows) - 1]:
            self._rows.remove(row)
            row.remove()
        self._show_problems()

    # What is wrong

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self._tell()

    def on_descendant_focus(self, event: DescendantFocus) -> None:
        event.widget.scroll_visible()
        self._show_problems()

    def _tell(self) -> None:
        self._show_problems()
        if self._pairs != self._told:
            self._told = self._pairs
            self.post_message(self.Changed(self))

    def _show_problems(self) -> None:
        """Mark the rows with a problem, and show that of the focused row, or else the first one."""
        found = zip(self._rows, self.problems(self._pairs), strict=True)
        problems = [
            None if row.key.has_focus and self.is_unfinished(row.key.value) else problem for row, problem in found
        ]
        for row, problem in zip(self._rows, problems, strict=True):
            row.mark(wrong=problem is not None)
        index = self._focused_index
        focused = problems[index] if index is not None else None
        problem = focused or next(filter(None, problems), None) or self._too_many()
        self._status.set_class(problem is not None, "-wrong")
        words = f"✗ {problem}" if problem else f"{len(self.value)} of {self.max_pairs} · {_HELP}"
        if words != str(self._status.content):  # the same again would lay out the screen
            self._status.update(Content(words))

    def _row(self, key: str = "", value: str = "") -> _Row:
        return _Row(key, value, word=self.word, secret=self.secret)

    def _made(self, pairs: Mapping[str, str]) -> list[_Row]:
        """A row for each pair, ordered by key: the server sends them in another order each time."""
        return [self._row(key, value) for key, value in sorted(pairs.items())] or [self._row()]
