"""The settings of an application, driven by keys."""

from __future__ import annotations

from contextlib import asynccontextmanager
from functools import partial
from itertools import pairwise

import httpx
import pytest

from tts_tui.sandbox.faults import Fault
from tts_tui.tui.base.application_tab import tab_key
from tts_tui.tui.screens.applications.settings import SettingsScreen

MINE = ["me", "colleague"]
APPLICATION = "/api/v3/applications/meters"
LINK = "/api/v3/as/applications/meters/link"
CLOCK_PACKAGE = "/api/v3/as/applications/meters/packages/associations/202"
KEY, VALUE, NETWORK, ADMINISTRATIVE, TECHNICAL, SKIP, CLOCK, DELETE = 2, 3, 4, 7, 8, 9, 10, 11
"""How often tab is pressed from the name, where there is no attribute."""

ON_THE_WIRE = {
    None: {"link": {}, "field_mask": {"paths": ["skip_payload_crypto"]}},
    True: {"link": {"skip_payload_crypto": True}, "field_mask": {"paths": ["skip_payload_crypto"]}},
    False: {"link": {"skip_payload_crypto": False}, "field_mask": {"paths": ["skip_payload_crypto"]}},
}


@pytest.fixture
def meters(sandbox):
    """One application, of "me", with a colleague who may look."""
    for user in MINE:
        sandbox.add_user(user)
    made = sandbox.add_application("meters", owner="me", name="Meters", description="One.\nTwo.")
    sandbox.add_collaborator("meters", "colleague", ["RIGHT_APPLICATION_INFO"])
    return made


@pytest.fixture
def settings(sandbox, start, meters):
    """`async with settings(user, size) as person`: the program, standing on the settings of that application."""

    @asynccontextmanager
    async def starting(user="me", size=(80, 24)):
        async with start(sandbox.add_key("user", user), size) as person:
            listed = person.app.screen
            person.app.push_screen(SettingsScreen(listed.session, "meters", partial(listed._changed, "meters")))
            await person.settle()
            if user == "me":
                await person.press("tab")  # to the name
            sandbox.requests.clear()
            yield person

    return starting


def sent(sandbox):
    """What was sent to change anything, in order."""
    return [(each.method, each.path, each.json) for each in sandbox.requests if each.method != "GET"]


def field(person, name):
    return person.app.screen.query_one(f"#{name}")


def said_below(person, name):
    """The line below a field."""
    return str(person.app.screen.field(name).query_one(".field--hint").render())


async def go(person, tabs):
    await person.press(*["tab"] * tabs)


async def save(person):
    """Save and say yes to what is shown."""
    await person.press("ctrl+s")  # which looks at what there is now
    await person.press("ctrl+s")


class TestOpening:
    async def test_everything_is_there(self, sample, start, size, golden):
        async with start(sample.key, size) as person:
            await open_application(person, "water-meters-north")
            assert person.screen == golden

    async def test_the_end_of_it(self, sample, start, size):
        async with start(sample.key, size) as person:
            await open_application(person, "water-meters-north")
            await person.press("shift+tab", "shift+tab")
            assert field(person, "clock_sync").has_focus
            assert "(•) on ( ) off" in person.words
            assert "Delete this application" in person.screen
            assert "Name" not in person.screen

    @pytest.mark.usefixtures("meters")
    async def test_the_parts_are_asked_for_at_once(self, sandbox, start):
        async with start(sandbox.add_key("user", "me")) as person:
            await person.press("enter")
            sandbox.requests.clear()
            await person.press(tab_key("Settings"))
            assert sorted((each.method, each.path) for each in sandbox.requests) == [
                ("GET", APPLICATION),
                ("GET", f"{APPLICATION}/collaborators"),
                ("GET", LINK),
                ("GET", CLOCK_PACKAGE),
            ]  # and the rights came along from the overview

    async def test_every_field_is_in_view_when_it_has_the_focus(self, settings):
        async with settings(size=(80, 24)) as person:
            panel = person.app.screen.query_one("#settings")
            for _ in range(11):
                focused = person.app.screen.focused
                assert panel.region.contains_region(focused.region), focused
                await person.press("tab")

    async def test_only_the_link_fails(self, sandbox, settings):
        async with settings() as person:
            sandbox.faults.add(
                Fault(path="/link$", status=403, body={"code": 7, "message": "error:x:y (not on this server)"})
            )
            await person.press("f5")
            assert "not on this server" in said_below(person, "skip_payload_crypto")
            assert field(person, "skip_payload_crypto").disabled
            await go(person, DELETE - 1)
            assert "Skip payload crypto" in person.screen
            await go(person, 2)
            await person.type("!")
            await save(person)
            assert [body for _, _, body in sent(sandbox)] == [
                {"application": {"name": "Meters!"}, "field_mask": {"paths": ["name"]}}
            ]

    async def test_only_the_collaborators_fail(self, sandbox, settings):
        async with settings() as person:
            sandbox.faults.add(Fault(path="/collaborators$", status=500))
            await person.press("f5")
            assert field(person, "technical_contact").disabled
            assert field(person, "technical_contact").value.id == "me"
            assert "can't be read" in said_below(person, "technical_contact")

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


