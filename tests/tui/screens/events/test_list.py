"""Live data, driven by keys."""

from __future__ import annotations

import pytest

from tts_tui.sandbox.events import Event, about, about_device, unique_id, value_of
from tts_tui.sandbox.faults import Fault
from tts_tui.sandbox.traffic import uplink_events
from tts_tui.tui.base.application_tab import tab_key
from tts_tui.tui.screens.events.list import LiveDataScreen

APP = "water-leaks"
SIZES = [(80, 24), (120, 40)]


@pytest.fixture(autouse=True)
def drawn_at_once(monkeypatch):
    monkeypatch.setattr(LiveDataScreen, "drawn_every", 0.001)


@pytest.fixture
def watched(sandbox, sample):
    """An application with a device whose uplinks are decoded."""
    sandbox.add_application(APP + "-live", owner="demo-user")
    sandbox.store.existing("application", APP + "-live").link = {
        "default_formatters": {"up_formatter": "FORMATTER_CAYENNELPP"}
    }
    sandbox.add_device(APP + "-live", "pump-1")
    return sandbox


def uplink(sandbox, payload="A2cBEA==", device="pump-1"):
    application = sandbox.store.existing("application", APP + "-live")
    for each in uplink_events(
        application, application.devices[device], {"f_port": 1, "frm_payload": payload}, sandbox.clock(), ()
    ):
        sandbox.events.publish(each)


def changed(sandbox, what):
    now = sandbox.clock()
    whom = about("application", APP + "-live")
    rights = ("RIGHT_APPLICATION_INFO",)
    sandbox.events.publish(
        Event("application.update", now, (whom,), rights, value_of([what]), unique_id=unique_id(now))
    )


async def open_live(person):
    await person.press("slash", *(APP + "-live"), "enter", "enter", tab_key("Live data"))
    assert person.app.screen.area == "Live data"


@pytest.mark.parametrize("size", SIZES)
async def test_what_is_kept_is_there_and_what_happens_comes_below(start, sample, watched, size):
    changed(watched, "name")
    async with start(sample.key, size) as person:
        await open_live(person)
        await person.until(lambda: "Application changed" in person.screen)
        uplink(watched)
        await person.until(lambda: "temperature_3 27.2" in person.screen)
        lines = [line for line in person.screen.splitlines() if "12:00:00.000" in line]
        assert "Application changed" in lines[0]
        assert "pump-1" in lines[1]
        assert "Live data 2" in person.screen
        assert "following" in person.screen


async def test_whoever_moves_up_stands_still_until_the_end(start, sample, watched):
    for name in ("name", "description"):
        changed(watched, name)
    async with start(sample.key) as person:
        await open_live(person)
        await person.until(lambda: "Live data 2" in person.screen)
        await person.press("k")
        assert "paused" in person.screen
        uplink(watched)
        await person.until(lambda: "Live data 3" in person.screen)
        assert person.app.screen.table.cursor_row == 0
        await person.press("end")
        assert "following" in person.screen
        uplink(watched)
        await person.until(lambda: person.app.screen.table.cursor_row == 3)
        await person.press("f")
        assert "paused" in person.screen
        await person.press("f")
        assert "following" in person.screen


async def test_the_filter_looks_into_all_that_came_and_into_what_comes(start, sample, watched):
    changed(watched, "name")
    uplink(watched)
    async with start(sample.key) as person:
        await open_live(person)
        await person.until(lambda: "Live data 2" in person.screen)
        await person.press("slash", *"pump-1")
        await person.until(lambda: "1 of 2" in person.screen)
        assert "Application changed" not in person.screen
        changed(watched, "description")
        uplink(watched, "AQID")
        await person.until(lambda: "Uplink not decoded" in person.screen)
        assert "3 of 5" in person.screen
        await person.press("escape")
        await person.until(lambda: "Live data 5" in person.screen)


async def test_the_panel_has_the_whole_event_what_was_decoded_first(start, sample, watched):
    uplink(watched)
    async with start(sample.key, (120, 40)) as person:
        await open_live(person)
        await person.until(lambda: "Live data 1" in person.screen)
        panel = person.screen[person.screen.index("┬") :]
        assert panel.index('"temperature_3": 27.2') < panel.index("as.up.data.forward") < panel.index('"time"')


async def test_nothing_yet_says_what_would_come(start, sample, watched):
    async with start(sample.key) as person:
        await open_live(person)
        assert "No events yet" in person.screen


async def test_a_stream_that_is_refused_says_why_and_r_opens_it_again(start, sample, watched):
    watched.faults.add(Fault(path="/api/v3/events", status=403, times=1))
    changed(watched, "name")
    async with start(sample.key) as person:
        await open_live(person)
        await person.until(lambda: "Could not follow the events" in person.words)
        assert "ended" in person.screen
        await person.press("r")
        await person.until(lambda: "Live data 1" in person.screen)
        assert "Could not" not in person.screen


async def test_hostile_text_is_shown_and_not_obeyed(start, sample, watched):
    watched.add_device(APP + "-live", "x-1", name="\x1b[31m")
    now = watched.clock()
    ids = {"device_id": "x\x1b[31m", "application_ids": {"application_id": APP + "-live"}}
    event = Event("[/b]\x1b]52;c;eA==\x07", now, (about_device(ids),), ("RIGHT_APPLICATION_INFO",), unique_id="1")
    async with start(sample.key, (120, 40)) as person:
        await open_live(person)
        watched.events.publish(event)
        await person.until(lambda: "Live data 1" in person.screen)
        assert "\x1b" not in person.screen
        assert "[/b]␛]52" in person.screen


async def test_leaving_ends_the_stream(start, sample, watched):
    async with start(sample.key) as person:
        await open_live(person)
        assert len(watched.events._listeners) == 1
        await person.press("1")
        await person.until(lambda: not watched.events._listeners)


async def test_paused_it_stays_paused_whatever_is_filtered(start, sample, watched):
    changed(watched, "name")
    uplink(watched)
    async with start(sample.key) as person:
        await open_live(person)
        await person.until(lambda: "Live data 2" in person.screen)
        await person.press("f", "slash", *"pump")
        await person.until(lambda: "1 of 2" in person.screen)
        assert "paused" in person.screen
        assert "Searches whole events" in person.screen
        await person.press("escape")
        await person.until(lambda: "Live data 2" in person.screen)
        assert "paused" in person.screen


async def test_enter_opens_the_whole_event_where_there_is_no_panel(start, sample, watched):
    uplink(watched)
    async with start(sample.key) as person:
        await open_live(person)
        await person.until(lambda: "Live data 1" in person.screen)
        await person.press("enter")
        assert person.app.screen.area == "Event"
        assert '"temperature_3": 27.2' in person.screen
        assert "y Copy" in person.key_bar
        await person.press("escape")
        assert person.app.screen.area == "Live data"
