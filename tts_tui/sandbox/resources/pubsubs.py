"""Pub/subs of an application: stored as the server stores them, and connected to nothing.

Source: `pkg/applicationserver/io/pubsub/grpc_pubsubs.go`; recordings/self-contained/16_pubsub.json.
"""

from __future__ import annotations

import base64
import binascii
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from tts_tui.sandbox.call import RPC, APIRequest
from tts_tui.sandbox.errors import INTERNAL, INVALID_ARGUMENT, NOT_FOUND, UNKNOWN, ApiError, PlainError
from tts_tui.sandbox.events import about
from tts_tui.sandbox.validation import ID_PATTERN, check_id, check_length, invalid, nested
from tts_tui.sandbox.wire import JSON, absent_removed, enum, message, text, text_map, time_to

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tts_tui.sandbox.records import Entity

__all__ = ["RPCS"]

_READ: Final = "RIGHT_APPLICATION_TRAFFIC_READ"
_WRITE: Final = ("RIGHT_APPLICATION_SETTINGS_BASIC", _READ, "RIGHT_APPLICATION_TRAFFIC_DOWN_WRITE")
_IDS: Final = "ApplicationPubSubIdentifiers"
_PUBSUB: Final = "ApplicationPubSub"
_MESSAGES: Final = (
    "downlink_push", "downlink_replace", "uplink_message", "uplink_normalized", "join_accept", "downlink_ack",
    "downlink_nack", "downlink_sent", "downlink_failed", "downlink_queued", "downlink_queue_invalidated",
    "location_solved", "service_data",
)  # fmt: skip
_QOS: Final = ("AT_MOST_ONCE", "AT_LEAST_ONCE", "EXACTLY_ONCE")
_PROVIDERS: Final = {"nats": "NATSProvider", "mqtt": "MQTTProvider", "aws_iot": "AWSIoTProvider"}
_TEXTS: Final = {"client_id": 23, "username": 100, "password": 100}
"""The longest that they may be, in the order in which they are checked."""
_DEPLOYMENT: Final = "deployment"
"""What the field mask calls a oneof of AWS IoT; JSON has its one kind, "default"."""
_FIELDS: Final = {
    "nats": ("server_url",),
    "mqtt": (
        "server_url", *_TEXTS, "subscribe_qos", "publish_qos", "use_tls", "tls_ca", "tls_client_cert",
        "tls_client_key", "headers",
    ),
    "aws_iot": ("region", "access_key", "assume_role", "endpoint_address", _DEPLOYMENT),
}  # fmt: skip
_TOPIC_MAX: Final = 100
_FORMAT_MAX: Final = 20
_ALWAYS: Final = ("ids", "created_at", "updated_at", "format", "base_topic", *_PROVIDERS)
"""What an answer has whatever the mask."""
_PATHS: Final = frozenset(
    {
        "ids", "ids.application_ids", "ids.application_ids.application_id", "ids.pub_sub_id", "created_at",
        "updated_at", "format", "base_topic", "provider", *(f"provider.{kind}" for kind in _PROVIDERS),
        *(f"provider.{kind}.{name}" for kind, names in _FIELDS.items() for name in names),
        *_MESSAGES, *(f"{name}.topic" for name in _MESSAGES),
    }
)  # fmt: skip


def _not_found() -> ApiError:
    return ApiError(NOT_FOUND, "pkg/redis", "not_found", "entity not found")


def _shown(stored: JSON, paths: Iterable[str]) -> JSON:
    wanted = {*_ALWAYS, *(each.removesuffix(".topic") for each in paths)}
    return {name: value for name, value in stored.items() if name in wanted}


def _pubsub_id(call: APIRequest) -> str:
    """The ID in the path, which must be well-formed."""
    written = call.path["pub_sub_id"]
    try:
        check_id(_IDS, "pub_sub_id", written)
    except ApiError as error:
        if call.rpc.request == _IDS:
            raise
        raise nested(call.rpc.request, "ids", error) from None
    return written


