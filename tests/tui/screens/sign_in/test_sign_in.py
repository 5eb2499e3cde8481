"""Opening a server: with the token that there is, or with one that is pasted; driven by keys."""

from __future__ import annotations

from datetime import timedelta

import httpx
import pytest
from textual.events import Paste

from tests.session.credentials.backends import Forgets, FromKeyringsAlt, Raises, Works
from tests.tui.conftest import ENTRY, NOW, URL, Person
from tests.tui.screens.sign_in.opening import AUTH, Down, area, environment, opened
from tts_tui.sandbox.faults import Fault
from tts_tui.servers.last_used import last_used
from tts_tui.servers.model import Server
from tts_tui.servers.servers_file import ServerFile
from tts_tui.tui.screens.sign_in.sign_in import SignInScreen
from tts_tui.tui.widgets.token_input import TokenInput

STORED = "Token stored in the OS keyring."


def typed(person: Person) -> str:
    return person.app.screen.query_one("#token", TokenInput).value


# Asking


async def test_the_form_says_what_is_wanted_and_where_it_is_kept(server, use, size, golden):
    use(Works())
    async with opened(server, size=size) as person:
        assert person.screen == golden
        assert person.app.focused is person.app.screen.query_one("#token", TokenInput)


async def test_what_is_typed_is_not_shown_and_a_paste_takes_the_place_of_what_is_selected(server, narrow, use):
    use(Works())
    async with opened(server) as person:
        await person.press(*"NNSXS.SECRET")
        assert "SECRET" not in person.screen
        assert "•" * 12 in person.screen
        assert typed(person) == "NNSXS.SECRET"
        await person.press("ctrl+shift+a")
        person.app.screen.post_message(Paste(narrow.key))
        await person.settle()
        assert typed(person) == narrow.key


@pytest.mark.parametrize(
    ("form", "key"),
    [("{}{}", "ctrl+s"), ("bearer  {}{}\r\n", "f2"), ("\n{}\n  {}\n", "enter")],
    ids=["as it is", "as a header", "broken over lines by a terminal"],
)
async def test_a_pasted_token_is_trimmed_checked_and_stored(sandbox, server, narrow, use, key, form):
    backend = use(Works())
    async with opened(server) as person:
        person.app.screen.post_message(Paste(form.format(narrow.key[:30], narrow.key[30:])))
        await person.press(key)
        assert area(person) == "Applications"
        assert backend.stored == {("tts-tui", ENTRY): narrow.key}
        assert person.notes == [STORED]
        assert person.app.screen.session.source == "from the OS keyring"
        assert last_used() == "127.0.0.1:1885"
        assert ServerFile().read().servers == (Server(name="127.0.0.1:1885", identity_server=URL, token="keyring"),)
    assert [each.path for each in sandbox.requests] == ["/api/v3/auth_info", "/api/v3/applications"]


async def test_nothing_is_no_token(sandbox, server, use):
    use(Works())
    async with opened(server) as person:
        await person.press("enter")
        assert "✗ Paste a key first." in person.words
        assert not sandbox.requests
        await person.press("space", "enter")
        assert "Paste a key first." in person.screen


async def test_esc_leaves_by_way_of_the_servers(server, use):
    use(Works())
    async with opened(server) as person:
        await person.press("escape")
        assert area(person) == "Servers"
        await person.press("escape")
        assert not person.app.is_running
        assert person.app.return_code == 0


# Refusals


async def test_each_token_that_does_not_do_is_told_apart_and_nothing_typed_is_lost(sandbox, server, narrow, use):
    backend = use(Works())
    expired = sandbox.add_key("user", narrow.user_id, expires_at=NOW - timedelta(days=1))
    refusals = {
        "not-a-token": "Not a valid API key. Copy the whole key; it starts with NNSXS.",
        f"{narrow.key[:-4]}AAAA": "The token is unknown, revoked or expired. Sign in with another.",
        expired: "api key expired Sign in with another key.",
        "NNSXS.SCHLÜSSEL": "It has characters that no token has; nothing was sent.",
        sandbox.add_key("gateway", "gtw-1"): "This is the key of a gateway. It can't be used for applications",
    }
    async with opened(server) as person:
        for token, words in refusals.items():
            person.app.screen.query_one("#token", TokenInput).value = ""
            sandbox.requests.clear()
            await person.type(token)
            await person.press("enter")
            assert words in person.words
            assert typed(person) == token
            assert not backend.stored
            assert last_used() is None
            assert bool(sandbox.requests) == token.isascii()
        person.app.screen.query_one("#token", TokenInput).value = ""
        await person.type(narrow.key)
        await person.press("enter")
        assert area(person) == "Applications"


