"""What the server is asked on each screen: every request is one that somebody waits for, and that somebody pays."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tts_tui.sandbox.sample import fill

if TYPE_CHECKING:
    from tests.screens.conftest import Person
    from tts_tui.sandbox.app import Sandbox

APPLICATION = "/api/v3/applications/just-made"


def asked(sandbox: Sandbox) -> list[str]:
    """The paths asked for since the last look, sorted."""
    paths = sorted(each.path for each in sandbox.requests)
    sandbox.requests.clear()
    return paths


@pytest.mark.parametrize(("applications", "pages"), [(60, 1), (2_300, 3)])
async def test_the_list_costs_its_pages_and_one_question_whose_token_it_is(start, sandbox, applications, pages):
    token = fill(sandbox, applications).key
    async with start(token):
        assert asked(sandbox) == [*["/api/v3/applications"] * pages, "/api/v3/auth_info"]


async def test_the_cursor_the_filter_and_what_is_ordered_here_cost_nothing(start, sandbox, sample):
    async with start(sample.key) as person:
        asked(sandbox)
        await person.press("j", "G", "pageup", "g", "ctrl+d", "S", "S")
        await person.press("slash", "w", "a", "enter", "escape")
        assert asked(sandbox) == []


async def test_an_application_costs_five(start, sandbox, sample):
    async with start(sample.key) as person:
        asked(sandbox)
        await person.press("enter")
        assert asked(sandbox) == [
            APPLICATION,
            f"{APPLICATION}/api-keys",
            f"{APPLICATION}/collaborators",
            f"{APPLICATION}/devices",
            f"{APPLICATION}/rights",
        ]


@pytest.mark.parametrize(
    ("tab", "costs"),
    [
        ("2", [f"{APPLICATION}/api-keys"]),
        ("3", [APPLICATION, f"{APPLICATION}/collaborators", "/api/v3/as/applications/just-made/link"]),
    ],
)
async def test_a_tab_asks_for_what_is_on_it_and_takes_the_rights_along(start, sandbox, sample, tab, costs):
    async with start(sample.key) as person:
        await person.press("enter")
        asked(sandbox)
        await person.press(tab)
        assert asked(sandbox) == costs


async def test_back_on_an_unchanged_list_nothing_is_asked(start, sandbox, sample):
    async with start(sample.key) as person:
        await person.press("enter")
        asked(sandbox)
        await back(person)
        assert asked(sandbox) == []


async def back(person: Person) -> None:
    await person.press("q")
    assert person.app.screen.area == "Applications"
