"""Live data, driven by keys."""

from __future__ import annotations

import json
from datetime import timedelta

from tests.tui.screens.events.happening import APP, change, open_live, uplink
from tts_tui.api.resources.events import RawEvent
from tts_tui.sandbox.events import Event, about_device
from tts_tui.services.events.buffer import EventBuffer


async def test_what_is_kept_is_there_and_what_happens_comes_below(start, sample, watched):
    change(watched, APP, "name")
    async with start(sample.key) as person:
        await open_live(person)
        await person.until(lambda: "Application changed" in person.screen)
        uplink(watched, APP, "pump-1")
        await person.until(lambda: "temperature_3 27.2" in person.screen)
        lines = [line for line in person.screen.splitlines() if line.strip().startswith("12:00:00 ")]
        assert "Application changed" in lines[0]
        assert "pump-1" in lines[1]
        assert " Port RSSI" in person.screen
        assert "Live data 2 · at 12:00:00.000" in person.screen
        assert "following" in person.screen


async def test_with_room_each_time_has_milliseconds_and_columns_are_as_wide_as_their_words(start, sample, watched):
    watched.add_device(APP, "eui-70b3d57ed0001234")
    uplink(watched, APP, "eui-70b3d57ed0001234")
    async with start(sample.key) as person:
        await open_live(person)
        await person.until(lambda: "Live data 1" in person.screen)
        uplink(watched, APP, "pump-1", "AQID")
        await person.until(lambda: "─ Live data 3" in person.screen)
        assert "Uplink not decoded" in person.screen
        assert "eui-70b3d57ed0001234  Uplink " in person.screen
        await person.resize(120, 40)
        await person.press("v")
        await person.until(lambda: person.screen.count("12:00:00.000  ") == 3)
        assert "at 12:00:00.000" not in person.screen
        assert "Port RSSI   SNR      Rate" in person.screen
        await person.press("v")
        await person.resize(200, 40)
        assert person.app.screen.query_one("#panel").size.width == 72


async def test_whoever_moves_up_stands_still_until_the_end(start, sample, watched):
    for name in ("name", "description"):
        change(watched, APP, name)
    async with start(sample.key) as person:
        await open_live(person)
        await person.until(lambda: "Live data 2" in person.screen)
        await person.press("k")
        assert "paused" in person.screen
        uplink(watched, APP, "pump-1")
        await person.until(lambda: "─ Live data 3" in person.screen)
        assert person.app.screen.table.cursor_row == 0
        await person.press("end")
        assert "following" in person.screen
        uplink(watched, APP, "pump-1")
        await person.until(lambda: person.app.screen.table.cursor_row == 3)
        await person.press("f")
        assert "paused" in person.screen
        assert "f Follow" in person.key_bar
        await person.press("f")
        assert "following" in person.screen
        assert "f Pause" in person.key_bar


async def test_paused_the_cursor_stays_on_its_event_while_older_ones_are_dropped(start, sample, watched):
    async with start(sample.key) as person:
        await open_live(person)
        screen = person.app.screen
        screen._buffer = EventBuffer(40)
        for number in range(40):
            screen.add(RawEvent(b"%d" % number))
        await person.until(lambda: "Live data 40" in person.screen)
        await person.press("f", *"kkk")
        line = screen.table.place.line
        for number in range(30):
            screen.add(RawEvent(b"new %d" % number))
        await person.until(lambda: "30 older dropped" in person.screen)
        assert (screen.table.current_item.what.content, screen.table.cursor_row) == (b"36", 6)
        assert screen.table.place.line == min(line, 6)
        for number in range(30):
            screen.add(RawEvent(b"newer %d" % number))
        await person.until(lambda: "60 older dropped" in person.screen)
        assert screen.table.cursor_row == 0
        assert screen.table.current_item.what.content == b"new 20"
        assert "paused" in person.screen


async def test_the_filter_looks_into_all_that_came_and_into_what_comes(start, sample, watched):
    change(watched, APP, "name")
    uplink(watched, APP, "pump-1")
    async with start(sample.key) as person:
        await open_live(person)
        await person.until(lambda: "Live data 2" in person.screen)
        await person.press("slash", *"pump-1")
        await person.until(lambda: "1 of 2" in person.screen)
        assert "Application changed" not in person.screen
        change(watched, APP, "description")
        uplink(watched, APP, "pump-1", "AQID")
        await person.until(lambda: "Uplink not decoded" in person.screen)
        assert "3 of 5" in person.screen
        await person.press("escape")
        await person.until(lambda: "Live data 5" in person.screen)
        # Paused, it stays paused.
        await person.press("f", "slash", *"pump")
        await person.until(lambda: "3 of 5" in person.screen)
        assert "paused" in person.screen
        assert "Searches whole events" in person.screen
        await person.press("escape")
        await person.until(lambda: "Live data 5" in person.screen)
        assert "paused" in person.screen


