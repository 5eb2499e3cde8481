"""A pub/sub's changes as commands, passwords left out. (`commands/applications_pubsub.go`)"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from tts_tui.api.pubsub_models import MESSAGES, MQTT, NATS, AccessKey, AssumedRole, AWSIoT, without_password
from tts_tui.api.resources import pubsubs
from tts_tui.api.secret import SecretStr
from tts_tui.services.shell_export import CLICommand, Export, flag

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tts_tui.api.pubsub_models import Provider, PubSub

__all__ = ["delete", "put"]

_SECRETS: Final = "Secrets are left out: put yours in the place of USER, PASSWORD and SECRET."
_FILES: Final = "PEM files are left out: put yours in the place of FILE_AS_BASE64, or where ttn-lw-cli looks for them."
_NO_OFF: Final = "ttn-lw-cli can't switch a message type off."
_NO_CLEARING: Final = "ttn-lw-cli can't take away the access key, the role or the default integration of AWS IoT."
_PASSWORD: Final = "PASSWORD"  # noqa: S105 - a placeholder
_SECRET: Final = "SECRET"  # noqa: S105 - a placeholder
_FILE: Final = "FILE_AS_BASE64"
_TLS: Final = ("tls_ca", "tls_client_cert", "tls_client_key")


def put(application_id: str, wanted: PubSub, paths: tuple[str, ...]) -> Export:
    """Make a pub/sub, or change the fields that `paths` name."""
    shown = wanted.model_copy(update={"provider": _without_secrets(wanted.provider)})
    call = pubsubs.set_call(application_id, shown, paths)
    sent = str(call.body)
    cannot = [_SECRETS] if _PASSWORD in sent or _SECRET in sent else []
    cannot += [_FILES] if _FILE in sent else []
    cannot += [_NO_OFF] if any(each in MESSAGES and each not in wanted.topics for each in paths) else []
    cannot += [_NO_CLEARING] if any(_is_cleared(wanted.provider, each) for each in paths) else []
    flags = tuple(_flags(shown, paths))
    words = _words("set", application_id, wanted.id) if flags else ()
    return Export(call, CLICommand(words, flags, tuple(cannot)))


def delete(application_id: str, pubsub_id: str) -> Export:
    """Delete a pub/sub."""
    command = CLICommand(_words("delete", application_id, pubsub_id))
    return Export(pubsubs.delete_call(application_id, pubsub_id), command)


def _words(verb: str, application_id: str, pubsub_id: str) -> tuple[str, ...]:
    return ("applications", "pubsubs", verb, "--application-id", application_id, "--pubsub-id", pubsub_id)


def _is_cleared(provider: Provider | None, path: str) -> bool:
    prefix, _, name = path.rpartition(".")
    return prefix == "provider.aws_iot" and getattr(provider, name) is None


def _without_secrets(provider: Provider | None) -> Provider | None:
    match provider:
        case NATS():
            return provider.model_copy(update={"server_url": _bare(provider.server_url)})
        case MQTT():
            shown: dict[str, Any] = {"server_url": _bare(provider.server_url)}
            shown |= {name: SecretStr(_FILE) for name in _TLS if getattr(provider, name)}
            shown["headers"] = dict.fromkeys(provider.headers, SecretStr(_SECRET))
            if provider.password:
                shown["password"] = SecretStr(_PASSWORD)
            return provider.model_copy(update=shown)
        case AWSIoT(access_key=AccessKey() as key):
            hidden = {name: SecretStr(_SECRET) for name in ("secret_access_key", "session_token") if getattr(key, name)}
            return provider.model_copy(update={"access_key": key.model_copy(update=hidden)})
    return provider


def _bare(url: SecretStr) -> SecretStr:
    """The URL with placeholders for a user and a password in it."""
    bare = without_password(url)
    return url if bare == url.get_secret_value() else SecretStr(bare.replace("//", f"//USER:{_PASSWORD}@", 1))


def _flags(shown: PubSub, paths: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    for name in ("format", "base_topic"):
        if name in paths:
            yield flag(name), getattr(shown, name)
    if (provider := shown.provider) is not None and (names := _fields(provider, paths)):
        yield (flag(provider.kind),)
        for name in names:
            yield from _provider_flags(provider, name)
    for each in MESSAGES:
        if each in paths and each in shown.topics:
            yield f"{flag(each)}.topic", shown.topics[each]


def _fields(provider: Provider, paths: tuple[str, ...]) -> list[str]:
    """The fields of the provider that are sent."""
    fields, prefix = type(provider).model_fields, f"provider.{provider.kind}."
    if "provider" in paths:
        return [name for name in fields if getattr(provider, name) != fields[name].default]
    return [each.removeprefix(prefix) for each in paths if each.startswith(prefix)]


def _provider_flags(provider: Provider, name: str) -> Iterator[tuple[str, ...]]:
    start, value = f"{flag(provider.kind)}.{name.replace('_', '-')}", getattr(provider, name)
    if name in _TLS:
        yield f"{start}-local-file", f"{name}.pem"
    elif isinstance(value, AccessKey | AssumedRole):
        for inner, each in value:
            if each:
                yield f"{start}.{inner.replace('_', '-')}", _text(each)
    elif name == "deployment":
        if value is not None:
            yield f"{start}.default.stack-name", value
    elif name == "headers":
        yield start, ",".join(f"{key}={_SECRET}" for key in value)
    elif isinstance(value, str | SecretStr):
        yield start, _text(value)
    elif value is not None:
        yield (f"{start}={str(value).lower()}",)


def _text(value: str | SecretStr) -> str:
    return value.get_secret_value() if isinstance(value, SecretStr) else value
