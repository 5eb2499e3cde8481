"""Deleting all end devices of an application, and then the application, planned first."""

from __future__ import annotations

from contextlib import aclosing
from typing import TYPE_CHECKING

import msgspec

from tts_tui.api.errors import FailedPrecondition, NotFound
from tts_tui.api.resources.applications import delete_call
from tts_tui.services.applications import writes
from tts_tui.services.batch import Batch, Outcome
from tts_tui.services.end_devices.deletion import Deletion, Group, plan
from tts_tui.services.listing import Listing, PageCollector

if TYPE_CHECKING:
    from collections.abc import Callable

    from tts_tui.api.calls import Call
    from tts_tui.api.client import Client
    from tts_tui.api.resources.end_devices import Where
    from tts_tui.api.rows import DeviceRow

__all__ = ["ApplicationEnd", "Emptying", "Step"]


class ApplicationEnd(msgspec.Struct, frozen=True):
    """The last step: the application itself."""

    application_id: str
    words: str = "Delete the application"

    @property
    def calls(self) -> tuple[Call, ...]:
        """What will be sent."""
        return (delete_call(self.application_id),)


Step = Group | ApplicationEnd


class Emptying:
    """Empties an application and deletes it, once none of its devices is left on any server.

    `told` hears of every step that has ended.
    """

    def __init__(self, client: Client, application_id: str, told: Callable[[], object] = lambda: None) -> None:
        self._client = client
        self._id = application_id
        self._told = told
        self._deletions: list[Deletion] = []
        self._ending = Batch((ApplicationEnd(application_id),), self._end, client=client, look=self._look, told=told)
        self._stopped = False
        self.is_read = False
        """Whether it is known which devices there are."""

    async def read(self) -> None:
        """List the devices, all of them. Raises what `Devices.page` does."""
        self._deletions = [Deletion(self._client, plan(self._id, await self._listed()), self._told)]
        self.is_read = True

    async def _listed(self) -> list[str]:
        gathered: PageCollector[DeviceRow] = PageCollector(Listing())
        async with aclosing(self._client.devices.pages(self._id)) as pages:
            while not gathered.complete:
                gathered.add(await anext(pages))
        return [each.id for each in gathered.listing.rows]

    @property
    def outcome(self) -> Outcome[Step, bool]:
        """The steps in their order, and what has become of each so far."""
        parts = [each.batch.outcome for each in self._deletions]
        ending = self._ending.outcome
        halted = next((each.halted for each in parts if each.halted is not None), ending.halted)
        items = [step for each in parts for step in each.items]
        results = [result for each in parts for result in each.results]
        return Outcome((*items, *ending.items), (*results, *ending.results), halted)

    @property
    def devices(self) -> int:
        """How many devices are to be deleted, or were."""
        return sum(len(each.plan.device_ids) for each in self._deletions)

    @property
    def deleted(self) -> bool:
        """Whether the application is gone."""
        return self._ending.outcome.counts["done"] == 1

    @property
    def left(self) -> tuple[Where, ...]:
        """The servers that some devices were not deleted from where a step failed, in their order."""
        failed = [
            servers
            for deletion in self._deletions
            for group, _ in deletion.batch.outcome.of("failed", "unknown")
            if (servers := deletion.left(group))
        ]
        return max(failed, key=len, default=())

    def stop(self) -> None:
        """Begin nothing more; what is on its way comes to its end."""
        self._stopped = True
        for each in self._deletions:
            each.batch.stop()
        self._ending.stop()

    async def run(self) -> Outcome[Step, bool]:
        """Do what has not been done, the application last; what has become of all.

        Devices that somebody registered meanwhile keep the application: they join the plan, and wait for a further
        run. Raises what `read` does.
        """
        self._stopped = False
        for each in self._deletions:
            if not self._stopped and not each.complete:
                await each.run(failed_too=True)
        if self._stopped or self.deleted or not all(each.complete for each in self._deletions):
            return self.outcome
        ending = await self._ending.run(failed_too=True)
        error = ending.results[0].error
        if isinstance(error, FailedPrecondition) and error.is_a("application_has_devices"):
            self._deletions.append(Deletion(self._client, plan(self._id, await self._listed()), self._told))
        return self.outcome

    async def _end(self, step: ApplicationEnd) -> bool:
        await writes.delete(self._client, step.application_id)
        return True

    async def _look(self, step: ApplicationEnd) -> bool | None:
        try:
            return None if await self._client.applications.exists(step.application_id) else True
        except NotFound:
            return True
