"""Commands that follow an application by MQTT: mosquitto's clients over TLS, the key in a file of the person's own.

An API key as an argument would be seen by everybody on the machine, so it is typed to the shell itself, which writes
it to a file of options that only its owner can read. Each client reads the file of its name below `$XDG_CONFIG_HOME`.
(mosquitto_sub(1); topics: `integrations/other-integrations/mqtt` of the documentation)
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

from tts_tui.api.field_rules import ADDRESS_RULE
from tts_tui.services.shell_export import word

if TYPE_CHECKING:
    from pathlib import Path

    from tts_tui.api.resources.mqtt import MQTTConnection

__all__ = ["KEY_NAME", "KEY_RIGHTS", "TOPICS", "MQTTCommands", "commands", "topic"]

KEY_NAME: Final = "MQTT"
KEY_RIGHTS: Final = frozenset({"RIGHT_APPLICATION_TRAFFIC_READ", "RIGHT_APPLICATION_TRAFFIC_DOWN_WRITE"})
"""What a key needs to receive messages and to send downlinks. (The Console's choice, too)"""

TOPICS: Final = (
    ("up", "uplinks"),
    ("up/normalized", "normalized uplinks"),
    ("join", "joins"),
    ("down/queued", "queued downlinks"),
    ("down/sent", "sent downlinks"),
    ("down/ack", "acknowledged"),
    ("down/nack", "not acknowledged"),
    ("down/failed", "failed downlinks"),
    ("down/invalidated", "invalidated queues"),
    ("location/solved", "locations"),
    ("service/data", "data of services"),
    ("down/push", "to queue downlinks"),
    ("down/replace", "to replace the queue"),
)
"""Ends of topics, and what is there. (`AS/io/mqtt/topics/v3.go`)"""


class MQTTCommands(msgspec.Struct, frozen=True):
    """What to run once, to keep the key, and what to run to receive and to send. All are for a POSIX shell."""

    once: str
    receive: str
    send: str


def topic(connection: MQTTConnection, end: str, device_id: str = "+") -> str:
    """The topic of one kind of message of a device, or of all devices. Server text: not safe to show."""
    return f"v3/{connection.username}/devices/{device_id}/{end}"


def commands(connection: MQTTConnection, application_id: str, ca_file: Path | None = None) -> MQTTCommands | None:
    """The commands, over TLS; None where the server has no TLS address, or one that is none."""
    host, _, port = connection.public_tls_address.rpartition(":")
    if not host or not ADDRESS_RULE.fullmatch(connection.public_tls_address) or not connection.username.isprintable():
        return None
    folder = f"~/.config/tts-mqtt/{application_id}"
    trust = f"--cafile {ca_file}" if ca_file is not None else "--tls-use-os-certs"
    options = " ".join(map(word, (f"-h {host}", f"-p {port}", trust, f"-u {connection.username}")))
    once = "\n".join(
        (
            f"( umask 077; mkdir -p {folder}; cd {folder} && rm -f mosquitto_sub mosquitto_pub",
            "stty -echo; printf 'API key: '; read -r KEY; stty echo; echo",
            f"printf '%s\\n' {options} \"-P $KEY\" > mosquitto_sub",
            "cp mosquitto_sub mosquitto_pub )",
        )
    )
    using = f"XDG_CONFIG_HOME={folder}"
    downlinks = '{"downlinks":[{"f_port":1,"frm_payload":"AQ=="}]}'
    return MQTTCommands(
        once,
        f"{using} mosquitto_sub -v -t {word(topic(connection, 'up'))}",
        f"{using} mosquitto_pub -t {word(topic(connection, 'down/push', 'DEVICE-ID'))} -m {word(downlinks)}",
    )
