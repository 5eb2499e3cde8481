"""The new key, shown once."""

from __future__ import annotations

import stat
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from itertools import pairwise

import pytest
from textual.events import Paste
from textual.widgets import Input, Static

from tests.tui.conftest import NOW
from tests.tui.screens.api_keys.keys import INFO, open_keys
from tts_tui.api.models import APIKey
from tts_tui.api.secret import SecretStr
from tts_tui.services.api_keys.writes import create
from tts_tui.tui.screens.api_keys.list import APIKeysScreen
from tts_tui.tui.screens.api_keys.reveal_once import KeyOnceScreen, compare

LEAKS = "water-leaks"
ID = "NEWKEYIDNEWKEYIDNEWKEYIDNEWKEYIDNEWKEYI"
SECRET = "SECRETSECRETSECRETSECRETSECRETSECRETSECRETSECRETSECR"
EXPIRES_AT = datetime(2027, 2, 21, 23, 59, 59, tzinfo=UTC)
TOKEN = f"NNSXS.{ID}.{SECRET}"


@pytest.fixture
def shown(start, sample, sandbox):
    """A key that was just created, on the screen."""

    @asynccontextmanager
    async def showing(size=(80, 24)):
        sandbox.store._key_ids, sandbox.store._secrets = iter([ID]), iter([SECRET])
        async with start(sample.key, size) as person:
            await open_keys(person, LEAKS)
            session = person.app.screen.session
            wanted = APIKey(id="", name="reader", rights=frozenset({INFO}), expires_at=EXPIRES_AT)
            made = await create(session.client, LEAKS, wanted, known=frozenset(), now=NOW)
            person.app.push_screen(KeyOnceScreen(session, LEAKS, made))
            await person.settle()
            yield person

    return showing


def is_there(person):
    """Whether the secret is in anything that is drawn, titled or notified."""
    texts = [str(each.content) for each in person.app.screen.query(Static)]
    texts += [each.value for each in person.app.screen.query(Input)]
    texts += [person.screen, person.app.title, str(person.app.sub_title), person.app._clipboard, *person.notes]
    return any(SECRET in text for text in texts)


async def paste(person, text):
    person.app.screen.focused.post_message(Paste(text))
    await person.settle()


async def test_it_is_masked_at_first(shown, size, golden):
    async with shown(size) as person:
        assert person.screen == golden
        assert not is_there(person)


async def test_r_reveals_it_with_nothing_beside_it_and_masks_it_again(shown, size):
    async with shown(size) as person:
        assert person.key_bar.startswith("c Copy  w Save to file  r Reveal  p Check copy  x Done")
        assert "c Copy to your terminal's clipboard" in person.words
        assert "x Done when you have saved it; y confirms" in person.words
        await person.press("r")
        assert "Press r to hide it." in person.words
        assert "r Hide" in person.key_bar
        assert is_there(person)
        lines = person.screen.splitlines()
        assert TOKEN in (lines if size[0] >= 98 else [f"{one}{two}" for one, two in pairwise(lines)])
        await person.press("r")
        assert "r Reveal" in person.key_bar
        assert not is_there(person)


async def test_a_narrower_window_breaks_it_at_the_dot(shown):
    async with shown((120, 40)) as person:
        await person.press("r")
        assert TOKEN in person.screen.splitlines()
        await person.resize(80, 24)
        assert f"NNSXS.{ID}." in person.screen.splitlines()
        assert SECRET in person.screen.splitlines()
        assert "It takes two lines here" in " ".join(person.screen.split())


async def test_only_x_and_then_y_close_it(shown):
    async with shown() as person:
        await person.press("x")
        assert "neither copied it nor saved it" in person.words
        await person.press("n")
        for key in ("enter", "space", "escape", "q", "y", "n", "1", "ctrl+s", "tab"):
            await person.press(key, key)
            assert isinstance(person.app.screen, KeyOnceScreen), key
        assert "Still open. When you have saved the key, press x, then y." in person.screen
        for second in ("escape", "n"):
            await person.press("x", second)
            assert isinstance(person.app.screen, KeyOnceScreen), second
        for second in ("enter", "space", "x"):
            await person.press("x", second)
            assert "Close the key? It can't be shown again." in person.screen, second
            await person.press("escape")
            assert isinstance(person.app.screen, KeyOnceScreen)
        await person.press("x")
        assert "Close the key? It can't be shown again." in person.words
        assert person.app.screen.query_one("Box").has_class("-danger")
        await person.press("y")
        assert isinstance(person.app.screen, APIKeysScreen)
        assert not is_there(person)


