"""The new key, shown once."""

from __future__ import annotations

import stat
from contextlib import asynccontextmanager
from itertools import pairwise

import pytest
from textual.events import Paste
from textual.widgets import Input, Static

from tests.tui.screens.api_keys.keys import keys, open_keys
from tts_tui.api.secret import SecretStr
from tts_tui.tui.screens.api_keys.list import APIKeysScreen
from tts_tui.tui.screens.api_keys.reveal_once import KeyOnceScreen, compare

LEAKS = "water-leaks"
ID = "NEWKEYIDNEWKEYIDNEWKEYIDNEWKEYIDNEWKEYI"
SECRET = "SECRETSECRETSECRETSECRETSECRETSECRETSECRETSECRETSECR"
TOKEN = f"NNSXS.{ID}.{SECRET}"


@pytest.fixture
def shown(start, sample, sandbox):
    """A key that was just made, on the screen."""

    @asynccontextmanager
    async def showing(size=(80, 24)):
        sandbox.store._key_ids, sandbox.store._secrets = iter([ID]), iter([SECRET])
        async with start(sample.key, size) as person:
            await open_keys(person, LEAKS)
            await person.press("n", *"reader", "tab", "tab", "space", "ctrl+s")
            assert isinstance(person.app.screen, KeyOnceScreen)
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
        await person.press("r")
        assert "Press r to hide it." in person.words
        assert is_there(person)
        lines = person.screen.splitlines()
        assert TOKEN in (lines if size[0] >= 98 else [f"{one}{two}" for one, two in pairwise(lines)])
        await person.press("r")
        assert not is_there(person)


async def test_the_ways_to_keep_it_come_first_in_the_bar_and_done_last(shown, size):
    async with shown(size) as person:
        bar = person.screen.splitlines()[-1].split()
        words = "c Copy w Save to file r Reveal p Check copy x Done"
        assert " ".join(bar).startswith(words)
        assert "c Copy to your terminal's clipboard" in person.words
        assert "x Done when you have saved it; y confirms" in person.words


async def test_a_narrower_window_breaks_it_at_the_dot(shown):
    async with shown((120, 40)) as person:
        await person.press("r")
        assert TOKEN in person.screen.splitlines()
        await person.pilot.resize_terminal(80, 24)
        await person.settle()
        assert f"NNSXS.{ID}." in person.screen.splitlines()
        assert SECRET in person.screen.splitlines()
        assert "It takes two lines here" in " ".join(person.screen.split())


@pytest.mark.parametrize("key", ["enter", "space", "escape", "q", "y", "n", "1", "ctrl+s", "tab"])
async def test_no_habit_closes_it(shown, key):
    async with shown() as person:
        await person.press(key, key)
        assert isinstance(person.app.screen, KeyOnceScreen)


async def test_a_habit_is_told_how_it_closes(shown):
    async with shown() as person:
        await person.press("escape")
        assert "Still open. When you have saved the key, press x, then y." in person.screen


@pytest.mark.parametrize("second", ["enter", "space", "escape", "x", "n"])
async def test_the_first_key_alone_closes_nothing(shown, second):
    async with shown() as person:
        await person.press("x", second)
        if second not in ("escape", "n"):
            assert "Close the key? It can't be shown again." in person.screen
            await person.press("escape")
        assert isinstance(person.app.screen, KeyOnceScreen)


async def test_x_and_y_close_it(shown):
    async with shown() as person:
        await person.press("x")
        assert "Close the key? It can't be shown again." in person.words
        assert "neither copied it nor saved it" in person.words
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


async def test_quitting_asks(shown):
    async with shown() as person:
        await person.press("ctrl+q")
        assert "The API key reader is still on the screen." in person.screen
        await person.press("n")
        assert isinstance(person.app.screen, KeyOnceScreen)


async def test_neither_palette_nor_help_nor_commands_show_it(shown):
    async with shown() as person:
        for key in ("question_mark", "ctrl+p", "ctrl+o"):
            await person.press(key)
            assert not is_there(person)
            await person.press("escape")


# The file


async def test_it_is_written_to_a_file_of_ones_own(shown, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    async with shown() as person:
        await person.press("w")
        assert f"{LEAKS}-{ID}.key" in person.screen
        await person.press("enter")
        file = tmp_path / f"{LEAKS}-{ID}.key"
        assert file.read_text() == TOKEN
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert "✓ Saved to" in person.screen
        await person.press("x")
        assert "✓ saved to a file" in person.screen


async def test_a_name_that_ends_in_env_gets_a_variable(shown, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    async with shown() as person:
        await person.press("w", "ctrl+u")
        await person.type("grafana.env")
        await person.press("enter")
        assert (tmp_path / "grafana.env").read_text() == f"API_KEY={TOKEN}\n"


async def test_nothing_is_overwritten(shown, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    file = tmp_path / f"{LEAKS}-{ID}.key"
    file.write_text("mine")
    async with shown() as person:
        await person.press("w", "enter")
        assert "✗ That name exists already" in person.screen
        assert "Saved to" not in person.screen
        assert file.read_text() == "mine"
        await person.press("escape")
        assert "File  " not in person.screen
        assert isinstance(person.app.screen, KeyOnceScreen)


# Pasting it back


async def test_pasting_it_back_checks_the_copy(shown):
    async with shown() as person:
        await person.press("p")
        await paste(person, f" {TOKEN}\n")
        assert "✓ Checked: you pasted this key." in person.screen
        assert not is_there(person)


async def test_a_wrong_copy_is_told_and_can_be_tried_again(shown):
    async with shown() as person:
        await person.press("p")
        await paste(person, TOKEN[:46])
        assert "✗ Incomplete: only the first 46 of 98 characters." in person.words
        assert not is_there(person)
        await paste(person, f"{TOKEN[:46]}\n{TOKEN[46:]}")
        assert "The right key, but with a line break or space inside" in person.screen
        await person.press(*"abc", "enter")
        assert "✗ Not the same: 3 characters; the key has 98." in person.screen
        assert "✓ Checked" not in person.screen


async def test_the_server_has_the_key_that_is_shown(shown, sandbox):
    async with shown():
        assert keys(sandbox, LEAKS)["reader"].token == TOKEN


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


async def test_the_bar_says_what_the_keys_do_in_the_two_fields(shown, size):
    async with shown(size) as person:
        await person.press("w")
        assert "enter Save" in person.key_bar
        assert "esc Cancel" in person.key_bar
        await person.press("escape", "p")
        assert "enter Check" in person.key_bar
        assert "esc Cancel" in person.key_bar
        await paste(person, "something else")
        assert "press Esc" in person.words
        await person.press("escape")
        assert "c Copy" in person.key_bar


async def test_a_revealed_key_is_hidden_by_r_says_the_bar(shown):
    async with shown() as person:
        await person.press("r")
        assert "r Hide" in person.key_bar
        await person.press("r")
        assert "r Reveal" in person.key_bar
