"""Who may watch: asked before a stream is opened, and again while it is open."""

from __future__ import annotations

import pytest

from tests.api.seam import Answer, Script, clocked, ok, refused, run
from tts_tui.api.errors import Unauthenticated
from tts_tui.services.events.watching import NoLongerAllowed, Watchable, until_refused, watchable

MAY, MAY_NOT = ok({"rights": ["RIGHT_APPLICATION_INFO"]}), ok({})
AWAY = refused(503, 14, "away")


def test_those_without_a_right_are_left_out() -> None:
    script = Script(MAY, MAY_NOT, refused(404, 5, "application_not_found"), refused(403, 7, "no_rights"))
    found = run(watchable(script.client(), ["one", "two", "three", "four", "one"]))
    assert found == Watchable({"one": frozenset({"RIGHT_APPLICATION_INFO"})}, ("two", "three", "four"))


@pytest.mark.parametrize(
    ("answers", "looks"),
    [([MAY_NOT], 1), ([MAY, MAY_NOT], 2), ([MAY, *[AWAY] * 5, MAY_NOT], 3)],
    ids=["at once", "later", "after a server that was away"],
)
def test_rights_that_are_gone_end_it(answers: list[Answer], looks: int) -> None:
    async def wait() -> None:
        with pytest.raises(NoLongerAllowed, match="one"):
            await until_refused(Script(*answers).client(), {"one": frozenset()})

    _, seconds = clocked(wait())
    assert looks * 300 <= seconds < looks * 300 + 40


def test_a_token_that_is_gone_ends_it() -> None:
    with pytest.raises(Unauthenticated):
        run(until_refused(Script(MAY, refused(401, 16, "api_key_not_found")).client(), {"one": frozenset()}))


def test_one_right_that_is_gone_ends_it_too_as_the_server_would_go_on() -> None:
    may_less = ok({"rights": ["RIGHT_APPLICATION_INFO"]})
    more = frozenset({"RIGHT_APPLICATION_INFO", "RIGHT_APPLICATION_TRAFFIC_READ"})
    with pytest.raises(NoLongerAllowed) as raised:
        run(until_refused(Script(may_less).client(), {"one": more}))
    assert raised.value.lost == {"RIGHT_APPLICATION_TRAFFIC_READ"}


def test_rights_that_were_not_known_are_those_of_the_first_look() -> None:
    both = ok({"rights": ["RIGHT_APPLICATION_INFO", "RIGHT_APPLICATION_LINK"]})
    with pytest.raises(NoLongerAllowed) as raised:
        run(until_refused(Script(both, both, MAY).client(), {"one": frozenset()}))
    assert raised.value.lost == {"RIGHT_APPLICATION_LINK"}
