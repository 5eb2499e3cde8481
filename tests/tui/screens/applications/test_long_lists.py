"""A list that is too long to be read whole, and the server's search; driven by keys."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

import pytest

from tests.tui.conftest import NOW
from tests.tui.screens.applications.list_seen import heading, pages_asked, queries, shown, table, without_notes
from tests.tui.screens.sign_in.opening import paste
from tts_tui.sandbox.faults import Fault
from tts_tui.sandbox.sample import fill
from tts_tui.tui.screens.applications.list import ApplicationsScreen

if TYPE_CHECKING:
    from tests.tui.conftest import Person
    from tts_tui.sandbox.app import Sandbox
    from tts_tui.sandbox.sample import Sample

LIST = r"/api/v3/applications$"
SEARCH = r"/api/v3/search/applications$"
LOST = "Lost property"
STORY = "Beside the lock. " * 20 + LOST


@pytest.fixture
def long(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> Sample:
    """2,300 applications where 2,000 are read at most, and what is typed is searched for at once."""
    monkeypatch.setattr(ApplicationsScreen, "limit", 2_000)
    monkeypatch.setattr(ApplicationsScreen, "typing_pause", 0)
    return fill(sandbox, 2_300)


@pytest.fixture
def story(sandbox: Sandbox, sample: Sample) -> Sample:
    """A list that is read whole, with a description of which only the beginning is."""
    sandbox.add_application("long-story", owner=sample.user_id, description=STORY)
    return sample


def searched(sandbox: Sandbox) -> list[str]:
    """The words of each search."""
    return [
        parse_qs(each.query)["query"][0]
        for each in sandbox.requests
        if each.path == "/api/v3/search/applications" and "query=" in each.query
    ]


async def look_for(person: Person, words: str) -> None:
    """Open the filter and put in the words in one go."""
    await person.press("slash")
    await paste(person, words)


class Held:
    """Holds back the answer to the next search until it is let go."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.reached, self._go = asyncio.Event(), asyncio.Event()
        sandbox.faults.add(Fault(path=SEARCH, latency=1))
        sandbox.faults.wait = self._wait

    async def _wait(self, fault: Fault) -> bool:
        if fault.latency:
            self.reached.set()
            await self._go.wait()
        return True

    def let_go(self) -> None:
        self._go.set()


# Reading as far as somebody looks


async def test_of_a_long_list_the_first_page_is_read_and_the_heading_says_so(start, sandbox, long):
    async with start(long.key) as person:
        assert heading(person).startswith("Applications 1,000 of 2,300 read ")
        assert "More is loaded as you move down" in person.words
        assert pages_asked(sandbox) == ["1"]


async def test_who_comes_near_the_end_gets_the_next_page_and_at_most_so_many_as_are_kept(start, sandbox, long):
    async with start(long.key) as person:
        table(person).move_cursor(row=700)
        await person.settle()
        assert pages_asked(sandbox) == ["1"]
        table(person).move_cursor(row=820)
        await person.settle()
        assert pages_asked(sandbox) == ["1", "2"]
        assert heading(person).startswith("Applications 2,000 of 2,300 read ")
        assert table(person).cursor_row == 820
        await person.press("G", "k", "G")
        assert table(person).cursor_row == 1_999
        assert "The list ends here" in person.screen
        assert pages_asked(sandbox) == ["1", "2"]


async def test_who_turns_the_wheel_gets_the_next_page_though_the_cursor_stays(start, sandbox, long):
    async with start(long.key) as person:
        table(person).scroll_to(y=900, animate=False, force=True)
        await person.settle()
        assert table(person).cursor_row == 0
        assert pages_asked(sandbox) == ["1", "2"]


async def test_a_page_that_fails_is_told_and_asked_for_again_by_the_next_move(start, sandbox, long):
    async with start(long.key) as person:
        sandbox.faults.add(Fault(path=LIST, status=500))
        await person.press("G")
        await without_notes(person)
        assert "Could not read more applications." in person.words
        assert "fault 500" in person.words
        assert heading(person).startswith("Applications 1,000 of 2,300 read ")
        assert len(shown(person)) == 1_000
        assert pages_asked(sandbox) == ["1", "2"]
        await person.press("k")
        assert len(shown(person)) == 2_000
        assert "Could not" not in person.screen


