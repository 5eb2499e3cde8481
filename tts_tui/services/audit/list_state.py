"""What an audit found in the order that a person wants, and in a line of words."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, Final, Literal, Self

import msgspec

from tts_tui.services.api_keys import expiry
from tts_tui.services.audit.findings import FINDINGS, SHORT, AuditedKey, searched

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable

    from tts_tui.services.audit.findings import KeyFinding
    from tts_tui.services.audit.survey import Report

__all__ = ["ORDERS", "FoundList", "FoundOrder", "refused_words", "sort", "summary"]

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
    """First what stops working soon, then what others can misuse, and last what does no harm any more."""
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


def summary(found: Collection[AuditedKey]) -> dict[KeyFinding, str]:
    """How many keys have each finding, in words, such as `1 expired`; what can still be acted on comes first."""
    counted = Counter(finding for each in found for finding in each.findings)
    return {each: f"{counted[each]:,} {SHORT[each]}" for each in (*FINDINGS[1:], FINDINGS[0]) if counted[each]}


def refused_words(report: Report) -> str:
    """Which applications' keys can't be read, by reason, a line each."""
    lines = []
    for reason, ids in report.refused.items():
        shown = ", ".join(ids[:_SHOWN]) + (" …" if len(ids) > _SHOWN else "")
        lines.append(f"{len(ids):,} application{'' if len(ids) == 1 else 's'} can't be audited, {reason}: {shown}")
    if report.left:
        lines.append(f"{report.left:,} have not been read; press r to continue.")
    return "\n".join(lines)
