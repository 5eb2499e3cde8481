"""A checklist of the rights on an application: grouped, explained, and with the reason where one can't be selected."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Final

from textual import on
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from tts_tui.api.rights import APPLICATION_ALL, APPLICATION_RIGHTS, PRESETS, Preset, groups, right
from tts_tui.services.rights_selection import in_words, named, ordered, word
from tts_tui.text.quantity import quantity
from tts_tui.text.safe_text import visible
from tts_tui.tui.core.commands import Command
from tts_tui.tui.core.notices import refuse
from tts_tui.tui.core.safe_widgets import plain
from tts_tui.tui.widgets.frame import SIDE_FROM_WIDTH, Area
from tts_tui.tui.widgets.menu import Menu
from tts_tui.tui.widgets.rights_aside import RightsAside, explanation, style_of
from tts_tui.tui.widgets.rights_list import RightsList
from tts_tui.tui.widgets.text_input import TextInput

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Self

    from textual.app import ComposeResult
    from textual.events import Click
    from textual.widget import Widget

    from tts_tui.services.rights_selection import RightsSelection

__all__ = ["RightsChecklist"]

_OTHERS: Final = "Others"
_WIDTH: Final = 34
"""Cells of a right's name, before the note at the end of its row."""
_NONE: Final = Preset("No rights", frozenset())


_FILTER: Final = "/ filter"
_PRESETS: Final = "p presets"


