"""A review of what a form changes and sends, before it does."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, ClassVar, Final

from textual.content import Content
from textual.widgets import Static

from tts_tui.text.quantity import quantity
from tts_tui.tui.base.screen import BaseScreen
from tts_tui.tui.core.commands import AS_COMMANDS, BACK, Command, bindings
from tts_tui.tui.core.key_queue import DropsKeysTypedAhead
from tts_tui.tui.widgets.frame import Area
from tts_tui.tui.widgets.key_bar import KeyBar
from tts_tui.tui.widgets.pane import Pane

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from tts_tui.services.differences import Difference, Line
    from tts_tui.services.shell_export import Export
    from tts_tui.session.session import Session

__all__ = ["ReviewScreen"]

_STYLES = {"-": "$text-error", "+": "$text-success", " ": "$foreground-muted", "…": "$foreground-muted italic"}
_REPLACED: Final = "  (yours replaces it)"
_KEPT: Final = "  (kept)"


class ReviewScreen(DropsKeysTypedAhead, BaseScreen[bool]):
    """Gives True where the person saves. Enter, pressed by habit, does nothing.

    `what` names what is changed, `warning` what the change risks, `note` how it is sent; all are safe to show. `theirs`
    is what somebody else has changed since it was read, and `replaced` has the labels of what is then overwritten.
    `verb` is the word for what Ctrl+S does; what it would "Create" doesn't exist yet, so nothing is called changed.
    """

    CSS_PATH = "review.tcss"
    area = "Review"
    SAVE = Command("submit", ("ctrl+s", "f2", "y"), "Save", "Save", "Send these changes to the server.")
    offers = (SAVE, AS_COMMANDS, BACK)
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(offers)]

    def __init__(
        self,
        session: Session,
        what: str,
        differences: Sequence[Difference],
        exports: Sequence[Export],
        note: str = "",
        *,
        warning: str = "",
        theirs: Sequence[Difference] = (),
        replaced: Collection[str] = (),
        verb: str = "Save",
    ) -> None:
        super().__init__(session)
        self._what = what
        self._differences = differences
        self._exports = exports
        self._note = note
        self._warning = warning
        self._theirs = theirs
        self._replaced = replaced
        self._verb = verb

    def body(self) -> ComposeResult:
        count = len(self._differences)
        changes = f"{quantity(count, 'change')} to"
        with Area(title=f"{self._verb if self._creates else changes} {self._what}"), Pane(id="review"):
            yield Static(Content("\n").join(self._lines()))

    def on_mount(self) -> None:
        self.query_one("#review").focus()
        self.query_one(KeyBar).rename(self.SAVE.action, self._verb)

    def _lines(self) -> Iterator[Content]:
        if self._warning:
            yield Content.styled(f"! {self._warning}", "$text-warning")
            yield Content("")
        yield from self._of(self._differences)
        if self._theirs:
            yield Content.styled("! Somebody else changed this since you opened it:", "bold $text-warning")
            for each in self._theirs:
                replaced = each.label in self._replaced
                yield from self._of([each], _REPLACED if replaced else _KEPT, warns=replaced)
        yield Content.styled("Requests", "$foreground-muted")
        for number, call in enumerate((each.call for each in self._exports), 1):
            paths = ", ".join((call.body or {}).get("field_mask", {}).get("paths", ()))
            yield Content.styled(f"  {number}. {call.method} {call.path}  {paths}", "$foreground-muted")
        if self._note:
            yield Content.styled(f"  {self._note}", "$foreground-muted")
        yield Content("")
        yield Content.assemble(
            ("Ctrl+S", "bold $accent"),
            f" {self._verb.lower()}s {'this' if self._creates or len(self._differences) == 1 else 'these changes'}.",
        )

    @property
    def _creates(self) -> bool:
        return self._verb == "Create"

    def _of(self, differences: Sequence[Difference], note: str = "", *, warns: bool = False) -> Iterator[Content]:
        for difference in differences:
            yield Content.assemble(
                (difference.label, "bold"), (note, "$text-warning" if warns else "$foreground-muted")
            )
            if [mark for mark, _ in difference.lines] == ["-", "+"]:
                yield from _words_marked(*difference.lines)
            else:
                for mark, text in difference.lines:
                    yield Content.styled(f"  {mark} {text}", _STYLES[mark])
            yield Content("")

    def action_submit(self) -> None:
        self.dismiss(True)

    def action_as_commands(self) -> None:
        from tts_tui.tui.base.show_as_commands import AsCommandsScreen

        self.app.push_screen(AsCommandsScreen(self.session, self._exports))


def _words_marked(before: Line, after: Line) -> Iterator[Content]:
    """One line that becomes another, with the words that differ underlined."""
    from difflib import SequenceMatcher

    old, new = (re.split(r"(\s+)", each.text) for each in (before, after))
    changes = [each for each in SequenceMatcher(None, old, new, autojunk=False).get_opcodes() if each[0] != "equal"]
    for line, words, marked in (
        (before, old, {index for _, start, end, _, _ in changes for index in range(start, end)}),
        (after, new, {index for _, _, _, start, end in changes for index in range(start, end)}),
    ):
        whole = not any(word.strip() for index, word in enumerate(words) if index not in marked)
        parts = [(word, "" if whole or index not in marked else "bold underline") for index, word in enumerate(words)]
        yield Content.assemble(f"  {line.mark} ", *parts).stylize_before(_STYLES[line.mark])
