"""The rules of fields, and how the server words their breach.

Each level of a message that holds a bad field gets an error of its own; the innermost names the field.
Rules: `api/ttn/lorawan/v3/application.proto` and `identifiers.proto`; words: recordings/02_applications.json.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final

from tts_tui.sandbox.errors import ALREADY_EXISTS, INVALID_ARGUMENT, ApiError
from tts_tui.sandbox.records import account_from
from tts_tui.sandbox.wire import message, text, text_map, time_from

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from tts_tui.sandbox.records import AccountRecord
    from tts_tui.sandbox.wire import JSON

__all__ = [
    "ADDRESSES",
    "DESCRIPTION_MAX",
    "ID_MAX",
    "ID_PATTERN",
    "NAME_MAX",
    "USER_ID_PATTERN",
    "check_account",
    "check_account_ids",
    "check_address",
    "check_application",
    "check_attributes",
    "check_id",
    "check_length",
    "check_listed",
    "check_reserved",
    "check_times",
    "contact_error",
    "id_taken",
    "invalid",
    "nested",
]

ID_PATTERN: Final = "^[a-z0-9](?:[-]?[a-z0-9]){2,}$"
USER_ID_PATTERN: Final = "^[a-z0-9](?:[-]?[a-z0-9]){1,}$"
ADDRESS_PATTERN: Final = (
    r"^(?:(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9\\-]*[a-zA-Z0-9])\\.)*"
    r"(?:[A-Za-z0-9]|[A-Za-z0-9][A-Za-z0-9\\-]*[A-Za-z0-9])(?::[0-9]{1,5})?$|^$"
)
"""As the server words it, with its backslashes written twice."""
_ADDRESS: Final = re.compile(ADDRESS_PATTERN.replace(r"\\", "\\"))
ID_MAX: Final = 36
NAME_MAX: Final = 50
DESCRIPTION_MAX: Final = 2000
ATTRIBUTES_MAX: Final = 10
ATTRIBUTE_VALUE_MAX: Final = 200
ADDRESSES: Final = ("network_server_address", "application_server_address", "join_server_address")

_EMBEDDED: Final = "embedded message failed validation"


@cache
def _reserved() -> frozenset[str]:
    """IDs that can't be registered. (`pkg/identityserver/blocklist/builtin.go`)"""
    return frozenset(files("tts_tui.api").joinpath("reserved-ids.txt").read_text("ascii").split())


def invalid(owner: str, field: str, reason: str, cause: ApiError | None = None) -> ApiError:
    """A field of the message `owner` breaks a rule."""
    return ApiError(
        INVALID_ARGUMENT,
        "pkg/errors",
        "validation",
        "invalid `{field}`: {reason}",
        cause=cause,
        field=field,
        name=f"{owner}ValidationError",
        reason=reason,
    )


def nested(owner: str, field: str, cause: ApiError) -> ApiError:
    """The message in a field of `owner` breaks a rule."""
    return invalid(owner, field, _EMBEDDED, cause)


def check_length(owner: str, field: str, value: str, limit: int) -> None:
    """Refuse a text of more than `limit` code points."""
    if len(value) > limit:
        raise invalid(owner, field, f"value length must be at most {limit} runes")


def check_listed(owner: str, field: str, value: str, allowed: Sequence[str]) -> None:
    """Refuse a value that is not one of those allowed."""
    if value not in allowed:
        raise invalid(owner, field, f"value must be in list [{' '.join(allowed)}]")


def check_id(owner: str, field: str, value: str, pattern: str = ID_PATTERN) -> None:
    """Refuse an ID that breaks the rule: 36 of a-z, 0-9 and single dashes inside, at least three (of users: two)."""
    check_length(owner, field, value, ID_MAX)
    if not re.fullmatch(pattern, value):
        raise invalid(owner, field, f'value does not match regex pattern "{pattern}"')


def check_account(account: AccountRecord) -> None:
    """Refuse a bad ID of a user or an organization."""
    pattern = USER_ID_PATTERN if account.kind == "user" else ID_PATTERN
    check_id(f"{account.kind.capitalize()}Identifiers", f"{account.kind}_id", account.id, pattern)


