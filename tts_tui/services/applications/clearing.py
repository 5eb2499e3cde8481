"""Purging an application so that nothing is left to whoever takes its ID: first all is deleted that a purge leaves.

The server purges what its Identity Server has; webhooks, pub/subs, packages and the link stay with the Application
Server, under the ID. (recordings/self-contained/22_purge_restore.json) Of a deleted application nobody can reach them:
it has to be restored first, while that is possible. End devices keep it from being purged. So the plan has an order:
restore, the devices from one server after the other, the rest, the link, purge. It stops where a step is not done, and
a further run takes it up again.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from tts_tui.api.errors import ServerError
from tts_tui.api.resources.end_devices import DELETED_FROM
from tts_tui.services.applications.clearing_steps import Step, StepFate, do, look
from tts_tui.services.applications.emptying import read_plan
from tts_tui.services.batch import Batch, Outcome
from tts_tui.services.end_devices.deletion import DeletionPlan
from tts_tui.services.missing_rights import NotAllowed, or_not_allowed
from tts_tui.services.parallel_reads import together

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from tts_tui.api.client import Client
    from tts_tui.api.resources.packages import Association

__all__ = ["UNLISTED", "ClearedPurge"]

UNLISTED: Final = "Packages of devices that are deleted already can't be listed."
"""What the plan can't have. (`ApplicationPackageRegistry.ListAssociations` is asked for one device.)"""


