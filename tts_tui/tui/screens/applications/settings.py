"""The settings of an application: the form, the review before saving, and the outcome."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, Final, TypeVar

from msgspec.structs import replace
from textual import on
from textual.content import Content
from textual.widgets import Button, Input, Static, TextArea

from tts_tui.api.errors import OutcomeUnknown, PermissionDenied, ServerError, TTSError
from tts_tui.services import clock_sync
from tts_tui.services.applications import settings as saving
from tts_tui.services.applications.differences import differences
from tts_tui.services.applications.settings import (
    CLOCK,
    CONTACTS,
    LABELS,
    SKIP,
    FieldsChangedElsewhere,
    with_fields,
    words,
)
from tts_tui.services.applications.undo import LastChange
from tts_tui.services.error_text import Explanation, explain
from tts_tui.session.drafts import Draft
from tts_tui.text.safe_text import visible
from tts_tui.tui.base.application_tab import ApplicationTab
from tts_tui.tui.base.form import FormScreen
from tts_tui.tui.base.reading import Reading
from tts_tui.tui.core.commands import AS_COMMANDS, BACK, REFRESH, SUBMIT, Command, bindings
from tts_tui.tui.screens.applications.settings_panel import SettingsPanel

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping, Sequence

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from tts_tui.api.models import Application, Collaborator, Link
    from tts_tui.api.rows import Page
    from tts_tui.services.applications.settings import SaveOutcome, Settings
    from tts_tui.services.shell_export import Export

__all__ = ["SettingsScreen"]

T = TypeVar("T")

_RIGHT: Final = "RIGHT_APPLICATION_SETTINGS_BASIC"
_MOVED: Final = "The form now shows the server's values with your changes on top. Check them, then save again."
_MOVED_AWAY: Final = "Open the settings again to see the current values."
_UNDOES: Final = "Undoes your last save."
_SEVERAL_CALLS: Final = {
    2: "Sent one after the other. If the first fails, the second is not sent.",
    3: "Sent one after the other. If one fails, those after it are not sent.",
}
"""By how many there are."""


class SettingsScreen(ApplicationTab, FormScreen[None]):
    """A tab of an application."""

    CSS_PATH = "settings.tcss"
    area = "Settings"
    tab = 7
    SAVE = replace(SUBMIT, right=_RIGHT, help="Review the changes, then save them.")
    BACK = replace(BACK, help="Leave the application (asks if you have unsaved changes).")
    # Digits and letters are keys only where no text is typed, so the tabs and F5 have other keys as well.
    NEXT_TAB = Command("next_tab(1)", ("f7", "ctrl+pagedown"), "Next tab", "Next tab", "Go to the next tab.")
    PREVIOUS_TAB = Command(
        "next_tab(-1)", ("f8", "ctrl+pageup"), "Previous tab", "Previous tab", "Go to the previous tab.", footer=False
    )
    REFRESH = replace(REFRESH, keys=("f5", "r"), help="Read everything again. Your input is kept.")
    DELETE = Command(
        "delete",
        ("d", "delete"),
        "Delete",
        "Delete",
        "Delete the application (you confirm by typing its ID).",
        "RIGHT_APPLICATION_DELETE",
        destroys=True,
        footer=False,
    )
    UNDO = Command(
        "undo", ("U",), "Undo", "Undo the last save", "Undo what you last saved here (shows it first).", _RIGHT
    )
    offers = (SAVE, AS_COMMANDS, UNDO, REFRESH, DELETE, BACK, NEXT_TAB, PREVIOUS_TAB)
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(offers)]

    _unsure: Sequence[str] = ()
    """Fields that were sent, of which nobody knows whether they were saved: a new value of theirs may be one's own."""

    def tab_body(self) -> ComposeResult:
        yield Static(id="state", classes="text")
        yield SettingsPanel()

    @property
    def _panel(self) -> SettingsPanel:
        return self.query_one(SettingsPanel)

    def on_mount(self) -> None:
        self._panel.display = False
        self._read()

    def why_not(self, command: Command) -> str | None:
        if command.action in (SUBMIT.action, AS_COMMANDS.action) and self.is_attached and self._panel.before is None:
            return "The application was not read yet."
        if (reason := super().why_not(command)) is not None or command is not self.UNDO:
            return reason
        return None if self.last_change else "You have saved nothing here since you opened the application."

    # Reading

    def _read(self) -> None:
        self.show_problem(None)
        client = self.session.client
        if self._panel.before is None:
            self._say_state("Waiting for the application …")
        self.read_rights()
        # The link, the package and the collaborators have calls of their own, whose failure must not keep the others
        # away.
        self.read(_or_error(client.link.get(self.application_id)), self._link_read, waiting=Reading.LINK, group="link")
        clock = clock_sync.read(client, self.application_id)
        self.read(_or_error(clock), self._clock_read, waiting=Reading.CLOCK_SYNC, group="clock")
        self.read(
            _or_error(client.collaborators.page(self.application_id)),
            self._collaborators_read,
            waiting=Reading.COLLABORATORS,
            group="collaborators",
        )
        call = client.applications.get(self.application_id)
        self.read(call, self._application_read, waiting=Reading.APPLICATION, group="app")
        if self.rights is not None:
            self._rights_shown()

    def action_refresh(self) -> None:
        self.rights = None
        self._read()

    def _application_read(self, application: Application) -> None:
        first = self._panel.before is None
        both = self._panel.show(application)
        self._panel.note_seen()
        self._panel.display = True
        self._rights_shown()
        if first:
            self._panel.focus()  # no field: the keys of the tabs work at once
        if both:
            self.notify(
                f"Somebody else also changed: {words(both)}. Your input is kept; saving it replaces theirs.",
                severity="warning",
                markup=False,
            )

    def _link_read(self, link: Link | TTSError) -> None:
        if isinstance(link, TTSError):
            self._panel.cannot((SKIP,), f"Can't be read, so it can't be changed. {_why(link)}")
        else:
            self._panel.show_link(link.skip_payload_crypto)
            self._panel.note_seen()

    def _clock_read(self, data: str | TTSError | None) -> None:
        if isinstance(data, clock_sync.OtherPackage):
            self._panel.cannot((CLOCK,), str(data))
        elif isinstance(data, TTSError):
            self._panel.cannot((CLOCK,), f"Can't be read, so it can't be changed. {_why(data)}")
        else:
            self._panel.show_clock(data)
            self._panel.note_seen()

    def _collaborators_read(self, page: Page[Collaborator] | TTSError) -> None:
        if isinstance(page, TTSError):
            self._panel.cannot(CONTACTS, f"The collaborators can't be read, so this can't be changed. {_why(page)}")
        else:
            self._panel.show_accounts([each.account for each in page.items])

    def rights_read(self, rights: frozenset[str]) -> None:
        super().rights_read(rights)
        self._rights_shown()

    def read_failed(self, error: TTSError, waiting: Reading) -> None:
        super().read_failed(error, waiting)
        if self._panel.before is None:
            lacking = isinstance(error, PermissionDenied) and not error.warning
            how = "" if lacking else " Press F5 to try again."
            self._say_state(f"The application could not be read.{how}")

    def stop_reads(self) -> bool:
        stopped = super().stop_reads()
        if stopped and self._panel.before is None:
            self._say_state("Stopped. Press F5 to read the application.")
        return stopped

    def _rights_shown(self) -> None:
        """Lock what could not be saved."""
        reason = self.lacks(_RIGHT)
        self._panel.make_read_only(locked=reason is not None)
        self.query_one("#delete", Button).disabled = self.lacks(self.DELETE.right) is not None
        if self._panel.before is not None:
            self._say_state(f"Read-only. {reason}" if reason else "")
        self.refresh_bindings()

    def _say_state(self, text: str) -> None:
        state = self.query_one("#state", Static)
        state.display = bool(text)
        state.update(Content(text))

    # The form

    def changed(self) -> bool:
        return self._panel.changed()

    def blank_draft(self) -> Draft:
        return Draft("settings", {}, self.application_id)

    def typed(self) -> Mapping[str, Any]:
        return self._panel.typed()

    def fill(self, fields: Mapping[str, Any]) -> None:
        self._panel.fill(fields)

    def exports(self) -> Sequence[Export]:
        settings = self._settings()
        return saving.exports(*settings) if settings else ()

    def _settings(self) -> tuple[Settings, Settings] | None:
        """The settings before and after, or None where they can't be saved; the reason is shown."""
        if wrong := self._panel.wrong():
            self.show_field(wrong)
            return None
        before, after = self._panel.before, self._panel.after(self._panel.raw())
        if before is None or after is None:
            return None
        if not saving.changed(before, after):
            self.notify("No changes to save.", markup=False)
            return None
        return before, after

    # Saving

    def action_submit(self) -> None:
        """Read the current settings, then show what would change."""
        if (settings := self._settings()) is not None:
            self.show_problem(None)
            look = saving.look(self.session.client, *settings)
            self.read(look, self._looked, waiting=Reading.SETTINGS, group="look")

    def _looked(self, now: Settings) -> None:
        read = with_fields(self._panel.seen or now, now, self._unsure)
        self._panel.take(now)
        settings = self._settings()  # it may have been typed on meanwhile
        if settings is not None:
            self._review(*settings, read=read, then=partial(self._reviewed, *settings, self._panel.raw()))

    def _review(
        self, before: Settings, after: Settings, *, read: Settings, note: str = "", then: Callable[[bool | None], None]
    ) -> None:
        from tts_tui.tui.base.review import ReviewScreen

        exports = saving.exports(before, after)
        notes = [note, _SEVERAL_CALLS.get(len(exports), "")]
        self.app.push_screen(
            ReviewScreen(
                self.session,
                visible(self.application_id),
                differences(before, after),
                exports,
                " ".join(filter(None, notes)),
                theirs=differences(read, before),
                replaced=[LABELS[each] for each in saving.overwritten(read, before, after)],
            ),
            then,
        )

    def _reviewed(self, before: Settings, after: Settings, raw: Mapping[str, Any], yes: bool | None) -> None:
        if not yes or self.writing:
            return
        if isinstance(self.focused, Input | TextArea):
            self._panel.focus()  # as when it was opened: U and the keys of the tabs work at once
        fields = saving.changed(before, after)
        last = self.last_change
        self._note_sent(fields)
        self.last_change = LastChange(before, after)
        self.write(
            saving.save(self.session.client, before, after),
            partial(self._saved, last, after, raw),
            doing=f"save {words(fields)}",
            well=lambda outcome: outcome.error is None,
        )

    def _note_sent(self, fields: Sequence[str]) -> None:
        """Before the outcome is known: the person may have left by then."""
        self.list_changed = self.list_changed or not {"name", "description"}.isdisjoint(fields)

    def _saved(self, last: LastChange | None, after: Settings, raw: Mapping[str, Any], outcome: SaveOutcome) -> None:
        if self.last_change is not None and not isinstance(outcome.error, OutcomeUnknown):
            self.last_change = self.last_change.only(outcome.saved) or last
        if self.is_attached:
            self.refresh_bindings()
            self._panel.saved(outcome.saved, after, raw)
            self._unsure = outcome.failed if isinstance(outcome.error, OutcomeUnknown) else ()
            if outcome.now is not None:
                self._panel.take(outcome.now)
            if outcome.error is None:
                self._panel.note_seen()
            else:
                self._panel.note_seen(after, outcome.saved)
        if outcome.error is not None:
            self._failed(outcome, outcome.error, after)
            return
        lost = " An answer was lost, but the server has all changes." if outcome.looked_up else ""
        self.app.notify(
            f"Saved: {words(outcome.saved)}.{lost}", title=f"Settings of {visible(self.application_id)}", markup=False
        )

    # Undoing

    def action_undo(self) -> None:
        """Read the current settings, then show what would be put back."""
        if (last := self.last_change) is not None:
            self.show_problem(None)
            look = saving.look(self.session.client, last.before, last.after)
            self.read(look, partial(self._looked_to_undo, last), waiting=Reading.SETTINGS, group="look")

    def _looked_to_undo(self, last: LastChange, now: Settings) -> None:
        if moved := last.moved(now):
            self._tell_moved(moved)
            return
        after = last.undone(now)
        if not saving.changed(now, after):
            self.last_change = None
            self.refresh_bindings()
            self.notify("Nothing to undo: these settings are as they were before.", markup=False)
            return
        self._review(now, after, read=now, note=_UNDOES, then=partial(self._undo_reviewed, last, now, after))

    def _undo_reviewed(self, last: LastChange, before: Settings, after: Settings, yes: bool | None) -> None:
        if not yes or self.writing:
            return
        fields = saving.changed(before, after)
        self._note_sent(fields)
        self.write(
            saving.save(self.session.client, before, after),
            partial(self._undone, last, after),
            doing=f"undo the change of {words(fields)}",
            well=lambda outcome: outcome.error is None,
        )

    def _undone(self, last: LastChange, after: Settings, outcome: SaveOutcome) -> None:
        self.last_change = last.without(outcome.saved) if outcome.error is not None else None
        if self.is_attached:
            self.refresh_bindings()
            if outcome.now is not None and not isinstance(outcome.error, FieldsChangedElsewhere):
                self._panel.take(outcome.now)
                self._panel.note_seen(after, outcome.saved)
        if isinstance(outcome.error, FieldsChangedElsewhere):
            self._tell_moved(outcome.error.fields)
        elif outcome.error is not None:
            self._failed(outcome, outcome.error, after)
        else:
            lost = " An answer was lost, but the server has all of it." if outcome.looked_up else ""
            title = f"Settings of {visible(self.application_id)}"
            self.app.notify(f"Undone: {words(outcome.saved)}.{lost}", title=title, markup=False)

    def _tell_moved(self, fields: Sequence[str]) -> None:
        self.tell_problem(
            Explanation(
                "Can't undo your last save.",
                f"Something else has changed {words(fields)} since. Nothing was sent.",
                "Press F5 to see the current values, and change them by hand." if self.is_attached else _MOVED_AWAY,
            )
        )

    def _failed(self, outcome: SaveOutcome, error: TTSError, after: Settings) -> None:
        """Say what was saved and what wasn't, below the form and beside the field."""
        what = outcome.in_words
        if self.is_attached and isinstance(error, ServerError):
            self.refuse(error, what)
            if field := self.field(saving.field_of_error(error, outcome, after)):
                field.complain(visible(error.text))
                self.show_field(field)
        if isinstance(error, FieldsChangedElsewhere):
            self.tell_problem(Explanation(what, str(error), _MOVED if self.is_attached else _MOVED_AWAY))
        else:
            self.tell_problem(replace(explain(error), what=what))

    # Leaving

    def action_back(self) -> None:
        if self.stop_reads():
            return
        if self._left is None:
            self.leave()  # quitting asks by itself
        else:
            self.ask_to_leave(self.leave)

    def leave_for(self, number: int) -> None:
        self.ask_to_leave(partial(super().leave_for, number))

    @on(Button.Pressed, "#delete")
    def _delete_pressed(self) -> None:
        self.action_delete()


async def _or_error(call: Awaitable[T]) -> T | TTSError:
    try:
        return await call
    except TTSError as error:
        return error


def _why(error: TTSError) -> str:
    explanation = explain(error)
    return explanation.why or explanation.what
