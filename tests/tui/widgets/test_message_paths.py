"""The message types of a webhook or pub/sub, driven by keys and the mouse."""

from __future__ import annotations

from contextlib import asynccontextmanager

from textual.widget import Widget

from tests.tui.conftest import driven
from tests.tui.widgets.bare_app import BareApp
from tts_tui.tui.widgets.message_paths import MessagePaths


class MessagePathsApp(BareApp):
    def compose(self):
        self.messages = MessagePaths({"uplink_message": "/up"})
        yield self.messages

    def on_mount(self):
        self.messages.focus()


@asynccontextmanager
async def opened():
    app = MessagePathsApp()
    async with driven(app) as person:
        yield person, app.messages


async def test_a_type_that_is_off_has_no_path_and_remembers_it():
    async with opened() as (person, messages):
        assert "[✓] Uplink message     /up" in person.screen
        assert person.screen.rstrip().endswith("Space: on or off · Enter: its path")
        await person.press("space")
        assert messages.value == {}
        assert "/up" not in person.screen
        await person.press("space")
        assert messages.value == {"uplink_message": "/up"}
        await person.press("down", "enter", *"/n", "enter")  # which switches it on, and goes on to the next
        assert messages.value == {"uplink_message": "/up", "uplink_normalized": "/n"}
        assert person.app.focused.name == "join_accept"


async def test_a_click_on_its_words_switches_it_and_one_on_its_path_does_not():
    async with opened() as (person, messages):
        uplink = messages.query(".messages--type").first()
        await person.pilot.click(uplink, offset=(30, 0))
        await person.settle()
        assert person.app.focused is uplink.path
        assert messages.value == {"uplink_message": "/up"}
        await person.pilot.click(uplink, offset=(3, 0))
        await person.settle()
        assert messages.value == {}
        await person.pilot.click(uplink, offset=(30, 0))  # there is no path any more
        await person.settle()
        assert messages.value == {}


async def test_a_letter_of_a_path_lays_out_nothing(monkeypatch):
    async with opened() as (person, messages):
        await person.press("enter")
        laid_out = []
        refresh = Widget.refresh

        def refreshed(self, *regions, layout=False, **options):
            if layout:
                laid_out.append(self)
            return refresh(self, *regions, layout=layout, **options)

        monkeypatch.setattr(Widget, "refresh", refreshed)
        await person.press(*"link")
        assert laid_out == []
        assert messages.value == {"uplink_message": "/uplink"}
        await person.press(*"x" * 64)
        assert "✗ Uplink message: 71 characters; the limit is 64." in person.screen
