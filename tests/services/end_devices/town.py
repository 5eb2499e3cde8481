"""A server with devices on all four servers, and a client that is signed in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx

from tts_tui.api.client import Client
from tts_tui.api.secret import SecretStr
from tts_tui.sandbox import Sandbox

if TYPE_CHECKING:
    from collections.abc import Iterable

URL = "http://127.0.0.1:1885"
EVERYTHING = ("RIGHT_ALL",)


class Town:
    """The application `meters` with so many devices, `meter-001` having a session."""

    def __init__(self, devices: int = 3, rights: Iterable[str] = EVERYTHING) -> None:
        self.sandbox = Sandbox()
        self.sandbox.add_user("alice")
        self.application = self.sandbox.add_application("meters", owner="alice")
        self.ids = [f"meter-{number:03}" for number in range(1, devices + 1)]
        for number, device_id in enumerate(self.ids, 1):
            device = self.sandbox.add_device(
                "meters", device_id, dev_eui=f"70B3D57E{number:08X}", join_eui="70B3D57ED0000000"
            )
            if number == 1:
                self.first = self.sandbox.add_to_server("as", device, session={"dev_addr": "01264966"})
        self.token = SecretStr(self.sandbox.add_key("application", "meters", rights=rights))

    def client(self, transport: httpx.AsyncBaseTransport | None = None) -> Client:
        """A client of this server."""
        return Client(URL, self.token, transport=transport or httpx.ASGITransport(app=self.sandbox.asgi()))

    @property
    def left(self) -> dict[str, list[str]]:
        """The devices that each server has."""
        there = {
            name: sorted(device_id for _, device_id in each) for name, each in self.sandbox.store.registries.items()
        }
        return {"is": sorted(self.application.devices), **there}

    @property
    def deletions(self) -> list[str]:
        """Where something was deleted, in order."""
        return [each.path.removeprefix("/api/v3") for each in self.sandbox.requests if each.method == "DELETE"]
