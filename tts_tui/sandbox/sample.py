"""Sample data: that of a company with water meters, car parks and greenhouses, and names that are hard to show.

Everything follows from the sandbox's clock and fixed seeds: two fills at the same instant are equal.
"""

from __future__ import annotations

import base64
import hashlib
import itertools
from dataclasses import dataclass, field
from datetime import timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from tts_tui.api.token_prefixes import API_KEY
from tts_tui.sandbox.recorded_scripts import BROKEN_DECODER, LEVEL_ENCODER, SUM_DECODER
from tts_tui.sandbox.resources.storage import PACKAGE
from tts_tui.sandbox.sample_devices import add_device
from tts_tui.sandbox.sample_webhooks import TEMPLATES, fields_of
from tts_tui.sandbox.wire import time_to

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from tts_tui.sandbox.app import Sandbox
    from tts_tui.sandbox.records import Entity, Kind

__all__ = ["ADMIN", "USER", "Sample", "fill", "user_key"]

USER: Final = "demo-user"
COLLEAGUE: Final = "colleague"
ADMIN: Final = "admin"
ORGANIZATIONS: Final = {"water-works": "Water Works", "city-parking": "City Parking"}
_SERVER: Final = "thethings.example.com"
_YEAR: Final = 365  # days
_KEY_AGE: Final = 80  # days
_YOUNGEST: Final = 90  # days; a generated application is older than those of `_REAL`, and younger than `_ODD`


@dataclass(frozen=True, slots=True)
class Sample:
    """The accounts of the sample and their keys: the demo user, a colleague, and an administrator."""

    user_id: str
    key: str = field(repr=False)
    colleague_id: str
    colleague_key: str = field(repr=False)
    admin_id: str
    admin_key: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class _Key:
    name: str
    rights: tuple[str, ...]
    days: float | None = None
    """In how many days it expires; a negative number is the past, None never."""


@dataclass(slots=True)
class _Application:
    id: str
    name: str = ""
    description: str = ""
    attributes: dict[str, str] = field(default_factory=dict)
    organization: str = ""
    age: float = 100
    """How many days ago it was made."""
    devices: int = 0
    devices_seen: float = 0
    """How many days ago they were last seen."""
    keys: tuple[_Key, ...] = ()
    link: dict[str, Any] | None = None
    webhooks: tuple[str, ...] = ()
    pubsubs: tuple[str, ...] = ()
    packages: dict[int, str] = field(default_factory=dict)
    """By their ports."""
    shared: tuple[str, ...] = ()
    """What the colleague may do."""
    others: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """What others may do, by the ID of the user or organization."""
    technical_contact: str = ""
    """Who that is, if it isn't the owner."""


_TERMINAL: Final = _Key("Terminal", ("RIGHT_ALL",))
_READ: Final = ("RIGHT_APPLICATION_INFO", "RIGHT_APPLICATION_TRAFFIC_READ")
_DEVICES: Final = ("RIGHT_APPLICATION_DEVICES_READ", "RIGHT_APPLICATION_DEVICES_WRITE")

_INSTALLER: Final = "installer"
_METER_READERS: Final = "meter-readers"
"""An organization that the demo user doesn't belong to."""
_USERS: Final = {_INSTALLER: "Ines Installer", "field-engineer": "Field Engineer", "trainee": "", "auditor": "Auditor"}
_MEMBER: Final = ("RIGHT_ORGANIZATION_INFO", "RIGHT_ORGANIZATION_APPLICATIONS_LIST", "RIGHT_APPLICATION_INFO")

_MANY_DEVICES: Final = "many-devices"
_NEWEST: Final = "pump-stations"

