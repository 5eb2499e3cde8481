"""Settings that are read again, and that somebody else changes meanwhile."""

from __future__ import annotations

import pytest

from tests.tui.screens.applications.settings_form import KEY, NETWORK, SKIP, VALUE, field, go, save, sent
from tts_tui.sandbox.faults import Fault


class TestReadingAgain:
    async def test_f5_keeps_what_was_typed_and_shows_what_else_changed(self, sandbox, settings, meters):
        async with settings() as person:
            await person.type("!")
            meters.fields["name"] = "Theirs"
            meters.fields["description"] = "New."
            await person.press("f5")
            assert field(person, "name").value == "Meters!"
            assert field(person, "description").text == "New."
            assert person.notes[0].startswith("Somebody else also changed: name.")
            await person.press("ctrl+s")
            assert "- Theirs" in person.screen
            assert "+ Meters!" in person.screen
            await person.press("ctrl+s")
            assert [body["field_mask"]["paths"] for _, _, body in sent(sandbox)] == [["name"]]

    async def test_f5_keeps_the_choice_and_a_row_without_its_key(self, settings, meters):
        async with settings() as person:
            await go(person, VALUE)
            await person.type("orphan")
            await go(person, SKIP - VALUE)
            await person.press("end", "space")
            meters.link = {"skip_payload_crypto": True}
            meters.fields["attributes"] = {"env": "live"}
            await person.press("f5")
            assert field(person, "skip_payload_crypto").value is False
            assert "orphan" in [each.value for each in person.app.screen.query(".attributes--value")]

    async def test_the_link_and_contacts_follow_where_nothing_was_chosen(self, settings, meters):
        async with settings() as person:
            meters.link = {"skip_payload_crypto": True}
            meters.fields["technical_contact"] = {"user_ids": {"user_id": "colleague"}}
            await person.press("f5")
            assert field(person, "skip_payload_crypto").value is True
            assert field(person, "technical_contact").value.id == "colleague"
            assert not person.app.screen.changed()


