"""Reading the webhooks of an application, and what the server says of their health."""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from typing import TYPE_CHECKING, Final

import msgspec

from tts_tui.api.errors import NotFound, PermissionDenied, Unimplemented, error_chain
from tts_tui.api.resources.configuration import ApplicationServerConfiguration
from tts_tui.api.resources.events import Event
from tts_tui.api.webhook_models import answered
from tts_tui.services.parallel_reads import together
from tts_tui.services.webhooks.failures import FailedDelivery

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tts_tui.api.client import Client
    from tts_tui.api.webhook_models import Webhook, WebhookTemplate

__all__ = ["Listed", "Offered", "last_failures", "offers", "read", "to_edit"]

_FAIL: Final = "as.webhook.fail"
_SILENCE: Final = 0.5
"""Seconds without an event after which all kept events have arrived: the stream has no mark for that."""
_PATIENCE: Final = 10.0
_FORMATS: Final = {"json": "JSON"}
"""For a server that names none."""


class Listed(msgspec.Struct, frozen=True):
    """The webhooks, in no order, and how the server tracks their health.

    After `threshold` failures in a row it stops delivering, and tries again after `retry`, such as "4s". A threshold of
    0: it tracks none.
    """

    webhooks: tuple[Webhook, ...] = ()
    threshold: int = 0
    retry: str = ""


class Offered(msgspec.Struct, frozen=True):
    """What a server offers for webhooks: formats with their names, by their names in the API; and templates."""

    formats: Mapping[str, str]
    templates: tuple[WebhookTemplate, ...] = ()


async def read(client: Client, application_id: str) -> Listed:
    """All webhooks and whether their health is tracked. Raises one of `tts_tui.api.errors`."""
    async with together() as reads:
        webhooks = reads.create_task(client.webhooks.all(application_id))
        configured = reads.create_task(_configuration(client))
    found = configured.result()
    return Listed(webhooks.result(), found.unhealthy_attempts, found.unhealthy_retry)


async def offers(client: Client) -> Offered:
    """The formats and templates of a server. Raises one of `tts_tui.api.errors`."""
    async with together() as reads:
        formats = reads.create_task(client.webhooks.formats())
        templates = reads.create_task(client.webhooks.templates())
    return Offered(formats.result() or _FORMATS, templates.result())


async def to_edit(client: Client, application_id: str, webhook_id: str) -> tuple[Webhook, Mapping[str, str]]:
    """A webhook with its secrets, and the formats that the server knows. Raises one of `tts_tui.api.errors`."""
    async with together() as reads:
        webhook = reads.create_task(client.webhooks.get(application_id, webhook_id))
        formats = reads.create_task(client.webhooks.formats())
    return webhook.result(), formats.result() or _FORMATS


async def _configuration(client: Client) -> ApplicationServerConfiguration:
    """The configuration; for a server that doesn't give it, one without health tracking."""
    try:
        return await client.configuration.application_server()
    except (NotFound, PermissionDenied, Unimplemented):
        return ApplicationServerConfiguration()


async def last_failures(client: Client, application_id: str) -> Mapping[str, FailedDelivery]:
    """The last failed delivery of each webhook, by its ID, among the events that the server has kept.

    Those are the last hundred or so of the application, of any kind. Needs RIGHT_APPLICATION_TRAFFIC_READ: without it
    there are none. Raises one of `tts_tui.api.errors`.
    """
    found: dict[str, FailedDelivery] = {}
    stream = client.events.stream([application_id], names=[_FAIL], of_cluster=True)
    try:
        async with asyncio.timeout(_PATIENCE), aclosing(stream) as events:
            while True:
                async with asyncio.timeout(_SILENCE):
                    event = await anext(events, None)
                if event is None:
                    break
                if isinstance(event, Event) and event.name == _FAIL:
                    _note(event, found)
    except TimeoutError:  # no more kept events
        pass
    return found


def _note(event: Event, found: dict[str, FailedDelivery]) -> None:
    data = event.json.get("data")
    chain = error_chain(data)
    webhook_id = chain[0].attributes.get("webhook_id") if chain else None
    if not isinstance(webhook_id, str):
        return
    known = found.get(webhook_id)
    if known is None or known.at is None or known.at < event.time:
        found[webhook_id] = FailedDelivery(event.time, chain, answered(data))
