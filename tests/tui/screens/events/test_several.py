"""Live data of several applications, driven by keys."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.tui.screens.events.happening import change
from tts_tui.tui.screens.events.several import SeveralLiveDataScreen

MARKED = ("greenhouse-1", "greenhouse-2")


@pytest.fixture(autouse=True)
def drawn_at_once(monkeypatch):
    monkeypatch.setattr(SeveralLiveDataScreen, "drawn_every", 0.001)


async def mark(person, *application_ids):
    for each in application_ids:
        person.app.screen.table.go_to(each)
        await person.press("space")


async def test_space_marks_applications_and_their_events_come_in_one_stream(start, sample, sandbox):
    async with start(sample.key, (120, 40)) as person:
        await mark(person, *MARKED)
        assert "· 2 marked" in person.screen
        assert person.screen.count("✓") == 2
        await person.press("L")
        await person.until(lambda: "following" in person.screen)
        change(sandbox, MARKED[0], "name")
        change(sandbox, MARKED[1], "description")
        await person.until(lambda: "Live data 2 · 2 applications" in person.screen)
        lines = [line for line in person.screen.splitlines() if line.strip().startswith("12:00:00 ")]
        assert [each in line for each, line in zip(MARKED, lines, strict=False)] == [True, True]
        assert len([each for each in sandbox.requests if each.path.endswith("/events")]) == 1
        await person.press("escape")
        assert "· 2 marked" in person.screen
        await person.press("space", "space")


async def test_without_a_mark_it_is_the_tab_of_the_application_under_the_cursor(start, sample):
    async with start(sample.key) as person:
        await person.press("slash", *MARKED[0], "enter", "L")
        assert "Live data" in person.screen
        assert person.app.screen.application_id == MARKED[0]


async def test_what_may_not_be_watched_is_left_out_and_named(start, sample, sandbox):
    async with start(sample.key) as person:
        await mark(person, *MARKED)
        sandbox.store.existing("application", MARKED[1]).deleted_at = sandbox.clock()
        await person.press("L")
        await person.until(lambda: "Left out: greenhouse-2." in person.screen)
        change(sandbox, MARKED[0], "name")
        await person.until(lambda: "Live data 1 · 1 application" in person.screen)


async def test_where_none_may_be_watched_it_says_so(start, sample, sandbox):
    async with start(sample.key) as person:
        await mark(person, *MARKED)
        for each in MARKED:
            sandbox.store.existing("application", each).deleted_at = sandbox.clock()
        await person.press("L")
        await person.until(lambda: "You may watch none of these applications." in person.words)
        assert "press r to reconnect" in person.screen


async def test_where_rights_on_one_are_lost_the_others_go_on(start, sample, sandbox, monkeypatch):
    monkeypatch.setattr(SeveralLiveDataScreen, "checked_every", 0.01)
    async with start(sample.key) as person:
        await mark(person, *MARKED)
        await person.press("L")
        await person.until(lambda: "following" in person.screen)
        sandbox.store.existing("application", MARKED[0]).deleted_at = sandbox.clock()
        await person.until(lambda: "Left out: greenhouse-1." in person.screen)
        await person.until(lambda: "following" in person.screen)
        change(sandbox, MARKED[1], "name")
        await person.until(lambda: "Application changed" in person.screen)


async def test_what_is_kept_of_several_is_in_the_order_in_which_it_happened(start, sample, sandbox, clock):
    for each in (MARKED[1], MARKED[0], MARKED[1]):
        clock.now += timedelta(seconds=1)
        change(sandbox, each, "name")
    async with start(sample.key, (120, 40)) as person:
        await mark(person, *MARKED)
        await person.press("L")
        await person.until(lambda: "─ Live data 3" in person.screen)
        times = [line.split()[0] for line in person.screen.splitlines() if line.strip().startswith("12:00:0")]
        assert times == ["12:00:01", "12:00:02", "12:00:03"]