async def open_application(person, application_id):
    await person.press("slash")
    await person.type(application_id)
    await person.press("enter", "enter", tab_key("Settings"))


class TestReadOnly:
    async def test_without_the_right_nothing_can_be_typed(self, settings):
        async with settings("colleague") as person:
            assert "Read-only." in person.words
            assert "(RIGHT_APPLICATION_SETTINGS_BASIC)" in person.words
            assert person.beside("Name") == "Meters"
            await person.type("x")
            assert field(person, "name").value == "Meters"

    async def test_saving_says_which_right_is_missing(self, sandbox, settings):
        async with settings("colleague") as person:
            await person.press("ctrl+s")
            assert "RIGHT_APPLICATION_SETTINGS_BASIC" in person.notes[0]
            assert sent(sandbox) == []

    async def test_it_can_be_scrolled(self, settings):
        async with settings("colleague") as person:
            await person.press("end")
            assert "RIGHT_APPLICATION_SETTINGS_BASIC" in person.screen
            assert "Delete this application" in person.screen

    async def test_a_right_given_meanwhile_counts_after_f5(self, sandbox, settings):
        async with settings("colleague") as person:
            sandbox.add_collaborator(
                "meters", "colleague", ["RIGHT_APPLICATION_INFO", "RIGHT_APPLICATION_SETTINGS_BASIC"]
            )
            await person.press("f5", "tab")
            await person.type("!")
            await save(person)
            assert len(sent(sandbox)) == 1


