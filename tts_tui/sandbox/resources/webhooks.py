"""The webhooks of an application: the list, one, setting and deleting one, and what there is to make them of.

Source: `pkg/applicationserver/io/web/grpc_webhooks.go`; recordings/08_integrations.json, 15_webhooks.json and
25_webhook_health.json. The server makes no difference between creating and changing.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from tts_tui.sandbox.call import RPC, APIRequest
from tts_tui.sandbox.errors import INVALID_ARGUMENT, NOT_FOUND, ApiError, PlainError
from tts_tui.sandbox.fieldmask import from_body
from tts_tui.sandbox.validation import ID_PATTERN, check_id, check_length, invalid, nested
from tts_tui.sandbox.wire import absent_removed, message, text, text_map, time_from, time_to

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from tts_tui.sandbox.records import Entity
    from tts_tui.sandbox.wire import JSON

__all__ = ["MESSAGES", "RPCS"]

MESSAGES: Final = (
    "uplink_message", "uplink_normalized", "join_accept", "downlink_ack", "downlink_nack", "downlink_sent",
    "downlink_failed", "downlink_queued", "downlink_queue_invalidated", "location_solved", "service_data",
)  # fmt: skip
_READ: Final = "RIGHT_APPLICATION_TRAFFIC_READ"
_WRITE: Final = ("RIGHT_APPLICATION_SETTINGS_BASIC", _READ, "RIGHT_APPLICATION_TRAFFIC_DOWN_WRITE")
_ALWAYS: Final = frozenset({"ids", "created_at", "updated_at", "base_url", "format"})
_FIELDS: Final = (
    "base_url", "headers", "format", "template_ids", "template_fields", "downlink_api_key", *MESSAGES,
    "health_status", "field_mask", "paused",
)  # fmt: skip
_HEALTH: Final = "health_status.status"
_PATHS: Final = frozenset(
    {
        *_ALWAYS,
        *_FIELDS,
        "ids.application_ids",
        "ids.application_ids.application_id",
        "ids.webhook_id",
        "template_ids.template_id",
        *(f"{name}.path" for name in MESSAGES),
        _HEALTH,
        f"{_HEALTH}.healthy",
        f"{_HEALTH}.unhealthy",
    }
)
_TEMPLATE_FIELDS: Final = frozenset(
    {
        "name", "description", "logo_url", "info_url", "documentation_url", "base_url", "headers", "format", "fields",
        "create_downlink_api_key", "field_mask", *MESSAGES,
    }
)  # fmt: skip
_FORMATS: Final = {"json": "JSON", "protobuf": "Protocol Buffers"}
_OWNER: Final = "ApplicationWebhook"
_ABSOLUTE: Final = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:.*", re.DOTALL)
_HEADERS_MAX: Final = 50
_HEADER_NAME_MAX: Final = 64
_HEADER_VALUE_MAX: Final = 4096
_PATH_MAX: Final = 64
_KEY: Final = "downlink_api_key"
_KEY_MAX: Final = 128
_FORMAT_MAX: Final = 20


# What a field may be, in the order in which the server looks at a webhook as a whole


def _check_base_url(webhook: JSON) -> None:
    if not _ABSOLUTE.fullmatch(text(webhook, "base_url")):
        raise invalid(_OWNER, "base_url", "value must be absolute")


def _check_format(webhook: JSON) -> None:
    written = text(webhook, "format")
    check_length(_OWNER, "format", written, _FORMAT_MAX)
    if not re.fullmatch(ID_PATTERN, written):
        raise invalid(_OWNER, "format", f'value does not match regex pattern "{ID_PATTERN}"')


def _check_headers(webhook: JSON) -> None:
    headers = text_map(webhook, "headers")
    if len(headers) > _HEADERS_MAX:
        raise invalid(_OWNER, "headers", f"value must contain no more than {_HEADERS_MAX} pair(s)")
    for name, value in headers.items():
        check_length(_OWNER, f"headers[{name}]", name, _HEADER_NAME_MAX)
        check_length(_OWNER, f"headers[{name}]", value, _HEADER_VALUE_MAX)


def _check_template(webhook: JSON) -> None:
    if (written := message(webhook, "template_ids")) is not None:
        try:
            check_id("ApplicationWebhookTemplateIdentifiers", "template_id", text(written, "template_id"))
        except ApiError as error:
            raise nested(_OWNER, "template_ids", error) from None


def _check_message(name: str) -> Callable[[JSON], None]:
    def check(webhook: JSON) -> None:
        if (written := message(webhook, name)) is not None:
            try:
                check_length(f"{_OWNER}_Message", "path", text(written, "path"), _PATH_MAX)
            except ApiError as error:
                raise nested(_OWNER, name, error) from None

    return check


_RULES: Final[dict[str, Callable[[JSON], object]]] = {
    "format": _check_format,  # of several bad fields the server names one at random: in the recording, this
    "base_url": _check_base_url,
    "headers": _check_headers,
    "template_ids": _check_template,
    "template_fields": lambda found: text_map(found, "template_fields"),
    "downlink_api_key": lambda found: check_length(
        _OWNER, "downlink_api_key", text(found, "downlink_api_key"), _KEY_MAX
    ),
    **{name: _check_message(name) for name in MESSAGES},
    "health_status": lambda found: message(found, "health_status"),
    "field_mask": from_body,
    "paused": lambda found: _flag(found, "paused"),
    "created_at": lambda found: time_from(found, "created_at"),
}


def _flag(webhook: JSON, name: str) -> bool:
    found: Any = webhook.get(name)
    if found is None or isinstance(found, bool):
        return bool(found)
    # The real parser has other words for it, which no client should read: there is only the code to go by.
    raise PlainError(INVALID_ARGUMENT, f"ReadBool: expect t or f, but found {found!r}")


def _value(webhook: JSON, name: str) -> Any:
    """A field as it is kept; None where it is left out."""
    if name == "field_mask":
        return {"paths": paths} if (paths := from_body(webhook)) else None
    found = webhook.get(name)
    if name in MESSAGES and found is not None:
        return absent_removed(found)
    return found or None


# Identifiers


def _application_id(call: APIRequest, *owners: tuple[str, str]) -> str:
    """The application's ID in the path; `owners` are the messages and fields around it, innermost first."""
    written = call.path["application_id"]
    try:
        check_id("ApplicationIdentifiers", "application_id", written)
    except ApiError as error:
        raise _inside(nested("ApplicationWebhookIdentifiers", "application_ids", error), *owners) from None
    return written


