"""What frames the areas of a screen: a titled rule above each, a line between two, and one rule below all.

A screen with one area yields `Area(…, title="Servers")` around its widgets; one with two puts an `Area` and a
`SideArea` into a `SideBySide`. The rule below belongs to every screen and finds by itself where the line meets it.
What stands in a rule beside its title, such as the field of a filter, is composed by hand:

    with Area():
        with Horizontal(classes="ruled"):
            yield TitledRule("Applications", id="count", ends=False)
            yield FilterInput()
            yield TitledRule(state="newest first", id="order")
        yield Table()
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widget import Widget

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import ComposeResult
    from textual.geometry import Size

__all__ = ["SIDE_FROM_WIDTH", "Area", "BottomRule", "PartRule", "SideArea", "SideBySide", "TitledRule"]

SIDE_FROM_WIDTH: Final = 120
"""Columns of the terminal from which there is room for a panel at the side."""

_LINE: Final = "─"
_NONE: Final = Content()


class TitledRule(Widget):
    """A line with a title at its left and a state, such as an order, at its right; both are safe to show.

    A title may have further `parts`, of which the last are left out where they have no room. Where title and state have
    none together, the state is left out, and a long title ends in an ellipsis. `begins` is how the line begins, such as
    where another one meets it. With `ends=False` the rule is only as wide as its words, and leaves the cells of its
    container that are kept free to the widgets that continue the line.
    """

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {"rule--title", "rule--state"}
    DEFAULT_CSS = """
    TitledRule {
        width: 1fr;
        height: 1;
        color: $rule;

        & > .rule--title {
            color: $foreground;
        }

        &.-focused > .rule--title {
            color: $accent;
            text-style: bold;
        }

        & > .rule--state {
            color: $foreground-muted;
        }
    }

    TitledRule.-joined {
        width: auto;
    }
    """

    def __init__(
        self,
        title: Content | str = "",
        state: Content | str = "",
        *,
        begins: str = _LINE,
        ends: bool = True,
        id: str | None = None,  # noqa: A002 - Textual's name
        classes: str = "",
    ) -> None:
        super().__init__(id=id, classes=classes)
        self.title = _content(title)
        self.state = _content(state)
        self.parts: tuple[Content, ...] = ()
        self.kept_free = 0
        self._begins = begins
        self.set_class(not ends, "-joined")

    def show(
        self, title: Content | str, state: Content | str | None = None, *, parts: Sequence[Content | str] = ()
    ) -> None:
        """Show another title with these parts, and another state unless that is None."""
        before = (self.title, self.state, *self.parts)
        self.title, self.parts = _content(title), tuple(map(_content, parts))
        self.state = self.state if state is None else _content(state)
        after = (self.title, self.state, *self.parts)
        if len(before) != len(after) or not all(map(Content.is_same, before, after)):
            wider = [each.cell_length for each in before] != [each.cell_length for each in after]
            self.refresh(layout=wider and self.has_class("-joined"))  # a count that goes up is as wide most of the time

    def begin(self, begins: str = _LINE) -> None:
        """Change how the line begins, such as where another line meets it."""
        self._begins = begins
        self.refresh()

    def keep_free(self, cells: int) -> None:
        """Leave that many cells of the container to the widgets beside the rule."""
        if cells != self.kept_free:
            self.kept_free = cells
            self.refresh(layout=True)

    def get_content_width(self, container: Size, viewport: Size) -> int:  # noqa: ARG002 - as Textual calls it
        around = len(self._begins) + 1
        state = self.state.cell_length + 2 if self.state else 0
        title = self._whole_parts(container.width - self.kept_free - around - state - 2)
        return around + state + (title.cell_length + 2 if title else 0)

    def _whole_parts(self, room: int) -> Content:
        """The title with as many of its parts as have room."""
        words = self.title
        for part in self.parts:
            longer = Content.assemble(words, " · ", part)
            if longer.cell_length > room:
                break
            words = longer
        return words

    def render(self) -> Content:
        return self.drawn(self.content_size.width)

    def drawn(self, width: int) -> Content:
        """The rule in a width of so many cells."""
        room = max(0, width - len(self._begins) - 3)
        words = self._whole_parts(room - (self.state.cell_length + 3 if self.state else 0))
        title = self._styled(words.truncate(room, ellipsis=True), "title")
        state = self._styled(self.state if words.cell_length + self.state.cell_length + 2 < room else _NONE, "state")
        line = _LINE * (width - len(self._begins) - 1 - title.cell_length - state.cell_length)
        return Content.assemble(self._begins, title, line, state, _LINE)

    def _styled(self, words: Content, what: str) -> Content:
        if not words:
            return words
        style = self.get_visual_style(f"rule--{what}", partial=True)
        return Content.assemble(" ", words.stylize_before(style), " ")


class PartRule(TitledRule):
    """The rule before a part of a form: wherever the focus is, its title looks the same."""

    DEFAULT_CSS = """
    PartRule > .rule--title, PartRule.-focused > .rule--title {
        color: $foreground;
        text-style: none;
    }
    """


class BottomRule(TitledRule):
    """The rule below all areas; its title says what is being waited for. Every screen has one, as `#waiting`."""

    DEFAULT_CSS = """
    BottomRule > .rule--title {
        color: $foreground-muted;
    }
    """

    side: Area | None = None
    """The side area, whose line meets this rule."""

    def __init__(self) -> None:
        super().__init__(id="waiting")

    def drawn(self, width: int) -> Content:
        rule = super().drawn(width)
        at = self.side.region.x - self.content_region.x if self.side is not None and self.side.display else 0
        if at <= 0 or rule.plain[at : at + 1] != _LINE:  # words may stand there
            return rule
        return rule[:at] + "┴" + rule[at + 1 :]


class Area(Vertical):
    """A part of a screen under its rule, whose title stands out while something in it has the focus.

    Without a title and a state it shows no rule, and the screen composes one as its first child.
    """

    def __init__(
        self,
        *children: Widget,
        title: Content | str = "",
        state: Content | str = "",
        id: str | None = None,  # noqa: A002 - Textual's name
        classes: str = "",
    ) -> None:
        super().__init__(id=id, classes=classes)
        self.inside = list(children)
        self.rule = self._rule(title, state)
        self._has_rule = bool(title or state)

    def compose_add_child(self, widget: Widget) -> None:
        self.inside.append(widget)

    def _rule(self, title: Content | str, state: Content | str) -> TitledRule:
        return TitledRule(title, state)

    def compose(self) -> ComposeResult:
        if self._has_rule:
            yield self.rule
        yield from self.inside

    def on_descendant_focus(self) -> None:
        self._mark()

    def on_descendant_blur(self) -> None:
        self._mark()

    def _mark(self) -> None:
        # By where the focus is, not by which event came: when it moves inside the area, the blur may come last.
        focused = self.screen.focused is not None and self in self.screen.focused.ancestors
        for rule in self.query(TitledRule):
            rule.set_class(focused, "-focused")


class SideArea(Area):
    """The panel at the side, from `SIDE_FROM_WIDTH` columns on and while it is `wanted`. It takes no focus."""

    DEFAULT_CSS = """
    SideArea {
        width: 38;

        & > .side--body {
            border-left: solid $rule;
            padding: 0 1;
            scrollbar-size-vertical: 1;
        }
    }
    """

    def __init__(
        self,
        *children: Widget,
        title: Content | str = "",
        state: Content | str = "",
        wanted: bool = True,
        id: str | None = None,  # noqa: A002 - Textual's name
        classes: str = "",
    ) -> None:
        super().__init__(*children, title=title, state=state, id=id, classes=classes)
        self._has_rule = True
        self._wanted = wanted

    def _rule(self, title: Content | str, state: Content | str) -> TitledRule:
        return TitledRule(title, state, begins="┬─")

    def compose(self) -> ComposeResult:
        yield self.rule
        yield VerticalScroll(*self.inside, classes="side--body", can_focus=False)

    @property
    def wanted(self) -> bool:
        """Whether the person wants it, where there is room."""
        return self._wanted

    @wanted.setter
    def wanted(self, wanted: bool) -> None:
        self._wanted = wanted
        self.fit()

    def on_mount(self) -> None:
        self.fit()
        self.screen.query_one(BottomRule).side = self

    def on_unmount(self) -> None:
        for rule in self.screen.query(BottomRule):
            rule.side = None

    def fit(self) -> None:
        """Show or hide the panel, by the terminal's width and what the person wants."""
        self.display = self._wanted and self.app.size.width >= SIDE_FROM_WIDTH

    def on_show(self) -> None:
        self._meet_bottom()

    def on_hide(self) -> None:
        self._meet_bottom()

    def _meet_bottom(self) -> None:
        for rule in self.screen.query(BottomRule):
            rule.refresh()


class SideBySide(Horizontal):
    """An `Area` and, right of it, a `SideArea`, with a line between them."""

    def on_resize(self) -> None:
        for side in self.query_children(SideArea):
            side.fit()
            self.screen.query_one(BottomRule).refresh()


def _content(words: Content | str) -> Content:
    return Content(words) if isinstance(words, str) else words
