"""Who may do what with an application: people, organizations with their members, and API keys, by right.

Rights are shown as the server counts them, after expansion. Through an organization a member has what both have: the
organization in the application, and the member in the organization.
(recordings/self-contained/21_search_and_lists.json)
"""

from __future__ import annotations

from enum import Enum, auto
from typing import TYPE_CHECKING, Final

import msgspec
from msgspec.structs import replace

from tts_tui.api.rights import APPLICATION_ALL, APPLICATION_RIGHTS, expand, right

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

    from tts_tui.api.models import APIKey, Collaborator

__all__ = ["NOT_IN_IT", "AccessRow", "Held", "HolderKind", "columns", "in_group", "matching", "rows", "sort_key"]

NOT_IN_IT: Final = (
    "Not shown: administrators of the network (by default they may do all but see and change keys), and the "
    "collaborators' own API keys and logins."
)
_PREFIX: Final = "RIGHT_APPLICATION_"


class HolderKind(Enum):
    """What a row is about."""

    USER = auto()
    ORGANIZATION = auto()
    MEMBER = auto()
    KEY = auto()


class Held(Enum):
    """Whether somebody holds a right."""

    NO = auto()
    YES = auto()
    AT_MOST = auto()
    """Perhaps: their organization holds it, and their own rights in the organization can't be read."""
    UNKNOWN = auto()


class AccessRow(msgspec.Struct, frozen=True):
    """A user, organization, member or API key that has rights on an application.

    `rights` are those that are held, expanded; with `at_most` they may be fewer, and None means that they can't be
    read. `given` are the rights as they were granted. `through` is the organization of a member. `name` may be empty.
    `expired` says that a key no longer works.
    """

    kind: HolderKind
    id: str
    rights: frozenset[str] | None
    given: frozenset[str] = frozenset()
    name: str = ""
    through: str = ""
    at_most: bool = False
    expired: bool = False

    def holds(self, name: str) -> Held:
        """Whether that right is held. All rights are also those that only a newer server knows."""
        if self.rights is None:
            return Held.UNKNOWN
        if self.rights.isdisjoint({name, APPLICATION_ALL}):
            return Held.NO
        return Held.AT_MOST if self.at_most else Held.YES

    @property
    def key(self) -> str:
        """A key that is unique among the rows of an application."""
        return f"{self.through}/{self.kind.name}/{self.id}"


def of_collaborator(each: Collaborator) -> AccessRow:
    """The row of a user or organization. Each collaborator has rights: if there are none, they can't be read."""
    kind = HolderKind.USER if each.account.kind == "user" else HolderKind.ORGANIZATION
    return AccessRow(kind, each.account.id, _on_application(each.rights) if each.rights else None, each.rights)


def of_key(key: APIKey, *, expired: bool) -> AccessRow:
    """The row of an API key of the application."""
    return AccessRow(HolderKind.KEY, key.id, _on_application(key.rights), key.rights, name=key.name, expired=expired)


def of_member(organization: AccessRow, member: Collaborator) -> AccessRow:
    """What a member of an organization has through it.

    Where the member's rights can't be read: at most what the organization has.
    """
    made = AccessRow(HolderKind.MEMBER, member.account.id, organization.rights, member.rights, through=organization.id)
    if not member.rights or organization.rights is None:
        return replace(made, at_most=True)
    return replace(made, rights=organization.rights & _on_application(member.rights))


def rows(
    collaborators: Iterable[Collaborator],
    keys: Iterable[tuple[APIKey, bool]] = (),
    members: Mapping[str, Sequence[Collaborator]] | None = None,
) -> list[AccessRow]:
    """All rows, those with the most rights first; below an organization its members, if they are given.

    A key comes with whether it has expired.
    """
    found = [of_collaborator(each) for each in collaborators]
    found += [of_key(key, expired=expired) for key, expired in keys]
    shown: list[AccessRow] = []
    for each in sorted(found, key=sort_key):
        shown.append(each)
        if each.kind is HolderKind.ORGANIZATION and members and each.id in members:
            shown += sorted((of_member(each, member) for member in members[each.id]), key=sort_key)
    return shown


def sort_key(row: AccessRow) -> tuple[bool, bool, int, bool, str]:
    """Sorts by number of rights, the most first; expired keys come after others, unreadable rows last."""
    held = row.rights or frozenset()
    return row.rights is None, row.expired, -len(held) - (APPLICATION_ALL in held), row.at_most, row.id


def columns(found: Collection[AccessRow]) -> tuple[str, ...]:
    """The rights to show: all of an application, in their order, and those held that have no words here."""
    known = [each.name for each in APPLICATION_RIGHTS]
    others = {name for row in found for name in row.rights or () if right(name) is None}
    return (*known, *sorted(others))


def in_group(row: AccessRow, group: str) -> tuple[int, int]:
    """How many rights of a group are held, and how many there are."""
    names = [each.name for each in APPLICATION_RIGHTS if each.group == group]
    return sum(row.holds(name) in (Held.YES, Held.AT_MOST) for name in names), len(names)


def matching(found: Sequence[AccessRow], text: str, name_of: Callable[[AccessRow], str]) -> list[AccessRow]:
    """Who can: the rows that hold a right with all words of the text in it, or have them in their ID or name.

    A member stays with its organization, and an organization that is looked for keeps its members.
    """
    words = text.casefold().split()
    if not words:
        return list(found)

    def has(text: str) -> bool:
        return all(word in text.casefold() for word in words)

    called = {each.key for each in found if has(f"{each.id}\n{name_of(each)}")}
    hits = called | {each.key for each in found if any(has(_right_text(name)) for name in each.rights or ())}
    organizations = {each.id: each.key for each in found if each.kind is HolderKind.ORGANIZATION}
    below = {each.key for each in found if each.through and organizations.get(each.through) in called}
    above = {organizations.get(each.through) for each in found if each.key in hits and each.through}
    return [each for each in found if each.key in hits | below | above]


def _right_text(name: str) -> str:
    known = right(name)
    return f"{name.removeprefix(_PREFIX)} {known.word}" if known else name


def _on_application(rights: Iterable[str]) -> frozenset[str]:
    """The application rights among those that these expand to."""
    return frozenset(each for each in expand(rights) if each.startswith(_PREFIX))
