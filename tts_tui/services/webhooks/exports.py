"""A webhook's changes as commands, secrets left out. (`commands/applications_webhooks.go`)"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tts_tui.api.resources import webhooks
from tts_tui.api.secret import SecretStr
from tts_tui.api.webhook_models import MESSAGES
from tts_tui.services.shell_export import CLICommand, Export, flag
from tts_tui.services.webhooks.rules import without_password

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tts_tui.api.webhook_models import Webhook

__all__ = ["activate", "delete", "put"]

_PLACEHOLDER: Final = "SECRET"
_LEFT_OUT: Final = "Values of headers, keys and passwords are left out: put yours in the place of SECRET."
_NO_OFF: Final = "ttn-lw-cli can't switch a message type off."
_NO_EMPTY: Final = "ttn-lw-cli can't clear the headers or the field mask of a webhook."
_NO_HEALTH: Final = "ttn-lw-cli can't activate a webhook again."


def put(application_id: str, wanted: Webhook, paths: tuple[str, ...]) -> Export:
    """Create a webhook, or change the fields that `paths` name."""
    shown = _without_secrets(wanted)
    cannot = [_LEFT_OUT] if shown != wanted else []
    cannot += [_NO_OFF] if any(each in MESSAGES and each not in wanted.messages for each in paths) else []
    cannot += (
        [_NO_EMPTY] if any(each in ("headers", "field_mask") and not getattr(wanted, each) for each in paths) else []
    )
    flags = tuple(_flags(shown, paths))
    words = _words("set", application_id, wanted.id) if flags else ()
    return Export(webhooks.set_call(application_id, shown, paths), CLICommand(words, flags, tuple(cannot)))


def activate(application_id: str, webhook_id: str) -> Export:
    """Deliver to a webhook again that failed."""
    return Export(webhooks.activate_call(application_id, webhook_id), CLICommand(cannot=(_NO_HEALTH,)))


def delete(application_id: str, webhook_id: str) -> Export:
    """Delete a webhook."""
    command = CLICommand(_words("delete", application_id, webhook_id))
    return Export(webhooks.delete_call(application_id, webhook_id), command)


def _words(verb: str, application_id: str, webhook_id: str) -> tuple[str, ...]:
    return ("applications", "webhooks", verb, "--application-id", application_id, "--webhook-id", webhook_id)


def _without_secrets(webhook: Webhook) -> Webhook:
    secret = SecretStr(_PLACEHOLDER)
    return webhook.model_copy(
        update={
            "base_url": without_password(webhook.base_url).replace(":***@", f":{_PLACEHOLDER}@"),
            "headers": dict.fromkeys(webhook.headers, secret),
            "template_fields": dict.fromkeys(webhook.template_fields, secret),
            "downlink_api_key": secret if webhook.downlink_api_key else webhook.downlink_api_key,
        }
    )


def _flags(webhook: Webhook, paths: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    for name in paths:
        if name in MESSAGES:
            if name in webhook.messages:
                yield flag(f"{name}.path"), webhook.messages[name]
            continue
        match name:
            case "headers" | "template_fields":
                for key, value in getattr(webhook, name).items():
                    yield flag(name), f"{key}={value.get_secret_value()}"
            case "downlink_api_key":
                yield flag(name), webhook.downlink_api_key.get_secret_value()
            case "field_mask":
                if webhook.field_mask:
                    yield flag(name), ",".join(webhook.field_mask)
            case "template_ids":
                yield flag("template_ids.template_id"), webhook.template_id
            case "paused":
                yield (f"{flag(name)}{'' if webhook.paused else '=false'}",)
            case _:
                yield flag(name), str(getattr(webhook, name))
