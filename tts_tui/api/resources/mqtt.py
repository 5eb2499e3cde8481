"""Where and as whom to connect to the Application Server's own MQTT. (recordings/08_integrations.json)"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tts_tui.api.calls import Call, path
from tts_tui.api.decoding import expect, read
from tts_tui.api.models import Model

if TYPE_CHECKING:
    from tts_tui.api.calls import Sender

__all__ = ["MQTTConnection", "MQTTInfo"]


class MQTTConnection(Model):
    """Addresses as `host:port`, without and with TLS, empty where the server has none; the password is an API key.

    The user name is the application's ID, on hosted servers with the tenant: `app@tenant`.
    """

    public_address: str = ""
    public_tls_address: str = ""
    username: str = ""


class MQTTInfo:
    """`/as/applications/{id}/mqtt-connection-info`."""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    async def get(self, application_id: str) -> MQTTConnection:
        """How to connect. Needs RIGHT_APPLICATION_INFO."""
        call = Call("GET", path("as", "applications", application_id, "mqtt-connection-info"))
        return read(MQTTConnection, expect((await self._sender.send(call)).json, *MQTTConnection.model_fields))
