"""What the server takes of AWS IoT as the provider of a pub/sub. (`applicationserver_pubsub.proto`)"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["REGIONS", "problems"]

REGIONS: Final = (
    "af-south-1", "ap-east-1", "ap-northeast-1", "ap-northeast-2", "ap-south-1", "ap-southeast-1", "ap-southeast-2",
    "ca-central-1", "eu-central-1", "eu-north-1", "eu-south-1", "eu-west-1", "eu-west-2", "eu-west-3", "me-south-1",
    "sa-east-1", "us-east-1", "us-east-2", "us-west-1", "us-west-2",
)  # fmt: skip

_KEY_ID: Final = re.compile(r"\w{16,128}", re.ASCII)
_ARN: Final = re.compile(r"arn:aws:iam::[0-9]{12}:role/[A-Za-z0-9_+=,.@-]+")
_EXTERNAL_ID: Final = re.compile(r"[\w+=,.@:/-]*", re.ASCII)
_DURATION: Final = re.compile(r"[0-9]{1,12}(\.[0-9]{1,9})?s")
_LABEL: Final = r"([a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])"
_ENDPOINT: Final = re.compile(rf"({_LABEL}\.)*{_LABEL}|")
_STACK: Final = re.compile(r"[A-Za-z][A-Za-z0-9-]*")
_LIMITS: Final = {"secret_access_key": 40, "session_token": 256, "external_id": 1224, "endpoint_address": 128}
_STACK_MAX: Final = 128


def problems(typed: Mapping[str, str]) -> dict[str, str | None]:
    """What the server would refuse, by field; None where one is fine. The names of fields are the server's."""
    key, role = _any(typed, "secret_access_key", "session_token"), _any(typed, "external_id", "session_duration")
    found: dict[str, str | None] = {
        "region": None if typed["region"] in REGIONS else f"One of {', '.join(REGIONS)}.",
        "endpoint_address": None if _ENDPOINT.fullmatch(typed["endpoint_address"]) else "A host, without a port.",
        "access_key_id": _needed(typed["access_key_id"], "an access key needs its ID.", needed=key),
        "secret_access_key": None,
        "session_token": None,
        "arn": _needed(typed["arn"], "a role needs its ARN.", needed=role),
        "external_id": None
        if _EXTERNAL_ID.fullmatch(typed["external_id"])
        else "Only letters, digits and _ + = , . @ : / -",
        "session_duration": None
        if not typed["session_duration"] or _DURATION.fullmatch(typed["session_duration"])
        else "Seconds with an s, e.g. 3600s",
        "stack_name": None,
    }
    if typed["access_key_id"] and not _KEY_ID.fullmatch(typed["access_key_id"]):
        found["access_key_id"] = "16–128 letters, digits and underscores."
    if typed["arn"] and not _ARN.fullmatch(typed["arn"]):
        found["arn"] = "Such as arn:aws:iam::123456789012:role/NAME"
    if (stack := typed["stack_name"]) and (not _STACK.fullmatch(stack) or len(stack) > _STACK_MAX):
        found["stack_name"] = f"Up to {_STACK_MAX} letters, digits and dashes, beginning with a letter."
    for name, limit in _LIMITS.items():
        if len(typed[name]) > limit:
            found[name] = f"{len(typed[name]):,} characters; the limit is {limit:,}."
    return found


def _any(typed: Mapping[str, str], *names: str) -> bool:
    return any(typed[name] for name in names)


def _needed(value: str, words: str, *, needed: bool) -> str | None:
    return f"Required: {words}" if needed and not value else None
