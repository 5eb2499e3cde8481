"""Logins that end, a server that renews them, and a store that may be broken."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

from tts_tui.api import errors
from tts_tui.api.oauth import Tokens
from tts_tui.api.secret import SecretStr
from tts_tui.session.credentials import Credential, StoreFault
from tts_tui.session.credentials.session import SessionOnly

URL = "https://thethings.example.com"
NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
REFUSED = errors.Unauthenticated("error", status=401)


def pair(number: int, expires_at: datetime = NOW + HOUR, user_id: str = "alice") -> Tokens:
    return Tokens(
        access_token=SecretStr(f"MFRWG.{number}.TOPSECRET"),
        refresh_token=SecretStr(f"OJSWM.{number}.TOPSECRET"),
        expires_at=expires_at,
        user_id=user_id,
    )


OLD = pair(1, NOW - HOUR)
NEW = pair(2)


class Server:
    """The token endpoint: gives NEW, or what it is told to; waits where `held`."""

    def __init__(self, answer: Tokens | errors.TTSError = NEW) -> None:
        self.answer = answer
        self.asked_with: list[str] = []
        self.held: asyncio.Event | None = None
        self.asked = asyncio.Event()
        self.on_warning: list[str] = []

    async def refresh(self, token: SecretStr) -> Tokens:
        self.asked_with.append(token.get_secret_value())
        self.on_warning.append("renewed")
        self.asked.set()
        if self.held is not None:
            await self.held.wait()
        else:
            await asyncio.sleep(0)
        if isinstance(self.answer, errors.TTSError):
            raise self.answer
        return self.answer.model_copy(update={"user_id": ""})  # the server doesn't say whose it is


class Stored(SessionOnly):
    """Says when it was written to, and may be broken."""

    def __init__(self, credential: Credential | None = None, on_warning: list[str] | None = None) -> None:
        super().__init__()
        self.on_warning = on_warning if on_warning is not None else []
        self.reads = self.writes = True
        if credential is not None:
            self._credentials[URL] = credential

    @property
    def now(self) -> Credential | None:
        return self._credentials.get(URL)

    async def find(self, base_url: str) -> Credential | None:
        if not self.reads:
            raise StoreFault("The file can't be read.")
        return await super().find(base_url)

    async def store(self, base_url: str, credential: Credential) -> None:
        await asyncio.sleep(0)
        if not self.writes:
            raise StoreFault("The disk is full.")
        self.on_warning.append("stored")
        await super().store(base_url, credential)
