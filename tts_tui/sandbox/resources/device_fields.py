"""Which fields of a device the Network, Application and Join Server have, and how they read what is written to them.

Source: `pkg/ttnpb/field_mask_validation.go`, as far as the recordings use it; recordings 19 and 24.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from tts_tui.sandbox.errors import INVALID_ARGUMENT, NOT_FOUND, ApiError, PlainError
from tts_tui.sandbox.fieldmask import selected
from tts_tui.sandbox.wire import JSON, message, text

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["SERVERS", "DeviceServer", "written_fields"]

_IDS: Final = ("ids", "ids.device_id", "ids.dev_eui", "ids.join_eui", "ids.application_ids", "ids.dev_addr")
_SESSIONS: Final = ("session", "session.dev_addr", "pending_session", "pending_session.dev_addr")
_VERSIONS: Final = tuple(
    f"version_ids{part}"
    for part in ("", ".brand_id", ".model_id", ".hardware_version", ".firmware_version", ".band_id")
)
_FORMATTERS: Final = tuple(
    f"formatters{part}"
    for part in ("", ".up_formatter", ".up_formatter_parameter", ".down_formatter", ".down_formatter_parameter")
)
_PLANS: Final = frozenset(
    {"EU_863_870", "EU_863_870_TTN", "US_902_928_FSB_2", "AU_915_928_FSB_2", "AS_923", "AS_923_2"}
)
_ENUMS: Final = {
    "lorawan_version": frozenset({"MAC_V1_0", "MAC_V1_0_1", "MAC_V1_0_2", "MAC_V1_0_3", "MAC_V1_0_4", "MAC_V1_1"}),
    "lorawan_phy_version": frozenset(
        {
            "TS001_V1_0", "TS001_V1_0_1", "RP001_V1_0_2", "RP001_V1_0_2_REV_B", "RP001_V1_0_3_REV_A",
            "RP001_V1_1_REV_A", "RP001_V1_1_REV_B", "PHY_V1_0", "PHY_V1_0_1", "PHY_V1_0_2_REV_A", "PHY_V1_0_2_REV_B",
            "PHY_V1_0_3_REV_A", "PHY_V1_1_REV_A", "PHY_V1_1_REV_B",
        }
    ),
}  # fmt: skip
_ZERO: Final = frozenset({"FORMATTER_NONE", "", False})
_EXPLICIT: Final = frozenset({"skip_payload_crypto_override"})
"""What is kept where it is false: a value that may also be absent."""
_KEY_LETTERS: Final = 32


def _any_field(_: JSON) -> None:
    pass


def _check_network(fields: JSON) -> None:
    if (plan := text(fields, "frequency_plan_id")) not in _PLANS:
        raise ApiError(NOT_FOUND, "pkg/frequencyplans", "not_found", "frequency plan `{id}` not found", id=plan)
    if not text(fields, "lorawan_phy_version"):
        raise ApiError(
            INVALID_ARGUMENT,
            "pkg/networkserver/internal",
            "no_band_version",
            "specified version `{ver}` of band `{id}` does not exist",
            id="EU_863_870",
            ver="PHY_UNKNOWN",
        )


@dataclass(frozen=True, slots=True)
class DeviceServer:
    """One of the servers: the prefix of its paths, its package, the paths of a field mask, and the secret ones."""

    name: str
    package: str
    paths: frozenset[str]
    secret: tuple[str, ...] = ()
    check_new: Callable[[JSON], None] = _any_field


SERVERS: Final = (
    DeviceServer(
        "ns",
        "pkg/networkserver",
        frozenset(
            {
                *_IDS, *_SESSIONS, "created_at", "updated_at", "frequency_plan_id", "lorawan_version",
                "lorawan_phy_version", "supports_join", "supports_class_b", "supports_class_c", "multicast",
                "mac_settings", "mac_settings.rx1_delay", "mac_settings.supports_32_bit_f_cnt",
                "mac_settings.desired_rx1_delay", "mac_state", "mac_state.current_parameters",
                "mac_state.lorawan_version", "mac_state.device_class", "session.started_at", "session.last_f_cnt_up",
                "session.last_n_f_cnt_down", "session.keys.f_nwk_s_int_key.key", "last_dev_status_received_at",
                "battery_percentage", "power_state", "downlink_margin",
            }
        ),
        ("session.keys.f_nwk_s_int_key.key",),
        _check_network,
    ),
    DeviceServer(
        "as",
        "pkg/applicationserver",
        frozenset(
            {
                *_IDS, *_SESSIONS, *_VERSIONS, *_FORMATTERS, "session.last_a_f_cnt_down",
                "session.keys.session_key_id", "session.keys.app_s_key.key", "skip_payload_crypto_override",
            }
        ),
        ("session", "session.keys.app_s_key.key"),
    ),
    DeviceServer(
        "js",
        "pkg/joinserver",
        frozenset(
            {
                *_IDS, "network_server_address", "application_server_address", "root_keys", "root_keys.app_key.key",
                "last_dev_nonce", "used_dev_nonces", "last_join_nonce", "net_id", "resets_join_nonces",
                "provisioner_id",
            }
        ),
        ("root_keys", "root_keys.app_key.key"),
    ),
)  # fmt: skip


def written_fields(device: JSON, paths: list[str]) -> JSON:
    """The fields of a request that its mask names, as they are kept: what is zero is left out.

    Raises:
        PlainError: for an enum that nobody knows, and for a key of the wrong length.
    """
    for name, known in _ENUMS.items():
        if (value := text(device, name)) and value not in known:
            raise PlainError(
                INVALID_ARGUMENT, f'unmarshal error at path "end_device": unknown value for enum: "{value}"'
            )
    root = text(message(message(device, "root_keys") or {}, "app_key") or {}, "key")
    if root and len(root) != _KEY_LETTERS:
        raise PlainError(
            INVALID_ARGUMENT,
            'unmarshal error at path "end_device.root_keys.app_key.key": error:pkg/types:invalid_length '
            f"(invalid length: want 16 bytes, got {len(root)} runes)",
        )
    own = [path for path in paths if not path.startswith("ids")]
    found: JSON = _kept(selected(device, own))
    return found


def _kept(value: Any, name: str = "") -> Any:
    if isinstance(value, dict):
        found = {key: _kept(inner, key) for key, inner in value.items()}
        return {key: inner for key, inner in found.items() if _EXPLICIT & {key} or not _is_zero(inner)}
    if isinstance(value, str) and name == "rx1_delay":
        return int(value.rpartition("_")[2])
    return value


def _is_zero(value: Any) -> bool:
    return isinstance(value, str | bool | int | float) and value in _ZERO
