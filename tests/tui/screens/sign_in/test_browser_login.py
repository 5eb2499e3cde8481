"""Logging in with a browser somewhere else: an address to open, a code to paste; driven by keys."""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
import segno
from textual.widgets import Static

from tests.session.credentials.backends import Works
from tests.tui.conftest import URL, Person
from tests.tui.screens.sign_in.opening import AUTH, area, opened, paste, sent
from tts_tui.sandbox.app import Sandbox
from tts_tui.sandbox.faults import Fault
from tts_tui.tui.screens.sign_in.qr_code import drawn
from tts_tui.tui.screens.sign_in.sign_in import SignInScreen

TOKEN = "/oauth/token$"
NONE = f"MF2XI.{'A' * 39}.{'A' * 52}"


def address(person: Person) -> str:
    """The address that is to be opened."""
    return str(person.app.screen.query_one("#address", Static).content)


async def landing(person: Person, server: httpx.ASGITransport) -> str:
    """Open the address in a browser; the address that it lands on."""
    async with httpx.AsyncClient(transport=server) as browser:
        answer = await browser.get(address(person))
        return f"{URL}{answer.headers['location']}"


def code_of(landed: str) -> str:
    return parse_qs(urlsplit(landed).query)["code"][0]


def field(person: Person) -> str:
    return person.app.screen.query_one("#code").value


async def by_browser(person: Person) -> None:
    await person.press("f7")
    assert person.app.focused.id == "address"


# The way in


async def test_the_form_shows_the_address_to_copy_and_asks_for_the_code(server, narrow, use):
    use(Works())
    async with opened(server) as person:
        await by_browser(person)
        assert "Open this address in a browser, on any machine" in person.words
        assert f"{URL}/oauth/authorize?client_id=cli" in person.screen
        assert address(person) in person.screen.replace("\n", "")
        assert "Paste the code you get, or the address you land on" in person.words
        assert person.beside("Code") == ""
        assert "y Copy" in person.key_bar
        await person.press("y")
        assert person.app.clipboard == address(person)
        assert "The address was sent to" in person.notes[0]
        await person.press("f7")
        assert person.app.focused.id == "token"
        assert address(person) not in person.screen
        await person.press("f8")
        assert person.app.focused.id == "address"
        await person.press("tab")
        assert person.app.focused.id == "code"
        await person.press("shift+tab", "enter")
        assert "Paste the code first." in person.screen
        assert person.app.focused.id == "code"


async def test_a_code_signs_in_and_the_login_is_kept_and_asked_for_no_more(sandbox, server, narrow, use):
    keyring = use(Works())
    async with opened(server) as person:
        await by_browser(person)
        code = code_of(await landing(person, server))
        await person.press("tab")
        await paste(person, code)
        assert code not in person.screen
        await person.press("enter")
        assert area(person) == "Applications"
        assert person.notes == ["Token stored in the OS keyring."]
        assert person.app.screen.session.who == "demo-user"
    (kept,) = map(json.loads, keyring.stored.values())
    (token,) = sandbox.store.access_tokens.values()
    assert (kept["access_token"], kept["refresh_token"]) == (token.access_token, token.refresh_token)
    assert kept["user_id"] == "demo-user"
    assert sent(sandbox, "POST") == ["POST /oauth/token"]
    async with opened(server) as person:
        assert area(person) == "Applications"
        assert not person.notes


async def test_the_whole_address_broken_over_lines_goes_into_the_field_from_above_it(sandbox, server, narrow, use):
    use(Works())
    async with opened(server) as person:
        await by_browser(person)
        landed = await landing(person, server)
        await paste(person, f"{landed[:70]}\n  {landed[70:]}\n")
        assert person.app.focused.id == "code"
        assert code_of(landed) not in person.screen
        await person.press("enter")
        assert area(person) == "Applications"
        assert person.app.screen.session.who == "demo-user"
    assert sent(sandbox, "POST") == ["POST /oauth/token"]


# What is pasted


async def test_what_is_no_code_is_told_beside_the_field_and_nothing_is_sent(sandbox, server, narrow, use):
    use(Works())
    told = {
        "": "Paste the code first.",
        "MF2XI.half": "Not a code (MF2XI.…), and no address with one.",
        f"{URL}/oauth/code?code={NONE}&state=another": "That address belongs to another login.",
        f"{URL}/oauth/code?error=access_denied&error_description=No+way.": "The server refused the login: No way.",
    }
    async with opened(server) as person:
        await by_browser(person)
        for pasted, words in told.items():
            person.app.screen.query_one("#code").value = pasted
            await person.press("enter")
            assert words in " ".join(person.screen.split())
            assert field(person) == pasted
    assert not sandbox.requests


