"""The palette has each action with its keys, those of the screen first."""

from __future__ import annotations


async def test_the_actions_of_the_screen_come_first_with_their_keys(start, sample):
    async with start(sample.key, (120, 40)) as person:
        await person.press("ctrl+p")
        inside = [line.split("│")[1].strip() for line in person.screen.split("\n") if line.count("│") > 1]
        shown = [line for line in inside if line.startswith("Applications: ")]
        assert shown[0].split()[:3] == ["Applications:", "Open", "Enter"]
        assert shown[1].split()[:3] == ["Applications:", "New", "n"]
        titles = [entry.title for entry in person.app.palette(person.app.screen_stack[-2])]
        assert titles[:3] == ["Applications: Open", "Applications: New", "Applications: Filter"]
        assert titles[-3:] == ["Theme", "Redraw the screen", "Quit"]


async def test_what_is_found_has_its_keys_too_and_is_run(start, sample):
    async with start(sample.key, (120, 40)) as person:
        await person.press("ctrl+p", *"deleted")
        assert "Applications: Deleted applications  t" in person.screen
        await person.press("enter")
        assert person.app.screen.area == "Deleted applications"


async def test_it_is_a_box_over_the_screen_which_stays_readable(start, sample, size):
    async with start(sample.key, size) as person:
        before = person.screen.split("\n")
        await person.press("ctrl+p")
        lines = person.screen.split("\n")
        assert lines[:2] == before[:2]
        assert lines[-2][:30] == before[-2][:30]
        assert lines[2].count("─") >= 70
        await person.press("escape")
        assert person.screen.split("\n") == before
