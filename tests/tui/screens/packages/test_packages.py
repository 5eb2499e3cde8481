"""Package associations, driven by keys."""

from __future__ import annotations

import json

from tests.tui.changes_sent import written
from tests.tui.conftest import Person
from tts_tui.sandbox.faults import Fault
from tts_tui.tui.screens.packages.list import PackagesScreen
from tts_tui.tui.widgets.lines_input import LinesInput

WATER = "water-meters-north"
CLOUD = {"token": "AQEA-SECRET", "f_port_set": [199]}


async def open_packages(person: Person) -> None:
    person.app.push_screen(PackagesScreen(person.app.screen.session, WATER))
    await person.settle()


def there(sandbox, *, device: bool = False) -> dict[int, dict[str, object]]:
    application = sandbox.store.existing("application", WATER)
    found = application.device_packages if device else application.packages
    return {each["ids"]["f_port"]: each for each in found}


def with_cloud(sandbox) -> None:
    ids = {"application_ids": {"application_id": WATER}, "f_port": 199}
    row = {"ids": ids, "package_name": "lora-cloud-device-management-v1", "data": dict(CLOUD)}
    sandbox.store.existing("application", WATER).packages.append(row)


async def test_they_are_listed_with_their_data_and_without_secrets(start, sample, sandbox, size):
    with_cloud(sandbox)
    async with start(sample.key, size) as person:
        await open_packages(person)
        assert "Package associations 2" in person.screen
        assert person.beside("199").startswith("lora-cloud-device-management-v1")
        assert "••••••••" in person.words
        assert "AQEA" not in person.screen
        await person.press("slash", *"alc", "enter")
        assert "1 of 2" in person.words
        await person.press("escape", "s", "S")
        assert person.screen.index("lora-cloud") < person.screen.index("alcsync-v1")


async def test_a_package_is_put_on_a_port(start, sample, sandbox):
    async with start(sample.key) as person:
        await open_packages(person)
        await person.press("n")
        assert "A device's own association takes precedence over this one." in person.words
        await person.press(*"300", "tab")
        assert "This server has: lora-cloud-device-management-v1 (FPort 199)" in person.words
        await person.type("lora-cloud")
        assert "The server stores this package, but ignores it. This server has:" in person.words
        await person.type("-geolocation-v3")
        assert "ignores" not in person.words
        await person.press("tab", *"{x", "ctrl+s")
        assert "A number from 1 to 255." in person.words
        assert "Not JSON: line 1, column 2." in person.words
        assert written(sandbox) == []
        # A port that has a package is not taken over.
        person.app.screen.query_one(LinesInput).text = ""
        await person.press("backspace", "backspace", "backspace", *"202", "ctrl+s")
        assert "FPort 202 has alcsync-v1: change that one instead." in person.words
        assert written(sandbox) == []
        await person.press("escape")
        assert "Leave this form?" in person.words
        await person.press("escape", "backspace", "backspace", "backspace", *"197")
        person.app.screen.query_one(LinesInput).text = '{"token": "X"}'
        await person.press("ctrl+o")
        assert "SECRET" in person.words
        await person.press("escape", "ctrl+s")
        assert there(sandbox)[197]["data"] == {"token": "X"}
        assert person.notes[-1] == "lora-cloud-geolocation-v3 is on FPort 197."
        assert "Package associations 2" in person.screen


async def test_a_change_is_reviewed_and_keeps_what_is_hidden(start, sample, sandbox):
    with_cloud(sandbox)
    async with start(sample.key) as person:
        await open_packages(person)
        person.app.screen.table.go_to("199")
        await person.settle()
        await person.press("enter", "ctrl+s")
        assert person.notes[-1] == "No changes to save."
        data = person.app.screen.query_one(LinesInput)
        assert "AQEA" not in data.text
        data.text = json.dumps({**json.loads(data.text), "f_port_set": [199, 200]})
        await person.press("ctrl+s")
        assert "+ 200" in person.words
        assert "AQEA" not in person.screen
        await person.press("ctrl+s")
        assert there(sandbox)[199]["data"] == {"token": "AQEA-SECRET", "f_port_set": [199, 200]}