class TestSomebodyElse:
    async def test_the_review_shows_what_somebody_else_has_changed(self, sandbox, settings, meters):
        async with settings() as person:
            await person.type("!")
            await go(person, 1)
            await person.press("ctrl+end", *"_Mine")
            meters.fields["name"] = "Theirs"
            meters.fields["attributes"] = {"env": "live"}
            await person.press("ctrl+s")
            assert "Name - Theirs + Meters!" in person.words
            assert "- One. + _MineOne." in person.words
            _, _, theirs = person.words.partition("Somebody else changed this since you opened it:")
            assert "Name (yours replaces it) - Meters + Theirs" in theirs
            assert "Attributes (kept) - (none) + env = live" in theirs
            await person.press("escape")
            assert field(person, "name").value == "Meters!"
            assert field(person, "attributes").value == {"env": "live"}
            assert sent(sandbox) == []

    @pytest.mark.parametrize(
        ("name", "theirs", "label"),
        [
            ("name", "Theirs", "Name"),
            ("description", "Theirs", "Description"),
            ("network_server_address", "theirs.example", "Network Server"),
            ("application_server_address", "theirs.example", "Application Server"),
            ("join_server_address", "theirs.example", "Join Server"),
            ("administrative_contact", {"user_ids": {"user_id": "colleague"}}, "Administrative contact"),
            ("technical_contact", {"user_ids": {"user_id": "colleague"}}, "Technical contact"),
            ("attributes", {"env": "theirs"}, "Attributes"),
            ("skip_payload_crypto", True, "Skip payload crypto"),
        ],
    )
    async def test_no_field_of_theirs_is_overwritten_unseen(self, sandbox, settings, meters, name, theirs, label):
        async with settings() as person:
            if name == "attributes":
                field(person, name).change({"rows": [["env", "mine"]], "removed": []})
            elif name == "skip_payload_crypto":
                field(person, name).value = False
            elif name.endswith("contact"):
                field(person, name).value = None
            elif name == "description":
                field(person, name).text = "mine"
            else:
                field(person, name).value = "mine"
            if name == "skip_payload_crypto":
                meters.link = {name: theirs}
            else:
                meters.fields[name] = theirs
            for _ in range(2):  # and it is said again when the review is opened again
                await person.press("ctrl+s", "end")
                assert f"{label} (yours replaces it)" in person.words
                await person.press("escape")
            assert sent(sandbox) == []
            await person.press("f5", "ctrl+s", "end")
            assert f"{label} (yours replaces it)" in person.words
            await person.press("ctrl+s")
            assert len(sent(sandbox)) == 1

    async def test_what_came_between_is_shown_in_the_next_review(self, settings, meters):
        async with settings() as person:
            await person.type("!")
            await person.press("ctrl+s")
            meters.fields["name"] = "Theirs"
            await person.press("ctrl+s")
            assert "Not sent: name." in person.words
            await person.press("ctrl+s")
            assert "Name (yours replaces it) - Meters + Theirs" in person.words

    async def test_an_attribute_of_theirs_is_kept_beside_ones_own(self, settings, meters):
        async with settings() as person:
            await go(person, KEY)
            await person.type("mine")
            await person.press("enter")
            await person.type("3")
            meters.fields["attributes"] = {"theirs": "4"}
            await person.press("ctrl+s")
            assert "Attributes (kept) - (none) + theirs = 4" in person.words

    async def test_what_one_has_saved_oneself_is_nobody_else_s(self, sandbox, settings):
        async with settings() as person:
            sandbox.faults.add(Fault(method="PUT", path="/link$", status=500))
            await person.type("!")
            await go(person, SKIP)
            await person.press("right", "space")
            await save(person)
            assert "Saved: name. NOT saved: skip payload crypto." in person.words
            await person.press("ctrl+s")
            assert "Skip payload crypto" in person.words
            assert "Somebody else" not in person.words

    async def test_nor_is_what_may_be_saved(self, sandbox, settings):
        async with settings() as person:
            sandbox.faults.add(Fault(method="PUT", path="/applications/meters$", cut="after"))
            sandbox.faults.add(Fault(method="GET", path="/applications/meters$", times=2))
            sandbox.faults.add(Fault(method="GET", path="/applications/meters$", status=500, times=2))
            await person.type("!")
            await save(person)
            assert "Outcome unknown: name." in person.words
            await go(person, NETWORK)
            await person.type("a.example")
            await person.press("ctrl+s")
            assert "Network Server" in person.words
            assert "Somebody else" not in person.words

    async def test_what_comes_between_review_and_sending_keeps_it_from_being_sent(self, sandbox, settings, meters):
        async with settings() as person:
            await person.type("!")
            await person.press("ctrl+s")
            meters.fields["name"] = "Theirs"
            await person.press("ctrl+s")
            assert sent(sandbox) == []
            assert "Not sent: name. Somebody else has changed name meanwhile." in person.words
            assert field(person, "name").value == "Meters!"
            await save(person)
            assert meters.fields["name"] == "Meters!"

    async def test_what_comes_in_another_field_is_kept_and_shown_after_saving(self, sandbox, settings, meters):
        async with settings() as person:
            await person.type("!")
            await person.press("ctrl+s")
            meters.fields["attributes"] = {"env": "live"}
            meters.fields["description"] = "Theirs."
            await person.press("ctrl+s")
            assert [body["field_mask"]["paths"] for _, _, body in sent(sandbox)] == [["name"]]
            assert field(person, "description").text == "Theirs."
            assert field(person, "attributes").value == {"env": "live"}
            assert not person.app.screen.changed()

    async def test_an_attribute_is_added_to_those_that_are_there_now(self, settings, meters):
        meters.fields["attributes"] = {"old": "1", "gone": "2"}
        async with settings() as person:
            await go(person, KEY)
            await person.press("down", "down")
            await person.type("mine")
            await person.press("enter")
            await person.type("3")
            meters.fields["attributes"] = {"old": "1", "theirs": "4"}
            await save(person)
            assert meters.fields["attributes"] == {"old": "1", "theirs": "4", "mine": "3"}

    async def test_a_link_that_somebody_else_set_between_is_not_overwritten(self, sandbox, settings, meters):
        async with settings() as person:
            await go(person, SKIP)
            await person.press("end", "space")
            await person.press("ctrl+s")
            meters.link = {"skip_payload_crypto": True}
            await person.press("ctrl+s")
            assert sent(sandbox) == []
            assert "Somebody else has changed skip payload crypto meanwhile." in person.words

    async def test_where_it_can_not_be_looked_at_nothing_is_sent(self, sandbox, settings):
        async with settings() as person:
            await person.type("!")
            await person.press("ctrl+s")
            sandbox.faults.add(Fault(method="GET", path="/applications/meters$", status=500))
            await person.press("ctrl+s")
            assert sent(sandbox) == []
            assert "Not sent: name." in person.words
            assert field(person, "name").value == "Meters!"
