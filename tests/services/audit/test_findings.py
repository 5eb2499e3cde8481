"""What is worth a look about a key."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tts_tui.api.models import APIKey
from tts_tui.services.api_keys.end_key import EndedKey
from tts_tui.services.audit.export import as_csv
from tts_tui.services.audit.findings import AuditedKey, findings
from tts_tui.services.audit.list_state import FoundList, sort, still_there, summary

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)
READ = frozenset({"RIGHT_APPLICATION_TRAFFIC_READ"})


def key(**fields) -> APIKey:
    return APIKey(**{"id": "KEY", "name": "grafana", "rights": READ, "expires_at": NOW + 60 * DAY, **fields})


@pytest.mark.parametrize(
    ("fields", "found"),
    [
        ({}, ()),
        ({"expires_at": NOW}, ("expired",)),
        ({"expires_at": NOW + DAY}, ("expiring",)),
        ({"expires_at": NOW + 30 * DAY}, ("expiring",)),
        ({"expires_at": NOW + 30 * DAY + timedelta(seconds=1)}, ()),
        ({"expires_at": None}, ("never",)),
        ({"name": " "}, ("unnamed",)),
        ({"rights": {"RIGHT_APPLICATION_ALL"}}, ("wildcard",)),
        ({"rights": {"RIGHT_ALL"}}, ("wildcard",)),
        ({"rights": {*READ, "RIGHT_APPLICATION_DELETE"}}, ("admin-and-traffic",)),
        ({"rights": {"RIGHT_APPLICATION_LINK", "RIGHT_APPLICATION_SETTINGS_API_KEYS"}}, ("admin-and-traffic",)),
        ({"rights": {"RIGHT_APPLICATION_DELETE", "RIGHT_APPLICATION_SETTINGS_BASIC"}}, ()),
        ({"rights": {"RIGHT_APPLICATION_FUTURE_THING"}}, ()),
        ({"expires_at": None, "name": "", "rights": {"RIGHT_ALL"}}, ("never", "wildcard", "unnamed")),
    ],
)
def test_findings(fields, found) -> None:
    assert findings(key(**fields), NOW, 30 * DAY) == found


def test_filter() -> None:
    keys = [AuditedKey("parking", key(name="Billing"), ()), AuditedKey("water", key(), ("never",))]
    found = FoundList.of(reversed(keys), "application")
    assert found.matching("") == tuple(keys)
    assert found.matching("WATER never") == (keys[1],)
    assert found.matching("bill") == (keys[0],)


def test_csv_is_inert() -> None:
    text = as_csv([AuditedKey("water", key(name='=HYPERLINK("x"), \x1b[2J\nnew line', expires_at=None), ("never",))])
    assert text.splitlines() == [
        "application,id,name,findings,expires_at,created_at,rights",
        'water,KEY,"\'=HYPERLINK(""x""), ␛[2J␊new line",never,,,RIGHT_APPLICATION_TRAFFIC_READ',
    ]


def test_what_can_still_be_acted_on_comes_first() -> None:
    found = [
        AuditedKey("old", key(), ("expired", "wildcard")),
        AuditedKey("nameless", key(), ("unnamed",)),
        AuditedKey("all", key(), ("never", "wildcard")),
        AuditedKey("never", key(), ("never",)),
        AuditedKey("soon", key(), ("expiring",)),
    ]
    assert [each.application_id for each in sort(found, "urgent")] == ["soon", "all", "never", "nameless", "old"]


def test_the_summary_begins_with_what_has_expired_or_with_how_soon_where_that_was_chosen() -> None:
    found = [AuditedKey("old", key(), ("expired",)), AuditedKey("all", key(), ("never", "wildcard"))]
    assert [*summary(found).values()] == ["1 expired", "1 never", "1 all rights"]
    assert [*summary(found, 7 * DAY).values()][:2] == ["0 soon (7 d)", "1 expired"]


def test_what_was_ended_since_is_gone_or_expires_by_then() -> None:
    found = [AuditedKey("app", key(id=name, expires_at=None), ("never",)) for name in ("KEPT", "GONE", "ENDING")]
    ended = {
        ("app", "GONE"): EndedKey("revoked", key()),
        ("app", "ENDING"): EndedKey("expires", key(), NOW + 7 * DAY),
    }
    kept, ending = still_there(found, ended, NOW, 30 * DAY)
    assert (kept.key.id, kept.findings) == ("KEPT", ("never",))
    assert (ending.key.id, ending.key.expires_at, ending.findings) == ("ENDING", NOW + 7 * DAY, ("expiring",))
