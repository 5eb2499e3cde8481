"""End devices as the Network, Application and Join Server know them: set, read, delete, alone and several at once.

Each has a registry of its own, which knows nothing of the others.
Source: `grpc_deviceregistry.go` of `pkg/networkserver`, `pkg/applicationserver` and `pkg/joinserver`;
recordings/self-contained/19_devices_more.json, 23_events_names.json and 24_traffic_radio.json.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tts_tui.sandbox.call import RPC, APIRequest
from tts_tui.sandbox.end_devices import batch_ids, device_ids, eui
from tts_tui.sandbox.errors import ALREADY_EXISTS, INVALID_ARGUMENT, NOT_FOUND, UNKNOWN, ApiError
from tts_tui.sandbox.events import about, about_device, value_of
from tts_tui.sandbox.fieldmask import from_body, merged, selected
from tts_tui.sandbox.records import Device
from tts_tui.sandbox.resources.device_fields import SERVERS, DeviceServer, written_fields
from tts_tui.sandbox.validation import check_id, nested
from tts_tui.sandbox.wire import JSON, absent_removed, message, text, time_to

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["RPCS"]

_READ: Final = "RIGHT_APPLICATION_DEVICES_READ"
_WRITE: Final = "RIGHT_APPLICATION_DEVICES_WRITE"


def _no_entity() -> ApiError:
    return ApiError(NOT_FOUND, "pkg/redis", "not_found", "entity not found")


def _no_device(server: DeviceServer, application_id: str, device_id: str) -> ApiError:
    if server.name == "as":
        uid = f"{application_id}.{device_id}"
        return ApiError(
            NOT_FOUND, "pkg/applicationserver", "device_not_found", "device `{device_uid}` not found", device_uid=uid
        )
    return ApiError(NOT_FOUND, server.package, "device_not_found", "device not found")


def _shown(device: Device, paths: list[str]) -> JSON:
    return {
        "ids": device.ids,
        "created_at": time_to(device.created_at),
        "updated_at": time_to(device.updated_at),
        **selected(device.fields, paths),
    }


def _getter(server: DeviceServer) -> Callable[[APIRequest], JSON]:
    def get(call: APIRequest) -> JSON:
        paths, (application_id, device_id) = call.mask(server.paths), device_ids(call)
        call.require("application", application_id, _READ)
        if not set(server.secret).isdisjoint(paths):
            call.require("application", application_id, f"{_READ}_KEYS")
        device = call.store.registries[server.name].get((application_id, device_id))
        if device is None:
            raise _no_device(server, application_id, device_id) if server.name == "js" else _no_entity()
        return _shown(device, paths)

    return get


def _setter(server: DeviceServer) -> Callable[[APIRequest], JSON]:
    def put(call: APIRequest) -> JSON:
        application_id, paths = call.application_id(), call.body_mask(server.paths)
        whole = message(call.body, "end_device") or {}
        ids = message(whole, "ids") or {}
        device_id = call.path.get("device_id") or text(ids, "device_id")
        euis = absent_removed({name: eui(ids, name) for name in ("dev_eui", "join_eui")})
        fields = written_fields(whole, paths)
        _check_device_id(call, device_id)
        rights = [_WRITE, *([f"{_WRITE}_KEYS"] if not set(server.secret).isdisjoint(paths) else [])]
        call.require("application", application_id, *rights)
        registry = call.store.registries[server.name]
        known = registry.get((application_id, device_id))
        if known is not None:
            _refuse_change(server, known, euis, paths)
        elif server.name != "as" and euis:
            _refuse_taken(registry, euis)
        moment = call.store.now()
        about_it = {"device_id": device_id, "application_ids": {"application_id": application_id}, **euis}
        if known is None:
            server.check_new(fields)
            known = registry[application_id, device_id] = Device(device_id, about_it, moment, moment)
            _happen(call, server, "create", about_device(about_it))
        else:
            _happen(call, server, "update", about_device(about_it), value_of(from_body(call.body)))
        known.updated_at = moment
        known.fields = merged(known.fields, fields, paths)
        if server.name == "ns" and "session.dev_addr" in paths:
            known.ids = {**known.ids, "dev_addr": known.fields["session"]["dev_addr"]}
        return _shown(known, paths)

    return put


def _check_device_id(call: APIRequest, device_id: str) -> None:
    try:
        check_id("EndDeviceIdentifiers", "device_id", device_id)
    except ApiError as error:
        raise nested(call.rpc.request, "end_device", nested("EndDevice", "ids", error)) from None


def _refuse_change(server: DeviceServer, known: Device, euis: JSON, paths: list[str]) -> None:
    """Refuse what would change a device's identifiers."""
    if "ids" in paths:
        prohibited = ApiError(
            UNKNOWN, "pkg/ttnpb", "prohibited_field", "field `{field}` is prohibited", field="ids.dev_addr"
        )
        raise ApiError(INVALID_ARGUMENT, server.package, "field_mask", "invalid field mask", cause=prohibited)
    for name, value in euis.items():
        if known.ids.get(name) != value:
            field, words = f"ids.{name}", "read-only field `{field}`"
            raise ApiError(INVALID_ARGUMENT, f"{server.package}/redis", "read_only_field", words, field=field)


