"""Changes of collaborators that the server would refuse, found before anything is sent.

Source: `IS/application_access.go` 300-347 and 444-474; recordings/06_collaborators.json. All of it goes by rights after
expansion: whoever holds RIGHT_ALL holds RIGHT_APPLICATION_ALL, and who has it taken away loses rights of every kind.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

from tts_tui.api.rights import ALL, APPLICATION_ALL, EVERY_RIGHT, USER_RIGHTS, expand
from tts_tui.services.rights_selection import named
from tts_tui.text.safe_text import visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tts_tui.api.models import Account, Application, Collaborator
    from tts_tui.api.resources.auth_info import AuthInfo

__all__ = ["Sharing", "contact_marks", "contacts_of", "with_rights", "without"]

_PREFIX: Final = "RIGHT_APPLICATION_"
_UNSEEN: Final = USER_RIGHTS | {ALL, "RIGHT_SEND_INVITES"}
"""Rights in an organization that no list of one's own rights there contains."""


class Sharing(msgspec.Struct, frozen=True):
    """Who shares an application, as far as the caller may see it, and what the caller may do.

    `info` is whose token it is. `held` are the caller's rights on the application as the server gives them (expanded),
    None where they aren't known. `in_organizations` are the caller's rights in those of its organizations that were
    asked about, empty where they don't belong to it. `contacts` are the administrative and technical contact.
    """

    info: AuthInfo
    collaborators: tuple[Collaborator, ...] = ()
    held: frozenset[str] | None = None
    in_organizations: Mapping[str, frozenset[str]] = {}
    contacts: tuple[Account | None, Account | None] = (None, None)

    @property
    def me(self) -> Account | None:
        """The user or organization that is signed in; None with a key of the application's own."""
        return self.info.account

    def of(self, account: Account) -> Collaborator | None:
        """The collaborator that an account is, if it is one."""
        return next((each for each in self.collaborators if each.account == account), None)

    @property
    def grantable(self) -> frozenset[str] | None:
        """What the caller holds, and what they may hold of other kinds than application rights, which no list tells.

        None where their rights aren't known: then nothing can be said.
        """
        if self.held is None:
            return None
        return self.held | frozenset(each for each in self._most() if not each.startswith(_PREFIX))

    def owners(self) -> tuple[Account, ...]:
        """Who holds RIGHT_APPLICATION_ALL or RIGHT_ALL. All single rights together don't count as it."""
        return tuple(each.account for each in self.collaborators if APPLICATION_ALL in expand(each.rights))

    def is_last_owner(self, account: Account) -> bool:
        """Whether nobody but this account holds RIGHT_APPLICATION_ALL."""
        return self.owners() == (account,)

    def lacking(self, account: Account, rights: Iterable[str]) -> tuple[frozenset[str], frozenset[str]]:
        """The rights that the caller is missing to give an account just these: for adding some, and for removing some.

        RIGHT_ALL stands for all that it implies: that would be a long list.
        """
        if (may := self.grantable) is None:
            return frozenset(), frozenset()
        before = self.of(account)
        was, will = expand(before.rights if before else ()), expand(rights)
        return _in_short(will - was - may), _in_short(was - will - may)

    def why_not_set(self, account: Account, rights: frozenset[str]) -> str | None:
        """Why the server would refuse to give an account just these rights, in words that are safe to show, or None."""
        if not rights:
            return "Select at least one right. To take all away, remove the collaborator."
        give, take = self.lacking(account, rights)
        if give:
            return f"You can't give rights that you lack: {visible(named(give))}."
        if take:
            return f"You can't take away rights that you lack: {visible(named(take))}."
        if self.is_last_owner(account) and APPLICATION_ALL not in expand(rights):
            return f"{_nobody_else(account)} Give somebody else all rights first. All single rights don't count."
        return None

    def why_not_remove(self, account: Account) -> str | None:
        """Why the server would refuse to remove an account, in words that are safe to show, or None.

        Rights that the caller lacks are no reason: RIGHT_APPLICATION_SETTINGS_COLLABORATORS is enough.
        """
        if marks := contact_marks(account, self.contacts):
            which = f"{' and '.join(marks)} contact"
            return f"{visible(account.id)} is the {which}. Choose another contact in the settings first."
        if self.is_last_owner(account):
            return f"{_nobody_else(account)} Give somebody else all rights first."
        return None

    def lost(self, after: Iterable[Collaborator]) -> frozenset[str]:
        """The application rights that the caller would lose if these were all collaborators."""
        now = self._gives(self.collaborators)
        return frozenset(each for each in now - self._gives(after) if each.startswith(_PREFIX))

    def _gives(self, collaborators: Iterable[Collaborator]) -> frozenset[str]:
        """The caller's rights on the application, as far as they are known."""
        granted: frozenset[str] = frozenset()
        for each in collaborators:
            if each.account == self.me:
                granted |= expand(each.rights)
            elif each.account.kind == "organization":
                granted |= expand(each.rights) & self.in_organizations.get(each.account.id, frozenset())
        return (granted & self.info.rights) | self.info.universal_rights

    def _most(self) -> frozenset[str]:
        """The most rights that the caller can have: a membership that can't be read counts as all rights."""
        if self.me is None:
            return self.info.rights | self.info.universal_rights
        granted: frozenset[str] = frozenset()
        for each in self.collaborators:
            if each.account == self.me:
                granted |= expand(each.rights)
            elif each.account.kind == "organization":
                held = self.in_organizations.get(each.account.id)
                inside = EVERY_RIGHT if held is None else held | _UNSEEN if held else frozenset()
                granted |= expand(each.rights) & inside
        return (granted & self.info.rights) | self.info.universal_rights


def contact_marks(account: Account, contacts: tuple[Account | None, Account | None]) -> list[str]:
    """Which contact of the application an account is: "administrative", "technical", both or neither."""
    return [word for word, contact in zip(("administrative", "technical"), contacts, strict=True) if contact == account]


def contacts_of(application: Application) -> tuple[Account | None, Account | None]:
    """The administrative and the technical contact."""
    return application.administrative_contact, application.technical_contact


def with_rights(collaborators: Iterable[Collaborator], wanted: Collaborator) -> tuple[Collaborator, ...]:
    """The collaborators after one of them was given its rights."""
    return (*without(collaborators, wanted.account), wanted)


def without(collaborators: Iterable[Collaborator], account: Account) -> tuple[Collaborator, ...]:
    """The collaborators after that account was removed."""
    return tuple(each for each in collaborators if each.account != account)


def _nobody_else(account: Account) -> str:
    return f"Nobody but {visible(account.id)} has all rights, and somebody must."


def _in_short(rights: frozenset[str]) -> frozenset[str]:
    """RIGHT_ALL or RIGHT_APPLICATION_ALL instead of all the rights that it implies."""
    for wildcard in (ALL, APPLICATION_ALL):
        if wildcard in rights:
            return frozenset({wildcard}) | (rights - expand([wildcard]))
    return rights
