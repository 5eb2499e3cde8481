"""Deleting end devices: the marked ones, or the selected one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tts_tui.services.end_devices.deletion import Deletion, plan
from tts_tui.text.quantity import quantity
from tts_tui.text.safe_text import visible
from tts_tui.tui.base.device_plan import DevicePlanScreen

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from tts_tui.session.session import Session

__all__ = ["DeleteDevicesScreen"]


class DeleteDevicesScreen(DevicePlanScreen):
    """Deletes these devices of an application. `deleted` is called with the IDs of those that were deleted."""

    area = "Delete devices"

    def __init__(
        self,
        session: Session,
        application_id: str,
        device_ids: Sequence[str],
        *,
        deleted: Callable[[Collection[str]], None],
    ) -> None:
        super().__init__(session)
        self.doing = f"delete the devices of {visible(application_id)}"
        self._told = deleted
        self.take_plan(Deletion(session.client, plan(application_id, device_ids), self.tell))
        self._title = f"Delete {quantity(len(device_ids), 'device')} of {visible(application_id)}"

    @property
    def title_words(self) -> str:
        return self._title

    def deleted(self, device_ids: list[str]) -> None:
        self._told(device_ids)
