"""The overview of an application, driven by keys."""

from __future__ import annotations

import time
from contextlib import asynccontextmanager

import pytest

from tests.tui.conftest import NOW
from tts_tui.sandbox.faults import Fault
from tts_tui.tui.base.application_tab import tab_key
from tts_tui.tui.screens.applications.overview_facts import NEXT_STEPS


async def open_overview(person, application_id):
    """Open the overview of an application, from its row in the list."""
    person.app.screen.table.go_to(application_id)
    await person.press("enter")
    assert person.app.screen.area == "Application"


@pytest.fixture
def overview(start, sample):
    """The overview of one application, opened from its row in the list."""

    @asynccontextmanager
    async def opening(application_id: str, token: str = "", size: tuple[int, int] = (80, 24)):
        async with start(token or sample.key, size) as person:
            await open_overview(person, application_id)
            yield person

    return opening


# What it shows


async def test_at_a_glance(overview, size, golden):
    async with overview("water-meters-north", size=size) as person:
        assert person.screen == golden
        assert "Next steps" not in person.screen  # there are a key and a device
        assert "API keys" not in person.key_bar  # a tab, as the others are
        side_by_side = any("─ About ─" in line and "─ Servers ─" in line for line in person.screen.splitlines())
        assert side_by_side is (size[0] == 120)


async def test_what_is_not_set_what_is_long_and_what_is_hostile(overview):
    async with overview("unnamed-one") as person:
        for label in ("Name", "Description", "Attributes"):
            assert person.beside(label) == "none"
        await person.press("q")
        await open_overview(person, "hostile-name")
        assert "Name ␛]52;c;SGFja2Vk␇[/x][@click=app.quit]go[/] ‹U+202E›evil" in person.words
        assert person.beside("Attributes") == "note = ␛]0;title␇[bold]"
        assert "Description csi ␛[31mred c1 ‹U+009B›31m bidi ‹U+202E› zero‹U+200B›width" in person.words
        await person.press("q")
        await open_overview(person, "long-words")
        assert person.beside("Name") == "Fifty signs are the most that a name may have, so."
        sentence = "A description may have 2000 signs, and people paste whole pages into it."
        assert f"Description {sentence} {sentence} {sentence}" in person.words
        # It scrolls by lines, pages and to the ends.
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


async def test_keys_that_need_a_look_are_counted_and_every_tab_has_a_key(overview):
    async with overview("many-keys", size=(120, 40)) as person:
        assert person.beside("API keys").startswith("120 · ✗ 61 expired · ! 30 expire soon")
        words = {command.word: command.keys for command in person.app.screen.offers}
        assert (words["API keys"], words["Settings"], words["Delete"]) == (
            (tab_key("API keys"),),
            (tab_key("Settings"), "e"),
            ("d", "delete"),
        )
        await person.press("y")
        assert person.notes[-1].startswith("The ID many-keys was sent to")


@pytest.fixture
def in_tokyo(monkeypatch):
    """Nine hours before UTC, so that an evening there is another day."""
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.usefixtures("in_tokyo")
async def test_utc_stands_beside_a_time_only_where_the_day_differs_or_by_a_key(start, sandbox, sample):
    times = {12: "2026-11-23 21:00", 20: "2026-11-24 05:00 (2026-11-23 20:00 UTC)"}
    for hour in times:
        sandbox.add_application(f"at-{hour}", owner="demo-user", created_at=NOW.replace(hour=hour))
    async with start(sample.key, (120, 40)) as person:
        for hour, local in times.items():
            await open_overview(person, f"at-{hour}")
            assert f"Created {local}" in person.words
            assert person.words.count("UTC") == 2 * local.count("UTC")  # of Created and Changed
            await person.press("u")
            assert f"Created 2026-11-23 {hour}:00:00 UTC" in person.words
            await person.press("u")
            assert f"Created {local}" in person.words
            await person.press("q")


# Next steps


async def test_a_new_one_begins_with_the_next_steps_of_which_the_first_is_a_key(start, sample, sandbox):
    async with start(sample.key) as person:
        await person.press("n")
        await person.type("river-1")
        await person.press("ctrl+s")
        assert "✓ Created · next steps" in person.screen
        assert person.screen.index(NEXT_STEPS[0][0]) < person.screen.index("─ About")
        for word, _, where in NEXT_STEPS:
            assert word in person.screen
            assert where in person.screen
        assert "API key n gives a program access to this application." in person.words
        await person.press("n", *"reader", "tab", "tab", "space", "ctrl+s", "x", "y")
        assert person.app.screen.area == "Application"
        assert person.beside("API keys") == "1"
    assert [key.name for key in sandbox.store.existing("application", "river-1").keys.values()] == ["reader"]


async def test_any_other_has_them_below_as_links_where_the_terminal_has_links(overview, monkeypatch):
    has_links = "tts_tui.tui.screens.applications.overview_facts.terminal_has_hyperlinks"
    monkeypatch.setattr(has_links, lambda: False)
    async with overview("greenhouse-1") as person:
        for linked in (False, True):
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
            monkeypatch.setattr(has_links, lambda: True)
            await person.press("q", "enter")


# Reading


async def test_everything_is_asked_at_once_and_esc_stops_it(start, sample, sandbox):
    async with start(sample.key) as person:
        sandbox.faults.add(Fault("GET", "pump-stations", latency=3, times=None))
        await person.touch("enter")
        about = "/api/v3/applications/pump-stations"
        asked = sorted(each.path for each in sandbox.requests if each.path.startswith(about))
        assert asked == [about + each for each in ("", "/api-keys", "/collaborators", "/devices", "/rights")]
        assert "Waiting for" in person.screen
        await person.press("escape")
        assert person.screen.count("not read; press r to try again") >= 5
        assert "…" not in person.screen
        sandbox.faults.clear()
        await person.press("r")
        assert len([each for each in sandbox.requests if each.path.startswith(about)]) == 10
        assert "not read" not in person.screen


async def test_what_may_not_be_read_or_done_is_a_sentence(overview, sample):
    async with overview("water-meters-north", sample.colleague_key) as person:
        assert person.beside("End devices") == "– you lack the right “See devices”"
        assert person.beside("API keys") == "– you lack the right “See and change API keys”"
        assert person.beside("Collaborators") == "5"
        assert "2 of 14: See the application, Read up- and downlink traffic" in person.words
        await person.press("d")
        assert person.notes == ["You lack the right “Delete the application” (RIGHT_APPLICATION_DELETE)."]
        await person.press("n")
        assert "RIGHT_APPLICATION_SETTINGS_API_KEYS" in person.notes[-1]


async def test_what_can_not_be_read_is_told_in_words_of_its_own(overview, sandbox, sample):
    async with overview("pump-stations") as person:
        # A part: the others stay.
        sandbox.faults.add(Fault("GET", "/devices$", status=500))
        await person.press("r")
        assert "Could not read its devices." in person.screen
        assert "– not read; press r to try again" in person.screen
        assert "Level and current of every pump." in person.screen
        await person.press("r")
        assert "Could not read" not in person.screen
        # An application that is gone.
        not_found = {"code": 5, "message": "no", "details": [{"name": "x"}]}
        sandbox.faults.add(Fault("GET", "pump-stations$", status=404, body=not_found))
        await person.press("r")
        assert "There is no application pump-stations." in person.screen
        # One that may not be seen.
        made = sandbox.store.existing("application", "pump-stations")
        sandbox.store.set_member(made, sandbox.store.account(sample.user_id), [])
        await person.press("r")
        assert "You can't see pump-stations." in person.screen
        assert "It may not exist: the server doesn't say." in person.screen


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
