"""Counts of applications: what is asked, how much at a time, and what is remembered."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from tts_tui.api.errors import (
    AnswerLost,
    Internal,
    NotFound,
    PermissionDenied,
    ResourceExhausted,
    Unauthenticated,
    Unavailable,
    Unreachable,
)
from tts_tui.api.rows import DeviceRow, Page
from tts_tui.services.applications.counts import AT_ONCE, Counting, Counts
from tts_tui.services.end_devices.last_activity import LastActivity
from tts_tui.services.missing_rights import NotAllowed

SEEN = datetime(2026, 11, 23, tzinfo=UTC)


class Server:
    """Answers when it is told to, and knows how much it was asked at a time."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.now = self.limit = 0
        self.answer = asyncio.Event()
        self.devices = SimpleNamespace(page=self._page)
        self.api_keys = SimpleNamespace(count=self._count)
        self.fault: Exception | None = None

    async def _page(self, application_id: str, **_: object) -> Page[DeviceRow]:
        count = await self._count(application_id)
        return Page((DeviceRow("a", "", "", "", "", SEEN, None),), count)

    async def _count(self, application_id: str) -> int:
        self.asked.append(application_id)
        self.now += 1
        self.limit = max(self.limit, self.now)
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
    assert server.limit == AT_ONCE
    assert sorted(server.asked) == sorted(ids * 2)  # devices and keys
    assert sorted(told) == sorted(ids)
    assert counting.of("app-0") == Counts(LastActivity(7, SEEN), 7)
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
    assert counting.of("gone-49") == Counts(LastActivity(7, SEEN), 7)


async def test_a_missing_right_is_remembered() -> None:
    server, told = Server(), list[str]()
    server.answer.set()
    counting = Counting(server)
    server.fault = PermissionDenied("no", status=403)
    await counting.ask(["mine"], told.append)
    counts = counting.of("mine")
    assert counts == Counts(NotAllowed("you lack the right to see this"), NotAllowed("you lack the right to see this"))
    assert counts.why_not == "you lack the right to see this"
    assert Counts(1, 2).why_not == ""
    asked = len(server.asked)
    await counting.ask(["mine"], told.append)
    assert len(server.asked) == asked
    assert counting.failed is None


@pytest.mark.parametrize("kind", [NotFound, Internal])
async def test_what_concerns_one_application_is_its_reason(kind) -> None:
    server, told = Server(), list[str]()
    server.answer.set()
    server.fault = kind("odd\x1b", status=500)
    counting = Counting(server)
    await counting.ask(["mine", "other"], told.append)
    assert counting.of("mine") == Counts(NotAllowed("odd␛"), NotAllowed("odd␛"))
    assert told == ["mine", "other"]
    assert counting.failed is None


@pytest.mark.parametrize(
    "fault",
    [
        Unreachable("away"),
        AnswerLost("cut"),
        Unauthenticated("ended", status=401),
        ResourceExhausted("slowly", status=429),
        Unavailable("down", status=503),
    ],
    ids=lambda fault: type(fault).__name__,
)
async def test_what_concerns_all_ends_the_counting(fault) -> None:
    server, told = Server(), list[str]()
    server.answer.set()
    server.fault = fault
    counting = Counting(server)
    await counting.ask([f"app-{number}" for number in range(20)], told.append)
    assert counting.failed is fault
    assert len(server.asked) <= AT_ONCE
    asked = len(server.asked)
    server.fault = None
    await counting.ask(["app-0", "new"], told.append)
    assert len(server.asked) == asked
    assert not told
    assert counting.of("app-0") is None
