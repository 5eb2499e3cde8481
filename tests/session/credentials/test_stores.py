"""The places where a token can live."""

from __future__ import annotations

import inspect

import pytest

from tts_tui.api.secret import SecretStr
from tts_tui.servers.token_stores import StoreKind
from tts_tui.session.credentials import TokenStore
from tts_tui.session.credentials.file import TokenFile
from tts_tui.session.credentials.keyring import Keyring
from tts_tui.session.credentials.session import SessionOnly
from tts_tui.session.credentials.stores import token_store

KEY = SecretStr("NNSXS.KEYID.TOPSECRET")


@pytest.mark.parametrize(
    ("store_kind", "kind", "source"),
    [
        ("keyring", Keyring, "from the OS keyring"),
        ("insecure-keyring", Keyring, "from the keyring that is a plain file"),
        ("file", TokenFile, "from a file that only you can read"),
        ("session", SessionOnly, "kept for this session only"),
    ],
)
def test_each_place_has_a_store(store_kind: StoreKind, kind: type[TokenStore], source: str) -> None:
    store = token_store(store_kind)
    assert type(store) is kind
    assert store.source == source
    assert all(inspect.iscoroutinefunction(getattr(store, name)) for name in ("find", "store", "forget"))


async def test_a_session_keeps_what_it_is_given_for_as_long_as_it_lasts() -> None:
    store = token_store("session")
    assert await store.find("https://one.example") is None
    await store.store("https://one.example", KEY)
    assert await store.find("https://one.example") == KEY
    assert await store.find("https://two.example") is None
    assert await token_store("session").find("https://one.example") is None
    await store.forget("https://one.example")
    await store.forget("https://one.example")
    assert await store.find("https://one.example") is None


def test_a_session_shows_nothing_of_what_it_keeps() -> None:
    store = SessionOnly()
    store._credentials["https://one.example"] = KEY
    assert "TOPSECRET" not in repr(vars(store))
