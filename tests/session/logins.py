"""Logins at a sandbox, for tests of what happens to them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import httpx
from msgspec.structs import replace

from tts_tui.api import oauth
from tts_tui.api.oauth import Tokens
from tts_tui.api.secret import SecretStr
from tts_tui.servers.model import by_address
from tts_tui.session.credentials.file import TokenFile
from tts_tui.session.manager import SessionManager
from tts_tui.session.sign_in import Listener, Outside

if TYPE_CHECKING:
    from tts_tui.sandbox.app import Sandbox
    from tts_tui.servers.model import Server
    from tts_tui.session.sign_in import OpenedSession

URL = "http://127.0.0.1:1885"
SERVER = replace(by_address(URL), token="file")
UNHEARD = Listener(lambda _: None, lambda _: None)


def manager_for(sandbox: Sandbox) -> SessionManager:
    """A gate whose every server is the sandbox, at the sandbox's time."""
    return SessionManager(outside=Outside(httpx.ASGITransport(sandbox.asgi()), sandbox.clock))


async def log_in(sandbox: Sandbox, user_id: str = "alice") -> Tokens:
    """A new login, which nothing here knows of yet."""
    return await oauth.exchange(
        f"{URL}/oauth",
        SecretStr(sandbox.add_code(user_id)),
        transport=httpx.ASGITransport(sandbox.asgi()),
        clock=sandbox.clock,
    )


def ended(tokens: Tokens, sandbox: Sandbox) -> Tokens:
    """The pair as it is an hour later: by this machine's clock its access token has ended."""
    return tokens.model_copy(update={"expires_at": sandbox.clock() - timedelta(minutes=1)})


async def stored_login(sandbox: Sandbox, *, over: bool = False, user_id: str = "alice", entry: str = URL) -> Tokens:
    """A login that is stored in the file, `over` for one whose access token has ended; no request is left noted."""
    tokens = (await log_in(sandbox, user_id)).model_copy(update={"user_id": user_id})
    if over:
        tokens = ended(tokens, sandbox)
    await TokenFile().store(entry, tokens)
    sandbox.requests.clear()
    return tokens


async def entered(manager: SessionManager, server: Server = SERVER) -> OpenedSession:
    """The server opened with what is stored, and its first page there: nothing is on its way any more."""
    found = await manager.find(server)
    assert found is not None
    entry = await manager.enter(server, found, UNHEARD)
    assert entry.pages is not None
    await anext(entry.pages)
    return entry


async def expire(entry: OpenedSession, sandbox: Sandbox) -> Tokens:
    """Let an hour pass; the pair that ended. No request is left noted."""
    bearer = entry.session.bearer
    assert isinstance(bearer.credential, Tokens)
    bearer.credential = ended(bearer.credential, sandbox)
    stored = await TokenFile().find(URL)
    if isinstance(stored, Tokens) and stored.user_id == "alice":
        await TokenFile().store(URL, bearer.credential)
    sandbox.requests.clear()
    return bearer.credential


def asked(sandbox: Sandbox, path: str = "") -> list[str]:
    """The requests that arrived, as method and path, those whose path ends so."""
    return [f"{each.method} {each.path}" for each in sandbox.requests if each.path.endswith(path)]