async def test_copying_says_where_it_was_sent_and_keeps_nothing(shown, monkeypatch):
    async with shown() as person:
        sent = []
        monkeypatch.setattr(type(person.app), "copy_to_clipboard", lambda _, text: sent.append(text))
        await person.press("c")
        assert sent == [TOKEN]
        assert person.notes == ["The key was sent to your terminal, which may ignore it."]
        assert "✓ Sent to the clipboard. Press p to check that it arrived." in person.screen
        assert not is_there(person)


async def test_quitting_asks_and_neither_palette_nor_help_nor_commands_show_it(shown):
    async with shown() as person:
        for key in ("question_mark", "ctrl+p", "ctrl+o"):
            await person.press(key)
            assert not is_there(person)
            await person.press("escape")
        await person.press("ctrl+q")
        assert "The API key reader is still on the screen." in person.screen
        await person.press("n")
        assert isinstance(person.app.screen, KeyOnceScreen)


# The file


async def test_it_is_written_to_a_new_file_of_ones_own(shown, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    file = tmp_path / f"{LEAKS}-{ID}.key"
    file.write_text("mine")
    async with shown() as person:
        await person.press("w")
        assert file.name in person.screen
        assert "enter Save" in person.key_bar
        assert "esc Cancel" in person.key_bar
        await person.press("enter")  # nothing is overwritten
        assert "✗ That name exists already" in person.screen
        assert "Saved to" not in person.screen
        assert file.read_text() == "mine"
        await person.press("escape")
        assert "File  " not in person.screen
        assert isinstance(person.app.screen, KeyOnceScreen)
        file.unlink()
        await person.press("w", "enter")
        assert file.read_text() == TOKEN
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert "✓ Saved to" in person.screen
        await person.press("w", "ctrl+u")
        await person.type("grafana.env")  # with a variable, as its name ends so
        await person.press("enter")
        assert (tmp_path / "grafana.env").read_text() == f"API_KEY={TOKEN}\n"
        await person.press("x")
        assert "✓ saved to a file" in person.screen


# Pasting it back


async def test_a_wrong_copy_is_told_and_can_be_tried_again_until_it_is_the_key(shown):
    async with shown() as person:
        await person.press("p")
        assert "enter Check" in person.key_bar
        assert "esc Cancel" in person.key_bar
        await paste(person, TOKEN[:46])
        assert "✗ Incomplete: only the first 46 of 98 characters." in person.words
        assert "press Esc" in person.words
        assert not is_there(person)
        await paste(person, f"{TOKEN[:46]}\n{TOKEN[46:]}")
        assert "The right key, but with a line break or space inside" in person.screen
        await person.press(*"abc", "enter")
        assert "✗ Not the same: 3 characters; the key has 98." in person.screen
        assert "✓ Checked" not in person.screen
        await person.press("escape")
        assert "c Copy" in person.key_bar
        await person.press("p")
        await paste(person, f" {TOKEN}\n")
        assert "✓ Checked: you pasted this key." in person.screen
        assert not is_there(person)


@pytest.mark.parametrize(
    ("pasted", "word"),
    [
        (TOKEN, None),
        (f"\n{TOKEN} ", None),
        (f"{TOKEN[:50]}\n{TOKEN[50:]}", "line break"),
        ("", "Nothing"),
        (TOKEN[:97], "only the first 97 of 98"),
        (f"{TOKEN}A", "99 characters"),
        (TOKEN[:-1] + "Z", "another key"),
        (TOKEN.replace("S", "\udc80", 1), "another key"),
    ],
)
def test_comparing(pasted, word):
    found = compare(SecretStr(TOKEN), SecretStr(pasted))
    assert found is None if word is None else word in found
