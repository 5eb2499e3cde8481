"""End devices of an application, as far as the Identity Server knows them: create, list, search, delete.

Source: `pkg/identityserver/end_device_registry.go`; recordings/07_devices.json.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tts_tui.sandbox.call import Call, Route, ordered
from tts_tui.sandbox.errors import INVALID_ARGUMENT, NOT_FOUND, ApiError
from tts_tui.sandbox.matching import ilike, words
from tts_tui.sandbox.store import Device
from tts_tui.sandbox.validation import (
    ADDRESSES,
    DESCRIPTION_MAX,
    NAME_MAX,
    check_id,
    check_length,
    check_reserved,
    id_taken,
    invalid,
    nested,
)
from tts_tui.sandbox.wire import Message, absent_removed, message, text, text_map, time_to

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from tts_tui.sandbox.store import Entity

__all__ = ["ROUTES", "new_device"]

_ORDER: Final = tuple(
    sign + name
    for name in ("device_id", "join_eui", "dev_eui", "name", "description", "created_at", "last_seen_at")
    for sign in ("", "-")
)
_TEXTS: Final = ("name", "description", *ADDRESSES)
_PATHS: Final = frozenset(
    {
        "ids", "ids.device_id", "ids.dev_eui", "ids.join_eui", "ids.application_ids", "created_at", "updated_at",
        "attributes", "version_ids", "service_profile_id", "locations", "picture", "activated_at", "last_seen_at",
        "claim_authentication_code", "serial_number", "lora_alliance_profile_ids", *_TEXTS,
    }
)  # fmt: skip
_SORT: Final[dict[str, Callable[[Device], object]]] = {
    "device_id": lambda device: device.id,
    "join_eui": lambda device: device.ids.get("join_eui"),
    "dev_eui": lambda device: device.ids.get("dev_eui"),
    "name": lambda device: device.fields.get("name"),
    "description": lambda device: device.fields.get("description"),
    "created_at": lambda device: device.created_at.timestamp(),
    "last_seen_at": lambda _: None,  # nothing is ever heard of a device here
}


def _shown(device: Device, paths: Iterable[str]) -> Message:
    return {
        "ids": device.ids,
        "created_at": time_to(device.created_at),
        "updated_at": time_to(device.updated_at),
        **{name: device.fields[name] for name in paths if name in device.fields},
    }


def _check(owner: str, device: Message) -> None:
    ids = message(device, "ids")
    try:
        if ids is None:
            raise invalid("EndDevice", "ids", "value is required")
        try:
            check_id("EndDeviceIdentifiers", "device_id", text(ids, "device_id"))
        except ApiError as error:
            raise nested("EndDevice", "ids", error) from None
        check_length("EndDevice", "name", text(device, "name"), NAME_MAX)
        check_length("EndDevice", "description", text(device, "description"), DESCRIPTION_MAX)
    except ApiError as error:
        raise nested(owner, "end_device", error) from None


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


def _create(call: Call) -> Message:
    application_id = call.application_id()
    paths = call.body_mask(_PATHS)
    written = message(call.body, "end_device") or {}
    _check(call.route.request, written)
    application = call.require("application", application_id, "RIGHT_APPLICATION_DEVICES_WRITE")
    ids = {name: text(written["ids"], name) for name in ("device_id", "dev_eui", "join_eui")}
    device_id = ids.pop("device_id")
    check_reserved(device_id)
    fields = absent_removed({name: text(written, name) for name in _TEXTS if name in paths})
    if "attributes" in paths and (attributes := text_map(written, "attributes")):
        fields["attributes"] = attributes
    _check_addresses(application, fields)
    if device_id in application.devices:
        raise id_taken()
    euis = absent_removed({name: value.upper() for name, value in ids.items()})
    device = new_device(application, device_id, euis, fields, call.store.now())
    application.devices[device_id] = device
    return _shown(device, device.fields)


def new_device(application: Entity, device_id: str, euis: Message, fields: Message, moment: datetime) -> Device:
    """A device with what the server adds to it, not yet among those of its application."""
    ids = {"device_id": device_id, "application_ids": {"application_id": application.id}, **euis}
    return Device(device_id, ids, moment, moment, fields | {"version_ids": {}, "lora_alliance_profile_ids": {}})


def _rows(call: Call) -> list[Device]:
    application = call.require("application", call.application_id(), "RIGHT_APPLICATION_DEVICES_READ")
    return ordered(application.devices.values(), call.order(_ORDER), _SORT, lambda device: device.id)


def _list(call: Call) -> Message:
    paths, bounds = call.mask(_PATHS), call.bounds()
    return call.listed("end_devices", (_shown(device, paths) for device in call.page(_rows(call), bounds)))


def _search(call: Call) -> Message:
    paths, bounds = call.mask(_PATHS), call.bounds()
    rows = _rows(call)
    if query := call.text("query"):
        part, in_words = ilike(query), words(query)
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
    single: dict[str, Callable[[Device], str]] = {
        "id_contains": lambda device: device.id,
        "name_contains": lambda device: str(device.fields.get("name", "")),
        "dev_eui_contains": lambda device: str(device.ids.get("dev_eui", "")),
        "join_eui_contains": lambda device: str(device.ids.get("join_eui", "")),
    }
    for name, value_of in single.items():
        if wanted := call.text(name):
            part = ilike(wanted)
            rows = [device for device in rows if part(value_of(device))]
    return call.listed("end_devices", (_shown(device, paths) for device in call.page(rows, bounds)))


def _delete(call: Call) -> Message:
    application = call.require("application", call.application_id(), "RIGHT_APPLICATION_DEVICES_WRITE")
    device_id = call.path["device_id"]
    if application.devices.pop(device_id, None) is None:
        raise ApiError(
            NOT_FOUND,
            "pkg/identityserver/store",
            "end_device_not_found",
            "end device with id `{device_id}` not found in application with id `{application_id}`",
            application_id=application.id,
            device_id=device_id,
        )
    return {}


_DEVICES: Final = "/applications/{application_id}/devices"
ROUTES: Final = (
    Route("POST", _DEVICES, "EndDeviceRegistry/Create", "CreateEndDeviceRequest", _create),
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
