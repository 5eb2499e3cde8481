"""Changing an API key, driven by keys; and what becomes of it where somebody else changes it, too."""

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
    sent,
    to_rights,
    written,
)
from tts_tui.sandbox.faults import Fault
from tts_tui.tui.base.application_tab import tab_key
from tts_tui.tui.screens.api_keys.edit import EditAPIKeyScreen
from tts_tui.tui.screens.api_keys.list import APIKeysScreen

LEAKS = "water-leaks"
WATER = "water-meters-north"
DELETE = "RIGHT_APPLICATION_DELETE"
BASIC = "RIGHT_APPLICATION_SETTINGS_BASIC"


async def edit(person, name):
    """In the list of keys, open the form of the one whose name contains that."""
    table = person.app.screen.table
    table.go_to(next(key for key, cells in table.items if name in cells[0].plain.casefold()))
    await person.press("e")


async def test_changing_begins_with_what_there_is(start, sample, size, golden):
    async with start(sample.key, size) as person:
        await open_keys(person, WATER)
        await edit(person, "from a newer server")
        assert person.screen == golden


async def test_a_change_is_reviewed_and_told_and_where_there_is_none_nothing_is_sent(start, sample, sandbox):
    async with start(sample.key) as person:
        await open_keys(person, WATER)
        await edit(person, "billing")
        await person.press("ctrl+s")
        assert person.notes == ["No changes to save."]
        await person.press("ctrl+o")
        assert isinstance(person.app.screen, EditAPIKeyScreen)
        await person.press("escape")
        assert isinstance(person.app.screen, APIKeysScreen)
        assert written(sandbox) == []
        await person.press("e", "end", "!", "tab", "right", "space", "tab", "down", "space", "ctrl+s")
        assert "3 changes to API key Billing export" in person.words
        assert "Name - Billing export + Billing export!" in person.words
        assert "+ 2026-12-23 23:59" in person.words
        assert "unchanged" in person.words
        assert "PUT /applications/water-meters-north/api-keys" in person.words
        assert written(sandbox) == []
        await person.press("enter", "space")
        assert written(sandbox) == []
        await person.press("ctrl+s")
        assert person.notes[-1] == "Changed API key Billing export!."
        assert isinstance(person.app.screen, APIKeysScreen)


async def test_only_what_was_changed_is_sent_and_all_else_is_kept(start, sample, sandbox):
    instant = NOW + timedelta(days=9, microseconds=123456)
    sandbox.add_key("application", LEAKS, name="exact", rights=[INFO], expires_at=instant)
    sandbox.add_key("application", LEAKS, name="odd", rights=[INFO, "RIGHT_GATEWAY_INFO"])
    sandbox.add_key("application", LEAKS, name="expired", rights=[INFO], expires_at=NOW - timedelta(days=30))
    sandbox.add_key("application", LEAKS, name="\x1b[2J[/x]hostile", rights=[INFO])
    async with start(sample.key) as person:
        await open_keys(person, LEAKS)
        # Without a right the server would delete the key. An expiry that nobody touches stays, to the microsecond.
        await edit(person, "exact")
        await to_rights(person, "space", "ctrl+s")
        assert "Select at least one right." in person.screen
        assert written(sandbox) == []
        await person.press("space", "down", "space", "ctrl+s")
        await person.press("ctrl+s")
        assert sent(sandbox)[-1][1]["field_mask"] == {"paths": ["rights"]}
        assert keys(sandbox, LEAKS)["exact"].expires_at == instant
        # So does a right that has no words here,
        await edit(person, "odd")
        await to_rights(person, "end")
        assert "[✓] RIGHT_GATEWAY_INFO" in person.screen
        await person.press("home", "down", "space", "ctrl+s")
        await person.press("ctrl+s")
        assert set(keys(sandbox, LEAKS)["odd"].rights) == {INFO, BASIC, "RIGHT_GATEWAY_INFO"}
        # an expiry that is over,
        await edit(person, "expired")
        await person.press("end", *"!!", "ctrl+s")
        await person.press("ctrl+s")
        assert sent(sandbox)[-1] == ("PUT", {"api_key": {"name": "expired!!"}, "field_mask": {"paths": ["name"]}})
        assert isinstance(person.app.screen, APIKeysScreen)
        assert "expired!!" in keys(sandbox, LEAKS)
        # and a name that the field can't hold.
        await edit(person, "hostile")
        await to_rights(person, "down", "space", "ctrl+s")
        await person.press("ctrl+s")
        assert sent(sandbox)[-1][1]["field_mask"] == {"paths": ["rights"]}
        assert "\x1b[2J[/x]hostile" in keys(sandbox, LEAKS)