def check_account_ids(owner: str, field: str, parent: JSON) -> AccountRecord | None:
    """The user or organization in the field of a message `owner`, None where the field is absent.

    Raises:
        ApiError: where there is neither, or its ID is bad.
        PlainError: where there are both.
    """
    written = message(parent, field)
    if written is None:
        return None
    account = account_from(written)
    try:
        if account is None:
            raise invalid("OrganizationOrUserIdentifiers", "ids", "value is required")
        try:
            check_account(account)
        except ApiError as error:
            raise nested("OrganizationOrUserIdentifiers", f"{account.kind}_ids", error) from None
    except ApiError as error:
        raise nested(owner, field, error) from None
    return account


def check_times(written: JSON, *names: str) -> None:
    """Refuse a message with a time that is none, even one that the server would go on to ignore."""
    for name in names:
        time_from(written, name)


def check_reserved(entity_id: str) -> None:
    """Refuse an ID that the server keeps for itself."""
    if entity_id in _reserved():
        raise ApiError(
            INVALID_ARGUMENT,
            "pkg/identityserver/blocklist",
            "forbidden_id",
            "the ID `{id}` can not be registered",
            id=entity_id,
        )


def id_taken() -> ApiError:
    """409 for an ID that is in use, be it by someone else's or by a deleted entity."""
    return ApiError(
        ALREADY_EXISTS,
        "pkg/util/store",
        "id_taken",
        "ID already taken, choose a different one and try again",
        cause=ApiError(ALREADY_EXISTS, "pkg/util/store", "already_exists", "already exists"),
    )


def contact_error(contact: AccountRecord) -> ApiError:
    """400 for a contact who is not a collaborator."""
    return ApiError(
        INVALID_ARGUMENT,
        "pkg/identityserver",
        "contact_no_collaborator",
        "contact `{contact}` is not a collaborator",
        contact=contact.id,
    )


def _check_ids(application: JSON) -> None:
    ids = message(application, "ids")
    if ids is None:
        raise invalid("Application", "ids", "value is required")
    try:
        check_id("ApplicationIdentifiers", "application_id", text(ids, "application_id"))
    except ApiError as error:
        raise nested("Application", "ids", error) from None


def check_attributes(owner: str, written: JSON) -> None:
    """Refuse attributes that are too many, or whose keys or values break a rule."""
    attributes = text_map(written, "attributes")
    if len(attributes) > ATTRIBUTES_MAX:
        raise invalid(owner, "attributes", f"value must contain no more than {ATTRIBUTES_MAX} pair(s)")
    for key, value in attributes.items():
        check_id(owner, f"attributes[{key}]", key)
        check_length(owner, f"attributes[{key}]", value, ATTRIBUTE_VALUE_MAX)


def check_address(owner: str, field: str, written: JSON) -> None:
    """Refuse what is no `host` or `host:port`."""
    if not _ADDRESS.fullmatch(text(written, field)):
        raise invalid(owner, field, f'value does not match regex pattern "{ADDRESS_PATTERN}"')


_RULES: Final[dict[str, Callable[[JSON], object]]] = {
    "ids": _check_ids,
    "name": lambda found: check_length("Application", "name", text(found, "name"), NAME_MAX),
    "description": lambda found: check_length(
        "Application", "description", text(found, "description"), DESCRIPTION_MAX
    ),
    "attributes": lambda found: check_attributes("Application", found),
    "network_server_address": lambda found: check_address("Application", "network_server_address", found),
    "application_server_address": lambda found: check_address("Application", "application_server_address", found),
    "join_server_address": lambda found: check_address("Application", "join_server_address", found),
    "administrative_contact": lambda found: check_account_ids("Application", "administrative_contact", found),
    "technical_contact": lambda found: check_account_ids("Application", "technical_contact", found),
}


def check_application(owner: str, application: JSON, paths: Collection[str] | None = None) -> None:
    """Check the fields of an application, only those of a mask where one is given, in the server's order.

    Raises:
        ApiError: 400 with the field named by the innermost cause.
    """
    for field, rule in _RULES.items():
        if paths is None or field in paths:
            try:
                rule(application)
            except ApiError as error:
                raise nested(owner, "application", error) from None
