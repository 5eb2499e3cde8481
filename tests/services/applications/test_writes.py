"""What is said of a change whose answer was lost, against the sandbox."""

from __future__ import annotations

from datetime import UTC, datetime

import httpx
import pytest

from tts_tui.api.client import Client
from tts_tui.api.errors import AlreadyExists, FailedPrecondition, NotFound, OutcomeUnknown
from tts_tui.api.models import Account, Application
from tts_tui.api.secret import SecretStr
from tts_tui.sandbox.app import Sandbox
from tts_tui.sandbox.faults import Fault
from tts_tui.services.applications.writes import create, delete, restore
from tts_tui.services.verified_writes import NotDone

ALICE = Account(kind="user", id="alice")
WATER = Application(id="water", name="Water", attributes={"env": "live"}, join_server_address="example.com")


@pytest.fixture
def sandbox() -> Sandbox:
    sandbox = Sandbox(clock=lambda: datetime(2026, 11, 23, 12, 0, tzinfo=UTC))
    for user in ("alice", "bob"):
        sandbox.add_user(user)
    return sandbox


def client(sandbox: Sandbox, user: str = "alice", *rights: str) -> Client:
    token = sandbox.add_key("user", user, rights=rights or ("RIGHT_ALL",))
    return Client("http://127.0.0.1:1885", SecretStr(token), transport=httpx.ASGITransport(sandbox.asgi()))


def cut(sandbox: Sandbox, method: str, when: str) -> None:
    sandbox.faults.add(Fault(method, cut=when))


def writes(sandbox: Sandbox) -> list[str]:
    return [each.method for each in sandbox.requests if each.method != "GET"]


async def test_what_is_answered_is_not_looked_up(sandbox):
    made, looked = await create(client(sandbox), WATER, ALICE)
    assert (made.id, looked) == ("water", False)
    assert await delete(client(sandbox), "water") is False
    assert await restore(client(sandbox), "water") is False
    assert {each.method for each in sandbox.requests} == {"POST", "DELETE"}


@pytest.mark.parametrize("when", ["after", "middle"])
async def test_one_that_was_made_is_found(sandbox, when):
    cut(sandbox, "POST", when)
    made, looked = await create(client(sandbox), WATER, ALICE)
    assert (made.name, dict(made.attributes), looked) == ("Water", {"env": "live"}, True)
    assert writes(sandbox) == ["POST"]


async def test_one_that_was_not_made_is_said_not_to_be(sandbox):
    cut(sandbox, "POST", "before")
    with pytest.raises(NotDone, match="the application doesn't exist"):
        await create(client(sandbox), WATER, ALICE)
    assert writes(sandbox) == ["POST"]


@pytest.mark.parametrize("other", [{"name": "Other"}, {"attributes": {"env": "test"}}])
async def test_another_one_of_ones_own_is_not_taken_for_it(sandbox, other):
    fields = {"name": "Water", "attributes": {"env": "live"}, "join_server_address": "example.com"}
    sandbox.add_application("water", owner="alice", **(fields | other))
    cut(sandbox, "POST", "after")
    with pytest.raises(NotDone, match="another application"):
        await create(client(sandbox), WATER, ALICE)


async def test_one_of_somebody_else_that_can_be_read_is_not_taken_for_it(sandbox):
    fields = {"name": "Water", "attributes": {"env": "live"}, "join_server_address": "example.com"}
    sandbox.add_application("water", owner="bob", **fields)
    sandbox.add_collaborator("water", "alice", ["RIGHT_ALL"])
    cut(sandbox, "POST", "after")
    with pytest.raises(NotDone, match="another application"):
        await create(client(sandbox), WATER, ALICE)


async def test_one_that_cannot_be_read_stays_unknown(sandbox):
    cut(sandbox, "POST", "after")
    blind = client(sandbox, "alice", "RIGHT_USER_APPLICATIONS_CREATE")
    with pytest.raises(OutcomeUnknown, match="can't read it"):
        await create(blind, WATER, ALICE)
    assert sandbox.store.live("application", "water") is not None


async def test_where_looking_fails_too_it_stays_unknown(sandbox):
    sandbox.add_application("water", owner="alice")
    sandbox.faults.add(Fault("GET", status=500, times=None))
    tts = client(sandbox)
    for method, change in (
        ("POST", lambda: create(tts, WATER, ALICE)),
        ("DELETE", lambda: delete(tts, "water")),
        ("POST", lambda: restore(tts, "water")),
    ):
        cut(sandbox, method, "after")
        with pytest.raises(OutcomeUnknown):
            await change()


@pytest.mark.parametrize("user", ["alice", "root"])
async def test_a_deletion_is_found_out(sandbox, user):
    sandbox.add_user("root", admin=True)
    sandbox.add_application("water", owner="alice")
    tts = client(sandbox, user)
    cut(sandbox, "DELETE", "before")
    with pytest.raises(NotDone, match="still there"):
        await delete(tts, "water")
    cut(sandbox, "DELETE", "after")
    assert await delete(tts, "water") is True
    assert writes(sandbox) == ["DELETE", "DELETE"]


async def test_a_restoration_is_found_out(sandbox):
    sandbox.add_application("water", owner="alice").deleted_at = sandbox.clock()
    sandbox.store.changed()
    tts = client(sandbox)
    cut(sandbox, "POST", "before")
    with pytest.raises(NotDone, match="still deleted"):
        await restore(tts, "water")
    cut(sandbox, "POST", "after")
    assert await restore(tts, "water") is True


async def test_a_refusal_stays_what_it_is(sandbox):
    sandbox.add_application("water", owner="bob")
    sandbox.add_application("mine", owner="alice")
    sandbox.add_device("mine", "device-1")
    tts = client(sandbox)
    with pytest.raises(AlreadyExists):
        await create(tts, WATER, ALICE)
    with pytest.raises(FailedPrecondition):
        await delete(tts, "mine")
    with pytest.raises(NotFound):
        await restore(tts, "mine")


@pytest.mark.parametrize("status", [502, 503, 504])
async def test_a_server_that_is_away_is_looked_at_before_anything_is_said(sandbox, status):
    sandbox.add_application("mine", owner="alice")
    sandbox.add_application("gone", owner="alice").deleted_at = sandbox.clock()
    tts = client(sandbox)
    for method, change in (
        ("POST", lambda: create(tts, WATER, ALICE)),
        ("DELETE", lambda: delete(tts, "mine")),
        ("POST", lambda: restore(tts, "gone")),
    ):
        sandbox.faults.add(Fault(method, status=status))
        with pytest.raises(NotDone, match=r"The answer was lost, so tts-tui checked: the|: there"):
            await change()
    assert writes(sandbox) == ["POST", "DELETE", "POST"]


@pytest.mark.parametrize("status", [401, 403, 429, 500, 502])
async def test_only_a_404_says_that_it_was_deleted(sandbox, status):
    sandbox.add_application("water", owner="alice")
    tts = client(sandbox)
    cut(sandbox, "DELETE", "before")
    sandbox.faults.add(Fault("GET", status=status, headers={"x-rate-limit-retry": "60"}))
    with pytest.raises(OutcomeUnknown):
        await delete(tts, "water")
    assert sandbox.store.live("application", "water") is not None


async def test_a_403_does_not_say_that_it_is_still_deleted(sandbox):
    sandbox.add_application("water", owner="alice").deleted_at = sandbox.clock()
    tts = client(sandbox)
    cut(sandbox, "POST", "after")
    sandbox.faults.add(Fault("GET", status=403))
    with pytest.raises(OutcomeUnknown):
        await restore(tts, "water")
