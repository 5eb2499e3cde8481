"""Saving a webhook that others may change, too: it is read again before anything is sent.

The server has no locking, and takes the same call for creating and for changing: a new one with a taken ID would change
what is there. (recordings/self-contained/15_webhooks.json, "create an id that is taken")
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tts_tui.api.resources.webhooks import changed
from tts_tui.api.secret import HIDDEN
from tts_tui.api.webhook_models import MESSAGES
from tts_tui.services.concurrent_changes import ChangedElsewhere, IdTaken
from tts_tui.services.differences import Difference, Line
from tts_tui.services.integrations.messages import MESSAGE_WORDS
from tts_tui.services.webhooks import writes
from tts_tui.services.webhooks.rules import without_password
from tts_tui.text.safe_text import visible

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tts_tui.api.client import Client
    from tts_tui.api.secret import SecretStr
    from tts_tui.api.webhook_models import Webhook

__all__ = ["LABELS", "check", "differences", "paths_of", "save"]

LABELS: Final[Mapping[str, str]] = {
    "base_url": "Base URL",
    "format": "Format",
    "headers": "Headers",
    "downlink_api_key": "Downlink API key",
    "field_mask": "Only these fields",
    "template_ids": "Template",
    "template_fields": "Template fields",
    "paused": "Paused",
    **MESSAGE_WORDS,
}
_CREATED: Final = ("base_url", "format")
"""What a new webhook has to have."""


def paths_of(before: Webhook | None, wanted: Webhook) -> tuple[str, ...]:
    """The fields that are sent: of a new webhook those that are set, of another those that differ."""
    if before is not None:
        return changed(before, wanted)
    empty = wanted.model_copy(
        update={
            "base_url": "", "format": "", "headers": {}, "messages": {}, "field_mask": (), "paused": False,
            "downlink_api_key": type(wanted.downlink_api_key)(""), "template_id": "", "template_fields": {},
        }
    )  # fmt: skip
    return changed(empty, wanted)


async def save(client: Client, application_id: str, before: Webhook | None, wanted: Webhook) -> bool:
    """Create a webhook, or change one that is still as `before`. Returns whether a lost answer was looked up.

    Raises what `check` and `writes.put` raise.
    """
    await check(client, application_id, before, wanted)
    return await writes.put(client, application_id, wanted, paths_of(before, wanted))


async def check(client: Client, application_id: str, before: Webhook | None, wanted: Webhook) -> None:
    """Check against what the server has now whether a webhook can be saved.

    Raises IdTaken for a new one whose ID is in use, ChangedElsewhere where the server has something else than `before`
    in one of the fields that are sent, and what `Webhooks.get` raises.
    """
    there = await client.webhooks.find(application_id, wanted.id)
    if before is None:
        if there is not None:
            raise IdTaken(f"the application has a webhook {wanted.id}")
    elif there is None or not set(paths_of(before, wanted)).isdisjoint(changed(before, there)):
        raise ChangedElsewhere("the webhook", there)


def differences(before: Webhook | None, after: Webhook) -> list[Difference]:
    """What a change would change, field by field; secrets are dots. Safe to show."""
    found = []
    for name in paths_of(before, after):
        old = list(_lines(before, name)) if before is not None else []
        new = list(_lines(after, name))
        lines = [*(Line("-", each) for each in old if each not in new)]
        lines += [Line("+", each) for each in new if each not in old]
        if not lines:
            lines = [Line(" ", f"another secret: {HIDDEN}")]
        found.append(Difference(LABELS[name], tuple(lines)))
    return found


def _lines(webhook: Webhook, name: str) -> Iterator[str]:
    if name in MESSAGES:
        there = webhook.messages.get(name)
        yield "off" if there is None else f"on {visible(there)}".rstrip()
        return
    match name:
        case "base_url":
            yield visible(without_password(webhook.base_url))
        case "headers":
            yield from _masked(webhook.headers)
        case "template_fields":
            yield from _masked(webhook.template_fields)
        case "downlink_api_key":
            if webhook.downlink_api_key:
                yield HIDDEN
        case "field_mask":
            yield from map(visible, webhook.field_mask)
        case "template_ids":
            yield visible(webhook.template_id)
        case "paused":
            yield "yes" if webhook.paused else "no"
        case _:
            yield visible(str(getattr(webhook, name)))


def _masked(secrets: Mapping[str, SecretStr]) -> Iterator[str]:
    for key in sorted(secrets):
        yield f"{visible(key)} = {HIDDEN}"