async def test_an_expiry_can_be_set_and_cleared(start, sample, sandbox):
    async with start(sample.key) as person:
        await open_keys(person, WATER)
        await edit(person, "billing")
        await person.press("tab", "right", "space", "ctrl+s")
        await person.press("ctrl+s")
        await person.press("e", "tab", "end", "space", "ctrl+s")
        assert "! The key will never expire." in person.words
        await person.press("ctrl+s")
        assert [body for _, body in sent(sandbox)] == [
            {"api_key": {"expires_at": "2026-12-23T23:59:59.000Z"}, "field_mask": {"paths": ["expires_at"]}},
            {"api_key": {}, "field_mask": {"paths": ["expires_at"]}},
        ]
        assert keys(sandbox, WATER)["Billing export"].expires_at is None


@pytest.mark.usefixtures("sample")
async def test_a_right_that_the_caller_lacks_stays_and_the_key_of_this_session_is_changed_after_a_warning(
    start, sandbox
):
    sandbox.add_key("application", LEAKS, name="strong", rights=[INFO, DELETE])
    async with start(application_key(sandbox, LEAKS, SETTINGS, INFO, READ), (120, 40)) as person:
        await person.press(tab_key("API keys"))
        await edit(person, "strong")
        await to_rights(person, *["down"] * 5, "space")
        assert person.notes == ["You lack this right, so you can't revoke it."]
        await person.press("slash", *"traffic", "enter", "space", "ctrl+s")
        await person.press("ctrl+s")
        assert set(keys(sandbox, LEAKS)["strong"].rights) == {INFO, DELETE, READ}
        already = len(written(sandbox))
        await edit(person, "this one")
        assert "You are signed in with this key" in person.screen
        await to_rights(person, "space", "ctrl+s")
        assert "1 change to API key this one" in person.words
        assert "! You are signed in with this key." in person.words
        assert "without the right to change keys you can't undo it" in person.words
        await person.press("enter", "escape")
        assert len(written(sandbox)) == already
        await person.press("ctrl+s")
        await person.press("y")
        assert set(keys(sandbox, LEAKS)["this one"].rights) == {SETTINGS, READ}


async def test_a_change_whose_answer_was_lost_is_looked_up(start, sample, sandbox):
    async with start(sample.key) as person:
        await open_keys(person, WATER)
        await edit(person, "billing")
        # It did not arrive: the form stays.
        sandbox.faults.add(Fault("PUT", cut="before"))
        await person.press("end", "!", "ctrl+s")
        await person.press("ctrl+s")
        assert "the key is unchanged" in person.words
        # It did.
        sandbox.faults.add(Fault("PUT", cut="after"))
        await person.press("ctrl+s")
        await person.press("ctrl+s")
        assert person.notes == ["The answer was lost, so tts-tui checked: Changed API key Billing export!."]
        assert isinstance(person.app.screen, APIKeysScreen)
        assert "Billing export!" in keys(sandbox, WATER)


# Somebody else changes it, too


class Theirs:
    """A key that a colleague changes while it is looked at."""

    def __init__(self, sandbox):
        self._application = sandbox.store.existing("application", LEAKS)
        sandbox.add_key("application", LEAKS, name="shared", rights=[INFO, DELETE])
        self.key = keys(sandbox, LEAKS)["shared"]
        self._store = sandbox.store

    def change(self, **fields):
        for name, value in fields.items():
            setattr(self.key, name, value)

    def delete(self):
        self._store.remove_key(self._application, self.key)


