"""What is on the screen first: before a server is known, and while it is opened with the token that there is."""

from __future__ import annotations

import asyncio

from tests.session.credentials.backends import Blocks, Works
from tests.tui.conftest import NOW, URL, Person
from tests.tui.screens.sign_in.opening import Down, area, environment, held, opened
from tts_tui.servers.model import by_address
from tts_tui.session.manager import SessionManager
from tts_tui.session.sign_in import Outside
from tts_tui.session.start import CannotStart, Start
from tts_tui.tui.app import TTSApp
from tts_tui.tui.widgets.token_input import TokenInput


class Unprepared:
    """A start that comes when the test lets it."""

    def __init__(self) -> None:
        self.begun = asyncio.Event()
        self._start: asyncio.Future[Start] = asyncio.get_running_loop().create_future()

    async def __call__(self) -> Start:
        self.begun.set()
        return await self._start

    def comes(self, start: Start) -> None:
        self._start.set_result(start)


# Before anything is known


async def test_the_first_frame_has_its_keys_while_what_to_begin_with_is_not_known_yet(server, narrow, size, golden):
    unprepared = Unprepared()
    app = TTSApp(unprepared)
    async with app.run_test(size=size, notifications=True) as pilot:
        person = Person(app, pilot)
        await unprepared.begun.wait()
        await pilot.pause()
        assert person.screen == golden
        await pilot.press("f1")
        assert type(app.screen).__name__ == "HelpScreen"
        await pilot.press("escape")
        manager = SessionManager(keeps=False, outside=Outside(server, lambda: NOW))
        unprepared.comes(Start(by_address(URL), manager, environment(narrow.key), warning="The file is broken."))
        await person.settle()
        assert area(person) == "Applications"
        assert person.notes == ["The file is broken."]


async def test_who_leaves_before_anything_is_known_is_asked_nothing():
    unprepared = Unprepared()
    app = TTSApp(unprepared)
    async with app.run_test() as pilot:
        await unprepared.begun.wait()
        await pilot.press("escape")  # nothing to stop yet
        assert app.is_running
        await pilot.press("ctrl+q")
        await Person(app, pilot).until(lambda: not app.is_running)
        assert app.cannot_start is None


async def test_what_can_not_be_begun_ends_the_program_with_the_reason():
    async def prepare() -> Start:
        raise CannotStart("There is no such server.")

    app = TTSApp(prepare)
    async with app.run_test() as pilot:
        await Person(app, pilot).until(lambda: not app.is_running)
    assert str(app.cannot_start) == "There is no such server."


# With the token that there is


async def test_a_token_of_the_environment_is_used_and_never_stored(server, narrow, use):
    backend = use(Works())
    async with opened(server, environment(narrow.key)) as person:
        assert area(person) == "Applications"
        assert not backend.stored
        assert not person.notes
        assert person.app.screen.session.source == "from TTS_TUI_TOKEN"


async def test_a_stored_token_opens_the_server_without_a_question(server, narrow, use):
    backend = use(Works())
    backend.stored["tts-tui", URL] = narrow.key
    async with opened(server) as person:
        assert area(person) == "Applications"
        assert not person.notes
        assert person.app.screen.session.source == "from the OS keyring"


async def test_a_keyring_that_blocks_is_waited_for_and_esc_goes_on_without_it(server, narrow, use):
    use(Blocks())
    app = TTSApp(Start(by_address(URL), SessionManager(outside=Outside(server, lambda: NOW))).ready)
    async with app.run_test(notifications=True) as pilot:
        person = Person(app, pilot)
        await pilot.pause()
        await pilot.pause()
        assert f"Opening {URL} …" in person.words
        assert "Waiting for the keyring" in person.words
        await person.press("escape")
        assert app.is_running
        assert app.focused is app.screen.query_one("#token", TokenInput)
        await person.press("escape", "escape")
        assert not app.is_running


async def test_esc_stops_a_server_that_does_not_answer_and_the_form_is_there(sandbox, server, narrow, use):
    use(Works())
    async with held(sandbox, server, narrow.key) as (person, _):
        assert f"Opening {URL} …" in person.words
        assert f"{URL} … Esc stops" in person.words
        await person.press("escape")
        assert person.app.focused is person.app.screen.query_one("#token", TokenInput)
        sandbox.faults.clear()
        await person.press("f5")
        assert area(person) == "Applications"


async def test_help_that_is_open_while_the_server_is_opened_is_not_closed_by_it(sandbox, server, narrow, use):
    use(Works())
    async with held(sandbox, server, narrow.key) as (person, answer):
        await person.pilot.press("f1")
        assert type(person.app.screen).__name__ == "HelpScreen"
        answer.release()
        await person.settle()
        assert type(person.app.screen).__name__ == "HelpScreen"
        await person.press("escape")
        assert area(person) == "Applications"


async def test_f5_looks_again_for_a_token_that_was_not_there(server, narrow, use):
    backend = use(Works())
    async with opened(server) as person:
        assert area(person) == "Sign in"
        backend.stored["tts-tui", URL] = narrow.key
        await person.press("f5")
        assert area(person) == "Applications"
        assert person.app.screen.session.source == "from the OS keyring"


async def test_a_stored_token_is_tried_again_by_f5_where_the_server_was_away(sandbox, narrow, use, at_once):
    backend = use(Works())
    backend.stored["tts-tui", URL] = narrow.key
    server = Down(sandbox)
    async with opened(server) as person:
        assert "Could not sign in with the token from the OS keyring." in person.screen
        server.up = True
        await person.press("f5")
        assert area(person) == "Applications"