def _of(application: Entity, pubsub_id: str) -> JSON | None:
    return next((each for each in application.pubsubs if each["ids"]["pub_sub_id"] == pubsub_id), None)


def _formats(_: APIRequest) -> JSON:
    return {"formats": {"json": "JSON"}}


def _list(call: APIRequest) -> JSON:
    paths = call.mask(_PATHS)
    application = call.require("application", call.application_id(), _READ)
    return call.listed("pubsubs", (_shown(each, paths) for each in application.pubsubs))


def _get(call: APIRequest) -> JSON:
    paths, pubsub_id = call.mask(_PATHS), _pubsub_id(call)
    found = _of(call.require("application", call.application_id(), _READ), pubsub_id)
    if found is None:
        raise _not_found()
    return _shown(found, paths)


def _delete(call: APIRequest) -> JSON:
    pubsub_id = _pubsub_id(call)
    application = call.require("application", call.application_id(), *_WRITE)
    if (found := _of(application, pubsub_id)) is not None:
        application.pubsubs.remove(found)
    _happen(call, "as.pubsub.delete", application.id, pubsub_id)
    return {}


def _happen(call: APIRequest, name: str, application_id: str, pubsub_id: str) -> None:
    data = {
        "@type": f"type.googleapis.com/ttn.lorawan.v3.{_IDS}",
        "application_ids": {"application_id": application_id},
        "pub_sub_id": pubsub_id,
    }
    call.happen(name, about("application", application_id), rights=(_WRITE[0],), data=data)


# -- what a body holds


def _provider(written: JSON) -> tuple[str, JSON] | None:
    """The kind of provider and its fields; of several the last one, as the server reads them."""
    found = [(kind, inner) for kind in written if kind in _PROVIDERS and (inner := message(written, kind)) is not None]
    return (found[-1][0], _read_provider(*found[-1])) if found else None


def _read_provider(kind: str, written: JSON) -> JSON:
    if kind != "mqtt":
        return absent_removed(written)
    found: JSON = {name: text(written, name) for name in ("server_url", *_TEXTS)}
    for name in ("subscribe_qos", "publish_qos"):
        qos = text(written, name)
        found[name] = enum(qos, "", frozenset(_QOS), "pubsub.mqtt") if qos else ""
        if found[name] == _QOS[0]:  # the enum's zero, which is left out
            found[name] = ""
    found["use_tls"] = written.get("use_tls") is True or None
    for name in ("tls_ca", "tls_client_cert", "tls_client_key"):
        found[name] = text(written, name)
        try:
            base64.b64decode(found[name], validate=True)
        except binascii.Error:
            raise PlainError(INVALID_ARGUMENT, "unmarshal error: illegal base64 data") from None
    found["headers"] = text_map(written, "headers") or None
    return absent_removed(found)


def _check_url(owner: str, url: str) -> None:
    if not urlsplit(url).scheme:
        raise invalid(owner, "server_url", "value must be absolute")


def _check_provider(provider: tuple[str, JSON] | None, names: Iterable[str]) -> None:
    if provider is None:
        raise invalid(_PUBSUB, "provider", "value is required")
    kind, fields = provider
    owner = f"{_PUBSUB}_{_PROVIDERS[kind]}"
    try:
        for name in names:
            if name == "server_url":
                _check_url(owner, text(fields, name))
            elif name in _TEXTS:
                check_length(owner, name, text(fields, name), _TEXTS[name])
    except ApiError as error:
        raise nested(_PUBSUB, kind, error) from None


def _check_format(written: JSON) -> None:
    check_length(_PUBSUB, "format", text(written, "format"), _FORMAT_MAX)
    check_id(_PUBSUB, "format", text(written, "format"), ID_PATTERN)


