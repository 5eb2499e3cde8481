"""End devices of an application, as far as the Identity Server knows them: create, list, search, read, delete.

Source: `pkg/identityserver/end_device_registry.go`; recordings/07_devices.json and 19_devices_more.json.
"""

from __future__ import annotations

import base64
import string
from typing import TYPE_CHECKING, Final

from tts_tui.sandbox.call import LIMIT_DEFAULT, QUERY_MAX, APIRequest, Route, ordered
from tts_tui.sandbox.errors import ALREADY_EXISTS, INVALID_ARGUMENT, NOT_FOUND, ApiError, PlainError
from tts_tui.sandbox.events import about, about_device, value_of
from tts_tui.sandbox.fieldmask import merged
from tts_tui.sandbox.full_text import full_text
from tts_tui.sandbox.matching import ilike, with_attributes
from tts_tui.sandbox.store import Device
from tts_tui.sandbox.validation import (
    ADDRESSES,
    DESCRIPTION_MAX,
    NAME_MAX,
    check_address,
    check_attributes,
    check_id,
    check_length,
    check_reserved,
    check_times,
    id_taken,
    invalid,
    nested,
)
from tts_tui.sandbox.wire import Message, absent_removed, message, number, text, text_map, time_from, time_to

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from tts_tui.sandbox.store import Entity

__all__ = ["ROUTES", "batch_ids", "device_ids", "eui", "new_device"]

_ORDER: Final = tuple(
    sign + name
    for name in ("device_id", "join_eui", "dev_eui", "name", "description", "created_at", "last_seen_at")
    for sign in ("", "-")
)
_TEXTS: Final = ("name", "description", "service_profile_id", "serial_number", *ADDRESSES)
_MESSAGES: Final = ("version_ids", "locations", "claim_authentication_code")
_DEGREES: Final = {"latitude": 90, "longitude": 180}
_TIMES: Final = ("created_at", "updated_at", "activated_at", "last_seen_at")
_EUI_BYTES: Final = 8
_EUI_CONTAINS_MAX: Final = 2 * _EUI_BYTES
_DEV_ADDR_CONTAINS_MAX: Final = 8
_PROFILE_MAX: Final = 64
_URL_SAFE: Final = str.maketrans("-_", "+/")
_HEX: Final = frozenset(string.hexdigits)
_PATHS: Final = frozenset(
    {
        "ids", "ids.device_id", "ids.dev_eui", "ids.join_eui", "ids.application_ids", "created_at", "updated_at",
        "attributes", "version_ids", "locations", "picture", "activated_at", "last_seen_at",
        "claim_authentication_code", "lora_alliance_profile_ids", *_TEXTS,
    }
)  # fmt: skip
_WRITABLE: Final = _PATHS - {
    "ids", "ids.device_id", "ids.dev_eui", "ids.join_eui", "ids.application_ids", "created_at", "updated_at",
}  # fmt: skip
_BATCH_MAX: Final = 20
_SORT: Final[dict[str, Callable[[Device], object]]] = {
    "device_id": lambda device: device.id,
    "name": lambda device: device.fields.get("name"),
    "created_at": lambda device: device.created_at.timestamp(),
    "last_seen_at": lambda device: device.fields.get("last_seen_at"),
}
"""The orders that are kept. The others are accepted, and the order is that of IDs. (`bunstore/end_device_store.go`)"""


def _shown(call: APIRequest, device: Device, paths: Iterable[str]) -> Message:
    shown = {
        "ids": device.ids,
        "created_at": time_to(device.created_at),
        "updated_at": time_to(device.updated_at),
        **{name: device.fields[name] for name in paths if name in device.fields},
    }
    return call.store.mixed(shown)


