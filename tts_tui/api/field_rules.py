"""The server's own rules for fields, so that a form can say what is wrong before anything is sent.

(`application.proto` 62-118, `identifiers.proto` 31-34; recordings/02_applications.json)
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "ADDRESSES",
    "ADDRESS_RULE",
    "ID_RULE",
    "MAX_ATTRIBUTES",
    "MAX_ATTRIBUTE_VALUE",
    "MAX_DESCRIPTION",
    "MAX_ID",
    "MAX_NAME",
    "address_problem",
    "attributes_problem",
    "description_problem",
    "id_problem",
    "name_problem",
]

MAX_ID: Final = 36
MAX_NAME: Final = 50
MAX_DESCRIPTION: Final = 2000
MAX_ATTRIBUTES: Final = 10
MAX_ATTRIBUTE_VALUE: Final = 200
MIN_ID: Final = 3

ID_RULE: Final = re.compile(r"[a-z0-9](?:-?[a-z0-9]){2,}")
"""Of an application's ID and of an attribute's key."""

ADDRESSES: Final = ("network_server_address", "application_server_address", "join_server_address")
"""The fields of an application that name the servers on which its devices live."""

ADDRESS_RULE: Final = re.compile(
    r"(?:(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])\.)*"
    r"(?:[A-Za-z0-9]|[A-Za-z0-9][A-Za-z0-9-]*[A-Za-z0-9])(?::[0-9]{1,5})?"
)

_ID_LETTER: Final = re.compile(r"[a-z0-9-]")


def id_problem(value: str) -> str | None:
    """What keeps `value` from being an ID, in words, or None where the server would take its form."""
    if not value:
        return "An ID is needed."
    if wrong := next((letter for letter in value if not _ID_LETTER.fullmatch(letter)), None):
        shown = {" ": "a space", "_": "an underscore", ".": "a dot"}.get(wrong, "a capital" if wrong.isupper() else "")
        return f"Only a-z, 0-9 and single dashes{f', so not {shown}' if shown else ''}."
    if value.startswith("-") or value.endswith("-"):
        return "It can't start or end with a dash."
    if "--" in value:
        return "Two dashes can't stand side by side."
    if len(value) > MAX_ID:
        return f"At most {MAX_ID} characters; these are {len(value)}."
    if len(value.replace("-", "")) < MIN_ID:
        return f"At least {MIN_ID} letters or digits."
    return None


def name_problem(value: str) -> str | None:
    """What keeps `value` from being a name; it may be empty."""
    return _too_long(value, MAX_NAME)


def description_problem(value: str) -> str | None:
    """What keeps `value` from being a description; it may be empty and have line breaks."""
    return _too_long(value, MAX_DESCRIPTION)


def address_problem(value: str) -> str | None:
    """What keeps `value` from being a server's address: a host, or `host:port`, or nothing."""
    if not value or ADDRESS_RULE.fullmatch(value):
        return None
    if "://" in value:
        return "Only a host, or host:port, without http:// or https://."
    return "A host, or host:port, such as thethings.example.com:8884."


def attributes_problem(pairs: Mapping[str, str]) -> str | None:
    """What keeps `pairs` from being the attributes of an application; values may be empty."""
    if len(pairs) > MAX_ATTRIBUTES:
        return f"At most {MAX_ATTRIBUTES} attributes; these are {len(pairs)}."
    for key, value in pairs.items():
        if problem := id_problem(key):
            return f"The key “{key}”: {problem[0].lower()}{problem[1:]}"
        if problem := _too_long(value, MAX_ATTRIBUTE_VALUE):
            return f"The value of “{key}”: {problem[0].lower()}{problem[1:]}"
    return None


def _too_long(value: str, limit: int) -> str | None:
    # The server counts runes, as Python does.
    return f"At most {limit} characters; these are {len(value)}." if len(value) > limit else None
