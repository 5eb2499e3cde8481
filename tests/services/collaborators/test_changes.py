"""A collaborator whom others may change as well."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx
import pytest

from tts_tui.api.client import Client
from tts_tui.api.errors import NotFound
from tts_tui.api.models import Account, Collaborator
from tts_tui.api.secret import SecretStr
from tts_tui.sandbox import Sandbox
from tts_tui.services.collaborators.changes import change, words
from tts_tui.services.concurrent_changes import ChangedElsewhere

INFO, LINK, DELETE = "RIGHT_APPLICATION_INFO", "RIGHT_APPLICATION_LINK", "RIGHT_APPLICATION_DELETE"


def bob(*rights: str) -> Collaborator:
    return Collaborator(account=Account(kind="user", id="bob"), rights=frozenset(rights))


@pytest.fixture
def sandbox() -> Sandbox:
    made = Sandbox()
    for user_id in ("alice", "bob"):
        made.add_user(user_id)
    made.add_application("water", owner="alice")
    return made


@pytest.fixture
async def client(sandbox: Sandbox) -> AsyncIterator[Client]:
    token = SecretStr(sandbox.add_key("user", "alice"))
    async with Client("http://127.0.0.1:1885", token, transport=httpx.ASGITransport(sandbox.asgi())) as made:
        yield made


def writes(sandbox: Sandbox) -> int:
    return sum(each.method != "GET" for each in sandbox.requests)


async def test_somebody_is_added(sandbox: Sandbox, client: Client) -> None:
    assert await change(client, "water", None, bob(INFO)) == "sent"
    assert await client.collaborators.get("water", bob().account) == bob(INFO)
    assert writes(sandbox) == 1


async def test_rights_are_changed(sandbox: Sandbox, client: Client) -> None:
    sandbox.add_collaborator("water", "bob", [INFO])
    assert await change(client, "water", bob(INFO), bob(LINK)) == "sent"
    assert await client.collaborators.get("water", bob().account) == bob(LINK)


async def test_what_is_there_already_is_not_sent(sandbox: Sandbox, client: Client) -> None:
    sandbox.add_collaborator("water", "bob", [LINK])
    assert await change(client, "water", bob(INFO), bob(LINK)) == "already"
    assert writes(sandbox) == 0


@pytest.mark.parametrize(("before", "there"), [(None, [DELETE]), (bob(INFO), [DELETE]), (bob(INFO), [])])
async def test_what_somebody_else_did_is_not_overwritten(sandbox: Sandbox, client: Client, before, there) -> None:
    sandbox.add_collaborator("water", "bob", there)
    with pytest.raises(ChangedElsewhere) as caught:
        await change(client, "water", before, bob(LINK))
    assert caught.value.now == (bob(*there) if there else None)
    assert writes(sandbox) == 0


async def test_who_is_not_on_the_server_is_not_found(sandbox: Sandbox, client: Client) -> None:
    with pytest.raises(NotFound):
        await change(client, "water", None, Collaborator(account=Account(kind="user", id="carol"), rights={INFO}))
    assert writes(sandbox) == 0


def test_differences_in_words() -> None:
    assert words(bob(INFO), bob(INFO)) == ""
    assert words(bob(INFO), bob(LINK)) == "Given: Link as Application Server; removed: See the application."
    assert words(bob(INFO), None) == "They are no longer a collaborator."
    assert words(None, bob(INFO)) == "They are now a collaborator, with: See the application."
