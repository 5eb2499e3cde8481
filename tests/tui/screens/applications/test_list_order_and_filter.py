"""The orders of the list of applications, and its filter, driven by keys."""

from __future__ import annotations

import httpx

from tests.tui.conftest import NOW, URL
from tests.tui.screens.applications.list_seen import (
    LIST,
    MANY,
    HeldPages,
    heading,
    open_with,
    pages_asked,
    queries,
    rest,
    shown,
    table,
)
from tts_tui.api.client import Client
from tts_tui.api.secret import SecretStr
from tts_tui.sandbox.faults import Fault
from tts_tui.services.applications.list_state import ORDERS, ListState
from tts_tui.services.listing import Listing

# Order


async def test_all_orders_both_ways_of_which_none_is_claimed_that_can_not_be_read(start, sandbox, sample):
    async with start(sample.key) as person:
        sandbox.faults.add(Fault(path=LIST, status=500))
        await person.press("s")
        assert heading(person).endswith("newest first")
        assert shown(person)[0] == "pump-stations"
        sandbox.requests.clear()
        seen = []
        for key in ("S", "s", "S", "s", "S", "s"):
            await person.press(key)
            seen.append((heading(person).rpartition("─ ")[2], shown(person)[0]))
        assert seen == [
            ("oldest first", seen[0][1]),
            ("ID a–z", "a-long-id-has-thirty-six-characters1"),
            ("ID z–a", "zurich-lake"),
            ("name a–z", seen[3][1]),
            ("name z–a", "unnamed-two"),
            ("newest first", "pump-stations"),
        ]
        # Of what has been read whole, backwards and by time need no server.
        assert [each["order"] for each in queries(sandbox)] == ["application_id", "name"]


async def test_what_is_ordered_here_is_in_the_servers_order(start, sandbox, many):
    same = [f"same-{number}" for number in (3, 1, 2)]
    for each in same:
        sandbox.add_application(each, owner=many.user_id, created_at=NOW)  # the ID decides
    client = Client(URL, SecretStr(many.key), transport=httpx.ASGITransport(sandbox.asgi()))
    listings = {}
    for order, _ in ORDERS:
        listings[order] = Listing()
        while not listings[order].complete:
            page = await client.applications.page(order=order, page=listings[order].pages + 1)
            listings[order] = listings[order].with_page(page)
    await client.close()
    here = {
        (before, after): await listing.reordered(before, after, ListState.keys)
        for before, listing in listings.items()
        for after, _ in ORDERS
        if listing.knows(before, after, ListState.keys)
    }
    assert len(here) == 6 + 6 + 8  # as it is, backwards, and by time from any other field
    for (_, after), listing in here.items():
        assert listing.rows == listings[after].rows


async def test_a_list_that_is_not_read_whole_is_ordered_by_the_server(start, sandbox, many):
    held = HeldPages(sandbox, "2")
    async with start(None) as person:
        await open_with(person, many.key, held)
        await person.touch("S")
        held.release()
        await person.settle()
        assert queries(sandbox)[-1]["order"] == "created_at"
        assert heading(person).startswith("Applications 2,300 ")


async def test_the_cursor_stays_on_its_application_in_another_order_though_it_is_pages_away(start, sandbox, many):
    async with start(many.key) as person:
        await person.press("j")
        assert table(person).current == "harbour-lights"
        await person.press("S")
        assert table(person).current == "harbour-lights"
        assert shown(person).index("harbour-lights") == table(person).cursor_row == MANY - 2


# The filter


async def test_a_filter_narrows_while_one_types_over_id_name_and_description(start, sandbox, sample):
    async with start(sample.key) as person:
        asked = len(sandbox.requests)
        await person.press("slash")
        await person.type("water")
        assert heading(person).startswith("Applications 9 of 60 ─ / ▌water ")
        assert {"water-meters-north", "water-leaks", "river-gauges", "wells-east"} <= set(shown(person))
        assert len(sandbox.requests) == asked  # everything was read before
        # Enter keeps it, and esc ends it.
        await person.press("enter")
        assert table(person).has_focus
        assert heading(person).startswith("Applications 9 of 60")
        await person.press("j", "escape")
        assert len(shown(person)) == 60
        assert table(person).cursor_row > 1  # on the application that the cursor was on
        assert heading(person).startswith("Applications 60 ")
        await person.press("escape", "escape")
        assert person.app.is_running
        # Letters are letters in it.
        await person.press("slash")
        await person.type("qnadtjk")
        assert person.app.screen.area == "Applications"
        assert person.app.screen.query_one("#filter").value == "qnadtjk"


