"""Purging an application so that nothing is left to whoever takes its ID: first all is deleted that a purge leaves.

The server purges what its Identity Server has; webhooks, pub/subs, packages and the link stay with the Application
Server, under the ID. (recordings/self-contained/22_purge_restore.json) Of a deleted application nobody can reach them:
it has to be restored first, while that is possible. So the plan has an order: restore, clear, the link, purge. It stops
where a step is not done, and a further run takes it up again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

import msgspec

from tts_tui.api.errors import NotFound, ServerError
from tts_tui.api.resources import applications, link, packages, pubsubs, webhooks
from tts_tui.services import link as link_writes
from tts_tui.services.applications import writes
from tts_tui.services.batch import Batch, Outcome
from tts_tui.services.missing_rights import NotAllowed, or_not_allowed
from tts_tui.services.packages import writes as package_writes
from tts_tui.services.pubsubs import writes as pubsub_writes
from tts_tui.services.together import together
from tts_tui.services.webhooks import writes as webhook_writes

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable

    from tts_tui.api.calls import Call
    from tts_tui.api.client import Client

__all__ = ["ClearedPurge", "Step", "StepFate", "StepKind"]


StepKind = Literal["restore", "webhook", "pubsub", "package", "link", "purge"]
StepFate = Literal["restored", "deleted", "gone", "purged"]
"""What has become of a step; what is `gone` was deleted by somebody else meanwhile."""

_CALLS: Final[dict[StepKind, Callable[[str, str], Call]]] = {
    "restore": lambda app, _: applications.restore_call(app),
    "webhook": webhooks.delete_call,
    "pubsub": pubsubs.delete_call,
    "package": lambda app, port: packages.delete_call(app, int(port)),
    "link": lambda app, _: link.delete_call(app),
    "purge": lambda app, _: applications.purge_call(app),
}
_WORDS: Final[dict[StepKind, str]] = {
    "restore": "Restore it",
    "webhook": "Delete webhook",
    "pubsub": "Delete pub/sub",
    "package": "Delete package on FPort",
    "link": "Delete link",
    "purge": "Purge it",
}


class Step(msgspec.Struct, frozen=True):
    """One change of the plan: of a webhook or a pub/sub with its `id`, of a package with its port."""

    kind: StepKind
    application_id: str
    id: str = ""

    @property
    def call(self) -> Call:
        """What will be sent."""
        return _CALLS[self.kind](self.application_id, self.id)

    @property
    def words(self) -> str:
        """What it does. An ID in it is the server's text."""
        return f"{_WORDS[self.kind]} {self.id}".rstrip()


class ClearedPurge:
    """Purges an application after it has been cleared, and restored where it is `deleted`.

    `told` hears of every step that has ended.
    """

    def __init__(
        self, client: Client, application_id: str, *, deleted: bool, told: Callable[[], object] = lambda: None
    ) -> None:
        self._client = client
        self._id = application_id
        self._told = told
        self._restoring = self._batch([Step("restore", application_id)] if deleted else [])
        self._clearing: list[Batch[Step, StepFate]] | None = None
        self._purging = self._batch([Step("purge", application_id)])
        self.stopped = False
        """Whether somebody has stopped it since it was last begun."""
        self.devices = 0
        """How many end devices it has: while there are any the server purges nothing, and nothing is cleared."""
        self.unread: tuple[str, ...] = ()
        """What can't be read, each with the reason as a sentence that is safe to show: while there is some, nothing is
        cleared or purged."""

    def _batch(self, steps: Iterable[Step]) -> Batch[Step, StepFate]:
        return Batch(tuple(steps), self._do, client=self._client, look=self._look, told=self._told)

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
        found, self.unread = await self._found()
        things = [each for each in found if each.kind != "link"]
        links = [each for each in found if each.kind == "link"]  # a batch of its own: packages go with it
        self._clearing = [*(self._clearing or ()), *(self._batch(each) for each in (things, links) if each)]
        return bool(found)

    async def _found(self) -> tuple[list[Step], tuple[str, ...]]:
        tts, app = self._client, self._id
        async with together() as reads:
            hooks = reads.create_task(or_not_allowed(tts.webhooks.all(app)))
            subs = reads.create_task(or_not_allowed(tts.pubsubs.all(app)))
            ports = reads.create_task(or_not_allowed(tts.packages.all(app)))
            linked = reads.create_task(or_not_allowed(tts.link.exists(app)))
            devices = reads.create_task(or_not_allowed(tts.devices.count(app)))
        steps, unread = [], []
        if isinstance(count := devices.result(), NotAllowed):
            unread.append(f"End devices can't be counted: {count.why}.")
        else:
            self.devices = count
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
        if isinstance(there := linked.result(), NotAllowed):
            unread.append(f"The link can't be read: {there.why}.")
        elif there:
            steps.append(Step("link", app))
        return steps, tuple(unread)

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
        waits for a further run. Raises what `read` does.
        """
        self.stopped = False
        if self.purged or not await self._done(self._restoring):
            return self.outcome
        if self._clearing is None or self._blocked:
            self._clearing = None
            await self._read()
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

    async def _do(self, step: Step) -> StepFate:
        tts, app = self._client, step.application_id
        match step.kind:
            case "restore":
                try:
                    await writes.restore(tts, app)
                except NotFound:  # also where it isn't deleted any more
                    if not await tts.applications.exists(app):
                        raise
                return "restored"
            case "purge":
                await writes.purge(tts, app)
                return "purged"
            case _:
                if not await self._is_there(step):
                    return "gone"
                await self._delete(step)
                return "deleted"

    async def _is_there(self, step: Step) -> bool:
        tts, app = self._client, step.application_id
        match step.kind:
            case "webhook":
                return await tts.webhooks.find(app, step.id) is not None
            case "pubsub":
                return await _found(tts.pubsubs.get(app, step.id))
            case "package":
                return await _found(tts.packages.get(app, int(step.id)))
            case "link":
                return await tts.link.exists(app)
            case "restore":
                return not await tts.applications.exists(app)
            case "purge":
                return await tts.applications.exists(app) or await tts.applications.is_deleted(app)

    async def _delete(self, step: Step) -> None:
        tts, app = self._client, step.application_id
        match step.kind:
            case "webhook":
                await webhook_writes.delete(tts, app, step.id)
            case "pubsub":
                await pubsub_writes.delete(tts, app, step.id)
            case "package":
                await package_writes.delete(tts, app, int(step.id))
            case _:
                await link_writes.delete(tts, app)

    async def _look(self, step: Step) -> StepFate | None:
        if await self._is_there(step):
            return None
        return "restored" if step.kind == "restore" else "purged" if step.kind == "purge" else "deleted"


async def _found(read: Awaitable[object]) -> bool:
    try:
        await read
    except NotFound as error:
        if error.name == "pkg/redis:not_found":
            return False
        raise
    return True
