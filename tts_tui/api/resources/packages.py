"""The application packages of an application: which package works on which FPort, of all devices or of one.

(`applicationserver_packages.proto`; recordings/self-contained/17_packages.json)
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from pydantic import AliasChoices, AliasPath, AwareDatetime, Field, model_validator

from tts_tui.api.calls import MAX_LIMIT, Call, path
from tts_tui.api.decoding import expect, read, read_list, read_written, text
from tts_tui.api.errors import OutcomeUnknown
from tts_tui.api.models import Model
from tts_tui.api.secret import SecretStr

if TYPE_CHECKING:
    from tts_tui.api.calls import Sender

__all__ = ["CLOCK_SYNC", "CLOCK_SYNC_PORT", "Association", "Packages", "changed_paths", "delete_call", "set_call"]

CLOCK_SYNC: Final = "alcsync-v1"
"""The package of the LoRaWAN Application Layer Clock Synchronization."""
CLOCK_SYNC_PORT: Final = 202
"""The FPort that it works on, and where the Console puts it."""

_MASK: Final = "package_name,data"


class Association(Model):
    """A package on an FPort (1-255), of one device or, where `device_id` is empty, of all that have none there.

    `data` is a JSON object as text, its keys in order, or nothing: it may hold the token of a service, so it is a
    secret.
    """

    f_port: int = Field(validation_alias=AliasChoices("f_port", AliasPath("ids", "f_port")))
    device_id: str = Field(
        "", validation_alias=AliasChoices("device_id", AliasPath("ids", "end_device_ids", "device_id"))
    )
    package_name: str = ""
    data: SecretStr = SecretStr("")
    created_at: AwareDatetime | None = None
    updated_at: AwareDatetime | None = None

    @model_validator(mode="before")
    @classmethod
    def _from_wire(cls, wire: Any) -> Any:
        if isinstance(wire, Mapping) and isinstance(data := wire.get("data"), Mapping):
            return {**wire, "data": json.dumps(data, sort_keys=True, ensure_ascii=False) if data else ""}
        return wire


def changed_paths(before: Association | None, after: Association) -> tuple[str, ...]:
    """The field mask of a change: what differs; of something new, all that is set. `data` is replaced as a whole."""
    old = before or Association(f_port=after.f_port)
    return tuple(name for name in ("package_name", "data") if getattr(old, name) != getattr(after, name))


def set_call(application_id: str, wanted: Association, paths: tuple[str, ...]) -> Call:
    """Put a package on a port, or change the fields of what is there that `paths` name.

    Raises ValueError for no paths: with those the server does nothing.
    """
    if not paths:
        raise ValueError("a change of nothing")
    body: dict[str, Any] = {"package_name": wanted.package_name} if "package_name" in paths else {}
    if "data" in paths and wanted.data:
        body["data"] = json.loads(wanted.data.get_secret_value())
    return Call(
        "PUT",
        _path(application_id, wanted.f_port, wanted.device_id),
        body={"association" if wanted.device_id else "default": body, "field_mask": {"paths": list(paths)}},
    )


def delete_call(application_id: str, f_port: int, device_id: str = "") -> Call:
    """Take the package off a port. Nothing there is no error."""
    return Call("DELETE", _path(application_id, f_port, device_id))


def _path(application_id: str, f_port: int | None = None, device_id: str = "") -> str:
    device = ("devices", device_id) if device_id else ()
    port = () if f_port is None else (str(f_port),)
    return path("as", "applications", application_id, *device, "packages", "associations", *port)


class Packages:
    """`/as/applications/{id}/packages/associations`. All of it needs RIGHT_APPLICATION_SETTINGS_PACKAGES.

    An empty `device_id` stands for the associations that all devices have. The server doesn't look whether a device
    is there.
    """

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    async def count(self, application_id: str) -> int:
        """How many ports of the application have a package.

        Without a limit the list is whole and `X-Total-Count` is 0, whatever it holds.
        """
        answer = await self._sender.send(Call("GET", _path(application_id)))
        listed = read_list(expect(answer.json, "defaults"), "defaults", lambda each: int(each["ids"]["f_port"]))
        return len(tuple(listed))

    async def all(self, application_id: str, device_id: str = "") -> tuple[Association, ...]:
        """Every association, by port: there are at most 255, which is less than a page."""
        query = {"field_mask": _MASK, "limit": str(MAX_LIMIT)}
        answer = await self._sender.send(Call("GET", _path(application_id, device_id=device_id), query))
        key = "associations" if device_id else "defaults"
        listed = read_list(expect(answer.json, key), key, Association.model_validate)
        return tuple(sorted(listed, key=lambda each: each.f_port))

    async def get(self, application_id: str, f_port: int, device_id: str = "") -> Association:
        """The association on a port. Raises NotFound (`pkg/redis:not_found`)."""
        call = Call("GET", _path(application_id, f_port, device_id), {"field_mask": _MASK})
        return read(Association, (await self._sender.send(call)).json)

    async def set(self, application_id: str, wanted: Association, paths: tuple[str, ...]) -> None:
        """Make or change an association: the server tells these apart by whether it is there. See `set_call`."""
        answer = await self._sender.send(set_call(application_id, wanted, paths))
        read_written(Association, answer.json)

    async def delete(self, application_id: str, f_port: int, device_id: str = "") -> None:
        """Take the package off a port; nothing there is no error."""
        answer = await self._sender.send(delete_call(application_id, f_port, device_id))
        expect(answer.json, otherwise=OutcomeUnknown)

    async def available(self, application_id: str, device_id: str = "any-device") -> dict[str, int]:
        """The packages that the server has, each with the port that it is meant for. It looks at no device."""
        call = Call("GET", path("as", "applications", application_id, "devices", device_id, "packages"))
        answer = await self._sender.send(call)
        listed = read_list(
            expect(answer.json, "packages"),
            "packages",
            lambda each: (text(each["name"]), int(each.get("default_f_port", 0))),
        )
        return dict(listed)
