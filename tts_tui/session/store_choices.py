"""Which places a person can choose from for a token on this machine."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from tts_tui.servers.token_stores import STORE_WORDS

if TYPE_CHECKING:
    from tts_tui.servers.token_stores import StoreKind

__all__ = ["StoreChoice", "StoreChoices", "store_choices"]


class StoreChoice(msgspec.Struct, frozen=True):
    """A place where a token can live on this machine, in words."""

    store_kind: StoreKind
    words: str


class StoreChoices(msgspec.Struct, frozen=True):
    """The places there are, which one is meant unless the person says otherwise, and why there is no keyring."""

    all: tuple[StoreChoice, ...]
    preset: StoreKind
    no_keyring: str = ""


async def store_choices(chosen: StoreKind | None, *, keeps: bool = True) -> StoreChoices:
    """The places of this machine; `chosen` is the preset where it is among them.

    Without `keeps` there is only the session, as in the demo.
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
