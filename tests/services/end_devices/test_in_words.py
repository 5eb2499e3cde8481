"""What the servers know of an end device, in words."""

from __future__ import annotations

from datetime import UTC, datetime

from tts_tui.api.end_device_models import Location, OnApplicationServer, OnNetworkServer, Versions
from tts_tui.services.end_devices.in_words import (
    activation,
    battery,
    classes,
    formatters,
    lorawan,
    payload_crypto,
    place,
    receive,
    version,
)


def test_a_place_has_its_hemispheres_and_only_what_is_known() -> None:
    assert place(Location(latitude=52.5, longitude=4.25)) == "52.50000° N 4.25000° E"
    somewhere = Location(latitude=-33.9, longitude=-71.6, altitude=12, accuracy=5)
    assert place(somewhere) == "33.90000° S 71.60000° W, 12 m ±5 m"


def test_a_product_has_only_what_is_known() -> None:
    assert version(Versions()) == ""
    assert version(Versions(brand_id="b", model_id="m")) == "b m"
    whole = Versions(brand_id="b", model_id="m", hardware_version="1", firmware_version="2", band_id="EU_863_870")
    assert version(whole) == "b m, hardware 1, firmware 2, EU_863_870"


def test_versions_are_written_as_lorawan_writes_them() -> None:
    assert lorawan("MAC_V1_0_3") == "1.0.3"
    assert lorawan("PHY_V1_0_3_REV_A") == "1.0.3 revision A"
    assert lorawan("RP002_V1_0_4") == "1.0.4"
    assert lorawan("") == ""
    assert lorawan("SOMETHING") == "SOMETHING"


def test_what_a_device_said_of_its_power_is_shown_only_where_it_said_so() -> None:
    said = datetime(2026, 11, 23, tzinfo=UTC)
    assert battery(OnNetworkServer(id="a")) == ""
    on_battery = OnNetworkServer(id="a", last_dev_status_received_at=said, battery_percentage=42.5, downlink_margin=9)
    assert battery(on_battery) == "battery 42.5 %, margin 9 dB"
    plugged = OnNetworkServer(id="a", last_dev_status_received_at=said, power_state="POWER_EXTERNAL")
    assert battery(plugged) == "external power, margin 0 dB"


def test_settings_of_the_application_hold_where_the_device_has_none() -> None:
    assert formatters(OnApplicationServer(id="a")) == "as the application"
    own = OnApplicationServer(id="a", up_formatter="FORMATTER_JAVASCRIPT")
    assert formatters(own) == "uplink JavaScript"
    crypto = [payload_crypto(OnApplicationServer(id="a", skip_payload_crypto_override=each)) for each in (None, True)]
    assert crypto == ["as the application", "skipped"]


def test_how_and_when_a_device_listens() -> None:
    known = OnNetworkServer(id="a", supports_join=True, supports_class_c=True, rx1_delay=5, rx2_frequency=869525000)
    assert (activation(known), classes(known)) == ("over the air (OTAA)", "A, C")
    assert receive(known) == "RX1 after 5 s, RX2 at 869.525 MHz"
    assert receive(OnNetworkServer(id="a")) == ""
