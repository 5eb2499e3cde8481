"""Addresses as people type them."""

from __future__ import annotations

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tts_tui.servers.addresses import BadAddress, base_url, is_loopback

HOSTS = st.sampled_from(
    [
        "thethings.example.com",
        "EXAMPLE.com",
        "münchen.example",
        "localhost",
        "127.0.0.1",
        "[::1]",
        "my_host",
        "a",
        "水.example",
    ]
)
SUFFIXES = st.sampled_from(["", "/", "/api/v3", "/api/v3/", "/console", "/oauth/", "/x", "?a=b", "#c", " "])


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("https://thethings.example.com", "https://thethings.example.com"),
        ("  https://thethings.example.com/ \n", "https://thethings.example.com"),
        ("HTTPS://TheThings.Example.COM", "https://thethings.example.com"),
        ("https://thethings.example.com/api/v3", "https://thethings.example.com"),
        ("https://thethings.example.com/api/v3/", "https://thethings.example.com"),
        ("https://thethings.example.com/console/", "https://thethings.example.com"),
        ("https://thethings.example.com/oauth", "https://thethings.example.com"),
        ("https://thethings.example.com:443", "https://thethings.example.com"),
        ("https://thethings.example.com:8885", "https://thethings.example.com:8885"),
        ("https://münchen.example:8885/", "https://xn--mnchen-3ya.example:8885"),
        ("https://MÜNCHEN.example", "https://xn--mnchen-3ya.example"),
        ("https://faß.example", "https://xn--fa-hia.example"),
        ("https://10.0.0.1", "https://10.0.0.1"),
        ("https://[2001:DB8::1]:1885", "https://[2001:db8::1]:1885"),
        ("https://my_host", "https://my_host"),
        ("http://localhost:1885", "http://localhost:1885"),
        ("http://LOCALHOST:80", "http://localhost"),
        ("http://127.0.0.1:1885/api/v3", "http://127.0.0.1:1885"),
        ("http://127.255.0.9", "http://127.255.0.9"),
        ("http://[::1]:1885", "http://[::1]:1885"),
    ],
)
def test_an_address_is_read_as_it_is_meant(typed: str, meant: str) -> None:
    assert base_url(typed) == meant
    assert base_url(meant) == meant


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("", "starts with https://"),
        ("https://", "Not an address"),
        ("https:/x", "Not an address"),
        ("https:///x", "Not an address"),
        ("ftp://thethings.example.com", "starts with https://"),
        ("https://a b", "Not an address"),
        ("https://a\nb.example", "Not an address"),
        ("https://a\x1b]0;x", "Not an address"),
        ("https://\u202eevil.example", "Not an address"),
        ("https://%41.example", "Not an address"),
        ("https://-x", "Not an address"),
        ("https://x..y", "Not an address"),
        ("https://[::1", "Not an address"),
        ("https://[v1.x]", "Not an address"),
        ("https://[fe80::1%eth0]", "Not an address"),
        ("https://host:99999", "Not an address"),
        ("https://host:+80", "Not an address"),
        ("https://host:８０", "Not an address"),
        ("https://host/x", "Give the server alone, such as https://host"),
        ("https://host:8885/console/applications", "such as https://host:8885"),
        ("https://host?x=y", "Give the server alone"),
        ("https://host/#/x", "Give the server alone"),
        ("https:thethings.example.com", "such as https://thethings.example.com"),
        ("a word", "such as https://thethings.example.com"),
        ("prdo", "such as https://thethings.example.com"),
    ],
)
def test_what_is_no_address_of_a_server_is_refused_in_words(typed: str, says: str) -> None:
    with pytest.raises(BadAddress) as refused:
        base_url(typed)
    assert says in str(refused.value)
    assert str(refused.value).isprintable()


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("thethings.example.com", "https://thethings.example.com"),
        ("TheThings.Example.com:8885", "https://TheThings.Example.com:8885"),
        ("thethings.example.com/console", "https://thethings.example.com/console"),
        ("thethings.example.com/applications", "https://thethings.example.com"),
        ("//thethings.example.com", "https://thethings.example.com"),
        ("münchen.example", "https://münchen.example"),
        ("10.0.0.5:1885", "https://10.0.0.5:1885"),
        ("my_host:8885", "https://my_host:8885"),
        ("[2001:db8::1]", "https://[2001:db8::1]"),
        ("localhost", "http://localhost"),
        ("localhost:1885", "http://localhost:1885"),
        ("127.0.0.1:1885/api/v3", "http://127.0.0.1:1885/api/v3"),
        ("[::1]:1885", "http://[::1]:1885"),
    ],
)
def test_what_was_typed_without_a_scheme_is_shown_with_it_and_can_be_used(typed: str, meant: str) -> None:
    with pytest.raises(BadAddress) as refused:
        base_url(typed)
    assert str(refused.value) == f"{typed!r} has no scheme. Use {meant}"
    assert base_url(meant)


