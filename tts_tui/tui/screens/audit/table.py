"""The table of the keys with findings."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from tts_tui.api.field_rules import MAX_ID
from tts_tui.services.audit.findings import SHORT
from tts_tui.services.rights_selection import in_words
from tts_tui.text import instants
from tts_tui.tui.core.safe_widgets import cell
from tts_tui.tui.widgets.key_cells import expiry_cell, rights_cell
from tts_tui.tui.widgets.table import Column, Row, Table

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from rich.text import Text

    from tts_tui.services.audit.findings import AuditedKey

__all__ = ["AuditTable", "key_of"]


class AuditTable(Table):
    """Shows keys of any application; the one used to sign in is marked with an asterisk."""

    def __init__(self) -> None:
        super().__init__(
            [
                Column("Application", 18, grows=True),
                Column("Name", 12, grows=True),
                Column("Key ID", MAX_ID + 3, from_width=160),
                Column("Expires", 19, searched=False),
                Column("Rights", 17, grows=True),
                Column("Created", 10, from_width=110, muted=True, searched=False),
            ],
            id="audit",
        )

    def show_found(self, found: Sequence[AuditedKey], now: datetime) -> None:
        """Show these keys in place of the ones before."""
        self.show_items(found, partial(_row, now=now), key_of)


def key_of(each: AuditedKey) -> str:
    """The row's key in the table: application ID and key ID."""
    return "/".join(each.where)


def _row(each: AuditedKey, now: datetime) -> Row:
    key = each.key
    name = f"* {key.name}".rstrip() if each.own else key.name
    return key_of(each), (
        cell(each.application_id),
        cell(name) if name else cell("! no name", "warning"),
        cell(key.id),
        expiry_cell(key.expires_at, now),
        _rights(each),
        cell(instants.date(key.created_at)),
    )


def _rights(each: AuditedKey) -> Text:
    """The rights; where they should not be combined in one key, a warning stands before them."""
    rights = each.key.rights
    if "admin-and-traffic" in each.findings:
        return cell(f"! {SHORT['admin-and-traffic']} · {in_words(rights)}", "warning")
    return rights_cell(rights)
