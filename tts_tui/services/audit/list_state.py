"""The list of an audit: its orders, its filter, and its summary."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, Final, Literal, Self

import msgspec
from msgspec.structs import replace

from tts_tui.services.api_keys import expiry
from tts_tui.services.audit.findings import FINDINGS, SHORT, AuditedKey, findings, searched
from tts_tui.text.quantity import quantity

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping
    from datetime import datetime, timedelta

    from tts_tui.services.api_keys.end_key import EndedKey
    from tts_tui.services.audit.findings import KeyFinding
    from tts_tui.services.audit.survey import Report

__all__ = ["ORDERS", "FoundList", "FoundOrder", "refused_words", "sort", "still_there", "summary"]

FoundOrder = Literal["urgent", "-urgent", "expires", "-expires", "application", "-application", "name", "-name"]

ORDERS: Final[tuple[tuple[FoundOrder, str], ...]] = (
    ("urgent", "most urgent first"),
    ("-urgent", "least urgent first"),
    ("expires", "expiring soonest first"),
    ("-expires", "expiring latest first"),
    ("application", "application a–z"),
    ("-application", "application z–a"),
    ("name", "name a–z"),
    ("-name", "name z–a"),
)
"""Pairs of an order and its reverse."""


def _urgency(each: AuditedKey) -> tuple[Any, ...]:
    """Sorts by urgency: keys that stop working soon, then those that can be misused, expired ones last."""
    if "expired" in each.findings:
        return (2, *expiry.sort_key(each.key.expires_at), *each.where)
    if "expiring" in each.findings:
        return (0, *expiry.sort_key(each.key.expires_at), *each.where)
    return (1, *(finding not in each.findings for finding in FINDINGS), *each.where)


_KEYS: Final[dict[str, Callable[[AuditedKey], Any]]] = {
    "urgent": _urgency,
    "expires": lambda each: (*expiry.sort_key(each.key.expires_at), *each.where),
    "application": lambda each: each.where,
    "name": lambda each: (not each.key.name, each.key.name.casefold(), *each.where),
}
_SHOWN: Final = 3


class FoundList(msgspec.Struct, frozen=True):
    """The keys in an order, and what a filter looks for words in, worked out once."""

    rows: tuple[AuditedKey, ...] = ()
    texts: tuple[str, ...] = ()

    @classmethod
    def of(cls, keys: Iterable[AuditedKey], order: FoundOrder) -> Self:
        """The keys in that order."""
        rows = tuple(sort(keys, order))
        return cls(rows, tuple(map(searched, rows)))

    def matching(self, typed: str) -> tuple[AuditedKey, ...]:
        """The keys that have every word that was typed, whatever the case."""
        if not (words := typed.casefold().split()):
            return self.rows
        found = zip(self.rows, self.texts, strict=True)
        return tuple(each for each, text in found if all(word in text for word in words))


def sort(keys: Iterable[AuditedKey], order: FoundOrder) -> list[AuditedKey]:
    """The keys in that order."""
    return sorted(keys, key=_KEYS[order.removeprefix("-")], reverse=order.startswith("-"))


def summary(found: Collection[AuditedKey], within: timedelta | None = None) -> dict[KeyFinding, str]:
    """How many keys have each finding, in words, such as `1 expired`, in the order of FINDINGS.

    `within` is what counts as soon, where that was chosen and is to be said: before all else.
    """
    counted = Counter(finding for each in found for finding in each.findings)
    order = sorted(FINDINGS, key=lambda each: within is not None and each != "expiring")
    told = (each for each in order if counted[each] or (within is not None and each == "expiring"))
    words = {each: f"{counted[each]:,} {SHORT[each]}" for each in told}
    if within is not None:
        words["expiring"] += f" ({within.days} d)"
    return words


def still_there(
    found: Iterable[AuditedKey],
    ended: Mapping[tuple[str, str], EndedKey],
    now: datetime,
    within: timedelta,
) -> list[AuditedKey]:
    """Those that have not been revoked since, with the expiry of those that were set to expire."""
    there = []
    for each in found:
        now_ended = ended.get(each.where)
        if now_ended is None:
            there.append(each)
        elif now_ended.fate == "expires":
            key = each.key.model_copy(update={"expires_at": now_ended.expires_at})
            there.append(replace(each, key=key, findings=findings(key, now, within)))
    return there


def refused_words(report: Report) -> str:
    """Which applications' keys can't be read, by reason, a line each."""
    lines = []
    for reason, ids in report.refused.items():
        more = len(ids) - _SHOWN
        shown = ", ".join(ids[:_SHOWN]) + (f", and {more:,} more; a file of JSON has them all" if more > 0 else "")
        lines.append(f"{quantity(len(ids), 'application')} can't be audited, {reason}: {shown}")
    if report.left:
        lines.append(f"{report.left:,} have not been read; press r to continue.")
    return "\n".join(lines)
