"""The list of API keys as a widget of its own: rows by key ID."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tts_tui.services.api_keys import expiry
from tts_tui.services.api_keys.list_state import short_id
from tts_tui.services.rights_selection import in_words
from tts_tui.text import instants
from tts_tui.tui.core.safe_widgets import cell
from tts_tui.tui.widgets.table import Column, Row, Table

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from tts_tui.api.models import APIKey

__all__ = ["APIKeyTable"]

_WIDE = 110
_STYLES = {"expired": "error", "soon": "warning", "never": "warning"}


class APIKeyTable(Table):
    """Shows API keys; a wide screen has room for whole IDs."""

    def __init__(self) -> None:
        super().__init__(
            [
                Column("Name", 10, grows=True),
                Column("Key ID", 8, below_width=_WIDE),
                Column("Key ID", 39, from_width=_WIDE),
                Column("Rights", 10, grows=True),
                Column("Created", 10, muted=True, searched=False),
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
        cell(short_id(key.id)),
        cell(key.id),
        cell(in_words(key.rights)),
        cell(instants.date(key.created_at)),
        cell(expiry.in_words(key.expires_at, now), _STYLES.get(expiry.nearness(key.expires_at, now), "")),
    )
