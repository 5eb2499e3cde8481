"""Events that are marked, copied and saved, driven by keys."""

from __future__ import annotations

import json

from tests.tui.screens.events.happening import APP, change, open_live, uplink
from tts_tui.tui.screens.events import marking


async def test_marked_events_are_copied_and_exported_else_what_the_filter_shows(start, sample, watched, tmp_path):
    for name in ("one", "two", "three"):
        change(watched, APP, name)
    async with start(sample.key) as person:
        await open_live(person)
        await person.until(lambda: "─ Live data 3" in person.screen)
        await person.press("slash", *"two", "enter")
        await person.until(lambda: "1 of 3" in person.screen)
        await save(person, tmp_path / "events.csv")
        assert "1 event saved" in person.notes[-1]
        rows = (tmp_path / "events.csv").read_text().splitlines()
        assert len(rows) == 2
        assert "Application changed,two" in rows[1]
        await person.press("escape", "g", "space", "space")
        await person.until(lambda: "─ Live data 3 · 2 marked" in person.screen)
        assert person.screen.count("✓") == 2
        await person.press("y")
        assert [json.loads(each)["data"]["value"] for each in person.app.clipboard.splitlines()] == [["one"], ["two"]]
        assert "NDJSON of 2 events (" in person.notes[-1]
        await save(person, tmp_path / "events.ndjson")
        assert len((tmp_path / "events.ndjson").read_text().splitlines()) == 2
        await save(person, tmp_path / "events.ndjson")
        assert "That name exists already" in person.words


async def test_without_marks_y_copies_the_selected_event_and_shift_y_what_the_filter_shows(
    start, sample, watched, monkeypatch
):
    for name in ("one", "two", "twotwo"):
        change(watched, APP, name)
    uplink(watched, APP, "pump-1")
    async with start(sample.key) as person:
        await open_live(person)
        await person.until(lambda: "Live data 4" in person.screen)
        await person.press("y")
        assert json.loads(person.app.clipboard)["name"] == "as.up.data.forward"
        assert "The event “Uplink” of pump-1 (" in person.notes[-1]
        await person.press("slash", *"two", "enter")
        await person.until(lambda: "2 of 4" in person.screen)
        await person.press("Y")
        values = [json.loads(each)["data"]["value"] for each in person.app.clipboard.splitlines()]
        assert values == [["two"], ["twotwo"]]
        assert "NDJSON of 2 events (" in person.notes[-1]
        monkeypatch.setattr(marking, "MOST_COPIED", 100)
        await person.press("Y")
        assert "at most 100 bytes are copied. Press w to save them to a file." in person.notes[-1]


async def save(person, path):
    await person.press("w")
    field = person.app.screen.query_one("#path")
    assert field.value == f"events-{APP}.ndjson" or field.value.startswith("/")
    field.value = str(path)
    await person.press("enter")
