"""The applications of the sample: realistic ones, ones that are hard to show, and as many more as are wanted."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from tts_tui.sandbox.recorded_scripts import BROKEN_DECODER, LEVEL_ENCODER, SUM_DECODER
from tts_tui.sandbox.resources.storage import PACKAGE

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = [
    "DELETED", "DEVICES", "HARD_TO_SHOW", "INSTALLER", "MANY_DEVICES", "METER_READERS", "NEWEST", "READ", "REALISTIC",
    "YEAR", "SampleApplication", "SampleKey", "generated",
]  # fmt: skip

YEAR: Final = 365  # days
_YOUNGEST: Final = 90  # days; a generated one is older than those of `REALISTIC`, and younger than `HARD_TO_SHOW`


@dataclass(frozen=True, slots=True)
class SampleKey:
    """An API key of an application."""

    name: str
    rights: tuple[str, ...]
    days: float | None = None
    """In how many days it expires; a negative number is the past, None never."""


@dataclass(slots=True)
class SampleApplication:
    """An application, and all that is in it. Those without an organization are the demo user's."""

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
    keys: tuple[SampleKey, ...] = ()
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


READ: Final = ("RIGHT_APPLICATION_INFO", "RIGHT_APPLICATION_TRAFFIC_READ")
DEVICES: Final = ("RIGHT_APPLICATION_DEVICES_READ", "RIGHT_APPLICATION_DEVICES_WRITE")

INSTALLER: Final = "installer"
METER_READERS: Final = "meter-readers"
"""An organization that the demo user doesn't belong to."""
MANY_DEVICES: Final = "many-devices"
NEWEST: Final = "pump-stations"

