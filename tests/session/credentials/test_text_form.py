"""Credentials as they are written down, and read again."""

from __future__ import annotations

import json
import traceback
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as some

from tts_tui.api.oauth import Tokens
from tts_tui.api.secret import SecretStr
from tts_tui.session.credentials import StoreFault
from tts_tui.session.credentials.text_form import read, written

PARTS = some.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", min_size=1)
SECRETS = some.builds(lambda kind, *parts: SecretStr(".".join([kind, *parts])), some.just("NNSXS"), PARTS, PARTS)
ZONES = some.integers(-23, 23).map(lambda hours: timezone(timedelta(hours=hours, minutes=30)))
TIMES = some.datetimes(datetime(2000, 1, 1), datetime(9000, 1, 1), timezones=ZONES)  # noqa: DTZ001 - as it asks for
LOGINS = some.builds(Tokens, access_token=SECRETS, refresh_token=SECRETS, expires_at=TIMES, user_id=some.text())
LOGIN = Tokens(
    access_token=SecretStr("MFRWG.A.TOPSECRET"),
    refresh_token=SecretStr("OJSWM.A.TOPSECRET"),
    expires_at=datetime(2026, 11, 23, 13, tzinfo=timezone(timedelta(hours=1))),
)


@given(SECRETS | LOGINS, some.text(" \t\r\n", max_size=3))
def test_what_is_written_is_read_again(credential: SecretStr | Tokens, blanks: str) -> None:
    assert read(blanks + written(credential).get_secret_value() + blanks) == credential


def test_a_key_is_written_as_it_is() -> None:
    assert written(SecretStr("NNSXS.A.B")).get_secret_value() == "NNSXS.A.B"


def test_a_login_is_written_as_json_with_its_end_in_utc() -> None:
    assert json.loads(written(LOGIN).get_secret_value()) == {
        "access_token": "MFRWG.A.TOPSECRET",
        "refresh_token": "OJSWM.A.TOPSECRET",
        "expires_at": "2026-11-23T12:00:00+00:00",
    }
    assert read(written(LOGIN).get_secret_value()) == LOGIN.model_copy(
        update={"expires_at": datetime(2026, 11, 23, 12, tzinfo=UTC)}
    )


def test_what_a_later_version_adds_does_not_matter() -> None:
    more = {**json.loads(written(LOGIN).get_secret_value()), "colour": "blue"}
    assert read(json.dumps(more)) == LOGIN


@pytest.mark.parametrize("nothing", ["", " ", "\n\t", "Bearer "])
def test_nothing_is_no_credential(nothing: str) -> None:
    assert read(nothing) is None


@pytest.mark.parametrize(
    "broken",
    [
        "{",
        '{"access_token": "TOPSECRET"',
        '{"access_token": "TOPSECRET"}',
        '{"access_token": "TOPSECRET", "refresh_token": "", "expires_at": "2026-11-23T12:00:00Z"}',
        '{"access_token": "TOPSECRET", "refresh_token": "TOPSECRET", "expires_at": "2026-11-23T12:00:00"}',
        '{"access_token": "TOPSECRET", "refresh_token": "TOPSECRET", "expires_at": "soon"}',
    ],
)
def test_a_broken_login_is_a_sentence_without_a_secret(broken: str) -> None:
    with pytest.raises(StoreFault, match=r"can't be read\. Sign in again") as fault:
        read(broken)
    ours = [each for each in traceback.walk_tb(fault.value.__traceback__) if "tests" not in each[0].f_code.co_filename]
    assert ours
    assert not any("TOPSECRET" in repr(frame.f_locals) for frame, _ in ours)
    assert fault.value.__context__ is None
