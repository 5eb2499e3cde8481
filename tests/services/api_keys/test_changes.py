"""Changing a key that somebody else changes, too: what is sent, and what is said."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import httpx
import pytest

from tts_tui.api.client import Client
from tts_tui.api.errors import NotFound
from tts_tui.api.models import APIKey
from tts_tui.api.secret import SecretStr
from tts_tui.sandbox.app import Sandbox
from tts_tui.services.api_keys.changes import change, words
from tts_tui.services.concurrent_changes import ChangedElsewhere

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
INFO = "RIGHT_APPLICATION_INFO"
DELETE = "RIGHT_APPLICATION_DELETE"
READ = "RIGHT_APPLICATION_TRAFFIC_READ"
BEFORE = APIKey(id="KEY", name="reader", rights=frozenset({INFO}))


@pytest.fixture
def sandbox():
    made = Sandbox(clock=lambda: NOW)
    made.add_user("owner")
    made.add_application("my-app", owner="owner")
    made.add_key("application", "my-app", name="reader", rights=[INFO], key_id="KEY")
    return made


@pytest.fixture
async def client(sandbox):
    token = sandbox.add_key("user", "owner")
    async with Client("http://127.0.0.1:1885", SecretStr(token), transport=httpx.ASGITransport(sandbox.asgi())) as made:
        yield made


def key(**fields):
    return BEFORE.model_copy(update=fields)


def there(sandbox):
    return sandbox.store.existing("application", "my-app").keys["KEY"]


async def test_it_is_looked_at_and_then_changed(client, sandbox):
    assert await change(client, "my-app", BEFORE, key(rights=frozenset({INFO, READ}))) is False
    assert [each.method for each in sandbox.requests] == ["GET", "PUT"]
    assert sandbox.requests[-1].json["field_mask"] == {"paths": ["rights"]}
    assert set(there(sandbox).rights) == {INFO, READ}


async def test_what_somebody_else_has_changed_is_not_overwritten(client, sandbox):
    there(sandbox).rights = [INFO, DELETE]
    with pytest.raises(ChangedElsewhere) as caught:
        await change(client, "my-app", BEFORE, key(rights=frozenset({INFO, READ})))
    assert caught.value.now.rights == {INFO, DELETE}
    assert [each.method for each in sandbox.requests] == ["GET"]


async def test_what_is_there_already_is_not_sent_again(client, sandbox):
    there(sandbox).rights = [READ, INFO]
    assert await change(client, "my-app", BEFORE, key(rights=frozenset({INFO, READ}))) is True
    assert [each.method for each in sandbox.requests] == ["GET"]


async def test_what_is_not_sent_may_have_changed(client, sandbox):
    there(sandbox).rights = [INFO, DELETE]
    await change(client, "my-app", BEFORE, key(name="writer"))
    assert (there(sandbox).name, there(sandbox).rights) == ("writer", [INFO, DELETE])


async def test_a_key_that_has_gone(client, sandbox):
    with pytest.raises(NotFound):
        await change(client, "my-app", BEFORE.model_copy(update={"id": "OTHER"}), key(id="OTHER", name="writer"))
    assert [each.method for each in sandbox.requests] == ["GET"]


@pytest.mark.parametrize(
    ("after", "said"),
    [
        ({}, ""),
        ({"name": "writer\x1b[2J"}, "Name: writer␛[2J."),
        ({"name": ""}, "Name removed."),
        ({"rights": frozenset({DELETE})}, "Rights added: Delete the application; rights removed: See the application."),
        ({"rights": frozenset({INFO, "RIGHT_NEW"}), "name": "x"}, "Name: x; rights added: RIGHT_NEW."),
        ({"expires_at": NOW + timedelta(days=1)}, "Expires 2026-11-24 12:00."),
    ],
)
def test_what_has_changed_in_words(after, said):
    assert words(BEFORE, key(**after)) == said


def test_an_expiry_that_has_gone_in_words():
    assert words(key(expires_at=NOW), BEFORE) == "Never expires."
