"""Filling in a webhook template: the values of its fields replace `{field}`.

Addresses and paths are URI templates. Headers, names and values, have the simple form `{field}` alone, and one without
a value is left out. (`ApplicationWebhookTemplate` in `applicationserver_web.proto`; the Console does so, too.)
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from tts_tui.api.secret import SecretStr
from tts_tui.api.webhook_models import Webhook
from tts_tui.services.webhooks.uri_template import expanded

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tts_tui.api.webhook_models import WebhookTemplate

__all__ = ["by_hand", "filled"]

_IN_HEADER: Final = re.compile(r"\{([a-z0-9_-]+)\}", re.IGNORECASE)


def by_hand(formats: Mapping[str, str]) -> Webhook:
    """What the form of a webhook without a template starts with: uplinks to the base URL itself."""
    return Webhook(id="", format=next(iter(formats)), messages={"uplink_message": ""})


def filled(template: WebhookTemplate, webhook_id: str, values: Mapping[str, SecretStr]) -> Webhook:
    """The webhook that a template gives with these values of its fields."""
    plain = {name: value.get_secret_value() for name, value in values.items()}

    def in_header(text: str) -> str:
        return _IN_HEADER.sub(lambda found: plain.get(found[1], ""), text)

    headers = {in_header(name): in_header(value.get_secret_value()) for name, value in template.headers.items()}
    return Webhook(
        id=webhook_id,
        base_url=expanded(template.base_url, plain),
        format=template.format,
        headers={name: SecretStr(value) for name, value in headers.items() if name and value},
        messages={name: expanded(there, plain) for name, there in template.messages.items()},
        field_mask=template.field_mask,
        template_id=template.id,
        template_fields={name: value for name, value in values.items() if value},
    )
