"""Rotating a key by the keys that a person presses: the old one ends only after the new one was saved."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from tests.tui.conftest import NOW
from tests.tui.screens.api_keys.keys import INFO, open_keys, written
from tts_tui.sandbox.faults import Fault
from tts_tui.services.api_keys.end_key import STREAMS_STAY_OPEN

if TYPE_CHECKING:
    from tts_tui.sandbox.app import Sandbox

DAY = timedelta(days=1)
APP = "my-app"


@pytest.fixture
def token(sandbox: Sandbox) -> str:
    """Alice, with one key that was made for thirty days, ten days ago."""
    sandbox.add_user("alice")
    sandbox.add_application(APP, owner="alice")
    sandbox.add_key("application", APP, name="reader", key_id="OLD", rights=[INFO], created_at=NOW - 10 * DAY,
                    expires_at=NOW + 20 * DAY)  # fmt: skip
    return sandbox.add_key("user", "alice")


def keys(sandbox: Sandbox) -> dict:
    return sandbox.store.existing("application", APP).keys


def methods(sandbox: Sandbox) -> list[str]:
    return [each.method for each in written(sandbox)]


async def test_the_new_key_is_shown_once_and_then_the_old_one_is_asked_about(start, token, size, sandbox) -> None:
    async with start(token, size) as person:
        await open_keys(person, APP)
        await person.press("R", "escape")  # nothing is made before a yes
        assert methods(sandbox) == []
        assert person.app.screen.area == "API keys"
        await person.press("R")
        assert "Rotate the API key reader" in person.words
        assert "2026-12-23 12:00" in person.words
        await person.press("enter")  # a habit makes nothing
        assert methods(sandbox) == []
        await person.press("y")
        assert person.app.screen.area == "The new key"
        assert methods(sandbox) == ["POST"]
        new = next(each for each in keys(sandbox).values() if each.id != "OLD")
        assert (new.name, new.rights, new.expires_at) == ("reader", [INFO], NOW + 30 * DAY)
        await person.press("x", "y")
        assert person.app.screen.area == "The old API key"
        assert "still works, until 2026-12-13 12:00" in person.words
        assert STREAMS_STAY_OPEN in person.words
        await person.press("y")
        assert methods(sandbox) == ["POST", "DELETE"]
        assert list(keys(sandbox)) == [new.id]
        assert any("The old key OLD is revoked." in note for note in person.notes)
        assert person.app.screen.area == "API keys"


async def test_the_old_key_is_kept_or_let_expire_and_never_later_than_it_would(start, token, sandbox) -> None:
    async with start(token) as person:
        await open_keys(person, APP)
        for key, until, sends in (("1", 1, "PUT"), ("7", 7, "PUT"), ("3", 20, None), ("escape", 20, None)):
            for each in set(keys(sandbox)) - {"OLD"}:
                del keys(sandbox)[each]
            keys(sandbox)["OLD"].expires_at = NOW + 20 * DAY
            already = len(written(sandbox))
            await person.press("r")
            await person.press("R", "y", "x", "y", key)
            assert until - 1 < (keys(sandbox)["OLD"].expires_at - NOW) / DAY < until + 1
            assert keys(sandbox)["OLD"].rights == [INFO]
            assert methods(sandbox)[already:] == (["POST", sends] if sends else ["POST"])
            said = "Both keys work" if key == "escape" else "The old key OLD works until"
            assert said in person.notes[-1], person.notes


async def test_never_stays_never_and_is_said(start, token, sandbox) -> None:
    keys(sandbox)["OLD"].expires_at = None
    async with start(token) as person:
        await open_keys(person, APP)
        await person.press("R")
        assert "! Never expires, like the old one." in person.words
        await person.press("y", "x", "y")
        assert "and never expires" in person.words
        assert person.app.screen.query_one("Box").has_class("-danger")


@pytest.mark.parametrize(("cut", "said"), [("after", "Both keys work: the old one OLD"), ("before", "there is no new")])
async def test_a_lost_answer_ends_in_which_key_works(start, token, sandbox, cut, said) -> None:
    async with start(token) as person:
        await open_keys(person, APP)
        sandbox.faults.add(Fault("POST", cut=cut))
        await person.press("R", "y")
        assert said in person.words


async def test_a_refused_end_of_the_old_key_is_said_and_can_be_tried_again(start, token, sandbox) -> None:
    async with start(token) as person:
        await open_keys(person, APP)
        await person.press("R", "y", "x", "y")
        sandbox.faults.add(Fault("DELETE", status=403))
        await person.press("y")
        assert "Both keys work" in person.words
        await person.press("y")
        assert "OLD" not in keys(sandbox)


async def test_an_old_key_that_has_expired_is_not_said_to_work_nor_set_to_expire(start, token, sandbox) -> None:
    keys(sandbox)["OLD"].expires_at = NOW - DAY
    async with start(token) as person:
        await open_keys(person, APP)
        await person.press("R")
        assert "The old one has expired already." in person.words
        await person.press("y", "x", "y")
        assert "The old key OLD expired 2026-11-22 12:00: nothing can use it." in person.words
        assert "Set to expire" not in person.words
        await person.press("7")
        assert methods(sandbox) == ["POST"]
        await person.press("n")
        assert "The old key OLD expired" in person.notes[-1]


async def test_what_a_lost_answer_did_is_not_said_to_be_somebody_elses(start, token, sandbox) -> None:
    async with start(token) as person:
        await open_keys(person, APP)
        await person.press("R", "y", "x", "y")
        sandbox.faults.add(Fault("DELETE", cut="after"))
        sandbox.faults.add(Fault("GET", path="/OLD$", status=500, times=None))
        await person.press("y")
        assert "It is unknown whether the old key OLD still does" in person.words
        assert person.words.count("Check before you try again.") == 1
        await person.press("y")
        assert "The old key OLD was already revoked." in person.notes[-1]
