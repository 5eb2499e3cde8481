"""Creating and changing a webhook, driven by keys."""

from __future__ import annotations

import pytest

from tests.tui.changes_sent import written
from tests.tui.conftest import Person
from tests.tui.screens.webhooks.webhooks import WATER, go_to, kept, open_webhooks
from tts_tui.sandbox.faults import Fault
from tts_tui.tui.widgets.choice import Choice
from tts_tui.tui.widgets.text_input import TextInput

BASIC = "Basic ZGVtbzpub3QtYS1zZWNyZXQ="
"""Of user demo and password not-a-secret."""


async def type_into(person: Person, field: str, text: str) -> None:
    """Put text into a field and leave it there as typed."""
    control = person.app.screen.query_one(f"#{field}", TextInput)
    control.focus()
    control.value = text
    await person.settle()


def keys_of(sandbox) -> list[str]:
    return [each.name for each in sandbox.store.existing("application", WATER).keys.values()]


@pytest.fixture
def no_templates(sandbox, sample):
    sandbox.store.webhook_templates = []
    return sample


async def test_one_is_created_by_hand_after_a_review(start, sandbox, no_templates):
    async with start(no_templates.key) as person:
        await open_webhooks(person)
        await person.press("n", "escape")
        assert person.app.screen.area == "Webhooks"  # nothing was typed
        await person.press("n")
        assert "Create a webhook" in person.screen
        await person.type("My Hook")
        assert "Press Enter to use my-hook." in person.words
        await person.press("enter", "escape")
        assert "Your changes are not saved." in person.screen
        await person.press("escape")
        # What the server would refuse is told when it is sent, what it could never use at once.
        await type_into(person, "base_url", "example.com/lorawan")
        await person.press("ctrl+s")
        assert "The scheme is missing" in person.screen
        assert written(sandbox) == []
        for address, warning in (
            ("ftp://example.com", "it knows only http and https"),
            ("https:///path", "there is no host"),
            ("http://example.com", "Not encrypted"),
        ):
            await type_into(person, "base_url", address)
            assert warning in person.words
        await type_into(person, "base_url", " https://example.com/lorawan ")  # as it is pasted
        assert "Not encrypted" not in person.words
        await type_into(person, "user", "demo")
        await type_into(person, "password", "not-a-secret")
        await person.press("ctrl+s")
        assert "Create the webhook my-hook" in person.words
        assert "Authorization = ••••" in person.words
        assert "not-a-secret" not in person.screen
        assert kept(sandbox, "my-hook") is None
        await person.press("y")
        made = kept(sandbox, "my-hook")
        assert made is not None
        assert made["base_url"] == "https://example.com/lorawan"
        assert made["headers"] == {"Authorization": BASIC}
        assert made["uplink_message"] == {}
        assert person.notes == ["Created my-hook."]
        assert "my-hook" in person.screen


async def test_a_taken_id_would_change_another_and_is_told_before(start, sandbox, no_templates):
    keys = keys_of(sandbox)
    async with start(no_templates.key, (120, 40)) as person:
        await open_webhooks(person)
        await person.press("n")
        await person.type("billing")
        await type_into(person, "base_url", "https://example.com")
        for make_key in (False, True):
            person.app.screen.query_one("#make_key", Choice).value = make_key
            await person.press("ctrl+s", "y")
            assert "NOT created: there is a webhook billing already." in person.words
            assert "This ID is taken." in person.screen
            await person.press("escape")  # takes the error away
        assert written(sandbox) == []
        assert keys_of(sandbox) == keys
        assert kept(sandbox, "billing")["base_url"] == "https://billing.example.com/ttn"


async def test_only_what_differs_is_sent_and_secrets_stay(start, sandbox, sample):
    async with start(sample.key, (120, 40)) as person:
        await open_webhooks(person)
        await go_to(person, "dashboard")
        await person.press("e")
        assert person.app.screen.query_one("#user", TextInput).value == "demo"
        assert "not-a-secret" not in person.screen
        await person.press("ctrl+s")
        assert person.notes == ["No changes to save."]
        # The request as commands, without secrets.
        await type_into(person, "password", "another-secret")
        await person.press("ctrl+o")
        assert "ttn-lw-cli applications webhooks set" in person.words
        assert "Authorization=SECRET" in person.words
        assert "another-secret" not in person.screen
        await person.press("escape")
        await type_into(person, "password", "not-a-secret")
        # One field.
        await type_into(person, "base_url", "https://dashboard.example.com/new")
        await person.press("ctrl+s")
        assert "1 change to the webhook dashboard" in person.words
        await person.press("y")
        row = kept(sandbox, "dashboard")
        assert row["base_url"] == "https://dashboard.example.com/new"
        assert row["headers"] == {"Authorization": BASIC}
        assert written(sandbox) == [("PUT", f"/as/webhooks/{WATER}/dashboard")]
        # Message types are switched and given paths by keys.
        await person.press("e", *["tab"] * 3)
        await person.press("down", "down", "space", "down", "enter", *"/ack")
        await person.press("ctrl+s")
        assert "- on /join" in person.words
        assert "+ on /ack" in person.words
        await person.press("y")
        row = kept(sandbox, "dashboard")
        assert "join_accept" not in row
        assert row["downlink_ack"] == {"path": "/ack"}


