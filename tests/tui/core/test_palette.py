"""The palette has each action with its keys, those of the screen first."""

from __future__ import annotations


async def test_the_actions_of_the_screen_come_first_with_their_keys(start, sample):
    async with start(sample.key, (120, 40)) as person:
        await person.press("ctrl+p")
        lines = [line.strip() for line in person.screen.split("\n")]
        shown = [line for line in lines if line.startswith("Applications: ")]
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
