"""An end device, in the four parts that the four servers have of it. (`end_device.proto`)

No part holds a key: neither root keys nor those of a session are ever asked for.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import AliasChoices, AliasPath, AwareDatetime, Field, StrictBool

from tts_tui.api.models import Model

__all__ = ["EndDevice", "Location", "OnApplicationServer", "OnJoinServer", "OnNetworkServer", "Versions"]


def _from(*path: str) -> Any:
    """A text that is nested in the answer."""
    return Field(default="", validation_alias=AliasPath(*path))


_ID: Any = Field(validation_alias=AliasChoices("id", AliasPath("ids", "device_id")))


class Versions(Model):
    """Which product a device is. (`EndDeviceVersionIdentifiers`)"""

    brand_id: str = ""
    model_id: str = ""
    hardware_version: str = ""
    firmware_version: str = ""
    band_id: str = ""


class Location(Model):
    """Where a device is: degrees, and metres above the sea; `accuracy` in metres, 0 where nobody knows."""

    latitude: float = 0
    longitude: float = 0
    altitude: float = 0
    accuracy: float = 0
    source: str = ""


class EndDevice(Model):
    """A device as the Identity Server knows it. Limits: ID 3-36, name 50, description 2000, 10 attributes.

    EUIs are upper-case hexadecimal, and empty where the device has none. `locations` go by their source, as "user".
    `activated_at` is when it first joined or sent; `last_seen_at` is up to ten seconds late.
    """

    id: str = _ID
    dev_eui: str = _from("ids", "dev_eui")
    join_eui: str = _from("ids", "join_eui")
    name: str = ""
    description: str = ""
    attributes: Mapping[str, str] = {}
    version_ids: Versions = Field(default_factory=Versions)
    locations: Mapping[str, Location] = {}
    serial_number: str = ""
    service_profile_id: str = ""
    network_server_address: str = ""
    application_server_address: str = ""
    join_server_address: str = ""
    created_at: AwareDatetime | None = None
    updated_at: AwareDatetime | None = None
    activated_at: AwareDatetime | None = None
    last_seen_at: AwareDatetime | None = None


class OnNetworkServer(Model):
    """A device as the Network Server knows it: its plan, its session, and what it reported of itself.

    Enums are the server's own names (`MAC_V1_0_3`, `POWER_BATTERY`). `dev_addr` is empty without a session, and
    `rx2_frequency` is in Hz. `battery_percentage` is None where the device never said; `downlink_margin` is in dB, of
    `last_dev_status_received_at`.
    """

    id: str = _ID
    frequency_plan_id: str = ""
    lorawan_version: str = ""
    lorawan_phy_version: str = ""
    supports_join: bool = False
    supports_class_b: bool = False
    supports_class_c: bool = False
    dev_addr: str = _from("session", "dev_addr")
    session_started_at: AwareDatetime | None = Field(default=None, validation_alias=AliasPath("session", "started_at"))
    last_f_cnt_up: int = Field(default=0, validation_alias=AliasPath("session", "last_f_cnt_up"))
    last_n_f_cnt_down: int = Field(default=0, validation_alias=AliasPath("session", "last_n_f_cnt_down"))
    session_lorawan_version: str = _from("mac_state", "lorawan_version")
    rx1_delay: int = Field(default=0, validation_alias=AliasPath("mac_state", "current_parameters", "rx1_delay"))
    rx2_frequency: int = Field(
        default=0, validation_alias=AliasPath("mac_state", "current_parameters", "rx2_frequency")
    )
    data_rate_index: int = Field(
        default=0, validation_alias=AliasPath("mac_state", "current_parameters", "adr_data_rate_index")
    )
    last_dev_status_received_at: AwareDatetime | None = None
    battery_percentage: float | None = None
    power_state: str = ""
    downlink_margin: int = 0


class OnApplicationServer(Model):
    """A device as the Application Server knows it: its session's counter, and formatters of its own.

    `skip_payload_crypto_override` is None where the application's setting holds.
    """

    id: str = _ID
    dev_addr: str = _from("session", "dev_addr")
    last_a_f_cnt_down: int = Field(default=0, validation_alias=AliasPath("session", "last_a_f_cnt_down"))
    up_formatter: str = _from("formatters", "up_formatter")
    down_formatter: str = _from("formatters", "down_formatter")
    skip_payload_crypto_override: StrictBool | None = None


class OnJoinServer(Model):
    """A device as the Join Server knows it: the nonces of its joins, none where it never joined.

    A LoRaWAN 1.0 device has `used_dev_nonces`, in no order that means anything; one of 1.1 `last_dev_nonce`.
    """

    id: str = _ID
    last_dev_nonce: int = 0
    used_dev_nonces: tuple[int, ...] = ()
    last_join_nonce: int = 0
    net_id: str = ""
    resets_join_nonces: bool = False
