"""The fields of an application's settings: what the server has, what was typed, and what differs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from textual import on
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Button, Input, Select, Static, TextArea

from tts_tui.api.applications import EDITABLE
from tts_tui.api.fields import MAX_DESCRIPTION, MAX_NAME, address_problem, description_problem, name_problem
from tts_tui.api.models import ADDRESSES
from tts_tui.differences import SKIP_WORDS, account_words
from tts_tui.saving import LABELS, SKIP, Settings, changed
from tts_tui.text import cell, visible
from tts_tui.widgets.attributes import AttributesEditor
from tts_tui.widgets.choice import Choice
from tts_tui.widgets.field import Field
from tts_tui.widgets.inputs import LinesInput, TextInput

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from textual.app import ComposeResult
    from textual.events import DescendantFocus
    from textual.widget import Widget

    from tts_tui.api.models import Account, Application

__all__ = ["CONTACTS", "SettingsPanel"]

CONTACTS: Final = ("administrative_contact", "technical_contact")
_RULES: Final = {"name": name_problem, "description": description_problem, **dict.fromkeys(ADDRESSES, address_problem)}
_COUNTED: Final = {"name": MAX_NAME, "description": MAX_DESCRIPTION}
_ABOUT_SERVERS: Final = (
    "The hosts on which its devices are registered. Empty allows any; a device that names another host is refused."
)
_ABOUT_CONTACTS: Final = "Whom the server writes to. Only collaborators of the application can be named; enter opens."
_ABOUT_SKIP: Final = (
    "For applications whose devices join through an external Join Server that wraps their AppSKey with a key (KEK) of "
    "its own, which this server doesn't have. Without such a Join Server it has no effect at all. With it, the "
    "Application Server leaves payloads encrypted: payload formatters are skipped, uplinks reach your integrations "
    "encrypted, and downlinks must come from them, encrypted too. The server's default is at present the same as off."
)


class SettingsPanel(VerticalScroll):
    """All that can be set, each with what the server has, which stays what it is until somebody types in its field.

    Widgets change some texts by showing them (line breaks, for one), so a field counts as touched only when its widget
    holds something else than it made of the server's value.
    """

    def __init__(self) -> None:
        super().__init__(id="settings", can_focus=False)
        self._before: Settings | None = None
        self._untouched: dict[str, Any] = {}
        self._collaborators: tuple[Account, ...] = ()
        self._controls: dict[str, Any] = {}

    def compose(self) -> ComposeResult:
        yield Static("General", classes="heading")
        yield self._field("name", TextInput(id="name"))
        yield self._field("description", LinesInput(id="description"))
        yield self._field("attributes", AttributesEditor({}, id="attributes"))
        yield Static("Servers", classes="heading")
        yield Static(_ABOUT_SERVERS, classes="muted text")
        for name in ADDRESSES:
            yield self._field(name, TextInput(id=name, placeholder="any"))
        yield Static("Contacts", classes="heading")
        yield Static(_ABOUT_CONTACTS, classes="muted text")
        for name in CONTACTS:
            contact: Select[Account | None] = Select([("", None)], value=None, allow_blank=False, compact=True, id=name)
            yield self._field(name, contact)
        yield Static("Payload encryption", classes="heading")
        with Vertical(classes="whole"):
            yield self._field(SKIP, Choice(list(SKIP_WORDS.items()), None, id=SKIP))
            yield Static(_ABOUT_SKIP, classes="muted text")
        yield Static("The end", classes="heading")
        yield Button(Content("Delete this application …"), id="delete", compact=True)

    def _field(self, name: str, control: Widget) -> Field:
        self._controls[name] = control
        return Field(name, LABELS[name], control)

    # What the server has

    @property
    def before(self) -> Settings | None:
        """What was read last, or None until the application has been."""
        return self._before

    def show(self, application: Application) -> tuple[str, ...]:
        """Show what was read; what was typed stays. Gives the fields that were typed and differ on the server, too."""
        link = self._before.skip_payload_crypto if self._before else None
        fresh = Settings(application, link)
        after = self.after(self.raw()) if self._before else None
        typed = changed(self._before, after) if self._before and after else ()
        moved = changed(self._before, fresh) if self._before else ()
        self._before = fresh
        for name in EDITABLE:
            if name not in typed:
                self._put(name, getattr(application, name))
            else:
                self._untouched[name] = None  # whatever it holds was typed
            self._look(name)
        return tuple(each for each in typed if each in moved)

    def show_link(self, skip: bool | None) -> None:
        """Show what the link has; what was chosen stays."""
        ...

    # What was typed

    def raw(self) -> dict[str, Any]:
        """What the widgets hold."""
        return {name: _held(control) for name, control in self._controls.items()}

    # Words
