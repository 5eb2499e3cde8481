"""What the real server has in no order comes in one drawn from the sandbox's seed, another each time."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from tts_tui.sandbox import Sandbox

ATTRIBUTES = {"env": "live", "team": "water", "color": "blue", "region": "north"}

UNORDERED: dict[str, tuple[str, Callable[[Any], Any]]] = {
    "attributes of an application": ("/applications/water?field_mask=attributes", lambda found: found["attributes"]),
    "attributes in a list": (
        "/applications?field_mask=attributes&order=-application_id",
        lambda found: found["applications"][0]["attributes"],
    ),
    "attributes in a search": (
        "/search/applications?query=levels&field_mask=attributes",
        lambda found: found["applications"][0]["attributes"],
    ),
    "attributes of a device": (
        "/applications/water/devices?field_mask=attributes",
        lambda found: found["end_devices"][0]["attributes"],
    ),
    "rights of a key": ("/auth_info", lambda found: found["api_key"]["api_key"]["rights"]),
    "rights in an application": ("/applications/water/rights", lambda found: found["rights"]),
    "rights of a user": ("/users/alice/rights", lambda found: found["rights"]),
    "rights in an organization": ("/organizations/club/rights", lambda found: found["rights"]),
}


async def orders(clock, path: str, shown: Callable[[Any], Any], seed: int) -> list[list[str]]:
    """In which orders a new server shows something, asked again and again."""
    sandbox = Sandbox(clock=clock, seed=seed)
    sandbox.add_user("alice")
    sandbox.add_organization("club", owner="alice")
    sandbox.add_application("water", owner="alice", description="Water levels", attributes=ATTRIBUTES)
    sandbox.add_device("water", "cellar", attributes=ATTRIBUTES)
    headers = {"authorization": f"Bearer {sandbox.add_key('user', 'alice')}"}
    transport = httpx.ASGITransport(app=sandbox.asgi())
    async with httpx.AsyncClient(transport=transport, base_url="http://sandbox/api/v3", headers=headers) as client:
        return [list(shown((await client.get(path)).json())) for _ in range(8)]


@pytest.mark.parametrize(("path", "shown"), UNORDERED.values(), ids=UNORDERED.keys())
async def test_maps_and_rights_come_in_an_order_drawn_from_the_seed(clock, path, shown) -> None:
    first, again, other = [await orders(clock, path, shown, seed) for seed in (1, 1, 2)]
    assert first == again != other
    assert len(set(map(tuple, first))) > 1
    assert len({frozenset(each) for each in itertools.chain(first, other)}) == 1


async def test_lacking_rights_come_in_no_order(sandbox, login) -> None:
    sandbox.add_application("water", owner="alice")
    held = ["RIGHT_APPLICATION_SETTINGS_API_KEYS"]
    client = login(sandbox.add_key("application", "water", rights=held))
    wanted = [f"RIGHT_APPLICATION_{name}" for name in ("INFO", "DELETE", "DEVICES_READ", "TRAFFIC_READ")]
    answers = [
        (await client.post("/applications/water/api-keys", json={"rights": wanted})).json()["details"][0]["attributes"]
        for _ in range(8)
    ]
    assert {frozenset(each["missing"]) for each in answers} == {frozenset(wanted)}
    assert len({tuple(each["missing"]) for each in answers}) > 1


async def test_rights_of_a_stored_key_stay_as_they_were_given(alice, sandbox) -> None:
    sandbox.add_application("water", owner="alice")
    given = [f"RIGHT_APPLICATION_{name}" for name in ("TRAFFIC_READ", "INFO", "DEVICES_READ", "DELETE")]
    made = (await alice.post("/applications/water/api-keys", json={"rights": given})).json()
    for _ in range(4):
        assert (await alice.get(f"/applications/water/api-keys/{made['id']}")).json()["rights"] == given