class TestLink:
    async def test_every_state_can_be_left_for_every_other(self, sandbox, settings, meters):
        meters.link = {}
        way = [None, None, True, True, False, False, None, False, True, None]
        assert len(set(pairwise(way))) == 9
        async with settings() as person:
            for before, after in pairwise(way):
                sandbox.requests.clear()
                assert field(person, "skip_payload_crypto").value is before
                field(person, "skip_payload_crypto").focus()
                await person.press("home", *["right"] * [None, True, False].index(after), "space")
                await save(person)
                expected = [] if before is after else [("PUT", LINK, ON_THE_WIRE[after])]
                assert sent(sandbox) == expected
                assert meters.link == ({} if after is None else {"skip_payload_crypto": after})

    async def test_no_link_is_the_servers_default(self, sandbox, settings, meters):
        assert meters.link is None
        async with settings() as person:
            assert field(person, "skip_payload_crypto").value is None
            assert not field(person, "skip_payload_crypto").disabled
            await go(person, SKIP)
            await person.press("right", "space")
            await save(person)
            assert sent(sandbox) == [("PUT", LINK, ON_THE_WIRE[True])]

    async def test_formatters_stay(self, settings, meters):
        meters.link = {"skip_payload_crypto": True, "default_formatters": {"up_formatter": "FORMATTER_CAYENNELPP"}}
        async with settings() as person:
            await go(person, SKIP)
            await person.press("home", "space")
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

    async def test_one_that_comes_between_is_not_replaced(self, sandbox, settings, meters):
        async with settings() as person:
            await go(person, CLOCK)
            await person.press("home", "space", "ctrl+s")
            self.put(meters, "other-package")
            await person.press("ctrl+s")
            assert "FPort 202 has the package other-package." in person.words
            assert sent(sandbox) == []

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

    async def test_without_the_right_it_is_locked_and_the_rest_can_be_saved(self, sandbox, settings):
        sandbox.add_collaborator("meters", "colleague", ["RIGHT_APPLICATION_INFO", "RIGHT_APPLICATION_SETTINGS_BASIC"])
        async with settings("colleague") as person:
            assert field(person, "clock_sync").disabled
            assert "RIGHT_APPLICATION_SETTINGS_PACKAGES" in said_below(person, "clock_sync")
            await go(person, 1)
            await person.type("!")
            await save(person)
            assert [path for _, path, _ in sent(sandbox)] == [APPLICATION]


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

    async def test_an_emptied_field_is_cleared(self, sandbox, settings, meters):
        async with settings() as person:
            await person.press("ctrl+u")
            await save(person)
            assert sent(sandbox) == [("PUT", APPLICATION, {"application": {}, "field_mask": {"paths": ["name"]}})]
            assert "name" not in meters.fields

    async def test_a_contact_is_chosen_from_the_collaborators(self, sandbox, settings):
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

    async def test_a_contact_can_be_nobody(self, sandbox, settings):
        async with settings() as person:
            await go(person, ADMINISTRATIVE)
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

    async def test_nothing_changed_is_said_and_not_sent(self, sandbox, settings):
        async with settings() as person:
            await person.type("x")
            await person.press("backspace", "ctrl+s", "ctrl+s")
            assert sent(sandbox) == []
            assert person.notes[0] == "No changes to save."
            await person.press("ctrl+o")
            assert len(person.notes) == 3

    async def test_limits_are_shown_while_typing_and_keep_it_from_being_sent(self, sandbox, settings):
        async with settings() as person:
            assert said_below(person, "name") == "6 of 50 characters"
            await person.type("x" * 45)
            assert said_below(person, "name") == "✗ 51 characters; the limit is 50."
            await go(person, NETWORK)
            await person.type("http://a")
            assert "without http://" in said_below(person, "network_server_address")
            await person.press("ctrl+s")
            assert field(person, "name").has_focus
            assert sent(sandbox) == []
            await person.press("backspace")
            assert said_below(person, "name") == "50 of 50 characters"

    async def test_a_wrong_attribute_is_not_sent(self, sandbox, settings):
        async with settings() as person:
            await go(person, VALUE)
            await person.type("orphan")
            await person.press("tab", "ctrl+s")
            assert sent(sandbox) == []
            assert field(person, "attributes").has_focus_within
            await person.press("escape")
            assert "Leave this form?" in person.screen


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
            await person.press("ctrl+s", "enter", "space")
            assert "Requests" in person.screen
            await person.press("escape")
            assert field(person, "name").value == "Meters!"
            assert sent(sandbox) == []

    @pytest.mark.parametrize("key", ["y", "f2", "ctrl+s"])
    async def test_yes(self, sandbox, settings, key):
        async with settings() as person:
            await person.type("!")
            await person.press("f2")
            await person.press(key)
            assert len(sent(sandbox)) == 1

    async def test_a_habit_of_saving_twice_sends_once(self, sandbox, settings):
        async with settings() as person:
            await person.type("!")
            for _ in range(2):
                for _ in range(5):
                    await person.touch("ctrl+s")
                await person.settle()
            assert len(sent(sandbox)) == 1

    async def test_as_commands_shows_just_what_is_sent(self, sandbox, settings):
        async with settings() as person:
            await person.type("!")
            await person.press("ctrl+o")
            assert f"{APPLICATION}" in person.screen
            assert "--name 'Meters!'" in person.screen or "Meters!" in person.screen
            await person.press("escape", "ctrl+s")
            await person.press("ctrl+o")
            assert "Meters!" in person.screen
            assert sent(sandbox) == []


