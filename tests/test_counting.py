"""Counts of applications: what is asked, how much at a time, and what is remembered."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace

from tts_tui.api.errors import PermissionDenied, Unreachable
from tts_tui.counting import AT_ONCE, Counting, Counts
from tts_tui.denied import Denied


class Server:
    """Answers when it is told to, and knows how much it was asked at a time."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.now = self.most = 0
        self.answer = asyncio.Event()
        self.devices = SimpleNamespace(count=self._count)
        self.api_keys = SimpleNamespace(count=self._count)
        self.fault: Exception | None = None

    async def _count(self, application_id: str) -> int:
        self.asked.append(application_id)
        self.now += 1
        self.most = max(self.most, self.now)
        await self.answer.wait()
        self.now -= 1
        if self.fault is not None:
            raise self.fault
        return 7


async def turns() -> None:
    for _ in range(10):
        await asyncio.sleep(0)


async def test_each_is_asked_for_once_and_a_few_at_a_time() -> None:
    server, told = Server(), list[str]()
    counting = Counting(server)
    ids = [f"app-{number}" for number in range(20)]
    first = asyncio.ensure_future(counting.ask(ids, told.append))
    await turns()
    again = asyncio.ensure_future(counting.ask(ids, told.append))
    await turns()
    server.answer.set()
    await asyncio.gather(first, again)
    await counting.ask(ids, told.append)
    assert server.most == AT_ONCE
    assert sorted(server.asked) == sorted(ids * 2)  # devices and keys
    assert sorted(told) == sorted(ids)
    assert counting.of("app-0") == Counts(7, 7)
    assert counting.of("other") is None


async def test_what_nobody_looks_at_any_more_is_not_asked_for() -> None:
    server = Server()
    counting = Counting(server)
    first = asyncio.ensure_future(counting.ask([f"gone-{number}" for number in range(50)], lambda _: None))
    await turns()
    begun = set(server.asked)
    later = asyncio.ensure_future(counting.ask(["here"], lambda _: None))
    server.answer.set()
    await asyncio.gather(first, later)
    assert set(server.asked) == begun | {"here"}
    await counting.ask(["gone-49"], lambda _: None)
    assert counting.of("gone-49") == Counts(7, 7)


async def test_a_missing_right_is_remembered_and_a_failure_is_asked_again() -> None:
    server, told = Server(), list[str]()
    server.answer.set()
    counting = Counting(server)
    server.fault = Unreachable("away")
    await counting.ask(["mine"], told.append)
    assert counting.of("mine") is None
    assert not told
    server.fault = PermissionDenied("no", status=403)
    await counting.ask(["mine"], told.append)
    counts = counting.of("mine")
    assert counts == Counts(Denied("you have no right to see this"), Denied("you have no right to see this"))
    assert counts.why_not == "you have no right to see this"
    assert Counts(1, 2).why_not == ""
    asked = len(server.asked)
    await counting.ask(["mine"], told.append)
    assert len(server.asked) == asked
