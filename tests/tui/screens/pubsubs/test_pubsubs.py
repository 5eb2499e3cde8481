"""Pub/subs, driven by keys."""

from __future__ import annotations

import base64

from tests.tui.changes_sent import written
from tests.tui.conftest import Person
from tts_tui.sandbox.faults import Fault
from tts_tui.tui.screens.pubsubs.list import PubSubsScreen
from tts_tui.tui.widgets.choice import Choice
from tts_tui.tui.widgets.text_input import TextInput

WATER = "water-meters-north"


async def open_pubsubs(person: Person) -> None:
    person.app.push_screen(PubSubsScreen(person.app.screen.session, WATER))
    await person.settle()


def there(sandbox) -> dict[str, dict[str, object]]:
    return {each["ids"]["pub_sub_id"]: each for each in sandbox.store.existing("application", WATER).pubsubs}


def with_mqtt(sandbox) -> None:
    ids = {"application_ids": {"application_id": WATER}, "pub_sub_id": "by-mqtt"}
    mqtt = {
        "server_url": "mqtts://mqtt.example.com", "username": "me", "password": "HIDDEN-PASSWORD", "use_tls": True,
        "tls_ca": "UEVN", "headers": {"X-Team": "HIDDEN-HEADER"},
    }  # fmt: skip
    row = {"ids": ids, "format": "json", "base_topic": "lora", "mqtt": mqtt, "join_accept": {"topic": "j"}}
    sandbox.store.existing("application", WATER).pubsubs.append(row)


def value(person: Person, name: str, new: str | None = None) -> str:
    field = person.app.screen.query_one(f"#{name}", TextInput)
    if new is not None:
        field.value = new
    return field.value


async def test_they_are_listed_without_their_secrets(start, sample, sandbox, size):
    with_mqtt(sandbox)
    async with start(sample.key, size) as person:
        await open_pubsubs(person)
        assert "Pub/subs 2" in person.screen
        assert person.beside("by-mqtt").startswith("MQTT mqtts://mqtt.example.com")
        assert "1 message type" in person.words
        assert "HIDDEN" not in person.screen
        await person.press("slash", *"ware", "enter")
        assert "1 of 2" in person.words
        await person.press("escape", "s", "S")
        assert [key for key, _ in map(person.app.screen.table._row_of, person.app.screen.table._items)] == [
            "warehouse",
            "by-mqtt",
        ]


async def test_one_for_nats_is_made_with_user_and_password_in_its_url(start, sample, sandbox):
    async with start(sample.key) as person:
        await open_pubsubs(person)
        await person.press("n", "ctrl+s")
        assert "Enter an ID." in person.words
        await person.type("warehouse")
        value(person, "server_url", "nats.example.com")
        await person.press("ctrl+s")
        assert "The scheme is missing" in person.words
        value(person, "server_url", "nats://nats.example.com")
        # A taken ID changes nothing.
        await person.press("ctrl+s", "ctrl+s")
        assert "NOT created: there is a pub/sub warehouse already." in person.words
        assert written(sandbox) == []
        value(person, "pub_sub_id", "by-nats")
        value(person, "username", "me")
        value(person, "password", "p@ss")
        await person.press("ctrl+o")
        assert "USER:PASSWORD@nats.example.com" in person.words
        await person.press("escape", "ctrl+s")
        assert "tts-tui first checks that the ID is free." in person.words
        assert person.app.screen.area == "Review"
        assert "p@ss" not in person.screen
        assert "NATS nats://nats.example.com" in person.words
        assert written(sandbox) == []
        await person.press("ctrl+s")
        made = there(sandbox)["by-nats"]
        assert made["nats"] == {"server_url": "nats://me:p%40ss@nats.example.com"}
        assert (made["uplink_message"], made["format"]) == ({"topic": "uplink/message"}, "json")
        assert person.notes[-1] == "Created by-nats."
        assert "Pub/subs 2" in person.screen


async def test_only_what_differs_is_sent_but_another_provider_whole(start, sample, sandbox):
    with_mqtt(sandbox)
    before = dict(there(sandbox)["by-mqtt"]["mqtt"])
    async with start(sample.key, (120, 40)) as person:
        await open_pubsubs(person)
        await person.press("home", "e", "ctrl+s")
        assert person.notes[-1] == "No changes to save."
        value(person, "password", "NEW-PASSWORD")
        value(person, "base_topic", "gas")
        await person.settle()
        await person.press("ctrl+s")
        assert "another secret" in person.words
        assert "PASSWORD" not in person.screen
        assert "provider.mqtt.password" in person.words
        await person.press("ctrl+s")
        found = there(sandbox)["by-mqtt"]
        assert found["mqtt"] == {**before, "password": "NEW-PASSWORD"}
        assert (found["base_topic"], found["join_accept"]) == ("gas", {"topic": "j"})
        # Another provider.
        person.app.screen.table.go_to("warehouse")
        await person.press("e")
        person.app.screen.query_one("#provider", Choice).value = "mqtt"
        value(person, "server_url", "nats://still.example.com")
        await person.settle()
        assert "can't connect: MQTT uses mqtt or mqtts." in person.words
        value(person, "server_url", "mqtt://mqtt.example.com")
        await person.press("ctrl+s", "ctrl+s")
        assert there(sandbox)["warehouse"]["mqtt"] == {"server_url": "mqtt://mqtt.example.com"}
        assert "nats" not in there(sandbox)["warehouse"]


