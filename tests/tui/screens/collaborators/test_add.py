"""Sharing an application with somebody, driven by keys."""

from __future__ import annotations

import pytest

from tests.tui.changes_sent import written
from tests.tui.screens.collaborators.sharing import (
    INFO,
    READ,
    WATER,
    listed,
    members,
    open_access,
    searches,
)
from tts_tui.sandbox.faults import Fault
from tts_tui.tui.widgets.account_search import AccountSearch
from tts_tui.tui.widgets.rights_checklist import RightsChecklist


@pytest.fixture(autouse=True)
def nobody_types_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """Letters rest at once, as no test waits."""
    monkeypatch.setattr("tts_tui.tui.widgets.account_search._TYPING_PAUSE", 0.0)


async def test_somebody_is_found_by_letters_of_the_id_and_added(start, sample, sandbox):
    async with start(sample.key, (120, 40)) as person:
        await open_access(person)
        await person.press("n")
        assert "The server searches IDs, not names." in person.words
        await person.press("f")
        assert searches(sandbox) == []
        await person.press(*"ield")
        assert len(searches(sandbox)) == 1
        await person.press("down", "enter")
        assert "✓ user field-engineer" in person.screen
        await person.press("tab", "space", "ctrl+o")
        assert "ttn-lw-cli applications collaborators set" in person.words
        await person.press("escape", "ctrl+s")
        assert members(sandbox)["field-engineer"] == {INFO}
        assert written(sandbox) == [("PUT", f"/applications/{WATER}/collaborators")]
        assert person.notes[-1] == "Added field-engineer as a collaborator."
        assert "field-engineer" in listed(person)


async def test_there_is_no_request_for_each_letter_and_leaving_them_asks(start, sample, sandbox):
    async with start(sample.key) as person:
        await open_access(person)
        await person.press("n", *"trainee")
        assert [each.rpartition("=")[2] for each in searches(sandbox)] == ["tr"]  # the rest is known by that answer
        assert "✓ user trainee" in person.screen
        await person.press("backspace", "backspace", "e", "e")
        assert len(searches(sandbox)) == 1
        await person.press("escape")
        assert "Leave this form?" in person.words


async def test_while_letters_come_nothing_is_asked(start, sample, sandbox, monkeypatch):
    monkeypatch.setattr("tts_tui.tui.widgets.account_search._TYPING_PAUSE", 3600.0)
    async with start(sample.key) as person:
        await open_access(person)
        await person.press("n")
        await person.touch(*"trainee")
        assert searches(sandbox) == []
        await person.touch("ctrl+s")
        assert "Still searching." in person.words
        person.app.screen.query_one(AccountSearch).query_one("Input").value = ""
        await person.settle()


async def test_of_many_ten_are_shown_and_the_rest_counted(start, sample, sandbox):
    for number in range(14):
        sandbox.add_user(f"reader-{number:02}")
    async with start(sample.key) as person:
        await open_access(person)
        await person.press("n", *"reader-")
        search = person.app.screen.query_one(AccountSearch)
        assert len(search._listed) == 10
        assert "The first 10 of 14. Type more letters." in person.words
        await person.press("down", "enter")
        assert "✓ user reader-00" in person.screen


async def test_adding_who_is_there_changes_them_and_says_so(start, sample, sandbox):
    async with start(sample.key) as person:
        await open_access(person)
        await person.press("n")
        await person.type("colleague")
        assert "colleague is a collaborator already: this changes their rights." in person.words
        assert "Change colleague's rights · " in person.words
        assert "ctrl+s Change" in person.key_bar
        assert person.app.screen.query_one(RightsChecklist).selection.selected == {INFO, READ}
        await person.press("tab", "down", "space", "ctrl+s")
        assert person.app.screen.area == "Review"
        assert "+ Change basic settings" in person.screen
        assert written(sandbox) == []
        await person.press("ctrl+s")
        assert INFO in members(sandbox)["colleague"]
        assert len(members(sandbox)["colleague"]) == 3
        assert person.notes[-1] == "Changed colleague's rights."


async def test_nobody_chosen_and_no_rights_are_said_at_their_fields(start, sample, sandbox):
    async with start(sample.key) as person:
        await open_access(person)
        await person.press("n", "ctrl+s")
        assert "Type at least 2 letters of an ID" in person.words
        await person.type("nobody-at-all")
        await person.press("ctrl+s")
        assert person.words.count("No user or organization ID contains that.") == 1
        assert "✗ Type another ID." in person.words
        person.app.screen.query_one(AccountSearch).query_one("Input").value = ""
        await person.type("tr")
        assert "trainee" in person.screen
        assert "✗" not in person.screen
        await person.type("ainee")
        await person.press("ctrl+s")
        assert "Select at least one right." in person.words
        assert written(sandbox) == []


async def test_a_search_that_fails_is_told(start, sample, sandbox):
    async with start(sample.key) as person:
        await open_access(person)
        await person.press("n")
        sandbox.faults.add(Fault("GET", path="/search/accounts$", status=500))
        await person.press(*"tr")
        assert "Could not search users and organizations." in person.words
        await person.press("ctrl+s")
        assert "The search failed. Change a letter to search again." in person.words
        await person.press("a")
        assert "Could not search" not in person.words
        assert "trainee" in person.words
