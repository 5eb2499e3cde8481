"""Deleting an application with all its end devices, planned first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Final

from msgspec.structs import replace
from textual.content import Content

from tts_tui.services.applications.emptying import Emptying, read_plan
from tts_tui.services.error_text import explain
from tts_tui.text.safe_text import visible
from tts_tui.tui.base.device_plan import DevicePlanScreen
from tts_tui.tui.base.reading import Reading
from tts_tui.tui.core.commands import AS_COMMANDS, BACK, REFRESH, Command, bindings
from tts_tui.tui.core.safe_widgets import plain

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Iterable

    from textual.binding import BindingType

    from tts_tui.services.batch import Outcome
    from tts_tui.services.end_devices.deletion import DeletionPlan, Group
    from tts_tui.session.session import Session

__all__ = ["EmptyApplicationScreen"]

_NOT_DONE: Final = "delete the application"


class EmptyApplicationScreen(DevicePlanScreen):
    """Deletes all devices of an application, and then the application.

    `ended` is called once the application is deleted, whether or not this screen is still open: with how many devices
    were deleted, and whether the answer was lost, so that tts-tui had to look.
    """

    area = "Empty and delete"
    note = (
        "The application can be restored, the devices can't. It is deleted once none of them is left on any server. "
        f"{DevicePlanScreen.note}"
    )
    SEND = replace(
        DevicePlanScreen.SEND,
        title="Delete the devices and the application",
        help="Delete the devices from the Application, Network, Join and Identity Server, then the application.",
    )
    AGAIN = replace(REFRESH, help="List again which devices there are.", footer=True)
    offers = (SEND, AS_COMMANDS, AGAIN, DevicePlanScreen.STOP, BACK)
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(offers)]

    def __init__(self, session: Session, application_id: str, *, ended: Callable[[int, bool], None]) -> None:
        super().__init__(session)
        self.doing = f"delete the devices and the application {visible(application_id)}"
        self.application_id = application_id
        self._ended = ended
        self._emptying: Emptying | None = None

    def on_mount(self) -> None:
        self.action_refresh()

    def why_not(self, command: Command) -> str | None:
        if command is self.AGAIN and self.writing:
            return "Devices are being deleted."
        return super().why_not(command)

    @property
    def why_nothing(self) -> str | None:
        if self._emptying is None:
            return "The devices have not been read; r reads them."
        return "It is deleted." if self._emptying.ended else None

    # Reading

    def action_refresh(self) -> None:
        """Read which devices there are; what was deleted so far is gone from that."""
        self.show_problem(None)
        call = read_plan(self.session.client, self.application_id)
        self.read(call, self._planned, waiting=Reading.DEVICES, group="plan")

    def _planned(self, plan: DeletionPlan) -> None:
        self.begun = False
        self._emptying = Emptying(self.session.client, plan, self.tell)
        self.take_plan(self._emptying.devices)
        self.show()

    # Showing

    @property
    def deed(self) -> str:
        return "Delete all"

    @property
    def requests(self) -> int:
        return super().requests + 1

    @property
    def before(self) -> str:
        return f"Deletes {self.devices} for good, then the application."

    @property
    def title_words(self) -> str:
        about = visible(self.application_id)
        if self.deletion is None:
            return f"Delete {about}"
        return f"Delete {self.devices}, then {about}"

    def what(self) -> Iterable[Content]:
        yield from super().what()
        if self._emptying is None or self.writing:
            return
        if self.begun and self._emptying.devices.complete and not self._emptying.ended:
            yield plain(f"{visible(self.application_id)} is not deleted yet.", "$text-warning")
        if (error := self._emptying.error) is not None:
            explained = explain(error, _NOT_DONE)
            yield plain(f"{explained.what} {explained.why}".strip(), "$text-error")
            yield Content.styled("r lists the devices that there are now.", "$foreground-muted")

    # Sending

    async def _run(self, emptying: Emptying) -> Outcome[Group, bool]:
        await emptying.run(failed_too=True)
        return emptying.devices.batch.outcome

    def stop_sending(self) -> None:
        if self._emptying is not None:
            self._emptying.stop()

    def send(self) -> Coroutine[Any, Any, Outcome[Group, bool]]:
        if self._emptying is None:
            raise RuntimeError("there is no plan")
        return self._run(self._emptying)

    def sent(self, outcome: Outcome[Group, bool]) -> None:
        emptying = self._emptying
        if emptying is None or not emptying.ended:
            super().sent(outcome)
            return
        if self.is_attached:
            self.finish(None, "")
        self._ended(emptying.devices.deleted, emptying.looked_up)

    def deleted(self, device_ids: list[str]) -> None:
        """No other screen lists them, so there is nothing to update."""
