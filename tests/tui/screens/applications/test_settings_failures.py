"""What fails while settings are saved, and text that could do harm."""

from __future__ import annotations

import httpx
import pytest

from tests.tui.screens.applications.conftest import MINE
from tests.tui.screens.applications.settings_form import (
    APPLICATION,
    LINK,
    NETWORK,
    ON_THE_WIRE,
    SKIP,
    field,
    go,
    said_below,
    save,
    sent,
)
from tts_tui.sandbox.faults import Fault


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
