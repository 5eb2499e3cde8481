"""Ending many API keys: first what will be sent, then how far that is, in the end what became of each."""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING, ClassVar, Final

from msgspec.structs import replace
from textual.content import Content
from textual.widgets import Static

from tts_tui.services.api_keys import rotation
from tts_tui.services.api_keys.end_key import STREAMS_STAY_OPEN
from tts_tui.services.api_keys.expiry import in_days
from tts_tui.services.audit.end_keys import batch, plan
from tts_tui.services.audit.list_state import progress_words
from tts_tui.services.error_text import explain
from tts_tui.text import instants
from tts_tui.text.safe_text import visible
from tts_tui.tui.base.list_screen import ListScreen
from tts_tui.tui.core.commands import BACK, SUBMIT, Command, bindings
from tts_tui.tui.core.key_queue import AnsweredWhenSeen
from tts_tui.tui.core.safe_widgets import cell
from tts_tui.tui.widgets.table import Column, Row, Table

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from tts_tui.api.errors import TTSError
    from tts_tui.services.api_keys.end_key import Ended
    from tts_tui.services.audit.end_keys import Change, Plan
    from tts_tui.services.audit.findings import AuditedKey
    from tts_tui.services.batch import Batch, Outcome, Result, State
    from tts_tui.session.session import Session

__all__ = ["EndKeysScreen"]

_EVERY: Final = 0.2
_STYLES: Final[dict[State, str]] = {"waiting": "muted", "done": "success", "failed": "error", "unknown": "warning"}


