"""The changes that a purge is made of when nothing is to be left: what each sends, and doing it once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

import msgspec

from tts_tui.api.errors import NOT_IN_REGISTRY, NotFound
from tts_tui.api.resources import applications, end_devices, link, packages, pubsubs, webhooks
from tts_tui.api.resources.end_devices import Where  # noqa: TC001 - msgspec reads it
from tts_tui.services import link as link_writes
from tts_tui.services.applications import writes
from tts_tui.services.end_devices.deletion import Group, delete_from
from tts_tui.services.end_devices.servers import SERVER_NAMES
from tts_tui.services.packages import writes as package_writes
from tts_tui.services.pubsubs import writes as pubsub_writes
from tts_tui.services.verified_writes import is_there
from tts_tui.services.webhooks import writes as webhook_writes
from tts_tui.text.quantity import quantity

if TYPE_CHECKING:
    from tts_tui.api.calls import Call
    from tts_tui.api.client import Client

__all__ = ["Step", "StepFate", "StepKind", "do", "look"]

StepKind = Literal["restore", "devices", "webhook", "pubsub", "package", "link", "purge"]
StepFate = Literal["restored", "deleted", "gone", "purged"]
"""What has become of a step; what is `gone` was deleted by somebody else meanwhile."""

_WORDS: Final[dict[StepKind, str]] = {
    "restore": "Restore it",
    "webhook": "Delete webhook",
    "pubsub": "Delete pub/sub",
    "package": "Delete package on FPort",
    "link": "Delete link",
    "purge": "Purge it",
}


class Step(msgspec.Struct, frozen=True):
    """One change of the plan.

    `id` is that of a webhook or a pub/sub, or the port of a package. `device_ids` are the devices that a `server`
    loses, or the one that has a package of its own.
    """

    kind: StepKind
    application_id: str
    id: str = ""
    device_ids: tuple[str, ...] = ()
    server: Where = "is"

    @property
    def call(self) -> Call:
        """What will be sent."""
        app = self.application_id
        match self.kind:
            case "restore":
                return applications.restore_call(app)
            case "devices":
                return end_devices.delete_many_call(self.server, app, self.device_ids)
            case "webhook":
                return webhooks.delete_call(app, self.id)
            case "pubsub":
                return pubsubs.delete_call(app, self.id)
            case "package":
                return packages.delete_call(app, int(self.id), self.device_id)
            case "link":
                return link.delete_call(app)
            case "purge":
                return applications.purge_call(app)

    @property
    def words(self) -> str:
        """What it does. An ID in it is the server's text."""
        if self.kind == "devices":
            count = len(self.device_ids)
            return f"Delete {quantity(count, 'device')}, {SERVER_NAMES[self.server]}"
        of = f" of {self.device_id}" if self.device_ids else ""
        return f"{_WORDS[self.kind]} {self.id}{of}".rstrip()

    @property
    def device_id(self) -> str:
        """Of a package: the device that has it, or nothing where all have it."""
        return next(iter(self.device_ids), "")


async def do(client: Client, step: Step) -> StepFate:
    """Do a step; what is to be deleted is looked at again. Raises one of `tts_tui.api.errors`."""
    app = step.application_id
    match step.kind:
        case "restore":
            try:
                await writes.restore(client, app)
            except NotFound:  # also where it isn't deleted any more
                if not await client.applications.exists(app):
                    raise
            return "restored"
        case "purge":
            await writes.purge(client, app)
            return "purged"
        case _:
            if not await _is_to_do(client, step):
                return "gone"
            await _delete(client, step)
            return "deleted"


async def look(client: Client, step: Step) -> StepFate | None:
    """What has become of a step of which nobody knows whether it was done; None where it is still to be done."""
    if await _is_to_do(client, step):
        return None
    return "restored" if step.kind == "restore" else "purged" if step.kind == "purge" else "deleted"


async def _is_to_do(client: Client, step: Step) -> bool:
    app = step.application_id
    match step.kind:
        case "restore":
            return not await client.applications.exists(app)
        case "devices":
            return True  # those that are gone are skipped by the server
        case "webhook":
            return await is_there(client.webhooks.get(app, step.id), NOT_IN_REGISTRY)
        case "pubsub":
            return await is_there(client.pubsubs.get(app, step.id), NOT_IN_REGISTRY)
        case "package":
            return await is_there(client.packages.get(app, int(step.id), step.device_id), NOT_IN_REGISTRY)
        case "link":
            return await client.link.exists(app)
        case "purge":
            return await client.applications.exists(app) or await client.applications.is_deleted(app)


async def _delete(client: Client, step: Step) -> None:
    app = step.application_id
    match step.kind:
        case "devices":
            await delete_from(client, step.server, Group(app, step.device_ids))
        case "webhook":
            await webhook_writes.delete(client, app, step.id)
        case "pubsub":
            await pubsub_writes.delete(client, app, step.id)
        case "package":
            await package_writes.delete(client, app, int(step.id), step.device_id)
        case _:
            await link_writes.delete(client, app)
