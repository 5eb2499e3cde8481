"""Going to the webhooks of an application, and what the sandbox keeps of them."""

from __future__ import annotations

from tests.tui.conftest import Person
from tts_tui.sandbox import Sandbox
from tts_tui.tui.screens.webhooks.list import WebhooksScreen
from tts_tui.tui.screens.webhooks.table import WebhookTable

__all__ = ["WATER", "go_to", "kept", "open_webhooks"]

WATER = "water-meters-north"


async def open_webhooks(person: Person, application_id: str = WATER) -> None:
    person.app.push_screen(WebhooksScreen(person.app.screen.session, application_id))
    await person.settle()


async def go_to(person: Person, webhook_id: str) -> None:
    person.app.screen.query_one(WebhookTable).go_to(webhook_id)
    await person.settle()


def kept(sandbox: Sandbox, webhook_id: str, application_id: str = WATER) -> dict[str, object] | None:
    rows = sandbox.store.existing("application", application_id).webhooks
    return next((each for each in rows if each["ids"]["webhook_id"] == webhook_id), None)
