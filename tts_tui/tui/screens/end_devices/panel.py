"""The side panel of the list of end devices."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from tts_tui.services.end_devices.in_words import place, version
from tts_tui.text import instants
from tts_tui.tui.base.asking_panel import AskingPanel
from tts_tui.tui.core.safe_widgets import plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tts_tui.api.end_device_models import EndDevice
    from tts_tui.api.rows import DeviceRow
    from tts_tui.session.session import Session

__all__ = ["EndDevicePanel"]


class EndDevicePanel(AskingPanel["DeviceRow", "EndDevice"]):
    """Shows the EUIs, dates, product, locations and attributes of the selected device."""

    def __init__(self, session: Session, application_id: str) -> None:
        super().__init__(session)
        self._application_id = application_id

    async def read_whole(self, row_id: str) -> EndDevice:
        return await self._session.client.devices.get(self._application_id, row_id)

    def facts(self, row: DeviceRow, known: EndDevice | None) -> Iterator[tuple[str, Content]]:
        yield "DevEUI", plain(row.dev_eui or "–")
        yield "JoinEUI", plain(row.join_eui or "–")
        seen = known.last_seen_at if known is not None else row.last_seen_at
        yield "Last seen", Content(instants.moment(seen)) if seen else Content.styled("never", "$foreground-muted")
        yield "Created", Content(instants.moment(row.created_at))
        if known is None:
            return
        yield "Changed", Content(instants.moment(known.updated_at))
        if known.activated_at is not None:
            yield "Activated", Content(instants.moment(known.activated_at))
        if words := version(known.version_ids):
            yield "Product", plain(words)
        for source, location in sorted(known.locations.items()):
            yield "Location", plain(f"{place(location)} ({source})")
        for key, value in sorted(known.attributes.items()):
            yield key, plain(value)
