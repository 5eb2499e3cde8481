"""What the server is asked on each screen: every request is one that somebody waits for, and that somebody pays."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from tests.tui.screens.api_keys.keys import open_keys
from tts_tui.sandbox.sample import fill
from tts_tui.tui.base.application_tab import tab_key
from tts_tui.tui.screens.applications.list import ApplicationsScreen
from tts_tui.tui.screens.applications.panel import ApplicationPanel
from tts_tui.tui.widgets.api_key_table import APIKeyTable
from tts_tui.tui.widgets.table import Table

if TYPE_CHECKING:
    from tts_tui.sandbox.app import Sandbox

APPLICATION = "/api/v3/applications/pump-stations"


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


async def test_a_list_too_long_to_be_read_whole_costs_two_and_a_filter_typed_in_one_go_one(start, sandbox, monkeypatch):
    monkeypatch.setattr(ApplicationsScreen, "limit", 2_000)
    token = fill(sandbox, 2_300).key
    async with start(token) as person:
        assert asked(sandbox) == ["/api/v3/applications", "/api/v3/auth_info"]
        await person.press("j", "pagedown", "slash")
        assert asked(sandbox) == []
        await person.rush(*"water")
        assert asked(sandbox) == ["/api/v3/search/applications"]
        await person.press("enter", "j", "escape", "G")
        assert asked(sandbox) == ["/api/v3/applications"]


async def test_counts_cost_two_questions_for_each_application_in_view_and_one_more_for_devices_never_seen(
    start, sandbox, sample
):
    async with start(sample.key) as person:
        asked(sandbox)
        await person.press("c")
        seen = person.app.screen.query_one(Table).seen
        assert len(seen) == 19
        asked_for = asked(sandbox)
        twice = ("water-meters-north", "water-meters-south")
        assert asked_for == sorted(
            [
                *(f"/api/v3/applications/{each}/{kind}" for each in seen for kind in ("api-keys", "devices")),
                *(f"/api/v3/applications/{each}/devices" for each in twice),
            ]
        )
        assert re.search(r"^ water-leaks +Leak dete.* 3 +0 +today", person.screen, re.MULTILINE)
        await person.press("j", "down", "k")
        assert asked(sandbox) == []
        await person.press("G")
        assert len(asked(sandbox)) == 2 * 19 + 1  # one of them has a device that was never seen
        await person.press("g")
        assert asked(sandbox) == []
        await person.press("c", "G", "pageup")
        assert asked(sandbox) == []
        assert "Devices" not in person.screen


async def test_what_may_not_be_counted_is_a_dash_with_the_reason(start, sandbox, sample):
    rights = ["RIGHT_USER_APPLICATIONS_LIST", "RIGHT_APPLICATION_INFO", "RIGHT_APPLICATION_SETTINGS_API_KEYS"]
    async with start(sandbox.add_key("user", sample.user_id, rights=rights)) as person:
        await person.press("c")
        row = next(line for line in person.screen.splitlines() if "pump-stations" in line)
        assert re.search(r" – +\d+ ", row)
        assert "Some counts are missing: you lack the right “See devices”." in person.screen


async def test_the_panel_costs_one_for_an_application_on_which_the_cursor_rests(start, sandbox, sample, clock):
    async with start(sample.key, (120, 40)) as person:
        asked(sandbox)
        await person.press("j", "G", "pageup", "g", "slash", "w", "a", "enter", "escape")
        assert asked(sandbox) == []
        for _ in range(2):
            clock.now += timedelta(seconds=0.34)
            person.app.screen.query_one(ApplicationPanel).look()
            await person.settle()
        (path,) = asked(sandbox)
        assert path == f"/api/v3/applications/{person.app.screen.query_one(Table).current}"


async def test_the_panel_of_keys_costs_nothing(start, sandbox, sample, clock):
    async with start(sample.key, (120, 40)) as person:
        await open_keys(person, "water-meters-north")
        asked(sandbox)
        await person.press("j", "k", "G")
        clock.now += timedelta(seconds=1)
        await person.press("k")
        assert asked(sandbox) == []


async def test_an_application_costs_five_and_back_on_an_unchanged_list_nothing_is_asked(start, sandbox, sample):
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
        await person.press("q")
        assert person.app.screen.area == "Applications"
        assert asked(sandbox) == []


async def test_a_tab_asks_for_what_is_on_it_and_takes_the_rights_along(start, sandbox, sample):
    async with start(sample.key) as person:
        await person.press("enter")
        asked(sandbox)
        await person.press(tab_key("API keys"))
        assert asked(sandbox) == [f"{APPLICATION}/api-keys"]
        await person.press(tab_key("Access"))
        assert asked(sandbox) == [APPLICATION, f"{APPLICATION}/collaborators", "/api/v3/users/demo-user"]
        await person.press(tab_key("Settings"))
        assert asked(sandbox) == [
            APPLICATION,
            f"{APPLICATION}/collaborators",
            "/api/v3/as/applications/pump-stations/link",
            "/api/v3/as/applications/pump-stations/packages/associations/202",
        ]


async def test_a_key_costs_one_to_see_one_to_review_and_two_to_change_and_then_its_list(start, sandbox, sample):
    keys = "/api/v3/applications/water-meters-north/api-keys"
    async with start(sample.key) as person:
        await open_keys(person, "water-meters-north")
        key = f"{keys}/{person.app.screen.query_one(APIKeyTable).current}"
        asked(sandbox)
        await person.press("e")
        assert asked(sandbox) == [key]
        await person.press("end", "!", "ctrl+s")
        assert asked(sandbox) == [key]  # the review
        await person.press("ctrl+s")
        assert asked(sandbox) == [keys, key, key]
