"""A token that ends under the person: signing in again over what is open; driven by keys."""

from __future__ import annotations

from datetime import timedelta

import httpx
import pytest
from textual.events import Paste

from tests.session.credentials.backends import Works
from tests.tui.conftest import ENTRY, URL, Clock, Person
from tests.tui.screens.api_keys.keys import keys, open_keys
from tests.tui.screens.sign_in.opening import area, opened, sent
from tts_tui.api import oauth
from tts_tui.api.secret import SecretStr
from tts_tui.sandbox.app import Sandbox
from tts_tui.session.credentials import FoundToken
from tts_tui.tui.screens.applications.settings import SettingsScreen
from tts_tui.tui.widgets.confirm import Confirm

APPLICATION = "water-leaks"
EXPIRED = "The token is unknown, revoked or expired."


@pytest.fixture
def key(sandbox, narrow) -> str:
    """A key that is revoked in a test."""
    return sandbox.add_key("user", narrow.user_id, name="ends", key_id="ENDS")


class Recorded(httpx.AsyncBaseTransport):
    """The way to the sandbox, and what was sent to change something: with which token, and what came of it."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.writes: list[tuple[str, str, int]] = []
        self._sandbox = httpx.ASGITransport(sandbox.asgi())

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        answer = await self._sandbox.handle_async_request(request)
        if request.method != "GET":
            token = request.headers["Authorization"].removeprefix("Bearer ")
            self.writes.append((request.method, token, answer.status_code))
        return answer


def with_key(key: str) -> FoundToken:
    return FoundToken(SecretStr(key), "of the test")


def revoke(sandbox: Sandbox) -> None:
    user = sandbox.store.existing("user", "demo-user")
    sandbox.store.remove_key(user, user.keys["ENDS"])


async def log_in(sandbox: Sandbox, server: httpx.ASGITransport, clock: Clock) -> FoundToken:
    """A login of the demo's user, as it would be found in a store."""
    code = SecretStr(sandbox.add_code("demo-user"))
    return FoundToken(await oauth.exchange(f"{URL}/oauth", code, transport=server, clock=clock), "of the test")


async def asked_again(person: Person, *keys: str) -> None:
    """Do what fails, and be asked to sign in."""
    await person.touch(*keys)
    await person.until_on("Sign in")


async def sign_in(person: Person, token: str) -> None:
    person.app.screen.post_message(Paste(token))
    await person.touch("enter")


async def type_into_settings(person: Person) -> None:
    """Change an application's name, and stand on the question whether to send that."""
    listed = person.app.screen
    person.app.push_screen(SettingsScreen(listed.session, APPLICATION, listed._changed))
    await person.press("tab", "end", *"_New", "ctrl+s")


def name(sandbox: Sandbox) -> str:
    return sandbox.store.existing("application", APPLICATION).fields["name"]


def screens(person: Person) -> list[str]:
    return [getattr(screen, "area", "") for screen in person.app.screen_stack[1:]]


# The same account


async def test_a_list_that_is_read_again_asks_once_and_goes_on(sandbox, server, narrow, key, use):
    keyring = use(Works())
    async with opened(server, with_key(key)) as person:
        revoke(sandbox)
        await asked_again(person, "r")
        await person.until(lambda: person.app.screen.query("#token-store"))
        assert screens(person) == ["Applications", "Sign in"]
        assert "Sign in again as demo-user" in person.words
        assert "The server no longer accepts the token. API key not found" in person.words
        sandbox.requests.clear()
        await sign_in(person, narrow.key)
        await person.until_on("Applications")
        await person.settle()
        assert EXPIRED not in person.screen
        assert screens(person) == ["Applications"]
        assert keyring.stored == {("tts-tui", ENTRY): narrow.key}
        assert "GET /api/v3/applications" in sent(sandbox)
        await person.press("r")
        assert screens(person) == ["Applications"]


async def test_the_six_reads_of_an_overview_ask_once_and_all_go_on(sandbox, server, narrow, key, use):
    use(Works())
    async with opened(server, with_key(key)) as person:
        revoke(sandbox)
        await asked_again(person, "enter")
        assert screens(person) == ["Applications", "Application", "Sign in"]
        await sign_in(person, narrow.key)
        await person.until_on("Application")
        await person.settle()
        assert screens(person) == ["Applications", "Application"]
        assert "Leak detection" in person.screen
        assert "✗" not in person.screen


async def test_settings_keep_what_is_typed_and_the_change_is_done_once_with_the_new_token(sandbox, narrow, key, use):
    use(Works())
    server = Recorded(sandbox)
    async with opened(server, with_key(key)) as person:
        await type_into_settings(person)
        revoke(sandbox)
        await asked_again(person, "ctrl+s")
        assert name(sandbox) == "Leak detection"
        await sign_in(person, narrow.key)
        await person.until_on("Settings")
        await person.settle()
        assert name(sandbox) == "Leak detection_New"
        assert "Leak detection_New" in person.screen
        assert not person.app.screen.changed()
        assert server.writes == [("PUT", narrow.key, 200)]  # the look before it was refused


async def test_a_new_key_is_made_once_and_shown(sandbox, narrow, key, use):
    use(Works())
    server = Recorded(sandbox)
    async with opened(server, with_key(key)) as person:
        await open_keys(person, APPLICATION)
        await person.press("n", *"Storage", "tab", "tab", "space")
        before = len(keys(sandbox, APPLICATION))
        revoke(sandbox)
        await asked_again(person, "ctrl+s")
        await sign_in(person, narrow.key)
        await person.settle()
        assert len(keys(sandbox, APPLICATION)) == before + 1
        assert "Sign in" not in screens(person)
        assert "NNSXS." in person.screen
        assert server.writes == [("POST", key, 401), ("POST", narrow.key, 200)]


