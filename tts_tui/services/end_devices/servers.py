"""The four servers that each know a part of an end device, by name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tts_tui.api.resources.end_devices import Where

__all__ = ["SERVER_NAMES", "half_registered", "named"]

SERVER_NAMES: Final[dict[Where, str]] = {
    "is": "Identity Server",
    "ns": "Network Server",
    "as": "Application Server",
    "js": "Join Server",
}


def named(servers: Sequence[Where]) -> str:
    """At least one server, such as "Network, Join and Identity Server"."""
    names = [SERVER_NAMES[each].removesuffix(" Server") for each in servers]
    first = f"{', '.join(names[:-1])} and " if names[1:] else ""
    return f"{first}{names[-1]} Server"


def half_registered(missing: Sequence[Where]) -> str:
    """What it means that these servers don't have a device that is listed, in sentences; empty for none."""
    if not missing:
        return ""
    lacks = "don't" if missing[1:] else "doesn't"
    return f"The {named(missing)} {lacks} have it: deleted there, or never registered. d deletes it everywhere."
