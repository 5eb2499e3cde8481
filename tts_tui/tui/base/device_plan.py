"""A plan that deletes end devices from all four servers: shown first, then sent, in the end what was left where."""

from __future__ import annotations

from collections import Counter
from time import monotonic
from typing import TYPE_CHECKING, Any, ClassVar, Final

from msgspec.structs import replace
from textual.content import Content
from textual.widgets import Static

from tts_tui.services.batch import ItemResult, Outcome, progress_words
from tts_tui.services.end_devices import exports
from tts_tui.services.end_devices.deletion import Deletion, left_on
from tts_tui.text.quantity import quantity
from tts_tui.text.safe_text import visible
from tts_tui.tui.base.plan_screen import PlanScreen, outcome_cell
from tts_tui.tui.core.commands import AS_COMMANDS, BACK, Command, bindings
from tts_tui.tui.core.safe_widgets import cell
from tts_tui.tui.widgets.table import Column, Row, Table

if TYPE_CHECKING:
    from collections.abc import Coroutine, Iterable

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from tts_tui.services.batch import ItemState
    from tts_tui.services.end_devices.deletion import Group

__all__ = ["DevicePlanScreen"]

_COMMANDS: Final = 200
"""Devices that are shown as commands: of more, nobody copies them."""


class DevicePlanScreen(PlanScreen):
    """Deletes the devices of a plan in groups, each from one server after the other."""

    SEND = replace(
        PlanScreen.SEND,
        title="Delete the devices",
        help="Delete the devices from the Application, Network, Join and Identity Server, or retry those that failed.",
    )
    STOP = replace(PlanScreen.STOP, help="Start no more devices; those started are deleted from all servers.")
    offers: ClassVar[tuple[Command, ...]] = (SEND, AS_COMMANDS, STOP, BACK)
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(offers)]
    done_word = "deleted"
    note: ClassVar[str] = "Packages that a device has of its own stay under its ID."
    """What else follows from the plan."""

    deletion: Deletion | None = None
    """The work, once there is a plan."""

    def take_plan(self, deletion: Deletion) -> None:
        """Show a plan."""
        self.deletion = deletion
        self._devices = deletion.plan.device_ids
        self._group_of = {each: group for group in deletion.plan.groups for each in group.device_ids}
        self._results: dict[Group, ItemResult[bool]] = {}

    def body(self) -> ComposeResult:
        table = Table([Column("Device", 20, grows=True), Column("Status", 20, grows=True)], id="devices")
        yield from self.list_body(table, Static(id="what"))

    def on_mount(self) -> None:
        self.add_class("-danger")
        self.table.focus()
        self.show()

    def why_not(self, command: Command) -> str | None:
        if command is AS_COMMANDS and self.deletion is not None and len(self._devices) > _COMMANDS:
            return f"Shown for at most {_COMMANDS} devices."
        return super().why_not(command)

    @property
    def outcome(self) -> Outcome[Group, bool]:
        return self.deletion.batch.outcome if self.deletion is not None else Outcome((), ())

    @property
    def why_nothing(self) -> str | None:
        if self.deletion is None:
            return "The devices have not been read; r reads them."
        return "They are all deleted." if self.deletion.complete else None

    # Showing

    @property
    def deed(self) -> str:
        return f"Delete {self.devices}"

    @property
    def devices(self) -> str:
        """How many the plan deletes, such as "2 devices"."""
        return quantity(len(self._devices), "device") if self.deletion is not None else "devices"

    @property
    def requests(self) -> int:
        """How many requests the plan is."""
        return len(self.deletion.plan.calls) if self.deletion is not None else 0

    @property
    def before(self) -> str:
        """What the plan does for good."""
        return f"Deletes {self.devices} for good. You can't undo this."

    @property
    def title_words(self) -> str:
        """What the plan does."""
        return self.deed

    def show(self) -> None:
        outcome = self.outcome
        self._results = dict(zip(outcome.items, outcome.results, strict=True)) if self.begun else {}
        if self.deletion is not None:
            self.table.show_items(self._devices, self._row, str)
            self.table.refresh()
        self.show_plan(self.title_words, self.what())

    def what(self) -> Iterable[Content]:
        """What stands above the devices."""
        if self.deletion is None:
            return
        if not self.begun:
            yield Content.styled(self.before, "bold $text-error")
            yield self.nothing_sent(self.requests)
            yield Content.styled(self.note, "$foreground-muted")
            return
        yield self.summary()
        yield from self.reasons()

    def reason(self, item: Group, result: ItemResult[Any], why: str) -> str:
        left = self.deletion.left(item) if self.deletion is not None else ()
        return f"{why} {left_on(left, unknown=result.state == 'unknown')}"

    @property
    def counts(self) -> Counter[ItemState]:
        """How many devices are in which state."""
        counts: Counter[ItemState] = Counter()
        for group, result in zip(self.outcome.items, self.outcome.results, strict=True):
            counts[result.state] += len(group.device_ids)
        return counts

    def _row(self, device_id: str) -> Row:
        group = self._group_of[device_id]
        result, left = self._results.get(group), ""
        if result is not None and result.state == "failed" and self.deletion is not None:
            left = f"left on {', '.join(each.upper() for each in self.deletion.left(group))}"
        return device_id, (cell(device_id), outcome_cell(result, "deleted", left))

    # The work

    def stop_sending(self) -> None:
        if self.deletion is not None:
            self.deletion.batch.stop()

    def send(self) -> Coroutine[Any, Any, Outcome[Group, bool]]:
        if self.deletion is None:
            raise RuntimeError("there is no plan")
        return self.deletion.run(failed_too=True)

    def tell(self) -> None:
        """Something has come to its end: show how far it is."""
        if self.deletion is not None:
            counts, left = self.counts, self.deletion.batch.seconds_left(monotonic())
            self.tell_progress(progress_words(counts["done"] + counts["failed"], len(self._devices), left))

    def sent(self, outcome: Outcome[Group, bool]) -> None:
        self.deleted([each for group, _ in outcome.of("done") for each in group.device_ids])
        if not self.is_attached:
            where = visible(self.deletion.plan.application_id) if self.deletion is not None else ""
            self.app.notify(f"Deleting devices of {where}: {self.counts_in_words()}.", markup=False)

    def deleted(self, device_ids: list[str]) -> None:
        """These are on no server any more, wherever the person is by now."""
        raise NotImplementedError

    def action_as_commands(self) -> None:
        from tts_tui.tui.base.show_as_commands import AsCommandsScreen

        if self.deletion is not None:
            self.app.push_screen(AsCommandsScreen(self.session, exports.delete(self.deletion.plan)))
