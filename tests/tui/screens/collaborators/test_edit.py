"""Changing what a collaborator may do, driven by keys."""

from __future__ import annotations

import pytest

from tests.tui.changes_sent import written
from tests.tui.screens.collaborators.sharing import (
    ALL,
    INFO,
    READ,
    RIGHT,
    WATER,
    go_to,
    members,
    open_access,
)
from tts_tui.tui.screens.collaborators.form import EditCollaboratorScreen
from tts_tui.tui.widgets.rights_checklist import RightsChecklist


async def test_a_change_is_reviewed_and_sent_whole(start, sample, sandbox):
    async with start(sample.key) as person:
        await open_access(person)
        await go_to(person, "auditor")
        await person.press("enter", "ctrl+s")
        assert person.notes[-1] == "No changes to save."
        assert written(sandbox) == []
        await person.press("down", "space", "ctrl+s")
        assert "+ Change basic settings" in person.screen
        assert members(sandbox)["auditor"] == {INFO}
        await person.press("ctrl+s")
        assert members(sandbox)["auditor"] == {INFO, "RIGHT_APPLICATION_SETTINGS_BASIC"}
        assert person.notes[-1] == "Changed auditor's rights."


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
        assert selection.selected == {INFO, READ, "RIGHT_APPLICATION_SETTINGS_BASIC"}
        await person.press("ctrl+s", "ctrl+s")
        assert members(sandbox)["auditor"] == {INFO, READ, "RIGHT_APPLICATION_SETTINGS_BASIC"}


async def test_rights_that_somebody_else_has_given_meanwhile_are_not_sent(start, sample, sandbox):
    async with start(sample.key) as person:
        await open_access(person)
        await go_to(person, "auditor")
        await person.press("e", "j", "space", "ctrl+s")
        sandbox.add_collaborator(WATER, "auditor", [INFO, "RIGHT_APPLICATION_SETTINGS_BASIC"])
        await person.press("ctrl+s")
        assert person.notes[-1] == "auditor has just these rights already. Nothing was sent."
        assert written(sandbox) == []


async def test_an_edit_knows_rights_of_every_kind(start, sample):
    """Whoever made the application has RIGHT_ALL, which is told in words."""
    async with start(sample.key) as person:
        await open_access(person, "greenhouse-1")
        await person.press("e")
        assert isinstance(person.app.screen, EditCollaboratorScreen)
        assert "All rights of every kind" in person.words
