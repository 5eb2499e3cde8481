"""Where the token of a server lives: what is offered, what is chosen, and what is found again; driven by keys."""

from __future__ import annotations

import pytest

from tests.session.credentials.backends import FromKeyringsAlt, Locked, Works
from tests.tui.conftest import ENTRY, URL, Person
from tests.tui.screens.sign_in.opening import area, opened, paste
from tts_tui.servers.model import make
from tts_tui.servers.servers_file import ServerFile
from tts_tui.session.credentials.file import TokenFile

NAME = "127.0.0.1:1885"


async def choose(person: Person, *keys: str) -> None:
    """Go to the choice of the place and press keys there."""
    person.app.screen.query_one("#token-store").focus()
    await person.press(*keys)


@pytest.mark.parametrize(
    ("keys", "store_kind", "note"),
    [
        (("home", "space"), "keyring", "Token stored in the OS keyring."),
        (("home", "right", "space"), "file", None),
        (("end", "space"), "session", ""),
    ],
)
async def test_the_token_goes_where_the_person_says_and_nowhere_else_and_is_found_again(
    server, narrow, use, keys, store_kind, note
):
    keyring = use(Works())
    async with opened(server) as person:
        await paste(person, narrow.key)
        await choose(person, *keys)
        await person.press("f2")
        assert area(person) == "Applications"
        assert bool(keyring.stored) == (store_kind == "keyring")
        assert (await TokenFile().find(ENTRY) is not None) == (store_kind == "file")
        assert ServerFile().read().named(NAME).token == store_kind
        if note is not None:
            assert person.notes == ([note] if note else [])
    async with opened(server, server=ServerFile().read().named(NAME)) as person:
        assert area(person) == ("Sign in" if store_kind == "session" else "Applications")
        assert not person.notes


async def test_for_this_session_means_until_the_program_ends(server, narrow, use):
    use(Works())
    async with opened(server) as person:
        await paste(person, narrow.key)
        await choose(person, "end", "space")
        await person.press("f2")
        ServerFile().add(make(name="other", identity_server="http://127.0.0.1:1886", token="session"))
        await person.press("o")
        await person.press("G", "enter")
        assert area(person) == "Sign in"
        await paste(person, narrow.key)
        await person.press("f2")
        await person.press("o")
        await person.press("g", "enter")
        assert area(person) == "Applications"
        assert person.screen.startswith(f" tts-tui {NAME} ")
    async with opened(server, server=ServerFile().read().named(NAME)) as person:
        assert area(person) == "Sign in"
        assert "(•) This session only" in person.screen


async def test_a_keyring_that_is_a_plain_file_is_used_by_choice_only(server, narrow, use):
    keyring = use(FromKeyringsAlt())
    async with opened(server) as person:
        await paste(person, narrow.key)
        await choose(person, "home", "space")
        await person.press("f2")
        assert keyring.stored == {("tts-tui", ENTRY): narrow.key}
        assert ServerFile().read().named(NAME).token == "insecure-keyring"
    async with opened(server, server=ServerFile().read().named(NAME)) as person:
        assert area(person) == "Applications"


async def test_a_chosen_keyring_that_is_locked_is_told_and_another_place_can_be_chosen(server, narrow, use):
    use(Locked())
    stored = make(name="box", identity_server=URL, token="keyring")
    ServerFile().add(stored)
    async with opened(server, server=stored) as person:
        assert "The stored token can't be read." in person.screen
        assert "The keyring is locked, and was not unlocked." in person.screen
        await paste(person, narrow.key)
        await choose(person, "home", "right", "space")
        await person.press("f2")
        assert area(person) == "Applications"
        assert ServerFile().read().named("box").token == "file"
