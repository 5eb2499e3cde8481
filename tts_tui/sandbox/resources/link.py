"""The link of an application on the Application Server: payload crypto and default formatters.

Source: `pkg/applicationserver/grpc.go` 53-119; recordings/05_link.json and 18_formatters.json.
"""

from __future__ import annotations

from typing import Any, Final

from tts_tui.sandbox.call import RPC, APIRequest
from tts_tui.sandbox.errors import INVALID_ARGUMENT, NOT_FOUND, UNIMPLEMENTED, ApiError, PlainError
from tts_tui.sandbox.formatter_kinds import NONE, kind_of
from tts_tui.sandbox.validation import check_length, invalid, nested
from tts_tui.sandbox.wire import JSON, absent_removed, message, text

__all__ = ["RPCS"]

_RIGHT: Final = "RIGHT_APPLICATION_SETTINGS_BASIC"
_FIELDS: Final = ("default_formatters", "skip_payload_crypto")
_FORMATTER_FIELDS: Final = ("up_formatter", "up_formatter_parameter", "down_formatter", "down_formatter_parameter")
_MESSAGE: Final = "MessagePayloadFormatters"
_OLD: Final = ("api_key", "network_server_address", "tls")
_PATHS: Final = frozenset({*_FIELDS, *(f"default_formatters.{name}" for name in _FORMATTER_FIELDS), *_OLD})
_PARAMETER_MAX: Final = 40960  # code points, and bytes


def _formatters(link: JSON) -> JSON | None:
    written = message(link, "default_formatters")
    if written is None:
        return None
    found: JSON = {}
    for name in _FORMATTER_FIELDS:
        if name.endswith("_parameter"):
            found[name] = text(written, name)
            check_length(_MESSAGE, name, found[name], _PARAMETER_MAX)
        else:
            kind = kind_of(_MESSAGE, written, name, "link.default_formatters")
            found[name] = "" if kind == NONE else kind  # the enum's zero, which is left out
    return absent_removed(found)


def _skip(link: JSON) -> bool | None:
    found: Any = link.get("skip_payload_crypto")
    if found is None or isinstance(found, bool):
        return found
    raise PlainError(INVALID_ARGUMENT, "unmarshal error at path 'skip_payload_crypto': unexpected value")


def _picked(link: JSON, paths: list[str]) -> JSON:
    """What a mask selects of a link: whole fields, or single fields of the formatters."""
    found: JSON = {name: link[name] for name in _FIELDS if name in paths and name in link}
    formatters = link.get("default_formatters", {})
    single = {
        name: formatters[name]
        for name in _FORMATTER_FIELDS
        if f"default_formatters.{name}" in paths and name in formatters
    }
    if single and "default_formatters" not in found:
        found["default_formatters"] = single
    return found


def _get(call: APIRequest) -> JSON:
    paths = call.mask(_PATHS)
    link = call.require("application", call.application_id(), _RIGHT).link
    if link is None:
        raise ApiError(NOT_FOUND, "pkg/redis", "not_found", "entity not found")
    return _picked(link, paths)


def _set(call: APIRequest) -> JSON:
    paths = call.body_mask(_PATHS)
    written = message(call.body, "link")
    if written is None:
        raise invalid(call.rpc.request, "link", "value is required")
    try:
        formatters, skip = _formatters(written), _skip(written)
    except ApiError as error:
        raise nested(call.rpc.request, "link", nested("ApplicationLink", "default_formatters", error)) from None
    application_id = call.application_id()
    for name in ("up_formatter_parameter", "down_formatter_parameter"):
        _check_size(name, (formatters or {}).get(name, ""))
    application = call.require("application", application_id, _RIGHT)
    link: JSON = dict(application.link or {})
    if "default_formatters" in paths:
        link["default_formatters"] = formatters
    for name in _FORMATTER_FIELDS:
        if f"default_formatters.{name}" in paths:
            held = link.get("default_formatters") or {}
            link["default_formatters"] = absent_removed({**held, name: (formatters or {}).get(name, "")})
    if "skip_payload_crypto" in paths:
        link["skip_payload_crypto"] = skip
    link = {name: value for name, value in link.items() if value is not None}
    if paths:
        application.link = link
    return {name: link[name] for name in _FIELDS if name in link}


def _check_size(name: str, value: str) -> None:
    """Refuse a script of few enough code points, but of too many bytes."""
    if (size := len(value.encode("utf-8", "replace"))) > _PARAMETER_MAX:
        raise ApiError(
            INVALID_ARGUMENT,
            "pkg/applicationserver",
            "field_value",
            "invalid value of field `{field}`",
            cause=ApiError(
                INVALID_ARGUMENT,
                "pkg/applicationserver",
                "formatter_script_too_large",
                "formatter script size exceeds maximum allowed size",
                max_size=_PARAMETER_MAX,
                size=size,
            ),
            field=f"default_formatters.{name}",
        )


def _delete(call: APIRequest) -> JSON:
    application = call.require("application", call.application_id(), _RIGHT)
    application.link = None
    application.packages.clear()  # the default associations go with it
    return {}


def _stats(call: APIRequest) -> JSON:
    call.require("application", call.application_id(), "RIGHT_APPLICATION_LINK")
    raise ApiError(UNIMPLEMENTED, "pkg/applicationserver", "linking_not_implemented", "linking is not implemented")


_LINK: Final = "/as/applications/{application_id}/link"
RPCS: Final = (
    RPC("GET", _LINK, "As/GetLink", "GetApplicationLinkRequest", _get),
    RPC("PUT", _LINK, "As/SetLink", "SetApplicationLinkRequest", _set),
    RPC("DELETE", _LINK, "As/DeleteLink", "ApplicationIdentifiers", _delete),
    RPC("GET", f"{_LINK}/stats", "As/GetLinkStats", "ApplicationIdentifiers", _stats),
)