def _webhook_id(written: str, *owners: tuple[str, str]) -> str:
    try:
        check_id("ApplicationWebhookIdentifiers", "webhook_id", written)
    except ApiError as error:
        raise _inside(error, *owners) from None
    return written


def _inside(error: ApiError, *owners: tuple[str, str]) -> ApiError:
    for owner, field in owners:
        error = nested(owner, field, error)
    return error


def _not_found() -> ApiError:
    return ApiError(NOT_FOUND, "pkg/redis", "not_found", "entity not found")


def _index(application: Entity, webhook_id: str) -> int | None:
    return next(
        (number for number, row in enumerate(application.webhooks) if row["ids"]["webhook_id"] == webhook_id), None
    )


def _shown(row: JSON, paths: Collection[str]) -> JSON:
    tops = _ALWAYS | {path.partition(".")[0] for path in paths}
    return {name: value for name, value in row.items() if name in tops}


# Calls


def _list(call: APIRequest) -> JSON:
    paths = call.mask(_PATHS)
    rows = call.require("application", call.application_id(), _READ).webhooks
    call.headers["x-total-count"] = str(len(rows))
    return call.listed("webhooks", (_shown(row, paths) for row in rows))


def _get(call: APIRequest) -> JSON:
    paths = call.mask(_PATHS)
    owner = (call.rpc.request, "ids")
    application_id, webhook_id = _application_id(call, owner), _webhook_id(call.path["webhook_id"], owner)
    application = call.require("application", application_id, _READ)
    found = _index(application, webhook_id)
    if found is None:
        raise _not_found()
    return _shown(application.webhooks[found], paths)


