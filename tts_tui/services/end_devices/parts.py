"""Reading one end device from all four servers, each of which may have no answer of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeVar

import msgspec

from tts_tui.api.errors import NotFound, PermissionDenied, ServerError, Unauthenticated
from tts_tui.services.error_text import explain
from tts_tui.services.missing_rights import not_allowed
from tts_tui.services.together import together

if TYPE_CHECKING:
    from collections.abc import Awaitable

    from tts_tui.api.client import Client
    from tts_tui.api.end_device_models import EndDevice, OnApplicationServer, OnJoinServer, OnNetworkServer
    from tts_tui.api.resources.end_devices import Where

__all__ = ["SERVER_NAMES", "DeviceParts", "NoPart", "read_parts"]

T = TypeVar("T")

SERVER_NAMES: Final[dict[Where, str]] = {
    "is": "Identity Server",
    "ns": "Network Server",
    "as": "Application Server",
    "js": "Join Server",
}


class NoPart(msgspec.Struct, frozen=True):
    """Why a server told nothing of a device, as a sentence that is safe to show.

    `missing` says that it doesn't have the device; else it refused, or failed.
    """

    why: str
    missing: bool = False


class DeviceParts(msgspec.Struct, frozen=True):
    """What each server knows of a device, or why not."""

    device: EndDevice
    network: OnNetworkServer | NoPart
    application: OnApplicationServer | NoPart
    join: OnJoinServer | NoPart

    @property
    def missing(self) -> tuple[str, ...]:
        """The servers that don't have the device, by name: it was deleted there, or never registered."""
        parts: dict[Where, object] = {"ns": self.network, "as": self.application, "js": self.join}
        return tuple(SERVER_NAMES[where] for where, each in parts.items() if isinstance(each, NoPart) and each.missing)


async def read_parts(client: Client, application_id: str, device_id: str) -> DeviceParts:
    """Read a device from all servers at once.

    Raises what the Identity Server's part does, and what concerns all servers alike, such as a token that has ended.
    """
    devices = client.devices
    async with together() as reads:
        device = reads.create_task(devices.get(application_id, device_id))
        network = reads.create_task(_part("ns", devices.on_network_server(application_id, device_id)))
        application = reads.create_task(_part("as", devices.on_application_server(application_id, device_id)))
        join = reads.create_task(_part("js", devices.on_join_server(application_id, device_id)))
    return DeviceParts(device.result(), network.result(), application.result(), join.result())


async def _part(where: Where, read: Awaitable[T]) -> T | NoPart:
    name = f"The {SERVER_NAMES[where]}"
    try:
        return await read
    except Unauthenticated:
        raise
    except PermissionDenied as error:
        if error.warning:
            raise
        return NoPart(f"{name} was not read: {not_allowed(error).why}.")
    except NotFound:
        return NoPart(f"{name} doesn't have this device.", missing=True)
    except ServerError as error:
        return NoPart(f"{name} gave no answer: {explain(error).why}")
