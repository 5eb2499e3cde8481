"""The last save of settings is undone."""

from __future__ import annotations

from tests.tui.screens.applications.settings_form import (
    APPLICATION,
    LINK,
    ON_THE_WIRE,
    change_both,
    field,
    save,
    sent,
)
from tts_tui.sandbox.faults import Fault
from tts_tui.tui.base.application_tab import tab_key

NOTHING_SAVED = "You have saved nothing here since you opened the application."


async def save_both(person):
    await change_both(person)
    await save(person)


class TestUndo:
    async def test_the_last_save_is_put_back_after_a_review(self, sandbox, settings, meters):
        async with settings(size=(120, 40)) as person:
            await save_both(person)
            meters.fields["description"] = "Theirs."
            sandbox.requests.clear()
            await person.press("U")
            assert "2 changes to meters" in person.words
            assert "Name - Meters! + Meters" in person.words
            assert "Skip payload crypto - on + server's default" in person.words
            assert "Undoes your last save." in person.words
            assert sent(sandbox) == []
            await person.press("escape", "U", "ctrl+s")
            assert sent(sandbox) == [
                ("PUT", APPLICATION, {"application": {"name": "Meters"}, "field_mask": {"paths": ["name"]}}),
                ("PUT", LINK, ON_THE_WIRE[None]),
            ]
            assert person.notes[-1] == "Undone: name, skip payload crypto."
            assert field(person, "name").value == "Meters"
            assert field(person, "description").text == "Theirs."
            assert not person.app.screen.changed()
            await person.press("U")
            assert person.notes[-1] == NOTHING_SAVED

    async def test_after_a_save_it_is_a_key_at_once_and_in_a_field_a_letter(self, sandbox, settings, meters):
        async with settings() as person:
            await person.type("!")
            await save(person)
            await person.press("U")
            assert "Undoes your last save." in person.words
            await person.press("escape", "tab", "end")
            await person.type("U")
            assert field(person, "name").value == "Meters!U"
            await person.press("shift+tab", "U", "ctrl+s")
            assert meters.fields["name"] == "Meters"
            assert field(person, "name").value == "Meters!U", "what is typed is kept"

    async def test_what_something_else_has_changed_since_is_told_and_not_undone(self, sandbox, settings, meters):
        async with settings() as person:
            await save_both(person)
            saved = meters.fields["name"]
            meters.fields["name"] = "Theirs"
            sandbox.requests.clear()
            await person.press("U")
            assert "Can't undo your last save. Something else has changed name since." in person.words
            # So it is where it comes between review and sending.
            meters.fields["name"] = saved
            await person.press("U")
            meters.link = {"skip_payload_crypto": False}
            await person.press("ctrl+s")
            assert "Something else has changed skip payload crypto since. Nothing was sent." in person.words
            assert sent(sandbox) == []

    async def test_only_what_was_saved_can_be_undone_and_what_failed_again(self, sandbox, settings, meters):
        async with settings() as person:
            sandbox.faults.add(Fault(method="PUT", status=500))
            await person.type("!")
            await save(person)
            await person.press("shift+tab", "U")
            assert person.notes[-1] == NOTHING_SAVED
            await save_both(person)
            sandbox.faults.add(Fault(method="PUT", path="/link$", status=500))
            await person.press("U", "ctrl+s")
            assert "Saved: name. NOT saved: skip payload crypto." in person.words
            sandbox.requests.clear()
            await person.press("U", "ctrl+s")
            assert sent(sandbox) == [("PUT", LINK, ON_THE_WIRE[None])]
            # A lost answer is looked up.
            await save_both(person)
            sandbox.faults.add(Fault(method="PUT", path="/link$", cut="after"))
            await person.press("U", "ctrl+s")
            assert person.notes[-1].startswith("Undone: name, skip payload crypto. An answer was lost")

    async def test_it_is_there_after_a_visit_to_another_tab_and_not_once_the_application_was_left(
        self, settings, meters
    ):
        async with settings() as person:
            await save_both(person)
            await person.press("f8", "f7", "U", "ctrl+s")
            assert meters.fields["name"] == "Meters"
            await save_both(person)
            await person.press("escape", "enter", tab_key("Settings"), "U")
            assert person.notes[-1] == NOTHING_SAVED