class RightsChecklist(Area):
    """Selects rights. `selection` holds them, and `Changed` is posted when it becomes another one.

    A screen with a checklist has `offers` among its own, and calls `toggle`, `begin_filter` and `choose_preset`.
    `more` presets are listed below the usual ones; their names may be server text. The explanation stands below the
    list, or in the `RightsAside` of the screen while that is there.
    """

    TOGGLE = Command(
        "toggle_right", ("space",), "Select", "Select", "Select or clear the right under the cursor, as Enter does."
    )
    FILTER = Command(
        "filter_rights", ("slash",), "Filter", "Filter rights", "Show only rights that contain these words."
    )
    PRESET = Command(
        "preset",
        ("p",),
        "Presets",
        "Presets",
        "Select the rights of a typical program, of any key or collaborator, or a preset of your own.",
    )
    offers = (TOGGLE, FILTER, PRESET)

    DEFAULT_CSS = """
    RightsChecklist {
        width: 1fr;
        height: 1fr;
        min-height: 5;

        #rights {
            padding-left: 1;
        }

        #rights-filter {
            display: none;
        }

        #rights-explained {
            height: 2;
            padding: 0 1;
            color: $foreground-muted;
        }

        #rights-selected {
            height: 1;
            padding: 0 1;
            text-wrap: nowrap;
            text-overflow: ellipsis;
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

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "clear_filter", "Clear filter")]

    def __init__(self, selection: RightsSelection, more: Sequence[Preset] = ()) -> None:
        super().__init__(title="Rights", state=_keys(work=True))
        self._selection = selection
        self._presets = (*PRESETS, _NONE, *more)
        self._filter = ""
        self._shown: tuple[str | None, Sequence[str]] | None = None
        """The right that is explained, and those that are shown as selected."""

    def compose(self) -> ComposeResult:
        yield self.rule
        yield _Filter(id="rights-filter", placeholder="type to filter")
        yield RightsList(id="rights", compact=True)
        yield Static(id="rights-explained")
        yield Static(id="rights-selected")

    def on_mount(self) -> None:
        self._fill()
        self.watch(self.screen, "focused", self._focus_moved)

    def _focus_moved(self, focused: Widget | None) -> None:
        """Where text is typed, letters are no keys."""
        self.rule.show(self.rule.title, _keys(work=not isinstance(focused, Input)))

    def on_resize(self) -> None:
        self._explain()  # the panel at the side comes and goes with the width

    def focus(self, scroll_visible: bool = True) -> Self:
        self.query_one(RightsList).focus(scroll_visible)
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

    def on_click(self, event: Click) -> None:
        """Words in the rule do what their keys do."""
        if event.widget is not self.rule:
            return
        line = self.rule.render().plain
        for shown, act in ((_FILTER, self.begin_filter), (_PRESETS, self.choose_preset)):
            if shown in line and 0 <= event.x - line.rfind(shown) < len(shown):
                act()

    # Actions

    def begin_filter(self) -> None:
        """Open the filter."""
        field = self.query_one(_Filter)
        field.display = True
        field.focus()

    def choose_preset(self, own: Sequence[Preset] = (), others: Sequence[tuple[str, Callable[[], None]]] = ()) -> None:
        """Offer the presets, and below them the person's `own`; the one that is picked replaces the selection.

        At the end are `others`: words, and what picking them calls.
        """
        presets = [*self._presets, *own]
        lines = [
            Content.assemble(
                plain(f"{_cut(each.word, 32):<32} "), plain(_cut(in_words(each.rights), 32), "$foreground-muted")
            )
            for each in presets
        ]
        lines += [Content(words) for words, _ in others]

        def picked(index: int | None) -> None:
            if index is None:
                return
            if index < len(presets):
                self.take(presets[index])
            else:
                others[index - len(presets)][1]()

        self.app.push_screen(Menu("Replace the selection with", lines), picked)

    def toggle(self) -> None:
        """Select or clear the right under the cursor, or say why that isn't possible."""
        option = self.query_one(RightsList).highlighted_option
        if option is None or option.id is None:
            return
        if reason := self._selection.why_locked(option.id):
            refuse(self.app, reason, visible(word(option.id)))
        else:
            self.selection = self._selection.toggled(option.id)

    def take(self, preset: Preset) -> None:
        """Replace the selection, and say what is left out."""
        self.selection, left_out = self._selection.preset(preset.rights)
        if left_out:
            self.notify(
                f"Left out because you lack them: {visible(named(left_out))}.", severity="warning", markup=False
            )
        self.focus()

    @on(OptionList.OptionSelected, "#rights")
    def _selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.toggle()

    @on(OptionList.OptionHighlighted, "#rights")
    def _highlighted(self, event: OptionList.OptionHighlighted) -> None:
        event.stop()
        self._explain()

    # The filter

    @on(Input.Changed, "#rights-filter")
    def _filter_changed(self, event: Input.Changed) -> None:
        event.stop()
        self._filter = event.value
        self.refresh_bindings()
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
        self.refresh_bindings()
        self.focus()

    def action_clear_filter(self) -> None:
        self.end_filter(keep=False)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Esc is the screen's where there is no filter to clear."""
        if action == "clear_filter":
            return bool(self._filter)
        return super().check_action(action, parameters)

    # How it looks

    def _fill(self) -> None:
        """Build the rows again. The cursor stays on its right."""
        rows = self.query_one(RightsList)
        before = rows.highlighted_option
        listed = [(each.group, each.name) for each in APPLICATION_RIGHTS]
        listed += [(_OTHERS, name) for name in self._selection.others]
        options: list[Option] = []
        for group in (*groups(), _OTHERS):
            names = [name for index, name in listed if index == group and self._matches(name)]
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

    def _redraw(self) -> None:
        """Update the marks."""
        rows = self.query_one(RightsList)
        for index, option in enumerate(rows.options):
            if option.id is not None and option.prompt != (row := self._row(option.id)):
                rows.replace_option_prompt_at_index(index, row)
        self._explain()

    def _matches(self, name: str) -> bool:
        known = right(name)
        text = f"{name}\n{known.word}\n{known.gives}" if known else name
        return all(word in text.casefold() for word in self._filter.casefold().split())

    def _heading(self, group: str) -> Content:
        return Content.styled(group, "bold $accent")

    def _row(self, name: str) -> Content:
        selection = self._selection
        mark, style, note = ("✓", style_of(name), "") if name in selection.selected else (" ", "", "")
        if (by := selection.implied_by(name)) is not None:
            mark, style = "~", "$text-success"
            note = f"included in “{'Link' if by.endswith('_LINK') else 'all rights'}”"
        if selection.lacks(name):
            mark = mark if mark != " " else "-"
            note = "you lack this right; can't be cleared" if name in selection.selected else "you lack this right"
            style = "$foreground-muted"
        return Content.assemble(
            ("[", "$foreground-muted"),
            (mark, style),
            ("] ", "$foreground-muted"),
            plain(f"{visible(word(name)):<{_WIDTH}}", style),
            (note, "$foreground-muted"),
        )

    def _explain(self) -> None:
        """Explain the right under the cursor, and show which are selected: at the side, or below the list."""
        names = ordered(self._selection.rights)
        self.rule.show(f"Rights · {len(names)} of {len(APPLICATION_RIGHTS) + len(self._selection.others)}")
        option = self.query_one(RightsList).highlighted_option
        name = option.id if option is not None else None
        aside = next(iter(self.screen.query(RightsAside).results(RightsAside)), None)
        below = aside is None or self.app.size.width < SIDE_FROM_WIDTH
        explained, selected = self.query_one("#rights-explained", Static), self.query_one("#rights-selected", Static)
        explained.display = selected.display = below
        if self._shown == (told := (name, names)):
            return
        self._shown = told
        explained.update(explanation(name), layout=False)  # the height of both is fixed
        selected.update(_summary(names), layout=False)
        if aside is not None:
            aside.show(name, names)


def _summary(names: Sequence[str]) -> Content:
    """The selected rights in one line."""
    if APPLICATION_ALL in names:
        return plain(f"! {word(APPLICATION_ALL)}", style_of(APPLICATION_ALL))
    if not names:
        return Content("No rights selected")
    number = quantity(len(names), "right")
    return Content.assemble((number, "bold"), plain(f" · {', '.join(map(word, names))}", "$foreground-muted"))


def _keys(*, work: bool) -> Content:
    """The keys in the rule, dimmed where they don't work."""
    key = "bold $accent" if work else "$foreground-muted"
    return Content("  ").join(Content(words).stylize(key, 0, 1) for words in (_FILTER, _PRESETS))


class _Filter(TextInput):
    """The filter. Esc clears it, and does nothing else."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "leave(True)", "Keep"),
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
