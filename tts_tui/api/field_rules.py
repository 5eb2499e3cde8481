"""The server's rules for fields, so that a form can say what is wrong before it sends anything.

(`application.proto` 62-118, `identifiers.proto` 31-34; recordings/02_applications.json)
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

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
    "is_unfinished",
    "name_problem",
    "suggested_id",
]

MAX_ID: Final = 36
MAX_NAME: Final = 50
MAX_DESCRIPTION: Final = 2000
MAX_ATTRIBUTES: Final = 10
MAX_ATTRIBUTE_VALUE: Final = 200
MIN_ID: Final = 3

ID_RULE: Final = re.compile(r"[a-z0-9](?:-?[a-z0-9]){2,}")
"""Applies to the ID of an application and to the key of an attribute."""

ADDRESSES: Final = ("network_server_address", "application_server_address", "join_server_address")
"""The fields of an application that name the servers where its devices are registered."""

ADDRESS_RULE: Final = re.compile(
    r"(?:(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])\.)*"
    r"(?:[A-Za-z0-9]|[A-Za-z0-9][A-Za-z0-9-]*[A-Za-z0-9])(?::[0-9]{1,5})?"
)

_ID_LETTER: Final = re.compile(r"[a-z0-9-]")
_NOT_IN_AN_ID: Final = {" ": "No spaces.", "_": "No underscores.", ".": "No dots."}
_ONLY_IN_AN_ID: Final = "Only a–z, 0–9 and dashes."


def id_problem(value: str) -> str | None:
    """All that is wrong with `value` as an ID, in sentences, or None where the server accepts its form."""
    if not value:
        return "Enter an ID."
    wrong = [letter for letter in value if not _ID_LETTER.fullmatch(letter)]
    problems = [
        "No capital letters." if letter.isupper() else _NOT_IN_AN_ID.get(letter, _ONLY_IN_AN_ID) for letter in wrong
    ]
    if _ONLY_IN_AN_ID in problems:  # which says what the others would
        problems = [_ONLY_IN_AN_ID]
    if value.startswith("-") or value.endswith("-"):
        problems.append("Can't start or end with a dash.")
    if "--" in value:
        problems.append("No double dashes.")
    if len(value) > MAX_ID:
        problems.append(_length(value, MAX_ID))
    if not wrong and len(value.replace("-", "")) < MIN_ID:
        problems.append(f"At least {MIN_ID} letters or digits.")
    return " ".join(dict.fromkeys(problems)) or None


def suggested_id(value: str) -> str | None:
    """The valid ID nearest to `value`, such as `my-app` for `My App`; None where there is none or `value` is valid."""
    if id_problem(value) is None:
        return None
    letters = unicodedata.normalize("NFKD", value).encode("ascii", "ignore").decode().lower()
    nearest = re.sub(r"[^a-z0-9]+", "-", letters).strip("-")[:MAX_ID].rstrip("-")
    return nearest if id_problem(nearest) is None else None


def is_unfinished(rule: Callable[[str], str | None], value: str) -> bool:
    """Whether more letters could make `value` valid by `rule`: a form needn't complain while somebody is typing."""
    return rule(value) is not None and any(rule(value + letters) is None for letters in ("a", "aaa", "1"))


def name_problem(value: str) -> str | None:
    """What is wrong with `value` as a name; it may be empty."""
    return _too_long(value, MAX_NAME)


def description_problem(value: str) -> str | None:
    """What is wrong with `value` as a description; it may be empty and contain line breaks."""
    return _too_long(value, MAX_DESCRIPTION)


def address_problem(value: str) -> str | None:
    """What is wrong with `value` as a server address: it must be a host, `host:port`, or empty."""
    if not value or ADDRESS_RULE.fullmatch(value):
        return None
    if "://" in value:
        return "Host or host:port only, without http:// or https://."
    return "Not a valid address. Example: thethings.example.com:8884."


def attributes_problem(pairs: Mapping[str, str]) -> str | None:
    """What is wrong with `pairs` as the attributes of an application; values may be empty."""
    if len(pairs) > MAX_ATTRIBUTES:
        return f"{len(pairs)} attributes; the limit is {MAX_ATTRIBUTES}."
    for key, value in pairs.items():
        if problem := id_problem(key):
            return f"Key “{key}”: {problem[0].lower()}{problem[1:]}"
        if problem := _too_long(value, MAX_ATTRIBUTE_VALUE):
            return f"Value of “{key}”: {problem}"
    return None


def _too_long(value: str, limit: int) -> str | None:
    # The server counts runes, as Python does.
    return _length(value, limit) if len(value) > limit else None


def _length(value: str, limit: int) -> str:
    return f"{len(value):,} characters; the limit is {limit:,}."
