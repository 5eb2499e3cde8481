"""Deleting an application with all its end devices, planned first."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from msgspec.structs import replace
from textual.content import Content
from textual.widgets import Static

from tts_tui.services.applications.emptying import Emptying
from tts_tui.services.batch import progress_words
from tts_tui.services.end_devices.deletion import Group, left_on
from tts_tui.text.safe_text import visible
from tts_tui.tui.base.plan_screen import PlanScreen, outcome_cell
from tts_tui.tui.base.reading import Reading
from tts_tui.tui.core.commands import BACK, REFRESH, Command, bindings
from tts_tui.tui.core.safe_widgets import cell
from tts_tui.tui.widgets.table import Column, Row, Table

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from tts_tui.services.applications.emptying import Step
    from tts_tui.services.batch import Outcome, Result
    from tts_tui.session.session import Session

__all__ = ["EmptyAndDeleteScreen"]


class EmptyAndDeleteScreen(PlanScreen):
    """Deletes the devices of an application from all four servers, then the application; nothing before a yes.

    `ended` is told when something has been done, wherever the person is by then.
    """

    CSS_PATH = "empty_and_delete.tcss"
    area = "Empty and delete"
    doing = "empty and delete the application"
    AGAIN = replace(REFRESH, help="List the devices again.", footer=True)
    offers = (PlanScreen.SEND, AGAIN, PlanScreen.STOP, BACK)
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(offers)]

    def __init__(self, session: Session, application_id: str, *, ended: Callable[[Emptying], None]) -> None:
        super().__init__(session)
        self._application_id = application_id
        self._ended = ended
        self._plan = Emptying(session.client, application_id, self._tell_progress)

    def body(self) -> ComposeResult:
        table = Table(
            [Column("Step", 30, grows=True), Column("Sent", 20, grows=True), Column("Outcome", 12, grows=True)],
            id="steps",
        )
        yield from self.list_body(table, Static(id="what"))

    def on_mount(self) -> None:
        self.set_class(True, "-danger")
        self.table.focus()
        self.action_refresh()

    def why_not(self, command: Command) -> str | None:
        if command is self.AGAIN and self.begun:
            return "They are listed again by themselves, should the application still have some."
        return super().why_not(command)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == self.AGAIN.action and self.begun:
            return False
        return super().check_action(action, parameters)

    @property
    def outcome(self) -> Outcome[Step, bool]:
        return self._plan.outcome

    @property
    def why_nothing(self) -> str | None:
        if self._plan.deleted:
            return "It is deleted."
        return None if self._plan.is_read else "Its devices are not read yet; r reads them."

    # Reading

    def action_refresh(self) -> None:
        self.show_problem(None)
        self.show()
        self.read(self._plan.read(), lambda _: self.show(), waiting=Reading.DEVICES)

    # Showing

    def show(self) -> None:
        plan, outcome = self._plan, self.outcome
        steps = enumerate(zip(outcome.items, outcome.results, strict=True))
        self.table.show([_row(number, step, result if self.begun else None) for number, (step, result) in steps])
        devices = f" · {plan.devices:,} end device{'' if plan.devices == 1 else 's'}" if plan.is_read else ""
        self.show_heading(f"Delete {visible(self._application_id)}{devices}")
        self.query_one("#what", Static).update(self._what())
        self.refresh_bindings()

    def _what(self) -> Content:
        if not self.begun:
            words = (
                "Nothing has been sent yet. Press Ctrl+S to send. Deleted devices can't be restored, the application "
                "can. It stays where a device is left."
            )
            return Content.styled(words, "$text-warning")
        left = self._plan.left
        if not left or self.writing:
            return self.summary()
        return Content("\n").join((self.summary(), Content.styled(left_on(left), "$text-warning")))

    # The work

    def stop_sending(self) -> None:
        self._plan.stop()

    def send(self) -> Coroutine[object, object, Outcome[Step, bool]]:
        return self._plan.run()

    def _tell_progress(self) -> None:
        outcome = self.outcome
        ended = outcome.counts["done"] + outcome.counts["failed"]
        self.tell_progress(progress_words(ended, len(outcome.items), None))

    def sent(self, outcome: Outcome[Step, bool]) -> None:
        if self._plan.deleted and self.is_attached:
            self.finish(None, "")
        elif not self.is_attached and not self._plan.deleted:
            words = ", ".join(f"{count:,} {state}" for state, count in outcome.counts.items())
            self.app.notify(f"Emptying {visible(self._application_id)}: {words}.", severity="error", markup=False)
        self._ended(self._plan)


def _row(number: int, step: Step, result: Result[bool] | None) -> Row:
    sent = f"{step.calls[0].method} {step.calls[0].path}"
    if isinstance(step, Group):
        sent = f"4 × DELETE …/devices/batch, {len(step.device_ids)} IDs"
    return str(number), (cell(step.words), cell(sent, "muted"), outcome_cell(result, "deleted"))