async def test_a_code_is_good_once_and_for_five_minutes(sandbox, server, clock, narrow, use):
    use(Works())
    async with opened(server, clock=clock) as person:
        await by_browser(person)
        await paste(person, NONE)
        await person.press("enter")
        words = " ".join(person.screen.replace("▌", "").split())
        assert "authorization code not found The code was used already, or never issued." in words
        person.app.screen.query_one("#code").value = ""

        late = await landing(person, server)
        clock.now += timedelta(minutes=5, seconds=1)
        await paste(person, late)
        await person.press("enter")
        words = " ".join(person.screen.replace("▌", "").split())
        assert "A code is valid for 5 minutes. Open the address again for a new one." in words
        person.app.screen.query_one("#code").value = ""

        await paste(person, await landing(person, server))
        await person.press("enter")
        assert area(person) == "Applications"


# What gets lost


async def test_an_exchange_whose_answer_is_lost_says_that_the_code_may_be_spent(sandbox, server, narrow, use):
    use(Works())
    sandbox.faults.add(Fault(path=TOKEN, cut="after"))
    async with opened(server) as person:
        await by_browser(person)
        await paste(person, await landing(person, server))
        await person.press("enter")
        assert "Could not log in. No answer arrived." in person.words
        assert "The code may be used up: open the address again to get a new one." in person.words
        assert sent(sandbox, "POST") == ["POST /oauth/token"]
        person.app.screen.query_one("#code").value = ""
        await paste(person, await landing(person, server))
        await person.press("enter")
        assert area(person) == "Applications"


async def test_a_login_that_the_server_can_not_let_in_yet_is_kept_for_f5(sandbox, server, narrow, use):
    keyring = use(Works())
    sandbox.faults.add(Fault(path=AUTH, status=500))
    async with opened(server) as person:
        await by_browser(person)
        await paste(person, await landing(person, server))
        await person.press("enter")
        assert "Could not sign in." in person.screen
        assert "You are logged in, but the server didn't open: Enter tries again." in person.words
        assert field(person) == ""
        assert not keyring.stored
        await person.press("f5")
        assert area(person) == "Applications"
        assert len(keyring.stored) == 1
    assert sent(sandbox, "POST") == ["POST /oauth/token"]


async def test_a_login_that_the_server_refuses_is_not_kept(sandbox, server, narrow, use):
    use(Works())
    sandbox.faults.add(Fault(path=AUTH, status=401, times=None))
    async with opened(server) as person:
        await by_browser(person)
        await paste(person, await landing(person, server))
        await person.press("enter")
        assert "Valid for 5 minutes." in person.screen
        await person.press("enter")
        assert "Paste the code first." in person.screen


# What nobody holds is ended


async def kept_for_f5(person: Person, sandbox: Sandbox, server: httpx.ASGITransport) -> None:
    """Log in where the server doesn't let in yet what the code has become."""
    sandbox.faults.add(Fault(path=AUTH, status=500))
    await by_browser(person)
    await paste(person, await landing(person, server))
    await person.press("enter")
    assert len(sandbox.store.access_tokens) == 1


async def test_a_login_that_another_code_replaces(sandbox, server, narrow, use):
    use(Works())
    async with opened(server) as person:
        await kept_for_f5(person, sandbox, server)
        await paste(person, sandbox.add_code("colleague"))
        await person.press("enter")
        await person.until(lambda: len(sandbox.store.access_tokens) == 1)
        assert person.app.screen.session.who == "colleague"
        await person.press("r")
        assert area(person) == "Applications"


async def test_a_login_that_a_key_replaces(sandbox, server, narrow, use):
    use(Works())
    async with opened(server) as person:
        await kept_for_f5(person, sandbox, server)
        await person.press("ctrl+l")
        await paste(person, narrow.key)
        await person.press("enter")
        assert area(person) == "Applications"
        await person.until(lambda: not sandbox.store.access_tokens)


async def test_a_login_that_a_wrong_key_does_not_replace(sandbox, server, narrow, use):
    use(Works())
    async with opened(server) as person:
        await kept_for_f5(person, sandbox, server)
        await person.press("ctrl+l")
        await paste(person, f"NNSXS.{'A' * 39}.{'A' * 52}")
        await person.press("enter", "ctrl+l", "f5")
        assert area(person) == "Applications"
        assert len(sandbox.store.access_tokens) == 1


