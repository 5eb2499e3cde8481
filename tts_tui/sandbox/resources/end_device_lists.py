"""Lists of an application's end devices on the Identity Server: in order, searched, and those that were changed.

Source: `pkg/identityserver/end_device_registry.go` and `bunstore/end_device_store.go`; recordings/07_devices.json and
19_devices_more.json.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tts_tui.sandbox.call import LIMIT_DEFAULT, QUERY_MAX, RPC, APIRequest, ordered
from tts_tui.sandbox.end_devices import PATHS, shown
from tts_tui.sandbox.full_text import full_text
from tts_tui.sandbox.matching import ilike, with_attributes
from tts_tui.sandbox.validation import invalid, nested
from tts_tui.sandbox.wire import JSON, number, time_from

if TYPE_CHECKING:
    from collections.abc import Callable

    from tts_tui.sandbox.records import Device

__all__ = ["RPCS"]

_ORDER: Final = tuple(
    sign + name
    for name in ("device_id", "join_eui", "dev_eui", "name", "description", "created_at", "last_seen_at")
    for sign in ("", "-")
)
_EUI_CONTAINS_MAX: Final = 16
_DEV_ADDR_CONTAINS_MAX: Final = 8
_SORT: Final[dict[str, Callable[[Device], object]]] = {
    "device_id": lambda device: device.id,
    "name": lambda device: device.fields.get("name"),
    "created_at": lambda device: device.created_at.timestamp(),
    "last_seen_at": lambda device: device.fields.get("last_seen_at"),
}
"""The orders that are kept. The others are accepted, and the order is that of IDs. (`bunstore/end_device_store.go`)"""


def _rows(call: APIRequest) -> list[Device]:
    application_id, order = call.application_id(), call.order(_ORDER)
    application = call.require("application", application_id, "RIGHT_APPLICATION_DEVICES_READ")
    kept = order if order.removeprefix("-") in _SORT else ""

    def rows() -> list[Device]:
        return ordered(application.devices.values(), kept, _SORT, lambda device: device.id)

    if kept.endswith("last_seen_at"):  # which changes by itself
        return rows()
    return call.store.sorted_once(("devices", application_id, kept, len(application.devices)), rows)


def _list(call: APIRequest) -> JSON:
    paths, bounds = call.mask(PATHS), call.bounds()
    return call.listed("end_devices", (shown(call, device, paths) for device in call.page(_rows(call), bounds)))


_PARTS: Final[dict[str, tuple[int, Callable[[Device], str]]]] = {
    "id_contains": (QUERY_MAX, lambda device: device.id),
    "name_contains": (QUERY_MAX, lambda device: str(device.fields.get("name", ""))),
    "dev_eui_contains": (_EUI_CONTAINS_MAX, lambda device: str(device.ids.get("dev_eui", ""))),
    "join_eui_contains": (_EUI_CONTAINS_MAX, lambda device: str(device.ids.get("join_eui", ""))),
}
"""What to search for a part of: how long it may be, and where to look."""


def _search(call: APIRequest) -> JSON:
    paths, bounds = call.mask(PATHS), call.bounds()
    query, attributes = call.searched("query"), call.attribute_filters()
    parts = {name: call.searched(name, limit) for name, (limit, _) in _PARTS.items()}
    call.searched("dev_addr_contains", _DEV_ADDR_CONTAINS_MAX)  # which filters nothing
    described = call.searched("description_contains")
    paths = call.with_searched(paths)
    rows = _rows(call)
    if query:
        part, in_words = ilike(query), full_text(query)
        rows = [
            device
            for device in rows
            if any(
                part(value)
                for value in (
                    device.id,
                    device.ids.get("dev_eui", ""),
                    device.ids.get("join_eui", ""),
                    device.fields.get("name", ""),
                )
            )
            or in_words(device.fields.get("description", ""))
        ]
    for name, wanted in parts.items():
        if wanted:
            part, value_of = ilike(wanted), _PARTS[name][1]
            rows = [device for device in rows if part(value_of(device))]
    if described:
        in_words = full_text(described)
        rows = [device for device in rows if in_words(device.fields.get("description", ""))]
    if attributes:
        has_them = with_attributes(attributes)
        rows = [device for device in rows if has_them(device.fields)]
    return call.listed("end_devices", (shown(call, device, paths) for device in call.page(rows, bounds)))


def _filter(call: APIRequest) -> JSON:
    """Those that were changed since a time. Paging and mask are in the body here."""
    application_id, paths = call.application_id(), call.body_mask(PATHS)
    since = None
    for at, each in enumerate(call.body.get("filters") or []):
        since = time_from(each, "updated_since")
        if since is not None and since >= call.store.now():
            error = invalid("ListEndDevicesRequest_Filter", "updated_since", "value must be less than now")
            raise nested("ListEndDevicesRequest", f"filters[{at}]", error)
    application = call.require("application", application_id, "RIGHT_APPLICATION_DEVICES_READ")
    rows = ordered(application.devices.values(), "", _SORT, lambda device: device.id)
    rows = [device for device in rows if since is None or device.updated_at >= since]
    limit = int(number(call.body, "limit")) or LIMIT_DEFAULT
    start = (max(int(number(call.body, "page")), 1) - 1) * limit
    return call.listed(
        "end_devices", (shown(call, device, paths) for device in call.page(rows, slice(start, start + limit)))
    )


_DEVICES: Final = "/applications/{application_id}/devices"
RPCS: Final = (
    RPC("POST", f"{_DEVICES}/filter", "EndDeviceRegistry/List", "ListEndDevicesRequest", _filter),
    RPC("GET", _DEVICES, "EndDeviceRegistry/List", "ListEndDevicesRequest", _list),
    RPC(
        "GET",
        f"/search{_DEVICES}",
        "EndDeviceRegistrySearch/SearchEndDevices",
        "SearchEndDevicesRequest",
        _search,
    ),
)