_REAL: Final = (
    _Application(
        "water-meters-north",
        "Water meters North",
        "Cold water meters north of the river.\n\nRead at noon and at midnight; alarms at once.\n"
        "Ask the depot before you delete a device: meters come back from repair under their old EUI.",
        {"env": "live", "team": "water", "region": "north"},
        "water-works",
        age=86,
        devices=12,
        keys=(
            _Key("Storage reader", _READ, 400),
            _Key("Billing export", _READ, 12),
            _Key("Old dashboard", _READ, -40),
            _Key("Provisioning", ("RIGHT_APPLICATION_INFO", *_DEVICES)),
            _Key("Emergency, everything", ("RIGHT_APPLICATION_ALL",)),
            _Key("From a newer server", (*_READ, "RIGHT_APPLICATION_FUTURE_THING"), 200),
        ),
        link={"skip_payload_crypto": True},
        webhooks=("billing", "dashboard"),
        pubsubs=("warehouse",),
        packages={202: "alcsync-v1"},
        shared=_READ,
        others={
            _INSTALLER: ("RIGHT_APPLICATION_INFO", *_DEVICES),
            _METER_READERS: (*_READ, "RIGHT_APPLICATION_DEVICES_READ"),
            "auditor": ("RIGHT_APPLICATION_INFO",),
        },
        technical_contact=_INSTALLER,
    ),
    _Application(
        "water-meters-south",
        "Water meters South",
        "Cold water meters south of the river.",
        {"env": "live", "team": "water", "region": "south"},
        "water-works",
        age=85,
        devices=8,
        packages={100: PACKAGE},
        keys=(_Key("Storage reader", _READ, 25), _Key("", ("RIGHT_APPLICATION_LINK",))),
    ),
    _Application(
        "water-leaks",
        "Leak detection",
        "Acoustic sensors on mains; a leak sounds before it shows.",
        {"env": "pilot", "team": "water"},
        "water-works",
        age=61,
        devices=3,
    ),
    _Application(
        "parking-center",
        "Parking Center",
        "Bay sensors of the car parks in the center.",
        {"env": "live"},
        "city-parking",
        age=63,
        devices=5,
        keys=(_Key("Signs", _READ, 29), _Key("App", _READ, 31)),
    ),
    _Application(
        "parking-station",
        "Parking Station",
        attributes={"env": "live"},
        organization="city-parking",
        age=62,
        devices=1,
        keys=(_Key("Deployment script", ("RIGHT_APPLICATION_SETTINGS_API_KEYS", *_READ), 120),),
    ),
    _Application(
        "greenhouse-1",
        "Greenhouse 1",
        "Soil moisture, air and light.\n\tTomatoes: rows 1-12\n\tPeppers: rows 13-20",
        {"crop": "tomatoes"},
        age=34,
        link={
            "default_formatters": {
                "up_formatter": "FORMATTER_JAVASCRIPT",
                "up_formatter_parameter": SUM_DECODER,
                "down_formatter": "FORMATTER_JAVASCRIPT",
                "down_formatter_parameter": LEVEL_ENCODER,
            }
        },
        webhooks=("irrigation",),
        keys=(_Key("Irrigation", (*_READ, "RIGHT_APPLICATION_TRAFFIC_DOWN_WRITE"), 90),),
    ),
    _Application(
        "greenhouse-2",
        "Greenhouse 2",
        "As greenhouse 1, with peppers.",
        age=12,
        link={
            "skip_payload_crypto": False,
            "default_formatters": {
                "up_formatter": "FORMATTER_JAVASCRIPT",
                "up_formatter_parameter": BROKEN_DECODER,
            },
        },
    ),
    _Application("harbour-lights", "Harbour lights", "Dimming by the hour, faults at once.", age=0.2),
    _Application(_NEWEST, "Pump stations", "Level and current of every pump.", age=1 / 1440),
)
"""Realistic applications: the newest ones, so that the first page shows them."""

_ODD: Final = (
    _Application("zurich-lake", "[bold red]Zürich[/] 🌊 水", "line one\nline two\t[link=x]y[/link]", age=496),
    _Application(
        "hostile-name",
        "\x1b]52;c;SGFja2Vk\x07[/x][@click=app.quit]go[/] \u202eevil",
        "csi \x1b[31mred c1 \x9b31m bidi \u202e zero\u200bwidth wide 水 combining e\u0301\nsecond line\ttab",
        {"note": "\x1b]0;title\x07[bold]"},
        age=495,
        keys=(_Key("\x1b[2J[/x]key", ("RIGHT_APPLICATION_INFO",), 5),),
    ),
    _Application("river-gauges", "水位計 川 🌊🌊", "Water levels, measured by radar from bridges.", age=494),
    _Application(
        "wells-east",
        "\u0622\u0628\u0627\u0631 \u0627\u0644\u0634\u0631\u0642",
        "Groundwater wells. \u2067\u0622\u0628\u0627\u0631\u2069",
        age=493,
    ),
    _Application("wells-west", "\u05d1\u05d0\u05e8\u05d5\u05ea \u05de\u05e2\u05e8\u05d1", age=492),
    _Application("unnamed-one", age=491),
    _Application("unnamed-two", "", "It has a description and no name.", age=490),
    _Application(
        "long-words",
        "Fifty signs are the most that a name may have, so.",
        "A description may have 2000 signs, and people paste whole pages into it.\n" * 25,
        {f"key-{number}": "value " * number for number in range(1, 11)},
        age=489,
    ),
    _Application("abc", "Shortest ID", age=488),
    _Application("a-long-id-has-thirty-six-characters1", "Longest ID", age=487),
    _Application(
        "many-keys",
        "Many keys",
        "More API keys than fit on a page.",
        age=486,
        keys=tuple(_Key(f"Reader {number:03}", _READ, number - 60) for number in range(120)),
    ),
    _Application(
        _MANY_DEVICES,
        "Many devices",
        "Bay sensors that were replaced in spring: more than fit on a page, none of which sends any more.",
        age=485.5,
        devices_seen=200,
    ),
    _Application("shared-with-colleague", "Shared", "The colleague may do everything.", age=485, shared=("RIGHT_ALL",)),
)
"""Applications that are hard to show: the oldest ones, so that they come last."""