# Nobody signs in


async def test_esc_says_below_what_failed_and_the_next_try_asks_again(sandbox, narrow, key, use):
    use(Works())
    server = Recorded(sandbox)
    async with opened(server, with_key(key)) as person:
        await type_into_settings(person)
        revoke(sandbox)
        await asked_again(person, "ctrl+s")
        await person.press("escape", "escape")
        assert area(person) == "Settings"
        assert EXPIRED in person.screen
        assert "Leak detection_New" in person.screen
        assert person.app.screen.changed()
        assert server.writes == []
        await asked_again(person, "ctrl+s")
        await sign_in(person, narrow.key)
        await person.until_on("Review")
        await person.press("ctrl+s")
        assert name(sandbox) == "Leak detection_New"
        assert EXPIRED not in person.screen


# Another account


async def strangely_signed_in(person: Person, token: str) -> None:
    await asked_again(person, "ctrl+s")
    await sign_in(person, token)
    await person.until(lambda: isinstance(person.app.screen, Confirm))


async def test_who_signs_in_as_somebody_else_is_asked_and_may_sign_in_as_before(sandbox, narrow, key, use):
    keyring = use(Works())
    server = Recorded(sandbox)
    async with opened(server, with_key(key)) as person:
        await type_into_settings(person)
        revoke(sandbox)
        await strangely_signed_in(person, narrow.colleague_key)
        assert "You signed in as colleague, not as demo-user." in person.words
        assert "What was interrupted was not sent" in person.words
        await person.touch("n")
        await person.until_on("Sign in")
        assert not keyring.stored
        person.app.screen.query_one("#token").value = ""
        await sign_in(person, narrow.key)
        await person.until_on("Settings")
        await person.settle()
        assert name(sandbox) == "Leak detection_New"
        assert server.writes == [("PUT", narrow.key, 200)]


async def test_to_go_on_as_somebody_else_closes_everything_and_sends_nothing(sandbox, narrow, key, use):
    keyring = use(Works())
    server = Recorded(sandbox)
    async with opened(server, with_key(key)) as person:
        await type_into_settings(person)
        revoke(sandbox)
        await strangely_signed_in(person, narrow.colleague_key)
        await person.press("y")
        assert screens(person) == ["Applications"]
        assert person.screen.splitlines()[0].endswith("─ colleague")
        assert server.writes == []
        assert name(sandbox) == "Leak detection"
        assert keyring.stored == {("tts-tui", ENTRY): narrow.colleague_key}
        assert any(EXPIRED in note for note in person.notes)
        await person.press("r")
        assert screens(person) == ["Applications"]


async def test_the_login_of_somebody_else_that_is_turned_down_ends_on_the_server(sandbox, server, narrow, key, use):
    keyring = use(Works())
    async with opened(server, with_key(key)) as person:
        revoke(sandbox)
        await asked_again(person, "r")
        await person.touch("ctrl+l")
        await sign_in(person, sandbox.add_code("colleague"))
        await person.until(lambda: isinstance(person.app.screen, Confirm))
        assert len(sandbox.store.access_tokens) == 1
        await person.touch("n")
        await person.until(lambda: not sandbox.store.access_tokens)
        await person.until_on("Sign in")
        assert not keyring.stored
        await sign_in(person, sandbox.add_code("demo-user"))
        await person.until_on("Applications")
        await person.settle()
        assert "✗" not in person.screen
        assert len(sandbox.store.access_tokens) == 1


async def test_the_login_of_somebody_else_that_is_gone_on_with_stays(sandbox, server, narrow, key, use):
    use(Works())
    async with opened(server, with_key(key)) as person:
        revoke(sandbox)
        await asked_again(person, "r")
        await person.touch("ctrl+l")
        await sign_in(person, sandbox.add_code("colleague"))
        await person.until(lambda: isinstance(person.app.screen, Confirm))
        await person.press("y", "r")
        assert screens(person) == ["Applications"]
        assert person.screen.splitlines()[0].endswith("─ colleague")
        assert len(sandbox.store.access_tokens) == 1
        assert sent(sandbox, "DELETE") == []


# A login


async def test_a_login_is_renewed_without_a_word(sandbox, server, narrow, clock, use):
    use(Works())
    async with opened(server, await log_in(sandbox, server, clock), clock=clock) as person:
        (before,) = sandbox.store.access_tokens
        clock.now += timedelta(hours=2)
        await person.press("enter")
        assert screens(person) == ["Applications", "Application"]
        assert "✗" not in person.screen
        assert not person.notes
        (after,) = sandbox.store.access_tokens
        assert after != before
        assert sent(sandbox, "POST") == ["POST /oauth/token"] * 2


async def test_a_login_that_was_ended_elsewhere_asks_and_a_browser_is_preset(sandbox, server, narrow, clock, use):
    use(Works())
    async with opened(server, await log_in(sandbox, server, clock), clock=clock) as person:
        clock.now += timedelta(hours=2)
        sandbox.store.access_tokens.clear()
        await asked_again(person, "r")
        assert person.app.focused.id == "code"
        await sign_in(person, sandbox.add_code("demo-user"))
        await person.until_on("Applications")
        await person.settle()
        assert screens(person) == ["Applications"]
        assert "✗" not in person.screen
