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
    change_both,
    field,
    go,
    said_below,
    save,
    sent,
)
from tts_tui.sandbox.faults import Fault
from tts_tui.services.applications.settings import CONTACTS


def sent_to(sandbox):
    return [path for _, path, _ in sent(sandbox)]


class TestFailures:
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
            await change_both(person)
            await save(person)
            assert "✗ the store is down" in person.screen, "beside the field, which is in sight"
            assert "Saved: name. NOT saved: skip payload crypto." in person.screen
            assert meters.fields["name"] == "Meters!"
            sandbox.requests.clear()
            await save(person)
            assert sent(sandbox) == [("PUT", LINK, ON_THE_WIRE[True])]
            assert person.notes == ["Saved: skip payload crypto."]

    async def test_the_application_fails_and_both_are_saved_the_next_time(self, sandbox, settings, meters):
        async with settings() as person:
            sandbox.faults.add(Fault(method="PUT", path="/applications/meters$", status=500))
            await change_both(person)
            await save(person)
            assert sent_to(sandbox) == [APPLICATION]
            assert "NOT saved: name. Not sent: skip payload crypto." in person.screen
            assert meters.link is None
            sandbox.requests.clear()
            await save(person)
            assert sent_to(sandbox) == [APPLICATION, LINK]
            assert person.notes == ["Saved: name, skip payload crypto."]
            assert meters.link == {"skip_payload_crypto": True}

    async def test_a_lost_answer_is_looked_up(self, sandbox, settings):
        async with settings(size=(120, 40)) as person:
            for path in ("/link$", "/applications/meters$"):
                sandbox.requests.clear()
                sandbox.faults.add(Fault(method="PUT", path=path, cut="after"))
                await change_both(person)
                await save(person)
                assert sent_to(sandbox) == [APPLICATION, LINK], path
                assert person.notes[-1] == (
                    "Saved: name, skip payload crypto. An answer was lost, but the server has all changes."
                )
                await person.press("ctrl+s")
                assert person.notes[-1] == "No changes to save."
            # Cut before the change, it is found not to be done.
            for path in ("/link$", "/applications/meters$"):
                sandbox.faults.add(Fault(method="PUT", path=path, cut="before"))
                await change_both(person)
                await save(person)
                assert "NOT saved: " in person.screen, path
                assert "tts-tui checked" in person.words
                assert "You can save again." in person.words
                await save(person)

    async def test_where_looking_fails_too_it_stays_unknown(self, sandbox, settings):
        async with settings() as person:
            sandbox.faults.add(Fault(method="PUT", path="/applications/meters$", cut="after"))
            sandbox.faults.add(Fault(method="GET", path="/applications/meters$", times=2))  # the looks before it
            sandbox.faults.add(Fault(method="GET", path="/applications/meters$", status=500))
            await change_both(person)
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

    async def test_a_refused_contact_is_said_beside_it(self, sandbox, settings):
        async with settings() as person:
            for name in CONTACTS:
                field(person, name).focus()
                await person.press("enter")
                await person.type("coll")
                await person.press("enter")
                sandbox.add_collaborator("meters", "colleague", [])
                await save(person)
                assert said_below(person, name) == "✗ contact `colleague` is not a collaborator"
                assert field(person, name).has_focus
                assert "must be a collaborator" in person.screen
                sandbox.add_collaborator("meters", "colleague", ["RIGHT_APPLICATION_INFO"])
                await save(person)

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
            await change_both(person)
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

    async def test_it_is_shown_harmlessly_and_sent_only_where_it_was_typed_in(self, sandbox, settings, meters):
        async with settings() as person:
            assert "\x1b" not in person.screen
            assert "not shown: ␛ ␇ ‹U+202E›" in said_below(person, "name")
            assert person.beside("Name") == "]52;c;SGFja2Vk[/x][@click=app.quit]go[/] evil"
            assert "not shown: ␛ ␍ ‹U+2028› ␋" in said_below(person, "description")
            assert person.beside("Attributes") == "note = ]0;title[bold]"
            # What is typed and taken back is untouched.
            await go(person, 1)
            await person.type("x")
            await person.press("backspace", "ctrl+s")
            assert person.notes == ["No changes to save."]
            # Changing another field sends none of it.
            await go(person, NETWORK - 1)
            await person.type("a.example")
            await save(person)
            assert [body for _, _, body in sent(sandbox)] == [
                {
                    "application": {"network_server_address": "a.example"},
                    "field_mask": {"paths": ["network_server_address"]},
                }
            ]
            assert meters.fields["description"] == self.DESCRIPTION
            # A review makes visible what is invisible.
            await person.press("enter", "end", "!", "ctrl+s")
            assert "- ␛]52;c;SGFja2Vk␇[/x][@click=app.quit]go[/] ‹U+202E›evil" in person.screen
            assert "evil!" in person.screen
            await person.press("ctrl+s")
            assert meters.fields["name"] == f"{self.NAME}!"
