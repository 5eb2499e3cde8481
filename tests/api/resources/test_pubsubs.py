"""How many pub/subs an application has."""

from __future__ import annotations

import pytest

from tests.api.recordings import Exchange, alone, recorded
from tests.api.seam import Script, ok
from tts_tui.api.errors import NotTheAPI

ONE = next(each for each in alone("22") if each.name == "before: pub/subs")


@pytest.mark.parametrize(
    ("exchange", "count"),
    [(recorded("08", "pubsub list"), 0), (ONE, 1)],
    ids=str,
)
async def test_they_are_counted_in_the_list_itself(exchange: Exchange, count: int) -> None:
    assert await exchange.client().pubsubs.count("a") == count


async def test_nothing_but_the_list_is_asked_for() -> None:
    script = Script(ok())
    assert await script.client().pubsubs.count("a") == 0
    assert script.only.url.raw_path == b"/api/v3/as/pubsub/a"


@pytest.mark.parametrize("answer", [{"pubsubs": [{"ids": {"pub_sub_id": 1}}]}, {"pubsubs": {}}, {"applications": []}])
async def test_what_is_no_such_list_is_not_counted(answer: dict[str, object]) -> None:
    with pytest.raises(NotTheAPI):
        await Script(ok(answer)).client().pubsubs.count("a")
