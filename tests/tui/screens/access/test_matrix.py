"""Who may do what, driven by keys."""

from __future__ import annotations

import csv
import re

import pytest

from tests.tui.conftest import Person
from tests.tui.screens.collaborators.sharing import open_access
from tts_tui.api.rights import APPLICATION_RIGHTS
from tts_tui.sandbox.faults import Fault
from tts_tui.tui.screens.access.matrix import AccessMatrixScreen
from tts_tui.tui.screens.api_keys.edit import EditAPIKeyScreen
from tts_tui.tui.screens.collaborators.form import EditCollaboratorScreen
from tts_tui.tui.widgets.access_table import SHORT, AccessTable

WATER = "water-meters-north"
INFO, DOWN = "RIGHT_APPLICATION_INFO", "RIGHT_APPLICATION_TRAFFIC_DOWN_WRITE"


async def open_matrix(person: Person, application_id: str = WATER) -> list[str]:
    """Open it; gives what will be told to whoever opened it."""
    told: list[str] = []
    person.app.push_screen(AccessMatrixScreen(person.app.screen.session, application_id, done=told.append))
    await person.settle()
    return told


def table(person: Person) -> AccessTable:
    return person.app.screen.query_one(AccessTable)


def who(person: Person) -> list[str]:
    return [re.split(" · ", cells[0].plain)[0].strip() for _, cells in map(table(person)._row_of, table(person)._items)]


async def go_to(person: Person, key: str) -> None:
    table(person).go_to(key)
    await person.settle()


async def test_narrow_it_counts_groups_wide_it_shows_single_rights(start, sample, size):
    async with start(sample.key, size) as person:
        await open_access(person)
        await person.press("w")
        assert "Who can do what · 11" in person.screen
        assert who(person)[:2] == ["Emergency, everything", "water-works"]  # the most rights first
        assert "Old dashboard ✗ expired API key" in person.words
        assert "Not shown: administrators of the network" in person.words
        heading = next(line for line in person.screen.splitlines() if line.startswith(" Who "))
        if size[0] < 120:
            assert heading.split() == ["Who", "Kind", "General", "End", "devices", "Traffic", "All"]
            assert person.beside("auditor · Auditor") == "user 1 of 6 · · ·"
            assert person.beside("water-works · Water Works") == "org. all 6 all 4 all 4 ✓"
        else:
            assert len(heading.split()) == 17
            (names,) = [line for line in person.screen.splitlines() if "│General" in line]
            assert [names.index(each) for each in ("│General", "│End devices", "│Traffic")] == [
                heading.index(each) for each in ("│See", "│DvR", "│TrR")
            ]
            assert [each.split()[0] for each in heading.split("│")[1:]] == ["See", "DvR", "TrR", "All"]
            assert "KyR KyW their keys" in person.words
            (auditor,) = [line for line in person.screen.splitlines() if "auditor · Auditor" in line]
            assert auditor.replace("│", "").split()[3:] == ["user", "✓", *"·" * 14]


async def test_an_organization_alone_opens_into_its_members_with_what_they_get(start, sample):
    async with start(sample.key, (120, 40)) as person:
        await open_matrix(person)
        await person.press("m")
        assert person.notes[-1] == "Only organizations have members."
        await go_to(person, "/ORGANIZATION/water-works")
        await person.press("m")
        assert who(person)[2:6] == ["└ demo-user", "└ field-engineer", "└ colleague", "└ trainee"]
        await go_to(person, "water-works/MEMBER/trainee")
        assert "trainee · user trainee, member of water-works" in person.words
        assert "nothing here" in person.words
        await person.press("m")
        assert len(who(person)) == 11
        assert table(person).current == "/ORGANIZATION/water-works"


async def test_of_members_whose_rights_are_hidden_the_most_is_shown(start, sample):
    async with start(sample.key) as person:
        await open_matrix(person)
        await person.press("slash", *"meter-readers", "enter")
        await go_to(person, "/ORGANIZATION/meter-readers")
        await person.press("m")
        await go_to(person, "meter-readers/MEMBER/installer")
        assert "At most the organization's rights: See the application" in person.words
        (line,) = [line for line in person.screen.splitlines() if "└ installer" in line]
        assert line.count("≤") == 3
        assert "…" not in line.partition("member")[2]