def _check(written: JSON, paths: list[str], provider: tuple[str, JSON] | None) -> None:
    """Check what is masked, or with no mask all of it."""
    everything = not paths
    if everything or "format" in paths:
        _check_format(written)
    if everything or "provider" in paths:
        _check_provider(provider, _FIELDS[provider[0]] if provider else ())
    elif provider is not None:
        prefix = f"provider.{provider[0]}"
        whole = _FIELDS[provider[0]] if prefix in paths else ()
        _check_provider(provider, whole or [each.removeprefix(f"{prefix}.") for each in paths])
    if everything or "base_topic" in paths:
        check_length(_PUBSUB, "base_topic", text(written, "base_topic"), _TOPIC_MAX)
    for name in _MESSAGES:
        if everything or not {name, f"{name}.topic"}.isdisjoint(paths):
            try:
                topic = text(message(written, name) or {}, "topic")
                check_length(f"{_PUBSUB}_Message", "topic", topic, _TOPIC_MAX)
            except ApiError as error:
                raise nested(_PUBSUB, name, error) from None


def _written(stored: JSON, written: JSON, paths: list[str], provider: tuple[str, JSON]) -> JSON:
    """What is stored, with what is masked in the body put in its place."""
    found = dict(stored)
    for name in ("format", "base_topic"):
        if name in paths:
            found[name] = text(written, name)
    kind, fields = provider
    single = [each.removeprefix(f"provider.{kind}.") for each in paths if each.startswith(f"provider.{kind}.")]
    if "provider" in paths or f"provider.{kind}" in paths:
        found = {name: value for name, value in found.items() if name not in _PROVIDERS} | {kind: fields}
    elif single:
        if kind not in found:
            raise ApiError(UNKNOWN, "pkg/redis", "store", "store error")
        names = ("default" if name == _DEPLOYMENT else name for name in single)
        found[kind] = absent_removed({**found[kind], **{name: fields.get(name) for name in names}})
    for name in _MESSAGES:
        if not {name, f"{name}.topic"}.isdisjoint(paths):
            found[name] = message(written, name)
    return absent_removed(found)


def _set(call: APIRequest) -> JSON:
    paths = call.body_mask(_PATHS)
    written, application_id = message(call.body, "pubsub") or {}, call.application_id()
    provider = _provider(written)
    pubsub_id = call.path.get("pub_sub_id") or text(message(written, "ids") or {}, "pub_sub_id")
    try:
        try:
            check_id(_IDS, "pub_sub_id", pubsub_id)
        except ApiError as error:
            raise nested(_PUBSUB, "ids", error) from None
        if provider is not None or "provider" in paths:
            _check(written, paths, provider)
    except ApiError as error:
        raise nested(call.rpc.request, "pubsub", error) from None
    application = call.require("application", application_id, *_WRITE)
    if provider is None:
        raise ApiError(INTERNAL, "pkg/rpcserver", "rpc_recovered", "Internal Server Error")
    stored, now = _of(application, pubsub_id), time_to(call.store.now())
    ids = {"application_ids": {"application_id": application.id}, "pub_sub_id": pubsub_id}
    found = _written(stored or {"ids": ids, "created_at": now}, written, paths, provider)
    if stored is None:
        _check_format(found)
    if paths:
        found["updated_at"] = now
        application.pubsubs[:] = [*(each for each in application.pubsubs if each is not stored), found]
    _happen(call, "as.pubsub.set", application.id, pubsub_id)
    return _shown(found, paths)


_ALL: Final = "/as/pubsub/{application_id}"
_ONE: Final = f"{_ALL}/{{pub_sub_id}}"
_SERVICE: Final = "ApplicationPubSubRegistry"
RPCS: Final = (
    RPC("GET", "/as/pubsub-formats", f"{_SERVICE}/GetFormats", "Empty", _formats),
    RPC("GET", _ALL, f"{_SERVICE}/List", "ListApplicationPubSubsRequest", _list),
    RPC("GET", _ONE, f"{_SERVICE}/Get", "GetApplicationPubSubRequest", _get),
    RPC("POST", _ALL, f"{_SERVICE}/Set", "SetApplicationPubSubRequest", _set),
    RPC("PUT", _ONE, f"{_SERVICE}/Set", "SetApplicationPubSubRequest", _set),
    RPC("DELETE", _ONE, f"{_SERVICE}/Delete", _IDS, _delete),
)
