"""Settings that are read again, and that somebody else changes meanwhile."""

from __future__ import annotations

from tests.tui.screens.applications.settings_form import KEY, NETWORK, SKIP, VALUE, field, go, save, sent
from tts_tui.sandbox.faults import Fault
from tts_tui.services.applications.settings import LABELS

THEIR_CONTACT = {"user_ids": {"user_id": "colleague"}}
THEIRS = {
    "name": "Theirs",
    "description": "Theirs",
    "attributes": {"env": "theirs"},
    "network_server_address": "theirs.example",
    "application_server_address": "theirs.example",
    "join_server_address": "theirs.example",
    "administrative_contact": THEIR_CONTACT,
    "technical_contact": THEIR_CONTACT,
}


def paths(sandbox):
    return [body["field_mask"]["paths"] for _, _, body in sent(sandbox)]


async def test_f5_keeps_what_was_typed_and_chosen_and_shows_what_else_changed(sandbox, settings, meters):
    async with settings() as person:
        await person.type("!")
        meters.fields["name"] = "Theirs"
        meters.fields["description"] = "New."
        meters.fields["technical_contact"] = THEIR_CONTACT
        meters.link = {"skip_payload_crypto": True}
        await person.press("f5")
        assert field(person, "name").value == "Meters!"
        assert person.notes[0].startswith("Somebody else also changed: name.")
        # What was neither typed nor chosen follows.
        assert field(person, "description").text == "New."
        assert field(person, "skip_payload_crypto").value is True
        assert field(person, "technical_contact").value.id == "colleague"
        await person.press("ctrl+s")
        assert "- Theirs" in person.screen
        assert "+ Meters!" in person.screen
        await person.press("ctrl+s")
        assert paths(sandbox) == [["name"]]
        assert not person.app.screen.changed()
        # A choice is kept, and a row of attributes without its key.
        await person.press("enter")
        await go(person, VALUE)
        await person.type("orphan")
        await go(person, SKIP - VALUE)
        await person.press("end", "space")
        meters.link = {}
        meters.fields["attributes"] = {"env": "live"}
        await person.press("f5")
        assert field(person, "skip_payload_crypto").value is False
        assert "orphan" in [each.value for each in person.app.screen.query(".attributes--value")]


class TestReview:
    async def test_it_shows_what_somebody_else_has_changed(self, sandbox, settings, meters):
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

    async def test_no_field_of_theirs_is_overwritten_unseen(self, sandbox, settings, meters):
        async with settings(size=(120, 40)) as person:
            for name, theirs in THEIRS.items():
                if name == "attributes":
                    field(person, name).change({"rows": [["env", "mine"]], "removed": []})
                elif name == "description":
                    field(person, name).text = "mine"
                else:
                    field(person, name).value = None if name.endswith("contact") else "mine"
                meters.fields[name] = theirs
                await self.said_until_saved(person, sandbox, name)
            field(person, "skip_payload_crypto").value = False
            meters.link = {"skip_payload_crypto": True}
            await self.said_until_saved(person, sandbox, "skip_payload_crypto")

    @staticmethod
    async def said_until_saved(person, sandbox, name):
        said = f"{LABELS[name]} (yours replaces it)"
        sandbox.requests.clear()
        for _ in range(2):  # and it is said again when the review is opened again
            await person.press("ctrl+s", "end")
            assert said in person.words
            await person.press("escape")
        assert sent(sandbox) == [], name
        await person.press("f5", "ctrl+s", "end")
        assert said in person.words
        await person.press("ctrl+s")
        assert len(sent(sandbox)) == 1, name

    async def test_attributes_are_added_to_those_that_are_there_now(self, settings, meters):
        meters.fields["attributes"] = {"old": "1", "gone": "2"}
        async with settings() as person:
            await go(person, KEY)
            await person.press("down", "down")
            await person.type("mine")
            await person.press("enter")
            await person.type("3")
            meters.fields["attributes"] = {"old": "1", "theirs": "4"}
            await person.press("ctrl+s")
            _, _, theirs = person.words.partition("Somebody else changed this since you opened it:")
            assert "Attributes (kept) - gone = 2 old = 1 + theirs = 4" in theirs
            await person.press("ctrl+s")
            assert meters.fields["attributes"] == {"old": "1", "theirs": "4", "mine": "3"}

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


class TestBetweenReviewAndSending:
    async def test_a_change_of_the_same_field_keeps_it_from_being_sent_and_is_in_the_next_review(
        self, sandbox, settings, meters
    ):
        async with settings() as person:
            await person.type("!")
            await person.press("ctrl+s")
            meters.fields["name"] = "Theirs"
            await person.press("ctrl+s")
            assert sent(sandbox) == []
            assert "Not sent: name. Somebody else has changed name meanwhile." in person.words
            assert field(person, "name").value == "Meters!"
            await person.press("ctrl+s")
            assert "Name (yours replaces it) - Meters + Theirs" in person.words
            await person.press("ctrl+s")
            assert meters.fields["name"] == "Meters!"
            # So is a change of the link, which another server keeps.
            sandbox.requests.clear()
            field(person, "skip_payload_crypto").focus()
            await person.press("end", "space", "ctrl+s")
            meters.link = {"skip_payload_crypto": True}
            await person.press("ctrl+s")
            assert sent(sandbox) == []
            assert "Somebody else has changed skip payload crypto meanwhile." in person.words

    async def test_a_change_of_another_field_is_kept_and_shown_after_saving(self, sandbox, settings, meters):
        async with settings() as person:
            await person.type("!")
            await person.press("ctrl+s")
            meters.fields["attributes"] = {"env": "live"}
            meters.fields["description"] = "Theirs."
            await person.press("ctrl+s")
            assert paths(sandbox) == [["name"]]
            assert field(person, "description").text == "Theirs."
            assert field(person, "attributes").value == {"env": "live"}
            assert not person.app.screen.changed()
            # Where it can't be looked for, nothing is sent.
            await person.press("enter", "end")
            await person.type("!")
            await person.press("ctrl+s")
            sandbox.requests.clear()
            sandbox.faults.add(Fault(method="GET", path="/applications/meters$", status=500))
            await person.press("ctrl+s")
            assert sent(sandbox) == []
            assert "Not sent: name." in person.words
            assert field(person, "name").value == "Meters!!"