async def test_a_filter_that_finds_nothing_says_so_and_gives_the_cursor_back(start, sample):
    async with start(sample.key, (120, 40)) as person:
        await person.press("j", "j", "j", "slash")
        await person.type("[/x] no")
        assert "Nothing contains “[/x] no”. ctrl+f Search the server esc Clear the filter" in person.words
        await person.press("enter")
        assert person.notes == []  # it keeps the filter, and opens nothing
        assert not person.app.screen.query_one("#filter").has_focus
        await person.press("slash")
        assert heading(person).startswith("Applications 0 of 60 ─ / ▌[/x] no ")
        await person.press("escape")
        assert table(person).cursor_row == 3
        assert table(person).has_focus


async def test_a_cleared_filter_leaves_the_view_where_it_was(start, sample):
    async with start(sample.key) as person:
        table = person.app.screen.table
        await person.press("pagedown", "pagedown", "k", "k", "k")
        before = table.scroll_y, table.current
        await person.press("slash", *"water", "escape")
        assert (table.scroll_y, table.current) == before
        await person.press("slash", "escape")
        assert (table.scroll_y, table.current) == before


async def test_what_only_a_description_has_is_shown_beside_the_name(start, sandbox, sample):
    sandbox.add_application("hidden", owner="demo-user", name="Plain", description="Sewers and\nrain of the old town")
    async with start(sample.key) as person:
        await person.press("slash", *"old rain")
        assert "Plain · …rain of the old" in row_of(person, "hidden")
        await person.resize(200, 60)  # where it has a column
        assert "Plain ·" not in row_of(person, "hidden")
        await person.resize(80, 24)
        await person.press("escape", "slash", *"plain")
        assert "Plain ·" not in row_of(person, "hidden")


def row_of(person, application_id):
    """The line of an application."""
    return next(each for each in person.screen.splitlines() if application_id in each)


async def test_the_screen_says_that_of_long_descriptions_a_filter_sees_the_beginning(start, sandbox, sample):
    sandbox.add_application("long-story", owner=sample.user_id, description="Beside the lock. " * 20 + "Lost property")
    async with start(sample.key) as person:
        words = "Filters on the first 200 characters of descriptions"
        assert words not in person.screen
        await person.press("slash")
        await person.type("beside lock")
        assert shown(person) == ["long-story"]
        assert words in person.screen
        await person.type(" property")
        assert shown(person) == []
        assert words in person.screen
        await person.press("escape")
        assert words not in person.screen


async def test_a_filter_is_answered_while_pages_are_still_read(start, sandbox, many):
    held = HeldPages(sandbox, "2")
    async with start(None) as person:
        await open_with(person, many.key, held)
        await person.touch("slash", *"beehive")
        await rest(person)
        assert heading(person).startswith(f"Applications {len(shown(person))} of 1,000 of 2,300 read ─ / ▌beehive")
        assert "Waiting for the applications" in person.words
        # Esc ends the filter, and reading goes on.
        await person.pilot.press("escape")
        await rest(person)
        assert heading(person).startswith("Applications 1,000 of 2,300 read")
        assert table(person).has_focus
        # No row is drawn twice when the other pages come, and the cursor stays.
        await person.touch("slash", *"beehive", "enter", "j", "j")
        await rest(person)
        current, top, before = table(person).current, table(person).scroll_y, shown(person)
        held.release()
        await person.settle()
        assert heading(person).startswith(f"Applications {len(shown(person))} of 2,300")
        assert "read" not in heading(person)
        assert len(shown(person)) > len(before)
        assert shown(person)[: len(before)] == before
        assert all("beehive" in each for each in shown(person))
        assert (table(person).current, table(person).scroll_y) == (current, top)


async def test_a_filter_reads_what_is_missing_after_reading_was_stopped(start, sandbox, many):
    held = HeldPages(sandbox, "2")
    async with start(None) as person:
        await open_with(person, many.key, held)
        await person.press("escape")
        held.release()
        asked = len(queries(sandbox))
        await person.press("slash")
        assert pages_asked(sandbox)[asked:] == ["2", "3"]  # not the first once more
        assert len(shown(person)) == MANY
