"""A signed-in server: what every screen needs to know."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from tts_tui.addresses import is_loopback
from tts_tui.times import utc_now

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from tts_tui.api.client import Client
    from tts_tui.api.models import AuthInfo

__all__ = ["Session"]


@dataclass(frozen=True, slots=True)
class Session:
    """The client of a server, whose token it has, where that token came from (in words), and what time it is."""

    client: Client
    info: AuthInfo
    source: str
    clock: Callable[[], datetime] = utc_now

    @property
    def host(self) -> str:
        """The server's host, with its port where that is not the usual one."""
        return urlsplit(self.client.base_url).netloc

    @property
    def hostname(self) -> str:
        """The server's host without a port: what Console and CLI give a new application as its server addresses."""
        return urlsplit(self.client.base_url).hostname or ""

    @property
    def protected(self) -> bool:
        """Whether nobody else can read the token on its way: TLS, or no network at all."""
        return self.client.base_url.startswith("https:") or is_loopback(self.hostname)