REALISTIC: Final = (
    SampleApplication(
        "water-meters-north",
        "Water meters North",
        "Cold water meters north of the river.\n\nRead at noon and at midnight; alarms at once.\n"
        "Ask the depot before you delete a device: meters come back from repair under their old EUI.",
        {"env": "live", "team": "water", "region": "north"},
        "water-works",
        age=86,
        devices=12,
        keys=(
            SampleKey("Storage reader", READ, 400),
            SampleKey("Billing export", READ, 12),
            SampleKey("Old dashboard", READ, -40),
            SampleKey("Provisioning", ("RIGHT_APPLICATION_INFO", *DEVICES)),
            SampleKey("Emergency, everything", ("RIGHT_APPLICATION_ALL",)),
            SampleKey("From a newer server", (*READ, "RIGHT_APPLICATION_FUTURE_THING"), 200),
        ),
        link={"skip_payload_crypto": True},
        webhooks=("billing", "dashboard"),
        pubsubs=("warehouse",),
        packages={202: "alcsync-v1"},
        shared=READ,
        others={
            INSTALLER: ("RIGHT_APPLICATION_INFO", *DEVICES),
            METER_READERS: (*READ, "RIGHT_APPLICATION_DEVICES_READ"),
            "auditor": ("RIGHT_APPLICATION_INFO",),
        },
        technical_contact=INSTALLER,
    ),
    SampleApplication(
        "water-meters-south",
        "Water meters South",
        "Cold water meters south of the river.",
        {"env": "live", "team": "water", "region": "south"},
        "water-works",
        age=85,
        devices=8,
        packages={100: PACKAGE},
        keys=(SampleKey("Storage reader", READ, 25), SampleKey("", ("RIGHT_APPLICATION_LINK",))),
    ),
    SampleApplication(
        "water-leaks",
        "Leak detection",
        "Acoustic sensors on mains; a leak sounds before it shows.",
        {"env": "pilot", "team": "water"},
        "water-works",
        age=61,
        devices=3,
    ),
    SampleApplication(
        "parking-center",
        "Parking Center",
        "Bay sensors of the car parks in the center.",
        {"env": "live"},
        "city-parking",
        age=63,
        devices=5,
        keys=(SampleKey("Signs", READ, 29), SampleKey("App", READ, 31)),
    ),
    SampleApplication(
        "parking-station",
        "Parking Station",
        attributes={"env": "live"},
        organization="city-parking",
        age=62,
        devices=1,
        keys=(SampleKey("Deployment script", ("RIGHT_APPLICATION_SETTINGS_API_KEYS", *READ), 120),),
    ),
    SampleApplication(
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
        keys=(SampleKey("Irrigation", (*READ, "RIGHT_APPLICATION_TRAFFIC_DOWN_WRITE"), 90),),
    ),
    SampleApplication(
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
    SampleApplication("harbour-lights", "Harbour lights", "Dimming by the hour, faults at once.", age=0.2),
    SampleApplication(NEWEST, "Pump stations", "Level and current of every pump.", age=1 / 1440),
)
"""Realistic applications: the newest ones, so that the first page shows them."""

HARD_TO_SHOW: Final = (
    SampleApplication("zurich-lake", "[bold red]Zürich[/] 🌊 水", "line one\nline two\t[link=x]y[/link]", age=496),
    SampleApplication(
        "hostile-name",
        "\x1b]52;c;SGFja2Vk\x07[/x][@click=app.quit]go[/] \u202eevil",
        "csi \x1b[31mred c1 \x9b31m bidi \u202e zero\u200bwidth wide 水 combining e\u0301\nsecond line\ttab",
        {"note": "\x1b]0;title\x07[bold]"},
        age=495,
        keys=(SampleKey("\x1b[2J[/x]key", ("RIGHT_APPLICATION_INFO",), 5),),
    ),
    SampleApplication("river-gauges", "水位計 川 🌊🌊", "Water levels, measured by radar from bridges.", age=494),
    SampleApplication(
        "wells-east",
        "\u0622\u0628\u0627\u0631 \u0627\u0644\u0634\u0631\u0642",
        "Groundwater wells. \u2067\u0622\u0628\u0627\u0631\u2069",
        age=493,
    ),
    SampleApplication("wells-west", "\u05d1\u05d0\u05e8\u05d5\u05ea \u05de\u05e2\u05e8\u05d1", age=492),
    SampleApplication("unnamed-one", age=491),
    SampleApplication("unnamed-two", "", "It has a description and no name.", age=490),
    SampleApplication(
        "long-words",
        "Fifty signs are the most that a name may have, so.",
        "A description may have 2000 signs, and people paste whole pages into it.\n" * 25,
        {f"key-{number}": "value " * number for number in range(1, 11)},
        age=489,
    ),
    SampleApplication("abc", "Shortest ID", age=488),
    SampleApplication("a-long-id-has-thirty-six-characters1", "Longest ID", age=487),
    SampleApplication(
        "many-keys",
        "Many keys",
        "More API keys than fit on a page.",
        age=486,
        keys=tuple(SampleKey(f"Reader {number:03}", READ, number - 60) for number in range(120)),
    ),
    SampleApplication(
        MANY_DEVICES,
        "Many devices",
        "Bay sensors that were replaced in spring: more than fit on a page, none of which sends any more.",
        age=485.5,
        devices_seen=200,
    ),
    SampleApplication(
        "shared-with-colleague", "Shared", "The colleague may do everything.", age=485, shared=("RIGHT_ALL",)
    ),
)
"""Applications that are hard to show: the oldest ones, so that they come last."""

DELETED: Final = (
    ("old-trial", "Old trial", timedelta(hours=1)),
    ("old-pilot", "Old pilot", timedelta(hours=23)),
    ("old-history", "Too old to restore", timedelta(hours=30)),
)

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


def generated() -> Iterator[SampleApplication]:
    """Applications without end, each with an ID of its own."""
    for number in itertools.count(1):
        kind, name, about = _KINDS[number % len(_KINDS)]
        place = _PLACES[number % len(_PLACES)]
        yield SampleApplication(
            f"{kind}-{number:06}",
            f"{name} {place} {number}",
            f"{about}.",
            {"env": "live" if number % 3 else "pilot"} if number % 4 == 0 else {},
            organization=("", "water-works", "city-parking", "")[number % 4],
            age=(number * 7919) % (YEAR * 100) / 100 + _YOUNGEST,
            devices=number % 3 if number <= YEAR else 0,
        )
