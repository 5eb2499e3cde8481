"""A collaborator's changes as commands: the call, and the words of `ttn-lw-cli`. (`commands/applications_access.go`)"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tts_tui.api.resources import collaborators
from tts_tui.services.shell_export import CLICommand, Export, flag

if TYPE_CHECKING:
    from tts_tui.api.models import Account, Collaborator

__all__ = ["put", "remove"]


def put(application_id: str, wanted: Collaborator) -> Export:
    """Give an account just these rights."""
    rights = tuple((flag(each.lower()),) for each in sorted(wanted.rights))
    return Export(
        collaborators.set_call(application_id, wanted),
        CLICommand(_words("set", application_id, wanted.account), rights),
    )


def remove(application_id: str, account: Account) -> Export:
    """Take the application away from an account."""
    return Export(
        collaborators.remove_call(application_id, account), CLICommand(_words("delete", application_id, account))
    )


def _words(verb: str, application_id: str, account: Account) -> tuple[str, ...]:
    who = (f"--{account.kind}-id", account.id)
    return ("applications", "collaborators", verb, "--application-id", application_id, *who)
