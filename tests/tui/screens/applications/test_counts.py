"""What becomes of the numbers of devices and keys where the server doesn't give them; driven by keys."""

from __future__ import annotations

import re

import pytest

from tests.session.credentials.backends import Works
from tests.tui.screens.sign_in.opening import area, environment, opened
from tests.tui.test_session_end import sign_in
from tts_tui.sandbox.faults import Fault

COUNTED = "/(devices|api-keys)$"
LIMITED = "Could not count devices and keys."


def counts(person) -> list[str]:
    """The two numbers of each row, as they are shown."""
    return [
        " ".join(found) for found in re.findall(r" (\d+|–|…) +(\d+|–|…) +(?:never|–|…|today|\d{4}-)", person.screen)
    ]


def asked(sandbox) -> int:
    return len([each for each in sandbox.requests if re.search(COUNTED, each.path)])


@pytest.fixture
def ends(sandbox, narrow) -> str:
    """A key that ends in a test."""
    return sandbox.add_key("user", narrow.user_id, name="ends", key_id="ENDS")


def end(sandbox) -> None:
    user = sandbox.store.existing("user", "demo-user")
    sandbox.store.remove_key(user, user.keys["ENDS"])


async def test_a_token_that_ends_is_asked_for_once_and_all_is_counted(sandbox, server, narrow, ends, use):
    use(Works())
    async with opened(server, environment(ends)) as person:
        end(sandbox)
        await person.touch("c")
        await person.until_on("Sign in")
        await sign_in(person, narrow.key)
        await person.until_on("Applications")
        await person.settle()
        assert len(counts(person)) == 4
        assert not any("…" in each or "–" in each for each in counts(person))
        assert LIMITED not in person.screen


async def test_who_does_not_sign_in_is_not_asked_again_until_r(sandbox, server, ends, use):
    use(Works())
    for number in range(30):
        sandbox.add_application(f"more-{number}", owner="demo-user")
    async with opened(server, environment(ends)) as person:
        end(sandbox)
        await person.touch("c")
        await person.until_on("Sign in")
        await person.press("escape", "escape")
        assert area(person) == "Applications"
        assert LIMITED in person.screen
        assert "Press r to count again." in person.words
        before = asked(sandbox)
        await person.press("G", "g", "j")
        assert area(person) == "Applications"
        assert asked(sandbox) == before
        await person.touch("r")
        await person.until(lambda: asked(sandbox) > before)
        assert area(person) == "Sign in"
        await person.press("escape", "escape")
        assert area(person) == "Applications"


@pytest.mark.usefixtures("at_once")
async def test_a_server_that_limits_is_asked_no_further_and_that_is_said(start, sandbox, sample):
    async with start(sample.key) as person:
        sandbox.faults.add(Fault(path=COUNTED, status=429, times=None))
        await person.press("c")
        assert LIMITED in person.screen
        assert "fault 429" in person.screen
        assert "Press r to count again." in person.words
        assert counts(person)[0].split() == ["…", "…"]
        before = asked(sandbox)
        assert before == 8 * 5
        await person.press("G", "g")
        assert asked(sandbox) == before
        # It doesn't come again in the place of something else.
        sandbox.faults.add(Fault(path="/search/", status=500))
        await person.press("slash", "a", "ctrl+f")
        await person.press("enter", "G", "g")
        assert "Could not search the server." in person.screen
        sandbox.faults.clear()
        await person.press("escape", "escape", "r")
        assert LIMITED not in person.screen
        assert counts(person)
        assert not any("…" in each for each in counts(person))


@pytest.mark.usefixtures("at_once")
async def test_what_is_over_soon_is_asked_for_again(start, sandbox, narrow):
    complete = 2 * 4 + 2  # two have a device that was never seen
    async with start(narrow.key) as person:
        # A limit, and an answer that is lost.
        for fault in (
            Fault(path=COUNTED, status=429, times=3),
            *(Fault(path=COUNTED, cut=cut) for cut in ("before", "after", "middle")),
        ):
            before = asked(sandbox)
            sandbox.faults.add(fault)
            await person.press("c")
            assert asked(sandbox) - before == complete + (3 if fault.status else 1)
            assert len(counts(person)) == 4
            assert not any("…" in each or "–" in each.split()[:2] for each in counts(person))
            assert LIMITED not in person.screen
            await person.press("c")
        # Answers that are all lost are told.
        sandbox.faults.add(Fault(path=COUNTED, cut="middle", times=None))
        await person.press("c")
        assert "Could not count devices and keys. The answer did not arrive." in person.words
        assert counts(person) == ["… …"] * 4
        sandbox.faults.clear()
        await person.press("c", "c")
        assert LIMITED not in person.screen
        assert not any("…" in each for each in counts(person))


async def test_what_the_server_can_not_say_of_one_is_a_dash_with_the_reason(start, sandbox, narrow):
    async with start(narrow.key) as person:
        sandbox.faults.add(Fault(path="/devices$", status=500))
        await person.press("c")
        assert [each.startswith("–") for each in counts(person)] == [True, False, False, False]
        assert "Some counts are missing: fault 500." in person.screen
        await person.press("j")
        assert "Some counts are missing" not in person.screen
