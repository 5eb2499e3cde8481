"""Deleting end devices from all four servers: the marked ones, or the one under the cursor, planned first."""

from __future__ import annotations

from collections import Counter
from time import monotonic
from typing import TYPE_CHECKING, Any, ClassVar, Final

from textual.content import Content
from textual.widgets import Static

from tts_tui.services.batch import Outcome, Result, State, progress_words
from tts_tui.services.end_devices import exports
from tts_tui.services.end_devices.deletion import Deletion, left_on, plan
from tts_tui.services.error_text import explain
from tts_tui.text.safe_text import visible
from tts_tui.tui.base.plan_screen import PlanScreen, outcome_cell
from tts_tui.tui.core.commands import AS_COMMANDS, BACK, Command, bindings
from tts_tui.tui.core.safe_widgets import cell, plain
from tts_tui.tui.widgets.table import Column, Row, Table

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Coroutine, Iterator, Sequence

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from tts_tui.services.end_devices.deletion import Group
    from tts_tui.session.session import Session

__all__ = ["DeleteDevicesScreen"]

_COMMANDS: Final = 200
"""Devices that are shown as commands: of more, nobody copies them."""
_STATES: Final[dict[State, str]] = {
    "done": "deleted",
    "failed": "failed",
    "unknown": "unknown",
    "waiting": "waiting",
}
_REASONS: Final = 3
"""Reasons of failures that are told in full."""


class DeleteDevicesScreen(PlanScreen):
    """Deletes these devices of an application in groups, each from one server after the other.

    `deleted` hears of those that are on no server any more, wherever the person is by then.
    """

    area = "Delete devices"
    doing = "delete the devices"
    offers = (PlanScreen.SEND, AS_COMMANDS, PlanScreen.STOP, BACK)
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(offers)]

    def __init__(
        self,
        session: Session,
        application_id: str,
        device_ids: Sequence[str],
        *,
        deleted: Callable[[Collection[str]], None],
    ) -> None:
        super().__init__(session)
        self._deletion = Deletion(session.client, plan(application_id, device_ids), self._tell_progress)
        self._devices = self._deletion.plan.device_ids
        self._group_of = {each: group for group in self._deletion.plan.groups for each in group.device_ids}
        self._results: dict[Group, Result[bool]] = {}
        self._deleted = deleted

    def body(self) -> ComposeResult:
        table = Table([Column("Device", 20, grows=True), Column("Outcome", 20, grows=True)], id="devices")
        yield from self.list_body(table, Static(id="what"))

    def on_mount(self) -> None:
        self.add_class("-danger")
        self.table.focus()
        self.show()

    def why_not(self, command: Command) -> str | None:
        if command is AS_COMMANDS and len(self._devices) > _COMMANDS:
            return f"Shown for at most {_COMMANDS} devices."
        return super().why_not(command)

    @property
    def outcome(self) -> Outcome[Group, bool]:
        return self._deletion.batch.outcome

    @property
    def why_nothing(self) -> str | None:
        return "They are all deleted." if self._deletion.complete else None

    # Showing

    def show(self) -> None:
        outcome = self.outcome
        self._results = dict(zip(outcome.items, outcome.results, strict=True)) if self.begun else {}
        self.table.show_items(self._devices, self._row, str)
        self.table.refresh()  # outcomes are no part of what is listed
        many = f"{len(self._devices):,} device{'' if len(self._devices) == 1 else 's'}"
        self.show_heading(f"Delete {many} of {visible(self._deletion.plan.application_id)}")
        self.query_one("#what", Static).update(Content("\n").join(self._what()))
        self.refresh_bindings()

    def _what(self) -> Iterator[Content]:
        if not self.begun:
            words = "Nothing has been sent yet. Press Ctrl+S to send. You can't undo this: a device isn't kept."
            yield Content.styled(words, "$text-warning")
            groups = len(self._deletion.plan.groups)
            yield Content.styled(
                "Each group of at most 20 leaves the Application, Network, Join and Identity Server, in this order: "
                f"{4 * groups:,} requests.",
                "$foreground-muted",
            )
            return
        yield self.summary()
        for reason in self._reasons():
            yield plain(reason, "$text-error")

    def _reasons(self) -> list[str]:
        found = dict.fromkeys(
            f"{explained.why or explained.what} {left_on(self._deletion.left(group))}"
            for group, result in self._results.items()
            if result.error is not None and (explained := explain(result.error, self.doing))
        )
        return list(found)[:_REASONS]

    def summary(self) -> Content:
        """How many devices are in which state."""
        words = self._counts_in_words()
        again = " Press Ctrl+S to try again." if not (self.writing or self.why_nothing) else ""
        return Content(f"{words.capitalize()}.{again}")

    def _counts_in_words(self) -> str:
        """Such as "40 deleted, 20 failed"."""
        counts = self._counts
        return ", ".join(f"{counts[state]:,} {word}" for state, word in _STATES.items() if counts[state])

    @property
    def _counts(self) -> Counter[State]:
        """How many devices are in which state."""
        counts: Counter[State] = Counter()
        for group, result in zip(self.outcome.items, self.outcome.results, strict=True):
            counts[result.state] += len(group.device_ids)
        return counts

    def _row(self, device_id: str) -> Row:
        return device_id, (cell(device_id), outcome_cell(self._results.get(self._group_of[device_id]), "deleted"))

    # The work

    def stop_sending(self) -> None:
        self._deletion.batch.stop()

    def send(self) -> Coroutine[Any, Any, Outcome[Group, bool]]:
        return self._deletion.run(failed_too=True)

    def _tell_progress(self) -> None:
        counts, left = self._counts, self._deletion.batch.seconds_left(monotonic())
        self.tell_progress(progress_words(counts["done"] + counts["failed"], len(self._devices), left))

    def sent(self, outcome: Outcome[Group, bool]) -> None:
        self._deleted([each for group, _ in outcome.of("done") for each in group.device_ids])
        if not self.is_attached:
            about = visible(self._deletion.plan.application_id)
            self.app.notify(f"Deleting devices of {about}: {self._counts_in_words()}.", markup=False)

    def action_as_commands(self) -> None:
        from tts_tui.tui.base.show_as_commands import AsCommandsScreen

        self.app.push_screen(AsCommandsScreen(self.session, exports.delete(self._deletion.plan)))
