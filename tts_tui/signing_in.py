"""From a token to a session: what a token may be used for here, and the first page asked for at the same time."""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tts_tui.api.client import Client
from tts_tui.api.errors import TTSError
from tts_tui.credentials import sendable
from tts_tui.session import Session
from tts_tui.times import utc_now

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    import httpx

    from tts_tui.api.client import Wait
    from tts_tui.api.models import ApplicationRow, Page
    from tts_tui.credentials import Found

__all__ = ["Entry", "Surroundings", "Unfit", "enter"]


class Unfit(Exception):
    """A token that is good, and good for nothing here, with a sentence that says why."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A session, and the first page of the applications, asked for while the token was checked."""

    session: Session
    first_page: asyncio.Future[Page[ApplicationRow]] | None

    def with_source(self, source: str) -> Entry:
        """The same entry, its token being known to come from elsewhere."""
        return replace(self, session=replace(self.session, source=source))

    async def close(self) -> None:
        """Give the entry up."""
        if self.first_page is not None:
            await _drop(self.first_page)
        await self.session.client.close()


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a program runs in, and tests put in its place: the way to the server, and the time."""

    transport: httpx.AsyncBaseTransport | None = None
    clock: Callable[[], datetime] = utc_now


async def enter(
    base_url: str, found: Found, on_wait: Callable[[Wait], None], surroundings: Surroundings | None = None
) -> Entry:
    """Check the token and, in the same round trip, ask for the first page of applications.

    Raises one of `tts_tui.api.errors`, or Unfit for what can't be a token and for a gateway's or OAuth client's key.
    """
    if not sendable(found.token):
        raise Unfit("It has characters that no token has; nothing was sent. Copy the whole key; it starts with NNSXS.")
    around = surroundings or Surroundings()
    client = Client(base_url, found.token, on_wait=on_wait, transport=around.transport)
    first = asyncio.ensure_future(client.applications.page(order="-created_at"))
    # Where nobody gets to wait for it any more, nobody needs to hear that it failed.
    first.add_done_callback(lambda page: page.cancelled() or page.exception())
    try:
        info = await client.auth.info()
        if info.kind not in ("user", "organization", "application"):
            raise Unfit(
                f"This is the key of a {info.kind}. It can't be used for applications: sign in with a user's, an "
                "organization's or an application's key."
            )
    except BaseException:
        await _drop(first)
        await client.close()
        raise
    session = Session(client, info, found.source, around.clock)
    if info.kind == "application":
        await _drop(first)
        return Entry(session, None)
    return Entry(session, first)


async def _drop(task: asyncio.Future[Page[ApplicationRow]]) -> None:
    task.cancel()
    with contextlib.suppress(TTSError, asyncio.CancelledError):
        await task
