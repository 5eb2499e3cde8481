"""The configuration that the Application Server shows to everybody.

Source: `applicationserver.proto` 79-151; recordings/08_integrations.json and self-contained/25_webhook_health.json.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import msgspec

from tts_tui.api.calls import Call, path
from tts_tui.api.decoding import expect
from tts_tui.api.errors import NotTheAPI

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tts_tui.api.calls import Sender

__all__ = ["ApplicationServerConfiguration", "Configuration"]

_ENABLED: Final = "ENABLED"


class ApplicationServerConfiguration(msgspec.Struct, frozen=True):
    """`unhealthy_attempts` failed deliveries in a row make the server hold a webhook back; 0: it tracks no health.

    After `unhealthy_retry` ("4s") it tries one again. `pubsub` says of each kind of pub/sub, such as "mqtt", whether it
    is ENABLED, a WARNING or DISABLED; one that it doesn't name is enabled.
    """

    unhealthy_attempts: int = 0
    unhealthy_retry: str = ""
    pubsub: Mapping[str, str] = {}


class Configuration:
    """`/as/configuration`."""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    async def application_server(self) -> ApplicationServerConfiguration:
        """The configuration of the Application Server. Anybody may read it."""
        answer = await self._sender.send(Call("GET", path("as", "configuration")))
        found = _inner(expect(answer.json, "configuration"), "configuration")
        webhooks, providers = _inner(found, "webhooks"), _inner(_inner(found, "pubsub"), "providers")
        try:
            attempts = int(webhooks.get("unhealthy_attempts_threshold", 0))  # 64 bits, which are written as a string
        except (TypeError, ValueError):
            raise NotTheAPI("a threshold that is no number") from None
        retry = webhooks.get("unhealthy_retry_interval", "")
        return ApplicationServerConfiguration(
            attempts, str(retry), {kind: str(status or _ENABLED) for kind, status in providers.items()}
        )


def _inner(data: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    found = data.get(key)
    return found if isinstance(found, dict) else {}
