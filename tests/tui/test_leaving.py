"""Leaving while a change is on its way: quitting, another server, logging out, a key's only screen; driven by keys."""

from __future__ import annotations

from contextlib import asynccontextmanager

import httpx
import pytest

from tests.held import HeldRequest
from tests.session.credentials.backends import Works
from tests.tui.conftest import NOW, URL, driven
from tests.tui.screens.api_keys.keys import INFO, SETTINGS, application_key, open_keys
from tests.tui.screens.sign_in.opening import area as area_of
from tts_tui.api.secret import SecretStr
from tts_tui.sandbox.faults import Fault
from tts_tui.servers.model import Server, by_address
from tts_tui.servers.servers_file import ServerFile
from tts_tui.session.credentials import FoundToken
from tts_tui.session.manager import SessionManager
from tts_tui.session.sign_in import Outside
from tts_tui.session.start import Start
from tts_tui.tui.app import TTSApp
from tts_tui.tui.base.application_tab import tab_key

BASIC = "RIGHT_APPLICATION_SETTINGS_BASIC"
DELETE = "RIGHT_APPLICATION_DELETE"
LEAKS = "water-leaks"


class Watched(httpx.AsyncBaseTransport):
    """The way to the sandbox, which knows when a program has closed it."""

    def __init__(self, sandbox):
        self.closed = 0
        self._sandbox = httpx.ASGITransport(sandbox.asgi())

    async def handle_async_request(self, request):
        if self.closed:
            raise RuntimeError("Cannot send a request, as the client has been closed.")
        return await self._sandbox.handle_async_request(request)

    async def aclose(self):
        self.closed += 1


def exists(sandbox, application_id):
    return sandbox.store.get("application", application_id) is not None


async def new_application(person, gate_of):
    """Send a new application, whose answer is held back."""
    await person.press("n", *"meters9")
    held = HeldRequest(gate_of, "POST")
    await person.touch("ctrl+s")
    await person.until(lambda: any(each.method == "POST" for each in gate_of.requests))
    return held


# Quitting


async def test_quitting_waits_for_the_answer_and_then_ends_with_a_word(start, narrow, sandbox, size, golden):
    async with start(narrow.key, size) as person:
        held = await new_application(person, sandbox)
        await person.touch("ctrl+q")
        await person.until_on("Waiting")
        assert person.screen == golden
        assert person.app.is_running
        held.release()
        await person.until(lambda: not person.app.is_running)
        assert exists(sandbox, "meters9")
        assert [str(each) for each in person.app._exit_renderables] == ["Done: create the application."]


async def test_the_form_that_was_left_is_waited_for_as_well(start, narrow, sandbox):
    async with start(narrow.key) as person:
        held = await new_application(person, sandbox)
        await person.touch("escape", "q")
        await person.until_on("Waiting")
        held.release()
        await person.until(lambda: not person.app.is_running)
        assert exists(sandbox, "meters9")


async def test_who_does_not_wait_is_told_that_the_outcome_is_unknown(start, narrow, sandbox):
    async with start(narrow.key) as person:
        await new_application(person, sandbox)
        await person.touch("ctrl+q")
        await person.until_on("Waiting")
        await person.touch("x")
        await person.until(lambda: not person.app.is_running)
        (said,) = map(str, person.app._exit_renderables)
        assert said.startswith("Outcome unknown: create the application.")


async def test_who_stays_has_the_outcome_as_ever(start, narrow, sandbox):
    async with start(narrow.key) as person:
        held = await new_application(person, sandbox)
        await person.touch("ctrl+q", "ctrl+q", "escape")
        assert area_of(person) == "New application"
        held.release()
        await person.settle()
        assert area_of(person) == "Application"
        assert person.app.is_running


async def test_a_failure_keeps_the_person_and_is_shown(start, narrow, sandbox):
    async with start(narrow.key) as person:
        await person.press("n", *"meters9")
        held = HeldRequest(sandbox, "POST")
        sandbox.faults.add(Fault("POST", status=400))
        sandbox.faults._set[0].status = 403
        await person.touch("ctrl+s", "ctrl+q")
        await person.until_on("Waiting")
        held.release()
        await person.settle()
        assert area_of(person) == "New application"
        assert "Could not create the application." in person.screen
        assert person.app.is_running


async def test_a_new_key_is_seen_before_anybody_leaves(start, narrow, sandbox):
    async with start(narrow.key) as person:
        await open_keys(person, LEAKS)
        await person.press("n", *"Storage", "tab", "tab", "space")
        held = HeldRequest(sandbox, "POST")
        await person.touch("ctrl+s", "ctrl+q")
        await person.until_on("Waiting")
        held.release()
        await person.settle()
        assert area_of(person) == "The new key"
        await person.press("x", "y")
        assert area_of(person) == "API keys"
        assert person.app.is_running


async def test_a_pause_before_a_further_try_is_shown_and_does_not_say_that_esc_stops(start, narrow, sandbox):
    async with start(narrow.key) as person:
        await person.press("n", *"meters9")
        sandbox.faults.add(Fault("POST", status=429))
        await person.touch("ctrl+s")
        await person.until(lambda: "Trying again" in person.screen)
        assert "Esc hides this" in person.screen
        assert "Esc stops" not in person.screen
        await person.touch("ctrl+q")
        await person.until(lambda: not person.app.is_running)
        assert exists(sandbox, "meters9")


# Another server


