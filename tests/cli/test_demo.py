from __future__ import annotations

import httpx
import pytest

from tts_tui.cli import demo
from tts_tui.cli.demo import Demo
from tts_tui.cli.webhook_health import track_webhooks
from tts_tui.sandbox import Sandbox
from tts_tui.sandbox.sample import fill
from tts_tui.servers.folders import config_folder, state_folder


@pytest.fixture
def made(monkeypatch):
    """How many applications the sandboxes have that were made so far."""
    made = []
    filled = demo._filled

    def noted(applications, **more):
        made.append(applications)
        return filled(applications, **more)

    monkeypatch.setattr(demo, "_filled", noted)
    return made


async def asked(start, server):
    found = await start.manager.find(server)
    headers = {"authorization": f"Bearer {found.token.get_secret_value()}"} if found else {}
    async with httpx.AsyncClient(headers=headers) as client:
        return await client.get(f"{server.identity_server}/api/v3/applications")


async def test_each_server_is_made_when_it_is_first_asked(made):
    with Demo(5) as servers:
        start = await servers.start()
        there = (await start.manager.servers()).servers
        assert [each.name for each in there] == ["demo-city", "demo-staging", "demo-lab"]
        assert len({each.identity_server for each in there}) == 3
        assert start.server == there[0]
        assert made == []
        assert (await asked(start, there[0])).headers["x-total-count"] == "5"
        assert made == [5]
        assert (await asked(start, there[1])).status_code == 200
        await asked(start, there[0])
        assert made == [5, 12]
        assert await start.manager.find(there[2]) is None
        assert (await asked(start, there[2])).json() == {}
        assert made == [5, 12, 3]
        address = there[0].identity_server
    async with httpx.AsyncClient() as client:
        with pytest.raises(httpx.ConnectError):
            await client.get(address)


async def test_nothing_of_the_person_is_read_or_written():
    with Demo(1) as servers:
        start = await servers.start()
        assert not start.manager.keeps
    assert not config_folder().exists()
    assert not state_folder().exists()


def test_without_a_start_there_is_nothing_to_end():
    with Demo():
        pass


@pytest.mark.parametrize(("wanted", "attempts"), [(True, "3"), (False, None)])
async def test_the_health_of_webhooks_is_tracked_unless_the_person_says_otherwise(wanted, attempts):
    with Demo(1, webhook_health=wanted) as servers:
        start = await servers.start()
        async with httpx.AsyncClient(base_url=start.server.identity_server) as client:
            told = (await client.get("/api/v3/as/configuration")).json()["configuration"]["webhooks"]
            assert told.get("unhealthy_attempts_threshold") == attempts
            assert (await client.post("/sandbox/sink", content=b"{}")).status_code == 200


@pytest.mark.parametrize("wanted", [True, False])
def test_a_server_that_tracks_no_health_has_none_in_its_webhooks(wanted):
    sandbox = Sandbox()
    fill(sandbox, 1)
    track_webhooks(sandbox, wanted=wanted)
    webhooks = sandbox.store.existing("application", "water-meters-north").webhooks
    assert [("health_status" in each) for each in webhooks] == [wanted, wanted]
