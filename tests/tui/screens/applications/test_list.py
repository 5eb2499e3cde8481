"""The list of applications, driven by keys."""

from __future__ import annotations

from tests.tui.screens.applications.list_seen import (
    MANY,
    heading,
    line,
    queries,
    shown,
    table,
    without_notes,
)

LONGEST = "as-long-as-an-id-of-an-app-may-be-36"


# What is there


async def test_the_list_is_there_at_once_newest_first(start, sample, size, golden):
    async with start(sample.key, size) as person:
        assert person.screen == golden


async def test_the_first_page_is_asked_for_once_and_the_list_is_as_it_was_on_coming_back(start, sandbox, sample):
    async with start(sample.key) as person:
        assert heading(person).startswith("Applications 60 ")
        first = {"order": "-created_at", "limit": "1000", "page": "1", "field_mask": "name,description"}
        assert queries(sandbox) == [first]
        await person.press("j", "j")
        assert person.app.screen.area == "Applications"
        await person.press("enter")
        assert person.app.screen.area == "Application"
        # Servers and the audit open from an application, too.
        for key, area in (("o", "Servers"), ("A", "Audit")):
            await person.press(key)
            assert person.app.screen.area == area
            await person.press("escape")
        await person.press("q")
        assert table(person).cursor_row == 2
        assert queries(sandbox).count(first) == 1
        await person.press("k", "y")
        assert person.app.clipboard == "harbour-lights"
        assert person.notes == ["The ID harbour-lights was sent to your terminal, which may ignore it."]
        await person.press("q")
        assert not person.app.is_running
        assert person.app.return_code == 0


async def test_an_empty_list_says_what_to_do(start, sandbox):
    sandbox.add_user("newcomer")
    async with start(sandbox.add_key("user", "newcomer")) as person:
        assert heading(person).startswith("Applications 0 ")
        assert "No applications yet To create one, you only need an ID. n Create an application" in person.words
        await person.press("enter", "y", "d")
        assert person.notes == ["No application is selected."] * 3


async def test_an_administrator_switches_to_all_applications_and_back(start, sandbox, sample):
    async with start(sample.admin_key) as person:
        assert heading(person).startswith("Applications 0 ")
        assert "a Show all you can access" in person.words
        await person.press("a")
        assert heading(person).startswith("All applications 60 ")
        assert "pump-stations" in shown(person)
        await person.press("j")
        assert table(person).cursor_row == 1  # the focus is in the list, which was not there before
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


async def test_a_terminal_that_is_too_small_says_so_and_the_smallest_has_everything(start, sample):
    async with start(sample.key) as person:
        await person.press("j", "j", "j")
        await person.resize(59, 15)
        assert "This terminal is 59×15." in person.words
        assert "needs 60×16" in person.words
        assert "Applications" not in person.screen
        await person.resize(80, 24)
        assert heading(person).startswith("Applications 60 ")
        await person.press("j")
        assert table(person).cursor_row == 4
        await person.press("g")
        await person.resize(60, 16)
        assert line(person, 0).endswith("demo-user")
        assert heading(person).endswith("newest first")
        assert person.beside("ID") == "Created ↓"
        assert person.beside("pump-stations") == "2026-11-23"
        assert person.key_bar.startswith("enter Open ")


async def test_the_longest_id_is_whole_and_with_counts_shares_its_room(start, sandbox, sample):
    sandbox.add_application(LONGEST, owner=sample.user_id, name="A long name " * 4, created_at=sandbox.clock())
    async with start(sample.key) as person:
        for counts in (False, True):
            await person.press(*["c"] * counts)
            for size in ((60, 16), (67, 16), (79, 24), (80, 24), (120, 40)):
                await person.resize(*size)
                row = next(each for each in person.screen.splitlines() if each.startswith(f" {LONGEST[:15]}"))
                assert row.startswith(f" {LONGEST}  ") or counts
                assert (" 2026-11-23" in row) is (not counts)  # when a device was last seen takes its room
                assert (" A long na" in row) is (size[0] >= (68 if counts else 64))
                assert ({"Devices", "Keys"} < set(line(person, 2).split())) is counts


async def test_the_cursor_stays_when_the_terminal_changes_its_size(start, many):
    async with start(many.key) as person:
        for steps in (5, 1_500):
            table(person).move_cursor(row=steps)
            current = table(person).current
            for size in ((120, 40), (80, 24), (59, 15), (80, 24)):
                await person.resize(*size)
                assert table(person).current == current
            assert len(shown(person)) == MANY
            assert current in person.screen
