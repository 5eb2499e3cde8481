"""Saving a pub/sub that others may change, too: it is read again before anything is sent.

The server has no locking, and takes the same call for creating and for changing: a new one with a taken ID would change
what is there. (recordings/self-contained/16_pubsub.json, "create an id that is taken")
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from tts_tui.api.errors import NotFound
from tts_tui.api.pubsub_models import MESSAGES, AccessKey, AssumedRole, AWSIoT, without_password
from tts_tui.api.resources.pubsubs import changed_paths
from tts_tui.api.secret import HIDDEN, SecretStr
from tts_tui.services.concurrent_changes import ChangedElsewhere, IdTaken
from tts_tui.services.differences import Difference, Line
from tts_tui.services.pubsubs import pem, writes
from tts_tui.services.pubsubs.in_words import MESSAGE_WORDS, QOS_WORDS, provider_word
from tts_tui.text.safe_text import visible

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tts_tui.api.client import Client
    from tts_tui.api.pubsub_models import Provider, PubSub

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
    "region": "AWS region",
    "endpoint_address": "Endpoint",
    "access_key": "Access key",
    "assume_role": "Role to assume",
    "deployment": "Default integration",
    **MESSAGE_WORDS,
}


async def save(client: Client, application_id: str, before: PubSub | None, wanted: PubSub) -> bool:
    """Create a pub/sub, or change one that is still as `before`. Returns whether a lost answer was looked up.

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
    """Whether they changed a field that is sent, too; a whole provider is all of its fields."""
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
    if path == "provider":
        before_it = [Line("-", each) for each in _whole(before.provider)] if before is not None else []
        return [*before_it, *(Line("+", each) for each in _whole(after.provider))]
    old = _value(before, path) if before is not None else ""
    new = _value(after, path)
    if old == new:
        return [Line(" ", f"another secret: {HIDDEN}")]
    return [*([Line("-", old)] if old else []), *([Line("+", new)] if new else [])]


def _whole(provider: Provider | None) -> Iterator[str]:
    """A provider, and each of its fields that is set."""
    where = "" if isinstance(provider, AWSIoT) else _of_provider(provider, "server_url")
    yield f"{provider_word(provider)} {where}".rstrip()
    if provider is not None:
        for name, field in type(provider).model_fields.items():
            if name != "server_url" and getattr(provider, name) != field.default:
                yield f"  {LABELS[name]}: {_of_provider(provider, name)}"


def _value(pubsub: PubSub, path: str) -> str:
    if path in MESSAGES:
        topic = pubsub.topics.get(path)
        return "off" if topic is None else f"on {visible(topic)}".rstrip()
    if path.startswith("provider."):
        return _of_provider(pubsub.provider, path.rpartition(".")[2])
    return visible(str(getattr(pubsub, path)))


def _of_provider(provider: Provider | None, name: str) -> str:
    match getattr(provider, name, None):
        case SecretStr() as url if name == "server_url":
            bare = without_password(url)
            words = visible(bare) if bare == url.get_secret_value() else f"{visible(bare)} with a password: {HIDDEN}"
        case SecretStr() as file if name.startswith("tls_"):
            words = pem.in_words(file) if file else ""
        case SecretStr() as secret:
            words = HIDDEN if secret else ""
        case AccessKey() as key:
            words = f"{visible(key.access_key_id)} with {HIDDEN}"
        case AssumedRole() as role:
            words = visible(" ".join(part for _, part in role if part))
        case bool() as on:
            words = "yes" if on else "no"
        case Mapping() as headers:
            words = ", ".join(f"{visible(key)} = {HIDDEN}" for key in sorted(headers))
        case None:
            words = ""
        case value:
            words = QOS_WORDS.get(value) or visible(str(value))
    return words
