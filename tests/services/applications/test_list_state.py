"""What the list shows, and in which words."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from tts_tui.api.rows import ApplicationRow, Page
from tts_tui.services.applications.list_state import ListState
from tts_tui.services.list_state import SearchResult
from tts_tui.services.listing import Listing


def listing(*ids: str, total: int | None = None, cut: bool = False) -> Listing:
    rows = tuple(ApplicationRow(each, "", "", None, cut=cut) for each in ids)
    return Listing().with_page(Page(rows, len(ids) if total is None else total))


HERE = ListState(listing=listing("water", "wine", "wood"))
LONG = ListState(listing=listing("water", "wine", "wood", total=9), limit=4)
FOUND = SearchResult("wa", "-created_at", listing("water", "waste"))


def shown(state: ListState) -> list[str]:
    return [row.id for row in state.rows]


def words(state: ListState) -> str:
    return state.heading(len(state.rows))


def test_what_is_here_is_filtered_here() -> None:
    state = HERE.filtered("wi")
    assert (shown(state), words(state), state.awaits_search) == (["wine"], "Applications 1 of 3", False)
    assert words(HERE.filtered("  ")) == "Applications 3"


def test_what_is_too_long_is_not_filtered_here_and_does_not_claim_to_be() -> None:
    state = LONG.filtered("wi")
    assert (shown(state), words(state)) == (["water", "wine", "wood"], "Applications not searched yet")
    assert state.awaits_search
    assert not replace(state, searching=True).awaits_search
    assert words(LONG) == words(LONG.filtered(" ")) == "Applications 3 of 9 read"


@pytest.mark.parametrize("state", [HERE, LONG])
def test_what_was_found_is_shown_in_place_of_the_list(state: ListState) -> None:
    found = replace(state.filtered("wa"), found=FOUND)
    assert (shown(found), words(found)) == (["water", "waste"], "Applications 2 found by the server")
    assert not found.awaits_search
    assert shown(found.filtered("wa ")) == shown(found)
    assert shown(found.filtered("")) == ["water", "wine", "wood"]
    assert shown(found.without("waste")) == ["water"]
    assert words(found.without("water")) == "Applications 1 found by the server"
    assert replace(found, found=replace(FOUND, listing=listing())).nothing.keys[0][0] == "esc"


def test_other_words_end_what_was_found_where_the_list_is_here_and_are_searched_for_where_not() -> None:
    here, long = (replace(state.filtered("wa"), found=FOUND).filtered("wi") for state in (HERE, LONG))
    assert (shown(here), here.awaits_search) == (["wine"], False)
    assert (shown(long), long.awaits_search) == (["water", "waste"], True)
    assert long.note == "Showing the results for “wa”."
    assert shown(long.filtered("w" * 51)) == ["water", "wine", "wood"]


@pytest.mark.parametrize(("text", "asked"), [("w" * 50, True), ("w" * 51, False), ("_" * 25, True), ("_" * 26, False)])
def test_at_most_fifty_letters_are_searched_for_as_they_are_sent(text: str, asked: bool) -> None:
    state = LONG.filtered(f"  {text} ")
    assert state.awaits_search is asked
    assert (state.why_no_search is None) is asked
    assert (state.note == "The server searches for at most 50 characters.") is not asked


def test_another_order_is_searched_for_and_not_claimed_where_it_does_not_come() -> None:
    state = replace(LONG.filtered("wa"), found=FOUND, order="name")
    assert state.awaits_search
    assert state.search_ended().found is None
    assert replace(state, order="-created_at").search_ended().found == FOUND
    assert replace(state, listed="-created_at").reading_ended().search_ended().found == FOUND


def test_only_what_is_shown_is_read_on_and_only_while_nothing_is_read() -> None:
    more = replace(FOUND, listing=listing("water", total=9))
    assert LONG.further is LONG.listing
    assert HERE.further is None
    assert replace(HERE, listing=listing("a", total=3)).further is None  # which was stopped: r reads it
    assert replace(LONG, reading=True).further is None
    assert replace(LONG, limit=3).further is None
    assert LONG.filtered("wa").further is None
    assert replace(LONG.filtered("wa"), found=more).further is more.listing
    assert replace(HERE.filtered("wa"), found=more).further is more.listing
    assert replace(LONG.filtered("wa"), found=more, searching=True).further is None
    assert replace(LONG.filtered("wa"), found=more).filtered("wi").further is None
    assert replace(LONG.filtered("wa"), found=FOUND).further is None


def test_an_administrators_search_is_called_what_it_is() -> None:
    mine = replace(HERE.filtered("wa"), found=FOUND, admin=True)
    assert words(mine) == "All applications 2 found by the server"
    assert "everybody's IDs" in mine.note
    assert words(replace(mine, found=None)) == "Applications 1 of 3"


NOTES = {
    "": HERE,
    "Filters on the first 200 characters of descriptions; Ctrl+F searches all.": ListState(
        listing=listing("wa", cut=True), filter="w"
    ),
    "More is loaded as you move down; press / to search the server.": LONG,
    "The list ends here; press / to search the server.": replace(LONG, limit=3),
    "Not searched yet. Ctrl+F searches the server.": LONG.filtered("wa"),
    "Searched: everybody's IDs and names for this text, descriptions for its words.": replace(
        LONG.filtered("wa"), found=FOUND, admin=True
    ),
}


@pytest.mark.parametrize("note", NOTES)
def test_a_note_fits_a_line_of_eighty(note: str) -> None:
    assert NOTES[note].note == note
    assert len(note) <= 78
