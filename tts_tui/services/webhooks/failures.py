"""Why a delivery failed, as the server reports it: in a few words, and in full.

Source: `AS/io/web/sink`; recordings/self-contained/15_webhooks.json, "webhooks that fail", and 25_webhook_health.json.
"""

from __future__ import annotations

import json
import re
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final

import msgspec

from tts_tui.services.webhooks.rules import without_password

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from tts_tui.api.errors import ErrorDetails
    from tts_tui.api.webhook_models import Webhook

__all__ = ["FailedDelivery", "last_failure"]

_FIRST_WORDS: Final = 80
"""Characters of a response that are shown beside its status."""
_SAYS: Final = ("message", "error", "detail", "title", "description")
"""The fields in which JSON that reports an error mostly has its text, the best first."""
_TITLE: Final = re.compile(r"<title[^>]*>(.*?)</title>", re.IGNORECASE | re.DOTALL)


class FailedDelivery(msgspec.Struct, frozen=True):
    """A delivery that failed. All of it may hold server text.

    `chain` is the error and its causes, outermost first. `body` is the beginning of the response, at most a KiB; empty
    where there was none.
    """

    at: datetime | None = None
    chain: tuple[ErrorDetails, ...] = ()
    body: str = ""

    @property
    def why(self) -> str:
        """Why it failed, in a line: the status and first words of the response, or the innermost error."""
        if not self.chain:
            return _first_words(self.body)
        if self.chain[0].name == "webhook_disabled":
            return "held back"
        if answer := self.status:
            words = _first_words(self.body)
            return f"answered {answer}{f': {words}' if words else ''}"
        error = self.chain[-1].attributes.get("error")
        where = next((str(each.attributes["address"]) for each in self.chain if "address" in each.attributes), "")
        words = error if isinstance(error, str) else without_password(self.chain[-1].text)
        return f"{words} ({where})" if where else words

    @property
    def status(self) -> str:
        """The HTTP status of the answer, `503 Service Unavailable`; empty where there was none."""
        status = self._attribute("status_code")
        if not isinstance(status, int):
            return ""
        try:
            return f"{status} {HTTPStatus(status).phrase}"
        except ValueError:
            return str(status)

    @property
    def url(self) -> str:
        """The URL that it was sent to, without a password."""
        return without_password(str(self._attribute("url") or ""))

    @property
    def answer(self) -> str:
        """The response, as much as the server kept of it; JSON is indented."""
        found = _json(self.body)
        return self.body if found is None else json.dumps(found, indent=2, ensure_ascii=False)

    def errors(self) -> Iterator[tuple[str, str, str]]:
        """Each error of the chain: its full name, its words, and its correlation ID."""
        for each in self.chain:
            yield f"{each.namespace}:{each.name}".strip(":"), without_password(each.text), each.correlation_id

    def _attribute(self, name: str) -> Any:
        return self.chain[0].attributes.get(name) if self.chain else None


def last_failure(webhook: Webhook) -> FailedDelivery | None:
    """The last failed delivery, where the server has recorded one with the health of the webhook."""
    sick = webhook.unhealthy
    return FailedDelivery(sick.last_failed_attempt_at, sick.details, sick.body) if sick is not None else None


def _first_words(body: str) -> str:
    """A response in a line: the message of JSON, the title of a page, or the first words of a text."""
    found = _json(body)
    if isinstance(found, dict):
        said = (found.get(name) for name in _SAYS)
        body = next((each for each in said if isinstance(each, str) and each), body)
    elif body.lstrip().startswith("<"):
        title = _TITLE.search(body)
        body = title[1] if title else re.sub(r"<[^>]*>", " ", body)
    words = " ".join(body.split())
    return words if len(words) <= _FIRST_WORDS else f"{words[:_FIRST_WORDS].rstrip()}…"


def _json(body: str) -> Any:
    """The text as a JSON object; None where it is none, or was cut off."""
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None