class TestFailures:
    async def change_both(self, person):
        await person.type("!")
        await go(person, SKIP)
        await person.press("right", "space")

    async def test_both_succeed(self, sandbox, settings):
        async with settings() as person:
            await self.change_both(person)
            await save(person)
            assert [path for _, path, _ in sent(sandbox)] == [APPLICATION, LINK]
            assert person.notes == ["Saved: name, skip payload crypto."]

    async def test_the_link_fails(self, sandbox, settings, meters, size):
        async with settings(size=size) as person:
            sandbox.faults.add(
                Fault(
                    method="PUT",
                    path="/link$",
                    status=500,
                    body={"code": 13, "message": "error:pkg/redis:store (the store is down)"},
                )
            )
            await self.change_both(person)
            await save(person)
            assert "✗ the store is down" in person.screen, "beside the field, which is in sight"
            assert "Saved: name. NOT saved: skip payload crypto." in person.screen
            assert meters.fields["name"] == "Meters!"
            sandbox.requests.clear()
            await save(person)
            assert sent(sandbox) == [("PUT", LINK, ON_THE_WIRE[True])]
            assert person.notes == ["Saved: skip payload crypto."]

    async def test_the_application_fails(self, sandbox, settings, meters):
        async with settings() as person:
            sandbox.faults.add(Fault(method="PUT", path="/applications/meters$", status=500))
            await self.change_both(person)
            await save(person)
            assert [path for _, path, _ in sent(sandbox)] == [APPLICATION]
            assert "NOT saved: name. Not sent: skip payload crypto." in person.screen
            assert meters.link is None
            await save(person)
            assert [path for _, path, _ in sent(sandbox)] == [APPLICATION, APPLICATION, LINK]
            assert meters.link == {"skip_payload_crypto": True}

    async def test_the_answer_is_lost_after_the_change(self, sandbox, settings):
        async with settings() as person:
            sandbox.faults.add(Fault(method="PUT", path="/link$", cut="after"))
            await self.change_both(person)
            await save(person)
            assert [path for _, path, _ in sent(sandbox)] == [APPLICATION, LINK]
            assert person.notes == [
                "Saved: name, skip payload crypto. An answer was lost, but the server has all changes."
            ]
            await person.press("ctrl+s")
            assert person.notes[-1] == "No changes to save."

    async def test_the_application_s_answer_is_lost_and_the_link_still_sent(self, sandbox, settings):
        async with settings() as person:
            sandbox.faults.add(Fault(method="PUT", path="/applications/meters$", cut="after"))
            await self.change_both(person)
            await save(person)
            assert [path for _, path, _ in sent(sandbox)] == [APPLICATION, LINK]
            assert "the server has all changes" in person.notes[0]

    @pytest.mark.parametrize("path", ["/applications/meters$", "/link$"])
    async def test_cut_before_the_change_it_is_found_undone(self, sandbox, settings, path):
        async with settings() as person:
            sandbox.faults.add(Fault(method="PUT", path=path, cut="before"))
            await self.change_both(person)
            await save(person)
            assert "NOT saved: " in person.screen
            assert "tts-tui checked" in person.words
            assert "You can save again." in person.words

    async def test_where_looking_fails_too_it_stays_unknown(self, sandbox, settings):
        async with settings() as person:
            sandbox.faults.add(Fault(method="PUT", path="/applications/meters$", cut="after"))
            sandbox.faults.add(Fault(method="GET", path="/applications/meters$", times=2))  # the looks before it
            sandbox.faults.add(Fault(method="GET", path="/applications/meters$", status=500))
            await self.change_both(person)
            await save(person)
            assert "Outcome unknown: name. Not sent: skip payload crypto." in person.screen

    async def test_somebody_else_was_there_in_between(self, sandbox, settings, meters):
        async with settings() as person:
            sandbox.faults.add(Fault(method="PUT", path="/applications/meters$", cut="before"))
            take = sandbox.faults.take

            def after_the_look(method, path):
                if method == "PUT":
                    meters.fields["name"] = "Theirs"
                return take(method, path)

            sandbox.faults.take = after_the_look
            await person.type("!")
            await save(person)
            assert "name changed to something else" in person.words

    async def test_a_right_lost_meanwhile(self, sandbox, settings):
        async with settings("colleague") as person:
            sandbox.add_collaborator(
                "meters", "colleague", ["RIGHT_APPLICATION_INFO", "RIGHT_APPLICATION_SETTINGS_BASIC"]
            )
            await person.press("f5", "tab")
            sandbox.add_collaborator("meters", "colleague", ["RIGHT_APPLICATION_INFO"])
            await person.type("!")
            await save(person)
            assert "NOT saved: name." in person.screen
            assert "RIGHT_APPLICATION_SETTINGS_BASIC" in person.screen
            assert field(person, "name").value == "Meters!"

    @pytest.mark.parametrize(("name", "tabs"), [("administrative_contact", 7), ("technical_contact", 8)])
    async def test_a_refused_contact_is_said_beside_it(self, sandbox, settings, name, tabs):
        async with settings() as person:
            await go(person, tabs)
            await person.press("enter")
            await person.type("coll")
            await person.press("enter")
            sandbox.add_collaborator("meters", "colleague", [])
            await save(person)
            assert said_below(person, name) == "✗ contact `colleague` is not a collaborator"
            assert field(person, name).has_focus
            assert "must be a collaborator" in person.screen

    async def test_a_field_that_only_the_server_refuses(self, sandbox, settings):
        async with settings() as person:
            details = {
                "namespace": "pkg/errors",
                "name": "validation",
                "message_format": "invalid `{field}`: {reason}",
                "attributes": {"field": "description", "reason": "no such words"},
            }
            sandbox.faults.add(
                Fault(method="PUT", status=400, body={"code": 3, "message": "error", "details": [details]})
            )
            await person.type("!")
            await go(person, 1)
            await person.type("x")
            await person.press("shift+tab")
            await save(person)
            assert said_below(person, "description") == "✗ invalid `description`: no such words"
            assert field(person, "description").has_focus

    @pytest.mark.usefixtures("at_once")
    async def test_a_dead_server_takes_nothing_away(self, settings):
        class Dead(httpx.AsyncBaseTransport):
            async def handle_async_request(self, _request):
                raise httpx.ConnectError("Connection refused")

        async with settings() as person:
            await self.change_both(person)
            await person.press("ctrl+s")
            person.app.screen.session.client._http._transport = Dead()
            await person.press("ctrl+s")
            assert "Not sent: name, skip payload crypto." in person.screen
            assert "Connection refused" in person.screen
            assert field(person, "name").value == "Meters!"
            assert field(person, "skip_payload_crypto").value is True