async def test_a_login_that_somebody_leaves(sandbox, server, narrow, use):
    use(Works())
    async with opened(server) as person:
        await kept_for_f5(person, sandbox, server)
        await person.touch("escape", "escape")  # the error first
        await person.until(lambda: not sandbox.store.access_tokens)


async def test_a_login_that_somebody_leaves_with_the_program(sandbox, server, narrow, use):
    use(Works())

    async def slow(_: Fault) -> bool:
        for _ in range(1_000):
            await asyncio.sleep(0)
        return True

    async with opened(server) as person:
        await kept_for_f5(person, sandbox, server)
        sandbox.faults.wait = slow
        sandbox.faults.add(Fault(latency=1, times=None))
        await person.touch("ctrl+q")
    assert not sandbox.store.access_tokens


async def test_a_login_that_can_not_be_ended_is_left_without_a_word(sandbox, server, narrow, use):
    use(Works())
    async with opened(server) as person:
        await kept_for_f5(person, sandbox, server)
        sandbox.faults.add(Fault("DELETE", status=500))
        await person.touch("escape", "escape")
        await person.until(lambda: sent(sandbox, "DELETE"))
        await person.settle()
        assert person.notes == []
        assert len(sandbox.store.access_tokens) == 1


# The address


async def test_the_keys_of_the_address_are_letters_in_a_field_and_say_elsewhere_where_they_work(server, narrow, use):
    use(Works())
    async with opened(server) as person:
        assert "QR code" not in person.key_bar
        await person.press("y", "c")
        assert person.app.screen.query_one("#token").value == "yc"
        await person.press("shift+tab", "c")
        assert isinstance(person.app.screen, SignInScreen)
        assert person.notes == ["Select “a browser” first: F7."]
        await person.press("f7", "shift+tab", "y")
        assert person.notes[-1] == "Select the address first: Tab moves to it."
        assert person.app.clipboard == ""


@pytest.mark.parametrize("length", [20, 60, 100, 101, 250])
def test_the_qr_code_has_just_the_modules_of_the_text(length):
    text = "https://".ljust(length, "x")
    lines = drawn(text)
    modules = [[half in "█▀" if upper else half in "█▄" for half in line] for line in lines for upper in (True, False)]
    wanted = [[bool(each) for each in row] for row in segno.make(text, error="l", micro=False).matrix_iter(border=4)]
    assert modules[: len(wanted)] == wanted
    assert not any(any(row) for row in modules[len(wanted) :])


async def test_the_qr_code_is_of_the_address_and_black_on_white(server, narrow, use):
    use(Works())
    async with opened(server, size=(80, 40)) as person:
        await by_browser(person)
        lines = drawn(address(person))
        await person.press("c")
        shown = person.screen.splitlines()
        left = (80 - len(lines[0])) // 2
        assert not any(each.strip() for each in lines[:2])  # the quiet zone
        first = next(number for number, line in enumerate(shown) if line[left:].rstrip() == lines[2].rstrip())
        start = first - 2
        assert [line[left:].ljust(len(lines[0])) for line in shown[start : start + len(lines)]] == lines
        strip = person.app.screen._compositor.render_strips(person.app.size)[first]
        colours = {segment.style.color.name + segment.style.bgcolor.name for segment in strip if "█" in segment.text}
        assert colours == {"#000000#ffffff"}
        assert f"Scan to sign in to {URL}" in person.screen
        await person.press("escape")
        assert person.app.focused.id == "address"


async def test_where_a_qr_code_has_no_room_the_size_that_it_needs_is_said(server, narrow, use):
    use(Works())
    async with opened(server, size=(80, 20)) as person:
        await by_browser(person)
        lines = drawn(address(person))
        await person.press("c")
        assert f"The QR code needs {len(lines[0])}×{len(lines) + 3} cells; this terminal has 80×20." in person.screen
        assert "█" not in person.screen
        await person.resize(80, 36)
        assert "█" in person.screen


async def test_quitting_asks_where_a_login_is_for_this_session_only(server, narrow, use):
    use(Works())
    async with opened(server) as person:
        await by_browser(person)
        await paste(person, code_of(await landing(person, server)))
        await person.press("enter")
        assert person.app.screen.holds() is None
        person.app.screen.session.bearer.store = None
        await person.press("q")
        assert "You are logged in for this session only" in person.words
        assert person.app.is_running
        await person.press("n")
        assert area(person) == "Applications"