def _set(call: APIRequest) -> JSON:
    paths = call.body_mask(_PATHS)
    written = message(call.body, "webhook") or {}
    tops = [path.partition(".")[0] for path in paths]
    try:
        for name, rule in _RULES.items():
            if not paths or name in tops:
                rule(written)
        owner = (_OWNER, "ids")
        ids = message(written, "ids") or {}
        application_id = _application_id(call, owner)
        webhook_id = _webhook_id(call.path.get("webhook_id") or text(ids, "webhook_id"), owner)
    except ApiError as error:
        raise nested(call.rpc.request, "webhook", error) from None
    application = call.require("application", application_id, *_WRITE)
    return _shown(_stored(call, application, webhook_id, written, tops), paths)


def _stored(call: APIRequest, application: Entity, webhook_id: str, written: JSON, tops: list[str]) -> JSON:
    """The webhook once the fields of the mask are set; a new one where there is none of that ID."""
    moment, found = time_to(call.store.now()), _index(application, webhook_id)
    if found is not None and not tops:
        return application.webhooks[found]
    ids = {"application_ids": {"application_id": application.id}, "webhook_id": webhook_id}
    row: JSON = {"ids": ids, "created_at": moment}
    if found is not None:
        row = dict(application.webhooks[found])
    for name in tops:
        if name in _FIELDS or name == "created_at":
            row[name] = _value(written, name)
    row = {name: value for name, value in row.items() if value is not None} | {"updated_at": moment}
    _check_base_url(row)
    _check_format(row)
    if found is None:
        application.webhooks.append(row)
    else:
        application.webhooks[found] = row
    return row


def _delete(call: APIRequest) -> JSON:
    application_id, webhook_id = _application_id(call), _webhook_id(call.path["webhook_id"])
    application = call.require("application", application_id, *_WRITE)
    application.webhooks = [each for each in application.webhooks if each["ids"]["webhook_id"] != webhook_id]
    return {}


def _formats(_: APIRequest) -> JSON:
    return {"formats": dict(_FORMATS)}


def _templates(call: APIRequest) -> JSON:
    paths = call.mask({"ids", *_TEMPLATE_FIELDS})
    return call.listed("templates", (_template_shown(each, paths) for each in call.store.webhook_templates))


def _template(call: APIRequest) -> JSON:
    paths, template_id = call.mask({"ids", *_TEMPLATE_FIELDS}), call.path["template_id"]
    try:
        check_id("ApplicationWebhookTemplateIdentifiers", "template_id", template_id)
    except ApiError as error:
        raise nested(call.rpc.request, "ids", error) from None
    for each in call.store.webhook_templates:
        if each["ids"]["template_id"] == template_id:
            return _template_shown(each, paths)
    missing = ApiError(
        NOT_FOUND, "pkg/fetch", "file_not_found", "file `{filename}` not found", filename=f"{template_id}.yml"
    )
    raise ApiError(NOT_FOUND, "pkg/applicationserver/io/web", "fetch", "fetching failed", cause=missing)


def _template_shown(template: JSON, paths: list[str]) -> JSON:
    return {name: value for name, value in template.items() if name == "ids" or name in paths}


_ALL: Final = "/as/webhooks/{application_id}"
_ONE: Final = f"{_ALL}/{{webhook_id}}"
_TEMPLATES: Final = "/as/webhook-templates"
_SERVICE: Final = "ApplicationWebhookRegistry"
RPCS: Final = (
    RPC("GET", _ALL, f"{_SERVICE}/List", "ListApplicationWebhooksRequest", _list),
    RPC("POST", _ALL, f"{_SERVICE}/Set", "SetApplicationWebhookRequest", _set),
    RPC("GET", _ONE, f"{_SERVICE}/Get", "GetApplicationWebhookRequest", _get),
    RPC("PUT", _ONE, f"{_SERVICE}/Set", "SetApplicationWebhookRequest", _set),
    RPC("DELETE", _ONE, f"{_SERVICE}/Delete", "ApplicationWebhookIdentifiers", _delete),
    RPC("GET", "/as/webhook-formats", f"{_SERVICE}/GetFormats", "Empty", _formats),
    RPC("GET", _TEMPLATES, f"{_SERVICE}/ListTemplates", "ListApplicationWebhookTemplatesRequest", _templates),
    RPC(
        "GET",
        f"{_TEMPLATES}/{{template_id}}",
        f"{_SERVICE}/GetTemplate",
        "GetApplicationWebhookTemplateRequest",
        _template,
    ),
)
