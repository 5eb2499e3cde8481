"""Deleting all end devices of an application, and then the application, in one plan."""

from __future__ import annotations

from contextlib import aclosing
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from tts_tui.api.errors import TTSError
from tts_tui.services.applications import writes
from tts_tui.services.end_devices import deletion
from tts_tui.services.listing import Listing, PageCollector

if TYPE_CHECKING:
    from collections.abc import Callable

    from tts_tui.api.client import Client
    from tts_tui.api.rows import DeviceRow

__all__ = ["Emptying", "read_plan"]

_NEVER: Final = datetime.min.replace(tzinfo=UTC)


async def read_plan(client: Client, application_id: str) -> deletion.DeletionPlan:
    """What deleting all devices of an application sends: all of them are read. Raises what `Devices.page` does.

    The newest come first, as the list has them at first. They are read by ID, where no page can miss one of two that
    were created in the same instant.
    """
    gathered: PageCollector[DeviceRow] = PageCollector(Listing())
    async with aclosing(client.devices.pages(application_id)) as pages:
        while not gathered.complete:
            gathered.add(await anext(pages))
    rows = sorted(gathered.listing.rows, key=lambda each: each.created_at or _NEVER, reverse=True)
    return deletion.plan(application_id, (each.id for each in rows))


class Emptying:
    """The work of a plan: its devices, and once none of them is left anywhere, the application.

    `ended` says that the application is gone, `looked_up` that this had to be looked up, and `error` what it failed
    with: `application_has_devices` where some were registered meanwhile.
    """

    def __init__(
        self, client: Client, planned: deletion.DeletionPlan, on_progress: Callable[[], object] = lambda: None
    ) -> None:
        self._client = client
        self.devices = deletion.Deletion(client, planned, on_progress)
        self._stopped = False
        self.ended = False
        self.looked_up = False
        self.error: TTSError | None = None

    async def run(self, *, failed_too: bool = False) -> None:
        """Go as far as it goes. What has become of each group of devices is in `devices.batch.outcome`."""
        self.error = None
        self._stopped = False
        await self.devices.run(failed_too=failed_too)
        if self.ended or self._stopped or not self.devices.complete:
            return
        try:
            self.looked_up = await writes.delete(self._client, self.devices.plan.application_id)
        except TTSError as error:
            self.error = error
        else:
            self.ended = True

    def stop(self) -> None:
        """Begin nothing more: neither another group of devices nor the deletion of the application."""
        self._stopped = True
        self.devices.batch.stop()
