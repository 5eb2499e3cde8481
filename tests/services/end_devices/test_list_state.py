"""What a list of end devices shows, and in which order."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from msgspec.structs import replace

from tts_tui.api.rows import DeviceRow, Page
from tts_tui.services.end_devices.list_state import ORDERS, DeviceListState
from tts_tui.services.list_state import SearchResult
from tts_tui.services.listing import Listing


def row(id_: str, seen: int | None, dev_eui: str = "") -> DeviceRow:
    """A device that was seen on that day of a month, or never."""
    return DeviceRow(id_, "", dev_eui, "", "", datetime(2026, 11, seen, tzinfo=UTC) if seen else None, None)


ROWS = (row("a", 5, "B"), row("b", None, "A"), row("c", 9, "C"))
HERE = DeviceListState(listing=Listing().with_page(Page(ROWS, 3)))


async def ordered(order: str) -> str:
    listing = await HERE.listing.reordered("device_id", order, HERE.keys)
    return "".join(each.id for each in listing.rows)


@pytest.mark.parametrize(
    ("order", "ids"),
    [("-last_seen_at", "cab"), ("last_seen_at", "bac"), ("dev_eui", "bac"), ("-dev_eui", "cab")],
)
async def test_what_the_server_can_not_order_is_ordered_here_with_those_never_seen_as_the_oldest(order, ids) -> None:
    assert await ordered(order) == ids
    assert replace(HERE, order=order).asked_order == "-created_at"
    assert replace(HERE, order=order).orders_here


def test_what_the_server_orders_it_is_asked_for() -> None:
    asked = {order for order, _ in ORDERS if replace(HERE, order=order).asked_order == order}
    assert asked == {"created_at", "-created_at", "name", "-name", "device_id", "-device_id"}


def test_the_words() -> None:
    assert HERE.heading(3) == "Devices 3"
    found = replace(HERE, filter="a", found=SearchResult("a", "-created_at", HERE.listing))
    assert found.heading(3) == "Devices 3 found by the server"
    assert found.note == "Searched: IDs, names and EUIs for this text, descriptions for its words."
    assert len(found.note) <= 78
    empty = DeviceListState(listing=Listing().with_page(Page((), 0)), address="https://tts.example.com/console")
    assert empty.nothing.address == "https://tts.example.com/console"
    assert empty.nothing.keys == (("n", "Copy this address"),)