_DELETED: Final = (
    ("old-trial", "Old trial", timedelta(hours=1)),
    ("old-pilot", "Old pilot", timedelta(hours=23)),
    ("old-history", "Too old to restore", timedelta(hours=30)),
)

_MEMBERS: Final = {
    "water-works": {
        "field-engineer": ("RIGHT_ORGANIZATION_INFO", *_READ, *_DEVICES, "RIGHT_APPLICATION_SETTINGS_BASIC"),
        "trainee": ("RIGHT_ORGANIZATION_INFO",),
    },
}
"""Who else is in an organization and what they may do in it, so at most in its applications."""

_KINDS: Final = (
    ("water-meter", "Water meters", "Meters of one street, read every day"),
    ("parking-bay", "Parking bays", "Bay sensors of one car park, with signs"),
    ("greenhouse", "Greenhouse", "Soil moisture, air and light"),
    ("street-light", "Street lights", "Dimming by the hour, faults at once"),
    ("waste-bin", "Waste bins", "Filling levels, for the morning's route"),
    ("air-quality", "Air quality", "Fine dust and nitrogen dioxide by the road"),
    ("cold-room", "Cold room", "Temperature of a store, with an alarm"),
    ("beehive", "Beehives", "Weight and sound of the hives"),
)
_PLACES: Final = (
    "Altstadt", "Bachweg", "Castle Hill", "Docks", "East Gate", "Forest Road", "Grand Place", "Harbour", "Île du Nord",
    "Jardin", "Kanalstraße", "Lakeside", "Market", "New Town", "Old Mill", "Park Lane", "Quay", "Ringbahn", "Station",
    "Terrace", "University", "Valley", "Westend", "Zoo",
)  # fmt: skip


def _generated() -> Iterator[_Application]:
    """Applications without end, each with an ID of its own."""
    for number in itertools.count(1):
        kind, name, about = _KINDS[number % len(_KINDS)]
        place = _PLACES[number % len(_PLACES)]
        yield _Application(
            f"{kind}-{number:06}",
            f"{name} {place} {number}",
            f"{about}.",
            {"env": "live" if number % 3 else "pilot"} if number % 4 == 0 else {},
            organization=("", "water-works", "city-parking", "")[number % 4],
            age=(number * 7919) % (_YEAR * 100) / 100 + _YOUNGEST,
            devices=number % 3 if number <= _YEAR else 0,
        )


@lru_cache(1024)
def _secret(seed: str, length: int) -> str:
    """Letters of base 32 that a seed always gives: enough for a sample, and for nothing else."""
    return base64.b32encode(hashlib.sha512(seed.encode()).digest()).decode().rstrip("=")[:length]


def user_key(user_id: str) -> str:
    """The key of a user of every `fill`, which may not have been called yet."""
    seed = f"user/{user_id}/{_TERMINAL.name}"
    return f"{API_KEY}.{_secret(f'id of {seed}', 39)}.{_secret(f'secret of {seed}', 52)}"


