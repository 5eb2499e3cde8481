"""The table of API keys: rows by key ID."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tts_tui.text import instants
from tts_tui.tui.core.safe_widgets import cell
from tts_tui.tui.widgets.key_cells import expiry_cell, rights_cell
from tts_tui.tui.widgets.table import Column, Row, Table

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from tts_tui.api.models import APIKey

__all__ = ["APIKeyTable"]

_KEY_ID: Final = 39
_WITH_CREATED: Final = 92
_WITH_ID: Final = 103
"""Cells from which there is room for the ID: a terminal of 140 columns has that many beside the panel."""


class APIKeyTable(Table):
    """Shows API keys; a wide one has room for their IDs, which otherwise stand in the panel or below."""

    def __init__(self) -> None:
        super().__init__(
            [
                Column("Name", 10, grows=True),
                Column("Key ID", _KEY_ID, from_width=_WITH_ID),
                Column("Rights", 10, grows=True),
                Column("Created", 10, from_width=_WITH_CREATED, muted=True, searched=False),
                Column("Expires", 19, searched=False),
            ],
            id="keys",
        )

    def show_keys(self, keys: Iterable[APIKey], now: datetime, mine: str) -> None:
        """Show just these keys; the one whose ID is `mine` is marked, as it is what the person is signed in with."""
        self.show([_row(each, now, mine) for each in keys])


def _row(key: APIKey, now: datetime, mine: str) -> Row:
    name = f"* {key.name}".rstrip() if key.id == mine else key.name
    return key.id, (
        cell(name) if name else cell("–", "muted"),
        cell(key.id),
        rights_cell(key.rights),
        cell(instants.date(key.created_at)),
        expiry_cell(key.expires_at, now),
    )