async def test_what_goes_wrong_with_saving_is_told_and_what_was_typed_stays(start, sample, sandbox):
    async with start(sample.key) as person:
        await open_pubsubs(person)
        # The server has the provider disabled.
        sandbox.store.pubsub_providers = {"nats": "DISABLED"}
        await person.press("e")
        value(person, "base_topic", "mine")
        await person.press("ctrl+s")
        assert "This server has NATS disabled." in person.words
        assert written(sandbox) == []
        sandbox.store.pubsub_providers = {}
        await person.press("escape", "y", "e")
        value(person, "base_topic", "mine")
        # Somebody else has changed it.
        there(sandbox)["warehouse"]["base_topic"] = "theirs"
        await person.press("ctrl+s", "ctrl+s")
        assert "somebody else has changed this pub/sub" in person.words
        assert "Changed by them: Base topic." in person.words
        assert written(sandbox) == []
        # The server fails.
        sandbox.faults.add(Fault("PUT", status=500))
        await person.press("ctrl+s")
        assert "- theirs + mine" in person.words
        await person.press("ctrl+s")
        assert "The server failed." in person.words
        assert value(person, "base_topic") == "mine"
        # Somebody has deleted it: saving again creates it.
        row = there(sandbox)["warehouse"]
        sandbox.store.existing("application", WATER).pubsubs.clear()
        await person.press("ctrl+s", "ctrl+s")
        assert "somebody deleted this pub/sub since you opened it." in person.words
        await person.press("ctrl+s", "ctrl+s")
        made = there(sandbox)["warehouse"]
        assert (made["base_topic"], made["nats"]) == ("mine", row["nats"])


async def test_one_is_deleted_and_a_lost_answer_is_looked_up(start, sample, sandbox):
    async with start(sample.key) as person:
        await open_pubsubs(person)
        await person.press("d")
        assert "gets no more messages" in person.words
        await person.press("enter")
        assert written(sandbox) == []
        sandbox.faults.add(Fault("DELETE", cut="after"))
        await person.press("y")
        assert there(sandbox) == {}
        assert person.notes[-1] == "The answer was lost, so tts-tui checked: Deleted warehouse."
        assert "No pub/subs yet" in person.words


async def test_all_three_rights_are_needed_to_change_one(start, sample, sandbox):
    sandbox.add_collaborator(WATER, "auditor", ["RIGHT_APPLICATION_INFO", "RIGHT_APPLICATION_TRAFFIC_READ"])
    async with start(sandbox.add_key("user", "auditor"), (120, 40)) as person:
        await open_pubsubs(person)
        assert "Pub/subs 1" in person.screen
        await person.press("n", "e", "d")
        assert len(person.notes) == 3
        assert all("RIGHT_APPLICATION_TRAFFIC_DOWN_WRITE" in note for note in person.notes)
        assert written(sandbox) == []


async def test_aws_iot_is_shown_and_changed_field_by_field(start, sample, sandbox):
    there(sandbox)["warehouse"].pop("nats")
    there(sandbox)["warehouse"]["aws_iot"] = {"region": "eu-west-1", "access_key": {"secret_access_key": "HIDDEN"}}
    async with start(sample.key) as person:
        await open_pubsubs(person)
        assert person.beside("warehouse").startswith("AWS IoT eu-west-1")
        await person.press("e")
        assert "can't connect" in person.words
        assert "Server URL" not in person.screen
        value(person, "base_topic", "x")
        await person.press("ctrl+s", "ctrl+s")
        found = there(sandbox)["warehouse"]
        assert (found["base_topic"], found["aws_iot"]["access_key"]) == ("x", {"secret_access_key": "HIDDEN"})
        await person.press("e")
        value(person, "region", "mars-1")
        value(person, "stack_name", "stack")
        person.app.screen.query_one("#default", Choice).value = True
        await person.press("ctrl+s")
        assert "One of af-south-1" in person.words
        value(person, "region", "eu-west-2")
        await person.press("ctrl+s")
        assert "Required: an access key needs its ID." in person.words
        value(person, "access_key_id", "AKIA567890123456")
        await person.press("ctrl+s")
        assert "AKIA567890123456 with ••••••••" in person.words
        assert "HIDDEN" not in person.screen
        await person.press("ctrl+s")
    assert there(sandbox)["warehouse"]["aws_iot"] == {
        "region": "eu-west-2",
        "access_key": {"access_key_id": "AKIA567890123456", "secret_access_key": "HIDDEN"},
        "default": {"stack_name": "stack"},
    }