@pytest.fixture
def two(sandbox, narrow, use):
    """`async with two() as (person, transport)`: the program on `here`, which knows `there` as well."""
    keyring = use(Works())
    other = "http://127.0.0.1:1886"
    keyring.stored["tts-tui", URL] = narrow.key
    keyring.stored["tts-tui", other] = narrow.colleague_key

    @asynccontextmanager
    async def starting():
        file = ServerFile()
        here = Server("here", URL, URL, token="keyring")
        file.add(here)
        file.add(Server("there", other, other, token="keyring"))
        transports = []

        class Surrounding:
            clock = staticmethod(lambda: NOW)

            @property
            def transport(self):
                transports.append(Watched(sandbox))
                return transports[-1]

        manager = SessionManager(outside=Surrounding())
        app = TTSApp(Start(here, manager, None).ready)
        async with driven(app) as person:
            yield person, transports

    return starting


async def choose_other(person):
    await person.touch("escape", "o")
    await person.until(lambda: "there" in person.screen)
    await person.touch("down", "enter")


async def test_another_server_waits_for_the_change_and_opens_then(two, sandbox):
    async with two() as (person, ways):
        held = await new_application(person, sandbox)
        await choose_other(person)
        await person.until_on("Waiting")
        assert not ways[0].closed
        held.release()
        await person.settle()
        assert exists(sandbox, "meters9")
        assert area_of(person) == "Applications"
        assert person.app.screen.session.server.name == "there"
        assert "Done: create the application." in person.notes
        assert ways[0].closed


async def test_the_look_after_a_lost_answer_is_waited_for_too(two, sandbox):
    async with two() as (person, ways):
        await person.press("n", *"meters9")
        sandbox.faults.add(Fault("POST", cut="after"))
        held = HeldRequest(sandbox, "GET")
        await person.touch("ctrl+s")
        await choose_other(person)
        await person.until_on("Waiting")
        assert not ways[0].closed
        held.release()
        await person.settle()
        assert person.app.screen.session.server.name == "there"
        assert any("tts-tui checked: Created meters9" in note for note in person.notes)


async def test_another_server_without_the_answer_says_that_the_outcome_is_unknown(two, sandbox):
    async with two() as (person, ways):
        await new_application(person, sandbox)
        await choose_other(person)
        await person.until_on("Waiting")
        sandbox.faults.clear()
        await person.press("x")
        assert area_of(person) == "Applications"
        assert person.app.screen.session.server.name == "there"
        assert any(note.startswith("Outcome unknown: create the application.") for note in person.notes)
        assert ways[0].closed


async def test_who_stays_goes_back_to_where_the_change_was_sent_from(two, sandbox):
    async with two() as (person, ways):
        held = await new_application(person, sandbox)
        await choose_other(person)
        await person.until_on("Waiting")
        await person.touch("escape")
        await person.until_on("Applications")
        held.release()
        await person.settle()
        assert person.app.screen.session.server.name == "here"
        assert "Created meters9." in person.notes
        assert not ways[0].closed


# Logging out


async def test_logging_out_waits_for_the_change(two, sandbox):
    async with two() as (person, ways):
        held = await new_application(person, sandbox)
        await person.touch("escape", "o")
        await person.until(lambda: "there" in person.screen)
        await person.touch("x", "y")
        await person.until_on("Waiting")
        assert not ways[0].closed
        held.release()
        await person.settle()
        assert area_of(person) == "Servers"
        assert exists(sandbox, "meters9")
        assert ways[0].closed


# An application's key, whose application is all that there is


async def test_esc_with_an_applications_key_waits_for_its_change(start, narrow, sandbox):
    async with start(application_key(sandbox, LEAKS, INFO, BASIC)) as person:
        await person.press(tab_key("Settings"), "tab", "end", *"_New")
        await person.press("ctrl+s")
        held = HeldRequest(sandbox, "PUT")
        await person.touch("ctrl+s", "escape")
        await person.until_on("Waiting")
        held.release()
        await person.until(lambda: not person.app.is_running)
        assert sandbox.store.existing("application", LEAKS).fields["name"] == "Leak detection_New"


async def test_esc_with_an_applications_key_ends_the_program_where_nothing_is_on_its_way(start, narrow, sandbox):
    async with start(application_key(sandbox, LEAKS, INFO)) as person:
        assert "esc Quit" in person.key_bar
        await person.touch("escape")
        await person.until(lambda: not person.app.is_running)


async def test_esc_with_an_applications_key_asks_once_where_something_is_typed(start, narrow, sandbox):
    async with start(application_key(sandbox, LEAKS, INFO, BASIC)) as person:
        await person.press(tab_key("Settings"), "tab", "end", *"_New", "escape")
        assert "Quit anyway?" in person.screen
        await person.press("n")
        assert "Leak detection_New" in person.screen
        await person.touch("escape", "y")
        await person.until(lambda: not person.app.is_running)


async def test_deleting_the_application_of_the_key_leads_to_the_servers_with_a_word(sandbox, narrow, use):
    use(Works())
    sandbox.add_application("plain", owner="demo-user")
    token = application_key(sandbox, "plain", INFO, DELETE, SETTINGS)
    manager = SessionManager(outside=Outside(httpx.ASGITransport(sandbox.asgi()), lambda: NOW))
    app = TTSApp(Start(by_address(URL), manager, FoundToken(SecretStr(token), "of the test")).ready)
    async with driven(app) as person:
        await person.press("d")
        await person.press(*"plain", "ctrl+s")
        assert area_of(person) == "Servers"
        assert any("Deleted plain." in note for note in person.notes)
