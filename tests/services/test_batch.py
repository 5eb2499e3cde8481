"""Many calls: in turn, at most eight at a time, stopped, taken up again, each done once."""

from __future__ import annotations

import asyncio

import pytest

from tts_tui.api import errors
from tts_tui.api.call_sender import Wait
from tts_tui.services.batch import AT_ONCE, Batch


class Listening:
    """As much of a client as a batch needs."""

    on_wait = None


class Server:
    """Does what it is asked; `answers` are errors for those that come first."""

    def __init__(self, answers=None):
        self.done: list[str] = []
        self.under_way = self.most = 0
        self.answers: dict[str, list[errors.TTSError]] = answers or {}
        self.gate = asyncio.Event()
        self.gate.set()

    async def do(self, item: str) -> str:
        self.under_way += 1
        self.most = max(self.most, self.under_way)
        try:
            await asyncio.sleep(0)
            await self.gate.wait()
            if self.answers.get(item):
                error = self.answers[item].pop(0)
                if isinstance(error, errors.OutcomeUnknown):
                    self.done.append(item)
                raise error
            self.done.append(item)
        finally:
            self.under_way -= 1
        return item.upper()

    async def look(self, item: str) -> str | None:
        return item.upper() if item in self.done else None


def batch(server: Server, items: list[str], **named) -> Batch[str, str]:
    return Batch(items, server.do, client=Listening(), **named)


ITEMS = [f"key-{number}" for number in range(30)]


async def test_all_are_done_eight_at_a_time() -> None:
    server = Server()
    told = []
    outcome = await batch(server, ITEMS, on_progress=lambda: told.append(1)).run()
    assert [result.value for result in outcome.results] == [item.upper() for item in ITEMS]
    assert (server.most, len(told)) == (AT_ONCE, 30)
    assert outcome.complete


async def test_nothing_to_do_is_done() -> None:
    assert (await batch(Server(), []).run()).complete


async def test_a_failure_keeps_nobody_else_back_and_is_tried_again_only_when_asked_for() -> None:
    server = Server({"key-3": [errors.PermissionDenied("no", status=403)]})
    work = batch(server, ITEMS)
    assert (await work.run()).counts == {"done": 29, "failed": 1}
    assert (await work.run()).counts == {"done": 29, "failed": 1}
    outcome = await work.run(failed_too=True)
    assert outcome.counts == {"done": 30}
    assert sorted(server.done) == sorted(ITEMS)  # each once


async def test_a_lost_answer_is_looked_up_before_it_is_sent_again() -> None:
    server = Server({"key-3": [errors.OutcomeUnknown("lost")]})
    work = batch(server, ITEMS, look=server.look)
    assert (await work.run()).counts == {"done": 29, "unknown": 1}
    assert (await work.run()).counts == {"done": 30}
    assert sorted(server.done) == sorted(ITEMS)


@pytest.mark.parametrize("error", [errors.Unreachable("x"), errors.Unauthenticated("x", status=401)])
async def test_what_all_would_meet_ends_it_and_it_goes_on_later(error: errors.TTSError) -> None:
    server = Server({"key-3": [error]})
    work = batch(server, ITEMS)
    outcome = await work.run()
    assert outcome.halted is error
    assert outcome.results[3].state == "waiting"
    assert not outcome.complete
    outcome = await work.run()
    assert outcome.halted is None
    assert outcome.counts == {"done": 30}
    assert sorted(server.done) == sorted(ITEMS)


async def test_stopped_it_lets_end_what_is_on_its_way() -> None:
    server = Server()
    server.gate.clear()
    work = batch(server, ITEMS)
    run = asyncio.create_task(work.run())
    while server.under_way < AT_ONCE:
        await asyncio.sleep(0)
    work.stop()
    server.gate.set()
    assert (await run).counts == {"done": AT_ONCE, "waiting": 30 - AT_ONCE}
    assert (await work.run()).counts == {"done": 30}
    assert sorted(server.done) == sorted(ITEMS)


async def test_cut_off_it_knows_what_it_does_not_know() -> None:
    server = Server()
    server.gate.clear()
    work = batch(server, ITEMS, look=server.look)
    run = asyncio.create_task(work.run())
    while server.under_way < AT_ONCE:
        await asyncio.sleep(0)
    run.cancel()
    await asyncio.gather(run, return_exceptions=True)
    assert work.outcome.counts == {"unknown": AT_ONCE, "waiting": 30 - AT_ONCE}
    server.done.append("key-0")  # which the server did all the same
    server.gate.set()
    assert (await work.run()).counts == {"done": 30}
    assert sorted(server.done) == sorted(ITEMS)


async def test_too_many_calls_make_all_wait_and_fewer_go_on() -> None:
    server = Server()
    client = Listening()
    heard = []
    client.on_wait = heard.append
    wait = Wait(0.02, 2, errors.ResourceExhausted("slow down", status=429))

    async def do(item: str) -> str:
        if item in ("key-0", "key-1"):
            client.on_wait(wait)
        return await server.do(item)

    loop = asyncio.get_running_loop()
    began = loop.time()
    outcome = await Batch(ITEMS, do, client=client).run()
    assert outcome.complete
    assert loop.time() - began >= 0.02
    assert heard == [wait, wait]
    assert client.on_wait == heard.append


async def test_the_time_left_comes_from_the_pace_so_far() -> None:
    server = Server()
    work = batch(server, ITEMS[:4])
    assert work.seconds_left(0) is None
    await work.run()
    assert work.seconds_left(1e9) == 0
