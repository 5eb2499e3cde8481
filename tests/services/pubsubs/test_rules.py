"""What may be sent of a pub/sub."""

from __future__ import annotations

import pytest

from tts_tui.api.secret import SecretStr
from tts_tui.services.pubsubs.rules import (
    headers_warning,
    join_url,
    length_problem,
    split_url,
    tls_warning,
    topic_problem,
    url_problem,
    url_warning,
)


@pytest.mark.parametrize(
    "url", ["nats://nats.example.com:4222", "nats://me:p%40ss@nats.example.com", "tls://[::1]:4222", "nats://me@host"]
)
def test_user_and_password_of_a_url(url: str) -> None:
    bare, user, password = split_url(SecretStr(url))
    assert "@" not in bare
    assert join_url(bare, user, password) == SecretStr(url)


def test_a_password_is_written_so_that_it_can_be_read_back() -> None:
    url = join_url("nats://host:4222", "a:b", SecretStr("p@ss/word"))
    assert split_url(url) == ("nats://host:4222", "a:b", SecretStr("p@ss/word"))


def test_a_url_has_a_scheme_and_a_host() -> None:
    assert url_problem("mqtts://host", "mqtt") is None
    assert "Enter an address" in str(url_problem("", "nats"))
    assert "scheme is missing" in str(url_problem("host:4222", "nats"))
    assert "no host" in str(url_problem("nats://", "nats"))
    assert "no host" in str(url_problem("nats://[::1", "nats"))


def test_a_scheme_that_is_stored_and_never_connected_to() -> None:
    assert url_warning("nats://host", "nats") is None
    assert "can't connect" in str(url_warning("https://host", "nats"))
    assert "mqtt or mqtts" in str(url_warning("nats://host", "mqtt"))


def test_limits() -> None:
    assert topic_problem("t" * 100) is None
    assert topic_problem("t" * 101) == "101 characters; the limit is 100."
    assert length_problem("client_id", "c" * 24) == "24 characters; the limit is 23."


def test_files_and_headers_that_would_not_be_used() -> None:
    assert tls_warning(False, True, True, use_tls=True) is None
    assert tls_warning(False, False, False, use_tls=False) is None
    assert "can't connect" in str(tls_warning(True, True, False, use_tls=True))
    assert "doesn't use them" in str(tls_warning(True, False, False, use_tls=False))
    assert headers_warning({}, "mqtt://host") is None
    assert headers_warning({"X": "y"}, "wss://host") is None
    assert "ws://" in str(headers_warning({"X": "y"}, "mqtts://host"))
