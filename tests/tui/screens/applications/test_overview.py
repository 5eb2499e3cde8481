"""The overview of an application, driven by keys."""

from __future__ import annotations

import time
from contextlib import asynccontextmanager

import pytest

from tests.tui.conftest import NOW
from tts_tui.sandbox.faults import Fault
from tts_tui.tui.base.application_tab import tab_key
from tts_tui.tui.screens.applications.overview_facts import NEXT_STEPS


@pytest.fixture
def overview(start, sample):
    """The overview of one application, opened from its row in the list."""

    @asynccontextmanager
    async def opening(application_id: str, token: str = "", size: tuple[int, int] = (80, 24)):
        async with start(token or sample.key, size) as person:
            await person.press("slash")
            await person.type(application_id)
            await person.press("enter", "enter")
            assert person.app.screen.area == "Application"
            yield person

    return opening


async def test_at_a_glance(overview, size, golden):
    async with overview("water-meters-north", size=size) as person:
        assert person.screen == golden


async def test_what_is_not_set_says_so(overview):
    async with overview("unnamed-one") as person:
        assert person.beside("Name") == "none"
        assert person.beside("Description") == "none"
        assert person.beside("Attributes") == "none"


async def test_long_descriptions_are_wrapped(overview):
    async with overview("long-words") as person:
        assert person.beside("Name") == "Fifty signs are the most that a name may have, so."
        sentence = "A description may have 2000 signs, and people paste whole pages into it."
        assert f"Description {sentence} {sentence} {sentence}" in person.words


async def test_hostile_words_are_shown_harmlessly(overview):
    async with overview("hostile-name") as person:
        assert "Name ␛]52;c;SGFja2Vk␇[/x][@click=app.quit]go[/] ‹U+202E›evil" in person.words
        assert person.beside("Attributes") == "note = ␛]0;title␇[bold]"
        assert "Description csi ␛[31mred c1 ‹U+009B›31m bidi ‹U+202E› zero‹U+200B›width" in person.words


async def test_a_new_one_shows_what_comes_next(start, sample, size):
    async with start(sample.key, size) as person:
        await person.press("n")
        await person.type("river-1")
        await person.press("ctrl+s")
        assert "✓ Created · next steps" in person.screen
        assert person.screen.index(NEXT_STEPS[0][0]) < person.screen.index("─ About")
        for word, _, where in NEXT_STEPS:
            assert word in person.screen
            assert where in person.screen


async def test_next_steps_go_once_there_are_a_key_and_a_device(overview):
    async with overview("water-meters-north", size=(120, 40)) as person:
        assert person.beside("API keys").startswith("6 · ✗ 1 expired · ! 1 expires soon")
        assert "API keys" not in person.key_bar  # a tab, as the others are
        assert "Next steps" not in person.screen


async def test_every_other_one_shows_the_same_below(overview):
    async with overview("greenhouse-1") as person:
        await person.press("G")
        for word, _, where in NEXT_STEPS:
            assert word in person.screen
            assert where in person.screen


async def test_it_asks_once_and_everything_together(overview, sandbox):
    sandbox.faults.add(Fault("GET", "greenhouse-1", latency=0.1, times=5))
    async with overview("greenhouse-1") as person:
        about = "/api/v3/applications/greenhouse-1"
        asked = sorted(each.path for each in sandbox.requests if each.path.startswith(about))
        assert asked == [about + each for each in ("", "/api-keys", "/collaborators", "/devices", "/rights")]
        await person.press("r")
        assert len([each for each in sandbox.requests if each.path.startswith(about)]) == 10


async def test_all_questions_are_under_way_before_the_first_answer(start, sample, sandbox):
    async with start(sample.key) as person:
        sandbox.faults.add(Fault("GET", "pump-stations", latency=3, times=None))
        await person.touch("enter")
        assert len([each for each in sandbox.requests if "pump-stations" in each.path]) == 5
        assert "Waiting for" in person.screen
        await person.press("escape")
        assert person.screen.count("not read; press r to try again") >= 5
        assert "…" not in person.screen


async def test_keys_that_need_a_look_are_counted(overview):
    async with overview("many-keys", size=(120, 40)) as person:
        assert person.beside("API keys").startswith("120 · ✗ 61 expired · ! 30 expire soon")


async def test_it_scrolls_by_lines_pages_and_to_the_ends(overview):
    async with overview("long-words") as person:
        first = person.screen
        await person.press("j")
        assert person.screen != first
        await person.press("k")
        assert person.screen == first
        await person.press("ctrl+d", "ctrl+u")
        assert person.screen == first
        await person.press("G")
        assert NEXT_STEPS[-1][2] in person.screen
        await person.press("g")
        assert person.screen == first


async def test_what_may_not_be_read_is_a_sentence(overview, sample):
    async with overview("water-meters-north", sample.colleague_key) as person:
        assert person.beside("End devices") == "– you lack the right “See devices”"
        assert person.beside("API keys") == "– you lack the right “See and change API keys”"
        assert person.beside("Collaborators") == "5"
        assert "2 of 14: See the application, Read up- and downlink traffic" in person.words
        await person.press("d")
        assert person.notes == ["You lack the right “Delete the application” (RIGHT_APPLICATION_DELETE)."]


