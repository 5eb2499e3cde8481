"""Rotating a key: what the new one is, when the old one ends, and which of the two works after whatever happens."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from tts_tui.api.client import Client
from tts_tui.api.errors import NotFound, OutcomeUnknown, PermissionDenied, TTSError
from tts_tui.api.models import APIKey
from tts_tui.api.secret import SecretStr
from tts_tui.sandbox.app import Sandbox
from tts_tui.sandbox.faults import Fault
from tts_tui.services.api_keys import rotation
from tts_tui.services.api_keys.writes import UnseenKey
from tts_tui.services.concurrent_changes import ChangedElsewhere
from tts_tui.services.verified_writes import NotDone

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
INFO = frozenset({"RIGHT_APPLICATION_INFO"})
DAY = timedelta(days=1)


@pytest.fixture
def sandbox():
    made = Sandbox(clock=lambda: NOW)
    made.add_user("owner")
    made.add_application("my-app", owner="owner")
    made.add_key("application", "my-app", name="reader", rights=INFO, key_id="OLD", created_at=NOW - 10 * DAY,
                 expires_at=NOW + 20 * DAY)  # fmt: skip
    return made


@pytest.fixture
async def client(sandbox):
    token = sandbox.add_key("user", "owner")
    async with Client("http://127.0.0.1:1885", SecretStr(token), transport=httpx.ASGITransport(sandbox.asgi())) as made:
        yield made


@pytest.fixture
async def old(client, sandbox) -> APIKey:
    found = await client.api_keys.get("my-app", "OLD")
    sandbox.requests.clear()
    return found


def sent(sandbox) -> list[str]:
    return [each.method for each in sandbox.requests]


def key(**fields) -> APIKey:
    return APIKey(**{"id": "OLD", "name": "reader", "rights": INFO, "created_at": NOW - 10 * DAY, **fields})


@pytest.mark.parametrize(
    ("expires_at", "expected"),
    [
        (None, None),
        (NOW + 20 * DAY, NOW + 30 * DAY),  # made for thirty days
        (NOW - 3 * DAY, NOW + 7 * DAY),  # expired, made for seven
        (datetime.max.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)),
        (NOW - 11 * DAY, datetime(2027, 2, 21, 23, 59, 59, tzinfo=UTC)),  # before it was made: 90 days
    ],
)
def test_the_new_key_lasts_as_long_as_the_old_one_was_made_for(expires_at, expected) -> None:
    new = rotation.successor(key(expires_at=expires_at), NOW)
    assert (new.name, new.rights, new.expires_at) == ("reader", INFO, expected)


@pytest.mark.parametrize(
    ("expires_at", "expected"),
    [
        (None, datetime(2026, 11, 30, 23, 59, 59, tzinfo=UTC)),
        (NOW + 20 * DAY, datetime(2026, 11, 30, 23, 59, 59, tzinfo=UTC)),
        (NOW + 2 * DAY, NOW + 2 * DAY),
    ],
)
def test_the_old_key_never_ends_later_than_it_would(expires_at, expected) -> None:
    assert rotation.old_expiry(key(expires_at=expires_at), 7, NOW) == expected


async def test_the_new_key_is_made_and_the_old_one_is_not_touched(client, sandbox, old) -> None:
    made = await rotation.make(client, "my-app", old, rotation.successor(old, NOW), now=NOW)
    assert made.key is not None
    assert sent(sandbox) == ["GET", "POST"]
    assert rotation.which_work(made, rotation.OldKey(old), NOW) == (
        f"Both keys work: the new one {made.id}, and the old one OLD as before."
    )


async def test_a_key_that_somebody_changed_meanwhile_is_not_rotated(client, sandbox, old) -> None:
    sandbox.store.existing("application", "my-app").keys["OLD"].rights = ["RIGHT_APPLICATION_DELETE"]
    with pytest.raises(ChangedElsewhere):
        await rotation.make(client, "my-app", old, rotation.successor(old, NOW), now=NOW)
    assert sent(sandbox) == ["GET"]


async def test_a_key_that_is_gone_is_not_rotated(client, sandbox, old) -> None:
    sandbox.store.existing("application", "my-app").keys.clear()
    with pytest.raises(NotFound) as why:
        await rotation.make(client, "my-app", old, rotation.successor(old, NOW), now=NOW)
    assert "POST" not in sent(sandbox)
    assert why.value.is_a("api_key_not_found")


async def test_an_unseen_secret_ends_in_which_keys_work(client, sandbox, old) -> None:
    sandbox.faults.add(Fault("POST", cut="after"))
    with pytest.raises(UnseenKey) as why:
        await rotation.make(client, "my-app", old, rotation.successor(old, NOW), now=NOW)
    (unseen,) = why.value.keys
    said = rotation.why_not_made(why.value, old)
    assert said.startswith("Both keys work: the old one OLD as before, and a new one")
    assert unseen.id in said


async def test_an_unmade_key_ends_in_which_key_works(client, sandbox, old) -> None:
    sandbox.faults.add(Fault("POST", cut="before"))
    with pytest.raises(NotDone) as why:
        await rotation.make(client, "my-app", old, rotation.successor(old, NOW), now=NOW)
    assert rotation.why_not_made(why.value, old) == "The old key OLD works as before; there is no new one."
    assert "It is unknown" in rotation.why_not_made(OutcomeUnknown("x"), old)


async def ended(client, old: APIKey, expires_at: datetime | None = None) -> tuple[rotation.OldKey, str]:
    found = await rotation.end_old_key(client, "my-app", old, expires_at=expires_at)
    return found, rotation.which_work(key(id="NEW"), found, NOW)


async def test_revoked(client, sandbox, old) -> None:
    found, said = await ended(client, old)
    assert (found.fate, sent(sandbox)) == ("revoked", ["DELETE"])
    assert said == "The new key NEW works. The old key OLD is revoked."


@pytest.mark.parametrize("cut", ["before", "after"])
async def test_a_lost_revocation_is_looked_up(client, sandbox, old, cut) -> None:
    sandbox.faults.add(Fault("DELETE", cut=cut))
    found, said = await ended(client, old)
    assert sent(sandbox) == ["DELETE", "GET"]
    assert found.fate == ("works" if cut == "before" else "revoked")
    assert ("Both keys work" in said) is (cut == "before")
    assert (found.error is None) is (cut == "after")


async def test_where_looking_fails_nobody_says_more_than_is_known(client, sandbox, old) -> None:
    sandbox.faults.add(Fault("DELETE", cut="after"))
    sandbox.faults.add(Fault("GET", status=403))
    found, said = await ended(client, old)
    assert found.fate == "unknown"
    assert "It is unknown whether the old key OLD still does" in said


async def test_somebody_else_was_quicker(client, sandbox, old) -> None:
    sandbox.store.existing("application", "my-app").keys.clear()
    assert (await ended(client, old))[0].fate == "gone"
    assert (await ended(client, old, NOW + DAY))[0].fate == "gone"


async def test_an_expiry_is_all_that_is_sent(client, sandbox, old) -> None:
    sandbox.store.existing("application", "my-app").keys["OLD"].name = "renamed meanwhile"
    found, said = await ended(client, old, NOW + 7 * DAY)
    assert (found.fate, found.expires_at) == ("expires", NOW + 7 * DAY)
    assert json.loads(sandbox.requests[-1].body)["field_mask"] == {"paths": ["expires_at"]}
    assert "works until 2026-11-30" in said
    there = await client.api_keys.get("my-app", "OLD")
    assert (there.name, there.rights, there.expires_at) == ("renamed meanwhile", INFO, NOW + 7 * DAY)


async def test_a_sooner_expiry_stays(client, sandbox, old) -> None:
    found, _ = await ended(client, old, NOW + 25 * DAY)
    assert (found.fate, found.expires_at) == ("expires", NOW + 20 * DAY)
    assert sent(sandbox) == ["GET"]


async def test_a_refusal_leaves_both(client, sandbox, old) -> None:
    sandbox.faults.add(Fault("PUT", status=403))
    found, said = await ended(client, old, NOW + DAY)
    assert isinstance(found.error, PermissionDenied)
    assert "Both keys work" in said
    assert isinstance(found.error, TTSError)
