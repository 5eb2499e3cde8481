"""Purging an application after all is deleted that a purge leaves to whoever takes its ID."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import httpx
import pytest

from tts_tui.api.client import Client
from tts_tui.api.errors import ServerError
from tts_tui.api.secret import SecretStr
from tts_tui.sandbox.app import Sandbox
from tts_tui.sandbox.faults import Fault
from tts_tui.services.applications.clearing import ClearedPurge

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
CLEARED = [
    ("DELETE", "/as/applications/water/packages/associations/199"),
    ("DELETE", "/as/pubsub/water/old-pubsub"),
    ("DELETE", "/as/webhooks/water/billing"),
    ("DELETE", "/as/webhooks/water/status"),
]
LINK, PURGE = ("DELETE", "/as/applications/water/link"), ("DELETE", "/applications/water/purge")
RESTORE = ("POST", "/applications/water/restore")


@pytest.fixture
def sandbox() -> Sandbox:
    made = Sandbox(clock=lambda: NOW)
    made.add_user("alice")
    made.add_user("root", admin=True)
    water = made.add_application("water", owner="alice")
    ids = {"application_ids": {"application_id": "water"}}
    water.packages.append({"ids": {**ids, "f_port": 199}, "package_name": "lora-cloud-device-management-v1"})
    water.pubsubs.append({"ids": {**ids, "pub_sub_id": "old-pubsub"}, "format": "json", "nats": {"server_url": "x:"}})
    water.link = {"skip_payload_crypto": True}
    for webhook in ("billing", "status"):
        made.add_webhook("water", webhook, base_url="https://example.com")
    return made


@pytest.fixture
async def client(sandbox: Sandbox):
    token = SecretStr(sandbox.add_key("user", "root"))
    async with Client("http://127.0.0.1:1885", token, transport=httpx.ASGITransport(sandbox.asgi())) as made:
        yield made


def delete(sandbox: Sandbox, *, ago: timedelta = timedelta()) -> None:
    sandbox.store.existing("application", "water").deleted_at = NOW - ago


def sent(sandbox: Sandbox) -> list[tuple[str, str]]:
    return [(each.method, each.path.removeprefix("/api/v3")) for each in sandbox.requests if each.method != "GET"]


def states(plan: ClearedPurge) -> list[str]:
    return [f"{step.words}: {result.value or result.state}" for step, result in zip(plan.outcome.items, plan.outcome.results, strict=True)]  # fmt: skip  # noqa: E501


async def test_what_lives_is_cleared_and_then_purged(sandbox, client) -> None:
    plan = ClearedPurge(client, "water", deleted=False, with_devices=True)
    await plan.read()
    assert [step.words for step in plan.outcome.items] == [
        "Delete webhook billing",
        "Delete webhook status",
        "Delete pub/sub old-pubsub",
        "Delete package on FPort 199",
        "Delete link",
        "Purge it",
    ]
    assert [(step.call.method, step.call.path) for step in plan.outcome.items][-2:] == [LINK, PURGE]
    assert sent(sandbox) == [], "a dry run sends no write"
    await plan.run()
    assert plan.purged
    assert sorted(sent(sandbox)[:4]) == CLEARED
    assert sent(sandbox)[4:] == [LINK, PURGE]
    assert sandbox.store.get("application", "water") is None


async def test_what_is_deleted_is_restored_first_and_a_dry_run_sends_nothing(sandbox, client) -> None:
    delete(sandbox)
    plan = ClearedPurge(client, "water", deleted=True, with_devices=True)
    await plan.read()
    assert [step.words for step in plan.outcome.items] == ["Restore it", "Purge it"]
    assert not plan.is_read
    assert list(sandbox.requests) == []
    await plan.run()
    assert plan.purged
    assert not plan.restored
    assert sent(sandbox)[0] == RESTORE
    assert sorted(sent(sandbox)[1:5]) == CLEARED
    assert sent(sandbox)[5:] == [LINK, PURGE]
    assert states(plan)[0] == "Restore it: restored"


async def test_too_late_to_restore_ends_it_before_anything_is_changed(sandbox, client) -> None:
    delete(sandbox, ago=timedelta(hours=30))
    plan = ClearedPurge(client, "water", deleted=True, with_devices=True)
    await plan.run()
    assert plan.too_late
    assert not plan.restored
    assert sent(sandbox) == [RESTORE]


async def test_what_fails_stops_it_before_the_purge_and_a_second_run_does_each_once(sandbox, client) -> None:
    sandbox.faults.add(Fault("DELETE", "webhooks/water/status", status=403))
    delete(sandbox)
    plan = ClearedPurge(client, "water", deleted=True, with_devices=True)
    await plan.run()
    assert not plan.purged
    assert plan.restored
    assert states(plan)[-3:] == ["Delete package on FPort 199: deleted", "Delete link: waiting", "Purge it: waiting"]
    await plan.run()
    assert plan.purged
    twice = ("DELETE", "/as/webhooks/water/status")
    assert sorted(sent(sandbox)) == sorted([RESTORE, *CLEARED, LINK, PURGE, twice])


async def test_what_somebody_adds_meanwhile_is_not_purged_unseen(sandbox, client) -> None:
    plan = ClearedPurge(client, "water", deleted=False, with_devices=True, on_progress=lambda: added(sandbox))

    def added(sandbox: Sandbox) -> None:
        if LINK in sent(sandbox) and not sandbox.store.existing("application", "water").webhooks:
            sandbox.add_webhook("water", "billing", base_url="https://example.com")

    await plan.run()
    assert not plan.purged
    assert states(plan)[-2:] == ["Delete webhook billing: waiting", "Purge it: waiting"]
    assert PURGE not in sent(sandbox)


async def test_what_somebody_else_deletes_is_gone_and_not_deleted_again(sandbox, client) -> None:
    plan = ClearedPurge(client, "water", deleted=False, with_devices=True)
    await plan.read()
    sandbox.store.existing("application", "water").webhooks.clear()
    await plan.run()
    assert states(plan)[:2] == ["Delete webhook billing: gone", "Delete webhook status: gone"]
    assert plan.purged
    assert not [each for each in sent(sandbox) if "webhooks" in each[1]]


async def test_what_cannot_be_read_keeps_it_from_being_purged(sandbox, client) -> None:
    sandbox.faults.add(Fault("GET", "pubsub/water$", status=403, times=None))
    plan = ClearedPurge(client, "water", deleted=False, with_devices=True)
    await plan.run()
    assert not plan.purged
    assert plan.unread == ("Pub/subs can't be read: you lack the right to see this.",)
    assert sent(sandbox) == [], "nor is it cleared in part"


@pytest.mark.parametrize("cut", ["before", "after"])
@pytest.mark.parametrize("step", ["restore", "webhooks/water/billing", "water/link", "purge"])
async def test_a_lost_answer_is_looked_up(sandbox, client, step, cut) -> None:
    delete(sandbox)
    sandbox.faults.add(Fault(path=f"{step}$", cut=cut, method="POST" if step == "restore" else "DELETE"))
    plan = ClearedPurge(client, "water", deleted=True, with_devices=True)
    await plan.run()
    assert plan.purged is (cut == "after")
    await plan.run()
    assert plan.purged
    assert len(sent(sandbox)) == 7 + (cut == "before")


async def test_stopped_it_begins_nothing_more(sandbox, client) -> None:
    stopped: list[None] = []
    plan = ClearedPurge(
        client, "water", deleted=False, with_devices=True, on_progress=lambda: stopped.append(plan.stop())
    )
    await plan.run()
    assert not plan.purged
    assert LINK not in sent(sandbox)
    assert PURGE not in sent(sandbox)


async def test_devices_that_nobody_asked_to_delete_keep_it_from_being_cleared(sandbox, client) -> None:
    sandbox.add_device("water", "meter-1")
    plan = ClearedPurge(client, "water", deleted=False, with_devices=False)
    await plan.run()
    assert plan.devices == 1
    assert sent(sandbox) == []
    sandbox.store.existing("application", "water").devices.clear()
    await plan.run()
    assert plan.purged


DEVICES = [
    ("DELETE", f"{server}/applications/water/devices/batch") for server in ("/as", "/ns", "/js", "") for _ in range(2)
]


def with_devices(sandbox: Sandbox, count: int = 21) -> None:
    """So many devices, of which the first has a package of its own."""
    for number in range(1, count + 1):
        sandbox.add_device("water", f"meter-{number:02}")
    ids = {"application_ids": {"application_id": "water"}, "device_id": "meter-01"}
    own = {"ids": {"end_device_ids": ids, "f_port": 202}, "package_name": "alcsync-v1"}
    sandbox.store.existing("application", "water").device_packages.append(own)


async def test_devices_and_their_own_packages_are_part_of_the_plan(sandbox, client) -> None:
    with_devices(sandbox)
    looked: list[tuple[int, int]] = []
    plan = ClearedPurge(client, "water", deleted=False, with_devices=True, on_looked=lambda *at: looked.append(at))
    await plan.read()
    assert looked == [(each, 21) for each in range(1, 22)]
    words = [step.words for step in plan.outcome.items]
    assert words[:3] == [
        "Delete 20 devices, Application Server",
        "Delete 1 device, Application Server",
        "Delete 20 devices, Network Server",
    ]
    assert "Delete package on FPort 202 of meter-01" in words
    assert sent(sandbox) == [], "a dry run sends no write"
    await plan.run()
    assert plan.purged
    assert sent(sandbox)[:8] == DEVICES
    own = ("DELETE", "/as/applications/water/devices/meter-01/packages/associations/202")
    assert sorted(sent(sandbox)[8:13]) == sorted([*CLEARED, own])
    assert sent(sandbox)[13:] == [LINK, PURGE]
    assert not any(sandbox.store.registries.values())


async def test_a_server_that_keeps_devices_keeps_it_from_being_purged_until_a_further_run(sandbox, client) -> None:
    with_devices(sandbox, 2)
    sandbox.faults.add(Fault("DELETE", "/js/", status=403))
    plan = ClearedPurge(client, "water", deleted=False, with_devices=True)
    await plan.read()
    await plan.run()
    assert not plan.purged
    assert states(plan)[1:4] == [
        "Delete 2 devices, Network Server: deleted",
        "Delete 2 devices, Join Server: failed",
        "Delete 2 devices, Identity Server: waiting",
    ]
    await plan.run()
    assert plan.purged
    assert [path.split("/")[1] for _, path in sent(sandbox)[:5]] == ["as", "ns", "js", "js", "applications"]


@pytest.mark.parametrize("cut", ["before", "after"])
async def test_a_lost_answer_of_devices_is_looked_up_and_sent_again_only_where_some_are_left(
    sandbox, client, cut
) -> None:
    with_devices(sandbox, 2)
    sandbox.faults.add(Fault("DELETE", "/ns/", cut=cut))
    plan = ClearedPurge(client, "water", deleted=False, with_devices=True)
    await plan.read()
    await plan.run()
    assert plan.purged is (cut == "after")
    await plan.run()
    assert plan.purged
    assert [path.split("/")[1] for _, path in sent(sandbox)].count("ns") == (2 if cut == "before" else 1)


async def test_devices_that_a_restored_one_has_are_shown_before_they_are_deleted(sandbox, client) -> None:
    with_devices(sandbox, 2)
    delete(sandbox)
    plan = ClearedPurge(client, "water", deleted=True, with_devices=True)
    await plan.run()
    assert plan.restored
    assert sent(sandbox) == [RESTORE]
    assert "Delete 2 devices, Identity Server: waiting" in states(plan)
    await plan.run()
    assert plan.purged


async def test_packages_of_devices_that_can_not_be_read_end_the_reading(sandbox, client) -> None:
    with_devices(sandbox, 2)
    sandbox.faults.add(Fault("GET", "devices/meter-02/packages", status=500))
    plan = ClearedPurge(client, "water", deleted=False, with_devices=True)
    with pytest.raises(ServerError):
        await plan.read()
    assert not plan.is_read