def eui(ids: Message, name: str) -> str:
    """An EUI in upper case, which may be written in hexadecimal or as base64; empty where it is absent.

    Source: `pkg/types/types.go`, unmarshalNBytes.
    """
    whole = text(ids, name)
    written = whole.rstrip("=")
    if len(written) == 2 * _EUI_BYTES:
        wrong = next((sign for sign in written if sign not in _HEX), None)
        if wrong is None:
            return written.upper()
        reason = f"encoding/hex: invalid byte: U+{ord(wrong):04X} {wrong!r}"
    elif not written or len(written) == -(-_EUI_BYTES * 4 // 3):
        try:
            return base64.b64decode(written.translate(_URL_SAFE) + "=", validate=True).hex().upper() if written else ""
        except ValueError:
            reason = "illegal base64 data at input byte 0"
    else:
        lengths = f"want {_EUI_BYTES} bytes, got {len(whole)} runes"
        reason = f"error:pkg/types:invalid_length (invalid length: {lengths})"
    raise PlainError(INVALID_ARGUMENT, f'unmarshal error at path "end_device.ids.{name}": {reason}')


_RULES: Final[dict[str, Callable[[Message], object]]] = {
    "name": lambda device: check_length("EndDevice", "name", text(device, "name"), NAME_MAX),
    "description": lambda device: check_length(
        "EndDevice", "description", text(device, "description"), DESCRIPTION_MAX
    ),
    "attributes": lambda device: check_attributes("EndDevice", device),
    "service_profile_id": lambda device: check_length(
        "EndDevice", "service_profile_id", text(device, "service_profile_id"), _PROFILE_MAX
    ),
    "network_server_address": lambda device: check_address("EndDevice", "network_server_address", device),
    "application_server_address": lambda device: check_address("EndDevice", "application_server_address", device),
    "join_server_address": lambda device: check_address("EndDevice", "join_server_address", device),
    "locations": lambda device: _check_locations(message(device, "locations") or {}),
    "serial_number": lambda device: (
        check_id("EndDevice", "serial_number", serial) if (serial := text(device, "serial_number")) else None
    ),
}


def _check(owner: str, device: Message, device_id: str, paths: Iterable[str] = tuple(_RULES)) -> None:
    try:
        try:
            check_id("EndDeviceIdentifiers", "device_id", device_id)
        except ApiError as error:
            raise nested("EndDevice", "ids", error) from None
        for name, rule in _RULES.items():
            if name in paths:
                rule(device)
    except ApiError as error:
        raise nested(owner, "end_device", error) from None


def _check_locations(locations: Message) -> None:
    for place in locations:
        where = message(locations, place) or {}
        try:
            for name, limit in _DEGREES.items():
                if not -limit <= number(where, name) <= limit:
                    raise invalid("Location", name, f"value must be inside range [-{limit}, {limit}]")
        except ApiError as error:
            raise nested("EndDevice", f"locations[{place}]", error) from None


def _check_addresses(application: Entity, fields: Message) -> None:
    """Refuse a device that lives on other servers than its application. (`IS/end_device_registry.go` 95-145)"""
    for name in ADDRESSES:
        expected, address = application.fields.get(name), fields.get(name)
        if expected and address and expected.partition(":")[0] != address.partition(":")[0]:
            words_of_name = name.replace("_", " ")
            raise ApiError(
                INVALID_ARGUMENT,
                "pkg/identityserver",
                f"{name}_mismatch",
                f"{words_of_name} `{{address}}` does not match `{{expected}}`",
                address=address,
                expected=expected,
            )


def _create(call: APIRequest) -> Message:
    application_id = call.application_id()
    written = message(call.body, "end_device") or {}
    check_times(written, *_TIMES)
    ids = message(written, "ids") or {}
    device_id = text(ids, "device_id")
    euis = absent_removed({name: eui(ids, name) for name in ("dev_eui", "join_eui")})
    _check(call.route.request, written, device_id)
    application = call.require("application", application_id, "RIGHT_APPLICATION_DEVICES_WRITE")
    check_reserved(device_id)
    fields = _fields(written)  # whatever the mask says
    _check_addresses(application, fields)
    if device_id in application.devices:
        raise id_taken()
    _refuse_taken(call, euis)
    device = new_device(application, device_id, euis, fields, call.store.now())
    application.devices[device_id] = device
    _happen(call, "create", about_device(device.ids))
    return _shown(call, device, device.fields)


def _fields(written: Message) -> Message:
    found = absent_removed({name: text(written, name) for name in _TEXTS})
    found |= {name: inner for name in _MESSAGES if (inner := message(written, name))}
    if attributes := text_map(written, "attributes"):
        found["attributes"] = attributes
    return found


def _refuse_taken(call: APIRequest, euis: Message) -> None:
    """Refuse a pair of EUIs that a device of any application has."""
    if len(euis) < 2:  # noqa: PLR2004 (a pair)
        return
    for application in call.store.every("application"):
        for device in application.devices.values():
            if euis.items() <= device.ids.items():
                raise ApiError(
                    ALREADY_EXISTS,
                    "pkg/identityserver",
                    "end_device_euis_taken",
                    "an end device with JoinEUI `{join_eui}` and DevEUI `{dev_eui}` "
                    "is already registered as `{device_id}` in application `{application_id}`",
                    **euis,
                    device_id=device.id,
                    application_id=application.id,
                )


def new_device(application: Entity, device_id: str, euis: Message, fields: Message, moment: datetime) -> Device:
    """A device with what the server adds to it, not yet among those of its application."""
    ids = {"device_id": device_id, "application_ids": {"application_id": application.id}, **euis}
    return Device(device_id, ids, moment, moment, {"version_ids": {}, "lora_alliance_profile_ids": {}} | fields)


def _rows(call: APIRequest) -> list[Device]:
    application_id, order = call.application_id(), call.order(_ORDER)
    application = call.require("application", application_id, "RIGHT_APPLICATION_DEVICES_READ")
    kept = order if order.removeprefix("-") in _SORT else ""

    def rows() -> list[Device]:
        return ordered(application.devices.values(), kept, _SORT, lambda device: device.id)

    if kept.endswith("last_seen_at"):  # which changes by itself
        return rows()
    return call.store.sorted_once(("devices", application_id, kept, len(application.devices)), rows)


def _list(call: APIRequest) -> Message:
    paths, bounds = call.mask(_PATHS), call.bounds()
    return call.listed("end_devices", (_shown(call, device, paths) for device in call.page(_rows(call), bounds)))


_PARTS: Final[dict[str, tuple[int, Callable[[Device], str]]]] = {
    "id_contains": (QUERY_MAX, lambda device: device.id),
    "name_contains": (QUERY_MAX, lambda device: str(device.fields.get("name", ""))),
    "dev_eui_contains": (_EUI_CONTAINS_MAX, lambda device: str(device.ids.get("dev_eui", ""))),
    "join_eui_contains": (_EUI_CONTAINS_MAX, lambda device: str(device.ids.get("join_eui", ""))),
}
"""What to search for a part of: how long it may be, and where to look."""


def _search(call: APIRequest) -> Message:
    paths, bounds = call.mask(_PATHS), call.bounds()
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
    return call.listed("end_devices", (_shown(call, device, paths) for device in call.page(rows, bounds)))


def _get(call: APIRequest) -> Message:
    paths, (application_id, device_id) = call.mask(_PATHS), device_ids(call)
    application = call.require("application", application_id, "RIGHT_APPLICATION_DEVICES_READ")
    if device_id not in application.devices:
        raise _not_found(application_id, device_id)
    return _shown(call, application.devices[device_id], paths)


def _update(call: APIRequest) -> Message:
    application_id, device_id = call.application_id(), call.path["device_id"]
    written, paths = message(call.body, "end_device") or {}, call.body_mask(_WRITABLE)
    _check(call.route.request, written, device_id, paths)
    application = call.require("application", application_id, "RIGHT_APPLICATION_DEVICES_WRITE")
    device = application.devices.get(device_id)
    if device is None:
        raise _not_found(application_id, device_id)
    fields = _fields(written)
    _check_addresses(application, {name: value for name, value in fields.items() if name in paths})
    device.fields = merged(device.fields, fields, paths)
    device.updated_at = call.store.now()
    _happen(call, "update", about_device(device.ids), value_of(sorted(paths)))
    return _shown(call, device, paths)


def batch_ids(call: APIRequest) -> list[str]:
    """The devices that a query names, `device_ids` repeated: 1 to 20, each well-formed. No body is read."""
    wanted = call.query.get("device_ids", [])
    if not 1 <= len(wanted) <= _BATCH_MAX:
        reason = f"value must contain between 1 and {_BATCH_MAX} items, inclusive"
        raise invalid(call.route.request, "device_ids", reason)
    for at, device_id in enumerate(wanted):
        check_id(call.route.request, f"device_ids[{at}]", device_id)
    return wanted


def _batch_get(call: APIRequest) -> Message:
    application_id, paths, wanted = call.application_id(), call.mask(_PATHS), batch_ids(call)
    application = call.require("application", application_id, "RIGHT_APPLICATION_DEVICES_READ")
    found = [application.devices[each] for each in sorted({*wanted}) if each in application.devices]
    return call.listed("end_devices", (_shown(call, device, paths) for device in found))


def _batch_delete(call: APIRequest) -> Message:
    application_id, wanted = call.application_id(), batch_ids(call)
    application = call.require("application", application_id, "RIGHT_APPLICATION_DEVICES_WRITE")
    gone = [each for each in dict.fromkeys(wanted) if application.devices.pop(each, None) is not None]
    if gone:
        listed = [{"device_id": each, "application_ids": {"application_id": application_id}} for each in gone]
        data = {"@type": "type.googleapis.com/ttn.lorawan.v3.EndDeviceIdentifiersList", "end_device_ids": listed}
        _happen(call, "batch.delete", about("application", application_id), data)
    return {}


def _filter(call: APIRequest) -> Message:
    """Those that were changed since a time. Paging and mask are in the body here."""
    application_id, paths = call.application_id(), call.body_mask(_PATHS)
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
        "end_devices", (_shown(call, device, paths) for device in call.page(rows, slice(start, start + limit)))
    )


