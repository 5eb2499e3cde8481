"""The form of a new application as a test fills it in, and what has been sent of it."""

from __future__ import annotations

CREATE = "POST"


def sent(sandbox):
    """What was sent to change something."""
    return [(each.method, each.path, each.json) for each in sandbox.requests if each.method != "GET"]


def focused(person):
    """The name of the field with the cursor."""
    from tts_tui.tui.widgets.field import Field

    return next((each.name for each in person.app.focused.ancestors_with_self if isinstance(each, Field)), None)


async def fill(person):
    """Type something into every field, going on by enter, tab and F7; the wizard then stands at the review."""
    await person.type("river-1")
    await person.press("enter")
    await person.type("River [/x]")
    await person.press("enter")
    await person.type("One")
    await person.press("enter")
    await person.type("Two")
    await person.press("tab", "right", "space", "f7")
    await person.type("env")
    await person.press("enter")
    await person.type("live")
    await person.press("tab", *["backspace"] * 9)
    await person.type("ns.example")
    await person.press("enter", "enter", *["backspace"] * 9, "enter")