async def test_a_refresh_reads_as_far_as_was_read_and_leaves_the_cursor(start, sandbox, long):
    async with start(long.key) as person:
        await person.press("G", "G")
        current = table(person).current
        sandbox.store.existing("application", shown(person)[5]).deleted_at = NOW
        sandbox.store.changed()
        sandbox.requests.clear()
        await person.press("r")
        assert pages_asked(sandbox) == ["1", "2"]
        assert table(person).current == current
        assert heading(person).startswith("Applications 2,000 of 2,299 read ")


async def test_what_was_deleted_elsewhere_goes_and_the_cursor_to_the_next(start, sandbox, long):
    async with start(long.key) as person:
        await person.press("j", "j")
        current, following = shown(person)[2:4]
        sandbox.store.existing("application", current).deleted_at = NOW
        sandbox.store.changed()
        await person.press("r")
        assert table(person).current == following


async def test_every_order_is_the_servers_and_begins_with_its_first_page(start, sandbox, long):
    async with start(long.key) as person:
        await person.press("G", "S")
        assert {"order": "created_at", "page": "1"}.items() <= queries(sandbox)[-1].items()
        assert heading(person).startswith("Applications 1,000 of 2,300 read ")
        assert heading(person).endswith("oldest first")
        sandbox.faults.add(Fault(path=LIST, status=500))
        await person.press("s")
        assert heading(person).endswith("oldest first")


async def test_a_list_that_has_become_short_is_read_whole(start, sandbox, long):
    async with start(long.key) as person:
        for each in shown(person)[:400]:
            sandbox.store.existing("application", each).deleted_at = NOW
        sandbox.store.changed()
        await person.press("r")
        assert heading(person).startswith("Applications 1,900 ")


async def test_a_new_application_is_gone_to_where_it_is_read_and_nowhere_else(start, sandbox, long):
    async with start(long.key) as person:
        await create(person, "street-light-one")
        assert table(person).current == "street-light-one"
        await person.press("s", "S")  # z to a
        before = table(person).current
        await create(person, "green-one")
        assert table(person).current == before
        await person.press("G")
        assert "green-one" in shown(person)[1_000:]
        assert table(person).cursor_row == 999


async def create(person: Person, application_id: str) -> None:
    """Make an application by the wizard, and come back."""
    await person.press("n")
    await person.type(application_id)
    await person.press("ctrl+s", "q")
    assert person.app.screen.area == "Applications"


# What stands in its filter


async def test_the_server_searches_for_what_stands_in_the_filter(start, sandbox, long):
    async with start(long.key) as person:
        await look_for(person, "hive")
        assert heading(person).startswith(f"Applications {len(shown(person))} found by the server ─ / ▌hive ")
        assert "Searched: IDs and names for this text, descriptions for its words." in person.words
        assert searched(sandbox) == ["hive"]
        assert {"limit": "1000", "page": "1", "order": "-created_at"}.items() <= queries(sandbox)[-1].items()
        assert len(shown(person)) > 100
        assert pages_asked(sandbox) == ["1", "1"]


async def test_it_is_asked_once_nobody_types_or_at_a_word(start, sandbox, long, monkeypatch):
    monkeypatch.setattr(ApplicationsScreen, "typing_pause", 3_600)
    async with start(long.key) as person:
        await person.touch("slash", *"hive")
        assert "Waiting for the server's search" in person.screen
        assert searched(sandbox) == []
        await person.press("ctrl+f")
        assert searched(sandbox) == ["hive"]


async def test_what_is_found_is_read_on_as_the_list_is(start, sandbox, long):
    async with start(long.key) as person:
        await look_for(person, "e")
        assert heading(person).startswith("Applications 1,000 of 2,")
        assert "found by the server" in heading(person)
        await person.press("enter", "G")
        assert len(shown(person)) == len(set(shown(person))) == 2_000
        await person.press("G", "k", "G")
        assert searched(sandbox) == ["e", "e"]


async def test_esc_shows_the_list_again_and_the_row_where_one_was(start, sandbox, long):
    async with start(long.key) as person:
        await person.press("j", "j")
        current = table(person).current
        await look_for(person, "hive")
        await person.press("escape")
        assert heading(person).startswith("Applications 1,000 of 2,300 read ")
        assert table(person).current == current
        assert pages_asked(sandbox) == ["1", "1"]


