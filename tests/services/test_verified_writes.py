"""What the server has after a write whose answer was lost, and what is raised where that can't be read."""

from __future__ import annotations

import pytest

from tts_tui.api.errors import (
    NOT_IN_REGISTRY,
    AnswerLost,
    ErrorDetails,
    NotFound,
    OutcomeUnknown,
    PermissionDenied,
    TTSError,
)
from tts_tui.services.verified_writes import NotDone, is_there, look_up, saved, verified

LOST = OutcomeUnknown("cut off")
GONE = NotFound("no such key", status=404)


async def answer(found: str | TTSError) -> str:
    if isinstance(found, TTSError):
        raise found
    return found


async def test_what_is_there_is_the_answer():
    assert await look_up(answer("there"), after=LOST) == "there"


@pytest.mark.parametrize("error", [GONE, PermissionDenied("no", status=403), AnswerLost("reset")])
async def test_where_looking_fails_as_well_the_outcome_stays_unknown(error):
    with pytest.raises(OutcomeUnknown) as caught:
        await look_up(answer(error), after=LOST)
    assert caught.value is LOST


async def test_an_error_that_tells_what_happened_is_raised_as_it_is():
    with pytest.raises(NotFound) as caught:
        await look_up(answer(GONE), NotFound, PermissionDenied, after=LOST)
    assert caught.value is GONE


def test_what_was_found_is_said_to_be_looked_up():
    assert str(NotDone("the key is still there.")) == "The answer was lost, so tts-tui checked: the key is still there."


async def write(error: TTSError | None = None) -> None:
    if error is not None:
        raise error


async def test_a_write_is_checked_only_where_its_answer_was_lost():
    async def is_undone() -> bool:
        raise AssertionError("the answer came")

    assert not await verified(write(), is_undone, "nothing was done.")
    with pytest.raises(PermissionDenied):
        await verified(write(PermissionDenied("no", status=403)), is_undone, "nothing was done.")


async def test_a_lost_answer_is_looked_up():
    async def undone(found: bool | TTSError) -> bool:
        if isinstance(found, TTSError):
            raise found
        return found

    assert await verified(write(LOST), lambda: undone(False), "the key is still there.")
    with pytest.raises(NotDone, match="the key is still there"):
        await verified(write(LOST), lambda: undone(True), "the key is still there.")
    with pytest.raises(OutcomeUnknown) as caught:
        await verified(write(LOST), lambda: undone(AnswerLost("reset")), "the key is still there.")
    assert caught.value is LOST


async def test_what_is_not_found_is_not_there():
    assert await is_there(answer("a key"))
    assert not await is_there(answer(GONE))
    missing = NotFound("no such hook", status=404, chain=(ErrorDetails("pkg/redis", "not_found"),))
    assert not await is_there(answer(missing), NOT_IN_REGISTRY)
    with pytest.raises(NotFound, match="no such key"):  # which is of something else
        await is_there(answer(GONE), NOT_IN_REGISTRY)
    with pytest.raises(AnswerLost):
        await is_there(answer(AnswerLost("reset")))


@pytest.mark.parametrize(
    ("found", "told"), [("new", None), ("old", "is as it was"), (None, "isn't there"), (GONE, "isn't there")]
)
async def test_what_was_to_be_saved_is_compared(found, told):
    async def save() -> bool:
        write, find = answer(LOST), lambda: answer(found)
        return await saved(
            write, find, lambda there: there == "new", missing="it isn't there", unchanged="it is as it was"
        )

    if told is None:
        assert await save() is True
    else:
        with pytest.raises(NotDone, match=told):
            await save()
