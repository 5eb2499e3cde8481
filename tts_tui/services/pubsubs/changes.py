"""Saving a pub/sub that others may change as well: it is looked at once more before anything is sent.

The server has no locking, and takes the same call for creating and for changing: a new one with a taken ID would change
what is there. (recordings/self-contained/16_pubsub.json, "create an id that is taken")
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tts_tui.api.errors import NotFound
from tts_tui.api.resources.pubsubs import MESSAGES, MQTT, changed_paths, without_password
from tts_tui.api.secret import HIDDEN, SecretStr
from tts_tui.services.concurrent_changes import ChangedElsewhere, IdTaken
from tts_tui.services.differences import Difference, Line
from tts_tui.services.pubsubs import writes
from tts_tui.services.pubsubs.in_words import MESSAGE_WORDS, QOS_WORDS, provider_word, server
from tts_tui.text.safe_text import visible

if TYPE_CHECKING:
    from tts_tui.api.client import Client
    from tts_tui.api.resources.pubsubs import Provider, PubSub

__all__ = ["LABELS", "differences", "save"]

LABELS: Final = {
    "format": "Format",
    "base_topic": "Base topic",
    "provider": "Provider",
    "server_url": "Server URL",
    "client_id": "Client ID",
    "username": "User name",
    "password": "Password",
    "subscribe_qos": "QoS to subscribe",
    "publish_qos": "QoS to publish",
    "use_tls": "Use TLS",
    "tls_ca": "CA certificate",
    "tls_client_cert": "Client certificate",
    "tls_client_key": "Client key",
    "headers": "Headers",
    **MESSAGE_WORDS,
}


async def save(client: Client, application_id: str, before: PubSub | None, wanted: PubSub) -> bool:
    """Create a pub/sub, or change one that is still as `before`; whether an answer was lost and looked up.

    Raises IdTaken for a new one whose ID is in use, ChangedElsewhere where the server has something else than `before`
    in one of the fields that are sent, and what `PubSubs.get` and `writes.put` raise.
    """
    paths = changed_paths(before, wanted)
    try:
        there = await client.pubsubs.get(application_id, wanted.id)
    except NotFound:
        there = None
    if before is None:
        if there is not None:
            raise IdTaken(f"the application has a pub/sub {wanted.id}")
    elif there is None or _touched(changed_paths(before, there), paths):
        raise ChangedElsewhere("the pub/sub", there)
    return await writes.put(client, application_id, wanted, paths)


def _touched(theirs: tuple[str, ...], ours: tuple[str, ...]) -> bool:
    """Whether they changed what is sent; a whole provider touches each of its fields."""
    if "provider" in (*theirs, *ours):
        theirs, ours = (tuple(each.partition(".")[0] for each in paths) for paths in (theirs, ours))
    return not set(theirs).isdisjoint(ours)


def differences(before: PubSub | None, after: PubSub) -> list[Difference]:
    """What a change would change, field by field; secrets are dots. Safe to show."""
    return [
        Difference(LABELS[path.rpartition(".")[2]], tuple(_lines(before, after, path)))
        for path in changed_paths(before, after)
    ]


def _lines(before: PubSub | None, after: PubSub, path: str) -> list[Line]:
    old = _value(before, path) if before is not None else ""
    new = _value(after, path)
    if old == new:
        return [Line(" ", f"another secret: {HIDDEN}")]
    return [*([Line("-", old)] if old else []), *([Line("+", new)] if new else [])]


def _value(pubsub: PubSub, path: str) -> str:
    if path in MESSAGES:
        topic = pubsub.topics.get(path)
        return "off" if topic is None else f"on {visible(topic)}".rstrip()
    if path == "provider":
        return f"{provider_word(pubsub.provider)} {visible(server(pubsub.provider))}".rstrip()
    if path.startswith("provider."):
        return _of_provider(pubsub.provider, path.rpartition(".")[2])
    return visible(str(getattr(pubsub, path)))


def _of_provider(provider: Provider | None, name: str) -> str:
    value = getattr(provider, name, "")
    if name == "server_url" and isinstance(value, SecretStr):
        bare = without_password(value)
        return visible(bare) if bare == value.get_secret_value() else f"{visible(bare)} with a password: {HIDDEN}"
    if isinstance(provider, MQTT) and name in ("subscribe_qos", "publish_qos"):
        return QOS_WORDS[value]
    if name == "use_tls":
        return "yes" if value else "no"
    if name == "headers":
        return ", ".join(f"{visible(key)} = {HIDDEN}" for key in sorted(value))
    if isinstance(value, SecretStr) or name.startswith("tls_"):
        return HIDDEN if value else ""
    return visible(str(value))
