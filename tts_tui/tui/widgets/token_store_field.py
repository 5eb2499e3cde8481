"""The field of a form that asks where to store a token."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tts_tui.tui.widgets.choice import Choice
from tts_tui.tui.widgets.field import Field

if TYPE_CHECKING:
    from tts_tui.session.store_choices import StoreChoices

__all__ = ["token_store_field"]


def token_store_field(offers: StoreChoices) -> Field:
    """The row for the stores that this machine offers, with its keyring's fault; the choice is `#token-store`."""
    choice = Choice([(each.store_kind, each.words) for each in offers.all], offers.preset, id="token-store")
    return Field("token_store", "Store token in", choice, offers.no_keyring, always=True)
