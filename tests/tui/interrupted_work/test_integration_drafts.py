"""Drafts of webhooks, pub/subs, packages, downlinks and uplinks: kept when the program is ended, and opened again."""

from __future__ import annotations

from tests.tui.conftest import NOW
from tests.tui.interrupted_work.ended import control, end, files, told
from tests.tui.screens.sign_in.opening import area
from tests.tui.screens.webhooks.webhooks import open_webhooks
from tts_tui.sandbox.sample_devices import add_device
from tts_tui.tui.screens.end_devices.push import PushDownlinkScreen
from tts_tui.tui.screens.end_devices.simulate import SimulateUplinkScreen


class TestIntegrations:
    @staticmethod
    async def opened(person, route):
        person.app.push_screen(route(person.app.screen.session, "meters"))
        await person.settle()

    async def test_a_new_pubsub_without_its_password_and_a_change_until_it_is_gone(self, begin, sandbox):
        from tts_tui.tui.routes import pubsubs

        ids = {"application_ids": {"application_id": "meters"}, "pub_sub_id": "ours"}
        there = sandbox.store.existing("application", "meters").pubsubs
        there.append({"ids": ids, "format": "json", "nats": {"server_url": "nats://nats.example.com"}})
        async with begin() as person:
            await self.opened(person, pubsubs)
            await person.press("n")
            await person.type("by-mqtt")
            form = person.app.screen
            form.query_one("#provider").value = "mqtt"
            form.query_one("#server_url").value = "mqtts://mqtt.example.com"
            form.query_one("#password").value = "PASSWORD"
            form._message_paths.show({"join_accept": "j"})
            await person.settle()
            end(person)
        assert not any("PASSWORD" in each.read_text() for each in files())
        async with begin() as person:
            assert "a pub/sub of meters" in person.screen
            await person.press("y")
            form = person.app.screen
            assert (form._typed().id, form._typed().topics) == ("by-mqtt", {"join_accept": "j"})
            assert form.query_one("#server_url").value == "mqtts://mqtt.example.com"
            assert form.query_one("#password").value == ""
            assert form.changed()
            await person.press("escape", "y", "e")
            person.app.screen.query_one("#base_topic").value = "mine"
            await person.settle()
            end(person)
        there.clear()
        async with begin() as person:
            await person.press("y")
            assert any("The pub/sub ours, which you were changing, is gone." in each for each in told(person))

    async def test_a_package_of_an_application_with_its_data(self, begin, sandbox):
        from tts_tui.tui.routes import packages

        row = {"ids": {"application_ids": {"application_id": "meters"}, "f_port": 202}, "package_name": "alcsync-v1"}
        sandbox.store.existing("application", "meters").packages.append(row)
        async with begin() as person:
            await self.opened(person, packages)
            await person.press("e")
            person.app.screen.query_one("#data").text = '{"threshold": 5}'
            await person.settle()
            end(person)
        async with begin() as person:
            assert "a package association of meters" in person.screen
            await person.press("y")
            assert "FPort 202 · meters" in person.words
            assert person.app.screen.query_one("#data").text == '{"threshold": 5}'
            person.app.screen.query_one("#data").text = '{"token": "SECRET"}'
            await person.settle()
            end(person)
        assert not any("SECRET" in each.read_text() for each in files())


class TestWebhooks:
    async def test_a_new_one_and_a_change_are_there_again_without_what_is_secret_until_it_is_gone(self, begin, sandbox):
        async with begin() as person:
            await open_webhooks(person, "meters")
            await person.press("n", *"my-hook")
            control(person, "base_url").value = "https://example.com/lora"
            control(person, "password").value = "not-to-be-kept"
            end(person)
        assert "not-to-be-kept" not in "".join(each.read_text("utf-8") for each in files())
        sandbox.add_webhook("meters", "old-hook", base_url="https://old.example.com", uplink_message={})
        async with begin() as person:
            assert "a new webhook of meters" in person.words
            await person.press("y")
            assert area(person) == "Create a webhook"
            assert control(person, "webhook_id").value == "my-hook"
            assert control(person, "base_url").value == "https://example.com/lora"
            await person.press("escape", "y")
            person.app.screen.table.go_to("old-hook")
            await person.press("e")
            control(person, "messages").show({"join_accept": "/join"})
            await person.settle()
            end(person)
        async with begin() as person:
            assert "a change of the webhook old-hook of meters" in person.words
            await person.press("y")
            assert control(person, "messages").value == {"join_accept": "/join"}
            assert files() == []
            end(person)
        sandbox.store.existing("application", "meters").webhooks.clear()
        async with begin() as person:
            await person.press("y")
            assert "The webhook old-hook that you were changing is gone." in person.words


class TestMessages:
    async def test_what_was_to_be_sent_to_or_from_a_device(self, begin, sandbox):
        add_device(sandbox, "meters", 1, now=NOW)
        async with begin() as person:
            await self.typed(person, PushDownlinkScreen)
            end(person)
        async with begin() as person:
            assert "a downlink for sensor-1 of meters" in person.words
            await self.opened_again(person)
            await person.press("escape", "y")
            await self.typed(person, SimulateUplinkScreen)
            end(person)
        async with begin() as person:
            assert "a simulated uplink for sensor-1 of meters" in person.words
            await self.opened_again(person)

    @staticmethod
    async def typed(person, form):
        person.app.push_screen(form(person.app.screen.session, "meters", "sensor-1"))
        await person.settle()
        control(person, "notation").value = "base64"
        await person.press(*"AWc=")

    @staticmethod
    async def opened_again(person):
        await person.press("y")
        assert control(person, "frm_payload").value == "AWc="
        assert control(person, "notation").value == "base64"
        assert files() == []
