"""The models: what the server leaves out, what it adds, and how times go back to it."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from tts_tui.api.models import Account, APIKey, Application, Collaborator, Link, Organization, wire_time

ZONES = st.integers(-23 * 60, 23 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
MOMENTS = st.datetimes(datetime(1, 1, 3), datetime(9999, 12, 29), timezones=ZONES)  # noqa: DTZ001 - zones follow


@given(MOMENTS)
def test_an_instant_comes_back_from_the_wire_to_the_millisecond_and_ends_in_z(moment: datetime) -> None:
    text = wire_time(moment)
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", text)
    assert timedelta() <= moment - datetime.fromisoformat(text) < timedelta(milliseconds=1)


def test_an_instant_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        wire_time(datetime(2026, 1, 1))  # noqa: DTZ001 - the point


@pytest.mark.parametrize(
    "moment",
    [
        datetime.max.replace(tzinfo=timezone(timedelta(hours=-1))),
        datetime.min.replace(tzinfo=timezone(timedelta(hours=1))),
    ],
)
def test_an_instant_that_utc_can_not_hold_is_refused(moment: datetime) -> None:
    with pytest.raises(ValueError, match="too far"):
        wire_time(moment)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-11-23T10:26:59Z", datetime(2026, 11, 23, 10, 26, 59, tzinfo=UTC)),
        ("2026-11-23T10:26:59.5Z", datetime(2026, 11, 23, 10, 26, 59, 500_000, tzinfo=UTC)),
        ("2026-11-23T10:26:59.719Z", datetime(2026, 11, 23, 10, 26, 59, 719_000, tzinfo=UTC)),
        ("2026-11-23T10:26:59.719042Z", datetime(2026, 11, 23, 10, 26, 59, 719_042, tzinfo=UTC)),
        ("2026-11-23T10:26:59.719042041Z", datetime(2026, 11, 23, 10, 26, 59, 719_042, tzinfo=UTC)),
        ("2026-11-23T10:26:59.719042999Z", datetime(2026, 11, 23, 10, 26, 59, 719_042, tzinfo=UTC)),
        ("0001-01-01T00:00:00Z", datetime(1, 1, 1, tzinfo=UTC)),
    ],
)
def test_times_of_every_length_are_read(text: str, expected: datetime) -> None:
    assert APIKey.model_validate({"id": "K", "created_at": text}).created_at == expected


@pytest.mark.parametrize("kind", ["user", "organization"])
def test_an_account_is_written_as_it_is_read(kind: Any) -> None:
    account = Account(kind=kind, id="who")
    assert account.wire() == {f"{kind}_ids": {f"{kind}_id": "who"}}
    assert Account.model_validate(account.wire()) == account


def test_what_the_server_leaves_out_is_empty() -> None:
    assert Application.model_validate({"ids": {"application_id": "a"}}) == Application(id="a")
    assert APIKey.model_validate({"id": "K"}) == APIKey(id="K", rights=frozenset(), name="", expires_at=None)
    assert Organization.model_validate({"ids": {"organization_id": "o"}}) == Organization(id="o", name="")
    assert Collaborator.model_validate({"ids": {"user_ids": {"user_id": "u"}}}).rights == frozenset()
    assert Link.model_validate({}).skip_payload_crypto is None


def test_what_this_program_does_not_know_is_ignored() -> None:
    assert APIKey.model_validate({"id": "K", "colour": "blue"}) == APIKey(id="K")


def test_a_model_does_not_change() -> None:
    with pytest.raises(ValidationError):
        Application(id="a").name = "b"  # type: ignore[misc]


def test_what_does_not_fit_is_not_quoted() -> None:
    with pytest.raises(ValidationError) as caught:
        APIKey.model_validate({"id": "K", "key": ["TOPSECRET"]})
    assert "TOPSECRET" not in str(caught.value)