@pytest.fixture
def theirs(sample, sandbox):
    return Theirs(sandbox)


async def test_what_has_changed_since_the_list_was_read_is_shown_and_told(start, sample, sandbox, theirs):
    async with start(sample.key) as person:
        await open_keys(person, LEAKS)
        theirs.change(name="Common", rights=[INFO, READ], expires_at=NOW + timedelta(days=40))
        await person.press("e")
        assert " ".join(person.notes) == (
            "Somebody else changed this key. Name: Common; rights added: Read up- and downlink traffic; "
            "rights removed: Delete the application; expires 2027-01-02 12:00."
        )
        assert person.beside("Name") == "Common"
        assert "[✓] See the application" in person.screen
        assert "[ ] Delete the application" in person.screen
        assert "(•) keep 2027-01-02" in person.screen
        assert not person.app.screen.changed()
        await person.press("escape")
        assert isinstance(person.app.screen, APIKeysScreen)
        assert "Common" in person.screen, "the list shows it too"
        await person.press("e")
        await to_rights(person, "down", "space", "ctrl+s")
        await person.press("ctrl+s")
        assert sent(sandbox) == [
            ("PUT", {"api_key": {"rights": [INFO, BASIC, READ]}, "field_mask": {"paths": ["rights"]}})
        ]


async def test_an_expiry_that_has_gone_can_not_be_taken_away_again(start, sample, sandbox, theirs):
    theirs.change(expires_at=NOW + timedelta(days=40))
    async with start(sample.key) as person:
        await open_keys(person, LEAKS)
        held = HeldRequest(sandbox, "GET")
        await person.touch("e", "tab", "end", "space")
        assert "(•) never" in person.screen
        theirs.change(expires_at=None)
        held.release()
        await person.settle()
        assert "(•) keep: never" in person.screen
        assert ") never" not in person.screen
        assert not person.app.screen.changed()


async def test_what_is_typed_and_ticked_before_it_is_read_stays_on_top(start, sample, sandbox, theirs):
    async with start(sample.key) as person:
        await open_keys(person, LEAKS)
        held = HeldRequest(sandbox, "GET")
        await person.touch("e", "end", "!", "tab", "tab", "down", "space")
        theirs.change(name="Common", rights=[INFO, DELETE, READ])
        held.release()
        await person.settle()
        assert person.notes[-1].endswith(
            "Name: Common; rights added: Read up- and downlink traffic. Your changes are kept."
        )
        assert "shared!" in person.screen
        await person.press("ctrl+s")
        await person.press("ctrl+s")
        assert set(theirs.key.rights) == {INFO, DELETE, READ, BASIC}
        assert theirs.key.name == "shared!"


async def test_a_name_typed_as_it_was_is_what_was_typed_and_who_only_looked_leaves_at_once(
    start, sample, sandbox, theirs
):
    async with start(sample.key) as person:
        await open_keys(person, LEAKS)
        held = HeldRequest(sandbox, "GET")
        await person.touch("e", "escape")
        assert isinstance(person.app.screen, APIKeysScreen)
        held.release()
        await person.settle()
        assert theirs.key.name in person.screen
        assert person.notes == []
        held = HeldRequest(sandbox, "GET")
        await person.touch("e", "end", "!")
        theirs.change(name="Common")
        held.release()
        await person.settle()
        await person.press("backspace", "ctrl+s")
        await person.press("ctrl+s")
        assert sent(sandbox) == [("PUT", {"api_key": {"name": "shared"}, "field_mask": {"paths": ["name"]}})]


