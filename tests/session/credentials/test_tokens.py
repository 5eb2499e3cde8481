"""Tokens as they are pasted and as the environment has them."""

from __future__ import annotations

import pytest

from tts_tui.api.secret import SecretStr
from tts_tui.session.credentials import FoundToken, from_environment, sendable, tidy

TOKEN = "NNSXS.KEYID.TOPSECRET"


@pytest.mark.parametrize(
    "pasted",
    [
        TOKEN,
        f"  {TOKEN}\n",
        f"\n\n{TOKEN}\r\n",
        f"Bearer {TOKEN}",
        f"bearer   {TOKEN}",
        f"BEARER: {TOKEN}",
        f"Bearer\t{TOKEN}\n",
        "NNSXS.KEYID\n.TOP\n  SECRET",
        f'"{TOKEN}"',
        '"NNSXS.KEYID.TOP\nSECRET"',
        f"'{TOKEN}'\n",
        f"\ufeff{TOKEN}",
        f"Authorization: Bearer {TOKEN}",
        f"-H 'Authorization: Bearer {TOKEN}' https://thethings.example.com/api/v3",
        f"KEY={TOKEN}",
        f'export KEY="{TOKEN}";',
        f"KEY={TOKEN}\nOTHER=1",
        f"Your key is {TOKEN}. Keep it.",
        f"{TOKEN}\n{TOKEN}",
        '{"id": "KEYID", "key": "' + TOKEN + '", "rights": ["RIGHT_ALL"]}',
    ],
)
def test_the_token_is_taken_out_of_what_is_around_it(pasted: str) -> None:
    token = tidy(pasted)
    assert token is not None
    assert token.get_secret_value() == TOKEN


@pytest.mark.parametrize("pasted", ["", " ", "\n\t", "Bearer", "Bearer ", "bearer:"])
def test_nothing_is_no_token(pasted: str) -> None:
    assert tidy(pasted) is None


@pytest.mark.parametrize(
    ("text", "fits"), [(TOKEN, True), ("a b", False), ("é", False), ("a\x00", False), ("\u200ba", False)]
)
def test_what_a_request_cannot_carry_is_known(text: str, *, fits: bool) -> None:
    assert sendable(SecretStr(text)) is fits


def test_the_environment_says_that_it_was_the_source() -> None:
    assert from_environment({"TTS_TUI_TOKEN": f"Bearer {TOKEN}\n"}) == FoundToken(
        SecretStr(TOKEN), "from TTS_TUI_TOKEN"
    )


@pytest.mark.parametrize("environment", [{}, {"TTS_TUI_TOKEN": ""}, {"TTS_TUI_TOKEN": " "}])
def test_an_environment_without_a_token_has_none(environment: dict[str, str]) -> None:
    assert from_environment(environment) is None


def test_a_token_is_not_in_its_repr() -> None:
    assert "TOPSECRET" not in repr(FoundToken(SecretStr(TOKEN), "of the test"))


def test_of_several_tokens_none_is_chosen() -> None:
    token = tidy("NNSXS.A.B NNSXS.C.D")
    assert token is not None
    assert token.get_secret_value() == "NNSXS.A.BNNSXS.C.D"  # which the server refuses


def test_what_looks_like_no_token_is_left_to_the_server() -> None:
    token = tidy("Bearer something-else")
    assert token is not None
    assert token.get_secret_value() == "something-else"
