"""A login's address, and what a person pastes of where the browser landed."""

from __future__ import annotations

from string import ascii_uppercase
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.api.seam import shown_with_locals
from tts_tui.api import oauth
from tts_tui.api.secret import SecretStr

OAUTH = "http://127.0.0.1:1885/oauth"
CODE = "MF2XI.CODEID.TOPSECRET"


# What is opened


@pytest.mark.parametrize("oauth_url", ["https://x.example.com/oauth", "https://x.example.com/oauth/"])
def test_the_address_to_open(oauth_url: str) -> None:
    found = urlsplit(oauth.authorize_url(oauth_url, redirect="code", state="a b&c"))
    assert found.geturl().startswith("https://x.example.com/oauth/authorize?")
    assert parse_qsl(found.query) == [
        ("client_id", "cli"),
        ("redirect_uri", "code"),
        ("response_type", "code"),
        ("state", "a b&c"),
    ]


@pytest.mark.parametrize(("port", "redirect_uri"), [(None, "local-callback"), (4711, "local-callback?port=4711")])
def test_a_local_callback_may_have_a_port(port: int | None, redirect_uri: str) -> None:
    found = oauth.authorize_url(OAUTH, redirect="local-callback", state="s", port=port)
    assert dict(parse_qsl(urlsplit(found).query))["redirect_uri"] == redirect_uri


def test_a_page_with_a_code_has_no_port() -> None:
    with pytest.raises(ValueError, match="only a local callback"):
        oauth.authorize_url(OAUTH, redirect="code", state="s", port=4711)


def test_no_two_logins_have_the_same_state() -> None:
    found = {oauth.new_state() for _ in range(100)}
    assert len(found) == 100
    assert min(map(len, found)) >= 20


# What is pasted

base32 = st.text(ascii_uppercase + "234567", min_size=1, max_size=60)
codes = st.builds("MF2XI.{}.{}".format, base32, base32)
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
addresses = st.sampled_from(["https://x.example.com/oauth/code", "http://localhost:11885/oauth/callback", "/code", ""])


def broken(text: str, width: int) -> str:
    """Text as a terminal of some columns gives it out."""
    return "\r\n".join(text[at : at + width] for at in range(0, len(text), width))


@given(codes, texts, st.sampled_from(["", " ", "\n", "\r\n", "\t", '"', "'", "\ufeff"]))
def test_a_code_alone_is_taken_whatever_the_state(code: str, state: str, around: str) -> None:
    assert oauth.read_landing(f"{around}{code}{around}", state).get_secret_value() == code


@given(codes, texts, addresses, st.sampled_from(["", "#", "#top"]), st.integers(1, 200))
def test_the_whole_address_is_taken_if_the_state_is_ours(
    code: str, state: str, address: str, fragment: str, width: int
) -> None:
    landed = f"{address}?{urlencode({'code': code, 'state': state})}{fragment}"
    assert oauth.read_landing(broken(landed, width), state).get_secret_value() == code


@given(codes, texts, texts)
def test_a_state_that_is_not_ours_is_refused(code: str, state: str, ours: str) -> None:
    if state != ours:
        with pytest.raises(oauth.StateMismatch):
            oauth.read_landing(f"http://x?{urlencode({'code': code, 'state': state})}", ours)


@pytest.mark.parametrize("query", ["code={}", "code={}&state=", "code={}&state=s&state=s", "code={}&State=s"])
def test_a_state_that_is_missing_or_there_twice_is_refused(query: str) -> None:
    with pytest.raises(oauth.StateMismatch):
        oauth.read_landing(f"http://x?{query.format(CODE)}", "s")


@given(texts, texts, texts)
def test_an_error_in_the_address_is_said(error: str, description: str, state: str) -> None:
    query = urlencode({"error": error, "error_description": description, "state": "any"})
    with pytest.raises(oauth.LoginRefused) as caught:
        oauth.read_landing(f"http://x/oauth/code?{query}", state)
    assert (caught.value.error, caught.value.description) == (error, description)


def test_an_error_may_come_without_a_description() -> None:
    with pytest.raises(oauth.LoginRefused) as caught:
        oauth.read_landing("http://x?error=access_denied", "s")
    assert (caught.value.error, caught.value.description) == ("access_denied", "")


@pytest.mark.parametrize(
    "pasted",
    [
        "",
        "x",
        "MF2XI",
        "MF2XI.A",
        "MF2XI.A.B.C",
        "MF2XI.a.b",
        "MF2XI..B",
        "NNSXS.KEYID.TOPSECRET",
        "MFRWG.TOKENID.TOPSECRET",
        f"“{CODE}”",
        f"{CODE}\x1b",
        "https://x.example.com/oauth/code",
        "https://[x.example.com/oauth/code?state=s",
        "https://x.example.com/oauth/code?state=s",
        "https://x.example.com/oauth/code?code=&state=s",
        f"https://x.example.com/oauth/code?code={CODE}&code={CODE}&state=s",
        "https://x.example.com/oauth/code?code=%FF%00&state=s",
    ],
)
def test_anything_else_is_no_code(pasted: str) -> None:
    with pytest.raises(oauth.NoCode):
        oauth.read_landing(pasted, "s")


@given(st.text(max_size=300), texts)
@example("https://[", "")
@example("?" + "&" * 5000, "")
@example("\ud800?state=\udfff", "s")
def test_whatever_is_pasted_gives_a_code_or_one_of_three_refusals(pasted: str, state: str) -> None:
    found: SecretStr | oauth.LandingError
    try:
        found = oauth.read_landing(pasted, state)
    except oauth.LandingError as error:
        found = error
    assert type(found) in (SecretStr, oauth.NoCode, oauth.StateMismatch, oauth.LoginRefused)


@pytest.mark.parametrize("pasted", ["NNSXS.KEYID.TOPSECRET", f"http://x?code={CODE}&state=s", f"?error=e&code={CODE}"])
def test_a_refusal_quotes_nothing_of_what_was_pasted(pasted: str) -> None:
    with pytest.raises(oauth.LandingError) as caught:
        oauth.read_landing(pasted, "other")
    for each in (shown_with_locals(caught.value), repr(caught.value), str(caught.value), repr(vars(caught.value))):
        assert "TOPSECRET" not in each
