"""A checklist of the rights on an application: grouped, explained, and with the reason where one can't be selected."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Final

from textual import on
from textual.binding import Binding, BindingType
from textual.containers import Container, Vertical
from textual.content import Content
from textual.geometry import Region
from textual.message import Message
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from tts_tui.api.rights import ALL, APPLICATION_ALL, APPLICATION_RIGHTS, PRESETS, Preset, groups, right
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

    from tts_tui.api.rights import Right
    from tts_tui.services.rights_selection import RightsSelection

__all__ = ["RightsChecklist"]

_OTHERS: Final = "Others"
_WIDTH: Final = 34
"""Cells of a right's name, before the note at the end of its row."""
_WIDE: Final = 120
"""Columns of the terminal from which the explanation stands beside the list instead of below it."""
_NONE: Final = Preset("No rights", frozenset())


class RightsChecklist(Vertical):
    """Selects rights. `selection` holds them, and `Changed` is posted when it becomes another one.

    A screen with a checklist has `offers` among its own, and calls `tick`, `begin_filter` and `choose_preset` for them.
    `more` presets are listed below the usual ones; their names may be server text. `outcome` is a line below the
    selected rights that the screen sets, safe to show, such as when a key with them expires.
    """

    TICK = Command("tick", ("space",), "Select", "Select", "Select or clear the right under the cursor, as Enter does.")
    FILTER = Command(
        "filter_rights", ("slash",), "Filter", "Filter rights", "Show only rights that contain these words."
    )
    PRESET = Command("preset", ("p",), "Presets", "Presets", "Select the rights of a usual program or of another key.")
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

        #rights-columns, #rights-list {
            height: 1fr;
        }

        #rights-aside {
            height: auto;
        }

        #rights-explained {
            height: 2;
            color: $foreground-muted;
        }

        #rights-outcome {
            height: 1;
            text-wrap: nowrap;
            text-overflow: ellipsis;
        }

        &.-wide {
            #rights-columns {
                layout: horizontal;
            }

            #rights-list {
                width: 1fr;
            }

            #rights-aside {
                width: 44;
                height: 1fr;
                padding: 0 1 0 2;
                border-left: vkey $foreground-muted;
            }

            #rights-explained, #rights-outcome {
                height: auto;
                text-wrap: wrap;
            }

            #rights-outcome {
                margin-top: 1;
            }
        }
    }
    """

    class Changed(Message):
        """The selected rights have changed."""

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
        self._outcome = Content("")

    def compose(self) -> ComposeResult:
        presets = " · ".join(each.word for each in PRESETS)
        hint = (
            (Content.assemble(("/", "$accent"), " filter   "), self.FILTER.action),
            (Content.assemble(("p", "$accent"), f" presets: {presets} …"), self.PRESET.action),
        )
        yield Words(hint, id="rights-hint")
        yield _Filter(id="rights-filter", placeholder="type to filter, enter to keep, esc to clear")
        with Container(id="rights-columns"):
            with Vertical(id="rights-list"):
                yield _Rights(id="rights", compact=True)
            with Vertical(id="rights-aside"):
                yield Static(id="rights-explained")
                yield Static(id="rights-outcome")

    def on_mount(self) -> None:
        self._fill()

    def on_resize(self) -> None:
        wide = self.app.size.width >= _WIDE
        if wide != self.has_class("-wide"):
            self.set_class(wide, "-wide")
            self._explain()
            self._show_outcome()

    def focus(self, scroll_visible: bool = True) -> Self:
        self.query_one(_Rights).focus(scroll_visible)
        return self

    @property
    def selection(self) -> RightsSelection:
        """The selected rights."""
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

    @property
    def outcome(self) -> Content:
        """The line below the selected rights."""
        return self._outcome

    @outcome.setter
    def outcome(self, outcome: Content) -> None:
        self._outcome = outcome
        self._show_outcome()

    # Actions

    def begin_filter(self) -> None:
        """Open the filter."""
        self.query_one("#rights-hint").display = False
        field = self.query_one(_Filter)
        field.display = True
        field.focus()

    def choose_preset(self) -> None:
        """Offer the presets; the one that is picked replaces the selection."""
        lines = [
            Content.assemble(
                plain(f"{_cut(each.word, 32):<32} "), plain(_cut(in_words(each.rights), 32), "$foreground-muted")
            )
            for each in self._presets
        ]

        def picked(index: int | None) -> None:
            if index is not None:
                self._take(self._presets[index])

        self.app.push_screen(Menu("Replace the selection with", lines), picked)

    def tick(self) -> None:
        """Select or clear the right under the cursor, or say why that isn't possible."""
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
        """Go back to the list, with the filter kept or cleared."""
        field = self.query_one(_Filter)
        if not keep:
            field.value = ""
        field.display = bool(field.value)
        self.query_one("#rights-hint").display = not field.display
        self.focus()

    # How it looks

    def _fill(self) -> None:
        """Make the rows anew. The cursor stays on its right."""
        rows = self.query_one(_Rights)
        before = rows.highlighted_option
        named = [(each.group, each.name) for each in APPLICATION_RIGHTS]
        named += [(_OTHERS, name) for name in self._selection.others]
        options: list[Option] = []
        for group in (*groups(), _OTHERS):
            names = [name for index, name in named if index == group and self._matches(name)]
            if names:
                options.append(Option(self._heading(group), disabled=True))
                options += [Option(self._row(name), id=name) for name in names]
        if not options:
            options = [Option(plain(f"No right contains “{self._filter}”. Esc clears the filter."), disabled=True)]
        rows.clear_options()
        rows.add_options(options)
        indices = [index for index, each in enumerate(options) if each.id is not None]
        same = [index for index in indices if before is not None and options[index].id == before.id]
        rows.highlighted = next(iter(same or indices), None)
        self._explain()
        self._show_outcome()

    def _redraw(self) -> None:
        """Update the marks."""
        rows = self.query_one(_Rights)
        for index, option in enumerate(rows.options):
            if option.id is not None and option.prompt != (row := self._row(option.id)):
                rows.replace_option_prompt_at_index(index, row)
        self._explain()
        self._show_outcome()

    def _matches(self, name: str) -> bool:
        known = right(name)
        text = f"{name}\n{known.word}\n{known.gives}" if known else name
        return all(word in text.casefold() for word in self._filter.casefold().split())

    def _heading(self, group: str) -> Content:
        return Content.styled(group, "bold $accent")

    def _row(self, name: str) -> Content:
        selection = self._selection
        mark, style, note = ("✓", _style(name), "") if name in selection.ticked else (" ", "", "")
        if (by := selection.implied_by(name)) is not None:
            mark, style = "~", "$text-success"
            note = f"included in “{'Link' if by.endswith('_LINK') else 'all rights'}”"
        if selection.lacks(name):
            mark = mark if mark != " " else "-"
            note = "you lack this right; can't be cleared" if name in selection.ticked else "you lack this right"
            style = "$foreground-muted"
        return Content.assemble(
            ("[", "$foreground-muted"),
            (mark, style),
            ("] ", "$foreground-muted"),
            plain(f"{visible(word(name)):<{_WIDTH}}", style),
            (note, "$foreground-muted"),
        )

    @property
    def _is_wide(self) -> bool:
        return self.has_class("-wide")

    def _explain(self) -> None:
        option = self.query_one(_Rights).highlighted_option
        name = option.id if option is not None else None
        if name is None:
            text = Content("")
        elif known := right(name):
            text = self._explanation(known)
        elif name == ALL:
            text = Content("Whoever creates an application has it. “All rights” gives as much here.")
        else:
            text = plain(f"{name}: unknown to this version of tts-tui. It is kept as it is.")
        self.query_one("#rights-explained", Static).update(text)

    def _explanation(self, known: Right) -> Content:
        name = (known.name, "$foreground-muted")
        if not self._is_wide:
            return Content.assemble(known.gives, "  ", name)
        danger = known.name == APPLICATION_ALL
        return Content.assemble(
            (known.word, "bold $text-warning" if danger else "bold $accent"),
            "\n\n",
            (known.gives, "$foreground"),
            "\n\n",
            name,
        )

    def _show_outcome(self) -> None:
        """Show how many rights are selected, which, and the line that the screen adds."""
        names = ordered(self._selection.rights)
        count = Content.styled(f"{len(names)} right{'' if len(names) == 1 else 's'}" if names else "No rights", "bold")
        if self._is_wide:
            lines = [Content.assemble(("Selected: ", "bold $accent"), count)]
            lines += [plain(f"✓ {word(each)}", _style(each)) for each in names]
            lines += [Content(""), self._outcome] if self._outcome else []
            text = Content("\n").join(lines)
        elif APPLICATION_ALL in names:
            text = plain(f"! {word(APPLICATION_ALL)}", _style(APPLICATION_ALL))
        else:
            labels = plain(f" · {', '.join(map(word, names))}", "$foreground-muted") if names else Content(" selected")
            text = Content.assemble(count, labels)
        self.query_one("#rights-outcome", Static).update(text)


