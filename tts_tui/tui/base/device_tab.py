"""What the tabs of one end device share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Final

from tts_tui.tui.base.application_tab import ApplicationTab
from tts_tui.tui.core.commands import Command
from tts_tui.tui.routes import device_downlinks, device_live_data, device_overview, simulate_uplink

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tts_tui.session.session import Session

__all__ = ["SIMULATE", "DeviceTab"]

_TABS: Final = (("Device", device_overview), ("Live data", device_live_data), ("Downlinks", device_downlinks))


SIMULATE: Final = Command(
    "simulate",
    ("m",),
    "Simulate",
    "Simulate an uplink",
    "Send an uplink as if the device had: through formatter, webhooks and MQTT.",
    "RIGHT_APPLICATION_TRAFFIC_UP_WRITE",
)


class DeviceTab(ApplicationTab):
    """One tab of a device of an application, over the list of its devices."""

    tabs = _TABS
    tab: ClassVar[int] = 1

    def __init__(
        self,
        session: Session,
        application_id: str,
        left: Callable[[bool], None] | None,
        *,
        device_id: str,
        **kept: Any,
    ) -> None:
        super().__init__(session, application_id, left, **kept)
        self.device_id = device_id

    def action_simulate(self) -> None:
        self.app.push_screen(simulate_uplink(self.session, self.application_id, self.device_id))

    @property
    def handed_on(self) -> Mapping[str, Any]:
        return {**super().handed_on, "device_id": self.device_id}
