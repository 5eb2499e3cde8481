"""The words of an application's overview: its facts, counts of what it has, and next steps, safe to show."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import msgspec
from textual.content import Content
from textual.style import Style

from tts_tui.api.rights import APPLICATION_ALL, APPLICATION_RIGHTS
from tts_tui.services.api_keys import expiry
from tts_tui.services.missing_rights import NotAllowed
from tts_tui.text import instants
from tts_tui.text.safe_text import visible
from tts_tui.tui.core.hyperlinks import terminal_has_hyperlinks
from tts_tui.tui.core.safe_widgets import plain
from tts_tui.tui.screens.applications.panel import contact

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from tts_tui.api.models import APIKey, Application, Collaborator
    from tts_tui.api.rows import Page

__all__ = [
    "NEXT_STEPS",
    "OverviewState",
    "application_facts",
    "counted",
    "how_many",
    "keys_counted",
    "next_steps",
    "pending",
    "rights_in_words",
]

_DOCS: Final = "https://www.thethingsindustries.com/docs"
NEXT_STEPS: Final = (
    (
        "Add end devices",
        "Register each with its EUIs and keys; then it can join.",
        f"{_DOCS}/hardware/devices/adding-devices/",
    ),
    ("Webhooks", "Send messages to your own URL.", f"{_DOCS}/integrations/webhooks/"),
    (
        "Storage integration",
        "Store messages to fetch them later; not available in the open-source edition.",
        f"{_DOCS}/integrations/storage/",
    ),
)
"""What comes after creating an application, by The Things Stack's guide. (`integrations/adding-applications`)"""


class OverviewState(msgspec.Struct, frozen=True):
    """What was read; a field is None while its answer is waited for."""

    application: Application | NotAllowed | None = None
    devices: int | NotAllowed | None = None
    keys: Page[APIKey] | NotAllowed | None = None
    collaborators: Page[Collaborator] | NotAllowed | None = None
    rights: frozenset[str] | NotAllowed | None = None


def application_facts(application: Application, *, utc: bool) -> Iterator[Content]:
    """Name, description and attributes, the three servers, both contacts, both dates."""
    yield plain(application.name) if application.name else _muted("none")
    yield plain(application.description, lines=True) if application.description else _muted("none")
    pairs = [plain(f"{key} = {value}") for key, value in sorted(application.attributes.items())]
    yield Content("\n").join(pairs) if pairs else _muted("none")
    for address in (
        application.network_server_address,
        application.application_server_address,
        application.join_server_address,
    ):
        yield plain(address) if address else _muted("any")
    yield contact(application.administrative_contact)
    yield contact(application.technical_contact)
    yield _moment(application.created_at, utc=utc)
    yield _moment(application.updated_at, utc=utc)


def _muted(words: str) -> Content:
    return Content.styled(words, "$foreground-muted")


def _moment(instant: datetime | None, *, utc: bool) -> Content:
    """Local, with UTC beside it only where the days differ; or in UTC."""
    if instant is None:
        return _muted("–")
    if utc:
        return Content(instants.moment_utc(instant))
    other_day = instants.local(instant).date() != instants.in_utc(instant).date()
    beside = instants.utc_beside(instant) if other_day else ""
    return Content.assemble(instants.moment(instant), (f"  {beside}" if beside else "", "$foreground-muted"))


def pending(why: NotAllowed | None) -> Content:
    """In place of a fact: that it is being read, or why it is not known."""
    return Content("…") if why is None else _muted(f"– {why.why}")


def counted(found: int | Page[Any] | NotAllowed | None) -> Content:
    """How many there are, or why that is not known."""
    if found is None or isinstance(found, NotAllowed):
        return pending(found)
    return Content(f"{_number(found):,}")


def how_many(found: int | Page[Any] | NotAllowed | None) -> int | None:
    """How many there are; None where that is not known."""
    return None if found is None or isinstance(found, NotAllowed) else _number(found)


def _number(found: int | Page[Any]) -> int:
    if isinstance(found, int):
        return found
    return len(found.items) if found.total is None else found.total


def keys_counted(found: Page[APIKey] | NotAllowed | None, now: datetime) -> Content:
    """How many API keys there are, and how many of them have expired or soon will."""
    parts = [counted(found)]
    if found is not None and not isinstance(found, NotAllowed):
        parts += _need_a_look(found, now)
    return Content.styled(" · ", "$foreground-muted").join(parts)


def _need_a_look(page: Page[APIKey], now: datetime) -> Iterator[Content]:
    """How many keys have expired or soon will. The page is sorted by expiry, so it has all of those."""
    near = [expiry.nearness(key.expires_at, now) for key in page.items]
    if expired := near.count("expired"):
        yield Content.styled(f"✗ {expired:,} expired", "$text-error")
    if soon := near.count("soon"):
        yield Content.styled(f"! {soon:,} {'expires' if soon == 1 else 'expire'} soon", "$text-warning")


def rights_in_words(held: frozenset[str]) -> Content:
    """Which rights somebody has, and of how many."""
    if APPLICATION_ALL in held:
        return Content("all rights, including future ones")
    known = [each for each in APPLICATION_RIGHTS if each.name != APPLICATION_ALL]
    words = [each.word for each in known if each.name in held]
    words += [visible(name) for name in sorted(held - {each.name for each in known})]
    if not words:
        return _muted("none")
    return Content(f"{len(words)} of {len(known)}: {', '.join(words)}")


def next_steps() -> Content:
    """A line for each step: what it is, and a link or address where it is explained."""
    lines = [
        _step("API key", Content.assemble(("n", "bold $accent"), " gives a program access to this application."), "")
    ]
    linked = terminal_has_hyperlinks()
    for word, text, url in NEXT_STEPS:
        where = Content(text) if linked else plain(url, "$foreground-muted")
        lines.append(_step(word, where, url if linked else ""))
    return Content("\n").join(lines)


def _step(word: str, text: Content, url: str) -> Content:
    label = Content(word).stylize(Style(link=url, underline=True) if url else "")
    return Content.assemble(label.stylize_before("$accent"), " " * (20 - len(word)), text)
