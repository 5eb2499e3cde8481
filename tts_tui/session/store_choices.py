"""The token stores that a person can choose from on this machine."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from tts_tui.servers.token_stores import STORE_WORDS

if TYPE_CHECKING:
    from tts_tui.servers.token_stores import StoreKind

__all__ = ["StoreChoice", "StoreChoices", "store_choices"]


class StoreChoice(msgspec.Struct, frozen=True):
    """A token store of this machine, and its words."""

    store_kind: StoreKind
    words: str


class StoreChoices(msgspec.Struct, frozen=True):
    """The stores, which one is preset, and why there is no keyring (a sentence, or empty)."""

    all: tuple[StoreChoice, ...]
    preset: StoreKind
    no_keyring: str = ""


async def store_choices(chosen: StoreKind | None, *, keeps: bool = True) -> StoreChoices:
    """The stores of this machine. `chosen` is preset if it is among them.

    Without `keeps` a token can only be kept for the session, as in the demo.
    """
    store_kinds: list[StoreKind] = ["file", "session"] if keeps else ["session"]
    no_keyring = ""
    if keeps:
        from tts_tui.session.credentials.keyring import look

        keyring = await look()
        if keyring.usable:
            store_kinds.insert(0, "keyring" if keyring.secure else "insecure-keyring")
        no_keyring = keyring.why
    preset: StoreKind = "keyring" if "keyring" in store_kinds else "session"
    if chosen in store_kinds:
        preset = chosen
    return StoreChoices(tuple(StoreChoice(each, STORE_WORDS[each].choice) for each in store_kinds), preset, no_keyring)
