"""What may be sent of a webhook, and what would never be delivered."""

from __future__ import annotations

import pytest

from tts_tui.api.secret import SecretStr
from tts_tui.services.webhooks import rules


@pytest.mark.parametrize(
    "address", ["example.com/lora", "localhost:8080/x", "127.0.0.1:1", "not a url", "//example.com"]
)
def test_an_address_without_a_scheme_is_refused(address: str) -> None:
    assert rules.address_problem(address) == "The scheme is missing: begin with https:// or http://"


def test_none_at_all_is_asked_for_with_an_example() -> None:
    assert "https://example.com" in str(rules.address_problem(""))


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("ftp://example.com", "only http and https"),
        ("HTTPS://", "no host"),
        ("https:///path", "no host"),
        ("http://[::1", "no host"),
        ("http://example.com", "Not encrypted"),
        ("https://example.com/{devEUI", "can't read it"),
        ("https://example.com/{site}", "fills in nothing for {site}"),
    ],
)
def test_what_is_stored_and_never_delivered_is_warned_of(address: str, words: str) -> None:
    assert rules.address_problem(address) is None
    assert words in str(rules.address_warning(address))


@pytest.mark.parametrize(
    "address",
    [
        "https://example.com",
        "http://127.0.0.1:8080",
        "http://localhost",
        "HTTPS://example.com:8443/{appID}?dev={devEUI}",
    ],
)
def test_an_address_to_deliver_to_is_fine(address: str) -> None:
    assert rules.address_problem(address) is None
    assert rules.address_warning(address) is None


def test_paths_are_warned_of_by_their_message_types() -> None:
    assert rules.messages_warning({"uplink_message": "/up{?devEUI}", "join_accept": ""}) is None
    assert "No message type is on" in str(rules.messages_warning({}))
    warning = rules.messages_warning({"uplink_message": "", "join_accept": "/a:b"})
    assert str(warning).startswith("Join accept: The server stores this, but delivers nothing")


def test_limits_are_the_servers() -> None:
    assert rules.path_problem("/" * 64) is None
    assert "the limit is 64" in str(rules.path_problem("/" * 65))
    assert rules.key_problem("k" * 128) is None
    assert "the limit is 128" in str(rules.key_problem("k" * 129))
    assert rules.mask_problem(["up.uplink_message.f_port", "end_device_ids"]) is None
    assert "not a field" in str(rules.mask_problem(["up.Uplink"]))


def test_user_and_password_are_a_header_and_back() -> None:
    header = rules.basic("demo", "pass:word")
    assert rules.credentials({"Authorization": header}) == ("demo", SecretStr("pass:word"))
    for other in ("Bearer token", "Basic %%%", "Basic /w==", "Basic ZGVtbw==", "Basic  ZGVtbzpw"):
        assert rules.credentials({"Authorization": SecretStr(other)}) is None
    assert rules.credentials({}) is None


def test_a_password_in_an_address_is_not_shown() -> None:
    assert rules.without_password("https://demo:secret@example.com/a") == "https://demo:***@example.com/a"
    assert rules.without_password("https://example.com/a:b@c") == "https://example.com/a:b@c"