def _style(name: str) -> str:
    """How a selected right is drawn: the wildcard as a warning."""
    return "bold $text-warning" if name == APPLICATION_ALL else "bold $text-success"


class _Rights(OptionList):
    """The rows, with the keys of vi; Space and Enter select."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "select", "Select"),
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
        self.scroll_to_highlight()  # an error below takes some room, and must not hide the cursor

    def action_page_up(self) -> None:
        super().action_page_up()  # type: ignore[no-untyped-call]  # Textual's has no types
        if self.highlighted is None:  # Textual finds nothing above the first heading
            self.action_first()

    def action_half_page(self, direction: int) -> None:
        """Move by half of the rows in view; stop at both ends."""
        rights = [index for index, option in enumerate(self.options) if not option.disabled]
        if self.highlighted in rights:
            target = rights.index(self.highlighted) + direction * max(1, self.scrollable_content_region.height // 2)
            self.highlighted = rights[min(max(target, 0), len(rights) - 1)]

    def scroll_to_highlight(self, top: bool = False) -> None:
        """Scroll to the cursor, and show the heading above the first right of a group."""
        super().scroll_to_highlight(top)
        above = (self.highlighted or 0) - 1
        if above >= 0 and self.options[above].disabled and (line := line_of_option(self, above)) is not None:
            self.scroll_to_region(Region(0, line, 1, 1), animate=False, force=True, immediate=True)


class _Filter(TextInput):
    """The filter. Esc clears it, and does nothing else."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave(False)", "Clear"),
        Binding("down", "leave(True)", "To the list", show=False),
    ]

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)

    def action_leave(self, keep: bool) -> None:
        self.screen.query_one(RightsChecklist).end_filter(keep=keep)


def _cut(text: str, width: int) -> str:
    text = visible(text)
    return text if len(text) <= width else f"{text[: width - 1]}…"