class ClearedPurge:
    """Purges an application after it has been cleared, and restored where it is `deleted`.

    `with_devices` its end devices are deleted, too; otherwise they are only counted, and keep it from being touched.
    `on_progress` is called after each step, and `on_looked` after each device that was looked at for packages of its
    own: with how many have been, of how many.
    """

    def __init__(
        self,
        client: Client,
        application_id: str,
        *,
        deleted: bool,
        with_devices: bool,
        on_progress: Callable[[], object] = lambda: None,
        on_looked: Callable[[int, int], object] = lambda _looked, _total: None,
    ) -> None:
        self._client = client
        self._id = application_id
        self._with_devices = with_devices
        self._on_progress = on_progress
        self._on_looked = on_looked
        self._restoring = self._batch([Step("restore", application_id)] if deleted else [])
        self._clearing: list[Batch[Step, StepFate]] | None = None
        self._purging = self._batch([Step("purge", application_id)])
        self.stopped = False
        """Whether somebody has stopped it since it was last begun."""
        self.devices = 0
        """How many end devices are in the way: then nothing is cleared or purged."""
        self.unread: tuple[str, ...] = ()
        """What can't be read, each with the reason as a sentence that is safe to show: while there is some, nothing is
        cleared or purged."""

    def _batch(self, steps: Iterable[Step]) -> Batch[Step, StepFate]:
        tts = self._client
        return Batch(tuple(steps), partial(do, tts), client=tts, look=partial(look, tts), on_progress=self._on_progress)

    # The plan

    async def read(self) -> None:
        """List what there is to be deleted; of a deleted application nothing, as it can't be read.

        Raises one of `tts_tui.api.errors`.
        """
        if self._restoring.outcome.complete:
            self._clearing = None
            await self._read()

    async def _read(self) -> bool:
        """Add what there is to the plan, all of whose steps have been done; whether there is any."""
        found = [each for each in await self._found() if each]
        self._clearing = [*(self._clearing or ()), *map(self._batch, found)]
        return bool(found)

    async def _found(self) -> list[list[Step]]:
        """What there is, in the order in which it is deleted. A link is the last: packages go with it."""
        tts, app = self._client, self._id
        async with together() as reads:
            hooks = reads.create_task(or_not_allowed(tts.webhooks.all(app)))
            subs = reads.create_task(or_not_allowed(tts.pubsubs.all(app)))
            ports = reads.create_task(or_not_allowed(tts.packages.all(app)))
            linked = reads.create_task(or_not_allowed(tts.link.exists(app)))
            devices = reads.create_task(or_not_allowed(self._devices()))
        steps, unread = [], []
        planned = devices.result()
        if isinstance(planned, NotAllowed):
            unread.append(f"End devices can't be read: {planned.why}.")
            planned = DeletionPlan(app, ())
        if isinstance(found := hooks.result(), NotAllowed):
            unread.append(f"Webhooks can't be read: {found.why}.")
        else:
            steps += [Step("webhook", app, each.id) for each in sorted(found, key=lambda each: each.id)]
        if isinstance(found_subs := subs.result(), NotAllowed):
            unread.append(f"Pub/subs can't be read: {found_subs.why}.")
        else:
            steps += [Step("pubsub", app, each.id) for each in found_subs]
        if isinstance(found_ports := ports.result(), NotAllowed):
            unread.append(f"Packages can't be read: {found_ports.why}.")
        else:
            steps += [Step("package", app, str(each.f_port)) for each in found_ports]
            steps += await self._own_packages(planned.device_ids)
        if isinstance(there := linked.result(), NotAllowed):
            unread.append(f"The link can't be read: {there.why}.")
        self.unread = tuple(unread)
        emptying = [
            [Step("devices", app, device_ids=each.device_ids, server=server) for each in planned.groups]
            for server in DELETED_FROM
        ]
        return [*emptying, steps, [Step("link", app)] if there is True else []]

    async def _devices(self) -> DeletionPlan:
        if self._with_devices:
            return await read_plan(self._client, self._id)
        self.devices = await self._client.devices.count(self._id)
        return DeletionPlan(self._id, ())

    async def _own_packages(self, device_ids: Sequence[str]) -> list[Step]:
        """The packages of single devices, which stay when these are deleted many at a time: a request for each device.

        (`AS/grpc_deviceregistry.go`: only deleting a single one clears its associations.)
        """

        def looked() -> None:
            self._on_looked(reading.ended, reading.total)

        read = partial(self._client.packages.all, self._id)
        reading: Batch[str, tuple[Association, ...]] = Batch(device_ids, read, client=self._client, on_progress=looked)
        outcome = await reading.run()
        for error in (outcome.halted, *(each.error for each in outcome.results)):
            if error is not None:
                raise error
        return [
            Step("package", self._id, str(each.f_port), (device_id,))
            for device_id, result in outcome.of("done")
            for each in result.value or ()
        ]

    @property
    def _blocked(self) -> bool:
        return bool(self.devices or self.unread)

    @property
    def is_read(self) -> bool:
        """Whether it is known what there is to be deleted."""
        return self._clearing is not None

    @property
    def outcome(self) -> Outcome[Step, StepFate]:
        """The steps in their order, and what has become of each so far."""
        parts = [batch.outcome for batch in (self._restoring, *(self._clearing or ()), self._purging)]
        halted = next((each.halted for each in parts if each.halted is not None), None)
        return Outcome(
            tuple(step for each in parts for step in each.items),
            tuple(result for each in parts for result in each.results),
            halted,
        )

    @property
    def purged(self) -> bool:
        """Whether it is done."""
        return self._purging.outcome.counts["done"] == 1

    @property
    def restored(self) -> bool:
        """Whether an application that was deleted lives again because of this, and has not been purged since."""
        return bool(self._restoring.outcome.of("done")) and not self.purged

    @property
    def too_late(self) -> bool:
        """Whether the server has said that it can't be restored any more: then it can only be purged as it is."""
        return any(
            isinstance(result.error, ServerError) and result.error.is_a("restore_window_expired")
            for result in self._restoring.outcome.results
        )

    # The work

    def stop(self) -> None:
        """Begin nothing more; what is on its way comes to its end."""
        self.stopped = True
        for batch in (self._restoring, *(self._clearing or ()), self._purging):
            batch.stop()

    async def run(self) -> Outcome[Step, StepFate]:
        """Do what has not been done, up to the first step that fails; what has become of all.

        Just before it is purged everything is listed once more: what somebody has added meanwhile joins the plan and
        waits for a further run, as devices do that nobody has seen in the plan: they can't be restored. Raises what
        `read` does.
        """
        self.stopped = False
        if self.purged or not await self._done(self._restoring):
            return self.outcome
        if self._clearing is None or self._blocked:
            self._clearing = None
            await self._read()
            if any(step.kind == "devices" for step in self.outcome.items):
                return self.outcome
        if self._blocked:
            return self.outcome
        for batch in self._clearing or ():
            if not await self._done(batch):
                return self.outcome
        if not self.stopped and not await self._read() and not self._blocked:
            await self._done(self._purging)
        return self.outcome

    async def _done(self, batch: Batch[Step, StepFate]) -> bool:
        if self.stopped:
            return False
        outcome = await batch.run(failed_too=True)
        return outcome.counts["done"] == len(outcome.items)
