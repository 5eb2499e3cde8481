"""Activation settings of an application, which the Join Server keeps: set, read, delete.

Source: `pkg/joinserver/grpc_application_activation_settings_registry.go`;
recordings/self-contained/23_events_names.json.
"""

from __future__ import annotations

from typing import Final

from tts_tui.sandbox.call import RPC, APIRequest
from tts_tui.sandbox.errors import NOT_FOUND, ApiError
from tts_tui.sandbox.fieldmask import merged, selected
from tts_tui.sandbox.wire import JSON, message

__all__ = ["RPCS"]

_PATHS: Final = frozenset({"application_server_id", "home_net_id", "kek", "kek_label"})
_READ: Final = "RIGHT_APPLICATION_DEVICES_READ_KEYS"
_WRITE: Final = "RIGHT_APPLICATION_DEVICES_WRITE_KEYS"


def _get(call: APIRequest) -> JSON:
    paths, application_id = call.mask(_PATHS), call.application_id()
    call.require("application", application_id, _READ)
    if application_id not in call.store.activation_settings:
        raise _none()
    return selected(call.store.activation_settings[application_id], paths)


def _set(call: APIRequest) -> JSON:
    paths, application_id = call.body_mask(_PATHS), call.application_id()
    written = selected(message(call.body, "settings") or {}, paths)
    call.require("application", application_id, _READ, _WRITE)
    kept = call.store.activation_settings
    kept[application_id] = merged(kept.get(application_id, {}), written, paths)
    return selected(kept[application_id], paths)


def _delete(call: APIRequest) -> JSON:
    application_id = call.application_id()
    call.require("application", application_id, _READ, _WRITE)
    if call.store.activation_settings.pop(application_id, None) is None:
        raise _none()
    return {}


def _none() -> ApiError:
    words = "application activation settings not found"
    return ApiError(NOT_FOUND, "pkg/joinserver", "application_activation_settings_not_found", words)


_SETTINGS: Final = "/js/applications/{application_id}/settings"
_SERVICE: Final = "ApplicationActivationSettingRegistry"
RPCS: Final = (
    RPC("GET", _SETTINGS, f"{_SERVICE}/Get", "GetApplicationActivationSettingsRequest", _get),
    RPC("POST", _SETTINGS, f"{_SERVICE}/Set", "SetApplicationActivationSettingsRequest", _set),
    RPC("DELETE", _SETTINGS, f"{_SERVICE}/Delete", "DeleteApplicationActivationSettingsRequest", _delete),
)
