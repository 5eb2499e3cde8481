"""Reading the keys of all applications, and ending many of them."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from tts_tui.api.client import Client
from tts_tui.api.errors import Unreachable
from tts_tui.api.secret import SecretStr
from tts_tui.sandbox.app import Sandbox
from tts_tui.sandbox.faults import Fault
from tts_tui.sandbox.sample import fill
from tts_tui.services.audit.end_keys import batch, plan
from tts_tui.services.audit.findings import FINDINGS
from tts_tui.services.audit.survey import Survey, beforehand
from tts_tui.services.batch import AT_ONCE

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)
APPLICATIONS = 30


@pytest.fixture
def sandbox():
    made = Sandbox(clock=lambda: NOW)
    made.add_user("alice")
    made.add_user("bob")
    made.add_user("root", admin=True)
    for number in range(APPLICATIONS):
        made.add_application(f"app-{number:02}", owner="alice")
        made.add_key("application", f"app-{number:02}", name="old", key_id=f"KEY{number:02}")
    made.add_application("bobs", owner="bob")
    made.add_key("application", "bobs", name="his", key_id="BOBS")
    return made


def opened(sandbox, token) -> Client:
    return Client("http://127.0.0.1:1885", SecretStr(token), transport=httpx.ASGITransport(sandbox.asgi()))


@pytest.fixture
async def client(sandbox):
    async with opened(sandbox, sandbox.add_key("user", "alice")) as made:
        yield made


async def survey(client, **named) -> Survey:
    return Survey(client, await client.auth.info(), within=30 * DAY, now=lambda: NOW, **named)


def sent(sandbox) -> Counter[str]:
    return Counter(each.path.removeprefix("/api/v3") for each in sandbox.requests if each.method in ("PUT", "DELETE"))


async def test_every_key_is_read_with_one_request_an_application(client, sandbox) -> None:
    sandbox.requests.clear()
    report = await (await survey(client)).run()
    assert (report.applications, len(report.keys), report.left) == (APPLICATIONS, APPLICATIONS, 0)
    assert all(each.findings == ("never", "wildcard") for each in report.found)
    assert len(sandbox.requests) == APPLICATIONS + 2


async def test_refusals_are_counted_by_reason(sandbox) -> None:
    sandbox.add_collaborator("app-03", "bob", ["RIGHT_APPLICATION_INFO"])
    async with opened(sandbox, sandbox.add_key("user", "bob")) as bobs:
        report = await (await survey(bobs)).run()
    assert [each.where for each in report.keys] == [("bobs", "BOBS")]
    ((reason, ids),) = report.refused.items()
    assert ids == ("app-03",)
    assert "API keys" in reason


async def test_an_administrator_is_told_before(sandbox) -> None:
    async with opened(sandbox, sandbox.add_key("user", "root")) as roots:
        info = await roots.auth.info()
        assert "administrator" in beforehand(info, mine=False)
        assert beforehand(info, mine=True) == ""
        report = await (await survey(roots)).run()
        assert (report.applications, report.keys) == (APPLICATIONS + 1, ())
        assert sum(map(len, report.refused.values())) == APPLICATIONS + 1
        assert (await (await survey(roots, mine=True)).run()).applications == 0


async def test_who_may_read_no_keys_is_told_before(sandbox) -> None:
    async with opened(sandbox, sandbox.add_key("user", "alice", rights=["RIGHT_APPLICATION_INFO"])) as narrow:
        assert "RIGHT_APPLICATION_SETTINGS_API_KEYS" in beforehand(await narrow.auth.info(), mine=False)


async def test_an_applications_own_key_reads_its_application_and_is_known(sandbox) -> None:
    async with opened(sandbox, sandbox.add_key("application", "app-00", key_id="OWN")) as own:
        report = await (await survey(own)).run()
    assert {each.key.id: each.own for each in report.keys} == {"OWN": True, "KEY00": False}


async def test_stopped_it_goes_on_where_it_was(client, sandbox) -> None:
    work = await survey(client)
    told = []

    def stop() -> None:
        told.append(1)
        if len(told) == 5:
            work.stop()

    work._on_progress = stop
    sandbox.requests.clear()
    report = await work.run()
    assert 0 < report.left < APPLICATIONS
    report = await work.run()
    assert (len(report.keys), report.left) == (APPLICATIONS, 0)
    assert len(sandbox.requests) == APPLICATIONS + 1  # the list once, and each application once


async def test_where_the_server_is_away_the_rest_is_left(client, sandbox, monkeypatch) -> None:
    monkeypatch.setattr("tts_tui.api.call_sender.ATTEMPTS", 1)
    monkeypatch.setattr("tts_tui.api.call_sender.RETRY_FOR", 0)
    calls = []

    async def away(application_id: str):
        calls.append(application_id)
        raise Unreachable("away")

    work = await survey(client)
    monkeypatch.setattr(client.api_keys, "all", away)
    report = await work.run()
    assert isinstance(report.halted, Unreachable)
    assert report.left == APPLICATIONS
    assert len(calls) <= AT_ONCE


async def test_a_plan_sends_nothing(client, sandbox) -> None:
    report = await (await survey(client)).run()
    asked = len(sandbox.requests)
    planned = plan(report.found)
    calls = [each.call for each in planned.changes]
    assert len(calls) == APPLICATIONS
    assert all(each.method == "DELETE" for each in calls)
    assert len(sandbox.requests) == asked
    assert not sent(sandbox)


async def test_ones_own_key_is_never_part_of_it(sandbox) -> None:
    async with opened(sandbox, sandbox.add_key("application", "app-00", key_id="OWN")) as own:
        planned = plan((await (await survey(own)).run()).keys)
    assert [each.key.id for each in planned.changes] == ["KEY00"]
    assert [each.key.id for each, _ in planned.left_out] == ["OWN"]


async def test_all_are_revoked_once(client, sandbox) -> None:
    outcome = await batch(client, plan((await (await survey(client)).run()).found)).run()
    assert outcome.counts == {"done": APPLICATIONS}
    assert set(sent(sandbox).values()) == {1}
    assert len(sent(sandbox)) == APPLICATIONS


async def test_cut_off_half_way_and_run_again_each_key_is_done_once(client, sandbox, monkeypatch) -> None:
    removed, refused = [], []
    remove = sandbox.store.remove_key

    def removing(owner, key) -> None:
        removed.append(key.id)
        remove(owner, key)

    monkeypatch.setattr(sandbox.store, "remove_key", removing)
    delete = client.api_keys.delete

    async def deleting(application_id: str, key_id: str) -> None:
        if key_id in removed:
            refused.append(key_id)
        await delete(application_id, key_id)

    monkeypatch.setattr(client.api_keys, "delete", deleting)
    planned = plan((await (await survey(client)).run()).found)
    work = batch(client, planned)
    sandbox.faults.latency = 0.01
    run = asyncio.create_task(work.run())
    while work.outcome.counts["done"] < 9:
        await asyncio.sleep(0)
    run.cancel()
    await asyncio.gather(run, return_exceptions=True)
    assert work.outcome.counts["unknown"] == 8
    assert work.outcome.counts["waiting"] > 0
    sandbox.faults.latency = 0
    lost = sandbox.store.existing("application", work.outcome.of("unknown")[0][0].application_id)
    removing(lost, next(iter(lost.keys.values())))  # what was on its way arrived all the same
    outcome = await work.run()
    assert outcome.counts == {"done": APPLICATIONS}
    assert not any(sandbox.store.existing("application", f"app-{number:02}").keys for number in range(APPLICATIONS))
    assert sorted(removed) == [f"KEY{number:02}" for number in range(APPLICATIONS)]
    assert len(refused) == 0


async def test_an_answer_that_is_lost_is_looked_up_and_a_failure_tried_again(client, sandbox) -> None:
    planned = plan((await (await survey(client)).run()).found)
    sandbox.faults.add(Fault("DELETE", "KEY03", cut="after"))
    sandbox.faults.add(Fault("DELETE", "KEY04", status=403))
    work = batch(client, planned)
    outcome = await work.run()
    assert outcome.counts == {"done": APPLICATIONS - 1, "failed": 1}
    assert (await work.run(failed_too=True)).counts == {"done": APPLICATIONS}
    assert Counter(sent(sandbox).values()) == {1: APPLICATIONS - 1, 2: 1}


async def test_an_expiry_is_all_that_is_sent_and_never_later(client, sandbox) -> None:
    sandbox.store.existing("application", "app-01").keys["KEY01"].expires_at = NOW + DAY
    planned = plan((await (await survey(client)).run()).found, NOW + 7 * DAY)
    assert [each.key.id for each, _ in planned.left_out] == ["KEY01"]
    outcome = await batch(client, planned).run()
    assert outcome.counts == {"done": APPLICATIONS - 1}
    key = sandbox.store.existing("application", "app-02").keys["KEY02"]
    assert (key.expires_at, key.rights) == (NOW + 7 * DAY, ["RIGHT_ALL"])


async def test_the_sample_data_shows_every_finding() -> None:
    made = Sandbox(clock=lambda: NOW)
    sample = fill(made)
    async with opened(made, sample.key) as demo:
        report = await (await survey(demo)).run()
    assert {finding for each in report.found for finding in each.findings} == set(FINDINGS)
