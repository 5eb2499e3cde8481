"""Several terminals that share a login: they take turns, and only the first renews it."""

from __future__ import annotations

import asyncio
import contextlib
import stat
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import filelock
import pytest

from tests.terminal import Terminal
from tts_tui.api import errors, oauth
from tts_tui.api.oauth import Tokens
from tts_tui.api.secret import SecretStr
from tts_tui.sandbox.app import Sandbox
from tts_tui.sandbox.server import in_thread
from tts_tui.session.credentials.file import TokenFile
from tts_tui.session.session_token import SessionToken

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.processes

TERMINALS = 4
TERMINAL = """
import asyncio, sys
from msgspec.structs import replace
from tts_tui.api.calls import Call
from tts_tui.session.manager import SessionManager
from tts_tui.servers.model import by_address
from tts_tui.session.sign_in import Listener

async def main():
    manager = SessionManager()
    server = replace(by_address(sys.argv[1]), token="file")
    found = await manager.find(server)
    print("ready", flush=True)
    await asyncio.to_thread(sys.stdin.readline)
    entry = await manager.enter(server, found, Listener(print, print))
    await entry.session.client.send(Call("GET", "/applications", {"limit": "1", "page": "1", "order": "name"}))
    print(entry.session.info.entity_id, entry.session.bearer.credential.token_id, flush=True)
    await entry.close()

asyncio.run(main())
"""


@pytest.fixture
def sandbox() -> Sandbox:
    made = Sandbox()
    made.add_user("alice")
    made.add_application("mine", owner="alice")
    return made


@pytest.fixture
def url(sandbox: Sandbox) -> Iterator[str]:
    with in_thread(sandbox) as base_url:
        yield base_url


async def logged_in(sandbox: Sandbox, url: str, user_id: str = "") -> Tokens:
    """A login whose access token has ended, by the clock of whoever has it, and that is stored."""
    tokens = await oauth.exchange(f"{url}/oauth", SecretStr(sandbox.add_code("alice")))
    ended = datetime.now(UTC) - timedelta(minutes=1)
    tokens = tokens.model_copy(update={"expires_at": ended, "user_id": user_id})
    await TokenFile().store(url, tokens)
    sandbox.requests.clear()
    return tokens


@pytest.mark.parametrize("user_id", ["alice", ""], ids=["a login of a known user", "one of nobody knows whom"])
def test_several_processes_renew_a_login_once_and_all_go_on(sandbox: Sandbox, url: str, user_id: str) -> None:
    before = asyncio.run(logged_in(sandbox, url, user_id))
    with contextlib.ExitStack() as stack:
        terminals = [stack.enter_context(Terminal("-c", TERMINAL, url)) for _ in range(TERMINALS)]
        for each in terminals:
            each.until("ready")
        for each in terminals:
            each.send(b"\n")
        ended = [each.end() for each in terminals]

    after = asyncio.run(TokenFile().find(url))
    assert isinstance(after, Tokens)
    assert after.refresh_token != before.refresh_token
    assert ended == [0] * TERMINALS
    assert [each.text.split() for each in terminals] == [["ready", "alice", after.token_id]] * TERMINALS
    renewals = [each for each in sandbox.requests if each.path == "/oauth/token"]
    assert len(renewals) == 1
    assert list(sandbox.store.access_tokens) == [after.token_id]
    file = TokenFile().path(url)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


# The lock


def bearer(url: str, tokens: Tokens, lock: Path) -> SessionToken:
    return SessionToken(
        tokens,
        refresh=lambda token: oauth.refresh(f"{url}/oauth", token),
        entry=url,
        store=TokenFile(),
        lock=lock,
        clock=lambda: datetime.now(UTC),
    )


async def test_a_terminal_that_hangs_while_it_renews_is_not_waited_for_for_ever(
    sandbox: Sandbox, url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tts_tui.session.session_token.LOCK_PATIENCE", 0.01)
    tokens = await logged_in(sandbox, url)
    lock = tmp_path / "locks" / "one.lock"
    lock.parent.mkdir()
    with filelock.FileLock(lock), pytest.raises(errors.NotRenewed, match="another terminal"):
        await bearer(url, tokens, lock).token()
    assert not sandbox.requests
    assert (await bearer(url, tokens, lock).token()) != tokens.access_token


async def test_a_lock_is_made_where_there_is_no_folder_yet(sandbox: Sandbox, url: str, tmp_path: Path) -> None:
    lock = tmp_path / "new" / "locks" / "one.lock"
    await bearer(url, await logged_in(sandbox, url), lock).token()
    assert lock.parent.is_dir()
    assert len(sandbox.requests) == 1


async def test_a_folder_that_cannot_be_made_is_said_and_nothing_is_sent(
    sandbox: Sandbox, url: str, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    tokens = await logged_in(sandbox, url)
    with pytest.raises(errors.NotRenewed, match="lock can't be made: Not a directory"):
        await bearer(url, tokens, tmp_path / "file" / "locks" / "one.lock").token()
    assert not sandbox.requests
