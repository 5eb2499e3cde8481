"""API keys in the order and to the words that a person wants."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from tts_tui.api.models import APIKey
from tts_tui.services.api_keys.list_state import ORDERS, matching, sort, summary

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def key(key_id, name="", created=0, expires=None, rights=("RIGHT_APPLICATION_INFO",)):
    return APIKey(
        id=key_id,
        name=name,
        rights=frozenset(rights),
        created_at=NOW - timedelta(days=created),
        expires_at=None if expires is None else NOW + timedelta(days=expires),
    )


KEYS = [
    key("A", "zebra", 3, 400),
    key("B", "", 1, None),
    key("C", "Apple", 2, 12),
    key("D", "mango", 4, -40),
    key("E", "beet", 5, -1),
]


def ids(order):
    return "".join(each.id for each in sort(KEYS, order))


def test_each_order_is_the_other_way_round_of_its_pair():
    for (order, _), (reverse, _) in zip(ORDERS[::2], ORDERS[1::2], strict=True):
        assert ids(order) == ids(reverse)[::-1]


def test_the_newest_first():
    assert ids("-created") == "BCADE"


def test_by_expiry_what_has_expired_comes_first_and_never_last():
    assert ids("expires") == "DECAB"


def test_by_name_whatever_the_case_and_unnamed_last():
    assert ids("name") == "CEDAB"


def test_a_key_is_found_by_name_id_and_rights():
    keys = [key("ABCD", "Storage reader"), key("EFGH", rights=["RIGHT_APPLICATION_TRAFFIC_READ"])]
    assert [each.id for each in matching(keys, "STORAGE read")] == ["ABCD"]
    assert [each.id for each in matching(keys, "efg")] == ["EFGH"]
    assert [each.id for each in matching(keys, "traffic_read")] == ["EFGH"]
    assert [each.id for each in matching(keys, "")] == ["ABCD", "EFGH"]


def test_the_summary_counts_what_there_is_to_look_after():
    assert list(summary(KEYS, NOW).values()) == ["2 expired", "1 soon", "1 never"]
    assert summary(KEYS[:1], NOW) == {}
