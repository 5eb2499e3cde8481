"""The fields of an application's settings: what the server has, what was typed, and the difference."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Final

from textual import on
from textual.binding import Binding
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Button, Input, Select, Static, TextArea

from tts_tui.api.field_rules import ADDRESSES
from tts_tui.api.models import Account
from tts_tui.api.resources import applications
from tts_tui.api.resources.applications import EDITABLE
from tts_tui.services.applications.settings import CLOCK, CONTACTS, LABELS, SKIP, Settings, changed, on_top, with_fields
from tts_tui.tui.screens.applications.settings_controls import controls, held, hint_of, offer, problem_of, put
from tts_tui.tui.widgets.attributes import AttributesEditor
from tts_tui.tui.widgets.choice import Choice
from tts_tui.tui.widgets.field import Field
from tts_tui.tui.widgets.frame import Area
from tts_tui.tui.widgets.pane import Pane

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from textual.app import ComposeResult
    from textual.binding import BindingType
    from textual.events import DescendantFocus

    from tts_tui.api.models import Application

__all__ = ["SettingsPanel"]

_NOTHING: Final = object()
"""Differs from whatever a control holds."""
_ABOUT_SERVERS: Final = (
    "Servers where the devices are registered. Devices that name another server are rejected; leave empty to allow any."
)
_ABOUT_CONTACTS: Final = "Who the server contacts. Only collaborators can be selected."
_ABOUT_SKIP: Final = (
    "For devices that join through an external Join Server which encrypts their AppSKey with its own key (KEK), "
    "unknown to this server; no effect otherwise. The Application Server then passes payloads on encrypted: it skips "
    "payload formatters, your integrations receive encrypted uplinks and must send encrypted downlinks. The default "
    "is currently off."
)
_ABOUT_CLOCK: Final = (
    "Answers devices that ask for the time on FPort 202 (LoRaWAN Application Layer Clock Synchronization). It is an "
    "application package; a device may have another one on that port."
)


class SettingsPanel(Pane):
    """The form of all settings. A value of the server stays as it is until somebody types in its field.

    Some controls change a text by showing it, such as its line breaks. So a field counts as touched only where its
    control holds something else than what it made of the server's value.
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "enter_fields", show=False)]

    def __init__(self) -> None:
        super().__init__(id="settings")
        self.show_vertical_scrollbar = True  # most terminals need it: if a layout added it, there would be a second
        self._application: Application | None = None
        self._skip: bool | None = None
        self._clock: str | None = None
        self._seen: Settings | None = None
        self._untouched: dict[str, Any] = {}
        self._accounts: Sequence[Account] = ()
        self._why_locked: dict[str, str] = {
            SKIP: "Waiting for the link …",
            CLOCK: "Waiting for the package on FPort 202 …",
            **dict.fromkeys(CONTACTS, "Waiting for the collaborators …"),
        }
        self._read_only = False
        self._to_fill: dict[str, Any] = {}

    def compose(self) -> ComposeResult:
        self._controls = controls()
        self._fields = {
            name: Field(name, LABELS[name].removesuffix(" contact"), control, quiet=name == "attributes")
            for name, control in self._controls.items()
        }
        with Area(title="General", state="Tab or Enter goes to the fields"):
            yield from (self._fields[name] for name in ("name", "description", "attributes"))
        with Area(title="Servers"):
            yield Static(_ABOUT_SERVERS, classes="about")
            yield from (self._fields[name] for name in ADDRESSES)
        with Area(title="Contacts"):
            yield Static(_ABOUT_CONTACTS, classes="about")
            yield from (self._fields[name] for name in CONTACTS)
        with Area(title="Skip payload encryption and decryption", classes="whole"):
            yield self._fields[SKIP]
            yield Static(_ABOUT_SKIP, classes="about")
        with Area(title="Application-layer clock synchronization", classes="whole"):
            yield self._fields[CLOCK]
            yield Static(_ABOUT_CLOCK, classes="about")
        with Area(title="Delete", id="danger"):
            yield Button(Content("Delete this application …"), id="delete", compact=True)

    def action_enter_fields(self) -> None:
        """Go from the panel, which has the focus at first, to its first field."""
        if self.has_focus:
            self.screen.focus_next()

    # What the server has

    @property
    def before(self) -> Settings | None:
        """What was read last, or None before the application was read."""
        return Settings(self._application, self._skip, self._clock) if self._application else None

    @property
    def seen(self) -> Settings | None:
        """What the server had when the person last saw it without a change of their own on top."""
        return self._seen

    def note_seen(self, after: Settings | None = None, fields: Collection[str] = ()) -> None:
        """Note that the person has seen what is shown, except for fields that they are changing.

        With `after`, only that these fields of it were saved.
        """
        if (before := self.before) is None:
            return
        seen = self._seen or before
        if after is not None:
            self._seen = with_fields(seen, after, fields)
        else:
            self._seen = with_fields(before, seen, self._touched())

    def show(self, application: Application) -> tuple[str, ...]:
        """Show what was read, and keep what was typed.

        Returns the fields that were typed and have changed on the server, too. Typed attributes are added to the
        current ones, since each attribute is a value of its own.
        """
        old, typed = self._application, self._touched()
        attributes = self._controls["attributes"]
        if old is not None and "attributes" in typed and not attributes.unfinished:
            attributes.show(on_top(old.attributes, attributes.value, application.attributes))
        self._application = application
        moved = applications.changed(old, application) if old else EDITABLE
        for name in EDITABLE:
            if name in typed:
                self._untouched[name] = _NOTHING  # so that it counts as touched whatever it holds
            elif name in moved:
                self._put(name, getattr(application, name))
            self._show_below(name)
        self._fill()
        return tuple(each for each in typed if each in moved)

    def take(self, now: Settings) -> None:
        """Show what the server has now, and keep what was typed and chosen."""
        self.show(now.application)
        if SKIP not in self._why_locked:
            self.show_link(now.skip_payload_crypto)
        if CLOCK not in self._why_locked:
            self.show_clock(now.clock_sync)

    def show_link(self, skip: bool | None) -> None:
        """Show the link's setting, and keep what was chosen."""
        choice = self._controls[SKIP]
        if choice.value is self._skip:
            choice.value = skip
        self._skip = skip
        self._set_locks((SKIP,), None)
        self._fill()

    def show_clock(self, data: str | None) -> None:
        """Show whether clocks are synchronized, and keep what was chosen."""
        choice = self._controls[CLOCK]
        if choice.value is (self._clock is not None):
            choice.value = data is not None
        self._clock = data
        self._set_locks((CLOCK,), None)
        self._fill()

    def show_accounts(self, accounts: Sequence[Account]) -> None:
        """Offer these accounts as contacts, besides the current ones."""
        self._accounts = sorted(accounts, key=lambda each: (each.kind != "user", each.id))  # sent in no order
        for name in CONTACTS:
            self._offer(name, self._controls[name].value)
        self._set_locks(CONTACTS, None)
        self._fill()

    def lock_fields(self, names: Collection[str], why: str) -> None:
        """Lock these fields, for a reason that is safe to show."""
        self._set_locks(names, why)

    def make_read_only(self, *, locked: bool) -> None:
        """Lock all fields, or unlock them. They can be read and scrolled either way."""
        self._read_only = locked
        self._set_locks((), None)

    def saved(self, fields: Collection[str], after: Settings, raw: Mapping[str, Any]) -> None:
        """Note that the server now has these fields of `after`, which the controls held as `raw`."""
        if self._application is None:
            return
        values = {name: getattr(after.application, name) for name in EDITABLE if name in fields}
        self._application = self._application.model_copy(update=values)
        if SKIP in fields:
            self._skip = after.skip_payload_crypto
        if CLOCK in fields:
            self._clock = after.clock_sync
        for name in values:
            self._untouched[name] = raw[name]
            if name == "attributes":
                self._controls[name].keep()
            self._show_below(name)

    # What was typed

    def raw(self) -> dict[str, Any]:
        """What the controls hold, by field."""
        return {name: held(control) for name, control in self._controls.items()}

    def after(self, raw: Mapping[str, Any]) -> Settings | None:
        """The settings that `raw` stands for. Fields that weren't touched are exactly the server's."""
        if self._application is None:
            return None
        typed = {name: raw[name] for name in EDITABLE if raw[name] != self._untouched[name]}
        clock = self._clock if raw[CLOCK] is (self._clock is not None) else "" if raw[CLOCK] else None
        return Settings(self._application.model_copy(update=typed), raw[SKIP], clock)

    def changed(self) -> bool:
        """Whether anything differs from what the server has."""
        return bool(self._touched() or self._to_fill)

    def typed(self) -> dict[str, Any]:
        """What differs from the server, as plain JSON values by field."""
        typed = {name: self._plain(name) for name in self._touched()}
        return {**self._to_fill, **typed}

    def _plain(self, name: str) -> Any:
        control = self._controls[name]
        if isinstance(control, AttributesEditor):
            return control.changes(self._application.attributes if self._application else {})
        value = held(control)
        return [value.kind, value.id] if isinstance(value, Account) else value

    def fill(self, fields: Mapping[str, Any]) -> None:
        """Restore what `typed` gave: each field as soon as its value was read and it can be changed."""
        self._to_fill = {name: value for name, value in fields.items() if name in self._controls}
        self._fill()

    def _fill(self) -> None:
        if self._application is None:
            return
        for name in [each for each in self._to_fill if each not in self._why_locked]:
            value, control = self._to_fill.pop(name), self._controls[name]
            if name in CONTACTS:
                self._offer(name, Account(kind=value[0], id=value[1]) if value else None)
            elif isinstance(control, AttributesEditor):
                control.change(value)
            else:
                put(control, value)

    def wrong(self) -> Field | None:
        """The first field whose input the server would reject. Its problem is shown."""
        if self._application is None:
            return None
        for name, field in self._fields.items():
            self._show_below(name)
            field.show_problem()
            unfinished = name == "attributes" and self._controls[name].unfinished  # it shows its own problems
            if field.problem or unfinished:
                return field
        return None

    def _touched(self) -> tuple[str, ...]:
        before, after = self.before, self.after(self.raw())
        if before is None or after is None:
            return ()
        more = ("attributes",) if self._controls["attributes"].unfinished else ()
        return (*changed(before, after), *more)

    # The controls

    def _put(self, name: str, value: Any) -> None:
        control = self._controls[name]
        if name in CONTACTS:
            self._offer(name, value)
        else:
            put(control, value)
        self._untouched[name] = held(control)

    def _offer(self, name: str, chosen: Account | None) -> None:
        """Offer the collaborators, nobody and the current contact, and choose one of them."""
        here = getattr(self._application, name, None)
        others = dict.fromkeys(each for each in (here, chosen) if each is not None and each not in self._accounts)
        offer(self._controls[name], [None, *self._accounts, *others], chosen)

    def _set_locks(self, names: Collection[str], why: str | None) -> None:
        """Lock these fields for that reason, or unlock them where it is None."""
        for name in names:
            if why is None:
                self._why_locked.pop(name, None)
            else:
                self._why_locked[name] = why
            self._show_below(name)
        for name, control in self._controls.items():
            control.disabled = self._read_only or name in self._why_locked

    @on(Input.Changed)
    @on(TextArea.Changed)
    @on(Select.Changed)
    @on(AttributesEditor.Changed)
    @on(Choice.Changed)
    def _typed(self, event: Input.Changed | TextArea.Changed) -> None:
        if self._application is not None and event.control.id in self._fields:
            self._show_below(event.control.id)

    def _show_below(self, name: str) -> None:
        """Show below a field what is wrong with its input, or else its length and what it doesn't show."""
        field, control = self._fields[name], self._controls[name]
        raw = held(control)
        touched = raw != self._untouched.get(name, raw)
        before = field.problem
        problem, unfinished = problem_of(name, raw) if touched else (None, False)
        field.complain(problem, unfinished=unfinished)
        hint = hint_of(name, raw if touched else getattr(self._application, name, raw))
        locked = self._why_locked.get(name)
        field.advise(locked or hint, always=locked is not None)
        if field.problem != before and field.has_focus_within:
            self._scroll_to_field(control)

    def on_descendant_focus(self, event: DescendantFocus) -> None:
        self._scroll_to_field(event.widget)

    def _scroll_to_field(self, control: Widget) -> None:
        """Scroll until the whole field of a control is in view, with the line below it."""
        around = [each for each in control.ancestors if isinstance(each, Field) or each.has_class("whole")]
        if around and isinstance(around[-1], Widget) and around[-1].size.height <= self.size.height:
            self.call_after_refresh(around[-1].scroll_visible, animate=False)
