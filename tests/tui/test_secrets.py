"""A token goes to its server and nowhere else: looked for in all that a session leaves behind."""

from __future__ import annotations

import asyncio
import gc
import logging
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import keyring as library
import pytest

from tests.session.credentials.backends import Works
from tests.tui.conftest import Person, driven
from tts_tui.api.secret import SecretStr
from tts_tui.sandbox.faults import Fault
from tts_tui.sandbox.server import in_thread
from tts_tui.servers.model import by_address
from tts_tui.session.credentials import FoundToken
from tts_tui.session.manager import SessionManager
from tts_tui.session.start import Start
from tts_tui.tui.app import TTSApp
from tts_tui.tui.screens.sign_in.sign_in import TokenInput

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator

LOGGERS = ("", "asyncio", "httpcore", "httpx", "keyring", "stamina", "tts_tui", "textual")
REAL = re.compile(r"NNSXS\.([A-Z2-7]{39})\.([A-Z2-7]{52})")


@pytest.fixture
def in_a_keyring() -> Iterator[Works]:
    before = library.get_keyring()
    backend = Works()
    library.set_keyring(backend)
    yield backend
    library.set_keyring(before)


class Watched(TTSApp):
    """The program, with a list of all that its workers were called."""

    CSS_PATH = Path(__file__).parents[2] / "tts_tui" / "tui" / "app.tcss"

    def __init__(self, prepare: Callable[[], Awaitable[Start]]) -> None:
        super().__init__(prepare)
        self.said: list[str] = []
        add = self.workers.add_worker

        def adding(worker: Any, *arguments: Any, **options: Any) -> None:
            self.said += [repr(worker), worker.name, worker.description, worker.group]
            add(worker, *arguments, **options)

        self.workers.add_worker = adding  # type: ignore[method-assign]


def everything(person: Person) -> str:
    """All that this moment shows or would print."""
    app = person.app
    screens = [
        each
        for screen in app.screen_stack
        for each in (repr(screen), str(screen.title), str(screen.sub_title), screen.css_identifier)
    ]
    widgets = [f"{widget!r} {widget.name} {widget.tooltip}" for widget in app.screen.walk_children()]
    values = [repr(app._session), repr(getattr(app.screen, "_session", None))]
    values += [repr(vars(screen)) for screen in app.screen_stack]  # what opened the server is the lowest of them
    if app._session is not None:
        client = app._session.client
        values += [repr(client), str(client), repr(vars(client)), repr(vars(client._http)), repr(client._http)]
        values += [repr(app._session), repr(app._session.info)]
    return "\n".join(
        [
            app.title,
            app.sub_title,
            str(app._clipboard),
            repr(app),
            person.screen,
            app.export_screenshot(),
            *person.notes,
            *app.said,
            *screens,
            *widgets,
            *values,
        ]
    )


async def test_a_token_is_nowhere_but_in_its_request_and_in_the_keyring(sandbox, sample, in_a_keyring, caplog):
    for name in LOGGERS:
        caplog.set_level(logging.DEBUG, name)
    asyncio.get_running_loop().set_debug(True)
    secrets = [sample.key.rpartition(".")[2]]
    with in_thread(sandbox) as url:
        app = Watched(Start(by_address(url), SessionManager()).ready)
        async with driven(app, (120, 40)) as person:
            seen = [everything(person)]
            sandbox.faults.add(Fault(path="/auth_info", status=401))
            await person.type(f"Bearer {sample.key}")
            await person.press("enter")
            assert "Could not sign in" in person.screen
            seen.append(everything(person))
            await person.press("f2")
            assert app.screen.area == "Applications"
            seen.append(everything(person))
            sandbox.faults.add(Fault(path="/applications$", status=500))
            await person.press("r", "f6", "question_mark")
            seen.append(everything(person))
            await person.press("escape", "ctrl+p")
            await person.press(*"token")
            seen.append(everything(person))
            await person.press("escape", "escape")
            client = app.screen.session.client
            made = await client.api_keys.create(
                "water-leaks", name="made", rights=["RIGHT_APPLICATION_INFO"], expires_at=None
            )
            assert isinstance(made.key, SecretStr)
            secrets.append(made.key.get_secret_value().rpartition(".")[2])
            seen += [repr(made), str(made), made.model_dump_json(), everything(person)]
            with pytest.raises(Exception) as refused:  # noqa: PT011 - whatever it is, its words are looked at
                await client.api_keys.create("no-such", name="x", rights=["RIGHT_APPLICATION_INFO"], expires_at=None)
            seen += [repr(refused.value), str(refused.value)]
    assert in_a_keyring.stored == {("tts-tui", f"{url.removeprefix('http://')} {url}"): sample.key}
    seen.append(caplog.text)
    assert "HTTP Request" in caplog.text  # else nothing was listened to
    assert "httpcore" in {record.name.partition(".")[0] for record in caplog.records}
    for secret in secrets:
        assert len(secret) == 52
        for where, text in enumerate(seen):
            assert secret not in text, where
        for record in caplog.records:
            assert secret not in str(record.args)


async def test_the_field_for_the_token_keeps_nothing_once_it_is_signed_in(sandbox, sample, in_a_keyring):
    with in_thread(sandbox) as url:
        app = Watched(Start(by_address(url), SessionManager()).ready)
        async with driven(app) as person:
            field = app.screen.query_one(TokenInput)
            await person.type(sample.key)
            await person.press("enter")
            assert app.screen.area == "Applications"
            assert field.value == ""
            del field
            gc.collect()
            left = [each for each in gc.get_objects() if isinstance(each, TokenInput)]
            assert all(each.value == "" for each in left)


async def test_a_token_of_the_environment_is_in_no_repr(sample):
    found = FoundToken(SecretStr(sample.key), "from TTS_TUI_TOKEN")
    start = Start(by_address("https://thethings.example.com"), SessionManager(keeps=False), found)
    assert "**" in repr(start)
    assert sample.key not in repr(start)
    assert sample.key not in repr(TTSApp(start.ready)._prepare)


def test_no_picture_has_a_key_that_looks_like_a_real_one():
    root = Path(__file__).parents[2]
    pictures = [
        each
        for folder in ("tests", "screenshots", "docs")
        for kind in ("txt", "raw", "svg", "ambr", "md", "png")
        for each in (root / folder).rglob(f"*.{kind}")
    ]
    assert len(pictures) > 50
    for each in pictures:
        text = re.sub(r"\s|<[^>]*>", "", each.read_text("utf-8", "replace"))
        for key_id, secret in REAL.findall(text):
            assert len(set(secret)) < 10, each  # made up of one word
            assert len(set(key_id)) < 10, each
