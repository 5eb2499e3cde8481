"""Application packages: which of them works on which port, of all devices or of one. None does anything here.

Source: `pkg/applicationserver/io/packages/grpc.go`; recordings/self-contained/17_packages.json.
"""

from __future__ import annotations

import re
from typing import Any, Final

from tts_tui.sandbox.call import RPC, APIRequest
from tts_tui.sandbox.errors import INVALID_ARGUMENT, NOT_FOUND, ApiError, PlainError
from tts_tui.sandbox.validation import check_id, invalid, nested
from tts_tui.sandbox.wire import JSON, message, text, time_to

__all__ = ["RPCS"]

_RIGHT: Final = "RIGHT_APPLICATION_SETTINGS_PACKAGES"
_KNOWN: Final = {"lora-cloud-device-management-v1": 199, "lora-cloud-geolocation-v3": 197, "alcsync-v1": 202}
_PATHS: Final = frozenset({"ids", "created_at", "updated_at", "package_name", "data"})
_ALWAYS: Final = ("ids", "created_at", "updated_at", "package_name")
_PORT_MAX: Final = 255


def _what(call: APIRequest) -> str:
    """The name of what is set: of a device, or the default of all."""
    return "ApplicationPackageAssociation" if "device_id" in call.path else "ApplicationPackageDefaultAssociation"


def _ids(call: APIRequest) -> JSON:
    """The identifiers in the path without the port, which must be well-formed."""
    application_ids = {"application_id": call.application_id()}
    if "device_id" not in call.path:
        return {"application_ids": application_ids}
    device_id = call.path["device_id"]
    try:
        check_id("EndDeviceIdentifiers", "device_id", device_id)
    except ApiError as error:
        words = "invalid identifiers"
        raise ApiError(INVALID_ARGUMENT, "pkg/ttnpb", "identifiers", words, cause=error) from None
    return {"end_device_ids": {"device_id": device_id, "application_ids": application_ids}}


def _port(call: APIRequest, *within: str) -> int:
    """The port in the path, which `within` is the way to in the request: fields and, from the second on, messages."""
    written = call.path["f_port"]
    if not re.fullmatch("[0-9]+", written):
        where = ".".join((*within, "f_port"))
        words = f'parsing field "f_port": strconv.ParseUint: parsing "{written}": invalid syntax'
        raise PlainError(INVALID_ARGUMENT, f"type mismatch, parameter: {where}, error: {words}")
    port = int(written)
    if 1 <= port <= _PORT_MAX:
        return port
    error = invalid(f"{_what(call)}Identifiers", "f_port", f"value must be inside range [1, {_PORT_MAX}]")
    owners = (call.rpc.request, _what(call))[: len(within)]
    for owner, name in reversed(list(zip(owners, within, strict=True))):
        error = nested(owner, name, error)
    raise error


def _stored(call: APIRequest, ids: JSON) -> list[JSON]:
    """All associations of the application that are kept together, if the caller may see them."""
    application = call.require("application", call.application_id(), _RIGHT)
    return application.device_packages if "end_device_ids" in ids else application.packages


def _of(stored: list[JSON], ids: JSON, port: int) -> JSON | None:
    return next((each for each in stored if each["ids"] == {**ids, "f_port": port}), None)


def _shown(stored: JSON, paths: list[str]) -> JSON:
    return {name: value for name, value in stored.items() if name in _ALWAYS or name in paths}


def _available(call: APIRequest) -> JSON:
    _ids(call)
    call.require("application", call.application_id(), _RIGHT)
    return {"packages": [{"name": name, "default_f_port": port} for name, port in _KNOWN.items()]}


def _list(call: APIRequest) -> JSON:
    paths, bounds, ids = call.mask(_PATHS), call.bounds(), _ids(call)
    found = [each for each in _stored(call, ids) if each["ids"] == {**ids, "f_port": each["ids"]["f_port"]}]
    found.sort(key=lambda each: each["ids"]["f_port"])
    page = call.page(found, bounds)
    if not call.number("limit"):
        page, call.headers["x-total-count"] = found, "0"  # whatever the list holds
    return call.listed(
        "associations" if "device_id" in call.path else "defaults", (_shown(each, paths) for each in page)
    )


def _get(call: APIRequest) -> JSON:
    paths, ids, port = call.mask(_PATHS), _ids(call), _port(call, "ids")
    found = _of(_stored(call, ids), ids, port)
    if found is None:
        raise ApiError(NOT_FOUND, "pkg/redis", "not_found", "entity not found")
    return _shown(found, paths)


def _data(call: APIRequest, written: JSON) -> Any:
    found = written.get("data")
    if found is None or isinstance(found, dict):
        return found
    shown = f'"{found}"' if isinstance(found, str) else found
    words = f"failed to unmarshal ttn.lorawan.v3.{_what(call)} from JSON: proto: syntax error (line 1:9)"
    raise PlainError(INVALID_ARGUMENT, f"unmarshal error: {words}: unexpected token {shown}")


def _set(call: APIRequest) -> JSON:
    field = "association" if "device_id" in call.path else "default"
    paths, ids, port = call.body_mask(_PATHS), _ids(call), _port(call, field, "ids")
    written = message(call.body, field) or {}
    data, name = _data(call, written), text(written, "package_name")
    if not paths or "package_name" in paths:
        try:
            check_id(_what(call), "package_name", name)
        except ApiError as error:
            raise nested(call.rpc.request, field, error) from None
    stored, now = _stored(call, ids), time_to(call.store.now())
    before = _of(stored, ids, port)
    found = dict(before or {"ids": {**ids, "f_port": port}, "created_at": now})
    if "package_name" in paths:
        found["package_name"] = name
    if "data" in paths:
        found["data"] = data
    found = {key: value for key, value in found.items() if value is not None}
    if before is None:
        check_id(_what(call), "package_name", text(found, "package_name"))
    if paths:
        found["updated_at"] = now
        stored[:] = [*(each for each in stored if each is not before), found]
    return _shown(found, paths)


def _delete(call: APIRequest) -> JSON:
    ids, port = _ids(call), _port(call)
    stored = _stored(call, ids)
    stored[:] = [each for each in stored if each["ids"] != {**ids, "f_port": port}]
    return {}


_SERVICE: Final = "ApplicationPackageRegistry"
_APPLICATION: Final = "/as/applications/{application_id}"
_DEVICE: Final = f"{_APPLICATION}/devices/{{device_id}}"


def _rpcs(root: str, kind: str) -> tuple[RPC, ...]:
    every, one = f"{root}/packages/associations", f"{root}/packages/associations/{{f_port}}"
    message_name = f"ApplicationPackage{kind}Association"
    return (
        RPC("GET", every, f"{_SERVICE}/List{kind}Associations", f"List{message_name}Request", _list),
        RPC("GET", one, f"{_SERVICE}/Get{kind}Association", f"Get{message_name}Request", _get),
        RPC("PUT", one, f"{_SERVICE}/Set{kind}Association", f"Set{message_name}Request", _set),
        RPC("DELETE", one, f"{_SERVICE}/Delete{kind}Association", f"{message_name}Identifiers", _delete),
    )


RPCS: Final = (
    RPC("GET", f"{_DEVICE}/packages", f"{_SERVICE}/List", "EndDeviceIdentifiers", _available),
    *_rpcs(_APPLICATION, "Default"),
    *_rpcs(_DEVICE, ""),
)