async def test_what_somebody_else_changed_or_removed_is_told(start, sample, sandbox):
    with_cloud(sandbox)
    async with start(sample.key, (120, 40)) as person:
        await open_packages(person)
        person.app.screen.table.go_to("199")
        await person.press("e")
        data = person.app.screen.query_one(LinesInput)
        data.text = json.dumps({**json.loads(data.text), "f_port_set": [1]})
        there(sandbox)[199]["data"] = {"token": "NEW"}
        await person.press("ctrl+s", "ctrl+s")
        assert "somebody else has changed this association" in person.words
        assert written(sandbox) == []
        # Saving again overwrites it, but what is hidden is theirs.
        await person.press("ctrl+s", "ctrl+s")
        assert there(sandbox)[199]["data"] == {"token": "NEW", "f_port_set": [1]}
        # One that was removed is put back, with what is hidden.
        await person.press("e")
        data = person.app.screen.query_one(LinesInput)
        data.text = json.dumps({**json.loads(data.text), "f_port_set": [2]})
        sandbox.store.existing("application", WATER).packages.clear()
        await person.press("ctrl+s", "ctrl+s")
        assert "somebody deleted this association since you opened it." in person.words
        await person.press("ctrl+s")
        assert there(sandbox)[199]["data"] == {"token": "NEW", "f_port_set": [2]}


async def test_one_is_removed_by_delete_and_a_lost_answer_is_looked_up(start, sample, sandbox):
    async with start(sample.key) as person:
        await open_packages(person)
        await person.press("d")
        assert "The package gets no more messages" in person.words
        await person.press("enter")
        assert written(sandbox) == []
        sandbox.faults.add(Fault("DELETE", cut="after"))
        await person.press("y")
        assert 202 not in there(sandbox)
        assert person.notes[-1] == "The answer was lost, so tts-tui checked: Removed alcsync-v1 from FPort 202."
        assert "No packages yet" in person.words


async def test_those_of_a_device_are_its_own(start, sample, sandbox):
    async with start(sample.key) as person:
        await open_packages(person)
        await person.press("m", *"Bad_ID", "enter")
        assert "Not the ID of a device" in person.notes[-1]
        await person.press("m", *"meter-1", "enter")
        assert "Package associations of the device meter-1 0" in person.words
        await person.press("n", *"202", "tab")
        await person.type("alcsync-v1")
        await person.press("ctrl+s")
        assert there(sandbox, device=True)[202]["ids"]["end_device_ids"]["device_id"] == "meter-1"
        assert "of the device meter-1 1" in person.words
        await person.press("m")
        assert "Go back first" in person.notes[-1]
        await person.press("d", "y", "escape")
        assert there(sandbox, device=True) == {}
        assert "Package associations 1" in person.screen


async def test_without_the_right_nothing_can_be_changed(start, sample, sandbox):
    sandbox.add_collaborator(WATER, "auditor", ["RIGHT_APPLICATION_INFO"])
    async with start(sandbox.add_key("user", "auditor")) as person:
        await open_packages(person)
        assert "Could not read its package associations." in person.words
        await person.press("n")
        assert "RIGHT_APPLICATION_SETTINGS_PACKAGES" in person.notes[-1]


async def test_hostile_text_is_text_in_list_form_and_review(start, sample, sandbox):
    hostile = "\x1b]52;c;SGFja2Vk\x07[/x][@click=app.quit]go[/] \u202eevil"
    there(sandbox)[202] |= {"package_name": hostile, "data": {hostile: hostile}}
    async with start(sample.key, (120, 40)) as person:
        await open_packages(person)
        assert "[/x]" in person.words
        await person.press("e")
        person.app.screen.query_one("#name").value = "alcsync-v1"
        await person.settle()
        await person.press("ctrl+s")
        assert "␛]52;c;SGFja2Vk" in person.words
        assert "1 change to the package on FPort 202" in person.words  # the data that nobody touched stays
        await person.press("escape", "escape", "y", "d")
        assert "[/x]" in person.words
        for bad in ("\x1b", "\x07", "\u202e"):
            assert bad not in person.screen
