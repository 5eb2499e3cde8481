"""What the tabs of one application share: its rights, the line of tabs, and the way from tab to tab."""

from __future__ import annotations

from dataclasses import replace  # of a binding, which is one
from typing import TYPE_CHECKING, Any, ClassVar, Final

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message

from tts_tui.tui.base.of_application import OfApplication
from tts_tui.tui.core.commands import BACK, SERVERS, bindings
from tts_tui.tui.core.notices import NoticesInTurn
from tts_tui.tui.routes import (
    api_keys,
    audit,
    collaborators,
    delete_application,
    end_devices,
    integrations,
    live_data,
    overview,
    settings,
)
from tts_tui.tui.widgets.clickable_line import ClickableLine
from tts_tui.tui.widgets.key_bar import KeyBar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from textual.app import ComposeResult

    from tts_tui.services.applications.undo import LastChange
    from tts_tui.session.session import Session
    from tts_tui.tui.routes import ScreenRoute

__all__ = ["TABS", "ApplicationTab", "tab_key"]

TABS: Final = (
    ("Overview", overview),
    ("Live data", live_data),
    ("Devices", end_devices),
    ("API keys", api_keys),
    ("Access", collaborators),
    ("Integrations", integrations),
    ("Settings", settings),
)
"""The tabs of one application, in their order: each one's word, and the screen that it opens."""
_SHORT: Final = {"Live data": "Live", "API keys": "Keys"}
"""Words for where there is little room."""
_APART: Final = 2
"""Blanks between two tabs at least: their words may have a blank themselves."""


def tab_key(word: str) -> str:
    """The key of the tab with that word, its number."""
    return str([each for each, _ in TABS].index(word) + 1)


class ApplicationTab(OfApplication[None]):
    """One tab of an application.

    `left` is called when the person leaves the application, with whether a list that has it should be read again; it is
    handed from tab to tab, as Textual forgets a screen's callback when another takes its place. It is None where there
    is no such list, as with an application's key: then to leave the application is to leave the program.

    `last_change` is what was last saved in the settings since the application was opened.
    """

    tabs: ClassVar[Sequence[tuple[str, ScreenRoute[Any, Any]]]] = TABS
    tab: ClassVar[int] = 1
    BINDINGS: ClassVar[list[BindingType]] = [
        *(Binding(str(number), f"tab({number})", word, show=False) for number, (word, _) in enumerate(TABS, 1)),
        # As in the list of applications, of which this is a part.
        *(replace(each, show=False) for each in bindings([SERVERS])),
        Binding("A,shift+a", "audit", "Audit all API keys", show=False),
        Binding("f7,ctrl+pagedown", "next_tab(1)", "Next tab", show=False),
        Binding("f8,ctrl+pageup", "next_tab(-1)", "Previous tab", show=False),
    ]

    class Gone(Message):
        """The application has been deleted, and there is nothing else to go back to."""

    def __init__(
        self,
        session: Session,
        application_id: str,
        left: Callable[[bool], None] | None,
        *,
        rights: frozenset[str] | None = None,
        list_changed: bool = False,
        last_change: LastChange | None = None,
    ) -> None:
        super().__init__(session, application_id, rights=rights)
        self._left = left
        self.list_changed = list_changed
        self.last_change = last_change

    def body(self) -> ComposeResult:
        yield ClickableLine(classes="tabs")
        yield from self.tab_body()

    def tab_body(self) -> ComposeResult:
        """What is below the tabs."""
        yield from ()

    def on_resize(self) -> None:
        self.query_one(".tabs", ClickableLine).show(_tabs(self.tabs, self.tab, self.app.size.width))
        if self._left is None:
            self.query_one(KeyBar).rename(BACK.action, "Quit")

    def leave(self) -> None:
        """Leave the application, or the program where there is nothing else."""
        if self._left is None:
            self.app.run_worker(self.app.action_quit(), name="quit", group="quit", description="quit")
        else:
            self.dismiss()
            self._left(self.list_changed)

    def action_delete(self) -> None:
        """Delete the application; a key of the tabs that have a command for it."""
        self.app.push_screen(delete_application(self.session, self.application_id), self._deleted)

    def _deleted(self, deleted: bool | None) -> None:
        if deleted and self._left is None:
            self.post_message(self.Gone())
        elif deleted:
            self.list_changed = True
            self.leave()

    def action_audit(self) -> None:
        self.app.push_screen(audit(self.session))

    def action_next_tab(self, step: int) -> None:
        self.action_tab((self.tab - 1 + step) % len(self.tabs) + 1)

    def action_tab(self, number: int) -> None:
        """Go to another tab; a form that would lose something asks first, in `leave_for`."""
        if number != self.tab and number <= len(self.tabs):
            self.leave_for(number)

    def leave_for(self, number: int) -> None:
        """Put the other tab in the place of this one."""
        _, open_tab = self.tabs[number - 1]
        if isinstance(self.app, NoticesInTurn):
            self.app.another_tab()
        self.app.switch_screen(open_tab(self.session, self.application_id, self._left, **self.handed_on))

    @property
    def handed_on(self) -> Mapping[str, Any]:
        """What one tab hands to the next."""
        return {"rights": self.rights, "list_changed": self.list_changed, "last_change": self.last_change}


def _tabs(tabs: Sequence[tuple[str, ScreenRoute[Any, Any]]], chosen: int, width: int) -> Iterator[tuple[Content, str]]:
    """The tabs, as far apart as there is room: first in fewer words, then all but the chosen one as numbers alone."""
    words = [word for word, _ in tabs]
    if (gap := _gap(words, width)) < _APART:
        words = [_SHORT.get(word, word) for word in words]
        gap = _gap(words, width)
    for number, word in enumerate(words, 1):
        style = "bold $accent underline" if number == chosen else "$footer-description-foreground"
        shown = word if gap > 0 or number == chosen else ""
        before = "" if number == 1 else " " * max(1, gap)
        yield Content.assemble((f"{before}{number} ", "$foreground-muted"), (shown, style)), f"tab({number})"


def _gap(words: Sequence[str], width: int) -> int:
    """The blanks for which there is room between two tabs."""
    room = width - 2 - sum(len(f"{number} {word}") for number, word in enumerate(words, 1))
    return min(3, room // (len(words) - 1))
