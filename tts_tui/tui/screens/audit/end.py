"""Ending many API keys: revoking them, or setting them to expire, after a review of the plan."""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING, Any, ClassVar, Final

from msgspec.structs import replace
from textual.content import Content
from textual.widgets import Static

from tts_tui.services.api_keys import rotation
from tts_tui.services.api_keys.end_key import STREAMS_STAY_OPEN
from tts_tui.services.api_keys.expiry import in_days
from tts_tui.services.audit.end_keys import batch, plan
from tts_tui.services.batch import Outcome, progress_words
from tts_tui.text import instants
from tts_tui.text.quantity import quantity
from tts_tui.text.safe_text import visible
from tts_tui.tui.base.plan_screen import PlanScreen, outcome_cell
from tts_tui.tui.core.commands import BACK, Command, bindings
from tts_tui.tui.core.safe_widgets import cell
from tts_tui.tui.widgets.table import Column, Row, Table

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Coroutine, Mapping, Sequence

    from rich.text import Text
    from textual.app import ComposeResult
    from textual.binding import BindingType

    from tts_tui.services.api_keys.end_key import EndedKey
    from tts_tui.services.audit.end_keys import Change, EndKeysPlan
    from tts_tui.services.audit.findings import AuditedKey
    from tts_tui.services.batch import Batch, ItemResult
    from tts_tui.session.session import Session

__all__ = ["EndKeysScreen"]


_REVOKING: Final = "revoke the API keys"
_EXPIRING: Final = "set the API keys to expire"
_ID: Final = 8
"""Cells for the ID of a key."""


class EndKeysScreen(PlanScreen):
    """Revokes keys, or sets them to expire; nothing is sent before the person confirms.

    `ended` is called with the keys that were ended, by application and key ID, even if this screen has been left.
    """

    area = "End API keys"
    SEND = replace(
        PlanScreen.SEND,
        title="Revoke the keys, or set them to expire",
        help="Revoke the listed keys or set them to expire, or retry those that failed.",
    )
    DAYS = Command("days", ("s",), "Days", "Change the days", "Set them to expire in 1, 7 or 30 days.")
    offers = (SEND, DAYS, PlanScreen.STOP, BACK)
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(offers)]

    def __init__(
        self,
        session: Session,
        keys: Sequence[AuditedKey],
        *,
        revoke: bool,
        ended: Callable[[Mapping[tuple[str, str], EndedKey]], None],
    ) -> None:
        super().__init__(session)
        self._keys = keys
        self._revoke = revoke
        self.doing = _REVOKING if revoke else _EXPIRING
        self.done_word = "revoked" if revoke else "set to expire"
        self._ended = ended
        self._days = rotation.OLD_EXPIRY_DAYS[1]
        self._batch: Batch[Change, EndedKey] | None = None
        self._plan: EndKeysPlan = self._planned()

    def body(self) -> ComposeResult:
        table = Table(
            [
                Column("Application", 12, grows=True),
                Column("Name", 8, grows=True),
                Column("Key ID", _ID, grows=True, from_width=100),
                Column("Status", 18, grows=True),
            ],
            id="changes",
        )
        yield from self.list_body(table, Static(id="what"))

    def on_mount(self) -> None:
        self.set_class(self._revoke, "-danger")
        self.table.focus()
        self.show()

    def why_not(self, command: Command) -> str | None:
        if command is self.DAYS and (self._revoke or self.begun):
            return "They are revoked at once." if self._revoke else "Everything has been sent."
        return super().why_not(command)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == self.DAYS.action and (self._revoke or self.begun):
            return False
        return super().check_action(action, parameters)

    @property
    def not_beside(self) -> Collection[str]:
        return (_REVOKING, _EXPIRING)  # both may be about the same keys

    @property
    def outcome(self) -> Outcome[Change, EndedKey]:
        return self._batch.outcome if self._batch is not None else Outcome((), ())

    @property
    def why_nothing(self) -> str | None:
        there = self.outcome.of("waiting", "unknown", "failed") if self._batch is not None else self._plan.changes
        return None if there else "There is no key to change."

    def _planned(self) -> EndKeysPlan:
        return plan(self._keys, None if self._revoke else in_days(self._days, self.session.clock()))

    # Showing

    @property
    def deed(self) -> str:
        return f"Revoke {self._many}" if self._revoke else f"Set {self._many} to expire"

    @property
    def _many(self) -> str:
        count = len(self._plan.changes)
        return quantity(count, "key")

    def show(self) -> None:
        changes = self._plan.changes
        results = self.outcome.results if self._batch is not None else (None,) * len(changes)
        self.table.show(
            [
                *(_row(change, result) for change, result in zip(changes, results, strict=True)),
                *(_left_out(each, why) for each, why in self._plan.left_out),
            ]
        )
        how = "Revoke" if self._revoke else f"Set to expire in {quantity(self._days, 'day')}:"
        self.show_plan(f"{how} {self._many}", self._what())

    def _what(self) -> list[Content]:
        if self._batch is not None:
            return [self.summary(), *self.reasons()]
        if self.why_nothing:
            return [Content.styled(f"No key to change: {self._why_none}.", "$text-warning")]
        them, they_stop = ("it", "It stops") if len(self._plan.changes) == 1 else ("them", "They stop")
        before = (
            Content.styled(
                f"Revokes {self._many} for good: anything that uses {them} loses access at once.", "bold $text-error"
            )
            if self._revoke
            else Content.styled(
                f"{they_stop} working {self._until}. Keys that expire sooner stay as they are.", "$text-warning"
            )
        )
        return [
            before,
            self.nothing_sent(len(self._plan.changes)),
            Content.styled(STREAMS_STAY_OPEN, "$foreground-muted"),
        ]

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
        self.show()

    def stop_sending(self) -> None:
        if self._batch is not None:
            self._batch.stop()

    def send(self) -> Coroutine[Any, Any, Outcome[Change, EndedKey]]:
        if self._batch is None:
            self._batch = batch(self.session.client, self._plan, self._tell_progress)
        return self._batch.run(failed_too=True)

    def _tell_progress(self) -> None:
        if self._batch is not None:
            left = self._batch.seconds_left(monotonic())
            self.tell_progress(progress_words(self._batch.ended, self._batch.total, left))

    def sent(self, outcome: Outcome[Change, EndedKey]) -> None:
        done = {
            (change.application_id, change.key.id): result.value
            for change, result in outcome.of("done")
            if result.value is not None
        }
        self._ended(done)
        if not self.is_attached:
            self.app.notify(f"API keys: {self.counts_in_words()}.", markup=False)


def _row(change: Change, result: ItemResult[EndedKey] | None) -> Row:
    return f"{change.application_id}/{change.key.id}", (
        cell(change.application_id),
        cell(change.key.name) if change.key.name else cell("–", "muted"),
        _id_cell(change.key.id),
        outcome_cell(result, result.value.fate if result is not None and result.value is not None else ""),
    )


def _left_out(each: AuditedKey, why: str) -> Row:
    return "/".join(each.where), (
        cell(each.application_id),
        cell(each.key.name) if each.key.name else cell("–", "muted"),
        _id_cell(each.key.id),
        cell(visible(why), "muted"),
    )


def _id_cell(key_id: str) -> Text:
    """Enough of the ID to tell keys of the same name apart."""
    return cell(key_id if len(key_id) <= _ID else f"{key_id[: _ID - 1]}…", "muted")
