"""Deleting many end devices from all four servers: planned first, to show what will be sent."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

import msgspec

from tts_tui.api.errors import NotFound
from tts_tui.api.resources.end_devices import BATCH_MAX, DELETED_FROM, Where, delete_many_call
from tts_tui.services.batch import Batch
from tts_tui.services.end_devices.servers import SERVER_NAMES, named
from tts_tui.services.parallel_reads import together
from tts_tui.services.verified_writes import verified

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from tts_tui.api.calls import Call
    from tts_tui.api.client import Client
    from tts_tui.services.batch import Outcome

__all__ = ["Deletion", "DeletionPlan", "Group", "delete_from", "left_on", "plan"]


class Group(msgspec.Struct, frozen=True):
    """At most `BATCH_MAX` devices, deleted together from one server after the other."""

    application_id: str
    device_ids: tuple[str, ...]

    @property
    def calls(self) -> tuple[Call, ...]:
        """What will be sent, in this order."""
        return tuple(delete_many_call(where, self.application_id, self.device_ids) for where in DELETED_FROM)


class DeletionPlan(msgspec.Struct, frozen=True):
    """What will be deleted, in groups that don't depend on each other."""

    application_id: str
    groups: tuple[Group, ...]

    @property
    def device_ids(self) -> tuple[str, ...]:
        """All devices, in order."""
        return tuple(each for group in self.groups for each in group.device_ids)

    @property
    def calls(self) -> tuple[Call, ...]:
        """All that will be sent."""
        return tuple(call for group in self.groups for call in group.calls)


def plan(application_id: str, device_ids: Iterable[str]) -> DeletionPlan:
    """Delete these devices of an application, each once."""
    return DeletionPlan(
        application_id, tuple(Group(application_id, ids) for ids in _grouped(dict.fromkeys(device_ids)))
    )


def _grouped(device_ids: Iterable[str]) -> Iterator[tuple[str, ...]]:
    left = iter(device_ids)
    while ids := tuple(islice(left, BATCH_MAX)):
        yield ids


def left_on(servers: tuple[Where, ...], *, unknown: bool = False) -> str:
    """On which servers devices are left, and what that means, in a sentence or two; empty for none.

    With `unknown` the first of them gave no answer, so nobody knows of that one.
    (recordings/self-contained/19_devices_more.json: gauge-01)
    """
    if not servers:
        return ""
    left = f"Still on the {named(servers)}."
    if unknown:
        sure = servers[1:]
        left = f"Perhaps still on the {named(servers[:1])}{f'; still on the {named(sure)}' if sure else ''}."
    if "is" not in servers:
        return f"{left} Nobody lists them any more, and their IDs and EUIs can't be registered there again."
    gone = [SERVER_NAMES[each] for each in DELETED_FROM if each not in servers]
    return f"{left} Deleting them again takes up where it stopped." if gone else left


class Deletion:
    """The work of a plan: each group leaves the servers in the order of `DELETED_FROM`.

    A group ends where a server fails: the servers after it keep its devices. Run again (`failed_too`), it goes on
    there. What a lost answer leaves open is looked up on the server in question.
    """

    def __init__(self, client: Client, planned: DeletionPlan, on_progress: Callable[[], object] = lambda: None) -> None:
        self._client = client
        self._gone: dict[Group, list[Where]] = {each: [] for each in planned.groups}
        self.plan = planned
        self.batch = Batch(planned.groups, self._delete, client=client, on_progress=on_progress)

    async def run(self, *, failed_too: bool = False) -> Outcome[Group, bool]:
        """Delete what has not been deleted yet, see `Batch.run`."""
        return await self.batch.run(failed_too=failed_too)

    @property
    def deleted(self) -> int:
        """How many devices are on no server any more."""
        return sum(len(group.device_ids) for group in self.plan.groups if not self.left(group))

    @property
    def complete(self) -> bool:
        """Whether all are on no server any more."""
        return all(not self.left(each) for each in self.plan.groups)

    def left(self, group: Group) -> tuple[Where, ...]:
        """The servers that a group has not been deleted from, in their order."""
        return tuple(each for each in DELETED_FROM if each not in self._gone[group])

    async def _delete(self, group: Group) -> bool:
        for where in self.left(group):
            await delete_from(self._client, where, group)
            self._gone[group].append(where)
        return True


async def delete_from(client: Client, where: Where, group: Group) -> bool:
    """Delete a group from one of the servers; whether that had to be looked up.

    Where this cluster has no such server (a Join Server may be elsewhere) its path leads nowhere, and nothing is there.

    Raises NotDone where the answer was lost and some are still there, OutcomeUnknown where looking failed as well, and
    what `Devices.delete_many` does.
    """
    try:
        return await verified(
            client.devices.delete_many(where, group.application_id, group.device_ids),
            lambda: _any_left(client, where, group),
            f"the {SERVER_NAMES[where]} still has devices of these. You can delete them again.",
        )
    except NotFound as error:
        if error.chain or where == "is":
            raise
    return False


async def _any_left(client: Client, where: Where, group: Group) -> bool:
    if where == "is":
        return bool(await client.devices.get_many(group.application_id, group.device_ids))
    async with together() as reads:
        there = [
            reads.create_task(client.devices.exists(where, group.application_id, each)) for each in group.device_ids
        ]
    return any(each.result() for each in there)
