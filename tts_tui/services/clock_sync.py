"""Clock synchronization of the LoRaWAN Application Layer: the package `alcsync-v1` on FPort 202 of all devices.

It is on where that package is there. Another package on that port is left alone: putting this one there would replace
it, and deleting would remove it. (The Console deletes whatever is on that port with every save that has the box off.)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tts_tui.api.errors import NotFound, TTSError
from tts_tui.api.resources.packages import CLOCK_SYNC, CLOCK_SYNC_PORT, Association, changed_paths
from tts_tui.api.secret import SecretStr
from tts_tui.services.packages import exports, writes
from tts_tui.text.safe_text import visible

if TYPE_CHECKING:
    from tts_tui.api.client import Client
    from tts_tui.services.shell_export import Export

__all__ = ["OtherPackage", "export", "read", "write"]


class OtherPackage(TTSError):
    """Another package is on the port."""

    def __init__(self, name: str) -> None:
        where = "Change it under Integrations, Package associations."
        super().__init__(f"FPort {CLOCK_SYNC_PORT} has the package {visible(name)}. {where}")


async def read(client: Client, application_id: str) -> str | None:
    """The data of the package as JSON, empty where it has none; None where clock synchronization is off.

    Raises OtherPackage, and what `Packages.get` raises but NotFound.
    """
    try:
        there = await client.packages.get(application_id, CLOCK_SYNC_PORT)
    except NotFound:
        return None
    if there.package_name != CLOCK_SYNC:
        raise OtherPackage(there.package_name)
    return there.data.get_secret_value()


async def write(client: Client, application_id: str, data: str | None) -> bool:
    """Turn it on with that data, or off. Returns whether a lost answer was looked up. Raises as `packages.writes`."""
    if data is None:
        return await writes.delete(client, application_id, CLOCK_SYNC_PORT)
    wanted = _association(data)
    return await writes.put(client, application_id, wanted, changed_paths(None, wanted))


def export(application_id: str, data: str | None) -> Export:
    """The same as commands."""
    if data is None:
        return exports.delete(application_id, CLOCK_SYNC_PORT)
    wanted = _association(data)
    return exports.put(application_id, wanted, changed_paths(None, wanted))


def _association(data: str) -> Association:
    return Association(f_port=CLOCK_SYNC_PORT, package_name=CLOCK_SYNC, data=SecretStr(data))
