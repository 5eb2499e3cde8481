"""How many devices an application has."""

from __future__ import annotations

import pytest

from tests.api.seam import Answer, Script, ok

ONE = {"end_devices": [{"ids": {"device_id": "d"}}]}


@pytest.mark.parametrize(
    ("answer", "count"),
    [
        (ok(ONE, x_total_count="412"), 412),
        (ok(x_total_count="0"), 0),
        (ok(), 0),
        (ok(ONE), 1),
        (ok(ONE, x_total_count="x"), 1),
    ],
)
async def test_devices_are_counted_by_the_total_and_never_as_none_where_one_is_seen(answer: Answer, count: int) -> None:
    script = Script(answer)
    assert await script.client().devices.count("a") == count
    assert script.only.url.path == "/api/v3/applications/a/devices"
    assert dict(script.only.url.params) == {"order": "device_id", "limit": "1", "page": "1"}