async def test_a_server_that_sees_no_token_is_told_from_one_that_refuses_it(sandbox, server, narrow, use):
    use(Works())
    sandbox.faults.add(Fault(path=AUTH, status=200, body={}))
    async with opened(server, environment(narrow.key)) as person:
        assert "The server saw no token." in person.words
        assert "a proxy in between may remove it" in person.words


async def test_a_page_of_something_else_is_told_from_a_server(narrow, use):
    use(Works())
    portal = httpx.MockTransport(lambda _: httpx.Response(200, html="<title>Sign in to the network</title>"))
    async with opened(portal, environment(narrow.key)) as person:
        assert "not a The Things Stack server" in person.words
        assert "HTTP 200, text/html" in person.words
        assert "Check the scheme, host and port" in person.words


# Whose key it is


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("user", "demo-user Applications 4 newest first"),
        ("organization", "organization water-works Applications 3 newest first"),
        ("gateway", "The token from TTS_TUI_TOKEN can't be used here. This is the key of a gateway."),
    ],
)
async def test_what_a_key_opens(sandbox, server, narrow, use, kind, words):
    use(Works())
    owner = {"user": narrow.user_id, "organization": "water-works", "gateway": "gtw-1"}
    async with opened(server, environment(sandbox.add_key(kind, owner[kind]))) as person:
        assert words in person.words


async def test_an_applications_key_opens_that_application_alone_and_its_end_is_the_end(sandbox, server, narrow, use):
    use(Works())
    async with opened(server, environment(sandbox.add_key("application", "water-leaks"))) as person:
        assert area(person) == "Application"
        first, *_ = person.screen.splitlines()
        assert first.startswith(" tts-tui water-leaks ")
        assert "application water-leaks" in first
        assert not [each for each in sandbox.requests if each.method != "GET"]
        await person.press("q")
        assert not person.app.is_running


async def test_an_organizations_key_creates_as_its_organization(sandbox, server, narrow, use):
    use(Works())
    async with opened(server, environment(sandbox.add_key("organization", "water-works"))) as person:
        await person.press("n")
        await person.type("made-by-key")
        await person.press("ctrl+s")
        assert [each.path for each in sandbox.requests if each.method == "POST"] == [
            "/api/v3/organizations/water-works/applications"
        ]


# Where the token comes from and goes


async def test_a_token_of_the_environment_that_is_refused_is_not_stored_but_a_pasted_one_is(server, narrow, use):
    backend = use(Works())
    async with opened(server, environment("NNSXS.WRONG.TOKEN")) as person:
        assert "Could not sign in with the token from TTS_TUI_TOKEN." in person.screen
        await person.type(narrow.key)
        await person.press("enter")
        assert area(person) == "Applications"
        assert backend.stored == {("tts-tui", ENTRY): narrow.key}


async def test_a_token_of_the_environment_is_not_stored_by_pasting_it(sandbox, server, narrow, use):
    backend = use(Works())
    sandbox.faults.add(Fault(path=AUTH, status=500))
    async with opened(server, environment(narrow.key)) as person:
        await person.press("s")
        await person.type(narrow.key)
        await person.press("enter")
        assert area(person) == "Applications"
        assert not backend.stored


async def test_a_stored_token_that_is_refused_now_leads_to_the_form(sandbox, server, narrow, use):
    backend = use(Works())
    expired = sandbox.add_key("user", narrow.user_id, expires_at=NOW - timedelta(days=1))
    backend.stored["tts-tui", URL] = expired
    async with opened(server) as person:
        assert "Could not sign in with the token from the OS keyring. api key expired" in person.words
        assert person.app.focused is person.app.screen.query_one("#token", TokenInput)
        assert backend.stored == {("tts-tui", URL): expired}
        await person.type(narrow.key)
        await person.press("enter")
        assert area(person) == "Applications"
        assert backend.stored == {("tts-tui", ENTRY): narrow.key}


