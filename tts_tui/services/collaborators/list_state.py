"""The list of collaborators: its orders, its filter, and its summary."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

from tts_tui.api.rights import expand
from tts_tui.services.rights_selection import in_words

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping
    from typing import Any

    from tts_tui.api.models import Account, Collaborator

__all__ = ["ORDERS", "CollaboratorOrder", "matching", "sort", "summary"]

CollaboratorOrder = Literal["id", "-id", "-rights", "rights", "kind", "-kind"]

ORDERS: Final[tuple[tuple[CollaboratorOrder, str], ...]] = (
    ("id", "ID a–z"),
    ("-id", "ID z–a"),
    ("-rights", "most rights first"),
    ("rights", "fewest rights first"),
    ("kind", "organizations first"),
    ("-kind", "users first"),
)
"""Pairs of an order and its reverse."""

_KEYS: Final[dict[str, Callable[[Collaborator], Any]]] = {
    "id": lambda each: each.account.id,
    "rights": lambda each: (len(expand(each.rights)), each.account.id),
    "kind": lambda each: (each.account.kind, each.account.id),
}


def sort(collaborators: Iterable[Collaborator], order: CollaboratorOrder) -> list[Collaborator]:
    """The collaborators in that order."""
    return sorted(collaborators, key=_KEYS[order.removeprefix("-")], reverse=order.startswith("-"))


def matching(
    collaborators: Iterable[Collaborator], text: str, names: Mapping[Account, str]
) -> tuple[Collaborator, ...]:
    """Those whose ID, name, kind or rights have every word of `text`, whatever the case."""
    words = text.casefold().split()

    def has(each: Collaborator) -> bool:
        parts = (each.account.id, each.account.kind, names.get(each.account, ""), in_words(each.rights), *each.rights)
        return all(word in "\n".join(parts).casefold() for word in words)

    return tuple(each for each in collaborators if has(each))


def summary(collaborators: Collection[Collaborator]) -> tuple[str, ...]:
    """How many there are, of each kind."""
    users = sum(each.account.kind == "user" for each in collaborators)
    organizations = len(collaborators) - users
    parts = [f"{users} user{'' if users == 1 else 's'}"]
    if organizations:
        parts.append(f"{organizations} organization{'' if organizations == 1 else 's'}")
    return tuple(parts)