class TestHostileText:
    NAME = "\x1b]52;c;SGFja2Vk\x07[/x][@click=app.quit]go[/] \u202eevil"
    DESCRIPTION = "csi \x1b[31mred\r\n\u2028second line\ttab\x0bend\n"
    NOTE = "\x1b]0;title\x07[bold]"

    @pytest.fixture
    def meters(self, sandbox):
        for user in MINE:
            sandbox.add_user(user)
        return sandbox.add_application(
            "meters", owner="me", name=self.NAME, description=self.DESCRIPTION, attributes={"note": self.NOTE}
        )

    async def test_it_is_shown_harmlessly(self, settings):
        async with settings() as person:
            assert "\x1b" not in person.screen
            assert "not shown: ␛ ␇ ‹U+202E›" in said_below(person, "name")
            assert person.beside("Name") == "]52;c;SGFja2Vk[/x][@click=app.quit]go[/] evil"
            assert "not shown: ␛ ␍ ‹U+2028› ␋" in said_below(person, "description")
            assert person.beside("Attributes") == "note = ]0;title[bold]"

    async def test_changing_another_field_sends_none_of_it(self, sandbox, settings, meters):
        async with settings() as person:
            await go(person, NETWORK)
            await person.type("a.example")
            await save(person)
            assert [body for _, _, body in sent(sandbox)] == [
                {
                    "application": {"network_server_address": "a.example"},
                    "field_mask": {"paths": ["network_server_address"]},
                }
            ]
            assert meters.fields["description"] == self.DESCRIPTION

    async def test_what_was_typed_and_taken_back_is_untouched(self, settings):
        async with settings() as person:
            await go(person, 1)
            await person.type("x")
            await person.press("backspace", "ctrl+s")
            assert person.notes == ["No changes to save."]

    async def test_the_review_makes_it_visible(self, settings, meters):
        async with settings() as person:
            await person.type("!")
            await person.press("ctrl+s")
            assert "- ␛]52;c;SGFja2Vk␇[/x][@click=app.quit]go[/] ‹U+202E›evil" in person.screen
            assert "evil!" in person.screen
            await person.press("ctrl+s")
            assert meters.fields["name"] == f"{self.NAME}!"


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