class _Filler:
    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox
        self._now = sandbox.clock()

    def ago(self, days: float) -> datetime:
        return self._now - timedelta(days=days)

    def key(self, kind: Kind, entity_id: str, key: _Key, *, age: float) -> str:
        seed = f"{kind}/{entity_id}/{key.name}"
        return self._sandbox.add_key(
            kind,
            entity_id,
            name=key.name,
            rights=key.rights,
            expires_at=None if key.days is None else self._now + timedelta(days=key.days),
            key_id=_secret(f"id of {seed}", 39),
            secret=_secret(f"secret of {seed}", 52),
            created_at=self.ago(age),
        )

    def application(self, wanted: _Application, *, devices: int) -> Entity:
        made = self._sandbox.add_application(
            wanted.id,
            owner=wanted.organization or USER,
            created_at=self.ago(wanted.age),
            name=wanted.name,
            description=wanted.description,
            attributes=wanted.attributes or None,
            network_server_address=_SERVER,
            application_server_address=_SERVER,
            join_server_address=_SERVER,
        )
        made.link = wanted.link
        self.integrations(made, wanted)
        for number in range(1, devices + 1):
            add_device(
                self._sandbox,
                wanted.id,
                number,
                now=self._now,
                days=wanted.devices_seen,
                not_before=made.created_at,
            )
        for key in wanted.keys:
            self.key("application", wanted.id, key, age=min(wanted.age, _KEY_AGE))
        if wanted.shared:
            self._sandbox.add_collaborator(wanted.id, COLLEAGUE, wanted.shared)
        for account_id, rights in wanted.others.items():
            self._sandbox.add_collaborator(wanted.id, account_id, rights)
        if wanted.technical_contact:
            made.fields["technical_contact"] = self._sandbox.store.account(wanted.technical_contact).ids()
        return made

    def integrations(self, made: Entity, wanted: _Application) -> None:
        def row(**ids: str | int) -> dict[str, Any]:
            moment = time_to(made.created_at)
            whole = {"application_ids": {"application_id": made.id}, **ids}
            return {"ids": whole, "created_at": moment, "updated_at": moment}

        for each in wanted.webhooks:
            fields = fields_of(each, self._sandbox.clock())
            self._sandbox.add_webhook(
                made.id, each, base_url=f"https://{each}.example.com/ttn", created_at=made.created_at, **fields
            )
        made.pubsubs = [
            {
                **row(pub_sub_id=each),
                "format": "json",
                "nats": {"server_url": f"nats://{each}.example.com:4222"},
                "base_topic": made.id,
                "uplink_message": {"topic": "uplink/message"},
            }
            for each in wanted.pubsubs
        ]
        made.packages = [{**row(f_port=port), "package_name": name} for port, name in wanted.packages.items()]


def fill(sandbox: Sandbox, applications: int = 60, *, many_devices: int = 40, newest_devices: int = 0) -> Sample:
    """Fill an empty sandbox with users, organizations and as many applications; who is there and with which keys.

    The demo user sees all of the applications, by itself or through its organizations, and three deleted ones besides.
    The application `many-devices` has `many_devices`, and the newest, which comes first in lists, `newest_devices`.
    """
    filler = _Filler(sandbox)
    sandbox.store.webhook_templates = list(TEMPLATES)
    sandbox.add_user(ADMIN, name="Administrator", admin=True, created_at=filler.ago(_YEAR * 2 + 2))
    sandbox.add_user(USER, name="Demo User", created_at=filler.ago(_YEAR * 2 + 1))
    sandbox.add_user(COLLEAGUE, name="Colleague", created_at=filler.ago(_YEAR * 2))
    for user_id, name in _USERS.items():
        sandbox.add_user(user_id, name=name, created_at=filler.ago(_YEAR * 2))
    for organization_id, name in ORGANIZATIONS.items():
        made = sandbox.add_organization(organization_id, owner=USER, name=name, created_at=filler.ago(_YEAR * 2))
        for user_id, rights in {COLLEAGUE: _MEMBER, **_MEMBERS.get(organization_id, {})}.items():
            sandbox.store.set_member(made, sandbox.store.account(user_id), list(rights))
    sandbox.add_organization(_METER_READERS, owner=_INSTALLER, name="Meter Readers", created_at=filler.ago(_YEAR * 2))
    hand_made = (*_REAL, *_ODD)[:applications]
    devices = {_MANY_DEVICES: many_devices, _NEWEST: newest_devices}
    for wanted in (*hand_made, *itertools.islice(_generated(), applications - len(hand_made))):
        filler.application(wanted, devices=devices.get(wanted.id, wanted.devices))
    for application_id, name, deleted_ago in _DELETED:
        filler.application(_Application(application_id, name, age=300), devices=0).deleted_at = (
            sandbox.clock() - deleted_ago
        )
    keys = [filler.key("user", user_id, _TERMINAL, age=30) for user_id in (USER, COLLEAGUE, ADMIN)]
    return Sample(USER, keys[0], COLLEAGUE, keys[1], ADMIN, keys[2])
