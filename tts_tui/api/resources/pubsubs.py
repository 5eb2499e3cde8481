"""The pub/subs of an application: messages by way of an MQTT or NATS server of one's own.

(`applicationserver_pubsub.proto`; recordings/self-contained/16_pubsub.json)
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final

from tts_tui.api.calls import Call, path
from tts_tui.api.decoding import expect, read, read_list, read_written, text
from tts_tui.api.errors import OutcomeUnknown
from tts_tui.api.models import Model
from tts_tui.api.pubsub_models import MESSAGES, MQTT, NATS, Provider, PubSub, without_password
from tts_tui.api.secret import SecretStr

if TYPE_CHECKING:
    from tts_tui.api.calls import Sender

__all__ = ["PubSubs", "changed_paths", "delete_call", "set_call"]

_MASK: Final = ",".join(("format", "provider", "base_topic", *MESSAGES))


def changed_paths(before: PubSub | None, after: PubSub) -> tuple[str, ...]:
    """The field mask of a change: what differs, field by field; of another kind of provider, all of it.

    Of something new, all that is set. (Going from one kind to another by a field of it breaks the server.)
    """
    old = before or PubSub.model_construct(id=after.id, format="", topics={}, provider=None, base_topic="")
    found = [name for name in ("format", "base_topic") if getattr(old, name) != getattr(after, name)]
    if type(old.provider) is not type(after.provider):
        found.append("provider")
    elif (provider := after.provider) is not None:
        names = type(provider).model_fields
        found += [
            f"provider.{provider.kind}.{name}"
            for name in names
            if getattr(old.provider, name) != getattr(provider, name)
        ]
    return (*found, *(each for each in MESSAGES if old.topics.get(each) != after.topics.get(each)))


def set_call(application_id: str, wanted: PubSub, paths: tuple[str, ...]) -> Call:
    """Make a pub/sub, or change the fields of it that `paths` name.

    The body always has a provider, masked or not: without one the server breaks. What isn't masked is not changed,
    so its password is left out then. Raises ValueError for no provider, and for no paths: with those the server
    does nothing.
    """
    if (provider := wanted.provider) is None:
        raise ValueError("the server breaks on a pub/sub without a provider")
    if not paths:
        raise ValueError("a change of nothing")
    prefix = f"provider.{provider.kind}."
    names = [each.removeprefix(prefix) for each in paths if each.startswith(prefix)]
    if "provider" in paths:
        fields = type(provider).model_fields
        sent = _written(provider, (name for name in fields if getattr(provider, name) != fields[name].default))
    else:
        sent = _written(provider, names)
        if isinstance(provider, NATS | MQTT) and not sent:
            sent["server_url"] = without_password(provider.server_url)
    body: dict[str, Any] = {provider.kind: sent}
    body |= {name: getattr(wanted, name) for name in ("format", "base_topic") if name in paths}
    body |= {each: {"topic": wanted.topics[each]} for each in MESSAGES if each in paths and each in wanted.topics}
    return Call(
        "PUT",
        path("as", "pubsub", application_id, wanted.id),
        body={"pubsub": body, "field_mask": {"paths": list(paths)}},
    )


def delete_call(application_id: str, pubsub_id: str) -> Call:
    """Delete a pub/sub. One that isn't there is no error."""
    return Call("DELETE", path("as", "pubsub", application_id, pubsub_id))


def _written(provider: Provider, names: Iterable[str]) -> dict[str, Any]:
    """These fields of a provider as the server writes them."""
    found = {name: _wire(value) for name in names if (value := getattr(provider, name)) is not None}
    if "deployment" in found:  # the name in the field mask, of what JSON calls by its one kind
        found["default"] = {"stack_name": found.pop("deployment")}
    return found


def _wire(value: Any) -> Any:
    if isinstance(value, SecretStr):
        return value.get_secret_value()
    if isinstance(value, Model):
        return {name: _wire(inner) for name, inner in value if inner}
    if isinstance(value, Mapping):
        return {name: _wire(each) for name, each in value.items()}
    return value


class PubSubs:
    """`/as/pubsub/{id}`. Reading needs RIGHT_APPLICATION_TRAFFIC_READ, and shows passwords whatever the mask.

    Writing needs RIGHT_APPLICATION_SETTINGS_BASIC and RIGHT_APPLICATION_TRAFFIC_DOWN_WRITE, too.
    """

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    async def formats(self) -> Mapping[str, str]:
        """The formats of messages that this server knows, with their names. It stores others, and can't use them."""
        answer = await self._sender.send(Call("GET", path("as", "pubsub-formats")))
        found = expect(answer.json, "formats").get("formats", {})
        return {key: name for key, name in found.items() if isinstance(name, str)} if isinstance(found, dict) else {}

    async def count(self, application_id: str) -> int:
        """How many pub/subs the application has.

        The list has no pages and no total, and holds passwords whatever the mask: nothing of it is kept.
        """
        answer = await self._sender.send(Call("GET", path("as", "pubsub", application_id)))
        listed = read_list(expect(answer.json, "pubsubs"), "pubsubs", lambda each: text(each["ids"]["pub_sub_id"]))
        return len(tuple(listed))

    async def all(self, application_id: str) -> tuple[PubSub, ...]:
        """Every pub/sub of the application, whole, by ID: the server has them in no order and on one page."""
        answer = await self._sender.send(Call("GET", path("as", "pubsub", application_id), {"field_mask": _MASK}))
        listed = read_list(expect(answer.json, "pubsubs"), "pubsubs", PubSub.model_validate)
        return tuple(sorted(listed, key=lambda each: each.id))

    async def get(self, application_id: str, pubsub_id: str) -> PubSub:
        """One pub/sub, whole. Raises NotFound (`pkg/redis:not_found`)."""
        call = Call("GET", path("as", "pubsub", application_id, pubsub_id), {"field_mask": _MASK})
        return read(PubSub, (await self._sender.send(call)).json)

    async def set(self, application_id: str, wanted: PubSub, paths: tuple[str, ...]) -> None:
        """Make or change a pub/sub: the server tells these apart by whether it is there. See `set_call`."""
        answer = await self._sender.send(set_call(application_id, wanted, paths))
        read_written(PubSub, answer.json)

    async def delete(self, application_id: str, pubsub_id: str) -> None:
        """Delete a pub/sub; one that isn't there is no error."""
        answer = await self._sender.send(delete_call(application_id, pubsub_id))
        expect(answer.json, otherwise=OutcomeUnknown)
