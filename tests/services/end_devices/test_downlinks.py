"""Downlinks: what may be typed, and changes of the queue whose answer gets lost."""

from __future__ import annotations

import pytest

from tests.services.end_devices.town import Town
from tests.services.losing import Losing
from tts_tui.api.resources.downlinks import Downlink
from tts_tui.services.end_devices.downlinks import clear, marked, port_problem, push, read_payload, replace_all
from tts_tui.services.payload import NotAPayload
from tts_tui.services.verified_writes import NotDone

LIGHT = Downlink(5, b"\x01")


@pytest.mark.parametrize("text", ["", "0", "256", "1.5", "-1", "x", "²", "99999999999"])
def test_a_port_is_from_1_to_255(text: str) -> None:
    assert port_problem(text) == "Enter a port from 1 to 255."


def test_one_port_is_for_tests() -> None:
    assert port_problem("224") == "Port 224 is for tests of the protocol."
    assert [port_problem(each) for each in ("1", "223", "255")] == [None] * 3


def test_payloads_in_each_notation() -> None:
    assert read_payload("01 ff", "hex") == b"\x01\xff"
    assert read_payload("Af8=", "base64") == b"\x01\xff"
    assert read_payload('{"level": 5}', "json") == {"level": 5}
    with pytest.raises(NotAPayload, match="position 5"):
        read_payload("01 0g", "hex")


async def test_a_queue_is_filled_replaced_and_cleared() -> None:
    town = Town()
    async with town.client() as client:
        assert await push(client, "meters", "meter-001", marked(LIGHT)) is False
        assert (
            await push(client, "meters", "meter-001", marked(Downlink(6, b"\x02", confirmed=True, priority="HIGH")))
            is False
        )
        queue = await client.downlinks.all("meters", "meter-001")
        assert [(each.f_port, each.payload, each.f_cnt) for each in queue] == [(5, b"\x01", 1), (6, b"\x02", 2)]
        assert (queue[1].confirmed, queue[1].priority, queue[1].attempt) == (True, "HIGH", 1)
        assert await replace_all(client, "meters", "meter-001", marked(Downlink(7, decoded={"value_1": 5.5}))) is False
        assert [each.f_port for each in await client.downlinks.all("meters", "meter-001")] == [7]
        assert await clear(client, "meters", "meter-001") is False
        assert await client.downlinks.all("meters", "meter-001") == ()


async def test_a_lost_push_is_found_by_its_mark() -> None:
    town = Town()
    async with town.client() as client:
        await push(client, "meters", "meter-001", marked(LIGHT))
    async with town.client(Losing(town.sandbox, done=True)) as client:
        assert await push(client, "meters", "meter-001", marked(LIGHT)) is True
        assert await replace_all(client, "meters", "meter-001", marked(LIGHT)) is True
    assert len(town.first.downlinks) == 1
    async with town.client(Losing(town.sandbox, done=False)) as client:
        with pytest.raises(NotDone, match="it is not in the queue"):
            await push(client, "meters", "meter-001", marked(LIGHT))
        with pytest.raises(NotDone, match="it is not in the queue"):
            await replace_all(client, "meters", "meter-001", marked(LIGHT))


async def test_a_lost_clearing() -> None:
    town = Town()
    async with town.client() as client:
        await push(client, "meters", "meter-001", marked(LIGHT))
    async with town.client(Losing(town.sandbox, done=False)) as client:
        with pytest.raises(NotDone, match="still downlinks in the queue"):
            await clear(client, "meters", "meter-001")
    async with town.client(Losing(town.sandbox, done=True)) as client:
        assert await clear(client, "meters", "meter-001") is True
