"""Removing a collaborator, driven by keys."""

from __future__ import annotations

import pytest

from tests.tui.changes_sent import written
from tests.tui.screens.collaborators.sharing import (
    INFO,
    RIGHT,
    WATER,
    go_to,
    listed,
    members,
    open_access,
)
from tts_tui.sandbox.faults import Fault


async def test_somebody_is_removed_by_delete(start, sample, sandbox):
    async with start(sample.key, (120, 40)) as person:
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


async def test_what_the_server_would_refuse_is_said_before(start, sample, sandbox):
    async with start(sample.key) as person:
        await open_access(person)
        for account_id, why in (
            ("installer", "installer is the technical contact. Choose another contact in the settings first."),
            ("water-works", "water-works is the administrative contact."),
        ):
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
