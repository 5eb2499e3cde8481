"""Who shares an application, driven by keys."""

from __future__ import annotations

import pytest

from tests.tui.changes_sent import written
from tests.tui.conftest import Person
from tts_tui.api.models import Account, Collaborator
from tts_tui.api.rights import APPLICATION_RIGHTS
from tts_tui.sandbox.faults import Fault
from tts_tui.tui.screens.collaborators.form import EditCollaboratorScreen
from tts_tui.tui.screens.collaborators.list import CollaboratorsScreen
from tts_tui.tui.widgets.account_search import AccountSearch
from tts_tui.tui.widgets.collaborator_table import CollaboratorTable
from tts_tui.tui.widgets.rights_checklist import RightsChecklist

WATER = "water-meters-north"
RIGHT = "RIGHT_APPLICATION_SETTINGS_COLLABORATORS"
INFO, READ, ALL = "RIGHT_APPLICATION_INFO", "RIGHT_APPLICATION_TRAFFIC_READ", "RIGHT_APPLICATION_ALL"


@pytest.fixture(autouse=True)
def nobody_types_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """Letters rest at once, as no test waits."""
    monkeypatch.setattr("tts_tui.tui.widgets.account_search._TYPING_PAUSE", 0.0)


async def open_access(person: Person, application_id: str = WATER) -> None:
    person.app.push_screen(CollaboratorsScreen(person.app.screen.session, application_id, lambda _: None))
    await person.settle()


def listed(person: Person) -> list[str]:
    table = person.app.screen.query_one(CollaboratorTable)
    return [cells[0].plain for _, cells in map(table._row_of, table._items)]


def members(sandbox, application_id: str = WATER) -> dict[str, set[str]]:
    found = sandbox.store.existing("application", application_id).members
    return {account.id: set(rights) for account, rights in found.items()}


def searches(sandbox) -> list[str]:
    return [each.query for each in sandbox.requests if each.path.endswith("/search/accounts")]


async def go_to(person: Person, account_id: str) -> None:
    person.app.screen.query_one(CollaboratorTable).go_to(account_id)
    await person.settle()


# The list


async def test_the_tab_shows_who_shares_it_with_names_rights_and_contacts(start, sample, size):
    async with start(sample.key, size) as person:
        await open_access(person)
        assert "5 Access" in person.screen
        assert "Collaborators 5 · 3 users · 2 organizations" in person.screen
        assert listed(person) == ["auditor", "colleague", "installer", "meter-readers", "water-works"]
        assert person.beside("water-works").endswith("! all rights admin")
        await go_to(person, "installer")
        assert "Ines Installer" in person.words
        assert "See the application" in person.words


async def test_orders_and_filter_ask_nothing(start, sample, sandbox):
    async with start(sample.key) as person:
        await open_access(person)
        asked = len(sandbox.requests)
        await person.press("s")
        assert listed(person)[0] == "water-works"
        assert "most rights first" in person.screen
        await person.press("s")
        assert listed(person)[:2] == ["meter-readers", "water-works"]
        await person.press("slash", *"ines", "enter")
        assert listed(person) == ["installer"]
        await person.press("escape")
        assert len(listed(person)) == 5
        assert len(sandbox.requests) == asked


@pytest.mark.usefixtures("sample")
async def test_one_who_is_signed_in_is_marked(start, sandbox):
    async with start(sandbox.add_key("user", "installer")) as person:
        await open_access(person)
        assert "* installer" in listed(person)


async def test_without_the_right_they_are_seen_and_their_rights_are_not(start, sample, sandbox, size):
    async with start(sample.colleague_key, size) as person:
        await open_access(person)
        assert len(listed(person)) == 5
        assert "Their rights can't be" in person.words
        await person.press("n", "e", "d")
        assert len(person.notes) == 3
        assert all(RIGHT in note for note in person.notes)
        assert written(sandbox) == []


async def test_a_failure_is_told_and_r_reads_again(start, sample, sandbox):
    async with start(sample.key) as person:
        sandbox.faults.add(Fault("GET", path="/collaborators$", status=500))
        await open_access(person)
        assert "Could not read its collaborators." in person.screen
        await person.press("r")
        assert len(listed(person)) == 5


# Adding


