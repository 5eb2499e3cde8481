"""End devices of an application, as far as the Identity Server knows them: create, read, update, delete.

Source: `pkg/identityserver/end_device_registry.go`; recordings/07_devices.json and 19_devices_more.json.
"""

from __future__ import annotations

from typing import Final

from tts_tui.sandbox.call import RPC, APIRequest
from tts_tui.sandbox.end_devices import (
    PATHS,
    batch_ids,
    check,
    check_addresses,
    device_ids,
    eui,
    fields_of,
    new_device,
    refuse_taken,
    shown,
)
from tts_tui.sandbox.errors import NOT_FOUND, ApiError
from tts_tui.sandbox.events import about, about_device, value_of
from tts_tui.sandbox.fieldmask import merged
from tts_tui.sandbox.validation import check_reserved, check_times, id_taken
from tts_tui.sandbox.wire import JSON, absent_removed, message, text

__all__ = ["RPCS"]

_TIMES: Final = ("created_at", "updated_at", "activated_at", "last_seen_at")
_WRITABLE: Final = PATHS - {
    "ids", "ids.device_id", "ids.dev_eui", "ids.join_eui", "ids.application_ids", "created_at", "updated_at",
}  # fmt: skip


def _create(call: APIRequest) -> JSON:
    application_id = call.application_id()
    written = message(call.body, "end_device") or {}
    check_times(written, *_TIMES)
    ids = message(written, "ids") or {}
    device_id = text(ids, "device_id")
    euis = absent_removed({name: eui(ids, name) for name in ("dev_eui", "join_eui")})
    check(call.rpc.request, written, device_id)
    application = call.require("application", application_id, "RIGHT_APPLICATION_DEVICES_WRITE")
    check_reserved(device_id)
    fields = fields_of(written)  # whatever the mask says
    check_addresses(application, fields)
    if device_id in application.devices:
        raise id_taken()
    refuse_taken(call, euis)
    device = new_device(application, device_id, euis, fields, call.store.now())
    application.devices[device_id] = device
    _happen(call, "create", about_device(device.ids))
    return shown(call, device, device.fields)


def _get(call: APIRequest) -> JSON:
    paths, (application_id, device_id) = call.mask(PATHS), device_ids(call)
    application = call.require("application", application_id, "RIGHT_APPLICATION_DEVICES_READ")
    if device_id not in application.devices:
        raise _not_found(application_id, device_id)
    return shown(call, application.devices[device_id], paths)


def _update(call: APIRequest) -> JSON:
    application_id, device_id = call.application_id(), call.path["device_id"]
    written, paths = message(call.body, "end_device") or {}, call.body_mask(_WRITABLE)
    check(call.rpc.request, written, device_id, paths)
    application = call.require("application", application_id, "RIGHT_APPLICATION_DEVICES_WRITE")
    device = application.devices.get(device_id)
    if device is None:
        raise _not_found(application_id, device_id)
    fields = fields_of(written)
    check_addresses(application, {name: value for name, value in fields.items() if name in paths})
    device.fields = merged(device.fields, fields, paths)
    device.updated_at = call.store.now()
    _happen(call, "update", about_device(device.ids), value_of(sorted(paths)))
    return shown(call, device, paths)


def _batch_get(call: APIRequest) -> JSON:
    application_id, paths, wanted = call.application_id(), call.mask(PATHS), batch_ids(call)
    application = call.require("application", application_id, "RIGHT_APPLICATION_DEVICES_READ")
    found = [application.devices[each] for each in sorted({*wanted}) if each in application.devices]
    return call.listed("end_devices", (shown(call, device, paths) for device in found))


def _batch_delete(call: APIRequest) -> JSON:
    application_id, wanted = call.application_id(), batch_ids(call)
    application = call.require("application", application_id, "RIGHT_APPLICATION_DEVICES_WRITE")
    gone = [each for each in dict.fromkeys(wanted) if application.devices.pop(each, None) is not None]
    if gone:
        listed = [{"device_id": each, "application_ids": {"application_id": application_id}} for each in gone]
        data = {"@type": "type.googleapis.com/ttn.lorawan.v3.EndDeviceIdentifiersList", "end_device_ids": listed}
        _happen(call, "batch.delete", about("application", application_id), data)
    return {}


def _not_found(application_id: str, device_id: str) -> ApiError:
    return ApiError(
        NOT_FOUND,
        "pkg/identityserver/store",
        "end_device_not_found",
        "end device with id `{device_id}` not found in application with id `{application_id}`",
        application_id=application_id,
        device_id=device_id,
    )


def _delete(call: APIRequest) -> JSON:
    application_id, device_id = device_ids(call)
    application = call.require("application", application_id, "RIGHT_APPLICATION_DEVICES_WRITE")
    if application.devices.pop(device_id, None) is None:
        raise _not_found(application_id, device_id)
    _happen(
        call, "delete", about_device({"device_id": device_id, "application_ids": {"application_id": application_id}})
    )
    return {}


def _happen(call: APIRequest, what: str, ids: JSON, data: JSON | None = None) -> None:
    call.store.changed()
    rights = ("RIGHT_APPLICATION_DEVICES_READ",)
    call.happen(f"end_device.{what}", ids, rights=rights, data=data)


_BATCHES: Final = "EndDeviceBatchRegistry"
_DEVICES: Final = "/applications/{application_id}/devices"
RPCS: Final = (
    RPC("POST", _DEVICES, "EndDeviceRegistry/Create", "CreateEndDeviceRequest", _create),
    RPC("GET", f"{_DEVICES}/batch", f"{_BATCHES}/Get", "BatchGetEndDevicesRequest", _batch_get),
    RPC("DELETE", f"{_DEVICES}/batch", f"{_BATCHES}/Delete", "BatchDeleteEndDevicesRequest", _batch_delete),
    RPC("PUT", f"{_DEVICES}/{{device_id}}", "EndDeviceRegistry/Update", "UpdateEndDeviceRequest", _update),
    RPC("GET", f"{_DEVICES}/{{device_id}}", "EndDeviceRegistry/Get", "GetEndDeviceRequest", _get),
    RPC("DELETE", f"{_DEVICES}/{{device_id}}", "EndDeviceRegistry/Delete", "EndDeviceIdentifiers", _delete),
)
