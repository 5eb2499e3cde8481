"""What may be sent of AWS IoT."""

from __future__ import annotations

import pytest

from tts_tui.services.pubsubs.aws_iot import problems

NAMES = (
    "region", "endpoint_address", "access_key_id", "secret_access_key", "session_token", "arn", "external_id",
    "session_duration", "stack_name",
)  # fmt: skip
FINE = dict.fromkeys(NAMES, "") | {"region": "eu-west-1"}


def test_a_region_is_enough() -> None:
    assert set(problems(FINE).values()) == {None}
    whole = FINE | {
        "endpoint_address": "iot.example.com", "access_key_id": "AKIA567890123456", "secret_access_key": "s" * 40,
        "arn": "arn:aws:iam::123456789012:role/tts", "session_duration": "3600s", "stack_name": "tts-1",
    }  # fmt: skip
    assert set(problems(whole).values()) == {None}


@pytest.mark.parametrize(
    ("name", "value", "about", "words"),
    [
        ("region", "mars-1", "region", "One of af-south-1"),
        ("endpoint_address", "host:8883", "endpoint_address", "without a port"),
        ("access_key_id", "short", "access_key_id", "16–128"),
        ("session_token", "t", "access_key_id", "Required: an access key needs its ID."),
        ("secret_access_key", "s" * 41, "secret_access_key", "41 characters; the limit is 40."),
        ("external_id", "x", "arn", "Required: a role needs its ARN."),
        ("arn", "arn:aws:s3:::bucket", "arn", "role/NAME"),
        ("external_id", "a b", "external_id", "Only letters"),
        ("session_duration", "1h", "session_duration", "3600s"),
        ("stack_name", "1st", "stack_name", "beginning with a letter"),
    ],
)
def test_what_the_server_would_refuse(name: str, value: str, about: str, words: str) -> None:
    assert words in str(problems(FINE | {name: value})[about])