async def test_somebody_is_found_by_letters_of_the_id_and_added(start, sample, sandbox, size):
    async with start(sample.key, size) as person:
        await open_access(person)
        await person.press("n")
        assert "The server searches IDs, not names." in person.words
        await person.press("f")
        assert searches(sandbox) == []
        await person.press(*"ield")
        assert len(searches(sandbox)) == 1
        await person.press("down", "enter")
        assert "✓ user field-engineer" in person.screen
        await person.press("tab", "space", "ctrl+s")
        assert members(sandbox)["field-engineer"] == {INFO}
        assert written(sandbox) == [("PUT", f"/applications/{WATER}/collaborators")]
        assert person.notes[-1] == "Added field-engineer as a collaborator."
        assert "field-engineer" in listed(person)


async def test_there_is_no_request_for_each_letter(start, sample, sandbox):
    async with start(sample.key) as person:
        await open_access(person)
        await person.press("n", *"trainee")
        assert [each.rpartition("=")[2] for each in searches(sandbox)] == ["tr"]  # the rest is known by that answer
        assert "✓ user trainee" in person.screen
        await person.press("backspace", "backspace", "e", "e")
        assert len(searches(sandbox)) == 1


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
        assert person.app.screen.query_one(RightsChecklist).selection.ticked == {INFO, READ}
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


async def test_rights_that_somebody_else_has_given_meanwhile_are_not_sent(start, sample, sandbox):
    async with start(sample.key) as person:
        await open_access(person)
        await go_to(person, "auditor")
        await person.press("e", "j", "space", "ctrl+s")
        sandbox.add_collaborator(WATER, "auditor", [INFO, "RIGHT_APPLICATION_SETTINGS_BASIC"])
        await person.press("ctrl+s")
        assert person.notes[-1] == "auditor has just these rights already. Nothing was sent."
        assert written(sandbox) == []


async def test_leaving_a_changed_form_asks(start, sample):
    async with start(sample.key) as person:
        await open_access(person)
        await person.press("n", *"tr", "escape")
        assert "Leave this form?" in person.words


async def test_the_request_is_shown_as_commands(start, sample):
    async with start(sample.key, (120, 40)) as person:
        await open_access(person)
        await person.press("n")
        await person.type("trainee")
        await person.press("tab", "space", "ctrl+o")
        assert "ttn-lw-cli applications collaborators set" in person.words


# Changing


async def test_a_change_is_reviewed_and_sent_whole(start, sample, sandbox, size):
    async with start(sample.key, size) as person:
        await open_access(person)
        await go_to(person, "auditor")
        await person.press("enter", "down", "space", "ctrl+s")
        assert "+ Change basic settings" in person.screen
        assert members(sandbox)["auditor"] == {INFO}
        await person.press("ctrl+s")
        assert members(sandbox)["auditor"] == {INFO, "RIGHT_APPLICATION_SETTINGS_BASIC"}
        assert person.notes[-1] == "Changed auditor's rights."


async def test_nothing_changed_is_not_sent(start, sample, sandbox):
    async with start(sample.key) as person:
        await open_access(person)
        await person.press("e", "ctrl+s")
        assert person.notes[-1] == "No changes to save."
        assert written(sandbox) == []


@pytest.mark.usefixtures("sample")
async def test_the_last_owner_can_not_be_made_less(start, sandbox):
    sandbox.add_collaborator(WATER, "installer", [INFO, RIGHT, ALL])
    async with start(sandbox.add_key("user", "installer")) as person:
        sandbox.store.set_member(
            sandbox.store.existing("application", WATER), sandbox.store.account("water-works"), [INFO]
        )
        await open_access(person)
        await go_to(person, "installer")
        await person.press("e")
        assert "This is you" in person.words
        await person.press("end", "space", "ctrl+s")
        assert "Nobody but installer has all rights, and somebody must." in person.words
        assert written(sandbox) == []


@pytest.mark.usefixtures("sample")
async def test_rights_that_one_lacks_are_locked(start, sandbox):
    sandbox.add_collaborator(WATER, "auditor", [INFO, RIGHT])
    async with start(sandbox.add_key("user", "auditor")) as person:
        await open_access(person)
        await go_to(person, "meter-readers")
        await person.press("e")
        assert "you lack this right; can't be cleared" in person.words, person.screen
        assert "Members get those of these rights that they have in the organization." in person.words


@pytest.mark.usefixtures("sample")
async def test_taking_rights_from_oneself_says_what_is_lost(start, sandbox):
    sandbox.add_collaborator(WATER, "auditor", [INFO, RIGHT, READ])
    async with start(sandbox.add_key("user", "auditor")) as person:
        await open_access(person)
        await go_to(person, "auditor")
        await person.press("e", "space", "ctrl+s")
        assert "Remove your own rights?" in person.words
        assert "You lose at once: See the application." in person.words
        await person.press("n")
        assert written(sandbox) == []
        await person.press("ctrl+s", "y", "ctrl+s")
        assert members(sandbox)["auditor"] == {RIGHT, READ}