def _refuse_taken(registry: dict[tuple[str, str], Device], euis: JSON) -> None:
    """Refuse EUIs that another device has."""
    for (application_id, device_id), device in registry.items():
        if euis.items() <= device.ids.items():
            raise ApiError(
                ALREADY_EXISTS,
                "pkg/internal/registry",
                "end_device_euis_taken",
                "an end device with JoinEUI `{join_eui}` and DevEUI `{dev_eui}` "
                "is already registered as `{device_id}` in application `{application_id}`",
                **euis,
                device_id=device_id,
                application_id=application_id,
            )


def _deleter(server: DeviceServer) -> Callable[[APIRequest], JSON]:
    def delete(call: APIRequest) -> JSON:
        application_id, device_id = device_ids(call)
        application = call.require("application", application_id, _WRITE)
        if call.store.registries[server.name].pop((application_id, device_id), None) is None:
            raise _no_device(server, application_id, device_id)
        if server.name == "as":  # of a batch they stay (`AS/grpc_deviceregistry.go`)
            others = (
                each for each in application.device_packages if each["ids"]["end_device_ids"]["device_id"] != device_id
            )
            application.device_packages = list(others)
        ids = {"device_id": device_id, "application_ids": {"application_id": application_id}}
        _happen(call, server, "delete", about_device(ids))
        return {}

    return delete


def _batch_deleter(server: DeviceServer) -> Callable[[APIRequest], JSON]:
    def delete(call: APIRequest) -> JSON:
        application_id, wanted = call.application_id(), batch_ids(call)
        call.require("application", application_id, _WRITE)
        registry = call.store.registries[server.name]
        gone = [each for each in dict.fromkeys(wanted) if registry.pop((application_id, each), None) is not None]
        if gone:
            listed = [{"device_id": each, "application_ids": {"application_id": application_id}} for each in gone]
            data = {"@type": "type.googleapis.com/ttn.lorawan.v3.EndDeviceIdentifiersList", "end_device_ids": listed}
            _happen(call, server, "batch.delete", about("application", application_id), data)
        return {}

    return delete


def _happen(call: APIRequest, server: DeviceServer, what: str, ids: JSON, data: JSON | None = None) -> None:
    call.happen(f"{server.name}.end_device.{what}", ids, rights=(_READ,), data=data)


def _rpcs(server: DeviceServer) -> tuple[RPC, ...]:
    devices = f"/{server.name}/applications/{{application_id}}/devices"
    one, service = f"{devices}/{{device_id}}", f"{server.name.capitalize()}EndDeviceRegistry"
    batch = f"{server.name.capitalize()}EndDeviceBatchRegistry/Delete"
    return (
        RPC("DELETE", f"{devices}/batch", batch, "BatchDeleteEndDevicesRequest", _batch_deleter(server)),
        RPC("GET", one, f"{service}/Get", "GetEndDeviceRequest", _getter(server)),
        RPC("POST", devices, f"{service}/Set", "SetEndDeviceRequest", _setter(server)),
        RPC("PUT", one, f"{service}/Set", "SetEndDeviceRequest", _setter(server)),
        RPC("DELETE", one, f"{service}/Delete", "EndDeviceIdentifiers", _deleter(server)),
    )


RPCS: Final = tuple(rpc for server in SERVERS for rpc in _rpcs(server))
