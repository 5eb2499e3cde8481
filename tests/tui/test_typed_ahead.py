"""Keys that arrive together: nothing typed is lost, and nothing acts on what nobody saw."""

from __future__ import annotations

from textual.command import CommandPalette
from textual.events import Paste
from textual.widgets import Input

from tests.session.credentials.backends import Works
from tests.terminal import Terminal
from tests.tui.conftest import Person
from tests.tui.screens.api_keys.keys import keys, open_keys, written
from tests.tui.screens.sign_in.opening import area, held, opened
from tts_tui.tui.base.application_tab import tab_key
from tts_tui.tui.widgets.confirm import Confirm
from tts_tui.tui.widgets.table import Table

WATER = "water-meters-north"


def value(person: Person, name: str) -> str:
    return person.app.screen.query_one(f"#{name}", Input).value


# What a key opens gets the keys behind it


async def test_a_filter_and_its_words(start, sample, sandbox):
    async with start(sample.key) as person:
        for words in ("aqua", "deny", "q"):
            await person.rush("/", *words)
            assert area(person) == "Applications"
            assert value(person, "filter") == words
            await person.press("escape")
        assert not [each for each in sandbox.requests if "search" in each.path]  # `a` would have asked for all


async def test_a_filter_and_what_is_done_with_what_it_found(start, sample):
    async with start(sample.key) as person:
        await person.rush("/", *WATER, "enter", "enter", tab_key("API keys"))
        assert area(person) == "API keys"
        assert WATER in person.screen


async def test_a_filter_that_is_given_up(start, sample):
    async with start(sample.key) as person:
        first, second = person.app.screen.query_one(Table).keys[:2]
        await person.rush("/", "x", "escape", "j")
        table = person.app.screen.query_one(Table)
        assert (table.keys[0], table.current) == (first, second)
        assert value(person, "filter") == ""


async def test_a_new_application(start, sample, sandbox):
    async with start(sample.key) as person:
        await person.rush("n", *"dry-nest-2", "tab", *"Quest", "ctrl+s")
        assert area(person) == "Application"
        assert sandbox.store.existing("application", "dry-nest-2").fields["name"] == "Quest"


async def test_a_new_key_on_another_tab(start, narrow):
    async with start(narrow.key) as person:
        await person.rush("enter", tab_key("API keys"), "n", *"reader")
        assert area(person) == "API key"
        assert "reader" in person.screen


async def test_an_action_by_its_name(start, sample):
    async with start(sample.key) as person:
        await person.rush("ctrl+p", *"theme")
        assert isinstance(person.app.screen, CommandPalette)
        assert person.app.screen.query_one(Input).value == "theme"


async def test_help_and_back(start, sample):
    async with start(sample.key) as person:
        await person.rush("?", "escape", "j", "?", "q", "j")
        assert area(person) == "Applications"
        assert person.app.screen.query_one(Table).cursor_row == 2


async def test_a_token_and_enter(server, narrow, use):
    use(Works())
    async with opened(server) as person:
        person.app._driver.send_message(Paste(narrow.key))
        await person.rush("enter", "/", *"aq")
        assert area(person) == "Applications"


# What destroys, reveals or sends is answered by who saw it


DROPPED = "Earlier keystrokes were ignored."


async def test_a_question_before_a_key_is_deleted_which_says_what_is_dropped(start, sample, sandbox):
    async with start(sample.key) as person:
        await open_keys(person, WATER)
        before = keys(sandbox, WATER)
        await person.rush("d", "y", "y")
        assert area(person) == "Revoke API key"
        assert keys(sandbox, WATER) == before
        assert f"! {DROPPED}" in person.words
        assert "Revoke the API key Storage reader" in person.words
        # It is said once, and not where nothing is dropped.
        await person.rush("escape", "j")
        assert area(person) == "API keys"
        assert DROPPED not in person.screen
        await person.rush("k", "d")
        await person.rush("n")
        assert area(person) == "API keys"
        assert person.notes == []
        await person.rush("d")
        await person.rush("y")
        assert len(keys(sandbox, WATER)) == len(before) - 1


async def test_an_id_that_was_typed_before_anybody_saw_what_goes_with_it(start, sandbox):
    sandbox.add_user("me")
    sandbox.add_application("mine", owner="me")
    async with start(sandbox.add_key("user", "me")) as person:
        await person.rush("d", *"mine", "ctrl+s")
        assert area(person) == "Delete an application"
        assert value(person, "typed") == ""
        assert written(sandbox) == []
        await person.rush(*"mine", "ctrl+s")
        assert [each.method for each in written(sandbox)] == ["DELETE"]


async def test_a_new_key_stays(start, sample):
    async with start(sample.key) as person:
        await open_keys(person, WATER)
        await person.rush("n", *"reader", "tab", "tab", "space", "ctrl+s")
        assert area(person) == "The new key"
        await person.rush("x", "y")
        assert isinstance(person.app.screen, Confirm)
        await person.rush("y")
        assert area(person) == "API keys"


async def test_a_review_is_read_before_it_is_sent(start, sample, sandbox):
    async with start(sample.key) as person:
        await person.press("enter")
        await person.rush(tab_key("Settings"), "tab", *"New name", "ctrl+s", "ctrl+s")
        assert area(person) == "Review"
        assert written(sandbox) == []


async def test_leaving_a_changed_form(start, sample):
    async with start(sample.key) as person:
        await person.rush("n", *"abc", "escape", "y")
        assert isinstance(person.app.screen, Confirm)
        assert DROPPED in person.screen
        await person.rush("n", "d")
        assert value(person, "id") == "abcd"


# While a server is being opened


async def test_keys_wait_for_the_list(sandbox, server, narrow):
    async with held(sandbox, server, narrow.key) as (person, answer):
        await person.touch("/", *"aqua")
        assert area(person) == "Opening"
        answer.release()
        await person.settle()
        assert area(person) == "Applications"
        assert value(person, "filter") == "aqua"


async def test_what_the_opening_knows_does_not_wait_and_words_for_the_list_are_no_token(sandbox, server, narrow, use):
    use(Works())
    async with held(sandbox, server, narrow.key) as (person, _):
        await person.touch("/", *"aqua", "enter", "escape")
        await person.settle()
        assert area(person) == "Sign in"
        assert value(person, "token") == ""
        assert person.notes == [DROPPED]
        assert [each.path for each in sandbox.requests].count("/api/v3/auth_info") == 1


async def test_help_over_the_opening_gets_its_keys(sandbox, server, narrow):
    async with held(sandbox, server, narrow.key) as (person, answer):
        await person.touch("?", "q", "j")
        assert area(person) == "Opening"
        answer.release()
        await person.settle()
        assert person.app.screen.query_one(Table).cursor_row == 1


# Through a terminal


def test_through_a_terminal() -> None:
    with Terminal("-m", "tts_tui", "demo", environment={"TEXTUAL_ANIMATIONS": "none"}, new=True) as terminal:
        terminal.until_shown("Opening")
        terminal.press("/cold-room-000014\r")
        terminal.until_shown("1 of 60", "Sort")
        terminal.press(f"\r{tab_key('API keys')}n")
        terminal.until_shown("Name", "Rights")
