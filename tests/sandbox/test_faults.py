from __future__ import annotations

from datetime import timedelta

import httpx
import pytest

from tests.sandbox.conftest import error, ids
from tts_tui.sandbox import Fault, RateLimit, in_thread

NEW = {"application": {"ids": {"application_id": "written"}}}


async def test_a_status_is_answered_and_nothing_done(alice, sandbox):
    sandbox.faults.add(Fault(method="POST", path=r"/applications$", status=503))
    refused = await alice.post("/users/alice/applications", json=NEW)
    assert (refused.status_code, refused.json()["code"]) == (503, 14)
    assert ids(await alice.get("/applications")) == []
    assert (await alice.post("/users/alice/applications", json=NEW)).status_code == 200


async def test_429_says_when_to_come_again(alice, sandbox):
    sandbox.faults.add(Fault(status=429, times=2))
    assert (await alice.get("/auth_info")).headers["x-rate-limit-retry"] == "1"
    sandbox.faults.clear()
    sandbox.faults.add(Fault(status=429, headers={"x-rate-limit-retry": "7"}, body={"code": 8}))
    refused = await alice.get("/auth_info")
    assert (refused.headers["x-rate-limit-retry"], refused.json()) == ("7", {"code": 8})
    assert "x-request-id" in refused.headers


async def test_only_what_matches_goes_wrong_and_only_so_often(alice, sandbox):
    sandbox.faults.add(Fault(method="GET", path="/rights$", times=2, status=500))
    sandbox.add_application("mine", owner="alice")
    found = [(await alice.get("/applications/mine/rights")).status_code for _ in range(3)]
    assert found == [500, 500, 200]
    sandbox.faults.add(Fault(method="POST", times=None, status=500))
    assert (await alice.get("/auth_info")).status_code == 200
    assert [(await alice.post("/auth_info")).status_code for _ in range(2)] == [500, 500]


async def test_latency_is_waited(alice, sandbox, monkeypatch):
    waited = []

    async def sleep(seconds: float) -> None:
        waited.append(seconds)

    monkeypatch.setattr("tts_tui.sandbox.faults.asyncio.sleep", sleep)
    sandbox.faults.latency = 0.25
    sandbox.faults.add(Fault(path="/auth_info", latency=0.5))
    await alice.get("/auth_info")
    await alice.get("/auth_info")
    assert waited == [0.75, 0.25]


@pytest.mark.parametrize(("cut", "done"), [("before", False), ("after", True), ("middle", True)])
async def test_a_cut_without_a_socket(alice, sandbox, cut, done):
    sandbox.faults.add(Fault(method="POST", cut=cut))
    with pytest.raises(httpx.RemoteProtocolError):
        await alice.post("/users/alice/applications", json=NEW)
    assert ids(await alice.get("/applications")) == (["written"] if done else [])


@pytest.mark.parametrize(("cut", "done"), [("before", False), ("after", True), ("middle", True)])
def test_a_cut_of_a_connection(sandbox, cut, done):
    headers = {"authorization": f"Bearer {sandbox.add_key('user', 'alice')}"}
    sandbox.faults.add(Fault(method="POST", cut=cut))
    with in_thread(sandbox) as url, httpx.Client(base_url=f"{url}/api/v3", headers=headers) as client:
        with pytest.raises(httpx.RemoteProtocolError):
            client.post("/users/alice/applications", json=NEW)
        assert ids(client.get("/applications")) == (["written"] if done else [])


async def test_every_request_is_noted(alice, sandbox):
    sandbox.faults.add(Fault(status=500))
    await alice.post("/users/alice/applications?a=1", json=NEW)
    await alice.get("/auth_info")
    first, second = sandbox.requests
    assert (first.method, first.path, first.query) == ("POST", "/api/v3/users/alice/applications", "a=1")
    assert (first.json, second.json) == (NEW, None)


async def test_a_rate_limit_lets_one_more_through_each_interval(alice, sandbox, clock):
    sandbox.rate_limit = RateLimit(per_minute=60, burst=2)
    outcomes = [(await alice.get("/auth_info")).status_code for _ in range(3)]
    assert outcomes == [200, 200, 429]
    assert (await alice.get("/applications")).status_code == 200  # another method
    clock.forward(seconds=1)
    outcomes = [(await alice.get("/auth_info")).status_code for _ in range(2)]
    assert outcomes == [200, 429]
    assert error(await alice.get("/auth_info")) == "429 rate_limit_exceeded"


def test_a_rate_limit_counts_down(clock):
    limit = RateLimit(per_minute=60, burst=3)
    moment = clock()
    available = [limit.count("key", moment)[0]["x-rate-limit-available"] for _ in range(4)]
    assert available == ["2", "1", "0", "0"]
    headers, refusal = limit.count("key", moment + timedelta(hours=1))
    assert (headers["x-rate-limit-available"], refusal) == ("2", None)
