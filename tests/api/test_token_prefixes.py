"""How secrets of The Things Stack begin, and texts without them."""

from __future__ import annotations

import base64

import pytest

from tts_tui.api.token_prefixes import (
    ACCESS_TOKEN,
    API_KEY,
    AUTHORIZATION_CODE,
    REFRESH_TOKEN,
    SECRET_KINDS,
    SESSION_TOKEN,
    hide_secrets,
)


@pytest.mark.parametrize(
    ("prefix", "kind"),
    [
        (API_KEY, "key"),
        (ACCESS_TOKEN, "acc"),
        (REFRESH_TOKEN, "ref"),
        (SESSION_TOKEN, "ssn"),
        (AUTHORIZATION_CODE, "aut"),
    ],
)
def test_a_prefix_is_its_kind_in_base32(prefix: str, kind: str) -> None:
    assert base64.b32encode(kind.encode()).decode().rstrip("=") == prefix


@pytest.mark.parametrize("prefix", SECRET_KINDS)
def test_every_kind_is_hidden(prefix: str) -> None:
    assert hide_secrets(f"KEY={prefix}.ID.SECRET, and 'bearer {prefix.lower()}.id.secret'") == (
        "KEY=‹token›, and 'bearer ‹token›'"
    )


def test_other_text_stays() -> None:
    assert hide_secrets("a key starts with NNSXS.…") == "a key starts with NNSXS.…"
