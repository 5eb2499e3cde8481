"""Changes of API keys whose answer gets lost: what is looked up, and what is said."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import httpx
import pytest

from tts_tui.api.client import Client
from tts_tui.api.errors import InvalidArgument, NotFound, OutcomeUnknown
from tts_tui.api.models import APIKey
from tts_tui.api.secret import SecretStr
from tts_tui.sandbox.app import Sandbox
from tts_tui.sandbox.faults import Fault
from tts_tui.services.api_keys.writes import UnseenKey, create, delete, update
from tts_tui.services.verified_writes import NotDone

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
INFO = frozenset({"RIGHT_APPLICATION_INFO"})
WANTED = APIKey(id="", name="reader", rights=INFO, expires_at=NOW + timedelta(days=1, microseconds=123456))


@pytest.fixture
def sandbox():
    made = Sandbox(clock=lambda: NOW)
    made.add_user("owner")
    made.add_application("my-app", owner="owner")
    return made


@pytest.fixture
async def client(sandbox):
    token = sandbox.add_key("user", "owner")
    async with Client("http://127.0.0.1:1885", SecretStr(token), transport=httpx.ASGITransport(sandbox.asgi())) as made:
        yield made


def keys(sandbox):
    return sandbox.store.existing("application", "my-app").keys


def wanted(client, known=frozenset()):
    return create(client, "my-app", WANTED, known=known, now=NOW)


async def test_an_answer_that_comes_is_the_key(client, sandbox):
    made = await wanted(client)
    assert made.key is not None
    assert [each.method for each in sandbox.requests] == ["POST"]


async def test_a_key_that_was_made_without_an_answer_is_found(client, sandbox):
    sandbox.add_key("application", "my-app", name="reader", rights=["RIGHT_APPLICATION_DELETE"])
    sandbox.faults.add(Fault("POST", cut="after"))
    with pytest.raises(UnseenKey) as caught:
        await wanted(client)
    assert [each.id for each in caught.value.keys] == list(keys(sandbox))[1:]
    assert [each.method for each in sandbox.requests] == ["POST", "GET"]


async def test_a_key_that_was_known_before_is_not_the_new_one(client, sandbox):
    old = await wanted(client)
    sandbox.faults.add(Fault("POST", cut="before"))
    with pytest.raises(NotDone, match="the key doesn't exist"):
        await wanted(client, known={old.id})
    sandbox.faults.add(Fault("POST", cut="after"))
    with pytest.raises(UnseenKey) as caught:
        await wanted(client, known={old.id})
    assert [each.id for each in caught.value.keys] == list(keys(sandbox))[1:]


async def test_where_nothing_is_known_the_time_tells(client, sandbox):
    sandbox.add_key(
        "application", "my-app", name="reader", rights=INFO, expires_at=WANTED.expires_at, created_at=NOW - timedelta(1)
    )
    sandbox.faults.add(Fault("POST", cut="after"))
    with pytest.raises(UnseenKey) as caught:
        await wanted(client, known=None)
    assert [each.id for each in caught.value.keys] == list(keys(sandbox))[1:]


async def test_an_answer_without_a_secret_is_a_key_that_nobody_saw(client, sandbox):
    sandbox.faults.add(Fault("POST", status=200, body={"id": "ABC", "name": "reader"}))
    with pytest.raises(UnseenKey) as caught:
        await wanted(client)
    assert [each.id for each in caught.value.keys] == ["ABC"]


async def test_where_looking_fails_too_nothing_is_known(client, sandbox):
    sandbox.faults.add(Fault("POST", cut="after"))
    sandbox.faults.add(Fault("GET", status=500, times=None))
    with pytest.raises(OutcomeUnknown):
        await wanted(client)


async def test_a_refusal_is_a_refusal(client, sandbox):
    with pytest.raises(InvalidArgument):
        await create(client, "my-app", WANTED.model_copy(update={"name": "x" * 51}), known=(), now=NOW)
    assert len(sandbox.requests) == 1


async def made(client):
    return (await wanted(client)).model_copy(update={"name": "renamed"})


async def test_a_change_is_looked_up(client, sandbox):
    key = await made(client)
    assert await update(client, "my-app", key, ["name"]) is False
    key = key.model_copy(update={"expires_at": NOW + timedelta(days=9, microseconds=999)})
    sandbox.faults.add(Fault("PUT", cut="after"))
    assert await update(client, "my-app", key, ["expires_at"]) is True


async def test_a_change_that_did_not_happen(client, sandbox):
    sandbox.faults.add(Fault("PUT", cut="before"))
    with pytest.raises(NotDone, match="the key is unchanged"):
        await update(client, "my-app", await made(client), ["name"])


async def test_a_changed_key_that_has_gone(client, sandbox):
    key = await made(client)
    keys(sandbox).clear()
    sandbox.faults.add(Fault("PUT", cut="before"))
    with pytest.raises(NotFound):
        await update(client, "my-app", key, ["name"])


async def test_a_change_that_nobody_can_look_up(client, sandbox):
    key = await made(client)
    sandbox.faults.add(Fault("PUT", cut="after"))
    sandbox.faults.add(Fault("GET", status=500, times=None))
    with pytest.raises(OutcomeUnknown):
        await update(client, "my-app", key, ["name"])


async def test_a_deletion_is_looked_up(client, sandbox):
    assert await delete(client, "my-app", (await made(client)).id) is False
    key = await made(client)
    sandbox.faults.add(Fault("DELETE", cut="before"))
    with pytest.raises(NotDone, match="still there"):
        await delete(client, "my-app", key.id)
    sandbox.faults.add(Fault("DELETE", cut="after"))
    assert await delete(client, "my-app", key.id) is True
    assert not keys(sandbox)


async def test_a_deletion_that_nobody_can_look_up(client, sandbox):
    key = await made(client)
    sandbox.faults.add(Fault("DELETE", cut="after"))
    sandbox.faults.add(Fault("GET", status=500, times=None))
    with pytest.raises(OutcomeUnknown):
        await delete(client, "my-app", key.id)


async def test_a_server_that_is_away_is_looked_at_before_anything_is_said(client, sandbox):
    key = await made(client)
    for method, change in (
        ("POST", lambda: wanted(client, known={key.id})),
        ("PUT", lambda: update(client, "my-app", key, ["name"])),
        ("DELETE", lambda: delete(client, "my-app", key.id)),
    ):
        sandbox.faults.add(Fault(method, status=503))
        with pytest.raises(NotDone):
            await change()
    assert [each.method for each in sandbox.requests if each.method != "GET"] == ["POST", "POST", "PUT", "DELETE"]


async def test_only_a_404_says_that_a_key_was_deleted(client, sandbox):
    key = await made(client)
    sandbox.faults.add(Fault("DELETE", cut="before"))
    sandbox.faults.add(Fault("GET", status=403))
    with pytest.raises(OutcomeUnknown):
        await delete(client, "my-app", key.id)