class TestUndo:
    async def change_both(self, person):
        await person.type("!")
        await go(person, SKIP)
        await person.press("right", "space")
        await save(person)

    async def test_the_last_save_is_put_back_after_a_review(self, sandbox, settings, meters, size):
        async with settings(size=size) as person:
            await self.change_both(person)
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
            assert person.notes[-1] == "You have saved nothing here since you opened the application."

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
            await self.change_both(person)
            meters.fields["name"] = "Theirs"
            sandbox.requests.clear()
            await person.press("U")
            assert "Can't undo your last save. Something else has changed name since." in person.words
            assert sent(sandbox) == []

    async def test_what_changes_between_review_and_sending_keeps_it_from_being_undone(self, sandbox, settings, meters):
        async with settings() as person:
            await self.change_both(person)
            sandbox.requests.clear()
            await person.press("U")
            meters.link = {"skip_payload_crypto": False}
            await person.press("ctrl+s")
            assert "Something else has changed skip payload crypto since. Nothing was sent." in person.words
            assert sent(sandbox) == []

    async def test_what_failed_can_be_undone_again(self, sandbox, settings, meters):
        async with settings() as person:
            await self.change_both(person)
            sandbox.faults.add(Fault(method="PUT", path="/link$", status=500))
            await person.press("U", "ctrl+s")
            assert "Saved: name. NOT saved: skip payload crypto." in person.words
            sandbox.requests.clear()
            await person.press("U", "ctrl+s")
            assert sent(sandbox) == [("PUT", LINK, ON_THE_WIRE[None])]

    async def test_a_lost_answer_is_looked_up(self, sandbox, settings, meters):
        async with settings() as person:
            await self.change_both(person)
            sandbox.faults.add(Fault(method="PUT", path="/link$", cut="after"))
            await person.press("U", "ctrl+s")
            assert person.notes[-1].startswith("Undone: name, skip payload crypto. An answer was lost")

    async def test_what_was_not_saved_can_not_be_undone(self, sandbox, settings):
        async with settings() as person:
            sandbox.faults.add(Fault(method="PUT", status=500))
            await person.type("!")
            await save(person)
            await person.press("shift+tab", "U")
            assert person.notes[-1] == "You have saved nothing here since you opened the application."

    async def test_it_is_there_after_a_visit_to_another_tab(self, sandbox, settings, meters):
        async with settings() as person:
            await self.change_both(person)
            await person.press("f8", "f7", "U", "ctrl+s")
            assert meters.fields["name"] == "Meters"

    async def test_after_leaving_the_application_it_is_gone(self, settings):
        async with settings() as person:
            await self.change_both(person)
            await person.press("escape", "enter", tab_key("Settings"), "U")
            assert person.notes[-1] == "You have saved nothing here since you opened the application."

    async def test_without_the_right_it_is_off(self, settings):
        async with settings("colleague") as person:
            await person.press("U")
            assert "RIGHT_APPLICATION_SETTINGS_BASIC" in person.notes[0]