CERTIFICATE = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"
KEY = "-----BEGIN RSA PRIVATE KEY-----\nHIDDEN\n-----END RSA PRIVATE KEY-----\n"


async def test_pem_files_come_from_paths_or_the_editor(start, sample, sandbox, tmp_path, monkeypatch):
    with_mqtt(sandbox)
    (tmp_path / "cert.pem").write_text(CERTIFICATE)
    (tmp_path / "key.pem").write_text(KEY)
    asked = []

    async def edited(_app, text: str, name: str) -> str:
        asked.append((text, name))
        return CERTIFICATE * 2

    monkeypatch.setattr("tts_tui.tui.screens.pubsubs.form.edited", edited)
    async with start(sample.key, (120, 40)) as person:
        await open_pubsubs(person)
        await person.press("home", "e", "ctrl+e")
        assert "needs a client certificate and its key" in person.words
        value(person, "tls_client_cert", str(tmp_path / "key.pem"))
        value(person, "tls_client_key", str(tmp_path / "none.pem"))
        await person.press("ctrl+s")
        assert "There is a private key in it" in person.words
        assert "No such file." in person.words
        value(person, "tls_client_cert", str(tmp_path / "cert.pem"))
        value(person, "tls_client_key", str(tmp_path / "key.pem"))
        person.app.screen.query_one("#tls_ca").focus()
        await person.press("ctrl+e")
        assert asked == [("PEM", "tls_ca.pem")]
        assert "From the editor: 2 certificates" in person.words
        await person.press("ctrl+s")
        assert person.app.screen.area == "Review"
        assert "+ private key" in person.words
        assert "HIDDEN" not in person.screen
        await person.press("ctrl+s")
    mqtt = there(sandbox)["by-mqtt"]["mqtt"]
    assert base64.b64decode(mqtt["tls_client_key"]).decode() == KEY
    assert base64.b64decode(mqtt["tls_client_cert"]).decode() == CERTIFICATE
    assert base64.b64decode(mqtt["tls_ca"]).decode() == CERTIFICATE * 2
    assert mqtt["headers"] == {"X-Team": "HIDDEN-HEADER"}


HOSTILE = "\x1b]52;c;SGFja2Vk\x07[/x][@click=app.quit]go[/] \u202eevil"


async def test_no_secret_is_shown_told_or_in_the_repr_of_anything(start, sample, sandbox, caplog):
    with_mqtt(sandbox)
    there(sandbox)["warehouse"]["nats"] = {"server_url": "nats://me:HIDDEN-URL@nats.example.com"}
    caplog.set_level("DEBUG")
    seen = []

    def look(person: Person) -> None:
        screen = person.app.screen
        seen.append("\n".join([person.screen, *map(repr, screen.walk_children()), repr(vars(screen))]))

    async with start(sample.key, (120, 40)) as person:
        await open_pubsubs(person)
        for pubsub_id in ("by-mqtt", "warehouse"):
            person.app.screen.table.go_to(pubsub_id)
            await person.settle()
            look(person)
            await person.press("e")
            look(person)
            value(person, "base_topic", "other")
            value(person, "password", "HIDDEN-NEW")
            await person.settle()
            await person.press("ctrl+s")
            look(person)
            await person.press("ctrl+o")
            look(person)
            await person.press("escape", "ctrl+s")
        look(person)
        seen += [*person.notes, caplog.text]
    assert there(sandbox)["warehouse"]["nats"] == {"server_url": "nats://me:HIDDEN-NEW@nats.example.com"}
    assert there(sandbox)["by-mqtt"]["mqtt"]["password"] == "HIDDEN-NEW"
    for number, text in enumerate(seen):
        assert "HIDDEN" not in text, number


async def test_hostile_text_is_text_in_list_form_and_review(start, sample, sandbox):
    row = there(sandbox)["warehouse"]
    row |= {"nats": {"server_url": f"nats://{HOSTILE}"}, "base_topic": HOSTILE, "join_accept": {"topic": HOSTILE}}
    async with start(sample.key) as person:
        await open_pubsubs(person)
        assert "[/x]" in person.words
        await person.press("e")
        value(person, "server_url", "nats://nats.example.com")
        value(person, "base_topic", f"more{HOSTILE}")
        await person.settle()
        await person.press("ctrl+s")
        assert "␛]52;c;SGFja2Vk" in person.words
        for bad in ("\x1b", "\x07", "\u202e"):
            assert bad not in person.screen
