"""Purging an application with all that would be left to whoever takes its ID, planned first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Final

from msgspec.structs import replace
from textual.content import Content
from textual.widgets import Static

from tts_tui.services.api_keys.end_key import STREAMS_STAY_OPEN
from tts_tui.services.applications.clearing import UNLISTED, ClearedPurge
from tts_tui.services.batch import progress_words
from tts_tui.text.quantity import quantity
from tts_tui.text.safe_text import visible
from tts_tui.tui.base.plan_screen import PlanScreen, outcome_cell
from tts_tui.tui.base.reading import Reading
from tts_tui.tui.core.commands import BACK, REFRESH, Command, bindings
from tts_tui.tui.core.safe_widgets import cell, plain
from tts_tui.tui.widgets.table import Column, Row, Table

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from tts_tui.services.applications.clearing_steps import Step, StepFate
    from tts_tui.services.batch import ItemResult, Outcome
    from tts_tui.session.session import Session

__all__ = ["ClearAndPurgeScreen"]

_TOO_LATE: Final = "It can't be restored any more, so what it has can't be deleted. Esc, then purge it as it is."


class ClearAndPurgeScreen(PlanScreen):
    """Deletes devices, webhooks, pub/subs, packages and the link of an application, then purges it.

    All of it is listed first, and sent once the person says so. One that is `deleted` is restored for that. `ended` is
    called with the plan when sending has ended, whether or not this screen is still open.
    """

    area = "Clear and purge"
    SEND = replace(
        PlanScreen.SEND,
        title="Clear and purge the application",
        help="Send the listed steps, one after the other, or retry from the one that failed.",
    )
    AGAIN = replace(REFRESH, help="List again what the application has.", footer=True)
    offers = (SEND, AGAIN, PlanScreen.STOP, BACK)
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(offers)]

    def __init__(
        self, session: Session, application_id: str, *, deleted: bool, ended: Callable[[ClearedPurge], None]
    ) -> None:
        super().__init__(session)
        self.doing = f"clear and purge {visible(application_id)}"
        self.application_id = application_id
        self._is_deleted = deleted
        self._ended = ended
        self._plan = ClearedPurge(
            session.client,
            application_id,
            deleted=deleted,
            with_devices=True,
            on_progress=self._tell_progress,
            on_looked=self._tell_looked,
        )

    def body(self) -> ComposeResult:
        table = Table(
            [Column("Step", 37, grows=True), Column("Request", 14, grows=True), Column("Status", 16, grows=True)],
            id="steps",
        )
        yield from self.list_body(table, Static(id="what"))

    def on_mount(self) -> None:
        self.add_class("-danger")
        self.table.focus()
        self.action_refresh()

    def why_not(self, command: Command) -> str | None:
        if command is self.AGAIN and self._is_deleted and not self._plan.is_read:
            return "What a deleted application has can't be read."
        if command is self.AGAIN and self.begun:
            return "It is listed again by itself before the purge."
        return super().why_not(command)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == self.AGAIN.action and (self.begun or self._is_deleted):
            return False
        return super().check_action(action, parameters)

    @property
    def outcome(self) -> Outcome[Step, StepFate]:
        return self._plan.outcome

    @property
    def why_nothing(self) -> str | None:
        if self._plan.purged:
            return "It is purged."
        if self._plan.too_late:
            return _TOO_LATE
        if not (self._is_deleted or self._plan.is_read):
            return "What it has is not read yet; r reads it."
        return None

    # Reading

    def action_refresh(self) -> None:
        self.show_problem(None)
        self.show()
        if not self._is_deleted:
            self.read(self._plan.read(), lambda _: self.show(), waiting=Reading.BELONGINGS)

    def _tell_looked(self, ended: int, total: int) -> None:
        how_to_stop = "x stops" if self.begun else "Esc stops"
        self.tell_progress(f"Packages of single devices {progress_words(ended, total, None)}", how_to_stop)

    # Showing

    def show(self) -> None:
        outcome = self.outcome
        rows: list[int | None] = [*range(len(outcome.items))]
        if self._is_deleted and not self._plan.is_read:
            rows.insert(1, None)

        def row(number: int | None) -> Row:
            if number is None:
                return _ALL_OF_IT
            return _row(number, outcome.items[number], outcome.results[number] if self.begun else None)

        self.table.show_items(rows, row, lambda number: row(number)[0])
        self.table.refresh()
        steps = quantity(len(outcome.items), "step")
        self.show_plan(f"{self._title} · {steps}" if self._plan.is_read else self._title, self._what())

    @property
    def deed(self) -> str:
        return "Clear and purge"

    @property
    def _title(self) -> str:
        return f"Purge {visible(self.application_id)}"

    def _what(self) -> list[Content]:
        plan = self._plan
        unread = [Content.styled(f"{why} So it is not purged.", "$text-error") for why in plan.unread]
        if not self.begun:
            about = visible(self.application_id)
            before = (
                "It is restored first, and its API keys work again until it is purged. " if self._is_deleted else ""
            )
            return [
                plain(f"Purges {about} for good, with all that is listed. You can't undo this.", "bold $text-error"),
                Content(f"Nothing has been sent yet. {before}Ctrl+S sends one step after the other."),
                Content.styled(f"{STREAMS_STAY_OPEN} {UNLISTED}", "$foreground-muted"),
                *unread,
            ]
        if plan.too_late:
            return [Content.styled(_TOO_LATE, "$text-error")]
        said = [self.summary()]
        if plan.restored and not self.writing:
            said.append(Content.styled("! It is restored and not purged: its API keys work.", "$text-warning"))
        return [*said, *self.reasons(), *unread]

    def reason(self, item: Step, result: ItemResult[Any], why: str) -> str:
        del result
        return f"{item.words}: {why}"

    # Sending

    def stop_sending(self) -> None:
        self._plan.stop()

    def send(self) -> Coroutine[Any, Any, Outcome[Step, StepFate]]:
        return self._plan.run()

    def _tell_progress(self) -> None:
        outcome = self.outcome
        ended = outcome.counts["done"] + outcome.counts["failed"]
        self.tell_progress(progress_words(ended, len(outcome.items), None))

    def sent(self, outcome: Outcome[Step, StepFate]) -> None:
        del outcome
        if self._plan.purged and self.is_attached:
            self.finish(None, "")
        elif not self.is_attached and self._plan.restored:
            self.app.notify(
                f"{visible(self.application_id)} is restored and not purged: its API keys work.",
                severity="error",
                markup=False,
            )
        self._ended(self._plan)


_ALL_OF_IT: Row = (
    "all of it",
    (cell("Delete all that would be left"), cell("listed once it is restored", "muted"), cell("waiting", "muted")),
)


def _row(number: int, step: Step, result: ItemResult[StepFate] | None) -> Row:
    return str(number), (
        cell(step.words),
        cell(f"{step.call.method} {step.call.path}", "muted"),
        outcome_cell(result, result.value or "" if result is not None else ""),
    )
