"""Text of the server that would steer a terminal, be taken for markup or hide: it is shown, and does nothing.

First through a real terminal, byte by byte; then widget by widget.
"""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest
from textual.app import App
from textual.content import Content
from textual.widgets import Static

import tts_tui.tui.app
from tests.terminal import Terminal
from tests.tui.conftest import NOW, URL, Person
from tts_tui.api.secret import SecretStr
from tts_tui.sandbox.app import Sandbox
from tts_tui.sandbox.faults import Fault
from tts_tui.sandbox.server import in_thread
from tts_tui.servers.model import by_address
from tts_tui.session.credentials import FoundToken
from tts_tui.session.manager import SessionManager
from tts_tui.session.sign_in import Outside
from tts_tui.session.start import Start
from tts_tui.tui.app import TTSApp
from tts_tui.tui.base.application_tab import tab_key
from tts_tui.tui.core.safe_widgets import plain
from tts_tui.tui.widgets.confirm import Confirm
from tts_tui.tui.widgets.lines_input import LinesInput
from tts_tui.tui.widgets.text_input import TextInput

if TYPE_CHECKING:
    from collections.abc import Iterator

NAME = "\x1b]52;c;SGFja2Vk\x07[/x][@click=app.quit]go[/] \u202eevil"
DESCRIPTION = "csi \x1b[31mred c1 \x9b31m bidi \u202e zero\u200bwidth wide 水 combining e\u0301\nsecond line\ttab"
NOTE = "\x1b]0;title\x07[bold]"
HOSTILE = f"{NAME} {DESCRIPTION} {NOTE} \u2066\ufeff\u2028\x00\x7f\x85[link=http://x]y[/link] $error"

FORBIDDEN = {"Cc", "Cs", "Zl", "Zp"}
STEERING = re.compile("[\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff]")


@pytest.fixture
def hostile(sandbox: Sandbox) -> str:
    """A server of one user, whose every name is an attack; that user's token."""
    sandbox.add_user("victim", name=NAME)
    sandbox.add_application(
        "hostile-name",
        owner="victim",
        name=NAME,
        description=DESCRIPTION,
        attributes={"note": NOTE},
        network_server_address="ns\x1b]52;c;eA==\x07.example.com",
    )
    sandbox.add_application("second", owner="victim", name="[/x]", description="[bold red]x[/] [@click=app.quit]")
    sandbox.add_key("application", "hostile-name", name="\x1b[2J[/x]key \u202e", rights=["RIGHT_APPLICATION_INFO"])
    return sandbox.add_key("user", "victim")


# Through a terminal


@pytest.fixture
def terminal(sandbox: Sandbox, hostile: str) -> Iterator[Terminal]:
    """The program in a terminal of 120×40, on the hostile server."""
    with in_thread(sandbox) as url:
        environment = {"TTS_TUI_TOKEN": hostile, "TTS_TUI_SERVER": url}
        with Terminal("-m", "tts_tui", environment=environment, size=(120, 40)) as terminal:
            yield terminal


OWN = re.compile(
    r"\x1b\[[?<>=]?[0-9;:]*[ $]?[A-Za-z]"  # CSI: colours, the cursor, modes, questions about the terminal
    r"|\x1b[78=>c]"
)


STEPS = (
    ("/", "Keep"),
    ("evil", "1 of "),
    ("\r", "␛]0;title␇[bold]"),
    ("y", "may ignore it"),
    ("\r", "Next steps"),
    (tab_key("API keys"), "1 never"),
    (tab_key("Settings"), "Attributes"),
    ("\x1bOP", "Show keyboard shortcuts"),  # F1
    ("q", "Attributes"),
)
"""Keys, and what the screen shows then and didn't before."""


def test_nothing_that_the_server_sent_reaches_the_terminal_as_anything_but_text(terminal: Terminal) -> None:
    terminal.until_shown("hostile-name", "second")
    seen = ""
    for keys, shown in STEPS:
        terminal.press(keys)
        terminal.until_shown(shown)
        seen += terminal.screen
    terminal.press("\x11")  # ctrl+q
    assert terminal.end() == 0
    text = terminal.text
    for attack in ("\x1b]52;c;SGFja2Vk", "\x1b]0;", "\x1b]2;", "\x9b", "\x85", "\x1b[31m", "\x1b[2Jkey"):
        assert attack not in text, attack
    assert not STEERING.search(text)
    copied = re.findall("\x1b\\]52;c;([^\x07]*)\x07", text)
    assert copied == ["aG9zdGlsZS1uYW1l"]  # the ID, when y was pressed, and nothing else
    rest = OWN.sub("", re.sub("\x1b\\]52;c;[^\x07]*\x07|\x1b\\]22;[^\x1b\x07]*(\x07|\x1b\\\\)", "", text))
    assert "␛]52;c;SGFja2Vk␇[/x][@click=app.qui" in seen
    assert "␛]0;title␇[bold]" in seen
    left = {each for each in rest if unicodedata.category(each) in FORBIDDEN}
    assert left <= set("\r\n\x08"), [rest[max(0, rest.index(each) - 20) : rest.index(each) + 20] for each in left]


# Widget by widget


def drawn(app: App) -> str:
    """What would be written: the segments after all filters, as Textual draws them."""
    lines = app.screen._compositor.render_strips(app.size)
    return "\n".join("".join(segment.text for segment in line) for line in lines)


def harmless(text: str) -> bool:
    return not STEERING.search(text) and not {unicodedata.category(each) for each in text.replace("\n", "")} & FORBIDDEN