@pytest.mark.parametrize(
    ("backend", "words"),
    [
        (None, "(•) This session only This machine has no keyring."),
        (Raises(), "(•) The OS keyring"),
        (FromKeyringsAlt(), "(•) This session only The keyring of this machine is a plain file"),
    ],
    ids=["no keyring", "one that raises", "a plain file"],
)
async def test_without_a_keyring_the_token_is_kept_for_this_session_and_that_is_said(
    server, narrow, use, backend, words
):
    if backend is not None:
        use(backend)
    async with opened(server) as person:
        assert words in person.words
        await person.type(narrow.key)
        await person.press("enter")
        assert area(person) == "Applications"
        assert person.app.screen.session.source == "kept for this session only"
        assert not getattr(backend, "stored", {})


async def test_a_keyring_that_does_not_keep_is_found_out_and_said(server, narrow, use):
    use(Forgets())
    async with opened(server) as person:
        await person.type(narrow.key)
        await person.press("enter")
        assert area(person) == "Applications"
        assert person.notes == [
            (
                "The keyring accepted the token but does not return it. "
                "The token is not stored: it is for this session only."
            )
        ]
        assert person.app.screen.session.source == "kept for this session only"


async def test_a_session_that_keeps_nothing_asks_no_keyring_and_remembers_no_server(server, narrow, use):
    backend = use(Works())
    backend.stored["tts-tui", URL] = narrow.key
    async with opened(server, keep=False) as person:
        assert "The token is not stored: it is for this session only." in person.screen
        await person.type(narrow.colleague_key)
        await person.press("enter")
        assert area(person) == "Applications"
        assert backend.stored == {("tts-tui", URL): narrow.key}
        assert last_used() is None


# A server that is away


async def test_a_server_that_cannot_be_reached_says_why_and_another_way_in_is_a_key_away(sandbox, narrow, use, at_once):
    use(Works())
    server = Down(sandbox)
    async with opened(server, environment(narrow.key)) as person:
        assert "Could not sign in with the token from TTS_TUI_TOKEN. The server can't be reached." in person.words
        assert "Connection refused" in person.words
        assert "Nothing was sent." in person.words
        assert server.asked > 5
        assert area(person) == "Can't open"
        assert "enter Try again" in person.words
        await person.press("s")
        assert area(person) == "Sign in"
        await person.press("escape", "escape")  # the error first
        assert area(person) == "Servers"


async def test_a_server_that_is_down_is_tried_again_and_no_key_is_asked_for(sandbox, narrow, use, at_once):
    backend = use(Works())
    backend.stored["tts-tui", URL] = narrow.key
    server = Down(sandbox)
    async with opened(server) as person:
        assert area(person) == "Can't open"
        assert "Your token was not rejected; it is still there." in person.words
        assert "Paste" not in person.screen
        await person.press("r")
        assert area(person) == "Can't open"
        server.up = True
        await person.press("enter")
        assert area(person) == "Applications"


async def test_f5_opens_it_with_the_token_of_the_environment(sandbox, narrow, use, at_once):
    use(Works())
    server = Down(sandbox)
    async with opened(server, environment(narrow.key)) as person:
        server.up = True
        await person.press("f5")
        assert area(person) == "Applications"
        assert person.app.screen.session.source == "from TTS_TUI_TOKEN"


async def test_a_typed_token_survives_a_server_that_is_away(sandbox, narrow, use, at_once):
    use(Works())
    server = Down(sandbox)
    async with opened(server) as person:
        await person.type(narrow.key)
        await person.press("enter")
        assert "The server can't be reached." in person.screen
        assert typed(person) == narrow.key
        server.up = True
        await person.press("f5")
        assert area(person) == "Applications"
        assert STORED in person.notes


# Afterwards


async def test_the_token_is_gone_from_the_form_once_it_has_opened_the_server(server, narrow, use):
    use(Works())
    async with opened(server) as person:
        field = person.app.screen.query_one("#token", TokenInput)
        await person.type(narrow.key)
        await person.press("enter")
        assert area(person) == "Applications"
        assert field.value == ""
        assert not any(isinstance(screen, SignInScreen) for screen in person.app.screen_stack)


async def test_quitting_while_the_form_is_open_asks_nothing(server, use):
    use(Works())
    async with opened(server) as person:
        await person.press("x", "ctrl+q")
        assert not person.app.is_running


async def test_esc_asks_where_something_was_typed(server, use):
    use(Works())
    async with opened(server) as person:
        await person.press("N", "escape")
        assert "Leave without signing in?" in person.words
        await person.press("n")
        assert typed(person) == "N"
        await person.press("escape", "y")
        assert area(person) == "Servers"
