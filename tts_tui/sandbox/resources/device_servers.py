"""End devices as the Network, Application and Join Server know them: read.

Each has a registry of its own, which knows nothing of the others.
Source: `grpc_deviceregistry.go` of `pkg/networkserver`, `pkg/applicationserver` and `pkg/joinserver`;
recordings/self-contained/19_devices_more.json and 24_traffic_radio.json.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from tts_tui.sandbox.call import APIRequest, Route
from tts_tui.sandbox.errors import NOT_FOUND, ApiError
from tts_tui.sandbox.fieldmask import selected
from tts_tui.sandbox.resources.end_devices import device_ids
from tts_tui.sandbox.wire import Message, time_to

if TYPE_CHECKING:
    from collections.abc import Callable

    from tts_tui.sandbox.store import Device

__all__ = ["ROUTES"]

_MAC: Final = ("mac_state", "mac_state.current_parameters", "mac_state.lorawan_version", "mac_state.device_class")
_SESSION: Final = ("session", "session.dev_addr", "pending_session", "pending_session.dev_addr")
_IDS: Final = ("ids", "ids.device_id", "ids.dev_eui", "ids.join_eui", "ids.application_ids", "ids.dev_addr")
_VERSIONS: Final = tuple(
    f"version_ids{part}"
    for part in ("", ".brand_id", ".model_id", ".hardware_version", ".firmware_version", ".band_id")
)


@dataclass(frozen=True, slots=True)
class _Server:
    """One of the servers: the prefix of its paths, its service, and the paths that a field mask may name."""

    name: str
    service: str
    paths: frozenset[str]
    missing: Callable[[], ApiError]
    keys: tuple[str, ...]
    """Paths that want DEVICES_READ_KEYS besides."""


def _no_entity() -> ApiError:
    return ApiError(NOT_FOUND, "pkg/redis", "not_found", "entity not found")


def _no_device() -> ApiError:
    return ApiError(NOT_FOUND, "pkg/joinserver", "device_not_found", "device not found")


_SERVERS: Final = (
    _Server(
        "ns",
        "NsEndDeviceRegistry",
        frozenset(
            {
                *_IDS, *_MAC, *_SESSION, "created_at", "updated_at", "frequency_plan_id", "lorawan_version",
                "lorawan_phy_version", "supports_join", "supports_class_b", "supports_class_c", "multicast",
                "mac_settings", "mac_settings.rx1_delay", "mac_settings.supports_32_bit_f_cnt",
                "mac_settings.desired_rx1_delay", "session.started_at", "session.last_f_cnt_up",
                "session.last_n_f_cnt_down", "last_dev_status_received_at", "battery_percentage", "power_state",
                "downlink_margin",
            }
        ),
        _no_entity,
        (),
    ),
    _Server(
        "as",
        "AsEndDeviceRegistry",
        frozenset(
            {
                *_IDS, *_SESSION, *_VERSIONS, "session.last_a_f_cnt_down", "session.keys.app_s_key.key", "formatters",
                "formatters.up_formatter", "formatters.up_formatter_parameter", "formatters.down_formatter",
                "formatters.down_formatter_parameter", "skip_payload_crypto_override",
            }
        ),
        _no_entity,
        ("session", "session.keys.app_s_key.key"),
    ),
    _Server(
        "js",
        "JsEndDeviceRegistry",
        frozenset(
            {
                *_IDS, "network_server_address", "application_server_address", "root_keys", "root_keys.app_key.key",
                "last_dev_nonce", "used_dev_nonces", "last_join_nonce", "net_id", "resets_join_nonces",
                "provisioner_id",
            }
        ),
        _no_device,
        ("root_keys", "root_keys.app_key.key"),
    ),
)  # fmt: skip


def _shown(device: Device, paths: list[str]) -> Message:
    return {
        "ids": device.ids,
        "created_at": time_to(device.created_at),
        "updated_at": time_to(device.updated_at),
        **selected(device.fields, paths),
    }


def _routes(server: _Server) -> tuple[Route, ...]:
    def get(call: APIRequest) -> Message:
        paths, (application_id, device_id) = call.mask(server.paths), device_ids(call)
        call.require("application", application_id, "RIGHT_APPLICATION_DEVICES_READ")
        if not set(server.keys).isdisjoint(paths):
            call.require("application", application_id, "RIGHT_APPLICATION_DEVICES_READ_KEYS")
        device = call.store.registries[server.name].get((application_id, device_id))
        if device is None:
            raise server.missing()
        return _shown(device, paths)

    devices = f"/{server.name}/applications/{{application_id}}/devices"
    return (Route("GET", f"{devices}/{{device_id}}", f"{server.service}/Get", "GetEndDeviceRequest", get),)


ROUTES: Final = tuple(route for server in _SERVERS for route in _routes(server))
