"""What is told of an end device as the Identity Server knows it, and the rules of its fields.

Source: `pkg/identityserver/end_device_registry.go`; recordings/07_devices.json and 19_devices_more.json.
"""

from __future__ import annotations

import base64
import string
from typing import TYPE_CHECKING, Final

from tts_tui.sandbox.errors import ALREADY_EXISTS, INVALID_ARGUMENT, ApiError, PlainError
from tts_tui.sandbox.records import Device
from tts_tui.sandbox.validation import (
    ADDRESSES,
    DESCRIPTION_MAX,
    NAME_MAX,
    check_address,
    check_attributes,
    check_id,
    check_length,
    invalid,
    nested,
)
from tts_tui.sandbox.wire import JSON, absent_removed, message, number, text, text_map, time_to

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from tts_tui.sandbox.call import APIRequest
    from tts_tui.sandbox.records import Entity

__all__ = [
    "PATHS", "batch_ids", "check", "check_addresses", "device_ids", "eui", "fields_of", "new_device", "refuse_taken",
    "shown",
]  # fmt: skip

_TEXTS: Final = ("name", "description", "service_profile_id", "serial_number", *ADDRESSES)
_MESSAGES: Final = ("version_ids", "locations", "claim_authentication_code")
_DEGREES: Final = {"latitude": 90, "longitude": 180}
_EUI_BYTES: Final = 8
_PROFILE_MAX: Final = 64
_URL_SAFE: Final = str.maketrans("-_", "+/")
_HEX: Final = frozenset(string.hexdigits)
PATHS: Final = frozenset(
    {
        "ids", "ids.device_id", "ids.dev_eui", "ids.join_eui", "ids.application_ids", "created_at", "updated_at",
        "attributes", "version_ids", "locations", "picture", "activated_at", "last_seen_at",
        "claim_authentication_code", "lora_alliance_profile_ids", *_TEXTS,
    }
)  # fmt: skip
_BATCH_MAX: Final = 20


def shown(call: APIRequest, device: Device, paths: Iterable[str]) -> JSON:
    """The device as an answer has it: what is always there, and the fields of the mask."""
    found = {
        "ids": device.ids,
        "created_at": time_to(device.created_at),
        "updated_at": time_to(device.updated_at),
        **{name: device.fields[name] for name in paths if name in device.fields},
    }
    return call.store.mixed(found)


def eui(ids: JSON, name: str) -> str:
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


_RULES: Final[dict[str, Callable[[JSON], object]]] = {
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


def check(owner: str, device: JSON, device_id: str, paths: Iterable[str] = tuple(_RULES)) -> None:
    """Refuse an ID or fields that break a rule, in the words of the message `owner` that holds the device."""
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


def _check_locations(locations: JSON) -> None:
    for place in locations:
        where = message(locations, place) or {}
        try:
            for name, limit in _DEGREES.items():
                if not -limit <= number(where, name) <= limit:
                    raise invalid("Location", name, f"value must be inside range [-{limit}, {limit}]")
        except ApiError as error:
            raise nested("EndDevice", f"locations[{place}]", error) from None


def check_addresses(application: Entity, fields: JSON) -> None:
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


def fields_of(written: JSON) -> JSON:
    """What is kept of a device as it was sent."""
    found = absent_removed({name: text(written, name) for name in _TEXTS})
    found |= {name: inner for name in _MESSAGES if (inner := message(written, name))}
    if attributes := text_map(written, "attributes"):
        found["attributes"] = attributes
    return found


def refuse_taken(call: APIRequest, euis: JSON) -> None:
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


def new_device(application: Entity, device_id: str, euis: JSON, fields: JSON, moment: datetime) -> Device:
    """A device with what the server adds to it, not yet among those of its application."""
    ids = {"device_id": device_id, "application_ids": {"application_id": application.id}, **euis}
    return Device(device_id, ids, moment, moment, {"version_ids": {}, "lora_alliance_profile_ids": {}} | fields)


def batch_ids(call: APIRequest) -> list[str]:
    """The devices that a query names, `device_ids` repeated: 1 to 20, each well-formed. No body is read."""
    wanted = call.query.get("device_ids", [])
    if not 1 <= len(wanted) <= _BATCH_MAX:
        reason = f"value must contain between 1 and {_BATCH_MAX} items, inclusive"
        raise invalid(call.rpc.request, "device_ids", reason)
    for at, device_id in enumerate(wanted):
        check_id(call.rpc.request, f"device_ids[{at}]", device_id)
    return wanted


def device_ids(call: APIRequest) -> tuple[str, str]:
    """The IDs of the application and the device in the path, which must be well-formed."""
    application_id, device_id = call.application_id(), call.path["device_id"]
    try:
        check_id("EndDeviceIdentifiers", "device_id", device_id)
    except ApiError as error:
        if call.rpc.request == "EndDeviceIdentifiers":
            raise
        raise nested(call.rpc.request, "end_device_ids", error) from None
    return application_id, device_id
