"""The settings of an application as a test fills them in, and what has been sent of them."""

from __future__ import annotations

APPLICATION = "/api/v3/applications/meters"
LINK = "/api/v3/as/applications/meters/link"
CLOCK_PACKAGE = "/api/v3/as/applications/meters/packages/associations/202"
KEY, VALUE, NETWORK, TECHNICAL, SKIP, CLOCK = 2, 3, 4, 8, 9, 10
"""How often tab is pressed from the name, where there is no attribute."""

ON_THE_WIRE = {
    None: {"link": {}, "field_mask": {"paths": ["skip_payload_crypto"]}},
    True: {"link": {"skip_payload_crypto": True}, "field_mask": {"paths": ["skip_payload_crypto"]}},
    False: {"link": {"skip_payload_crypto": False}, "field_mask": {"paths": ["skip_payload_crypto"]}},
}


def sent(sandbox):
    """What was sent to change anything, in order."""
    return [(each.method, each.path, each.json) for each in sandbox.requests if each.method != "GET"]


def field(person, name):
    return person.app.screen.query_one(f"#{name}")


def said_below(person, name):
    """The line below a field."""
    return str(person.app.screen.field(name).below)


async def go(person, tabs):
    await person.press(*["tab"] * tabs)


async def save(person):
    """Save and say yes to what is shown."""
    await person.press("ctrl+s")  # which looks at what there is now
    await person.press("ctrl+s")


async def change_both(person):
    """Change what two servers keep: type into the name, and turn skipping payload crypto on, or off if it is on."""
    field(person, "name").focus()
    await person.press("end", "!")
    skip = field(person, "skip_payload_crypto")
    skip.focus()
    await person.press("home", *["right"] * (2 if skip.value else 1), "space")
