"""Filling in a template: the values of its fields go where it has `{field}`.

Templates are in the form of RFC 6570; the simple form `{field}` and the one of a query, `{?a,b}` and `{&a,b}`, are
filled in. Headers have the simple form alone, and one that is empty is left out. (The Console does so, too.)
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from tts_tui.api.secret import SecretStr
from tts_tui.api.webhook_models import Webhook

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tts_tui.api.webhook_models import WebhookTemplate

__all__ = ["by_hand", "filled", "unknown_forms"]

_EXPRESSION: Final = re.compile(r"\{([?&]?)([A-Za-z0-9_,-]+)\}")
_OTHER: Final = re.compile(r"\{[^{}]*\}")
_IN_HEADER: Final = re.compile(r"\{([a-z0-9_-]+)\}", re.IGNORECASE)
_OF_THE_SERVER: Final = frozenset(
    {"appID", "applicationID", "appEUI", "joinEUI", "devID", "deviceID", "devEUI", "devAddr"}
)
"""What the server fills in with each message."""


def by_hand(formats: Mapping[str, str]) -> Webhook:
    """What a webhook begins with that comes from no template: uplinks to the base URL itself."""
    return Webhook(id="", format=next(iter(formats)), messages={"uplink_message": ""})


def filled(template: WebhookTemplate, webhook_id: str, values: Mapping[str, SecretStr]) -> Webhook:
    """The webhook that a template makes with these values of its fields."""
    plain = {name: value.get_secret_value() for name, value in values.items()}
    headers = {
        name: _IN_HEADER.sub(lambda found: plain.get(found[1], ""), value.get_secret_value())
        for name, value in template.headers.items()
    }
    return Webhook(
        id=webhook_id,
        base_url=_expanded(template.base_url, plain),
        format=template.format,
        headers={name: SecretStr(value) for name, value in headers.items() if value},
        messages={name: _expanded(there, plain) for name, there in template.messages.items()},
        field_mask=template.field_mask,
        template_id=template.id,
        template_fields={name: value for name, value in values.items() if value},
    )


def unknown_forms(template: WebhookTemplate) -> list[str]:
    """What stands in the template's addresses in a form that isn't filled in here."""
    texts = (template.base_url, *template.messages.values())
    return [each for text in texts for each in _OTHER.findall(text) if not _EXPRESSION.fullmatch(each)]


def _expanded(text: str, values: Mapping[str, str]) -> str:
    def expanded(found: re.Match[str]) -> str:
        operator, names = found[1], found[2].split(",")
        if not operator and any(name in _OF_THE_SERVER and name not in values for name in names):
            return found[0]
        given = [(name, quote(values[name], safe="")) for name in names if values.get(name)]
        if operator:
            query = "&".join(f"{name}={value}" for name, value in given)
            return f"{operator}{query}" if query else ""
        return ",".join(value for _, value in given)

    return _EXPRESSION.sub(expanded, text)