async def test_the_panel_has_the_whole_event_what_was_decoded_first(start, sample, watched):
    uplink(watched, APP, "pump-1")
    async with start(sample.key, (120, 40)) as person:
        await open_live(person)
        await person.until(lambda: "Live data 1" in person.screen)
        panel = person.screen
        assert panel.index('"temperature_3": 27.2') < panel.index("as.up.data.forward") < panel.index('"time"')
        assert "type.googleapis" in next(line for line in panel.splitlines() if '"@type": ' in line)  # a line each


async def test_hostile_text_is_shown_and_not_obeyed(start, sample, watched):
    watched.add_device(APP, "x-1", name="\x1b[31m")
    now = watched.clock()
    ids = {"device_id": "x\x1b[31m", "application_ids": {"application_id": APP}}
    event = Event("[/b]\x1b]52;c;eA==\x07", now, (about_device(ids),), ("RIGHT_APPLICATION_INFO",), unique_id="1")
    async with start(sample.key, (120, 40)) as person:
        await open_live(person)
        watched.events.publish(event)
        await person.until(lambda: "Live data 1" in person.screen)
        assert "\x1b" not in person.screen
        assert "[/b]␛]52" in person.screen


async def test_enter_opens_the_whole_event_and_a_field_or_all_of_it_is_copied(start, sample, watched):
    uplink(watched, APP, "pump-1")
    async with start(sample.key) as person:
        await open_live(person)
        await person.until(lambda: "Live data 1" in person.screen)
        await person.press("enter")
        assert person.app.screen.area == "Event"
        assert "─ Uplink · 2026-11-23 12:00:00.000 ─" in person.screen
        assert "data.uplink_message.decoded_payload.temperature_3" in person.screen
        await person.press("y")
        assert person.app.clipboard == "27.2"
        await person.press("j", "j", "j", "y")
        assert person.app.clipboard == "as.up.data.forward"
        await person.press("Y")
        assert json.loads(person.app.clipboard)["name"] == "as.up.data.forward"
        await person.press("escape")
        assert person.app.screen.area == "Live data"


async def test_kinds_are_a_checklist_that_is_kept_for_what_comes(start, sample, watched):
    change(watched, APP, "name")
    uplink(watched, APP, "pump-1", "AQID")
    async with start(sample.key) as person:
        await open_live(person)
        await person.until(lambda: "─ Live data 3" in person.screen)
        await person.press("K")
        assert "enter Show" in person.key_bar
        assert "[✓] Uplinks               1" in person.screen
        assert "[✓] Errors                1" in person.screen
        await person.press("a", "enter")
        assert "Select at least one kind." in person.words
        await person.press("j", "space", "enter")
        await person.until(lambda: "1 of 3 · only uplinks" in person.screen)
        uplink(watched, APP, "pump-1")
        change(watched, APP, "name")
        await person.until(lambda: "2 of 5" in person.screen)
        assert "Application changed" not in person.screen
        await person.press("K", "escape")
        assert "2 of 5" in person.screen
        await person.press("K", "a", "enter")
        await person.until(lambda: "Live data 5" in person.screen)
        await person.press("K", "a", "space", "enter")
        await person.until(lambda: "No events of these kinds" in person.screen)
        assert "0 of 5 · only joins" in person.screen
        await person.press("K", "a", "G", "space", "enter")
        await person.until(lambda: "4 of 5 · errors hidden" in person.screen)
        await person.press("slash", *"zzz")
        await person.until(lambda: "Show hidden kinds" in person.screen)


async def test_what_belongs_to_the_event_under_the_cursor_is_marked(start, sample, watched):
    change(watched, APP, "name")
    uplink(watched, APP, "pump-1", "AQID")
    async with start(sample.key) as person:
        await open_live(person)
        await person.until(lambda: "─ Live data 3" in person.screen)
        lines = [line for line in person.screen.splitlines() if "┃" in line]
        assert ["Uplink not decoded" in each for each in lines] == [True, False]
        await person.press("g")
        assert "┃" not in person.screen


async def test_an_event_that_cannot_be_read_is_shown_as_it_came_and_counted(start, sample, watched):
    async with start(sample.key) as person:
        await open_live(person)
        screen = person.app.screen
        screen._buffer.add(RawEvent(b'{"odd": '))
        screen._draw_soon()
        await person.until(lambda: "1 unreadable" in person.screen)
        assert "Unreadable" in person.screen
        assert '{"odd":' in person.screen


async def test_bars_say_how_many_messages_there_were_each_minute(start, sample, watched, clock):
    async with start(sample.key) as person:
        await open_live(person)
        assert "No events yet" in person.screen
        assert "Messages: none yet" in person.screen
        for count in (1, 2):
            clock.now += timedelta(minutes=1)
            for _ in range(count):
                uplink(watched, APP, "pump-1")
        change(watched, APP, "name")
        await person.until(lambda: " Messages 2/min ▄█" in person.screen)
        await person.press("k")
        assert " Messages 2/min ▄█ · pump-1 2/min ▄█" in person.screen