async def test_what_goes_wrong_with_saving_is_told_and_what_was_typed_stays(start, sandbox, sample):
    async with start(sample.key) as person:
        await open_webhooks(person)
        await go_to(person, "billing")
        # Somebody else has changed it.
        await person.press("e")
        await type_into(person, "base_url", "https://mine.example.com")
        kept(sandbox, "billing")["base_url"] = "https://theirs.example.com"
        await person.press("ctrl+s", "y")
        assert "somebody else has changed this webhook" in person.words
        assert person.app.screen.query_one("#base_url", TextInput).value == "https://mine.example.com"
        assert kept(sandbox, "billing")["base_url"] == "https://theirs.example.com"
        await person.press("ctrl+s", "y")
        assert kept(sandbox, "billing")["base_url"] == "https://mine.example.com"
        # The answer is lost: what the server has is looked up.
        await person.press("e")
        await type_into(person, "field_mask", "up.uplink_message.decoded_payload, end_device_ids")
        sandbox.faults.add(Fault("PUT", cut="after"))
        await person.press("ctrl+s", "y")
        assert person.notes[-1] == "The answer was lost, but the server has it. Changed billing."
        paths = ["up.uplink_message.decoded_payload", "end_device_ids"]
        assert kept(sandbox, "billing")["field_mask"] == {"paths": paths}
        # It is not saved, but its API key was created: the form keeps the key for the next try.
        await person.press("e")
        person.app.screen.query_one("#make_key", Choice).value = True
        await person.settle()
        sandbox.faults.add(Fault("PUT", status=403))
        await person.press("ctrl+s", "y")
        assert "The API key was created, and is in the form: save again." in person.notes
        keys = keys_of(sandbox)
        await person.press("ctrl+s", "y")
        assert keys_of(sandbox) == keys
        assert str(kept(sandbox, "billing")["downlink_api_key"]).startswith("NNSXS.")


async def test_a_template_asks_for_its_fields_and_fills_in_the_form(start, sandbox, sample):
    async with start(sample.key) as person:
        await open_webhooks(person)
        await person.press("n")
        assert "Time series" in person.screen
        await person.press("down", "enter")
        assert "with its write token" in person.words
        await person.type("series")
        await person.press("ctrl+s")
        assert "Required." in person.screen
        await person.type("tok-en")
        await person.press("ctrl+s")
        assert "Create a webhook from time-series" in person.screen
        await person.press("ctrl+s", "y")
        made = kept(sandbox, "series")
        assert made is not None
        assert made["base_url"] == "https://series.example.com/ttn"
        assert made["headers"] == {"Authorization": "Token tok-en"}
        assert made["template_ids"] == {"template_id": "time-series"}
        assert made["join_accept"] == {"path": "/join"}
        # One that needs an API key has it created with the webhook.
        await person.press("n", "down", "down", "enter")
        await person.type("valves")
        await person.press("tab", *"north", "ctrl+s", "ctrl+s")
        assert "valves downlinks: Write downlink traffic; never expires" in person.words
        await person.press("y")
        keys = sandbox.store.existing("application", WATER).keys.values()
        (key,) = [each for each in keys if each.name == "valves downlinks"]
        assert kept(sandbox, "valves")["downlink_api_key"] == key.token
        assert key.rights == ["RIGHT_APPLICATION_TRAFFIC_DOWN_WRITE"]
        assert key.secret not in person.screen


HOSTILE = "\x1b]52;c;SGFja2Vk\x07[/x][@click=app.quit]go[/] \u202eevil"


async def test_no_secret_is_shown_told_or_in_the_repr_of_anything(start, sandbox, sample, caplog):
    secrets = ("hunter22", "NNSXS.EXAMPLE.KEYKEYKEY", "header-value", "field-value")
    sandbox.add_webhook(
        WATER,
        "secretive",
        base_url="https://u:hunter22@example.com",
        headers={"X-Token": "header-value"},
        downlink_api_key="NNSXS.EXAMPLE.KEYKEYKEY",
        template_fields={"token": "field-value"},
    )
    caplog.set_level("DEBUG")
    seen = []

    def look(person: Person) -> None:
        screen = person.app.screen
        seen.append("\n".join([person.screen, *map(repr, screen.walk_children()), repr(vars(screen))]))

    async with start(sample.key, (120, 40)) as person:
        await open_webhooks(person)
        await go_to(person, "secretive")
        look(person)
        await person.press("e")
        look(person)
        await type_into(person, "base_url", "https://other.example.com")
        await type_into(person, "downlink_api_key", "")
        await person.press("ctrl+s")
        look(person)
        await person.press("ctrl+o")
        look(person)
        await person.press("escape", "y")
        look(person)
        seen += [*person.notes, caplog.text]
    own_address = seen[1].replace("https://u:hunter22@example.com", "")  # in its own field it can be changed
    for secret in secrets:
        for number, text in enumerate([seen[0], own_address, *seen[2:]]):
            assert secret not in text, (secret, number)


async def test_hostile_text_is_text_in_list_form_and_review(start, sandbox, sample):
    fields = {"headers": {f"X-{HOSTILE}": HOSTILE}, "template_ids": {"template_id": HOSTILE}, "format": HOSTILE}
    sandbox.add_webhook(WATER, "hostile", base_url=f"https://{HOSTILE}", uplink_message={"path": HOSTILE}, **fields)
    template = {"ids": {"template_id": "odd"}, "name": HOSTILE, "description": HOSTILE, "format": "json"}
    template |= {"base_url": f"https://{{{HOSTILE}}}", "fields": [{"id": "x", "name": HOSTILE, "description": HOSTILE}]}
    sandbox.store.webhook_templates = [template]
    async with start(sample.key) as person:
        await open_webhooks(person)
        await go_to(person, "hostile")
        await person.press("e")
        await type_into(person, "base_url", f"https://new.example.com/{HOSTILE}")
        await person.press("ctrl+s")
        assert "␛]52;c;SGFja2Vk" in person.words
        await person.press("ctrl+o", "escape", "escape", "escape", "y")
        await person.press("n", "down", "enter")
        assert "[@click=app.quit]go" in person.words
        for bad in ("\x1b", "\x07", "\u202e"):
            assert bad not in person.screen
