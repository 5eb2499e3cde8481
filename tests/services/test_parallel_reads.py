"""Several reads at once: all answers, or the first error and nothing that goes on."""

from __future__ import annotations

import asyncio

import pytest

from tts_tui.api.errors import AnswerLost, NotFound
from tts_tui.services.parallel_reads import together


async def answer(value: int) -> int:
    await asyncio.sleep(0)
    return value


async def failing(error: Exception) -> int:
    await asyncio.sleep(0)
    raise error


async def test_all_answers_are_there_at_the_end() -> None:
    async with together() as reads:
        one, two = reads.create_task(answer(1)), reads.create_task(answer(2))
    assert (one.result(), two.result()) == (1, 2)


async def reading(*errors: Exception) -> None:
    async with together() as reads:
        for each in errors:
            reads.create_task(failing(each))
        waiting.append(reads.create_task(asyncio.Event().wait()))


waiting: list[asyncio.Task[bool]] = []
"""What would go on for ever."""


async def test_the_error_is_the_one_that_was_raised_and_nothing_goes_on() -> None:
    error = NotFound("gone", status=404)
    with pytest.raises(NotFound) as caught:
        await reading(error)
    assert caught.value is error
    assert waiting.pop().cancelled()


async def test_of_several_errors_the_first_counts() -> None:
    with pytest.raises(AnswerLost):
        await reading(AnswerLost("first"), NotFound("second", status=404))


async def test_who_is_cancelled_is_cancelled() -> None:
    task = asyncio.create_task(reading())
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
