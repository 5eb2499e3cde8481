"""What the server has after a write whose answer was lost, and what is raised where that can't be read."""

from __future__ import annotations

import pytest

from tts_tui.api.errors import AnswerLost, NotFound, OutcomeUnknown, PermissionDenied, TTSError
from tts_tui.services.verified_writes import NotDone, look_up

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
