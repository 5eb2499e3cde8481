"""Stored uplinks, driven by keys. Made by hand: no server with the storage integration was recorded."""

from __future__ import annotations

import json

from tests.tui.conftest import Person
from tts_tui.sandbox.faults import Fault
from tts_tui.tui.screens.storage.list import StorageScreen
from tts_tui.tui.widgets.text_input import TextInput

WATER = "water-meters-north"


async def open_storage(person: Person) -> None:
    person.app.push_screen(StorageScreen(person.app.screen.session, WATER))
    await person.settle()


def with_uplinks(sandbox, count: int) -> None:
    sandbox.store.has_storage = True
    sandbox.store.existing("application", WATER).stored = [
        {
            "end_device_ids": {"device_id": f"meter-{number % 2}", "application_ids": {"application_id": WATER}},
            "received_at": f"2026-11-23T{number // 60:02}:{number % 60:02}:00Z",
            "uplink_message": {"f_port": 1, "f_cnt": number, "decoded_payload": {"litres": number}},
        }
        for number in range(count)
    ]


async def test_the_last_ones_are_shown_and_more_are_read(start, sample, sandbox, size):
    with_uplinks(sandbox, 150)
    async with start(sample.key, size) as person:
        await open_storage(person)
        assert "Stored uplinks 100 · m reads more" in person.words
        assert "litres 149" in person.screen
        await person.press("m")
        assert "Stored uplinks 150" in person.words
        await person.press("m")
        assert person.notes[-1] == "There are no more."
        await person.press("slash", *"litres 3", "enter")
        assert "of 150" in person.words
        await person.press("end", "enter")
        assert '"litres": 3' in person.screen
        await person.press("y")
        assert "The message was sent to" in person.notes[-1]


async def test_what_is_shown_is_exported(start, sample, sandbox, tmp_path):
    with_uplinks(sandbox, 4)
    async with start(sample.key) as person:
        sandbox.faults.add(Fault("GET", path="/storage/", status=500))
        await open_storage(person)
        assert "Could not read stored uplinks." in person.words
        await person.press("r")
        await person.press("slash", *"meter-1", "enter", "x")
        field = person.app.screen.query_one("#path", TextInput)
        assert field.value == f"uplinks-{WATER}.ndjson"
        for name in ("up.ndjson", "up.csv"):
            field.value = str(tmp_path / name)
            await person.press("enter")
            assert "2 uplinks saved to" in person.notes[-1]
            await person.press("x")
    lines = (tmp_path / "up.ndjson").read_text().splitlines()
    assert [json.loads(each)["uplink_message"]["f_cnt"] for each in lines] == [3, 1]
    assert (tmp_path / "up.csv").read_text().startswith("received_at,device,")
    assert (tmp_path / "up.csv").stat().st_mode & 0o777 == 0o600


async def test_a_server_without_it_says_so_and_none_is_no_failure(start, sample, sandbox):
    async with start(sample.key, (120, 40)) as person:
        await open_storage(person)
        assert "Not on this server" in person.words
        assert "Could not read" not in person.words
        await person.press("x")
        assert person.notes[-1] == "There is no uplink."
        with_uplinks(sandbox, 0)
        await person.press("r")
        assert "No stored uplinks" in person.words