class TestLeaving:
    async def test_unchanged_it_just_goes(self, settings):
        async with settings() as person:
            await person.press("escape")
            assert "Applications 1" in person.screen

    async def test_changed_it_asks(self, settings):
        async with settings() as person:
            await person.type("!")
            for key in ("f7", "ctrl+pageup", "ctrl+pagedown", "escape"):
                await person.press(key)
                assert "Leave this form?" in person.screen, key
                await person.press("n")
                assert field(person, "name").value == "Meters!", key
            await person.press("escape", "y")
            assert "Your changes" not in person.screen
            assert not person.app.screen.query("#settings")

    async def test_quitting_asks_too(self, settings):
        async with settings() as person:
            await person.type("!")
            await person.press("ctrl+q")
            assert "Settings: your changes are not saved." in person.screen

    @pytest.mark.usefixtures("meters")
    async def test_it_opens_so_that_keys_are_keys(self, sandbox, start):
        async with start(sandbox.add_key("user", "me")) as person:
            await person.press("enter", tab_key("Settings"))
            assert field(person, "name").value == "Meters"
            await person.press("1")
            assert person.app.screen.area == "Application"
            await person.press(tab_key("Settings"), "f8")
            assert person.app.screen.area == "Integrations"
            await person.press("f7")
            assert person.app.screen.area == "Settings"

    async def test_no_function_key_deletes(self, settings):
        async with settings() as person:
            await person.press("shift+tab")
            for key in ("f7", "f8", "f9"):
                await person.press(key)
                assert person.app.screen.area != "Delete application"

    async def test_an_address_that_the_next_letter_may_complete_is_told_later(self, settings):
        async with settings() as person:
            await go(person, NETWORK)
            await person.type("ns.example:")
            assert person.app.screen.field("network_server_address").problem is None
            await person.press("ctrl+s")
            assert "Not a valid address" in said_below(person, "network_server_address")
            await person.type("80")
            assert person.app.screen.field("network_server_address").problem is None

    @pytest.mark.parametrize("key", ["tab", "enter"])
    async def test_tab_and_enter_go_to_the_fields(self, settings, key):
        async with settings() as person:
            await person.press("shift+tab")  # back to where it opens
            assert "Tab or Enter goes to the fields" in person.screen
            assert person.screen.splitlines()[-1].split()[:2] == ["ctrl+s", "Save"]
            await person.press(key)
            assert field(person, "name").has_focus

    async def test_digits_are_text_in_a_field_and_tabs_elsewhere(self, settings):
        async with settings() as person:
            await person.type("1")
            assert field(person, "name").value == "Meters1"
            await person.press("backspace")
            await go(person, SKIP)
            await person.press("1")
            assert "─ About" in person.screen

    async def test_the_list_is_read_again_after_a_new_name(self, settings):
        async with settings() as person:
            await person.type("!")
            await save(person)
            await person.press("escape")
            assert "Meters!" in person.screen

    async def test_another_tab_takes_the_news_to_the_list(self, settings):
        async with settings() as person:
            await person.type("!")
            await save(person)
            await person.press("ctrl+pagedown", "escape")
            assert "Meters!" in person.screen

    async def test_the_list_is_left_alone_where_it_shows_nothing_new(self, sandbox, settings):
        async with settings() as person:
            await go(person, SKIP)
            await person.press("end", "space")
            await save(person)
            sandbox.requests.clear()
            await person.press("escape")
            assert sandbox.requests == []

    async def test_the_outcome_is_told_after_leaving(self, sandbox, settings):
        async with settings() as person:
            sandbox.faults.add(Fault(method="PUT", latency=60))
            await person.type("!")
            await person.press("ctrl+s")
            await person.touch("ctrl+s")
            await person.until(lambda: sent(sandbox))
            await person.touch("escape")
            assert "Applications 1" in person.screen
            sandbox.faults.stop_waiting()
            await person.settle()
            assert person.notes[0].startswith("NOT saved: name.")


class TestDeleting:
    @pytest.mark.parametrize("keys", [["shift+tab", "d"], ["shift+tab", "shift+tab", "enter"]])
    async def test_the_way_to_it(self, settings, keys):
        async with settings() as person:
            await person.press(*keys)
            assert type(person.app.screen).__name__ == "DeleteApplicationScreen"

    async def test_after_it_the_list_is_read_again(self, settings):
        async with settings() as person:
            await person.press("shift+tab", "d")
            await person.type("meters")
            await person.press("ctrl+s")
            assert "No applications yet" in person.screen

    async def test_without_the_right_it_is_off(self, settings):
        async with settings("colleague") as person:
            assert field(person, "delete").disabled
            await person.press("d")
            assert "RIGHT_APPLICATION_DELETE" in person.notes[0]
