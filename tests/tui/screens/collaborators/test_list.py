"""Who shares an application, driven by keys."""

from __future__ import annotations

import pytest

from tests.tui.changes_sent import written
from tests.tui.screens.collaborators.sharing import (
    INFO,
    RIGHT,
    go_to,
    listed,
    open_access,
)
from tts_tui.api.models import Account, Collaborator
from tts_tui.sandbox.faults import Fault


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


async def test_without_the_right_they_are_seen_and_their_rights_are_not(start, sample, sandbox):
    async with start(sample.colleague_key) as person:
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


def test_a_collaborator_without_a_name_is_a_dash() -> None:
    from tts_tui.services.collaborators.rules import Sharing
    from tts_tui.tui.widgets.collaborator_table import _row

    each = Collaborator(account=Account(kind="user", id="x"), rights=frozenset({INFO}))
    from tts_tui.api.resources.auth_info import AuthInfo

    assert _row(each, Sharing(AuthInfo("user", "me")), "", readable=True)[1][2].plain == "–"