async def test_one_that_may_not_be_seen(overview, sandbox, sample):
    async with overview("pump-stations") as person:
        sandbox.store.set_member(
            sandbox.store.existing("application", "pump-stations"), sandbox.store.account(sample.user_id), []
        )
        await person.press("r")
        assert "You can't see pump-stations." in person.screen
        assert "It may not exist: the server doesn't say." in person.screen


async def test_one_that_is_gone(overview, sandbox):
    async with overview("pump-stations") as person:
        sandbox.faults.add(
            Fault("GET", "pump-stations$", status=404, body={"code": 5, "message": "no", "details": [{"name": "x"}]})
        )
        await person.press("r")
        assert "There is no application pump-stations." in person.screen


async def test_a_failure_stays_beside_what_was_read(overview, sandbox):
    async with overview("pump-stations") as person:
        sandbox.faults.add(Fault("GET", "/devices$", status=500))
        await person.press("r")
        assert "Could not read its devices." in person.screen
        assert "– not read; press r to try again" in person.screen
        assert "Level and current of every pump." in person.screen
        await person.press("r")
        assert "Could not read" not in person.screen


async def test_the_id_is_copied(overview):
    async with overview("pump-stations") as person:
        await person.press("y")
        assert person.notes[-1].startswith("The ID pump-stations was sent to")


@pytest.mark.usefixtures("sample")
async def test_an_applications_own_key_opens_it(start, sandbox):
    async with start(sandbox.add_key("application", "pump-stations")) as person:
        assert "Level and current of every pump." in person.screen


@pytest.mark.usefixtures("sample")
async def test_a_key_that_may_not_see_its_application_is_told_which_right_it_lacks(start, sandbox):
    key = sandbox.add_key("application", "pump-stations", rights=["RIGHT_APPLICATION_DEVICES_READ"])
    async with start(key, (120, 40)) as person:
        assert person.app.screen.area == "Application"
        assert "not read" not in person.screen
        assert person.screen.count("you lack the right") >= 9
        assert "exist" not in person.screen
        await person.press(tab_key("Settings"))
        assert "The application could not be read." in person.screen
        assert "F5" not in person.screen


async def test_keys_lead_to_the_other_tabs(overview):
    async with overview("pump-stations") as person:
        words = {command.word: command.keys for command in person.app.screen.offers}
        assert (words["API keys"], words["Settings"], words["Delete"]) == (
            (tab_key("API keys"),),
            (tab_key("Settings"), "e"),
            ("d", "delete"),
        )


async def test_after_creating_the_first_next_step_is_an_api_key_here(start, sample, sandbox):
    async with start(sample.key) as person:
        await person.press("n")
        await person.type("river-1")
        await person.press("ctrl+s")
        assert "API key n gives a program access to this application." in person.words
        await person.press("n", *"reader", "tab", "tab", "space", "ctrl+s", "x", "y")
        assert person.app.screen.area == "Application"
        assert person.beside("API keys") == "1"
    assert [key.name for key in sandbox.store.existing("application", "river-1").keys.values()] == ["reader"]


async def test_without_the_right_no_key_is_offered(overview, sample):
    async with overview("water-meters-north", sample.colleague_key) as person:
        await person.press("n")
        assert "RIGHT_APPLICATION_SETTINGS_API_KEYS" in person.notes[-1]


async def test_groups_stand_side_by_side_where_there_is_room(overview):
    async with overview("greenhouse-1", size=(120, 40)) as person:
        assert any("─ About ─" in line and "─ Servers ─" in line for line in person.screen.splitlines())
    async with overview("greenhouse-1") as person:
        assert not any("─ About ─" in line and "─ Servers ─" in line for line in person.screen.splitlines())


@pytest.fixture
def in_tokyo(monkeypatch):
    """Nine hours before UTC, so that an evening there is another day."""
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.usefixtures("in_tokyo")
@pytest.mark.parametrize(("hour", "local"), [(12, "2026-11-23 21:00"), (20, "2026-11-24 05:00 (2026-11-23 20:00 UTC)")])
async def test_utc_stands_beside_a_time_only_where_the_day_differs_or_by_a_key(start, sample, clock, hour, local):
    async with start(sample.key, (120, 40)) as person:
        clock.now = NOW.replace(hour=hour)
        await person.press("n")
        await person.type("river-1")
        await person.press("ctrl+s")
        assert f"Created {local}" in person.words
        await person.press("u")
        assert f"Created 2026-11-23 {hour}:00:00 UTC" in person.words
        await person.press("u")
        assert f"Created {local}" in person.words


@pytest.mark.parametrize("linked", [True, False])
async def test_links_are_links_where_the_terminal_has_them(overview, monkeypatch, linked):
    monkeypatch.setattr("tts_tui.tui.screens.applications.overview_facts.terminal_has_hyperlinks", lambda: linked)
    async with overview("greenhouse-1") as person:
        await person.press("G")
        for word, _, url in NEXT_STEPS:
            assert word in person.screen
            assert (url in person.screen) is not linked
        links = {
            segment.style.link
            for line in person.app.screen._compositor.render_strips(person.app.size)
            for segment in line
            if segment.style
        }
        assert (links >= {url for _, _, url in NEXT_STEPS}) is linked
