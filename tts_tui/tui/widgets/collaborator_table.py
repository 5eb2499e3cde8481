"""The table of collaborators: rows by the ID of the user or organization."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tts_tui.api.field_rules import MAX_ID
from tts_tui.services.collaborators.rules import contact_marks
from tts_tui.tui.core.safe_widgets import cell
from tts_tui.tui.widgets.key_cells import rights_cell
from tts_tui.tui.widgets.table import Column, Row, Table

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tts_tui.api.models import Account, Collaborator
    from tts_tui.services.collaborators.rules import Sharing

__all__ = ["CollaboratorTable"]


class CollaboratorTable(Table):
    """Shows collaborators; users and organizations share one space of IDs, so that an ID tells the row."""

    def __init__(self) -> None:
        super().__init__(
            [
                Column("ID", 18, below_width=110),
                Column("ID", MAX_ID, from_width=110),
                Column("Name", 10, grows=True, from_width=100),
                Column("Kind", 12),
                Column("Rights", 10, grows=True),
                Column("Contact", 7, below_width=96, searched=False),
                Column("Contact", 14, from_width=96, searched=False),
            ],
            id="collaborators",
        )

    def show_collaborators(
        self, shown: Iterable[Collaborator], sharing: Sharing, names: Mapping[Account, str], *, readable: bool
    ) -> None:
        """Show just these; the one that is signed in is marked. Rights that may not be read are a dash."""
        self.show([_row(each, sharing, names.get(each.account, ""), readable=readable) for each in shown])


def _row(each: Collaborator, sharing: Sharing, name: str, *, readable: bool) -> Row:
    account = each.account
    shown = f"* {account.id}" if account == sharing.me else account.id
    marks = contact_marks(account, sharing.contacts)
    contact = "both" if len(marks) > 1 else "".join(marks)
    short = {"administrative": "admin", "technical": "tech"}.get(contact, contact)
    return account.id, (
        cell(shown),
        cell(shown),
        cell(name) if name else cell("–", "muted"),
        cell(account.kind),
        rights_cell(each.rights) if readable else cell("–", "muted"),
        cell(short),
        cell(contact),
    )
