"""The rights of an application as a list to tick: grouped, explained, and with what can't be ticked and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Final

from textual import on
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.geometry import Region
from textual.message import Message
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from tts_tui.api.rights import APPLICATION_RIGHTS, PRESETS, Preset, groups, right
from tts_tui.services.rights_selection import in_words, ordered, word
from tts_tui.text.safe_text import visible
from tts_tui.tui.core.commands import Command
from tts_tui.tui.core.safe_widgets import plain
from tts_tui.tui.core.textual_private import line_of_option
from tts_tui.tui.core.vi_keys import vi_keys
from tts_tui.tui.widgets.menu import Menu
from tts_tui.tui.widgets.text_input import TextInput
from tts_tui.tui.widgets.words import Words

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Self

    from textual.app import ComposeResult

    from tts_tui.services.rights_selection import RightsSelection

__all__ = ["RightsChecklist"]

_OTHERS: Final = "Others"
_WIDTH: Final = 36
"""Cells before the note at the end of a row."""
_NONE: Final = Preset("No rights", frozenset())


class RightsChecklist(Vertical):
    """Ticks rights; `selection` is the choice as it stands, and `Changed` is posted when it becomes another.

    A screen that has one takes `offers` among its own, and calls `begin_filter` and `choose_preset` for them. `more`
    presets stand below the usual ones; their words may be server text.
    """

    TICK = Command("tick", ("space",), "Tick", "Tick", "Tick or clear the right under the cursor; enter does, too.")
    FILTER = Command("filter_rights", ("slash",), "Filter", "Filter rights", "Show only rights with these words.")
    PRESET = Command("preset", ("p",), "Presets", "Presets", "Tick the rights of a usual program, or of another key.")
    offers = (TICK, FILTER, PRESET)

    DEFAULT_CSS = """
    RightsChecklist {
        width: 1fr;
        height: 1fr;
        min-height: 5;

        #rights-hint {
            color: $foreground-muted;
        }

        #rights-filter {
            display: none;
        }

        #rights-explained {
            height: 2;
            color: $foreground-muted;
        }

        #rights-count {
            height: 1;
            text-wrap: nowrap;
            text-overflow: ellipsis;
        }
    }
    """

    class Changed(Message):
        """Other rights are chosen than before."""

        def __init__(self, checklist: RightsChecklist) -> None:
            super().__init__()
            self.checklist = checklist

        @property
        def control(self) -> RightsChecklist:
            """The widget, for `@on` with a selector."""
            return self.checklist

    def __init__(self, selection: RightsSelection, more: Sequence[Preset] = ()) -> None:
        super().__init__()
        self._selection = selection
        self._presets = (*PRESETS, _NONE, *more)
        self._filter = ""

    def compose(self) -> ComposeResult:
        presets = " · ".join(each.word for each in PRESETS)
        hint = (
            (Content.assemble(("/", "$accent"), " filter   "), self.FILTER.action),
            (Content.assemble(("p", "$accent"), f" presets: {presets} …"), self.PRESET.action),
        )
        yield Words(hint, id="rights-hint")
        yield _Filter(id="rights-filter", placeholder="type to filter, enter to keep, esc to clear")
        yield _Rights(id="rights", compact=True)
        yield Static(id="rights-explained")
        yield Static(id="rights-count")

    def on_mount(self) -> None:
        self._fill()

    def focus(self, scroll_visible: bool = True) -> Self:
        self.query_one(_Rights).focus(scroll_visible)
        return self

    @property
    def selection(self) -> RightsSelection:
        """The choice as it stands."""
        return self._selection

    @selection.setter
    def selection(self, selection: RightsSelection) -> None:
        before, self._selection = self._selection, selection
        if before.others != selection.others:
            self._fill()
        else:
            self._redraw()
        if before != selection:
            self.post_message(self.Changed(self))

    # What a person does

    def begin_filter(self) -> None:
        """Let the person type words that a right must have."""
        self.query_one("#rights-hint").display = False
        field = self.query_one(_Filter)
        field.display = True
        field.focus()

    def choose_preset(self) -> None:
        """Let the person pick a set of rights; it takes the place of what is ticked."""
        lines = [
            Content.assemble(
                plain(f"{_cut(each.word, 32):<32} "), plain(_cut(in_words(each.rights), 32), "$foreground-muted")
            )
            for each in self._presets
        ]

        def picked(index: int | None) -> None:
            if index is not None:
                self._take(self._presets[index])

        self.app.push_screen(Menu("Tick just these rights", lines), picked)

    def tick(self) -> None:
        """Tick or clear the right under the cursor, or say why that can't be done."""
        option = self.query_one(_Rights).highlighted_option
        if option is None or option.id is None:
            return
        if reason := self._selection.why_locked(option.id):
            self.notify(reason, title=visible(word(option.id)), severity="warning", markup=False)
        else:
            self.selection = self._selection.toggled(option.id)

    def _take(self, preset: Preset) -> None:
        self.selection, left_out = self._selection.preset(preset.rights)
        if left_out:
            names = ", ".join(visible(each) for each in ordered(left_out))
            self.notify(f"Left out, as you lack them: {names}.", severity="warning", markup=False)
        self.focus()

    @on(OptionList.OptionSelected, "#rights")
    def _selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.tick()

    @on(OptionList.OptionHighlighted, "#rights")
    def _highlighted(self, event: OptionList.OptionHighlighted) -> None:
        event.stop()
        self._explain()

    # The filter

    @on(Input.Changed, "#rights-filter")
    def _filter_changed(self, event: Input.Changed) -> None:
        event.stop()
        self._filter = event.value
        self._fill()

    @on(Input.Submitted, "#rights-filter")
    def _filter_kept(self, event: Input.Submitted) -> None:
        event.stop()
        self.end_filter(keep=True)

    def end_filter(self, *, keep: bool) -> None:
        """Go back to the list, with what was typed or with every right."""
        field = self.query_one(_Filter)
        if not keep:
            field.value = ""
        field.display = bool(field.value)
        self.query_one("#rights-hint").display = not field.display
        self.focus()

    # How it looks

    def _fill(self) -> None:
        """Make the rows; the cursor stays on its right."""
        rows = self.query_one(_Rights)
        before = rows.highlighted_option
        named = [(each.group, each.name) for each in APPLICATION_RIGHTS]
        named += [(_OTHERS, name) for name in self._selection.others]
        options: list[Option] = []
        for group in (*groups(), _OTHERS):
            names = [name for index, name in named if index == group and self._matches(name)]
            if names:
                options.append(Option(Content.styled(group, "bold $accent"), disabled=True))
                options += [Option(self._row(name), id=name) for name in names]
        if not options:
            options = [Option(plain(f"No right has “{self._filter}”. esc shows all."), disabled=True)]
        rows.clear_options()
        rows.add_options(options)
        indices = [index for index, each in enumerate(options) if each.id is not None]
        same = [index for index in indices if before is not None and options[index].id == before.id]
        rows.highlighted = next(iter(same or indices), None)
        self._explain()
        self._count()

    def _redraw(self) -> None:
        """Draw the marks anew."""
        rows = self.query_one(_Rights)
        for index, option in enumerate(rows.options):
            if option.id is not None and option.prompt != (row := self._row(option.id)):
                rows.replace_option_prompt_at_index(index, row)
        self._explain()
        self._count()

    def _matches(self, name: str) -> bool:
        known = right(name)
        text = f"{name}\n{known.word}\n{known.gives}" if known else name
        return all(word in text.casefold() for word in self._filter.casefold().split())

    def _row(self, name: str) -> Content:
        choice = self._selection
        mark, note = ("[x]" if name in choice.ticked else "[ ]"), ""
        if (by := choice.implied_by(name)) is not None:
            mark, note = "[·]", f"comes with {'Link' if by.endswith('_LINK') else 'every right'}"
        if choice.lacks(name):
            mark = mark if mark != "[ ]" else "[-]"
            note = "you lack this right: it stays" if name in choice.ticked else "you lack this right"
        muted = "$foreground-muted" if choice.lacks(name) else ""
        return Content.assemble(plain(f"{mark} {visible(word(name)):<{_WIDTH}}", muted), (note, "$foreground-muted"))

    def _explain(self) -> None:
        option = self.query_one(_Rights).highlighted_option
        name = option.id if option is not None else None
        if name is None:
            text = Content("")
        elif known := right(name):
            text = Content.assemble(known.gives, ("  " + name, "$foreground-muted"))
        else:
            text = plain(f"{name}: this program doesn't know what it gives. It is kept as it is.")
        self.query_one("#rights-explained", Static).update(text)

    def _count(self) -> None:
        rights = ordered(self._selection.rights)
        number = f"{len(rights)} right{'' if len(rights) == 1 else 's'}" if rights else "No rights ticked."
        names = plain(f" · {', '.join(rights)}", "$foreground-muted") if rights else Content("")
        self.query_one("#rights-count", Static).update(Content.assemble((number, "bold"), names))


