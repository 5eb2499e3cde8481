"""The default payload formatter of an application, in one direction: written, tried out, reviewed and saved."""

from __future__ import annotations

from dataclasses import replace as replace_binding
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, Final

from msgspec.structs import replace
from textual import on
from textual.containers import Container

from tts_tui.api.resources.formatters import JAVASCRIPT, NONE, DefaultFormatters, Formatter
from tts_tui.services.concurrent_changes import ChangedElsewhere
from tts_tui.services.error_text import Explanation
from tts_tui.services.formatters import exports, rules
from tts_tui.services.formatters.differences import differences
from tts_tui.services.formatters.kinds import DIRECTIONS, kind_word
from tts_tui.services.formatters.last_uplink import last_uplink
from tts_tui.services.formatters.trial import call_of, tried
from tts_tui.services.formatters.writes import save
from tts_tui.services.missing_rights import you_lack
from tts_tui.services.verified_writes import looked_up
from tts_tui.session.drafts import Draft
from tts_tui.text.safe_text import visible
from tts_tui.tui.base.form import FormScreen
from tts_tui.tui.base.reading import Reading
from tts_tui.tui.core.commands import AS_COMMANDS, CLOSE, REFRESH, SUBMIT, Command, bindings
from tts_tui.tui.core.editor import EditorFailed, edited
from tts_tui.tui.screens.formatters.formatter_area import FormatterArea
from tts_tui.tui.screens.formatters.trial_area import TrialArea
from tts_tui.tui.widgets.frame import SIDE_FROM_WIDTH

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from tts_tui.api.errors import TTSError
    from tts_tui.api.resources.formatters import Direction, Uplink
    from tts_tui.services.formatters.trial import TrialOutcome
    from tts_tui.services.shell_export import Export
    from tts_tui.session.session import Session

__all__ = ["FormatterScreen"]

_RIGHT: Final = "RIGHT_APPLICATION_SETTINGS_BASIC"
_TRIES: Final = "RIGHT_APPLICATION_TRAFFIC_READ"
_OWN: Final = "Devices that have a formatter of their own don't use this one."


