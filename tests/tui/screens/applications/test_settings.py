"""The settings of an application, driven by keys."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

import pytest

from tests.tui.screens.applications.settings_form import (
    APPLICATION,
    CLOCK,
    CLOCK_PACKAGE,
    KEY,
    LINK,
    NETWORK,
    ON_THE_WIRE,
    SKIP,
    TECHNICAL,
    VALUE,
    field,
    go,
    said_below,
    save,
    sent,
)
from tts_tui.sandbox.faults import Fault
from tts_tui.tui.base.application_tab import tab_key
from tts_tui.tui.widgets.field import Field


class TestOpening:
    async def test_everything_is_there(self, sandbox, sample, start, size, golden):
        async with start(sample.key, size) as person:
            await person.press("slash")
            await person.type("water-meters-north")
            await person.press("enter", "enter")
            sandbox.requests.clear()
            await person.press(tab_key("Settings"))
            assert person.screen == golden
            of_application = APPLICATION.replace("meters", "water-meters-north")
            assert sorted((each.method, each.path) for each in sandbox.requests) == [
                ("GET", of_application),
                ("GET", f"{of_application}/collaborators"),
                ("GET", LINK.replace("meters", "water-meters-north")),
                ("GET", CLOCK_PACKAGE.replace("meters", "water-meters-north")),
            ]  # and the rights came along from the overview
            # The end of it.
            await person.press("shift+tab", "shift+tab")
            assert field(person, "clock_sync").has_focus
            assert "(•) on ( ) off" in person.words
            assert "Delete this application" in person.screen
            assert "Name" not in person.screen

    async def test_its_fields_are_laid_out_once_and_in_view_when_they_have_the_focus(self, settings, monkeypatch):
        taken = Counter()
        room_taken = Field.room_taken

        def counted(of, width):
            taken[of.name] += 1
            return room_taken(of, width)

        monkeypatch.setattr(Field, "room_taken", counted)
        async with settings(size=(80, 24)) as person:
            assert len(taken) == len(person.app.screen.query(Field))
            assert max(taken.values()) <= 3, "measured, placed, and once more where a control has changed"
            panel = person.app.screen.query_one("#settings")
            for _ in range(11):
                focused = person.app.screen.focused
                assert panel.region.contains_region(focused.region), focused
                await person.press("tab")

    async def test_the_link_and_the_collaborators_fail_and_the_rest_can_be_saved(self, sandbox, settings):
        async with settings() as person:
            sandbox.faults.add(
                Fault(path="/link$", status=403, body={"code": 7, "message": "error:x:y (not on this server)"})
            )
            sandbox.faults.add(Fault(path="/collaborators$", status=500))
            await person.press("f5")
            assert "not on this server" in said_below(person, "skip_payload_crypto")
            assert field(person, "skip_payload_crypto").disabled
            assert field(person, "technical_contact").disabled
            assert field(person, "technical_contact").value.id == "me"
            assert "can't be read" in said_below(person, "technical_contact")
            await person.press("!", "shift+tab", "shift+tab")
            assert "Skip payload crypto" in person.screen
            await save(person)
            assert [body for _, _, body in sent(sandbox)] == [
                {"application": {"name": "Meters!"}, "field_mask": {"paths": ["name"]}}
            ]

    @pytest.mark.usefixtures("meters")
    async def test_the_application_fails(self, sandbox, start):
        sandbox.faults.add(Fault(path=f"{APPLICATION}$", status=500, times=2))
        async with start(sandbox.add_key("user", "me")) as person:
            await person.press("enter", tab_key("Settings"))
            assert "The application could not be read. Press F5 to try again." in person.words
            assert "Could not read the application. fault 500" in person.words
            await person.press("ctrl+s")
            assert person.notes == ["The application was not read yet."]
            await person.press("f5")
            assert field(person, "name").value == "Meters"
            assert field(person, "settings").has_focus


class TestRights:
    async def test_without_one_it_can_be_read_and_says_what_is_missing(self, sandbox, settings):
        async with settings("colleague") as person:
            assert "Read-only." in person.words
            assert "(RIGHT_APPLICATION_SETTINGS_BASIC)" in person.words
            assert person.beside("Name") == "Meters"
            await person.type("x")
            assert field(person, "name").value == "Meters"
            assert field(person, "delete").disabled
            for key, right in [("ctrl+s", "SETTINGS_BASIC"), ("U", "SETTINGS_BASIC"), ("d", "DELETE")]:
                await person.press(key)
                assert f"RIGHT_APPLICATION_{right}" in person.notes[-1], key
            await person.press("end")
            assert "RIGHT_APPLICATION_SETTINGS_BASIC" in person.screen
            assert "Delete this application" in person.screen
            assert sent(sandbox) == []

    async def test_one_that_is_given_meanwhile_counts_after_f5_and_one_that_is_lost_is_named(self, sandbox, settings):
        async with settings("colleague", size=(120, 40)) as person:
            rights = ["RIGHT_APPLICATION_INFO", "RIGHT_APPLICATION_SETTINGS_BASIC"]
            sandbox.add_collaborator("meters", "colleague", rights)
            await person.press("f5", "tab")
            # The package needs a right of its own: it is locked, and the rest can be saved.
            assert field(person, "clock_sync").disabled
            assert "RIGHT_APPLICATION_SETTINGS_PACKAGES" in said_below(person, "clock_sync")
            await person.type("!")
            await save(person)
            assert [path for _, path, _ in sent(sandbox)] == [APPLICATION]
            await person.press("tab", "end")
            sandbox.add_collaborator("meters", "colleague", ["RIGHT_APPLICATION_INFO"])
            await person.type("!")
            await save(person)
            assert "NOT saved: name." in person.screen
            assert "RIGHT_APPLICATION_SETTINGS_BASIC" in person.screen
            assert field(person, "name").value == "Meters!!"


class TestLink:
    async def test_every_state_can_be_left_for_every_other(self, sandbox, settings, meters):
        way = [None, None, True, True, False, False, None, False, True, None]
        assert len(set(pairwise(way))) == 9
        assert meters.link is None, "which is the server's default"
        async with settings() as person:
            assert not field(person, "skip_payload_crypto").disabled
            for before, after in pairwise(way):
                sandbox.requests.clear()
                assert field(person, "skip_payload_crypto").value is before
                field(person, "skip_payload_crypto").focus()
                await person.press("home", *["right"] * [None, True, False].index(after), "space")
                await save(person)
                expected = [] if before is after else [("PUT", LINK, ON_THE_WIRE[after])]
                assert sent(sandbox) == expected
                assert (meters.link or {}) == ({} if after is None else {"skip_payload_crypto": after})
            # The formatters, which the link has as well, stay.
            meters.link = {"skip_payload_crypto": True, "default_formatters": {"up_formatter": "FORMATTER_CAYENNELPP"}}
            await person.press("f5", "home", "space")
            await save(person)
            assert meters.link == {"default_formatters": {"up_formatter": "FORMATTER_CAYENNELPP"}}


class TestClockSync:
    @staticmethod
    def put(meters, name, **data):
        row = {"ids": {"application_ids": {"application_id": "meters"}, "f_port": 202}, "package_name": name}
        meters.packages.append({**row, "data": data} if data else row)

    async def test_on_is_the_package_on_port_202(self, sandbox, settings, meters):
        async with settings() as person:
            assert field(person, "clock_sync").value is False
            await go(person, CLOCK)
            await person.press("home", "space", "ctrl+s")
            assert "- off + on" in person.words
            await person.press("ctrl+s")
            assert sent(sandbox) == [
                (
                    "PUT",
                    CLOCK_PACKAGE,
                    {"default": {"package_name": "alcsync-v1"}, "field_mask": {"paths": ["package_name"]}},
                )
            ]
            assert person.notes[-1] == "Saved: clock synchronization."
            await person.press("end", "space")
            await save(person)
            assert meters.packages == []
            assert sent(sandbox)[1:] == [("DELETE", CLOCK_PACKAGE, None)]
            # Another one that comes between review and sending is not replaced.
            await person.press("home", "space", "ctrl+s")
            self.put(meters, "other-package")
            sandbox.requests.clear()
            await person.press("ctrl+s")
            assert "FPort 202 has the package other-package." in person.words
            assert sent(sandbox) == []

    async def test_another_package_there_is_never_touched(self, sandbox, settings, meters):
        """Whatever else is saved: the Console removes it with every save that has the box off."""
        self.put(meters, "other-package")
        async with settings() as person:
            assert field(person, "clock_sync").disabled
            assert "FPort 202 has the package other-package." in said_below(person, "clock_sync")
            await person.type("!")
            await save(person)
            assert [path for _, path, _ in sent(sandbox)] == [APPLICATION]
            assert len(meters.packages) == 1

    async def test_undoing_brings_its_data_back(self, sandbox, settings, meters):
        self.put(meters, "alcsync-v1", threshold=5)
        async with settings() as person:
            assert field(person, "clock_sync").value is True
            await go(person, CLOCK)
            await person.press("end", "space")
            await save(person)
            assert meters.packages == []
            await person.press("U", "ctrl+s")
            assert meters.packages[0]["data"] == {"threshold": 5}
            assert field(person, "clock_sync").value is True


class TestApplication:
    async def test_only_what_changed_is_sent(self, sandbox, settings, meters):
        async with settings() as person:
            await person.type(" North")
            await go(person, KEY)
            await person.type("env")
            await person.press("enter")
            await person.type("live")
            await go(person, 1)
            await person.type("a.example:80")
            await save(person)
            assert sent(sandbox) == [
                (
                    "PUT",
                    APPLICATION,
                    {
                        "application": {
                            "name": "Meters North",
                            "attributes": {"env": "live"},
                            "network_server_address": "a.example:80",
                        },
                        "field_mask": {"paths": ["name", "attributes", "network_server_address"]},
                    },
                )
            ]
            assert person.notes == ["Saved: name, attributes, Network Server address."]
            assert meters.fields["description"] == "One.\nTwo."
            # An emptied field is cleared.
            sandbox.requests.clear()
            field(person, "name").focus()
            await person.press("ctrl+u")
            await save(person)
            assert sent(sandbox) == [("PUT", APPLICATION, {"application": {}, "field_mask": {"paths": ["name"]}})]
            assert "name" not in meters.fields

    async def test_a_contact_is_one_of_the_collaborators_or_nobody(self, sandbox, settings):
        async with settings() as person:
            await go(person, TECHNICAL)
            await person.press("enter")
            assert "colleague" in person.screen
            await person.type("coll")
            await person.press("enter")
            await save(person)
            assert sent(sandbox) == [
                (
                    "PUT",
                    APPLICATION,
                    {
                        "application": {"technical_contact": {"user_ids": {"user_id": "colleague"}}},
                        "field_mask": {"paths": ["technical_contact"]},
                    },
                )
            ]
            sandbox.requests.clear()
            field(person, "administrative_contact").focus()
            await person.press("enter", "home", "enter")
            await save(person)
            assert [body for _, _, body in sent(sandbox)] == [
                {"application": {}, "field_mask": {"paths": ["administrative_contact"]}}
            ]

    async def test_a_contact_who_is_no_collaborator_is_kept(self, sandbox, settings, meters):
        sandbox.add_user("former")
        meters.fields["technical_contact"] = {"user_ids": {"user_id": "former"}}
        async with settings() as person:
            assert "former" in str(field(person, "technical_contact").query_one("#label").render())
            await person.type("!")
            await save(person)
            assert [body["field_mask"]["paths"] for _, _, body in sent(sandbox)] == [["name"]]

    async def test_nothing_changed_and_a_wrong_attribute_are_not_sent(self, sandbox, settings):
        async with settings() as person:
            await person.type("x")
            await person.press("backspace", "ctrl+s", "ctrl+s")
            assert person.notes[0] == "No changes to save."
            await person.press("ctrl+o")
            assert len(person.notes) == 3
            await go(person, VALUE)
            await person.type("orphan")
            await person.press("tab", "ctrl+s")
            assert field(person, "attributes").has_focus_within
            assert sent(sandbox) == []
            await person.press("escape")
            assert "Leave this form?" in person.screen

    async def test_limits_are_shown_while_typing_and_keep_it_from_being_sent(self, sandbox, settings):
        async with settings() as person:
            # What the next letter may complete is told later.
            await go(person, NETWORK)
            await person.type("ns.example:")
            assert person.app.screen.field("network_server_address").problem is None
            await person.press("ctrl+s")
            assert "Not a valid address" in said_below(person, "network_server_address")
            await person.type("80")
            assert person.app.screen.field("network_server_address").problem is None
            await person.press("ctrl+u")
            await person.type("http://a")
            assert "without http://" in said_below(person, "network_server_address")
            field(person, "name").focus()
            await person.press("end")
            assert said_below(person, "name") == "6 of 50 characters"
            await person.type("x" * 45)
            assert said_below(person, "name") == "✗ 51 characters; the limit is 50."
            await person.press("tab", "ctrl+s")
            assert field(person, "name").has_focus
            assert sent(sandbox) == []
            await person.press("backspace")
            assert said_below(person, "name") == "50 of 50 characters"


class TestReview:
    async def test_what_changes_is_shown_before_it_is_sent(self, sandbox, settings, size, golden):
        async with settings(size=size) as person:
            await person.type(" North")
            await person.press("tab", "ctrl+end", "enter")
            await person.type("Three.")
            await go(person, SKIP - 1)
            await person.press("right", "space", "ctrl+s")
            assert person.screen == golden
            assert sent(sandbox) == []

    async def test_enter_by_habit_says_nothing_and_esc_goes_back(self, sandbox, settings):
        async with settings() as person:
            await person.type("!")
            await person.press("ctrl+o")  # as commands, just what would be sent
            assert APPLICATION in person.screen
            assert "Meters!" in person.screen
            await person.press("escape", "ctrl+s", "enter", "space")
            assert "Requests" in person.screen
            await person.press("ctrl+o")
            assert "Meters!" in person.screen
            await person.press("escape", "escape")
            assert field(person, "name").value == "Meters!"
            assert sent(sandbox) == []

    async def test_three_keys_say_yes_and_a_habit_of_saving_twice_sends_once(self, sandbox, settings):
        async with settings() as person:
            for key in ("y", "f2", "ctrl+s"):
                sandbox.requests.clear()
                field(person, "name").focus()
                await person.press("end", "!", "f2", key)
                assert len(sent(sandbox)) == 1, key
            sandbox.requests.clear()
            field(person, "name").focus()
            await person.press("end", "!")
            for _ in range(2):
                for _ in range(5):
                    await person.touch("ctrl+s")
                await person.settle()
            assert len(sent(sandbox)) == 1
