"""The webhooks of an application, and the templates and formats that a server offers for them.

Source: `applicationserver_web.proto`, `AS/io/web/grpc_webhooks.go`; recordings/self-contained/15_webhooks.json and
25_webhook_health.json.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from tts_tui.api.calls import Call, path
from tts_tui.api.decoding import expect, read, read_list, text
from tts_tui.api.errors import NOT_IN_REGISTRY, InvalidArgument, NotFound, OutcomeUnknown
from tts_tui.api.webhook_models import MESSAGES

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from tts_tui.api.calls import Sender
    from tts_tui.api.webhook_models import Webhook, WebhookTemplate

__all__ = ["EDITABLE", "Webhooks", "activate_call", "changed", "delete_call", "set_call"]

EDITABLE: Final = (
    "base_url",
    "format",
    "headers",
    "downlink_api_key",
    "field_mask",
    *MESSAGES,
    "template_ids",
    "template_fields",
    "paused",
)
"""The fields that a change may name in its mask."""

_PAUSED: Final = "paused"
_LIST_MASK: Final = ("format", "template_ids", "field_mask", "health_status", *MESSAGES, _PAUSED)
"""What a list asks for: nothing that holds a secret. (`headers` and keys are shown to whoever may read traffic.)"""
_WHOLE_MASK: Final = (*EDITABLE, "health_status")
_TEMPLATE_MASK: Final = (
    "name", "description", "info_url", "documentation_url", "base_url", "headers", "format", "fields",
    "create_downlink_api_key", "field_mask", *MESSAGES,
)  # fmt: skip


def set_call(application_id: str, webhook: Webhook, paths: Collection[str]) -> Call:
    """Set the fields named in `paths` to what `webhook` has; an empty one is cleared, a message type that is off too.

    The server makes no difference between creating and changing: it is the same call, and a webhook of that ID is
    changed. Raises ValueError without paths, or for one that can't be set.
    """
    if not paths or not set(paths) <= set(EDITABLE):
        raise ValueError(f"not a field mask for a webhook: {sorted(paths)}")
    ordered = [each for each in EDITABLE if each in paths]
    values = {each: value for each in ordered if (value := _wire(webhook, each)) is not None}
    return Call(
        "PUT",
        path("as", "webhooks", application_id, webhook.id),
        body={"webhook": values, "field_mask": {"paths": ordered}},
    )


def activate_call(application_id: str, webhook_id: str) -> Call:
    """Forget that deliveries failed, so that the server tries again at once; the Console does the same."""
    return Call(
        "PUT",
        path("as", "webhooks", application_id, webhook_id),
        body={"webhook": {"health_status": None}, "field_mask": {"paths": ["health_status"]}},
    )


def delete_call(application_id: str, webhook_id: str) -> Call:
    """Delete a webhook."""
    return Call("DELETE", path("as", "webhooks", application_id, webhook_id))


def changed(before: Webhook, after: Webhook) -> tuple[str, ...]:
    """The editable fields in which the two differ, in a fixed order."""
    return tuple(each for each in EDITABLE if _wire(before, each) != _wire(after, each))


class Webhooks:
    """`/as/webhooks/{id}`, `/as/webhook-templates` and `/as/webhook-formats`."""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    async def count(self, application_id: str) -> int:
        """How many webhooks the application has. Needs RIGHT_APPLICATION_TRAFFIC_READ.

        The list has no pages. It is asked for without a mask, so that headers and keys don't come along.
        """
        answer = await self._sender.send(Call("GET", path("as", "webhooks", application_id)))
        listed = read_list(expect(answer.json, "webhooks"), "webhooks", lambda each: text(each["ids"]["webhook_id"]))
        return len(tuple(listed))

    async def all(self, application_id: str) -> tuple[Webhook, ...]:
        """Every webhook, in no order, without headers, keys and template fields. Needs RIGHT_APPLICATION_TRAFFIC_READ.

        The list has no pages: `limit` and `page` are ignored.
        """
        from tts_tui.api.webhook_models import Webhook

        data = await self._ask(path("as", "webhooks", application_id), _LIST_MASK)
        return tuple(read_list(expect(data, "webhooks"), "webhooks", Webhook.model_validate))

    async def get(self, application_id: str, webhook_id: str) -> Webhook:
        """One webhook with all its fields, secrets included. Raises NotFound `pkg/redis:not_found`."""
        from tts_tui.api.webhook_models import Webhook

        return read(Webhook, await self._ask(path("as", "webhooks", application_id, webhook_id), _WHOLE_MASK))

    async def find(self, application_id: str, webhook_id: str) -> Webhook | None:
        """Like `get`, and None where there is no webhook of that ID."""
        try:
            return await self.get(application_id, webhook_id)
        except NotFound as error:
            if error.name == NOT_IN_REGISTRY:
                return None
            raise

    async def set(self, application_id: str, webhook: Webhook, paths: Collection[str]) -> None:
        """Create the webhook, or change the fields named in `paths` where there is one of its ID. See `set_call`.

        Needs RIGHT_APPLICATION_SETTINGS_BASIC, _TRAFFIC_READ and _TRAFFIC_DOWN_WRITE.
        """
        await self._write(set_call(application_id, webhook, paths), "ids")

    async def activate(self, application_id: str, webhook_id: str) -> None:
        """Forget that deliveries failed, see `activate_call`. InvalidArgument for one that isn't there."""
        await self._write(activate_call(application_id, webhook_id), "ids")

    async def delete(self, application_id: str, webhook_id: str) -> None:
        """Delete a webhook. Of one that isn't there the server says that it was done."""
        await self._write(delete_call(application_id, webhook_id))

    async def formats(self) -> Mapping[str, str]:
        """The formats of bodies that this server knows, with their names. It stores others, and never delivers them."""
        answer = await self._sender.send(Call("GET", path("as", "webhook-formats")))
        found = expect(answer.json, "formats").get("formats", {})
        return {key: name for key, name in found.items() if isinstance(name, str)} if isinstance(found, dict) else {}

    async def templates(self) -> tuple[WebhookTemplate, ...]:
        """The templates that this server offers, in its order; none where its operator has configured none."""
        from tts_tui.api.webhook_models import WebhookTemplate

        call = Call("GET", path("as", "webhook-templates"), {"field_mask": ",".join(_TEMPLATE_MASK)})
        answer = await self._sender.send(call)
        return tuple(read_list(expect(answer.json, "templates"), "templates", WebhookTemplate.model_validate))

    async def _ask(self, where: str, mask: tuple[str, ...]) -> dict[str, Any]:
        """Ask with a mask, and without `paused` where the server is older than 3.32.1, which doesn't know it."""
        try:
            return (await self._sender.send(Call("GET", where, {"field_mask": ",".join(mask)}))).json
        except InvalidArgument as error:
            if _PAUSED not in mask or error.details.attributes.get("forbidden_paths") != [_PAUSED]:
                raise
        return await self._ask(where, tuple(each for each in mask if each != _PAUSED))

    async def _write(self, call: Call, *keys: str) -> None:
        expect((await self._sender.send(call)).json, *keys, otherwise=OutcomeUnknown)


def _wire(webhook: Webhook, name: str) -> Any:
    """A field as the server writes it; None where it is empty."""
    if name in MESSAGES:
        there = webhook.messages.get(name)
        return None if there is None else {"path": there} if there else {}
    match name:
        case "template_ids":
            return {"template_id": webhook.template_id} if webhook.template_id else None
        case "field_mask":
            return {"paths": list(webhook.field_mask)} if webhook.field_mask else None
        case "headers" | "template_fields":
            return {key: value.get_secret_value() for key, value in getattr(webhook, name).items()} or None
        case "downlink_api_key":
            return webhook.downlink_api_key.get_secret_value() or None
        case _:
            return getattr(webhook, name) or None
