"""The form of an API key, and creating a key with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Final

from msgspec.structs import replace
from textual import on
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Static

from tts_tui.api.field_rules import name_problem
from tts_tui.api.models import APIKey
from tts_tui.api.rights import Preset
from tts_tui.services.api_keys import expiry, exports
from tts_tui.services.api_keys.writes import UnseenKey, create, delete
from tts_tui.services.error_text import Explanation
from tts_tui.services.rights_selection import RightsSelection
from tts_tui.session.drafts import Draft
from tts_tui.text import instants
from tts_tui.text.safe_text import visible
from tts_tui.tui.base.reading import Reading
from tts_tui.tui.base.rights_form import RightsForm
from tts_tui.tui.core.commands import AS_COMMANDS, CLOSE, SUBMIT, bindings
from tts_tui.tui.core.safe_widgets import plain
from tts_tui.tui.widgets.choice import Choice
from tts_tui.tui.widgets.confirm import Confirm
from tts_tui.tui.widgets.field import Field
from tts_tui.tui.widgets.frame import Area, SideBySide
from tts_tui.tui.widgets.rights_aside import RightsAside
from tts_tui.tui.widgets.rights_checklist import RightsChecklist
from tts_tui.tui.widgets.text_input import TextInput

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from tts_tui.api.errors import TTSError
    from tts_tui.services.shell_export import Export
    from tts_tui.session.session import Session

__all__ = ["KEEP", "NEVER", "ON_DATE", "APIKeyFormScreen", "NewAPIKeyScreen"]

KEEP: Final = "keep"
ON_DATE: Final = "on a date"
NEVER: Final = "never"


_OWN_KEY: Final = "! You are signed in with this key: this session loses the rights that you remove."


class APIKeyFormScreen(RightsForm[None]):
    """What creating and changing a key have in common.

    `keys` are all keys of the application, None where they could not be read. `rights` are the caller's, None where
    they aren't known yet. `done` is called once something has changed on the server, even after the person has left,
    with the ID of the key, or an empty string where it is gone.
    """

    CSS_PATH = "form.tcss"
    area = "API key"
    field_of_error: ClassVar = {"insufficient_application_rights": "rights"}

    def __init__(
        self,
        session: Session,
        application_id: str,
        key: APIKey,
        *,
        keys: Sequence[APIKey] | None,
        rights: frozenset[str] | None,
        done: Callable[[str], None],
    ) -> None:
        super().__init__(session)
        self.application_id = application_id
        self._before = key
        self._keys = keys
        self._held = rights
        self._done = done
        self._name_shown: str | None = ""
        """What the field made of the server's name; None once the name counts as typed."""

    def heading(self) -> Content:
        """The line above the form."""
        raise NotImplementedError

    def expiries(self) -> list[tuple[str, str]]:
        """The options of the expiry; `expiry_chosen` is the one chosen at first."""
        raise NotImplementedError

    expiry_chosen: ClassVar[str] = KEEP

    outcome_title: ClassVar[str] = "After saving"
    """The title above the selected rights."""

    def body(self) -> ComposeResult:
        checklist = RightsChecklist(RightsSelection.of(self._before.rights, self._held), self._more_presets())
        rights = Field("rights", "", checklist, quiet=True)
        rights.add_class("rights")
        with SideBySide():
            with Vertical(id="form"):
                with Area(title=self.heading(), id="key"):
                    if self._before.id and self._before.id == self.session.info.key_id:
                        yield Static(Content(_OWN_KEY), classes="warning")
                    name = TextInput(self._before.name, id="name")
                    yield Field("name", "Name", name, "What the key is for (optional).")
                    yield Field("expires_at", "Expires", Choice(self.expiries(), self.expiry_chosen, id="expiry"))
                    date = Field("date", "Last day", TextInput(id="date", placeholder="2027-01-31"), required=True)
                    date.display = False
                    yield date
                yield rights
            yield RightsAside(self.outcome_title)

    def on_mount(self) -> None:
        self._name_shown = self.query_one("#name", TextInput).value
        self.query_one("#name").focus()
        self._show_expiry()
        if self._held is None:
            self.read(
                self.session.client.applications.rights(self.application_id),
                self._rights_read,
                waiting=Reading.RIGHTS,
                group="rights",
            )

    def _rights_read(self, rights: frozenset[str]) -> None:
        checklist = self.query_one(RightsChecklist)
        checklist.selection = replace(checklist.selection, held=rights)

    def _more_presets(self) -> list[Preset]:
        """The rights of the other keys of the application, each set once."""
        sets = {each.rights: each for each in reversed(self._keys or ()) if each.id != self._before.id and each.rights}
        return [Preset(f"Same as {each.name or each.id}", each.rights) for each in reversed(sets.values())]

    # What is typed

    def changed(self) -> bool:
        if not (self.is_attached and self.is_mounted):
            return False
        return (
            self._typed_name != self._before.name
            or self._expiry.value != self.expiry_chosen
            or self.query_one(RightsChecklist).selection.changed
        )

    def blank_draft(self) -> Draft:
        return Draft("API key", {}, self.application_id, self._before.id)

    def typed(self) -> Mapping[str, Any]:
        selection, date = self.query_one(RightsChecklist).selection, self.query_one("#date", TextInput).value
        fields: dict[str, Any] = {}
        if self._typed_name != self._before.name:
            fields["name"] = self._typed_name
        if self._expiry.value != self.expiry_chosen:
            fields["expiry"] = self._expiry.value
        if date:
            fields["date"] = date
        if selection.changed:
            fields["rights"] = selection.changes
        return fields

    def fill(self, fields: Mapping[str, Any]) -> None:
        self.query_one("#name", TextInput).value = fields.get("name", self._typed_name)
        self.query_one("#date", TextInput).value = fields.get("date", "")
        if fields.get("expiry") in dict(self.expiries()):
            self._expiry.value = fields["expiry"]
        if "rights" in fields:
            checklist = self.query_one(RightsChecklist)
            checklist.selection = checklist.selection.changed_by(fields["rights"])

    @property
    def _expiry(self) -> Choice[str]:
        return self.query_one("#expiry", Choice)

    @property
    def _typed_name(self) -> str:
        """The name as typed, or the server's where nobody touched it, whatever the field made of that."""
        value = self.query_one("#name", TextInput).value
        return self._before.name if value == self._name_shown else value

    def _expires_at(self) -> datetime | str | None:
        """When the key is to expire, None for never, or a sentence about what is wrong."""
        now = self.session.clock()
        chosen = self._expiry.value
        if chosen == KEEP:
            return self._before.expires_at
        if chosen == ON_DATE:
            return expiry.on_date(self.query_one("#date", TextInput).value, now)
        return None if chosen == NEVER else expiry.preset(chosen, now)

    def wanted(self) -> APIKey | None:
        """The key as the form has it. Where something is wrong, show it, focus its field and return None."""
        expires_at = self._expires_at()
        rights = self.query_one(RightsChecklist).selection.rights
        problems = {
            "name": name_problem(self._typed_name),
            "date": expires_at if isinstance(expires_at, str) else None,
            "rights": None if rights else "Select at least one right.",
        }
        wrong = [field for name, problem in problems.items() if problem and (field := self.field(name)) is not None]
        self._show_expiry()
        for name, problem in problems.items():
            if (field := self.field(name)) is not None:
                field.complain(problem)
        if wrong or isinstance(expires_at, str):
            self.show_field(wrong[0])
            return None
        return APIKey(id=self._before.id, name=self._typed_name, rights=rights, expires_at=expires_at)

    @on(Input.Changed, "#name")
    def _name_changed(self) -> None:
        if (field := self.field("name")) is not None:
            field.complain(name_problem(self._typed_name))

    @on(RightsChecklist.Changed)
    def _rights_changed(self) -> None:
        if (field := self.field("rights")) is not None:
            field.complain(None)

    @on(Choice.Changed, "#expiry")
    def _expiry_changed(self) -> None:
        on_date = self._expiry.value == ON_DATE
        if (field := self.field("date")) is not None:
            field.display = on_date
        self._show_expiry()

    @on(Input.Changed, "#date")
    def _date_changed(self) -> None:
        self._show_expiry()

    def _show_expiry(self) -> None:
        """Show below the choice when the key expires, and below the date what is wrong with it."""
        choice, date = self.field("expires_at"), self.field("date")
        if choice is None or date is None:
            return
        expires_at = self._expires_at()
        typed = bool(self.query_one("#date", TextInput).value)
        wrong = expires_at if isinstance(expires_at, str) else None
        date.complain(
            wrong if typed else None, unfinished=expiry.is_unfinished(self.query_one("#date", TextInput).value)
        )
        choice.complain(None)
        if isinstance(expires_at, str):
            choice.advise("" if typed else expires_at, always=True)
            outcome = Content("")
        else:
            outcome = _expiry_words(expires_at, self.session.clock())
            choice.advise(outcome, always=True)
        self.query_one(RightsAside).outcome = outcome


