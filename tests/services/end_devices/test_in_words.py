"""What the servers know of an end device, in words."""

from __future__ import annotations

from tts_tui.api.end_device_models import Location, Versions
from tts_tui.services.end_devices.in_words import place, version


def test_a_place_has_its_hemispheres_and_only_what_is_known() -> None:
    assert place(Location(latitude=52.5, longitude=4.25)) == "52.50000° N 4.25000° E"
    somewhere = Location(latitude=-33.9, longitude=-71.6, altitude=12, accuracy=5)
    assert place(somewhere) == "33.90000° S 71.60000° W, 12 m ±5 m"


def test_a_product_has_only_what_is_known() -> None:
    assert version(Versions()) == ""
    assert version(Versions(brand_id="b", model_id="m")) == "b m"
    whole = Versions(brand_id="b", model_id="m", hardware_version="1", firmware_version="2", band_id="EU_863_870")
    assert version(whole) == "b m, hardware 1, firmware 2, EU_863_870"
