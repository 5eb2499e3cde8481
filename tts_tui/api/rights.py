"""The rights of The Things Stack: their names, what each gives, and what each implies.

Rights are plain strings on the wire and stay so here, since a newer server may know more of them.
Source: `api/ttn/lorawan/v3/rights.proto` and `pkg/ttnpb/rights.go` of the open-source server, version 3.32.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = [
    "ALL",
    "APPLICATION_ALL",
    "APPLICATION_RIGHTS",
    "CLIENT_RIGHTS",
    "EVERY_RIGHT",
    "GATEWAY_RIGHTS",
    "IMPLIED_BY_LINK",
    "ORGANIZATION_RIGHTS",
    "PRESETS",
    "USER_RIGHTS",
    "Preset",
    "Right",
    "expand",
    "groups",
    "missing",
    "right",
]

ALL: Final = "RIGHT_ALL"
APPLICATION_ALL: Final = "RIGHT_APPLICATION_ALL"


class Right(msgspec.Struct, frozen=True):
    """One right that can be selected.

    `name` is the server's name, `word` a short label, `gives` says what its holder can do, and which secrets it shows.
    (recordings/self-contained/19_devices_more.json, `AS/io/web`, `AS/io/pubsub`)
    """

    name: str
    group: str
    word: str
    gives: str


class Preset(msgspec.Struct, frozen=True):
    """A set of rights under a name, for the usual kinds of program."""

    word: str
    rights: frozenset[str]


APPLICATION_RIGHTS: Final = (
    Right("RIGHT_APPLICATION_INFO", "General", "See the application", "See its name, description and settings."),
    Right(
        "RIGHT_APPLICATION_SETTINGS_BASIC",
        "General",
        "Change basic settings",
        "Change name, description, attributes, addresses, payload crypto, webhooks and pub/subs.",
    ),
    Right(
        "RIGHT_APPLICATION_SETTINGS_API_KEYS",
        "General",
        "See and change API keys",
        "Create, change and delete API keys, with at most the rights of whoever does so.",
    ),
    Right(
        "RIGHT_APPLICATION_SETTINGS_COLLABORATORS",
        "General",
        "See and change collaborators",
        "Add, change and remove the people and organizations that share the application.",
    ),
    Right(
        "RIGHT_APPLICATION_SETTINGS_PACKAGES",
        "General",
        "See and change packages",
        "Turn application packages, such as the storage integration, on and off.",
    ),
    Right(
        "RIGHT_APPLICATION_DELETE",
        "General",
        "Delete the application",
        "Delete the application, and restore it while that is possible.",
    ),
    Right(
        "RIGHT_APPLICATION_DEVICES_READ",
        "End devices",
        "See devices",
        "List end devices and read their settings. Shows their claim codes, too.",
    ),
    Right(
        "RIGHT_APPLICATION_DEVICES_WRITE",
        "End devices",
        "Create and change devices",
        "Register, change and delete end devices.",
    ),
    Right(
        "RIGHT_APPLICATION_DEVICES_READ_KEYS",
        "End devices",
        "See device keys",
        "Read root and session keys. With these one can decrypt and impersonate a device.",
    ),
    Right(
        "RIGHT_APPLICATION_DEVICES_WRITE_KEYS",
        "End devices",
        "Change device keys",
        "Set root and session keys of end devices.",
    ),
    Right(
        "RIGHT_APPLICATION_TRAFFIC_READ",
        "Traffic",
        "Read up- and downlink traffic",
        "Receive messages (MQTT, events). Shows in clear: webhooks' headers and downlink keys, pub/subs' passwords.",
    ),
    Right(
        "RIGHT_APPLICATION_TRAFFIC_UP_WRITE",
        "Traffic",
        "Write uplink traffic",
        "Simulate uplinks, as if a device had sent them.",
    ),
    Right(
        "RIGHT_APPLICATION_TRAFFIC_DOWN_WRITE",
        "Traffic",
        "Write downlink traffic",
        "Schedule downlinks to devices.",
    ),
    Right(
        "RIGHT_APPLICATION_LINK",
        "Traffic",
        "Link as Application Server",
        "Exchange traffic with a Network Server. Implies: see the application, read traffic, write downlinks.",
    ),
    Right(
        APPLICATION_ALL,
        "Everything",
        "All rights, including future ones",
        "All of the above, and any right that later servers add. Prefer single rights: each can be revoked alone.",
    ),
)
"""What can be granted on an application, in the order in which it is shown. (`rights.proto` 67-101)"""

IMPLIED_BY_LINK: Final = frozenset(
    {
        "RIGHT_APPLICATION_INFO",
        "RIGHT_APPLICATION_TRAFFIC_READ",
        "RIGHT_APPLICATION_TRAFFIC_DOWN_WRITE",
    }
)
"""What RIGHT_APPLICATION_LINK brings with it. (`pkg/ttnpb/rights.go` 71-103)"""

PRESETS: Final = (
    Preset("Read data", frozenset({"RIGHT_APPLICATION_INFO", "RIGHT_APPLICATION_TRAFFIC_READ"})),
    Preset(
        "Send downlinks",
        frozenset(
            {
                "RIGHT_APPLICATION_INFO",
                "RIGHT_APPLICATION_TRAFFIC_READ",
                "RIGHT_APPLICATION_TRAFFIC_DOWN_WRITE",
            }
        ),
    ),
    Preset(
        "Manage devices",
        frozenset(
            {
                "RIGHT_APPLICATION_INFO",
                "RIGHT_APPLICATION_DEVICES_READ",
                "RIGHT_APPLICATION_DEVICES_WRITE",
                "RIGHT_APPLICATION_DEVICES_READ_KEYS",
                "RIGHT_APPLICATION_DEVICES_WRITE_KEYS",
            }
        ),
    ),
)
"""The smallest sets that work for usual programs: read data, send to devices, register devices."""

USER_RIGHTS: Final = frozenset(
    f"RIGHT_USER_{suffix}"
    for suffix in (
        "ALL",
        "APPLICATIONS_CREATE",
        "APPLICATIONS_LIST",
        "AUTHORIZED_CLIENTS",
        "CLIENTS_CREATE",
        "CLIENTS_LIST",
        "DELETE",
        "GATEWAYS_CREATE",
        "GATEWAYS_LIST",
        "INFO",
        "NOTIFICATIONS_READ",
        "ORGANIZATIONS_CREATE",
        "ORGANIZATIONS_LIST",
        "SETTINGS_API_KEYS",
        "SETTINGS_BASIC",
    )
)
CLIENT_RIGHTS: Final = frozenset(
    f"RIGHT_CLIENT_{suffix}" for suffix in ("ALL", "DELETE", "INFO", "SETTINGS_BASIC", "SETTINGS_COLLABORATORS")
)
GATEWAY_RIGHTS: Final = frozenset(
    f"RIGHT_GATEWAY_{suffix}"
    for suffix in (
        "ALL",
        "DELETE",
        "INFO",
        "LINK",
        "LOCATION_READ",
        "READ_SECRETS",
        "SETTINGS_API_KEYS",
        "SETTINGS_BASIC",
        "SETTINGS_COLLABORATORS",
        "STATUS_READ",
        "TRAFFIC_DOWN_WRITE",
        "TRAFFIC_READ",
        "WRITE_SECRETS",
    )
)
ORGANIZATION_RIGHTS: Final = frozenset(
    f"RIGHT_ORGANIZATION_{suffix}"
    for suffix in (
        "ADD_AS_COLLABORATOR",
        "ALL",
        "APPLICATIONS_CREATE",
        "APPLICATIONS_LIST",
        "CLIENTS_CREATE",
        "CLIENTS_LIST",
        "DELETE",
        "GATEWAYS_CREATE",
        "GATEWAYS_LIST",
        "INFO",
        "SETTINGS_API_KEYS",
        "SETTINGS_BASIC",
        "SETTINGS_MEMBERS",
    )
)

_APPLICATION_NAMES: Final = frozenset(each.name for each in APPLICATION_RIGHTS)
_BY_NAME: Final = {each.name: each for each in APPLICATION_RIGHTS}

EVERY_RIGHT: Final = (
    frozenset({ALL, "RIGHT_SEND_INVITES"})
    | USER_RIGHTS
    | _APPLICATION_NAMES
    | CLIENT_RIGHTS
    | GATEWAY_RIGHTS
    | ORGANIZATION_RIGHTS
)
"""All that RIGHT_ALL expands to. (recordings/04_auth.json)"""

_IMPLIED: Final = {
    ALL: EVERY_RIGHT,
    APPLICATION_ALL: _APPLICATION_NAMES,
    "RIGHT_APPLICATION_LINK": IMPLIED_BY_LINK,
    "RIGHT_USER_ALL": USER_RIGHTS,
    "RIGHT_CLIENT_ALL": CLIENT_RIGHTS,
    "RIGHT_GATEWAY_ALL": GATEWAY_RIGHTS,
    "RIGHT_ORGANIZATION_ALL": ORGANIZATION_RIGHTS,
}


def right(name: str) -> Right | None:
    """The application right of that name, or None where this program doesn't know it."""
    return _BY_NAME.get(name)


def groups() -> tuple[str, ...]:
    """The groups of APPLICATION_RIGHTS, in the order in which they are shown."""
    return tuple(dict.fromkeys(each.group for each in APPLICATION_RIGHTS))


def expand(names: Iterable[str]) -> frozenset[str]:
    """The rights given and all that they imply, as the server expands them. (`pkg/ttnpb/rights.go` 71-103)"""
    given = frozenset(names)
    return given.union(*(_IMPLIED[name] for name in given if name in _IMPLIED))


def missing(wanted: Iterable[str], held: Iterable[str]) -> frozenset[str]:
    """The rights that a caller with `held` is missing to grant or take away `wanted`.

    The server compares literally: what `wanted` implies is not asked for, and RIGHT_APPLICATION_ALL can only be
    granted by who holds just that. `held` comes expanded from the server. (`IS/application_access.go` 82-90)
    """
    return frozenset(wanted) - frozenset(held)