async def test_what_somebody_else_changed_is_shown_below_what_was_selected(start, sample, sandbox):
    async with start(sample.key) as person:
        await open_access(person)
        await go_to(person, "auditor")
        await person.press("e", "down", "space")
        sandbox.add_collaborator(WATER, "auditor", [INFO, READ])
        await person.press("ctrl+s", "ctrl+s")
        assert "somebody else has changed this collaborator" in person.words
        assert written(sandbox) == []
        selection = person.app.screen.query_one(RightsChecklist).selection
        assert selection.ticked == {INFO, READ, "RIGHT_APPLICATION_SETTINGS_BASIC"}
        await person.press("ctrl+s", "ctrl+s")
        assert members(sandbox)["auditor"] == {INFO, READ, "RIGHT_APPLICATION_SETTINGS_BASIC"}


# Removing


async def test_somebody_is_removed_by_delete(start, sample, sandbox, size):
    async with start(sample.key, size) as person:
        await open_access(person)
        await go_to(person, "auditor")
        await person.press("d")
        assert "They lose access at once" in person.words
        await person.press("enter")
        assert "auditor" in members(sandbox)
        await person.press("y")
        assert "auditor" not in members(sandbox)
        assert written(sandbox) == [("DELETE", f"/applications/{WATER}/collaborator/user/auditor")]
        assert person.notes[-1] == "Removed auditor."
        assert "auditor" not in listed(person)


@pytest.mark.parametrize(
    ("account_id", "why"),
    [
        ("installer", "installer is the technical contact. Choose another contact in the settings first."),
        ("water-works", "water-works is the administrative contact."),
    ],
)
async def test_what_the_server_would_refuse_is_said_before(start, sample, sandbox, account_id, why):
    async with start(sample.key) as person:
        await open_access(person)
        await go_to(person, account_id)
        await person.press("d")
        assert why in person.notes[-1]
        assert written(sandbox) == []


async def test_who_is_gone_already_is_told(start, sample, sandbox):
    async with start(sample.key) as person:
        await open_access(person)
        await go_to(person, "auditor")
        await person.press("d")
        sandbox.add_collaborator(WATER, "auditor", [])
        await person.press("y")
        assert "auditor was already removed." in person.notes[-1]


@pytest.mark.usefixtures("sample")
async def test_removing_oneself_says_what_is_lost(start, sandbox):
    sandbox.add_collaborator(WATER, "auditor", [INFO, RIGHT])
    async with start(sandbox.add_key("user", "auditor")) as person:
        await open_access(person)
        await go_to(person, "auditor")
        await person.press("d")
        assert "You lose at once: See the application, See and change collaborators." in person.words


async def test_an_answer_that_is_lost_is_looked_up(start, sample, sandbox):
    async with start(sample.key) as person:
        await open_access(person)
        await go_to(person, "auditor")
        await person.press("d")
        sandbox.faults.add(Fault("DELETE", cut="after"))
        await person.press("y")
        assert person.notes[-1] == "The answer was lost, so tts-tui checked: Removed auditor."


async def test_an_edit_knows_rights_of_every_kind(start, sample):
    """Whoever made the application has RIGHT_ALL, which is told in words."""
    async with start(sample.key) as person:
        await open_access(person, "greenhouse-1")
        await person.press("e")
        assert isinstance(person.app.screen, EditCollaboratorScreen)
        assert "All rights of every kind" in person.words


def test_every_right_has_a_short_title() -> None:
    from tts_tui.tui.widgets.access_table import SHORT

    assert {f"RIGHT_APPLICATION_{each}" for each in SHORT} == {each.name for each in APPLICATION_RIGHTS}
    assert len(set(SHORT.values())) == len(SHORT)


def test_a_collaborator_without_a_name_is_a_dash() -> None:
    from tts_tui.services.collaborators.rules import Sharing
    from tts_tui.tui.widgets.collaborator_table import _row

    each = Collaborator(account=Account(kind="user", id="x"), rights=frozenset({INFO}))
    from tts_tui.api.resources.auth_info import AuthInfo

    assert _row(each, Sharing(AuthInfo("user", "me")), "", readable=True)[1][2].plain == "–"