class _Rights(OptionList):
    """The rows; keys as in vi, and space and enter tick."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "select", "Tick"),
        *vi_keys(up="cursor_up", down="cursor_down", first="first", last="last", half_page="half_page"),
    ]
    DEFAULT_CSS = """
    _Rights {
        height: 1fr;
        background: $background;
        scrollbar-size-vertical: 1;
    }
    """

    def on_resize(self) -> None:
        self.scroll_to_highlight()  # an error below takes room, and must not hide the cursor

    def action_page_up(self) -> None:
        super().action_page_up()  # type: ignore[no-untyped-call]  # Textual's has no types
        if self.highlighted is None:  # Textual finds nothing above the first heading
            self.action_first()

    def action_half_page(self, direction: int) -> None:
        """Move by half of the rows in view; it stops at the ends."""
        rights = [index for index, option in enumerate(self.options) if not option.disabled]
        if self.highlighted in rights:
            to = rights.index(self.highlighted) + direction * max(1, self.scrollable_content_region.height // 2)
            self.highlighted = rights[min(max(to, 0), len(rights) - 1)]

    def scroll_to_highlight(self, top: bool = False) -> None:
        """Scroll to the cursor, and to the heading above the first right of a group."""
        super().scroll_to_highlight(top)
        above = (self.highlighted or 0) - 1
        if above >= 0 and self.options[above].disabled and (line := line_of_option(self, above)) is not None:
            self.scroll_to_region(Region(0, line, 1, 1), animate=False, force=True, immediate=True)


class _Filter(TextInput):
    """What is typed to filter; esc shows all rights again, and goes no further."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave(False)", "Show all"),
        Binding("down", "leave(True)", "To the list", show=False),
    ]

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)

    def action_leave(self, keep: bool) -> None:
        self.screen.query_one(RightsChecklist).end_filter(keep=keep)


def _cut(text: str, width: int) -> str:
    text = visible(text)
    return text if len(text) <= width else f"{text[: width - 1]}…"