class NewAPIKeyScreen(APIKeyFormScreen):
    """Creates a key and shows it once. `suggested` has a name and rights to start with."""

    CREATE = replace(SUBMIT, word="Create", title="Create", help="Create the key. It is shown once.")
    offers = (CREATE, *RightsChecklist.offers, AS_COMMANDS, CLOSE)
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(offers)]
    expiry_chosen = expiry.DEFAULT_PRESET
    outcome_title = "Will be created"

    def __init__(
        self,
        session: Session,
        application_id: str,
        *,
        keys: Sequence[APIKey] | None,
        rights: frozenset[str] | None,
        done: Callable[[str], None],
        suggested: APIKey | None = None,
    ) -> None:
        super().__init__(session, application_id, suggested or APIKey(id=""), keys=keys, rights=rights, done=done)

    def heading(self) -> Content:
        return plain(f"New API key · {self.application_id}")

    def expiries(self) -> list[tuple[str, str]]:
        return [(each, each) for each in (*expiry.PRESETS, ON_DATE, NEVER)]

    def exports(self) -> list[Export]:
        key = self.wanted()
        return [exports.create(self.application_id, key)] if key is not None else []

    def action_submit(self) -> None:
        if (key := self.wanted()) is None:
            return
        known = None if self._keys is None else {each.id for each in self._keys}
        self.write(
            create(self.session.client, self.application_id, key, known=known, now=self.session.clock()),
            self._created,
            doing="create the API key",
            failed=self._not_created,
        )

    def _created(self, made: APIKey) -> None:
        from tts_tui.tui.screens.api_keys.reveal_once import KeyOnceScreen

        self._done(made.id)
        self.finish(None, f"Created API key {visible(made.name or made.id)}.")
        self.app.push_screen(KeyOnceScreen(self.session, self.application_id, made))

    def _not_created(self, error: TTSError) -> None:
        if isinstance(error, UnseenKey):
            self._done(error.keys[0].id)
            self._ask_to_revoke(error.keys)
        else:
            self.refuse(error, "create the API key")

    def _ask_to_revoke(self, keys: Sequence[APIKey]) -> None:
        """A key was created, but its answer and thus its secret were lost: offer to revoke it."""
        if len(keys) > 1:
            self.tell_problem(
                Explanation(
                    "Create the API key: the answer was lost.",
                    f"There are {len(keys)} new keys like this one: {', '.join(visible(each.id) for each in keys)}.",
                    "One of them may be yours, but its secret can't be shown any more. Revoke it in the list.",
                )
            )
            return
        (key,) = keys
        details = plain(
            f"The answer was lost, but there is a new key {key.name or '(no name)'}\n"
            f"ID {visible(key.id)}, created {instants.moment(key.created_at)}.\n\n"
            "Unless somebody else just created the same key, it is yours. Its secret can't be shown any more, so it is "
            "useless: revoke it, then create another one. The form keeps what you typed.",
            lines=True,
        )

        def answered(yes: bool | None) -> None:
            if yes:
                self.write(
                    delete(self.session.client, self.application_id, key.id),
                    lambda _: self._revoked(),
                    doing="revoke the key without a known secret",
                )

        self.app.push_screen(
            Confirm(
                "A key was created, but its secret is lost. Revoke it?", details, yes="Revoke", no="Keep", danger=True
            ),
            answered,
        )

    def _revoked(self) -> None:
        self._done("")
        self.app.notify("Revoked the key. You can create another one.", markup=False)


def _expiry_words(expires_at: datetime | None, now: datetime) -> Content:
    if expires_at is None:
        return Content.styled("! Never expires.", "$text-warning")
    when = instants.moment_and_utc(expires_at)
    if expires_at <= now:
        return Content.styled(f"✗ Expired {when}.", "$text-error")
    return Content(f"Expires {when}.")
