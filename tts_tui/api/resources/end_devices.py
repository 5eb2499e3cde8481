"""The end devices of an application: count, list, search, read from and delete on each of the four servers.

Source: `end_device_services.proto`, `search_services.proto`; recordings/07_devices.json, and of the self-contained ones
19_devices_more.json and 24_traffic_radio.json.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal, TypeVar

from tts_tui.api.calls import MAX_LIMIT, Call, page_query, path
from tts_tui.api.decoding import expect, read, read_list
from tts_tui.api.errors import NotFound, OutcomeUnknown
from tts_tui.api.field_rules import ADDRESSES
from tts_tui.api.pagination import Pages
from tts_tui.api.resources.applications import QUERY_MAX, query_of
from tts_tui.api.row_decoding import device_rows
from tts_tui.api.rows import DeviceRow, Page

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from tts_tui.api.calls import Sender
    from tts_tui.api.end_device_models import EndDevice, OnApplicationServer, OnJoinServer, OnNetworkServer
    from tts_tui.api.models import Model

__all__ = ["BATCH_MAX", "DELETED_FROM", "DeviceOrder", "Devices", "Where", "delete_many_call", "get_call"]

M = TypeVar("M", bound="Model")

DeviceOrder = Literal[
    "device_id", "-device_id", "name", "-name", "created_at", "-created_at", "last_seen_at", "-last_seen_at"
]
"""The orders that the server keeps. It takes dev_eui, join_eui and description, too, and then sorts by ID."""

Where = Literal["is", "ns", "as", "js"]
"""Identity, Network, Application and Join Server."""

DELETED_FROM: Final[tuple[Where, ...]] = ("as", "ns", "js", "is")
"""The servers in the order in which the official client deletes a device. (`commands/end_devices.go`)

