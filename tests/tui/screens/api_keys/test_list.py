"""The API keys of an application, driven by keys."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.held import HeldRequest
from tests.tui.conftest import NOW
from tests.tui.screens.api_keys.keys import (
    INFO,
    READ,
    SETTINGS,
    application_key,
    keys,
    open_keys,
    written,
)
from tts_tui.sandbox.faults import Fault
from tts_tui.services.api_keys.end_key import STREAMS_STAY_OPEN
from tts_tui.tui.base.application_tab import tab_key
from tts_tui.tui.widgets.api_key_table import APIKeyTable

WATER = "water-meters-north"


def names(person):
    """The names in the order in which they are shown."""
    table = person.app.screen.query_one(APIKeyTable)
    return [cells[0].plain for _, cells in map(table._row_of, table._items)]


async def test_the_list_shows_who_has_access_and_until_when(start, sample, size, golden):
    async with start(sample.key, size) as person:
        await open_keys(person, WATER)
        assert person.screen == golden


async def test_beside_the_panel_the_rights_have_the_room_and_it_has_the_dates(start, sample):
    async with start(sample.key, (120, 40)) as person:
        await open_keys(person, WATER)
        row = next(each for each in person.screen.splitlines() if each.startswith(" Storage reader"))
        assert "2 · see application, read traffic " in row
        await person.press("v")
        assert "Created" in person.screen


async def test_neither_the_orders_nor_the_filter_ask_again(start, sample, sandbox):
    async with start(sample.key) as person:
        await open_keys(person, WATER)
        asked = len(sandbox.requests)
        await person.press("s")
        assert names(person)[:3] == ["Old dashboard", "Billing export", "From a newer server"]
        assert "expiring first" in person.screen
        await person.press("S")
        assert names(person)[-1] == "Old dashboard"
        assert "expiring last" in person.screen
        await person.press("s")
        assert names(person) == sorted(names(person), key=str.casefold)
        assert "name a–z" in person.screen
        await person.press("s")
        assert "newest first" in person.screen
        # The filter finds, and esc shows all again.
        await person.press("slash", *"bill", "enter")
        assert names(person) == ["Billing export"]
        assert "1 of 6" in person.screen
        await person.press("escape")
        assert len(names(person)) == 6
        await person.press("slash", *"zzz", "enter")
        assert "Nothing contains “zzz”" in person.screen
        await person.press("e")
        assert person.notes == ["No key is selected."]
        assert len(sandbox.requests) == asked


async def test_an_empty_list_says_what_to_do(start, sample):
    async with start(sample.key) as person:
        await open_keys(person, "water-leaks")
        assert "API keys 0" in person.words
        assert "No API keys yet Programs need one" in person.words


async def test_every_page_is_read(start, sandbox, sample):
    for number in range(1100):
        sandbox.add_key("application", "water-leaks", name=f"key {number}", rights=[INFO])
    async with start(sample.key) as person:
        await open_keys(person, "water-leaks")
        assert "API keys 1,100 · 1100 never" in person.screen
        asked = [each.query for each in sandbox.requests if each.path.endswith("water-leaks/api-keys")]
        assert [query for query in asked if "page=2" in query]
        assert len(names(person)) == 1100


@pytest.mark.usefixtures("sample")
async def test_the_key_of_this_session_is_marked_and_its_deletion_warns(start, sandbox):
    async with start(application_key(sandbox, "water-leaks", SETTINGS, INFO)) as person:
        await person.press(tab_key("API keys"))
        assert "* this one" in person.screen
        assert "* this session's key" in person.screen
        await person.press("d")
        assert "! You are signed in with this key" in person.words
        assert "! It is the only key of this application." in person.words


async def test_who_may_not_see_them_is_told_the_right(start, sample, sandbox):
    async with start(sample.colleague_key) as person:
        await open_keys(person, WATER)
        assert "You can't see the API keys of this application." in person.words
        assert f"You lack the right “See and change API keys” ({SETTINGS})." in person.words
        await person.press("n", "e", "d")
        assert len(person.notes) == 3
        assert all(SETTINGS in note for note in person.notes)
        assert written(sandbox) == []


async def test_the_refusal_counts_where_the_rights_could_not_be_read(start, sample, sandbox):
    sandbox.faults.add(Fault("GET", path="/rights$", status=500, times=None))
    async with start(sample.colleague_key) as person:
        await open_keys(person, WATER)
        await person.press("n")
        assert SETTINGS in person.notes[-1]


async def test_a_failure_is_shown_and_r_reads_again(start, sample, sandbox):
    async with start(sample.key) as person:
        sandbox.faults.add(Fault("GET", path="/api-keys$", status=500))
        await open_keys(person, WATER)
        assert "Could not read the API keys." in person.screen
        await person.press("r")
        assert len(names(person)) == 6
        assert "Could not read" not in person.screen


async def test_a_hostile_name_is_only_text(start, sample):
    async with start(sample.key) as person:
        await open_keys(person, "hostile-name")
        assert "␛[2J[/x]key" in person.screen
        await person.press("d")
        assert "Revoke the API key ␛[2J[/x]key" in person.screen


async def test_y_copies_the_id(start, sample):
    async with start(sample.key) as person:
        await open_keys(person, WATER)
        await person.press("y")
        assert person.notes == [
            "The ID ZXCY6375LMOQKMZMFFNQVICGCWVOPZSIULLAWTC was sent to your terminal, which may ignore it."
        ]


# Deleting


async def test_deleting_says_what_follows_and_is_no_habit(start, sample, sandbox, size, golden):
    async with start(sample.key, size) as person:
        await open_keys(person, WATER)
        await person.press("d")
        assert person.screen == golden
        await person.press("enter", "space")
        assert "Anything using this key loses access at once." in person.screen
        assert "Event streams already open keep running" in person.words
        await person.press("escape")
        assert written(sandbox) == []
        assert len(names(person)) == 6


async def test_a_deletion_is_sent_once_and_ends_where_the_person_has_gone_on(start, sample, sandbox):
    async with start(sample.key) as person:
        await open_keys(person, WATER)
        key = keys(sandbox, WATER)["Storage reader"]
        held = HeldRequest(sandbox, "DELETE")
        await person.press("d")
        await person.touch("y", "y")
        await person.pilot.pause()
        await person.touch("escape")
        await person.pilot.pause()
        assert "Storage reader" in names(person)
        held.release()
        await person.settle()
        assert [(each.method, each.path) for each in written(sandbox)] == [
            ("DELETE", f"/api/v3/applications/{WATER}/api-keys/{key.id}")
        ]
        assert "Storage reader" not in keys(sandbox, WATER)
        assert "Storage reader" not in names(person)
        assert person.notes[-1] == "Revoked API key Storage reader."


async def test_a_deletion_can_be_shown_as_commands(start, sample, sandbox):
    async with start(sample.key, (120, 40)) as person:
        await open_keys(person, WATER)
        await person.press("d", "ctrl+o")
        assert "curl -sS --noproxy '*' -X DELETE" in person.screen
        assert "ttn-lw-cli applications api-keys delete" in person.screen
        assert written(sandbox) == []


async def test_what_became_of_a_deletion_is_told_and_one_that_failed_can_be_sent_again(start, sample, sandbox):
    async with start(sample.key) as person:
        await open_keys(person, WATER)
        # It is refused.
        sandbox.faults.add(Fault("DELETE", status=500))
        await person.press("d", "y")
        assert "Could not revoke the API key." in person.words
        assert len(written(sandbox)) == 1
        # It doesn't arrive.
        sandbox.faults.add(Fault("DELETE", cut="before"))
        await person.press("y")
        assert "the key is still there" in person.words
        await person.press("y")
        assert "Storage reader" not in keys(sandbox, WATER)
        # Its answer is lost.
        name = names(person)[0]
        sandbox.faults.add(Fault("DELETE", cut="after"))
        await person.press("d", "y")
        assert person.notes[-1] == f"The answer was lost, so tts-tui checked: Revoked API key {name}."
        assert name not in names(person)
        # Somebody else was quicker.
        name = names(person)[0]
        sandbox.store.remove_key(sandbox.store.existing("application", WATER), keys(sandbox, WATER)[name])
        await person.press("d", "y")
        assert person.notes[-1] == f"API key {name} was already revoked."
        assert name not in names(person)


async def test_expiry_is_counted_from_now(start, sandbox, sample):
    for name, days in (("a", 0.01), ("b", 30), ("c", 30.1), ("d", -1)):
        sandbox.add_key("application", "water-leaks", name=name, rights=[READ], expires_at=NOW + timedelta(days=days))
    async with start(sample.key) as person:
        await open_keys(person, "water-leaks")
        assert "API keys 4 · 1 expired · 2 soon" in person.screen
        assert "! in 14 min" in person.screen
        assert "! in 30 days" in person.screen
        assert "✗ expired 1 d ago" in person.screen


async def test_marked_keys_are_revoked_together_after_a_plan(start, sample, sandbox):
    there = sandbox.store.existing("application", WATER).keys
    async with start(sample.key) as person:
        await open_keys(person, WATER)
        names = [each.name for each in there.values()]
        await person.press("slash", *"storage", "enter", "asterisk", "escape")
        assert "1 marked" in person.screen
        await person.press("end", "space", "d")
        assert "Revoke 2 keys" in person.screen
        assert "Nothing has been sent yet." in person.words
        assert STREAMS_STAY_OPEN in person.words
        assert len(there) == len(names)
        await person.press("ctrl+s")
        assert "2 revoked." in person.words
        await person.press("escape")
        assert len(there) == len(names) - 2
        assert "Storage reader" not in [each.name for each in there.values()]
        assert f"API keys {len(there)}" in person.screen
        assert "marked" not in person.screen
        await person.press("space", "space", "d")
        assert person.app.screen.area == "Revoke API key", "without marks it is the one under the cursor"
