"""What deleting and purging an application share: counts of what it has, and the field in which its ID is typed."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

import msgspec
from msgspec.structs import replace
from textual import on
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from tts_tui.services.applications.belongings import BELONGINGS, DEVICES, Belonging, Count, Removal
from tts_tui.services.missing_rights import NotAllowed, or_not_allowed
from tts_tui.services.verified_writes import looked_up
from tts_tui.text.quantity import quantity
from tts_tui.text.safe_text import visible
from tts_tui.tui.base.dialog import InBox
from tts_tui.tui.base.form import FormScreen
from tts_tui.tui.base.reading import Reading
from tts_tui.tui.core.commands import REFRESH, Command, bindings
from tts_tui.tui.core.safe_widgets import plain
from tts_tui.tui.widgets.field import Field
from tts_tui.tui.widgets.property_list import PropertyList
from tts_tui.tui.widgets.text_input import TextInput

if TYPE_CHECKING:
    from collections.abc import Mapping

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from tts_tui.api.errors import TTSError
    from tts_tui.api.models import Application
    from tts_tui.session.session import Session

__all__ = ["RemovalScreen", "RemovalState"]

_COUNTED: Final = {
    DEVICES: Reading.DEVICE_COUNT,
    "API keys": Reading.KEY_COUNT,
    "Collaborators": Reading.COLLABORATORS,
    "Webhooks": Reading.WEBHOOK_COUNT,
    "Pub/subs": Reading.PUBSUB_COUNT,
    "Packages": Reading.PACKAGE_COUNT,
}
_NOT_READ: Final = NotAllowed("not read; F5 tries again")


class RemovalState(msgspec.Struct, frozen=True):
    """What is known of the application: its name, and counts by their words. What is missing is being read."""

    name: str | NotAllowed | None = None
    counts: Mapping[str, Count] = msgspec.field(default_factory=dict)
    rights: frozenset[str] | None = None

    @property
    def devices(self) -> int:
        """How many devices it has, as far as known: 0 until they are counted."""
        count = self.counts.get(DEVICES)
        return count if isinstance(count, int) else 0


class RemovalScreen(InBox, FormScreen[bool], ModalScreen[bool]):
    """Gives True when the application is gone. Only its ID, typed to the letter, makes that possible."""

    CSS_PATH = "removal.tcss"
    danger = True
    removal: ClassVar[Removal]
    """Which of the two it is."""
    afterwards: ClassVar[str]
    """What can be undone, and what stays."""
    REMOVE: ClassVar[Command]
    AGAIN = replace(REFRESH, keys=("f5",), help="Count its devices, keys and collaborators again.")
    BINDINGS: ClassVar[list[BindingType]] = [*bindings((AGAIN,))]

    def __init__(self, session: Session, application_id: str) -> None:
        super().__init__(session)
        self.application_id = application_id
        self._state = RemovalState()

    def box_title(self) -> Content:
        return Content.assemble(f"{self.REMOVE.word} ", plain(self.application_id))

    def body(self) -> ComposeResult:
        yield PropertyList(("Name", *_COUNTED))
        yield Static(Content(self.afterwards), id="afterwards")
        yield from self.choices()
        yield Field("application_id", "Type its ID", TextInput(id="typed"), self._hint(""))

    def choices(self) -> ComposeResult:
        """Fields above that of the ID."""
        yield from ()

    def on_mount(self) -> None:
        self.query_one("#typed").focus()
        self.action_refresh()

    @property
    def _verb(self) -> str:
        return self.REMOVE.word.lower()

    # What it has

    def action_refresh(self) -> None:
        """Ask for everything at once; none of the answers is needed for another question."""
        client, about = self.session.client, self.application_id
        self.show_problem(None)
        self._set(RemovalState(self._state.name, rights=self._state.rights))
        call = or_not_allowed(client.applications.get(about))
        self.read(call, self._name_read, waiting=Reading.APPLICATION, group="name")
        self.read(client.applications.rights(about), self._rights_read, waiting=Reading.RIGHTS, group="rights")
        for each in BELONGINGS:
            self._count(each)

    def _count(self, belonging: Belonging) -> None:
        what = belonging.word

        def counted(count: Count) -> None:
            self._set(replace(self._state, counts={**self._state.counts, what: count}))

        call = or_not_allowed(belonging.count(self.session.client, self.application_id))
        self.read(call, counted, waiting=_COUNTED[what], group=what)

    def _name_read(self, found: Application | NotAllowed) -> None:
        self._set(replace(self._state, name=found if isinstance(found, NotAllowed) else found.name))

    def _rights_read(self, rights: frozenset[str]) -> None:
        self._set(replace(self._state, rights=rights))

    def read_failed(self, error: TTSError, waiting: Reading) -> None:
        super().read_failed(error, waiting)
        self._fill_unread()

    def stop_reads(self) -> bool:
        stopped = super().stop_reads()
        if stopped:
            self._fill_unread()
        return stopped

    def _fill_unread(self) -> None:
        """Say of all that is still waited for that it was not read."""
        state = self._state
        missing = {what: _NOT_READ for what in _COUNTED if what not in state.counts}
        self._set(replace(state, name=state.name or _NOT_READ, counts={**state.counts, **missing}))

    def _set(self, state: RemovalState) -> None:
        self._state = state
        rows = {
            each.word: _counted(count, each.becomes(self.removal, count) if isinstance(count, int) else "")
            for each in BELONGINGS
            if (count := state.counts.get(each.word)) is not None
        }
        if state.name is not None:
            name = state.name
            rows["Name"] = (
                _muted(name.why) if isinstance(name, NotAllowed) else plain(name) if name else _muted("no name")
            )
        self.query_one(PropertyList).show(rows)
        words = [Content.styled(self.about_devices, "$text-error")] if state.devices else []
        self.query_one("#afterwards", Static).update(Content("\n").join([*words, Content(self.afterwards)]))
        self.advise()
        self.refresh_bindings()

    # The form

    @property
    def about_devices(self) -> str:
        """What has to be done with its devices first, where it has some."""
        raise NotImplementedError

    def changed(self) -> bool:
        return False  # an ID that was typed to confirm is nothing to lose

    def in_the_way(self, state: RemovalState) -> str | None:
        """Why it can't be done while it has these devices, or None."""
        if count := state.devices:
            return f"It still has {quantity(count, 'end device')}: delete or move them first."
        return None

    def not_entitled(self, rights: frozenset[str] | None) -> str | None:
        """Why somebody with these rights may not do it, or None; the rights are None until they have been read."""
        raise NotImplementedError

    def why_not(self, command: Command) -> str | None:
        if command is self.REMOVE and self.is_attached:
            if reason := self.in_the_way(self._state):
                return reason
            if reason := self.not_entitled(self._state.rights):
                return reason
            if self.query_one("#typed", TextInput).value != self.application_id:
                return f"Type its ID first: {visible(self.application_id)}"
        return super().why_not(command)

    @on(Input.Changed, "#typed")
    def _typed(self, event: Input.Changed) -> None:
        wrong = not self.application_id.startswith(event.value)
        self.advise()
        if (field := self.field("application_id")) is not None:
            field.complain("Not its ID." if wrong else None)
        self.refresh_bindings()

    def advise(self) -> None:
        """Say below the ID what comes next."""
        if (field := self.field("application_id")) is not None:
            field.advise(self._hint(self.query_one("#typed", TextInput).value))

    def _hint(self, typed: str) -> str:
        whole = typed == self.application_id
        return f"Press Ctrl+S to {self.next}." if whole else f"Type {visible(self.application_id)} to {self._verb}."

    @property
    def next(self) -> str:
        """What Ctrl+S does."""
        return self._verb

    @on(Input.Submitted, "#typed")
    def _entered(self) -> None:
        reason = self.why_not(self.REMOVE)
        self.say_why_not(self.REMOVE, reason or f"Enter {self._verb}s nothing. Press Ctrl+S to {self.next}.")

    def gone(self, outcome: str, *, looked: bool) -> None:
        """Close the box and tell the outcome; `looked` says that the answer was lost and tts-tui had to look."""
        if looked:
            outcome = looked_up(outcome)
        if self in self.app.screen_stack:
            self.app.notify(outcome, markup=False)
        self.finish(True, outcome)


def _counted(count: Count, follows: str) -> Content:
    if isinstance(count, NotAllowed):
        return _muted(count.why)
    if not count:
        return _muted("0")
    number = f"{count:<6,}"
    return Content.assemble(number, (follows, "$foreground-muted")) if follows else Content(number)


def _muted(words: str) -> Content:
    return Content.styled(words, "$foreground-muted")
