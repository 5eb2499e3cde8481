"""The form that simulates an uplink of a device."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from msgspec.structs import replace

from tts_tui.api.resources.uplinks import SimulatedUplink
from tts_tui.services.end_devices import exports
from tts_tui.services.end_devices.messages import simulated
from tts_tui.text.safe_text import visible
from tts_tui.tui.core.commands import AS_COMMANDS, CLOSE, SUBMIT, bindings
from tts_tui.tui.screens.end_devices.message_form import MessageFormScreen

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.binding import BindingType

    from tts_tui.services.shell_export import Export

__all__ = ["SimulateUplinkScreen"]

_REAL: Final = (
    "Webhooks, MQTT and storage get it like any uplink, marked as simulated. Last seen and frame counters don't change."
)


class SimulateUplinkScreen(MessageFormScreen):
    """Sends an uplink to the Application Server as if the device had sent it."""

    area = "Simulate an uplink"
    title_words = "Simulated uplink of"
    draft_form = "simulated uplink"
    doing = "simulate the uplink"
    SAVE = replace(SUBMIT, word="Review", title="Review", help="Review the uplink, then send it.")
    offers = (SAVE, AS_COMMANDS, CLOSE)
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(offers)]

    def _wanted(self) -> SimulatedUplink | None:
        if (typed := self.typed_message()) is None:
            return None
        port, payload = typed
        return SimulatedUplink(port, payload) if isinstance(payload, bytes) else None

    def exports(self) -> Sequence[Export]:
        wanted = self._wanted()
        return (exports.simulate(self.application_id, self.device_id, wanted),) if wanted is not None else ()

    def action_submit(self) -> None:
        if (wanted := self._wanted()) is None:
            return
        self.review(
            f"the traffic of {visible(self.device_id)}",
            simulated(wanted),
            exports.simulate(self.application_id, self.device_id, wanted),
            lambda: self._send(wanted),
            warning=_REAL,
            sent=f"Simulated an uplink of {visible(self.device_id)}. Live data shows it.",
            done=lambda: None,
        )

    async def _send(self, wanted: SimulatedUplink) -> bool:
        await self.session.client.uplinks.simulate(self.application_id, self.device_id, wanted)
        return False
