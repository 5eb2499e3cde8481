"""How to connect to the Application Server's MQTT: addresses, a key for it, topics, and commands to copy."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.content import Content
from textual.widgets import Static

from tts_tui.api.models import APIKey
from tts_tui.services.mqtt import KEY_NAME, KEY_RIGHTS, TOPICS, commands, topic
from tts_tui.tui.base.of_application import OfApplication
from tts_tui.tui.base.reading import Reading
from tts_tui.tui.core.commands import BACK, REFRESH, Command, bindings
from tts_tui.tui.core.safe_widgets import plain
from tts_tui.tui.routes import new_api_key
from tts_tui.tui.widgets.frame import Area
from tts_tui.tui.widgets.pane import Pane
from tts_tui.tui.widgets.property_list import PropertyList

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType

    from tts_tui.api.resources.mqtt import MQTTConnection
    from tts_tui.services.mqtt import MQTTCommands

__all__ = ["MQTTScreen"]

_NONE = Content.styled("none on this server", "$foreground-muted")
_NO_COMMANDS = "The server names no address for MQTT over TLS, so there are no commands that keep the key safe."


class MQTTScreen(OfApplication[None]):
    """Shows what an MQTT client needs. Changes nothing itself: its API key is created in the form for API keys."""

    CSS_PATH = "connection.tcss"
    area = "MQTT"
    KEY = Command(
        "new_key",
        ("n",),
        "Create a key",
        "Create a key for MQTT",
        "Create an API key with the rights to receive messages and to send downlinks.",
        "RIGHT_APPLICATION_SETTINGS_API_KEYS",
    )
    ONCE = Command(
        "copy_once", ("1",), "Copy setup", "Copy: store the key", "Copy the commands that store the key in a file."
    )
    RECEIVE = Command(
        "copy_receive",
        ("2", "y"),
        "Copy receive",
        "Copy: receive",
        "Copy the command that receives uplinks (mosquitto_sub).",
    )
    SEND = Command(
        "copy_send", ("3",), "Copy send", "Copy: send", "Copy the command that queues a downlink (mosquitto_pub)."
    )
    offers = (KEY, ONCE, RECEIVE, SEND, REFRESH, BACK)
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(offers)]

    _commands: MQTTCommands | None = None

    def body(self) -> ComposeResult:
        with Pane(id="mqtt"):
            with Area(title="MQTT connection"):
                yield PropertyList(("Address with TLS", "Address without TLS", "User name", "Password"))
            with Area(title="Topics", state="+ stands for any device", id="topics"):
                yield PropertyList((), id="topic-list")
            with Area(title="Commands", state="mosquitto 2.0 or newer", id="commands"):
                yield Static(id="words")

    def on_mount(self) -> None:
        self.query_one("#topics").display = self.query_one("#commands").display = False
        self.query_one("#mqtt").focus()
        self.read_rights()
        self.action_refresh()

    def action_refresh(self) -> None:
        self.show_problem(None)
        self.read(
            self.session.client.mqtt.get(self.application_id), self._show, waiting=Reading.MQTT_CONNECTION, group="mqtt"
        )

    def _show(self, connection: MQTTConnection) -> None:
        self._commands = commands(connection, self.application_id, self.session.server.ca_file)
        self.query_one(PropertyList).show(
            {
                "Address with TLS": plain(connection.public_tls_address) if connection.public_tls_address else _NONE,
                "Address without TLS": Content.assemble(
                    plain(connection.public_address),
                    ("  insecure: others on the network can read your key", "$text-warning"),
                )
                if connection.public_address
                else _NONE,
                "User name": plain(connection.username),
                "Password": "an API key of the application; n creates one",
            }
        )
        self.query_one("#topic-list", PropertyList).show_only(
            {words: plain(topic(connection, end)) for end, words in TOPICS}
        )
        self.query_one("#words", Static).update(_commands_in_words(self._commands))
        self.query_one("#topics").display = self.query_one("#commands").display = True
        self.refresh_bindings()

    def why_not(self, command: Command) -> str | None:
        if command in (self.ONCE, self.RECEIVE, self.SEND) and self._commands is None:
            return "Not read yet." if self.is_reading else _NO_COMMANDS
        return super().why_not(command)

    def action_new_key(self) -> None:
        suggested = APIKey(id="", name=KEY_NAME, rights=KEY_RIGHTS)
        self.app.push_screen(
            new_api_key(
                self.session,
                self.application_id,
                keys=None,
                rights=self.rights,
                done=lambda _: None,
                suggested=suggested,
            )
        )

    def action_copy_once(self) -> None:
        if self._commands is not None:
            self.copy(self._commands.once, "The setup")

    def action_copy_receive(self) -> None:
        if self._commands is not None:
            self.copy(self._commands.receive, "The command")

    def action_copy_send(self) -> None:
        if self._commands is not None:
            self.copy(self._commands.send, "The command")


def _commands_in_words(found: MQTTCommands | None) -> Content:
    if found is None:
        return Content(_NO_COMMANDS)
    parts = (
        (
            "1. Store the key, once, in a file that only you can read; never as an argument (1 copies).",
            found.once,
        ),
        ("2. Receive uplinks (2 copies).", found.receive),
        ("3. Queue a downlink (3 copies).", found.send),
    )
    return Content("\n\n").join(
        Content.assemble((title, "$foreground-muted"), "\n", Content(text)) for title, text in parts
    )