async def test_who_can(start, sample, sandbox):
    async with start(sample.key) as person:
        await open_matrix(person)
        asked = len(sandbox.requests)
        await person.press("slash", *"delete", "enter")
        assert who(person) == ["Emergency, everything", "water-works"]
        await person.press("escape", "slash", *"nonsense")
        assert "Nobody here matches “nonsense”." in person.words
        assert len(sandbox.requests) == asked


async def test_enter_goes_to_the_key_or_the_collaborator_and_from_a_member_to_the_organization(start, sample):
    async with start(sample.key) as person:
        await open_matrix(person)
        await person.press("enter")
        assert isinstance(person.app.screen, EditAPIKeyScreen)
        await person.press("escape")
        await go_to(person, "/USER/auditor")
        await person.press("enter")
        assert isinstance(person.app.screen, EditCollaboratorScreen)
        assert person.app.screen.account.id == "auditor"
        await person.press("escape")
        await go_to(person, "/ORGANIZATION/water-works")
        await person.press("m", "j", "enter")
        assert person.app.screen.account.id == "water-works"
        assert "at most the rights of water-works" in person.notes[-1]


async def test_what_is_changed_from_here_is_read_anew_and_told(start, sample, sandbox):
    async with start(sample.key) as person:
        told = await open_matrix(person)
        await go_to(person, "/USER/auditor")
        await person.press("enter", "down", "space", "ctrl+s", "ctrl+s")
        assert person.beside("auditor · Auditor") == "user 2 of 6 · · ·"
        assert told == ["auditor"]


async def test_what_may_not_be_read_says_which_right_is_missing(start, sample):
    async with start(sample.colleague_key) as person:
        await open_matrix(person)
        assert "Collaborators' rights: you lack the right “See and change collaborators”." in person.words
        assert "the collaborators' own API keys and logins." in person.words
        assert "API keys: you lack the right “See and change API keys”." in person.words
        assert len(who(person)) == 5
        assert any("auditor · Auditor" in line and "?" in line for line in person.screen.splitlines())
        await person.press("enter")
        assert "You lack the right “See and change collaborators”" in person.notes[-1]


async def test_all_of_it_is_written_as_csv_members_included(start, sample, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    async with start(sample.key) as person:
        await open_matrix(person)
        await person.press("w", "enter")
        file = tmp_path / f"access-{WATER}.csv"
        assert "rows saved to" in person.notes[-1]
        assert file.stat().st_mode & 0o777 == 0o600
        rows = list(csv.DictReader(file.read_text("utf-8").splitlines()))
        assert len(rows) == 11 + 4 + 1
        assert {each["kind"] for each in rows} == {"user", "organization", "member", "API key"}
        (trainee,) = [each for each in rows if each["id"] == "trainee"]
        assert (trainee["through organization"], trainee[INFO]) == ("water-works", "no")
        (installer,) = [each for each in rows if each["kind"] == "member" and each["id"] == "installer"]
        assert installer[INFO] == "at most"
        await person.press("w")
        assert f"access-{WATER}-2.csv" in person.screen
        await person.press(*["backspace"] * len("-2.csv"), *".csv", "enter")
        assert "That name exists already" in person.words
        await person.press("escape")
        assert isinstance(person.app.screen, AccessMatrixScreen)


async def test_a_failure_is_told_and_esc_goes_back(start, sample, sandbox):
    async with start(sample.key) as person:
        sandbox.faults.add(Fault("GET", path="/collaborators$", status=500))
        await open_matrix(person)
        assert "Could not read everybody's rights." in person.screen
        await person.press("r")
        assert len(who(person)) == 11
        await person.press("escape")
        assert not isinstance(person.app.screen, AccessMatrixScreen)


@pytest.mark.usefixtures("sample")
async def test_the_key_of_the_session_is_marked(start, sandbox):
    token = sandbox.add_key(
        "application",
        "water-leaks",
        name="mine",
        rights=[INFO, "RIGHT_APPLICATION_SETTINGS_API_KEYS"],
        key_id="THISKEY",
    )
    async with start(token) as person:
        await open_matrix(person, "water-leaks")
        assert "* mine" in who(person)


def test_every_right_has_a_short_title() -> None:
    assert {f"RIGHT_APPLICATION_{each}" for each in SHORT} == {each.name for each in APPLICATION_RIGHTS}
    assert len(set(SHORT.values())) == len(SHORT)
