"""The settings of an application: the form, the review before saving, and the outcome."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, Final

from msgspec.structs import replace
from textual import on
from textual.widgets import Button, Input, TextArea

from tts_tui.api.errors import OutcomeUnknown, ServerError
from tts_tui.services.applications import settings as saving
from tts_tui.services.applications.differences import differences
from tts_tui.services.applications.settings import LABELS, FieldsChangedElsewhere, with_fields, words
from tts_tui.services.applications.undo import LastChange
from tts_tui.services.error_text import Explanation, explain
from tts_tui.session.drafts import Draft
from tts_tui.text.safe_text import visible
from tts_tui.tui.base.reading import Reading
from tts_tui.tui.core.commands import AS_COMMANDS, BACK, REFRESH, SUBMIT, Command, bindings
from tts_tui.tui.screens.applications.settings_reading import RIGHT_TO_DELETE, RIGHT_TO_SAVE, ReadsSettings

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from textual.binding import BindingType

    from tts_tui.api.errors import TTSError
    from tts_tui.services.applications.settings import SaveOutcome, Settings
    from tts_tui.services.shell_export import Export

__all__ = ["SettingsScreen"]

_MOVED: Final = "The form now shows the server's values with your changes on top. Check them, then save again."
_MOVED_AWAY: Final = "Open the settings again to see the current values."
_UNDOES: Final = "Undoes your last save."
_SEVERAL_CALLS: Final = {
    2: "Sent one after the other. If the first fails, the second is not sent.",
    3: "Sent one after the other. If one fails, those after it are not sent.",
}
"""What to say of so many calls."""


class SettingsScreen(ReadsSettings):
    """Saves the settings after a review, and undoes what was saved last."""

    CSS_PATH = "settings.tcss"
    area = "Settings"
    tab = 7
    SAVE = replace(SUBMIT, right=RIGHT_TO_SAVE, help="Review the changes, then save them.")
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
        RIGHT_TO_DELETE,
        destroys=True,
        footer=False,
    )
    UNDO = Command(
        "undo", ("U",), "Undo", "Undo the last save", "Undo what you last saved here (shows it first).", RIGHT_TO_SAVE
    )
    offers = (SAVE, AS_COMMANDS, UNDO, REFRESH, DELETE, BACK, NEXT_TAB, PREVIOUS_TAB)
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(offers)]

    _maybe_saved: Sequence[str] = ()
    """Fields that were sent with an unknown outcome: if the server has another value of theirs, it may be that one."""

    def why_not(self, command: Command) -> str | None:
        if command.action in (SUBMIT.action, AS_COMMANDS.action) and self.is_attached and self._panel.before is None:
            return "The application was not read yet."
        if (reason := super().why_not(command)) is not None or command is not self.UNDO:
            return reason
        return None if self.last_change else "You have saved nothing here since you opened the application."

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
        read = with_fields(self._panel.seen or now, now, self._maybe_saved)
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
        """Have the list of applications read again; called before the outcome, as the person may leave before it."""
        self.list_changed = self.list_changed or not {"name", "description"}.isdisjoint(fields)

    def _saved(self, last: LastChange | None, after: Settings, raw: Mapping[str, Any], outcome: SaveOutcome) -> None:
        if self.last_change is not None and not isinstance(outcome.error, OutcomeUnknown):
            self.last_change = self.last_change.only(outcome.saved) or last
        if self.is_attached:
            self.refresh_bindings()
            self._panel.saved(outcome.saved, after, raw)
            self._maybe_saved = outcome.failed if isinstance(outcome.error, OutcomeUnknown) else ()
            if outcome.now is not None:
                self._panel.take(outcome.now)
            if outcome.error is None:
                self._panel.note_seen()
            else:
                self._panel.note_seen(after, outcome.saved)
        if outcome.error is not None:
            self._failed(outcome, outcome.error, after)
            return
        self._tell_done("Saved", outcome)

    def _tell_done(self, what: str, outcome: SaveOutcome) -> None:
        lost = " An answer was lost, but the server has all changes." if outcome.looked_up else ""
        title = f"Settings of {visible(self.application_id)}"
        self.app.notify(f"{what}: {words(outcome.saved)}.{lost}", title=title, markup=False)

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
            self._tell_done("Undone", outcome)

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
