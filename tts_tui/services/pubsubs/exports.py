"""A pub/sub's changes as commands, passwords left out. (`commands/applications_pubsub.go`)"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from tts_tui.api.resources import pubsubs
from tts_tui.api.resources.pubsubs import MESSAGES, MQTT, NATS, without_password
from tts_tui.api.secret import SecretStr
from tts_tui.services.shell_export import CLICommand, Export, flag

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tts_tui.api.resources.pubsubs import Provider, PubSub

__all__ = ["delete", "put"]

_SECRETS: Final = "Passwords are left out: put yours in the place of USER and PASSWORD."
_NO_OFF: Final = "ttn-lw-cli can't switch a message type off."
_PLACEHOLDER: Final = "PASSWORD"
_KINDS: Final = {"nats": "--nats", "mqtt": "--mqtt"}


def put(application_id: str, wanted: PubSub, paths: tuple[str, ...]) -> Export:
    """Make a pub/sub, or change the fields that `paths` name."""
    shown = wanted.model_copy(update={"provider": _without_secrets(wanted.provider)})
    cannot = [_SECRETS] if any(_PLACEHOLDER in word for each in _flags(shown, paths) for word in each) else []
    cannot += [_NO_OFF] if any(each in MESSAGES and each not in wanted.topics for each in paths) else []
    flags = tuple(_flags(shown, paths))
    words = _words("set", application_id, wanted.id) if flags else ()
    return Export(pubsubs.set_call(application_id, shown, paths), CLICommand(words, flags, tuple(cannot)))


def delete(application_id: str, pubsub_id: str) -> Export:
    """Delete a pub/sub."""
    command = CLICommand(_words("delete", application_id, pubsub_id))
    return Export(pubsubs.delete_call(application_id, pubsub_id), command)


def _words(verb: str, application_id: str, pubsub_id: str) -> tuple[str, ...]:
    return ("applications", "pubsubs", verb, "--application-id", application_id, "--pubsub-id", pubsub_id)


def _without_secrets(provider: Provider | None) -> Provider | None:
    if not isinstance(provider, NATS | MQTT):
        return provider
    shown: dict[str, Any] = {}
    if without_password(provider.server_url) != provider.server_url.get_secret_value():
        shown["server_url"] = SecretStr(
            without_password(provider.server_url).replace("//", f"//USER:{_PLACEHOLDER}@", 1)
        )
    if isinstance(provider, MQTT):
        for name in ("password", "tls_client_key"):
            if getattr(provider, name):
                shown[name] = SecretStr(_PLACEHOLDER)
        shown["headers"] = dict.fromkeys(provider.headers, SecretStr(_PLACEHOLDER))
    return provider.model_copy(update=shown)


def _flags(shown: PubSub, paths: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    for name in ("format", "base_topic"):
        if name in paths:
            yield flag(name), getattr(shown, name)
    provider = shown.provider
    if provider is not None and provider.kind in _KINDS:
        prefix = f"provider.{provider.kind}."
        fields = type(provider).model_fields
        names = (
            [name for name in fields if getattr(provider, name) != fields[name].default]
            if "provider" in paths
            else [each.removeprefix(prefix) for each in paths if each.startswith(prefix)]
        )
        if names:
            yield (_KINDS[provider.kind],)
        for name in names:
            yield _provider_flag(provider, name)
    for each in MESSAGES:
        if each in paths and each in shown.topics:
            yield f"{flag(each)}.topic", shown.topics[each]


def _provider_flag(provider: Provider, name: str) -> tuple[str, ...]:
    value = getattr(provider, name)
    start = f"--{provider.kind}.{name.replace('_', '-')}"
    if isinstance(value, SecretStr):
        value = value.get_secret_value()
    if name.startswith("tls_"):
        return f"{start}-local-file", f"{name}.pem"
    if name == "headers":
        return start, ",".join(f"{key}={_PLACEHOLDER}" for key in value)
    return (start, value) if isinstance(value, str) else (f"{start}={str(value).lower()}",)