def device_ids(call: APIRequest) -> tuple[str, str]:
    """The IDs of the application and the device in the path, which must be well-formed."""
    application_id, device_id = call.application_id(), call.path["device_id"]
    try:
        check_id("EndDeviceIdentifiers", "device_id", device_id)
    except ApiError as error:
        if call.route.request == "EndDeviceIdentifiers":
            raise
        raise nested(call.route.request, "end_device_ids", error) from None
    return application_id, device_id


def _not_found(application_id: str, device_id: str) -> ApiError:
    return ApiError(
        NOT_FOUND,
        "pkg/identityserver/store",
        "end_device_not_found",
        "end device with id `{device_id}` not found in application with id `{application_id}`",
        application_id=application_id,
        device_id=device_id,
    )


def _delete(call: APIRequest) -> Message:
    application_id, device_id = device_ids(call)
    application = call.require("application", application_id, "RIGHT_APPLICATION_DEVICES_WRITE")
    if application.devices.pop(device_id, None) is None:
        raise _not_found(application_id, device_id)
    _happen(
        call, "delete", about_device({"device_id": device_id, "application_ids": {"application_id": application_id}})
    )
    return {}


def _happen(call: APIRequest, what: str, ids: Message, data: Message | None = None) -> None:
    call.store.changed()
    rights = ("RIGHT_APPLICATION_DEVICES_READ",)
    call.happen(f"end_device.{what}", ids, rights=rights, data=data)


