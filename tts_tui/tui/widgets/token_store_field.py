"""Where a token is to live, asked in a form."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tts_tui.tui.widgets.choice import Choice
from tts_tui.tui.widgets.field import Field

if TYPE_CHECKING:
    from tts_tui.session.store_choices import StoreChoices

__all__ = ["place_field"]


def place_field(offers: StoreChoices) -> Field:
    """The row for the places that this machine offers, with what is wrong with its keyring; its choice is `#place`."""
    choice = Choice([(each.store_kind, each.words) for each in offers.all], offers.preset, id="place")
    return Field("place", "Store token in", choice, offers.no_keyring, always=True)