async def test_what_was_found_stays_until_the_next_is_and_esc_wants_neither(start, sandbox, long):
    async with start(long.key) as person:
        await look_for(person, "hive")
        before = shown(person)
        held = Held(sandbox)
        await person.touch("s")
        await held.reached.wait()
        assert shown(person) == before
        assert heading(person).startswith(f"Applications {len(before)} found by the server ─ / ▌hives ")
        assert "Waiting for the server's search" in person.words
        await person.touch("escape")
        assert heading(person).startswith("Applications 1,000 of 2,300 read ")
        assert "Waiting" not in person.screen
        held.let_go()
        await person.settle()
        assert heading(person).startswith("Applications 1,000 of 2,300 read ")


async def test_before_the_first_answer_nothing_is_claimed_to_be_found(start, sandbox, long):
    async with start(long.key) as person:
        held = Held(sandbox)
        await person.press("slash")
        await person.touch("w")
        await held.reached.wait()
        assert heading(person).startswith("Applications not searched yet ")
        await person.touch("enter", "escape")
        assert heading(person).startswith("Applications not searched yet ")
        assert "Not searched yet. Ctrl+F searches the server." in person.screen
        held.let_go()
        await person.press("ctrl+f")
        assert "found by the server" in heading(person)


async def test_another_order_is_searched_once(start, sandbox, long):
    async with start(long.key) as person:
        await look_for(person, "hive")
        await person.press("enter", "S")
        assert searched(sandbox) == ["hive", "hive"]
        assert queries(sandbox)[-1]["order"] == queries(sandbox)[-2]["order"] == "created_at"


async def test_signs_that_would_stand_for_any_letters_are_just_signs(start, sandbox, long):
    sandbox.add_application("all-of-it", owner=long.user_id, name="100% of it_all\\", created_at=NOW)
    async with start(long.key) as person:
        await look_for(person, "%")
        assert shown(person) == ["all-of-it"]
        await look_for(person, " of it_all\\")
        assert shown(person) == ["all-of-it"]
        assert searched(sandbox) == [r"\%", r"\% of it\_all\\"]


async def test_more_than_the_server_searches_for_is_not_asked(start, sandbox, long):
    async with start(long.key) as person:
        await look_for(person, "hive")
        await person.type("x" * 47)
        assert heading(person).startswith("Applications not searched yet ─ / ▌xxx")
        assert "The server searches for at most 50 characters." in person.words
        await person.press("ctrl+f")
        assert person.notes == ["The server searches for at most 50 characters."]
        await person.press("r", "s")
        assert searched(sandbox) == ["hive"]
        await person.press("escape")
        await without_notes(person)
        assert "at most 50" not in person.screen


async def test_nothing_found_says_so(start, long):
    async with start(long.key) as person:
        await look_for(person, "[/x] no")
        assert "The server found nothing for “[/x] no”." in person.words
        assert heading(person).startswith("Applications 0 found by the server ─ / ▌[/x] no ")
        await person.press("escape")
        assert len(shown(person)) == 1_000


REFUSALS = {
    "The server's rate limit is reached.": Fault(path=SEARCH, status=429, times=5),
    "search is forbidden": Fault(
        path=SEARCH,
        status=403,
        body={
            "code": 7,
            "message": "error:pkg/identityserver:search_forbidden (search is forbidden)",
            "details": [
                {
                    "namespace": "pkg/identityserver",
                    "name": "search_forbidden",
                    "message_format": "search is forbidden",
                }
            ],
        },
    ),
    "The answer did not arrive.": Fault(path=SEARCH, cut="before", times=5),
}


@pytest.mark.usefixtures("at_once")
@pytest.mark.parametrize("words", REFUSALS)
async def test_a_search_that_is_refused_is_told_and_leaves_what_was_found(start, sandbox, long, words):
    async with start(long.key) as person:
        await look_for(person, "hive")
        before = shown(person)
        sandbox.faults.add(REFUSALS[words])
        await person.type("s")
        await without_notes(person)
        assert "Could not search the server." in person.words
        assert words in person.words
        assert "Showing the results for “hive”." in person.words
        assert shown(person) == before
        sandbox.faults.clear()
        await person.press("f9")
        assert "Could not" not in person.screen
        assert "found by the server" in heading(person)


async def test_an_order_that_the_search_does_not_get_is_not_claimed(start, sandbox, long):
    async with start(long.key) as person:
        await look_for(person, "hive")
        await person.press("enter")
        sandbox.faults.add(Fault(path=SEARCH, status=500, times=None))
        await person.press("s")
        assert heading(person).startswith("Applications not searched yet ")
        assert heading(person).endswith("ID a–z")
        sandbox.faults.clear()
        await person.press("ctrl+f")
        assert shown(person) == sorted(shown(person))
        assert "found by the server" in heading(person)


