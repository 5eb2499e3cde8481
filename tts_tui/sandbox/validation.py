"""The rules of fields, and how the server words their breach.

Each level of a message that holds a bad field gets an error of its own; the innermost names the field.
Rules: `api/ttn/lorawan/v3/application.proto` and `identifiers.proto`; words: recordings/02_applications.json.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from tts_tui.sandbox.errors import ALREADY_EXISTS, INVALID_ARGUMENT, ApiError
from tts_tui.sandbox.wire import message, text, text_map

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from tts_tui.sandbox.wire import Message

__all__ = [
    "ADDRESSES",
    "DESCRIPTION_MAX",
    "ID_MAX",
    "ID_PATTERN",
    "NAME_MAX",
    "USER_ID_PATTERN",
    "check_application",
    "check_id",
    "check_length",
    "check_listed",
    "check_reserved",
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
_RESERVED: Final = """
    about account accounts add admin administrator admins all api api-key api-keys app application applications
    applicationserver apps auth beta billing cli client clients cloud cluster code collaborator collaborators config
    configuration connect console contact create dashboard data default delete demo dev developer device devices
    docs edit email end-device end-devices error event events example example-app example-application file files
    gateway gateways get group groups help home host http https identity identityserver info join joinserver list
    local localhost log login logout logs lora lorawan lorawan-stack mail map maps message messages mobile monitor
    monitoring name network networkserver new news null oauth operator order org organization organizations orgs
    owner packetbroker password portal private prod production profile project projects pub public put query read
    root router sample samples search security server service services session settings setup shop staging start
    static stats status store support system task tasks team teams test test1 test2 test3 testing tests
    the-things-network the-things-stack things tool tools ttn tti tts ttn-lw-cli ttn-lw-stack update upload user
    users version weather web webhook webhooks website welcome work works your-app your-application your-device
"""
"""IDs that can't be registered: the likely ones of about 700. (`pkg/identityserver/blocklist/builtin.go`)"""


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


def check_length(owner: str, field: str, value: str, most: int) -> None:
    """Refuse a text of more than `most` code points."""
    if len(value) > most:
        raise invalid(owner, field, f"value length must be at most {most} runes")


def check_listed(owner: str, field: str, value: str, allowed: Sequence[str]) -> None:
    """Refuse a value that is not one of those allowed."""
    if value not in allowed:
        raise invalid(owner, field, f"value must be in list [{' '.join(allowed)}]")


def check_id(owner: str, field: str, value: str, pattern: str = ID_PATTERN) -> None:
    """Refuse an ID that breaks the rule: 36 of a-z, 0-9 and single dashes inside, at least three (of users: two)."""
    check_length(owner, field, value, ID_MAX)
    if not re.fullmatch(pattern, value):
        raise invalid(owner, field, f'value does not match regex pattern "{pattern}"')


def check_reserved(entity_id: str) -> None:
    """Refuse an ID that the server keeps for itself."""
    if entity_id in _RESERVED.split():
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


def _check_ids(application: Message) -> None:
    ids = message(application, "ids")
    if ids is None:
        raise invalid("Application", "ids", "value is required")
    try:
        check_id("ApplicationIdentifiers", "application_id", text(ids, "application_id"))
    except ApiError as error:
        raise nested("Application", "ids", error) from None


def _check_attributes(application: Message) -> None:
    attributes = text_map(application, "attributes")
    if len(attributes) > ATTRIBUTES_MAX:
        raise invalid("Application", "attributes", f"value must contain no more than {ATTRIBUTES_MAX} pair(s)")
    for key, value in attributes.items():
        check_id("Application", f"attributes[{key}]", key)
        check_length("Application", f"attributes[{key}]", value, ATTRIBUTE_VALUE_MAX)


def _check_address(application: Message, field: str) -> None:
    if not _ADDRESS.fullmatch(text(application, field)):
        raise invalid("Application", field, f'value does not match regex pattern "{ADDRESS_PATTERN}"')


_RULES: Final[dict[str, Callable[[Message], None]]] = {
    "ids": _check_ids,
    "name": lambda found: check_length("Application", "name", text(found, "name"), NAME_MAX),
    "description": lambda found: check_length(
        "Application", "description", text(found, "description"), DESCRIPTION_MAX
    ),
    "attributes": _check_attributes,
    "network_server_address": lambda found: _check_address(found, "network_server_address"),
    "application_server_address": lambda found: _check_address(found, "application_server_address"),
    "join_server_address": lambda found: _check_address(found, "join_server_address"),
}


def check_application(owner: str, application: Message, paths: Collection[str] | None = None) -> None:
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