_BATCHES: Final = "EndDeviceBatchRegistry"
_DEVICES: Final = "/applications/{application_id}/devices"
ROUTES: Final = (
    Route("POST", _DEVICES, "EndDeviceRegistry/Create", "CreateEndDeviceRequest", _create),
    Route("POST", f"{_DEVICES}/filter", "EndDeviceRegistry/List", "ListEndDevicesRequest", _filter),
    Route("GET", f"{_DEVICES}/batch", f"{_BATCHES}/Get", "BatchGetEndDevicesRequest", _batch_get),
    Route(
        "DELETE", f"{_DEVICES}/batch", "EndDeviceBatchRegistry/Delete", "BatchDeleteEndDevicesRequest", _batch_delete
    ),
    Route("PUT", f"{_DEVICES}/{{device_id}}", "EndDeviceRegistry/Update", "UpdateEndDeviceRequest", _update),
    Route("GET", f"{_DEVICES}/{{device_id}}", "EndDeviceRegistry/Get", "GetEndDeviceRequest", _get),
    Route("GET", _DEVICES, "EndDeviceRegistry/List", "ListEndDevicesRequest", _list),
    Route("DELETE", f"{_DEVICES}/{{device_id}}", "EndDeviceRegistry/Delete", "EndDeviceIdentifiers", _delete),
    Route(
        "GET",
        f"/search{_DEVICES}",
        "EndDeviceRegistrySearch/SearchEndDevices",
        "SearchEndDevicesRequest",
        _search,
    ),
)
