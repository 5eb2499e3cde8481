"""Changes of collaborators whose answer gets lost."""

from __future__ import annotations

import pytest

from tests.services.losing import Losing
from tts_tui.api.client import Client
from tts_tui.api.errors import OutcomeUnknown
from tts_tui.api.models import Account, Collaborator
from tts_tui.api.secret import SecretStr
from tts_tui.sandbox import Sandbox
from tts_tui.services.collaborators.writes import put, remove
from tts_tui.services.verified_writes import NotDone

BOB = Account(kind="user", id="bob")
INFO = frozenset({"RIGHT_APPLICATION_INFO"})


def server(rights: frozenset[str] = frozenset({"RIGHT_ALL"})) -> tuple[Sandbox, SecretStr]:
    sandbox = Sandbox()
    for user_id in ("alice", "bob"):
        sandbox.add_user(user_id)
    sandbox.add_application("water", owner="alice")
    token = sandbox.add_key("user", "alice", rights=rights)
    return sandbox, SecretStr(token)


def client(sandbox: Sandbox, token: SecretStr, *, done: bool) -> Client:
    return Client("http://127.0.0.1:1885", token, transport=Losing(sandbox, done=done))


async def test_somebody_was_added() -> None:
    assert await put(client(*server(), done=True), "water", Collaborator(account=BOB, rights=INFO)) is True


async def test_somebody_was_not_added() -> None:
    with pytest.raises(NotDone, match="bob is not a collaborator"):
        await put(client(*server(), done=False), "water", Collaborator(account=BOB, rights=INFO))


async def test_rights_are_as_they_were() -> None:
    sandbox, token = server()
    sandbox.add_collaborator("water", "bob", ["RIGHT_APPLICATION_LINK"])
    with pytest.raises(NotDone, match="rights of bob are as they were"):
        await put(client(sandbox, token, done=False), "water", Collaborator(account=BOB, rights=INFO))


async def test_who_took_away_their_own_right_to_see_rights_can_not_tell() -> None:
    sandbox, token = server()
    sandbox.add_collaborator("water", "bob", ["RIGHT_ALL"])
    alice = Account(kind="user", id="alice")
    with pytest.raises(OutcomeUnknown):
        await put(client(sandbox, token, done=True), "water", Collaborator(account=alice, rights=INFO))


async def test_somebody_was_removed() -> None:
    sandbox, token = server()
    sandbox.add_collaborator("water", "bob", INFO)
    assert await remove(client(sandbox, token, done=True), "water", BOB) is True


async def test_who_removed_themselves_still_sees_that_they_are_gone() -> None:
    sandbox, token = server()
    sandbox.store.existing("application", "water").fields.clear()
    sandbox.add_collaborator("water", "bob", ["RIGHT_APPLICATION_ALL"])
    alice = Account(kind="user", id="alice")
    assert await remove(client(sandbox, token, done=True), "water", alice) is True


async def test_somebody_was_not_removed() -> None:
    sandbox, token = server()
    sandbox.add_collaborator("water", "bob", INFO)
    with pytest.raises(NotDone, match="bob is still a collaborator"):
        await remove(client(sandbox, token, done=False), "water", BOB)
