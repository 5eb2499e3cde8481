"""Changes without an answer when the program was ended: what its next start tells of them."""

from __future__ import annotations

import stat
from contextlib import asynccontextmanager

import pytest

from tests.held import HeldRequest
from tests.tui.conftest import NOW, URL
from tests.tui.interrupted_work.ended import ME, end, files, left_behind, told
from tts_tui.sandbox.faults import Fault
from tts_tui.services import unanswered
from tts_tui.services.unanswered import Unanswered


def asked(sandbox, path):
    """How often the server was asked for just that."""
    return sum(each.path.endswith(path) for each in sandbox.requests if each.method == "GET")


class TestChangesWithoutAnAnswer:
    @asynccontextmanager
    async def cut_off(self, begin, sandbox, method, *keys):
        """The program is ended after those keys, while the change waits for its answer."""
        async with begin() as person:
            held = HeldRequest(sandbox, method)
            await keys[0](person)
            await person.touch(*keys[1:])
            await person.until(lambda: person.app._session.client.unanswered)
            end(person)
            yield
            held.release()

    async def test_it_is_noted_without_what_was_in_it(self, begin, sandbox, token):
        async def type_(person):
            await person.press("n")
            await person.type("half-typed")

        async with self.cut_off(begin, sandbox, "POST", type_, "ctrl+s"):
            pass
        (note,) = unanswered.read(ME)
        assert note == Unanswered("POST", "/users/me/applications", URL, ("user", "me"), NOW)
        (file,) = [each for each in files() if each.suffix == ".unanswered"]
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert b"half-typed" not in file.read_bytes()
        assert token.encode() not in file.read_bytes()

    @pytest.mark.parametrize("done", [True, False])
    async def test_a_deletion_is_looked_at(self, begin, sandbox, done):
        async def to_it(person):
            await person.press("d")
            await person.type("meters")

        async with self.cut_off(begin, sandbox, "DELETE", to_it, "ctrl+s"):
            pass
        exists = sandbox.store.existing("application", "meters") is not None
        note = unanswered.read(ME)
        assert [(each.method, each.path) for each in note] == [("DELETE", "/applications/meters")]
        if done:
            sandbox.store.existing("application", "meters").deleted_at = NOW
        sandbox.requests.clear()
        async with begin() as person:
            assert asked(sandbox, "/applications/meters") == 1
            (said,) = [each for each in told(person) if "DELETE" in each]
            assert "DELETE /applications/meters had no answer when tts-tui was ended (2026-11-23 12:00)." in said
            assert ("It was done" if done else "It was NOT done") in said
        assert files() == []
        assert exists

    async def test_a_creation_is_told(self, begin, sandbox):
        left_behind(Unanswered("POST", "/users/me/applications", URL, ME.account, NOW))
        async with begin() as person:
            assert "It is unknown whether it was done. Check before you send it again." in told(person)[0]
        assert files() == []

    @pytest.mark.parametrize(
        ("path", "said"),
        [
            ("/applications/meters", "The item exists, last changed"),
            ("/applications/meters/api-keys/NONE", "The item to change doesn't exist."),
        ],
    )
    async def test_what_a_change_was_to_change_is_looked_at(self, begin, path, said):
        left_behind(Unanswered("PUT", path, URL, ME.account, NOW))
        async with begin() as person:
            (words,) = told(person)
            assert f"PUT {path} had no answer" in words
            assert said in words
        assert files() == []

    async def test_where_a_look_fails_nobody_can_say(self, begin, sandbox):
        left_behind(Unanswered("DELETE", "/applications/meters", URL, ME.account, NOW))
        sandbox.faults.add(Fault("GET", "/applications/meters$", status=500))
        async with begin() as person:
            assert "The server's current state can't be read (" in told(person)[0]
            assert "was done" not in told(person)[0]
        assert files() == []

    async def test_what_was_sent_to_another_address_is_not_looked_for_here(self, begin, sandbox):
        left_behind(Unanswered("PUT", "/applications/meters", "https://old.example.com", ME.account, NOW))
        async with begin() as person:
            assert "It was sent to https://old.example.com." in told(person)[0]
            assert asked(sandbox, "/applications/meters") == 0

    async def test_one_that_was_answered_is_not_noted(self, begin):
        async with begin() as person:
            await person.press("n")
            await person.type("whole")
            await person.press("ctrl+s")
            end(person)
        assert files() == []

    async def test_one_whose_lost_answer_is_being_looked_up_is_noted(self, begin, sandbox):
        async with begin() as person:
            await person.press("n")
            await person.type("half-typed")
            sandbox.faults.add(Fault("POST", cut="after"))
            held = HeldRequest(sandbox, "GET")
            await person.touch("ctrl+s")
            await person.until(lambda: sandbox.requests[-1].path.endswith("/applications/half-typed"))
            end(person)
            held.release()
        assert [each.method for each in unanswered.read(ME)] == ["POST"]
