"""The list of applications, driven by keys."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

import httpx
import pytest

from tests.tui.conftest import NOW, SIZES, URL
from tts_tui.api.call_sender import Wait
from tts_tui.api.client import Client
from tts_tui.api.errors import Unreachable
from tts_tui.api.secret import SecretStr
from tts_tui.sandbox.faults import Fault
from tts_tui.sandbox.sample import fill
from tts_tui.services.applications.list_state import ORDERS, ListState
from tts_tui.services.listing import Listing
from tts_tui.tui.widgets.application_table import ApplicationTable

if TYPE_CHECKING:
    from tests.tui.conftest import Person
    from tts_tui.sandbox.app import Sandbox
    from tts_tui.sandbox.sample import Sample

LIST = r"/api/v3/applications$"
SEARCH = r"/api/v3/search/applications$"
MANY = 2_300
LONGEST = "as-long-as-an-id-of-an-app-may-be-36"


class SessionManager:
    """Holds back the requests of some pages until it is opened."""

    def __init__(self, sandbox: Sandbox, *pages: str) -> None:
        self.reached = asyncio.Event()
        self._open = asyncio.Event()
        self._pages, self._sandbox = pages, sandbox
        sandbox.faults.add(Fault(path="/applications$", latency=1, times=None))
        sandbox.faults.wait = self._wait

    async def _wait(self, fault: Fault) -> bool:
        if fault.latency and pages_asked(self._sandbox)[-1] in self._pages:
            self.reached.set()
            await self._open.wait()
        return True

    def open(self) -> None:
        """Let everything through from now on."""
        self._open.set()


def queries(sandbox: Sandbox) -> list[dict[str, str]]:
    """What each request for a page of applications asked for."""
    return [
        {key: value for key, (value,) in parse_qs(each.query).items()}
        for each in sandbox.requests
        if each.path.endswith("/applications")
    ]


def pages_asked(sandbox: Sandbox) -> list[str]:
    return [query["page"] for query in queries(sandbox)]


def table(person: Person) -> ApplicationTable:
    return person.app.screen.query_one(ApplicationTable)


def shown(person: Person) -> list[str]:
    return list(table(person).keys)


def line(person: Person, store_kind: int) -> str:
    return person.screen.splitlines()[store_kind].strip()


async def without_notes(person: Person) -> None:
    """Wait until the notes have gone, which may lie over the rest."""
    person.app.clear_notifications()
    await person.settle()


def heading(person: Person) -> str:
    return line(person, 1).strip("─ ")


async def rest(person: Person) -> None:
    """A little while, for what goes on while something is held back."""
    for _ in range(20):
        await person.pilot.pause()


@pytest.fixture
def many(sandbox: Sandbox) -> Sample:
    """2,300 applications: three pages."""
    return fill(sandbox, MANY)


# What is there


async def test_the_list_is_there_at_once_newest_first(start, sample, size, golden):
    async with start(sample.key, size) as person:
        assert person.screen == golden


async def test_the_first_page_is_asked_for_once_with_limit_page_and_order(start, sandbox, sample):
    async with start(sample.key) as person:
        assert queries(sandbox) == [
            {"order": "-created_at", "limit": "1000", "page": "1", "field_mask": "name,description"}
        ]
        assert heading(person).startswith("Applications 60 ")


async def test_an_empty_list_says_what_to_do(start, sandbox):
    sandbox.add_user("newcomer")
    async with start(sandbox.add_key("user", "newcomer")) as person:
        assert heading(person).startswith("Applications 0 ")
        assert "No applications yet To create one, you only need an ID. n Create an application" in person.words
        await person.press("enter", "y", "d")
        assert person.notes == ["No application is selected."] * 3


async def test_an_administrator_without_applications_of_their_own_is_shown_the_way_to_all(start, sample):
    async with start(sample.admin_key) as person:
        assert heading(person).startswith("Applications 0 ")
        assert "a Show all you can access" in person.words


async def test_an_administrator_switches_to_all_applications_and_back(start, sandbox, sample):
    async with start(sample.admin_key) as person:
        await person.press("a")
        assert heading(person).startswith("All applications 60 ")
        assert "pump-stations" in shown(person)
        assert sandbox.requests[-1].path == "/api/v3/search/applications"
        assert {"limit": "1000", "page": "1"}.items() <= queries(sandbox)[-1].items()
        await person.press("s")
        assert queries(sandbox)[-1]["order"] == "application_id"
        assert sandbox.requests[-1].path == "/api/v3/search/applications"
        await person.press("a")
        assert sandbox.requests[-1].path == "/api/v3/applications"
        assert "a  Show all you can access" in person.screen


async def test_a_key_that_may_not_list_says_so_and_searches(start, sandbox, sample):
    key = sandbox.add_key("user", sample.user_id, rights=["RIGHT_USER_INFO", "RIGHT_APPLICATION_ALL"])
    async with start(key) as person:
        await without_notes(person)
        assert "This token may not list applications." in person.words
        assert "RIGHT_USER_APPLICATIONS_LIST" in person.words
        assert "Press a to search instead" in person.words
        assert shown(person) == []
        await person.press("a")
        assert heading(person).startswith("All applications 60")
        assert "may not list" not in person.screen
        await person.press("n")
        assert person.notes == ["This token lacks RIGHT_USER_APPLICATIONS_CREATE. Press r to check again."]


async def test_a_suspended_account_is_told_the_servers_reason_and_not_to_search(start, sandbox):
    sandbox.add_user("gone", state="STATE_SUSPENDED", state_description="no longer with us")
    async with start(sandbox.add_key("user", "gone")) as person:
        await without_notes(person)
        assert "Restricted rights after account suspension: no longer with us" in person.words
        assert "signing in again doesn't help" in person.words
        assert "Press a to search" not in person.screen


async def test_an_organizations_key_lists_and_creates_as_its_organization(start, sandbox, sample):
    async with start(sandbox.add_key("organization", "water-works"), (80, 24)) as person:
        assert line(person, 0).endswith("organization water-works")
        assert heading(person).startswith(f"Applications {len(shown(person))} ")
        mine = {"water-meters-north", "water-meters-south", "water-leaks"}
        assert mine < set(shown(person))
        assert "parking-center" not in shown(person)
        await person.press("n")
        assert person.app.screen.__class__.__name__ == "NewApplicationScreen"


# More than one page


async def test_only_the_applications_of_one_organization_and_back_to_ones_own(start, sandbox, sample):
    async with start(sample.key) as person:
        own = shown(person)
        await person.press("O")
        assert "City Parking (city-parking)" in person.screen
        await person.press("enter")
        assert heading(person).startswith("Applications of city-parking ")
        assert "parking-center" in shown(person)
        assert "water-leaks" not in shown(person)
        assert len(shown(person)) < len(own)
        await person.press("s")
        assert heading(person).startswith("Applications of city-parking ")
        await person.press("a")
        assert heading(person).startswith("Applications 60 ")
        assert shown(person) != []


async def test_three_pages_are_read_one_after_the_other(start, sandbox, many):
    async with start(many.key) as person:
        assert heading(person).startswith("Applications 2,300 ")
        assert pages_asked(sandbox) == ["1", "2", "3"]
        assert all(query["limit"] == "1000" for query in queries(sandbox))
        assert len(shown(person)) == len(set(shown(person))) == MANY


async def test_the_first_page_is_shown_while_the_others_are_read(start, sandbox, many):
    manager = SessionManager(sandbox, "2")
    async with start(None) as person:
        await open_with(person, many.key, manager)
        assert heading(person).startswith("Applications 1,000 of 2,300 read ")
        assert "Waiting for the applications … Esc stops" in person.words
        assert "pump-stations" in person.screen
        await person.touch("j", "j")
        assert table(person).cursor_row == 2
        manager.open()
        await person.settle()
        assert heading(person).startswith("Applications 2,300 ")
        assert table(person).cursor_row == 2


async def test_a_pause_before_another_try_is_told_with_its_reason(start, sandbox, many):
    manager = SessionManager(sandbox, "2")
    async with start(None) as person:
        await open_with(person, many.key, manager)
        for reason in ("rate limit exceeded", "No answer within 10 s."):
            person.app.screen.show_wait(Wait(2.0, 2, Unreachable(reason)))
            said = f"{reason.removesuffix('.')}. Trying again in 2 s, try 2 of 5 … Esc stops"
            await person.until(lambda said=said: f" {said} " in person.words)
        manager.open()


async def test_a_row_that_moves_to_the_next_page_while_reading_is_there_once(start, sandbox, many):
    manager = SessionManager(sandbox, "2")
    async with start(None) as person:
        await open_with(person, many.key, manager)
        sandbox.add_application("made-meanwhile", owner=many.user_id, created_at=NOW)
        manager.open()
        await person.settle()
        assert len(shown(person)) == len(set(shown(person))) == MANY  # though the third page was read before
        assert heading(person).startswith("Applications 2,300 of 2,301 read")
        await person.press("r")
        assert heading(person).startswith("Applications 2,301 ")
        assert shown(person)[0] == "made-meanwhile"


async def test_esc_stops_reading_and_keeps_what_is_there(start, sandbox, many):
    manager = SessionManager(sandbox, "2")
    async with start(None) as person:
        await open_with(person, many.key, manager)
        await person.press("escape")
        assert "Stopped." in person.screen
        assert heading(person).startswith("Applications 1,000 of 2,300 read ")
        assert len(shown(person)) == 1_000
        manager.open()
        await person.press("r")
        assert heading(person).startswith("Applications 2,300 ")


async def test_a_page_that_fails_leaves_those_before_it_and_can_be_read_again(start, sandbox, many):
    manager = SessionManager(sandbox, "2")
    async with start(None) as person:
        await open_with(person, many.key, manager)
        sandbox.faults.clear()
        sandbox.faults.add(Fault(path=LIST, status=500))
        await person.press("escape", "slash")  # a filter reads on
        await person.press("escape")
        assert "Could not read the applications." in person.words
        assert "fault 500" in person.words
        assert heading(person).startswith("Applications 1,000 of 2,300 read ")
        assert len(shown(person)) == 1_000
        manager.open()
        await person.press("r")
        assert heading(person).startswith("Applications 2,300 ")
        assert "Could not" not in person.screen


async def test_a_first_page_that_fails_does_not_claim_that_there_is_nothing(start, sandbox, sample):
    sandbox.faults.add(Fault(path=LIST, status=500))
    async with start(sample.key) as person:
        assert "Could not read the applications." in person.words
        assert "fault 500" in person.words
        assert "have not been loaded" in person.words
        assert "0" not in heading(person)
        await person.press("r")
        assert heading(person).startswith("Applications 60 ")
        assert "Could not" not in person.screen


# Refresh


async def test_a_refresh_keeps_the_cursor_and_the_view_and_shows_what_is_new(start, sandbox, many):
    async with start(many.key) as person:
        await person.press("G", "k", "k")
        current, view = table(person).current, table(person).scroll_y
        sandbox.add_application("made-meanwhile", owner=many.user_id, created_at=NOW)
        await person.press("r")
        assert table(person).current == current
        assert table(person).scroll_y == view + 1
        assert shown(person)[0] == "made-meanwhile"


async def test_a_refresh_leaves_the_old_rows_until_all_is_read(start, sandbox, many):
    async with start(many.key) as person:
        await person.press("G")
        manager = SessionManager(sandbox, "2")
        await person.touch("r")
        await manager.reached.wait()
        await rest(person)
        assert len(shown(person)) == MANY
        assert heading(person).startswith("Applications 2,300 ")
        assert table(person).cursor_row == MANY - 1
        manager.open()
        await person.settle()
        assert len(shown(person)) == MANY


async def test_a_refresh_that_fails_leaves_the_old_rows(start, sandbox, sample):
    async with start(sample.key) as person:
        await person.press("j", "j")
        sandbox.faults.add(Fault(path=LIST, status=500))
        await person.press("f5")
        assert "Could not read the applications." in person.words
        assert "fault 500" in person.words
        assert heading(person).startswith("Applications 60 ")
        assert "pump-stations" in person.screen
        assert table(person).cursor_row == 2
        assert len(shown(person)) == 60


async def test_what_was_deleted_elsewhere_goes_and_the_cursor_to_the_next(start, sandbox, sample):
    async with start(sample.key) as person:
        await person.press("j")
        assert table(person).current == "harbour-lights"
        below = shown(person)[2]
        sandbox.store.existing("application", "harbour-lights").deleted_at = NOW
        sandbox.store.changed()
        await person.press("r")
        assert table(person).current == below
        assert heading(person).startswith("Applications 59 ")


# Order


async def test_all_orders_both_ways(start, sandbox, sample):
    async with start(sample.key) as person:
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
        assert [each["order"] for each in queries(sandbox)] == ["-created_at", "application_id", "name"]


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
    manager = SessionManager(sandbox, "2")
    async with start(None) as person:
        await open_with(person, many.key, manager)
        await person.touch("S")
        manager.open()
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


async def test_an_order_that_cannot_be_read_is_not_claimed(start, sandbox, sample):
    async with start(sample.key) as person:
        sandbox.faults.add(Fault(path=LIST, status=500))
        await person.press("s")
        assert heading(person).endswith("newest first")
        assert shown(person)[0] == "pump-stations"
        await person.press("s")
        assert heading(person).endswith("ID a–z")


# The filter


async def test_a_filter_narrows_while_one_types_over_id_name_and_description(start, sandbox, sample):
    async with start(sample.key) as person:
        asked = len(sandbox.requests)
        await person.press("slash")
        await person.type("water")
        assert heading(person).startswith("Applications 9 of 60 ─ / ▌water ")
        assert {"water-meters-north", "water-leaks", "river-gauges", "wells-east"} <= set(shown(person))
        assert len(sandbox.requests) == asked  # everything was read before


async def test_enter_keeps_a_filter_and_esc_ends_it(start, sample):
    async with start(sample.key) as person:
        await person.press("slash")
        await person.type("greenhouse 1")
        await person.press("enter")
        assert table(person).has_focus
        assert heading(person).startswith(f"Applications {len(shown(person))} of 60")
        await person.press("j", "escape")
        assert len(shown(person)) == 60
        assert table(person).cursor_row > 1  # on the application that the cursor was on
        assert heading(person).startswith("Applications 60 ")
        await person.press("escape", "escape")
        assert person.app.is_running


async def test_a_filter_that_finds_nothing_says_so_and_gives_the_cursor_back(start, sample):
    async with start(sample.key) as person:
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


async def test_letters_are_letters_in_the_filter(start, sample):
    async with start(sample.key) as person:
        await person.press("slash")
        await person.type("qnadtjk")
        assert person.app.screen.area == "Applications"
        assert person.app.screen.query_one("#filter").value == "qnadtjk"


async def test_a_filter_while_pages_are_still_read_says_how_many_have_been(start, sandbox, many):
    manager = SessionManager(sandbox, "2")
    async with start(None) as person:
        await open_with(person, many.key, manager)
        await person.touch("slash", *"beehive")
        await rest(person)
        assert heading(person).startswith(f"Applications {len(shown(person))} of 1,000 of 2,300 read ─ / ▌beehive")
        assert "Waiting for the applications" in person.words
        assert "of 2,300 read" in heading(person)
        before = len(shown(person))
        manager.open()
        await person.settle()
        assert heading(person).startswith(f"Applications {len(shown(person))} of 2,300")
        assert "read" not in heading(person)
        assert len(shown(person)) > before
        assert all("beehive" in each for each in shown(person))


async def test_a_filter_reads_what_is_missing_after_reading_was_stopped(start, sandbox, many):
    manager = SessionManager(sandbox, "2")
    async with start(None) as person:
        await open_with(person, many.key, manager)
        await person.press("escape")
        manager.open()
        asked = len(queries(sandbox))
        await person.press("slash")
        assert pages_asked(sandbox)[asked:] == ["2", "3"]  # not the first once more
        assert len(shown(person)) == MANY


async def test_esc_ends_a_filter_and_reading_goes_on(start, sandbox, many):
    manager = SessionManager(sandbox, "2")
    async with start(None) as person:
        await open_with(person, many.key, manager)
        await person.pilot.press("slash", *"bee", "escape")
        await rest(person)
        assert heading(person).startswith("Applications 1,000 of 2,300 read")
        assert table(person).has_focus
        manager.open()
        await person.settle()
        assert heading(person).startswith("Applications 2,300 ")


async def test_typing_is_answered_while_pages_come_in_and_no_row_is_drawn_twice(start, sandbox, many):
    manager = SessionManager(sandbox, "2")
    async with start(None) as person:
        await open_with(person, many.key, manager)
        await person.touch("slash", *"e", "enter", "j", "j")
        await rest(person)
        current, top, before = table(person).current, table(person).scroll_y, shown(person)
        manager.open()
        await person.settle()
        assert shown(person)[: len(before)] == before
        assert (table(person).current, table(person).scroll_y) == (current, top)


# The way to other screens


async def test_a_row_is_opened_and_the_list_is_as_it_was_on_coming_back(start, sandbox, sample):
    async with start(sample.key) as person:
        await person.press("j", "j")
        assert person.app.screen.area == "Applications"
        await person.press("enter")
        assert person.app.screen.area == "Application"
        asked = len(queries(sandbox))
        await person.press("q")
        assert table(person).cursor_row == 2
        assert len(queries(sandbox)) == asked


async def test_y_sends_the_id_to_the_clipboard(start, sample):
    async with start(sample.key) as person:
        await person.press("j", "y")
        assert person.app.clipboard == "harbour-lights"
        assert person.notes == ["The ID harbour-lights was sent to your terminal, which may ignore it."]


async def test_q_ends_the_program(start, sample):
    async with start(sample.key) as person:
        await person.press("q")
        assert not person.app.is_running
        assert person.app.return_code == 0


async def test_a_key_that_is_revoked_meanwhile_is_told_over_the_rows_that_are_there(start, sandbox, sample):
    token = sandbox.add_key("user", sample.user_id)
    async with start(token) as person:
        user = sandbox.store.existing("user", sample.user_id)
        sandbox.store.remove_key(user, next(key for key in user.keys.values() if key.token == token))
        await person.touch("r")
        await person.until_on("Sign in")
        await person.press("escape", "escape")
        assert "API key not found" in person.words
        assert "The token is unknown, revoked or expired." in person.words
        assert "pump-stations" in person.screen
        assert len(shown(person)) == 60


# Sizes


async def test_a_terminal_that_is_too_small_says_so_and_everything_is_there_again_after(start, sample):
    async with start(sample.key) as person:
        await person.press("j", "j", "j")
        await person.pilot.resize_terminal(59, 15)
        await person.settle()
        assert "This terminal is 59×15." in person.words
        assert "needs 60×16" in person.words
        assert "Applications" not in person.screen
        await person.pilot.resize_terminal(80, 24)
        await person.settle()
        assert heading(person).startswith("Applications 60 ")
        await person.press("j")
        assert table(person).cursor_row == 4


async def test_the_smallest_terminal_has_everything(start, sample):
    async with start(sample.key, (60, 16)) as person:
        assert line(person, 0).endswith("demo-user")
        assert heading(person).endswith("newest first")
        assert person.beside("ID") == "Created ↓"
        assert person.beside("pump-stations") == "2026-11-23"
        assert person.key_bar.startswith("enter Open ")


@pytest.mark.parametrize("size", [(60, 16), (67, 16), (79, 24), *SIZES])
async def test_the_longest_id_is_whole_with_counts_and_without(start, sandbox, sample, size):
    sandbox.add_application(LONGEST, owner=sample.user_id, name="A long name " * 4, created_at=sandbox.clock())
    async with start(sample.key, size) as person:
        for keys in ((), ("c",)):
            await person.press(*keys)
            row = next(each for each in person.screen.splitlines() if LONGEST in each)
            assert row.startswith(f" {LONGEST}  ")
            assert (" 2026-11-23" in row) is (not keys)  # when a device was last seen takes its room
            assert (" A long na" in row) is (size[0] >= (68 if keys else 64))
        assert {"Devices", "Keys"} < set(line(person, 2).split())


@pytest.mark.parametrize("steps", [5, 1_500])
async def test_the_cursor_stays_when_the_terminal_changes_its_size(start, many, steps):
    async with start(many.key) as person:
        table(person).move_cursor(row=steps)
        current = table(person).current
        for size in ((120, 40), (80, 24), (59, 15), (80, 24)):
            await person.pilot.resize_terminal(*size)
            await person.settle()
            assert table(person).current == current
        assert len(shown(person)) == MANY
        assert current in person.screen


async def open_with(person: Person, key: str, manager: SessionManager) -> None:
    """Sign in by pasting, and wait until the gate holds a page back."""
    await person.type(key)
    await person.touch("enter")
    await manager.reached.wait()
    await rest(person)


async def test_a_cleared_filter_leaves_the_view_where_it_was(start, sample):
    async with start(sample.key) as person:
        table = person.app.screen.table
        await person.press("pagedown", "pagedown", "k", "k", "k")
        before = table.scroll_y, table.current
        await person.press("slash", *"water", "escape")
        assert (table.scroll_y, table.current) == before
        await person.press("slash", "escape")
        assert (table.scroll_y, table.current) == before


@pytest.mark.parametrize(("key", "area"), [("o", "Servers"), ("A", "Audit")])
async def test_servers_and_the_audit_open_from_an_application_too(start, sample, key, area):
    async with start(sample.key) as person:
        await person.press("enter")
        await person.press(key)
        assert person.app.screen.area == area