@pytest.mark.parametrize(
    "typed",
    [
        "https://user:SECRET@host",
        "https://user:SECRET@host:badport",
        "https://SECRET@host",
        "https://@host",
        "https://:SECRET@[::1",
        "NNSXS.ABCDEF.SECRET",
        "Bearer NNSXS.ABCDEF.SECRET",
        "nnsxs.abcdef.SECRET",
        '"NNSXS.ABCDEF.SECRET"',
        "KEY=NNSXS.ABCDEF.SECRET",
        "Authorization: Bearer NNSXS.ABCDEF.SECRET",
    ],
)
def test_no_user_password_or_token_is_taken_or_repeated(typed: str) -> None:
    with pytest.raises(BadAddress) as refused:
        base_url(typed)
    assert "SECRET" not in str(refused.value)


@pytest.mark.parametrize(
    "host",
    ["thethings.example.com", "10.0.0.1", "192.168.1.9:1885", "[2001:db8::1]", "127.1", "0.0.0.0", "localhost.example",
     "localhost.", "x.localhost", "[::ffff:127.0.0.1]"],
)  # fmt: skip
def test_plain_http_is_for_this_machine_alone_unless_it_is_meant(host: str) -> None:
    with pytest.raises(BadAddress, match=r"read your token\. Use https://.*--insecure"):
        base_url(f"http://{host}")
    assert base_url(f"http://{host}", insecure=True).startswith("http://")
    assert base_url(f"https://{host}").startswith("https://")


@pytest.mark.parametrize(
    ("host", "here"),
    [
        ("localhost", True),
        ("127.0.0.1", True),
        ("127.8.9.10", True),
        ("::1", True),
        ("128.0.0.1", False),
        ("::", False),
        ("x.localhost", False),
        ("", False),
    ],
)
def test_this_machine_is_known(host: str, *, here: bool) -> None:
    assert is_loopback(host) is here


@given(
    scheme=st.sampled_from(["http", "https", "HTTPS", "ftp", ""]),
    host=st.one_of(HOSTS, st.text(max_size=12)),
    port=st.sampled_from(["", ":", ":80", ":443", ":8885", ":0"]),
    suffix=SUFFIXES,
    insecure=st.booleans(),
)
def test_a_base_url_is_its_own_base_url(scheme: str, host: str, port: str, suffix: str, *, insecure: bool) -> None:
    try:
        found = base_url(f"{scheme}://{host}{port}{suffix}", insecure=insecure)
    except BadAddress as error:
        assert str(error)
        return
    assert base_url(found, insecure=insecure) == found
    assert found.isascii()
    assert found.isprintable()
    url = httpx.URL(found)
    assert url.scheme in ("http", "https")
    assert found.endswith(url.netloc.decode())
    assert insecure or url.scheme == "https" or is_loopback(url.host)


@given(st.text())
def test_any_text_is_an_address_or_refused_in_words(text: str) -> None:
    try:
        assert base_url(text).startswith(("https://", "http://"))
    except BadAddress as error:
        assert str(error)