The Identity Server comes last: what it lists can be deleted again where another server failed.
"""

BATCH_MAX: Final = 20
"""Devices that one call reads or deletes at most."""

_ROW_MASK: Final = "name,description,last_seen_at"
_MASKS: Final[dict[Where, tuple[str, ...]]] = {
    "is": (
        "name",
        "description",
        "attributes",
        "version_ids",
        "locations",
        "serial_number",
        "service_profile_id",
        *ADDRESSES,
        "activated_at",
        "last_seen_at",
    ),
    "ns": (
        "frequency_plan_id",
        "lorawan_version",
        "lorawan_phy_version",
        "supports_join",
        "supports_class_b",
        "supports_class_c",
        "session.dev_addr",
        "session.started_at",
        "session.last_f_cnt_up",
        "session.last_n_f_cnt_down",
        "mac_state.lorawan_version",
        "mac_state.current_parameters",
        "last_dev_status_received_at",
        "battery_percentage",
        "power_state",
        "downlink_margin",
    ),
    "as": (
        "session.dev_addr",
        "session.last_a_f_cnt_down",
        "formatters.up_formatter",
        "formatters.down_formatter",
        "skip_payload_crypto_override",
    ),
    "js": ("last_dev_nonce", "used_dev_nonces", "last_join_nonce", "net_id", "resets_join_nonces"),
}
"""What is asked of each server: never keys, and so of a session never the whole."""


def get_call(where: Where, application_id: str, device_id: str) -> Call:
    """Read the part of a device that one of the servers has. Each wants RIGHT_APPLICATION_DEVICES_READ."""
    query = {"field_mask": ",".join(_MASKS[where])}
    return Call("GET", _of(where, application_id, device_id), query)


def delete_many_call(where: Where, application_id: str, device_ids: Collection[str]) -> Call:
    """Delete devices from one of the servers: the others keep what they have of them.

    Those that it doesn't have are skipped without a word.

    Raises ValueError for none, or for more than `BATCH_MAX`.
    """
    return Call("DELETE", _of(where, application_id, "batch"), {"device_ids": _batch(device_ids)})


def _batch(device_ids: Collection[str]) -> tuple[str, ...]:
    if not 1 <= len(device_ids) <= BATCH_MAX:
        raise ValueError(f"a batch has from 1 to {BATCH_MAX} devices")
    return tuple(device_ids)


def _of(where: Where, application_id: str, *more: str) -> str:
    server = () if where == "is" else (where,)
    return path(*server, "applications", application_id, "devices", *more)


class Devices:
    """`/applications/{id}/devices`, on the Identity Server and below `/ns`, `/as` and `/js`."""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    async def count(self, application_id: str) -> int:
        """How many devices the application has: a page of one, and its `X-Total-Count`.

        Where that header is missing, or can't be, it is 1 for an application that has any.
        """
        call = Call("GET", _of("is", application_id), page_query(1, 1, "device_id"))
        answer = await self._sender.send(call)
        listed = len(tuple(read_list(expect(answer.json, "end_devices"), "end_devices", dict)))
        return max(listed, answer.total or 0)

    async def page(
        self, application_id: str, *, order: DeviceOrder = "device_id", page: int = 1, limit: int = MAX_LIMIT
    ) -> Page[DeviceRow]:
        """One page of an application's devices, at most 1000; with "-last_seen_at", those never seen come first."""
        return await self._rows(_of("is", application_id), page_query(page, limit, order))

    def pages(
        self,
        application_id: str,
        *,
        start: int = 1,
        total: int | None = None,
        limit: int | None = None,
        order: DeviceOrder = "device_id",
    ) -> Pages[DeviceRow]:
        """Pages from the number `start` on, in their order, see `Pages`."""

        async def ask(number: int) -> Page[DeviceRow]:
            return await self.page(application_id, order=order, page=number)

        return Pages(ask, start=start, total=total, limit=limit)

    async def search(
        self, application_id: str, text: str, *, order: DeviceOrder = "device_id", page: int = 1
    ) -> Page[DeviceRow]:
        """One page of the application's devices that the server finds with `text`, at most 1000.

        It is looked for in IDs, names and both EUIs as it is, in any case, and in descriptions by whole words. (Device
        addresses it doesn't look into, whatever is asked.) Raises ValueError for a text that is empty or too long, see
        `query_of`.
        """
        query = query_of(text)
        if not 1 <= len(query) <= QUERY_MAX:
            raise ValueError(f"a search has from 1 to {QUERY_MAX} letters")
        where = path("search", "applications", application_id, "devices")
        return await self._rows(where, {**page_query(page, MAX_LIMIT, order), "query": query})

    async def get(self, application_id: str, device_id: str) -> EndDevice:
        """What the Identity Server knows of a device; NotFound `end_device_not_found`."""
        from tts_tui.api.end_device_models import EndDevice

        return await self._part(EndDevice, "is", application_id, device_id)

    async def on_network_server(self, application_id: str, device_id: str) -> OnNetworkServer:
        """What the Network Server knows of a device; NotFound (`pkg/redis:not_found`) where it has none."""
        from tts_tui.api.end_device_models import OnNetworkServer

        return await self._part(OnNetworkServer, "ns", application_id, device_id)

    async def on_application_server(self, application_id: str, device_id: str) -> OnApplicationServer:
        """What the Application Server knows of a device; NotFound (`pkg/redis:not_found`) where it has none."""
        from tts_tui.api.end_device_models import OnApplicationServer

        return await self._part(OnApplicationServer, "as", application_id, device_id)

    async def on_join_server(self, application_id: str, device_id: str) -> OnJoinServer:
        """What the Join Server knows of a device; NotFound `device_not_found` where it has none."""
        from tts_tui.api.end_device_models import OnJoinServer

        return await self._part(OnJoinServer, "js", application_id, device_id)

    async def get_many(self, application_id: str, device_ids: Collection[str]) -> tuple[DeviceRow, ...]:
        """The rows of those of at most `BATCH_MAX` devices that the Identity Server has. Raises ValueError for more."""
        query = {"device_ids": _batch(device_ids)}
        return (await self._rows(_of("is", application_id, "batch"), query)).items

    async def exists(self, where: Where, application_id: str, device_id: str) -> bool:
        """Whether one of the servers has the device."""
        call = Call("GET", _of(where, application_id, device_id))
        try:
            expect((await self._sender.send(call)).json, "ids")
        except NotFound:
            return False
        return True

    async def delete_many(self, where: Where, application_id: str, device_ids: Collection[str]) -> None:
        """Delete at most `BATCH_MAX` devices from one of the servers, see `delete_many_call`."""
        call = delete_many_call(where, application_id, device_ids)
        expect((await self._sender.send(call)).json, otherwise=OutcomeUnknown)

    async def _part(self, model: type[M], where: Where, application_id: str, device_id: str) -> M:
        return read(model, (await self._sender.send(get_call(where, application_id, device_id))).json)

    async def _rows(self, where: str, query: Mapping[str, str | tuple[str, ...]]) -> Page[DeviceRow]:
        answer = await self._sender.fetch(Call("GET", where, {**query, "field_mask": _ROW_MASK}), device_rows)
        return Page(answer.json, answer.total)
