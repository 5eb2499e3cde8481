"""What a user was notified of, as it was recorded."""

from __future__ import annotations

import pytest

from tests.api.recordings import Exchange, alone
from tests.api.seam import Script, ok, run
from tts_tui.api.errors import NotTheAPI

LISTS = [each for each in alone("20") if each.matches("GET", "/users/mark-owner/notifications") and each.status == 200]


@pytest.mark.parametrize("exchange", LISTS, ids=str)
def test_every_recorded_notification_is_read(exchange: Exchange) -> None:
    page = run(exchange.client().notifications.newest("mark-owner"))
    told = exchange.json.get("notifications", [])
    assert [(each.id, each.kind) for each in page.items] == [(each["id"], each["notification_type"]) for each in told]
    assert all(each.sender in ("mark-owner", "mark-guest") for each in page.items)
    assert {each.application_id for each in page.items} <= {"", "mark-app"}
    assert page.total is not None


def test_what_is_no_notification_is_not_the_api() -> None:
    with pytest.raises(NotTheAPI):
        run(Script(ok({"notifications": [{"id": "1", "created_at": 7}]})).client().notifications.newest("alice"))