class FormatterScreen(FormScreen[None]):
    """A form that stays open after saving, as a script is written, tried out and saved again and again.

    `rights` are the caller's on the application, or None where they aren't known. What is tried out is what was typed,
    whether or not it is saved.
    """

    CSS_PATH = "form.tcss"
    area = "Payload formatter"
    SAVE = replace(SUBMIT, right=_RIGHT, help="Review the changes, then save them.")
    TRY = Command(
        "try", ("ctrl+t",), "Try", "Try it out", "Run it on the server with what you typed; stores nothing.", _TRIES
    )
    LAST = Command(
        "last_uplink",
        ("ctrl+l",),
        "Last uplink",
        "Take the last uplink",
        "Try it on the last uplink, or the next.",
        _TRIES,
    )
    EDIT = Command("edit", ("ctrl+e",), "Editor", "Open in your editor", "Edit the script in $VISUAL or $EDITOR.")
    OTHER = Command(
        "other", ("f7", "f8"), "Other direction", "Other direction", "Go to the formatter of the other direction."
    )
    COPY = Command(
        "copy_result",
        ("y",),
        "Copy result",
        "Copy the result",
        "Copy the result to your clipboard.",
        footer=False,
    )
    REFRESH = replace(REFRESH, keys=("f5",), help="Read it again. Your input is kept.")
    offers = (SAVE, TRY, LAST, EDIT, AS_COMMANDS, OTHER, COPY, REFRESH, CLOSE)
    BINDINGS: ClassVar[list[BindingType]] = [
        # Before the field, which would move its cursor to the end of the line.
        *(replace_binding(each, priority=each.key == "ctrl+e") for each in bindings(offers))
    ]

    def __init__(
        self,
        session: Session,
        application_id: str,
        *,
        rights: frozenset[str] | None = None,
        direction: Direction = "up",
    ) -> None:
        super().__init__(session)
        self.application_id = application_id
        self._direction = direction
        self._rights = rights

    def body(self) -> ComposeResult:
        with Container(id="both"):
            yield FormatterArea(self.application_id, self._direction)
            yield TrialArea(self._direction)

    @property
    def _formatter(self) -> FormatterArea:
        return self.query_one(FormatterArea)

    @property
    def _trial(self) -> TrialArea:
        return self.query_one(TrialArea)

    def on_mount(self) -> None:
        self._read()

    def on_resize(self) -> None:
        wide = self.app.size.width >= SIDE_FROM_WIDTH
        self.query_one("#both").set_class(wide, "-wide")
        self._trial.stand_beside(beside=wide)

    def why_not(self, command: Command) -> str | None:
        if command.right and self._rights is not None and command.right not in self._rights:
            return you_lack(command.right)
        if command is self.SAVE and self.is_mounted and self._formatter.before is None:
            return "The formatter was not read yet."
        if command is self.LAST and self._direction == "down":
            return "This is the downlink formatter."
        if command is self.COPY and self.is_mounted and not self._trial.result:
            return "Nothing was tried yet."
        if command is self.TRY and self.is_mounted and self._formatter.kind == NONE:
            return "There is nothing to try: select a kind."
        if command is self.EDIT and self._no_script:
            return "Only a script can be edited: select JavaScript."
        return super().why_not(command)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave keys that can't apply out of the key bar. Pressing one still says why, see `why_not`."""
        idle = {self.EDIT.action: self._no_script, self.LAST.action: self._direction == "down"}
        return False if idle.get(action) else super().check_action(action, parameters)

    @property
    def _no_script(self) -> bool:
        return self.is_mounted and self._formatter.kind != JAVASCRIPT

    def action_back(self) -> None:
        self.stop_read("formatter")  # else Esc would only stop this read
        super().action_back()

    # What the server has

    def _read(self) -> None:
        self.show_problem(None)
        call = self.session.client.formatters.get(self.application_id)
        self.read(call, self._taken, waiting=Reading.FORMATTER, group="formatter")

    def action_refresh(self) -> None:
        self._read()

    def _taken(self, now: DefaultFormatters) -> None:
        before, current = self._formatter.before, now.of(self._direction)
        self._formatter.take(current, skipped=now.skipped)
        if before is not None and current != before:
            kept = " Your changes are kept." if self.changed() else ""
            self.notify(f"Somebody else changed this formatter.{kept}", severity="warning", markup=False)

    # The form

    def changed(self) -> bool:
        return self.is_mounted and self._formatter.changed

    def blank_draft(self) -> Draft:
        return Draft("formatter", {}, self.application_id)

    def typed(self) -> Mapping[str, Any]:
        return self._formatter.typed()

    def fill(self, fields: Mapping[str, Any]) -> None:
        self._formatter.fill(fields)

    @on(FormatterArea.Changed)
    def _typing(self) -> None:
        self._trial.mark_stale()

    # Saving

    def _wanted(self) -> Formatter | None:
        """What to save, or None where it can't be saved or nothing has changed; the reason is shown."""
        if (field := self._formatter.wrong()) is not None:
            self.show_field(field)
            return None
        if self._formatter.formatter == self._formatter.before:
            self.notify("No changes to save.", markup=False)
            return None
        return self._formatter.formatter

    def exports(self) -> Sequence[Export]:
        """The change as commands, or the trial where nothing has changed."""
        before, formatter = self._formatter.before, self._formatter.formatter
        if before is not None and formatter != before:
            wanted = self._wanted()
            return [exports.save(self.application_id, self._direction, before, wanted)] if wanted else []
        given = self._trial.input()
        return [exports.trial(call_of(self.application_id, formatter, given))] if given is not None else []

    def action_submit(self) -> None:
        """Read the current formatter, then show what would change."""
        before = self._formatter.before
        if before is not None and self._wanted() is not None:
            self.show_problem(None)
            call = self.session.client.formatters.get(self.application_id)
            self.read(call, partial(self._looked, before), waiting=Reading.FORMATTER, group="formatter")

    def _looked(self, read: Formatter, found: DefaultFormatters) -> None:
        now = found.of(self._direction)
        self._formatter.take(now, skipped=found.skipped)
        wanted = self._wanted()  # it may have been typed on meanwhile
        if wanted is None:
            return
        from tts_tui.tui.base.review import ReviewScreen

        theirs = differences(read, now)
        mine = {each.label for each in differences(now, wanted)}
        review = ReviewScreen(
            self.session,
            f"the {DIRECTIONS[self._direction]} formatter of {visible(self.application_id)}",
            differences(now, wanted),
            [exports.save(self.application_id, self._direction, now, wanted)],
            _OWN,
            warning=rules.warning(self._direction, wanted),
            theirs=theirs,
            replaced=[each.label for each in theirs if each.label in mine],
        )
        self.app.push_screen(review, partial(self._reviewed, now, wanted))

    def _reviewed(self, before: Formatter, after: Formatter, yes: bool | None) -> None:
        if yes and not self.writing:
            self.write(
                save(self.session.client, self.application_id, self._direction, before, after),
                partial(self._saved, after),
                doing=f"save the {DIRECTIONS[self._direction]} formatter",
                failed=self._not_saved,
            )

    def _saved(self, after: Formatter, looked: bool) -> None:
        if self.is_attached:
            self._formatter.note_saved(after)
        sentence = f"Saved the {DIRECTIONS[self._direction]} formatter of {visible(self.application_id)}."
        self.app.notify(looked_up(sentence) if looked else sentence, markup=False)

    def _not_saved(self, error: TTSError) -> None:
        if not isinstance(error, ChangedElsewhere):
            self.refuse(error, f"save the {DIRECTIONS[self._direction]} formatter")
            return
        if self.is_attached:
            self._formatter.take(error.now, skipped=self._formatter.skipped)
        advice = "Check it, then save again." if self.is_attached else "Open it again to see the current one."
        self.tell_problem(
            Explanation(
                "The formatter was NOT saved: somebody else has just changed it.",
                f"It is now: {kind_word(error.now.kind)}.",
                advice,
            )
        )

    # Trying it out

    @on(TrialArea.Wanted)
    def action_try(self) -> None:
        """Let the server run it."""
        if (reason := self.why_not(self.TRY)) is not None:
            self.say_why_not(self.TRY, reason)
        elif (given := self._trial.input()) is not None:
            self.show_problem(None)
            call = tried(self.session.client, self.application_id, self._formatter.formatter, given)
            self.read(call, self._tried, waiting=Reading.TRIAL, group="trial")

    def _tried(self, outcome: TrialOutcome) -> None:
        self._trial.show(outcome)

    def action_copy_result(self) -> None:
        self.copy(self._trial.result, "The result")

    def action_last_uplink(self) -> None:
        """Read the last uplink, or wait for the next, and put it into the fields of the trial."""
        self.show_problem(None)
        call = last_uplink(self.session.client, self.application_id)
        self.read(call, self._uplink_read, waiting=Reading.UPLINK, group="uplink")

    def _uplink_read(self, uplink: Uplink) -> None:
        self._trial.take(uplink)

    # The other direction, and the editor

    def action_other(self) -> None:
        other: Direction = "down" if self._direction == "up" else "up"
        screen = FormatterScreen(self.session, self.application_id, rights=self._rights, direction=other)
        self.ask_to_leave(lambda: self.app.switch_screen(screen))

    def action_edit(self) -> None:
        """Hand the script to the person's editor, and take what it was saved as."""
        self.run_worker(self._edit(), name="editor", group="editor", description="editor", exclusive=True)

    async def _edit(self) -> None:
        name = f"{DIRECTIONS[self._direction]}-formatter.js"
        try:
            script = await edited(self.app, self._formatter.script, name)
        except EditorFailed as error:
            self.notify(str(error), severity="warning", markup=False)
            return
        if self.is_attached:
            self._formatter.script = script
