"""The server's search, for a list that is too long to be filtered here and for any other; driven by keys."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qs

import pytest

from tests.held import HeldRequest
from tests.tui.conftest import NOW
from tests.tui.screens.applications.list_seen import LIST, heading, pages_asked, queries, shown, table, without_notes
from tests.tui.screens.sign_in.opening import paste
from tts_tui.sandbox.faults import Fault
from tts_tui.tui.screens.applications.list import ApplicationsScreen

if TYPE_CHECKING:
    from tests.tui.conftest import Person
    from tts_tui.sandbox.app import Sandbox
    from tts_tui.sandbox.sample import Sample

SEARCH = r"/api/v3/search/applications$"
STORY = "Beside the lock. " * 20 + "Lost property"
TOO_LONG = "The server searches for at most 50 characters."


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


# Of a list that is too long to be filtered here


async def test_the_server_searches_for_what_stands_in_the_filter(start, sandbox, long):
    async with start(long.key) as person:
        await person.press("j", "j")
        current = table(person).current
        await look_for(person, "hive")
        assert heading(person).startswith(f"Applications {len(shown(person))} found by the server ─ / ▌hive ")
        assert "Searched: IDs and names for this text, descriptions for its words." in person.words
        assert searched(sandbox) == ["hive"]
        assert {"limit": "1000", "page": "1", "order": "-created_at"}.items() <= queries(sandbox)[-1].items()
        assert len(shown(person)) > 100
        assert pages_asked(sandbox) == ["1", "1"]
        # Esc shows the list again, and the row where one was.
        await person.press("escape")
        assert heading(person).startswith("Applications 1,000 of 2,300 read ")
        assert table(person).current == current
        assert pages_asked(sandbox) == ["1", "1"]
        # Another order and the other scope are searched for once.
        await look_for(person, "hive")
        await person.press("enter", "S")
        assert searched(sandbox) == ["hive"] * 3
        assert queries(sandbox)[-1]["order"] == queries(sandbox)[-2]["order"] == "created_at"
        await person.press("a")
        assert heading(person).startswith("All applications ")
        assert "found by the server" in heading(person)
        assert searched(sandbox) == ["hive"] * 4


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


async def test_nothing_is_claimed_to_be_found_before_the_answer_and_esc_wants_none(start, sandbox, long):
    async with start(long.key) as person:
        held = HeldRequest(sandbox, path=SEARCH)
        await person.press("slash")
        await person.touch("w")
        await held.reached.wait()
        assert heading(person).startswith("Applications not searched yet ")
        await person.touch("enter", "escape")
        assert heading(person).startswith("Applications not searched yet ")
        assert "Not searched yet. Ctrl+F searches the server." in person.screen
        held.release()
        await person.press("ctrl+f")
        assert "found by the server" in heading(person)
        await person.press("escape")
        # What was found stays until the next is.
        await look_for(person, "hive")
        before = shown(person)
        held = HeldRequest(sandbox, path=SEARCH)
        await person.touch("s")
        await held.reached.wait()
        assert shown(person) == before
        assert heading(person).startswith(f"Applications {len(before)} found by the server ─ / ▌hives ")
        assert "Waiting for the server's search" in person.words
        await person.touch("escape")
        assert heading(person).startswith("Applications 1,000 of 2,300 read ")
        assert "Waiting" not in person.screen
        held.release()
        await person.settle()
        assert heading(person).startswith("Applications 1,000 of 2,300 read ")


async def test_letters_that_would_stand_for_others_are_just_letters_and_at_most_fifty(start, sandbox, long):
    sandbox.add_application("all-of-it", owner=long.user_id, name="100% of it_all\\", created_at=NOW)
    async with start(long.key) as person:
        await look_for(person, "%")
        assert shown(person) == ["all-of-it"]
        await look_for(person, " of it_all\\")
        assert shown(person) == ["all-of-it"]
        assert searched(sandbox) == [r"\%", r"\% of it\_all\\"]
        await person.press("escape")
        await look_for(person, "[/x] no")
        assert "The server found nothing for “[/x] no”." in person.words
        assert heading(person).startswith("Applications 0 found by the server ─ / ▌[/x] no ")
        await person.press("escape")
        assert len(shown(person)) == 1_000
        # More than the server searches for is not asked.
        asked = len(searched(sandbox))
        await look_for(person, "x" * 51)
        assert heading(person).startswith("Applications not searched yet ─ / ▌xxx")
        assert TOO_LONG in person.words
        await person.press("ctrl+f")
        assert person.notes == [TOO_LONG]
        await person.press("r", "s")
        assert len(searched(sandbox)) == asked
        await person.press("escape")
        await without_notes(person)
        assert "at most 50" not in person.screen


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
async def test_a_search_that_is_refused_is_told_and_leaves_what_was_found(start, sandbox, long):
    async with start(long.key) as person:
        await look_for(person, "hive")
        before = shown(person)
        for words, fault in REFUSALS.items():
            sandbox.faults.add(fault)
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
            await person.press("backspace")
        # An order that isn't got is not claimed.
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


async def test_words_typed_before_the_first_page_came_are_searched_for(start, sandbox, long):
    async with start(long.key) as person:
        await person.press("a")
        held = HeldRequest(sandbox, path=LIST)
        await person.touch("a", "slash", *"hive")
        assert searched(sandbox) == []
        held.release()
        await person.settle()
        assert searched(sandbox) == ["hive"]


# Of a list that is here


async def test_the_servers_search_finds_what_a_row_has_no_room_for(start, sandbox, story):
    async with start(story.key) as person:
        await person.press("ctrl+f")
        assert person.notes == ["Press / and type what to search for."]
        await person.press("slash", "f9")
        assert len(person.notes) == 2
        assert searched(sandbox) == []
        await paste(person, "property")
        assert shown(person) == []
        await person.press("ctrl+f")
        assert heading(person).startswith("Applications 1 found by the server ─ / ▌property ")
        assert shown(person) == ["long-story"]
        assert searched(sandbox) == ["property"]
        # Other words are looked for here again.
        await person.press("space")
        assert shown(person) == ["long-story"]
        await person.press("x", "backspace", "backspace", "backspace")
        assert heading(person).startswith("Applications 0 of 61 ")
        assert searched(sandbox) == ["property"]
        await person.press("enter", "escape")
        assert heading(person).startswith("Applications 61 ")
        # Who types on wants no answer any more.
        await look_for(person, "lock")
        held = HeldRequest(sandbox, path=SEARCH)
        await person.touch("ctrl+f")
        await held.reached.wait()
        await person.touch("s")
        assert "Waiting" not in person.screen
        held.release()
        await person.settle()
        assert heading(person).startswith("Applications 0 of 61 ")


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