async def test_what_is_deleted_goes_from_what_was_found_and_from_the_list(start, sandbox, long):
    sandbox.add_application("gone-soon", owner=long.user_id, created_at=NOW)
    sandbox.add_application("not-gone-soon", owner=long.user_id, created_at=NOW)
    async with start(long.key) as person:
        await look_for(person, "gone-soon")
        await person.press("enter")
        assert set(shown(person)) == {"gone-soon", "not-gone-soon"}
        table(person).go_to("gone-soon")
        await person.press("d")
        await person.type("gone-soon")
        await person.press("ctrl+s")
        assert person.app.screen.area == "Applications"
        assert shown(person) == ["not-gone-soon"]
        assert "1 found by the server" in heading(person)
        await person.press("escape")
        assert heading(person).startswith("Applications 1,000 of 2,301 read ")
        assert "gone-soon" not in shown(person)


async def test_a_filter_is_searched_in_the_other_scope_too(start, sandbox, long):
    async with start(long.key) as person:
        await look_for(person, "hive")
        await person.press("enter", "a")
        assert heading(person).startswith("All applications ")
        assert "found by the server" in heading(person)
        assert searched(sandbox) == ["hive", "hive"]


async def test_words_typed_before_the_first_page_came_are_searched_for(start, sandbox, long):
    async with start(long.key) as person:
        await person.press("a")
        held = asyncio.Event()
        sandbox.faults.add(Fault(path=LIST, latency=1))

        async def wait(fault: Fault) -> bool:
            if fault.latency:
                await held.wait()
            return True

        sandbox.faults.wait = wait
        await person.touch("a", "slash", *"hive")
        assert searched(sandbox) == []
        held.set()
        await person.settle()
        assert searched(sandbox) == ["hive"]


# The server's search of a list that is here


async def test_the_servers_search_finds_what_a_row_has_no_room_for(start, sandbox, story):
    async with start(story.key) as person:
        await look_for(person, "property")
        assert shown(person) == []
        await person.press("ctrl+f")
        assert heading(person).startswith("Applications 1 found by the server ─ / ▌property ")
        assert shown(person) == ["long-story"]
        assert searched(sandbox) == ["property"]
        await person.press("enter", "escape")
        assert heading(person).startswith("Applications 61 ")


async def test_other_words_are_looked_for_here_again(start, sandbox, story):
    async with start(story.key) as person:
        await look_for(person, "property")
        await person.press("f9")
        await person.press("space")
        assert shown(person) == ["long-story"]
        await person.press("x", "backspace", "backspace", "backspace")
        assert heading(person).startswith("Applications 0 of 61 ")
        assert searched(sandbox) == ["property"]


async def test_who_types_on_wants_no_answer_any_more(start, sandbox, story):
    async with start(story.key) as person:
        await look_for(person, "lock")
        held = Held(sandbox)
        await person.touch("ctrl+f")
        await held.reached.wait()
        await person.touch("s")
        assert "Waiting" not in person.screen
        held.let_go()
        await person.settle()
        assert heading(person).startswith("Applications 0 of 61 ")


async def test_without_words_there_is_nothing_to_ask(start, sandbox, story):
    async with start(story.key) as person:
        await person.press("ctrl+f")
        assert person.notes == ["Press / and type what to search for."]
        await person.press("slash", "f9")
        assert len(person.notes) == 2
        assert searched(sandbox) == []


async def test_what_was_found_is_ordered_and_refreshed_by_the_server(start, sandbox, story):
    async with start(story.key) as person:
        await look_for(person, "water")
        await person.press("ctrl+f", "enter", "S")
        found = shown(person)
        assert len(found) > 2
        sandbox.add_application("water-last", owner=story.user_id, created_at=NOW)
        await person.press("r")
        assert shown(person) == [*found, "water-last"]
        assert searched(sandbox) == ["water"] * 3


async def test_an_administrators_search_is_of_everybodys_and_says_so(start, sandbox, sample):
    sandbox.add_application("of-the-admin", owner=sample.admin_id, name="Water of mine", created_at=NOW)
    async with start(sample.admin_key) as person:
        await look_for(person, "water")
        assert shown(person) == ["of-the-admin"]
        await person.press("ctrl+f")
        assert heading(person).startswith(f"All applications {len(shown(person))} found by the server ─ / ▌water")
        assert "Searched: everybody's IDs and names" in person.words
        assert {"of-the-admin", "water-meters-north"} < set(shown(person))