class EndKeysScreen(AnsweredWhenSeen, ListScreen[None]):
    """Revokes keys, or sets them to expire; nothing is sent before the person says so.

    `ended` is told what has been done, wherever the person is by then.
    """

    CSS_PATH = "end.tcss"
    area = "End API keys"
    SEND = replace(SUBMIT, word="Send", title="Send", help="Send the listed changes, or retry those that failed.")
    DAYS = Command("days", ("s",), "Days", "Change the days", "Set them to expire in 1, 7 or 30 days.")
    STOP = Command("stop", ("x",), "Stop", "Stop", "Send nothing more; requests already sent will finish.")
    offers = (SEND, DAYS, STOP, BACK)
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(offers)]

    def __init__(
        self,
        session: Session,
        keys: Sequence[AuditedKey],
        *,
        revoke: bool,
        ended: Callable[[Mapping[tuple[str, str], Ended]], None],
    ) -> None:
        super().__init__(session)
        self._keys = keys
        self._revoke = revoke
        self._ended = ended
        self._days = rotation.OLD_EXPIRY_DAYS[1]
        self._batch: Batch[Change, Ended] | None = None
        self._told_at = float("-inf")
        self._plan: Plan = self._planned()

    def body(self) -> ComposeResult:
        table = Table(
            [
                Column("Application", 12, grows=True),
                Column("Name", 8, grows=True),
                Column("Sent", 20, grows=True),
                Column("Outcome", 16, grows=True),
            ],
            id="changes",
        )
        yield from self.list_body(table, Static(id="what"))

    def on_mount(self) -> None:
        self.set_class(self._revoke, "-danger")
        self.table.focus()
        self._show()

    def why_not(self, command: Command) -> str | None:
        if command is self.STOP and not self.writing:
            return "Nothing is being sent."
        if command is self.DAYS and (self._revoke or self._batch is not None):
            return "They are revoked at once." if self._revoke else "Everything has been sent."
        if command is self.SEND and not self.writing and self._nothing_to_send:
            return "There is no key to change."
        return super().why_not(command)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """The key bar has only what means something now; who presses another key all the same is told."""
        hidden = {
            self.STOP.action: not self.writing,
            self.DAYS.action: self._revoke or self._batch is not None,
            self.SEND.action: self._batch is not None and self._nothing_to_send,
        }
        return False if hidden.get(action) else super().check_action(action, parameters)

    @property
    def _nothing_to_send(self) -> bool:
        if self._batch is None:
            return not self._plan.changes
        return not self._batch.outcome.of("waiting", "unknown", "failed")

    def _planned(self) -> Plan:
        return plan(self._keys, None if self._revoke else in_days(self._days, self.session.clock()))

    # Showing

    def _show(self) -> None:
        changes = self._plan.changes
        results = self._batch.outcome.results if self._batch is not None else (None,) * len(changes)
        self.table.show(
            [
                *(_row(change, result) for change, result in zip(changes, results, strict=True)),
                *(_left_out(each, why) for each, why in self._plan.left_out),
            ]
        )
        many = f"{len(changes):,} key{'' if len(changes) == 1 else 's'}"
        how = "Revoke" if self._revoke else f"Set to expire in {self._days} day{'' if self._days == 1 else 's'}:"
        self.show_heading(f"{how} {many}")
        self.query_one("#what", Static).update(self._what())
        self.refresh_bindings()

    def _what(self) -> Content:
        if self._batch is None and self._nothing_to_send:
            return Content.styled(f"No key to change: {self._why_none}.", "$text-warning")
        if self._batch is None:
            after = (
                "Anything that uses them loses access at once. You can't undo this."
                if self._revoke
                else f"They stop working {self._until}. Keys that expire sooner stay as they are."
            )
            words = f"Nothing has been sent yet. Press Ctrl+S to send. {after} {STREAMS_STAY_OPEN}"
            return Content.styled(words, "$text-warning")
        counts = self._batch.outcome.counts
        parts = [f"{counts[state]:,} {state}" for state in ("done", "failed", "unknown", "waiting") if counts[state]]
        again = " Press Ctrl+S to try again." if not (self.writing or self._nothing_to_send) else ""
        return Content(f"{', '.join(parts).capitalize()}.{again}")

    @property
    def _why_none(self) -> str:
        reasons = dict.fromkeys(why for _, why in self._plan.left_out)
        return " ".join(reasons).removesuffix(".")

    @property
    def _until(self) -> str:
        return f"after {instants.moment(in_days(self._days, self.session.clock()))}"

    # Actions

    def action_days(self) -> None:
        days = rotation.OLD_EXPIRY_DAYS
        self._days = days[(days.index(self._days) + 1) % len(days)]
        self._plan = self._planned()
        self._show()

    def action_stop(self) -> None:
        if self._batch is not None:
            self._batch.stop()

    def action_submit(self) -> None:
        again = self._batch is not None
        if self._batch is None:
            self._batch = batch(self.session.client, self._plan, self._tell_progress)
        self.write(
            self._batch.run(failed_too=again),
            self._sent,
            doing="end the API keys",
            failed=self._failed,
            well=lambda outcome: outcome.complete and not outcome.of("failed"),
        )
        self._show()

    def _tell_progress(self) -> None:
        now = monotonic()
        if self._batch is None or not self.is_attached or now - self._told_at < _EVERY:
            return
        self._told_at = now
        self._show()
        self.say(f"{progress_words(self._batch.ended, self._batch.total, self._batch.seconds_left(now))} · x stops")

    def _sent(self, outcome: Outcome[Change, Ended]) -> None:
        done = {
            (change.application_id, change.key.id): result.value
            for change, result in outcome.of("done")
            if result.value is not None
        }
        self._ended(done)
        counts = outcome.counts
        if self.is_attached:
            self._show()
        else:
            words = ", ".join(f"{count:,} {state}" for state, count in counts.items())
            self.app.notify(f"Ending API keys: {words}.", markup=False)
        if outcome.halted is not None:
            self.tell_problem(explain(outcome.halted, "end the API keys"))

    def _failed(self, error: TTSError) -> None:
        self.tell_problem(explain(error, "end the API keys"))
        if self.is_attached:
            self._show()


def _row(change: Change, result: Result[Ended] | None) -> Row:
    call = change.call
    sent = call.method if change.expires_at is None else f"{call.method} expires_at {instants.date(change.expires_at)}"
    return f"{change.application_id}/{change.key.id}", (
        cell(change.application_id),
        cell(change.key.name or change.key.id),
        cell(sent, "muted"),
        cell(_outcome(result), _STYLES[result.state] if result is not None else "muted"),
    )


def _outcome(result: Result[Ended] | None) -> str:
    if result is None:
        return "not sent"
    if result.value is not None:
        return result.value.fate
    if result.error is not None:
        explained = explain(result.error, "end it")
        return f"{result.state}: {explained.why or explained.what}"
    return result.state


def _left_out(each: AuditedKey, why: str) -> Row:
    return "/".join(each.where), (
        cell(each.application_id),
        cell(each.key.name or each.key.id),
        cell("–", "muted"),
        cell(f"left out: {visible(why)}", "muted"),
    )