class Everything(TTSApp):
    """Widgets with hostile text in them, below the program's own filter."""

    CSS_PATH = Path(tts_tui.tui.app.__file__).with_name("app.tcss")
    CSS = "Input, TextArea, Static { height: 3; }"

    def open_server(self, server, found=None) -> None:
        """Not here."""


async def everything(pilot) -> None:
    for widget in (TextInput(HOSTILE), LinesInput(HOSTILE), Static(plain(HOSTILE)), Static(Content(HOSTILE))):
        await pilot.app.mount(widget)
    await pilot.pause()


async def test_what_a_widget_draws_is_harmless_even_where_nobody_made_it_visible() -> None:
    app = Everything(Start(by_address(URL), SessionManager(keeps=False)).ready)
    async with app.run_test(notifications=True) as pilot:
        await everything(pilot)
        assert app.query_one(TextInput).value == HOSTILE  # it holds what it was given
        assert harmless(drawn(app))
        for widget in app.query("TextInput, LinesInput, Static"):
            widget.focus()
            await pilot.press("end", "home", "right")
            assert harmless(drawn(app))


async def test_a_notification_a_question_and_a_title_are_harmless() -> None:
    app = Everything(Start(by_address(URL), SessionManager(keeps=False)).ready)
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        app.notify(HOSTILE, title=HOSTILE, markup=False)
        await pilot.pause()
        assert "SGFja2Vk" in drawn(app)
        assert harmless(drawn(app))
        app.push_screen(Confirm(plain(f"Delete {HOSTILE}?"), plain(HOSTILE, lines=True), yes=HOSTILE))
        await pilot.pause()
        assert "SGFja2Vk" in drawn(app)
        assert "[@click=app.quit]" in drawn(app)
        assert harmless(drawn(app))
        app.push_screen(Confirm("[/x]?", "[bold]no[/bold]"))  # a plain question is no markup either
        await pilot.pause()
        assert "[/x]?" in drawn(app)
        assert "[bold]no[/bold]" in drawn(app)


async def test_every_screen_shows_it_and_none_acts_on_it(start, hostile) -> None:
    async with start(hostile, (120, 40)) as person:
        pictures = [person.screen]
        for keys in (
            ["j", "enter"],
            [tab_key("API keys")],
            [tab_key("Settings")],
            [tab_key("Access")],
            ["w"],
            ["escape"],
            ["escape"],
            ["d"],
            ["escape"],
        ):
            await person.press(*keys)
            pictures.append(person.screen)
        assert all(harmless(picture) for picture in pictures)
        assert "␛]52;c;SGFja2Vk␇[/x]" in pictures[0]
        assert "second                                [/x] " in pictures[0]
        assert person.app.title == "tts-tui"
        assert person.app.sub_title == ""
        assert all(screen.title is None for screen in person.app.screen_stack)


async def test_a_click_on_a_name_that_looks_like_a_link_opens_nothing(start, hostile) -> None:
    async with start(hostile) as person:
        opened = []
        person.app.open_url = lambda url, **_: opened.append(url)
        for column in range(40, 66, 4):
            await person.pilot.click("ApplicationTable", offset=(column, 2))
            await person.settle()
            assert person.app.is_running
            if person.app.screen.area == "Application":  # a second click on a row opens it
                await person.press("escape")
        assert not opened


async def test_the_words_of_an_error_are_harmless(start, sandbox, hostile) -> None:
    details = {
        "namespace": f"pkg/{NAME}",
        "name": f"bad{NOTE}",
        "message_format": "{what} \x1b[2J [/x]",
        "attributes": {"what": HOSTILE},
        "correlation_id": f"id{NOTE}",
    }
    sandbox.faults.add(
        Fault(path="/applications$", status=403, body={"code": 7, "message": HOSTILE, "details": [details]},
              headers={"X-Warning": "restricted [/x] \x07".encode("latin-1").decode("latin-1")})
    )  # fmt: skip
    async with start(hostile) as person:
        assert harmless(person.screen)
        assert "✗ Could not read the applications." in person.screen
        assert "␛]52;c;SGFja2Vk␇[/x][@click=app.quit]go[/] ‹U+202E›evil" in person.words
        assert "The server warns: restricted [/x] ␇" in person.words
        await person.press("f6")
        assert harmless(person.screen)
        assert harmless(person.app.clipboard)


async def test_half_a_character_from_the_server_is_shown_and_sent_to_no_terminal() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("/auth_info"):
            content = (
                rb'{"api_key":{"api_key":{"rights":["RIGHT_ALL"]},"entity_ids":{"user_ids":{"user_id":"me\ud83d"}}}}'
            )
        else:
            content = rb'{"applications":[{"ids":{"application_id":"half"},"name":"\ud800 x \udc00"}]}'
        return httpx.Response(200, content=content, headers={"X-Total-Count": "1"})

    app = TTSApp(
        Start(
            by_address(URL),
            SessionManager(keeps=False, outside=Outside(httpx.MockTransport(answer), lambda: NOW)),
            FoundToken(SecretStr("NNSXS.A.B"), "of the test"),
        ).ready
    )
    async with app.run_test(notifications=True) as pilot:
        person = Person(app, pilot)
        await person.settle()
        assert "half" in person.screen
        person.screen.encode("utf-8")
        await person.press("y", "slash", "x")
        drawn(app).encode("utf-8")
        assert harmless(drawn(app))