async def test_rights_that_change_meanwhile_are_not_overwritten_unseen(start, sample, sandbox, theirs):
    async with start(sample.key) as person:
        await open_keys(person, LEAKS)
        # While the form is open
        await person.press("e", "tab", "tab", "down", "space")
        theirs.change(rights=[INFO])
        await person.press("ctrl+s")
        assert written(sandbox) == []
        assert "! Somebody else changed this since you opened it:" in person.words
        assert "Rights (kept) - Delete the application" in person.words
        assert "Rights + Change basic settings" in person.words
        await person.press("ctrl+s")
        assert isinstance(person.app.screen, APIKeysScreen)
        assert set(theirs.key.rights) == {INFO, BASIC}
        # Between the review and the change
        theirs.change(rights=[INFO, DELETE])
        already = len(written(sandbox))
        await person.press("e", "tab", "tab", "down", "space", "ctrl+s")
        theirs.change(rights=[INFO])
        await person.press("ctrl+s")
        assert len(written(sandbox)) == already
        assert "The API key was NOT changed: somebody else has just changed it." in person.words
        assert "Rights removed: Delete the application." in person.words
        assert "[✓] Change basic settings" in person.screen
        await person.press("ctrl+s")
        await person.press("ctrl+s")
        assert isinstance(person.app.screen, APIKeysScreen)
        assert set(theirs.key.rights) == {INFO, BASIC}
        # They are no hindrance to a change of something else.
        await person.press("e", "end", "!")
        theirs.change(rights=[INFO])
        await person.press("ctrl+s")
        await person.press("ctrl+s")
        assert sent(sandbox)[-1] == ("PUT", {"api_key": {"name": "shared!"}, "field_mask": {"paths": ["name"]}})
        assert theirs.key.rights == [INFO]


async def test_a_save_before_the_key_was_read_overwrites_nothing_either(start, sample, sandbox, theirs):
    async with start(sample.key) as person:
        await open_keys(person, LEAKS)
        held = HeldRequest(sandbox, "GET")
        await person.touch("e", "tab", "tab", "down", "space")
        theirs.change(rights=[INFO])
        await person.touch("ctrl+s")
        held.release()
        await person.settle()
        assert "! Somebody else changed this since you opened it:" in person.words
        assert "- Delete the application" in person.screen
        assert written(sandbox) == []


async def test_whoever_left_the_form_is_told_that_nothing_was_changed(start, sample, sandbox, theirs):
    async with start(sample.key) as person:
        await open_keys(person, LEAKS)
        await person.press("e", "end", "!", "ctrl+s")
        theirs.change(name="Common")
        held = HeldRequest(sandbox, "GET")
        await person.touch("ctrl+s", "escape")
        held.release()
        await person.settle()
        assert isinstance(person.app.screen, APIKeysScreen)
        assert "The API key was NOT changed" in person.notes[-1]
        assert "Open it again" in person.notes[-1]
        assert written(sandbox) == []


async def test_a_key_that_has_gone_is_told_before_the_form_opens_and_while_it_is_open(start, sample, sandbox, theirs):
    sandbox.add_key("application", LEAKS, name="other", rights=[INFO])
    async with start(sample.key) as person:
        await open_keys(person, LEAKS)
        await edit(person, "other")
        sandbox.store.remove_key(sandbox.store.existing("application", LEAKS), keys(sandbox, LEAKS)["other"])
        await person.press("end", "!", "ctrl+s")
        assert "Somebody else revoked it, so there is nothing to change." in person.screen
        assert "other!" in person.screen
        await person.press("escape", "escape", "y")
        assert isinstance(person.app.screen, APIKeysScreen)
        theirs.delete()
        await person.press("e")
        assert "Somebody else revoked it, so there is nothing to change." in person.screen
        await person.press("escape", "escape")
        assert isinstance(person.app.screen, APIKeysScreen)
        assert "shared" not in person.screen


async def test_a_key_that_can_not_be_read_is_told_and_is_looked_at_before_it_is_changed(start, sample, sandbox, theirs):
    async with start(sample.key) as person:
        await open_keys(person, LEAKS)
        sandbox.faults.add(Fault("GET", path=theirs.key.id, status=500))
        await person.press("e")
        assert "Could not read the current key." in person.screen
        sandbox.faults.add(Fault("GET", path=theirs.key.id, status=500))
        await person.press("end", "!", "ctrl+s")
        assert "Could not read the current key." in person.screen
        assert written(sandbox) == []
        await person.press("ctrl+s")
        await person.press("ctrl+s")
        assert theirs.key.name == "shared!"
