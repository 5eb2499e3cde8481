"""Which proxy an address is asked through, and what is said of a proxy's address that can't be used."""

from __future__ import annotations

import pytest

from tts_tui.api import errors
from tts_tui.api.proxies import proxy_of
from tts_tui.services.error_text import explain

URL = "https://thethings.example.com"
PROXY = "http://proxy.example:3128"


def set_to(monkeypatch: pytest.MonkeyPatch, **variables: str) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)


def proxy(url: str = URL) -> str | None:
    found = proxy_of(url)
    return found.url if found else None


@pytest.mark.parametrize(
    ("variables", "means"),
    [
        ({}, None),
        ({"HTTPS_PROXY": PROXY}, f"{PROXY} (HTTPS_PROXY)"),
        ({"https_proxy": PROXY, "HTTPS_PROXY": "http://other.example:1"}, f"{PROXY} (https_proxy)"),
        ({"ALL_PROXY": "socks5://proxy.example"}, "socks5://proxy.example:1080 (ALL_PROXY)"),
        ({"all_proxy": "SOCKS5H://proxy.example:9050/"}, "socks5h://proxy.example:9050 (all_proxy)"),
        ({"HTTPS_PROXY": PROXY, "ALL_PROXY": "socks4://proxy.example"}, f"{PROXY} (HTTPS_PROXY)"),
        ({"HTTP_PROXY": "socks5://proxy.example"}, None),
        ({"HTTP_PROXY": "nonsense://"}, None),
        ({"HTTPS_PROXY": " "}, None),
        ({"HTTPS_PROXY": f"{PROXY}\n"}, f"{PROXY} (HTTPS_PROXY)"),
        ({"HTTPS_PROXY": "proxy.example:3128"}, f"{PROXY} (HTTPS_PROXY)"),
        ({"HTTPS_PROXY": "http://proxy.example"}, "http://proxy.example:80 (HTTPS_PROXY)"),
        ({"HTTPS_PROXY": "https://proxy.example"}, "https://proxy.example:443 (HTTPS_PROXY)"),
        ({"HTTPS_PROXY": "http://[::1]:3128"}, "http://[::1]:3128 (HTTPS_PROXY)"),
        ({"HTTPS_PROXY": "http://bücher.example:3128"}, "http://xn--bcher-kva.example:3128 (HTTPS_PROXY)"),
    ],
    ids=repr,
)
def test_which_one_is_meant(monkeypatch, variables: dict[str, str], means: str | None) -> None:
    set_to(monkeypatch, **variables)
    found = proxy_of(URL)
    assert (str(found) if found else None) == means


@pytest.mark.parametrize(
    ("address", "user", "password"),
    [
        ("http://me:secret@proxy.example", "me", "secret"),
        ("me:secret@proxy.example:3128", "me", "secret"),
        ("socks5://me:pa%23s%2Fs%40@proxy.example", "me", "pa#s/s@"),
        ("http://me:p@ss:word@proxy.example", "me", "p@ss:word"),
        ("http://me@proxy.example", "me", ""),
        ("http://proxy.example", "", ""),
    ],
)
def test_user_and_password_are_taken_out_of_its_address(monkeypatch, address: str, user: str, password: str) -> None:
    set_to(monkeypatch, HTTPS_PROXY=address)
    found = proxy_of(URL)
    assert found is not None
    assert (found.user, found.password.get_secret_value()) == (user, password)
    assert "@" not in str(found)
    assert "secret" not in repr(found)


@pytest.mark.parametrize(
    "url", ["http://10.0.0.1:1885", "https://localhost:8885", "https://127.0.0.1", "https://[::1]"]
)
def test_neither_plain_http_nor_this_machine_is_asked_through_one(monkeypatch, url: str) -> None:
    set_to(monkeypatch, HTTPS_PROXY="nonsense://", ALL_PROXY="socks4://proxy.example", HTTP_PROXY=PROXY)
    assert proxy(url) is None


NO_PROXY = [
    ("thethings.example.com", URL, True),
    ("example.com", URL, True),
    ("things.example.com", URL, False),
    (".example.com", URL, True),
    (".thethings.example.com", URL, False),
    ("*.example.com", URL, True),
    ("*.thethings.example.com", URL, False),
    ("EXAMPLE.com", URL, True),
    ("thethings.example.com:443", URL, True),
    ("thethings.example.com:8443", URL, False),
    ("thethings.example.com:8443", f"{URL}:8443", True),
    ("https://thethings.example.com", URL, True),
    ("*", URL, True),
    ("localhost, *", URL, True),
    ("other.example,, example.com ", URL, True),
    ("", URL, False),
    (",", URL, False),
    ("[::1]", URL, False),
    ("::1/128", URL, False),
    ("fd00::/8", URL, False),
    ("fd00::/8", "https://[fd00::1]:8443", True),
    ("fd00::1", "https://[fd00::1]", True),
    ("[fd00::1]", "https://[fd00::1]", True),
    ("[fd00::1]:443", "https://[fd00::1]", True),
    ("[fd00::1]:443", "https://[fd00::1]:8443", False),
    ("10.0.0.0/8", "https://10.1.2.3", True),
    ("10.0.0.1/8", "https://10.1.2.3", True),
    ("10.1.2.3", "https://10.1.2.3:8443", True),
    ("10.1.2.3:443", "https://10.1.2.3", True),
    ("2.3", "https://10.1.2.3", False),
    ("10.0.0.0/8", "https://[fd00::1]", False),
    ("10.0.0.0/99", URL, False),
    ("bücher.example", "https://xn--bcher-kva.example", True),
    (".bücher.example", "https://www.xn--bcher-kva.example", True),
    ("☃☃.example..", URL, False),
    ("[", URL, False),
    ("a:b:c", URL, False),
]


@pytest.mark.parametrize(("no_proxy", "url", "direct"), NO_PROXY)
def test_no_proxy_lists_what_is_asked_directly(monkeypatch, no_proxy: str, url: str, *, direct: bool) -> None:
    set_to(monkeypatch, HTTPS_PROXY=PROXY, NO_PROXY=no_proxy)
    assert proxy(url) == (None if direct else PROXY)


def test_a_proxy_that_is_not_asked_may_be_anything(monkeypatch) -> None:
    set_to(monkeypatch, HTTPS_PROXY="nonsense://", NO_PROXY="example.com")
    assert proxy() is None


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("socks://proxy.example:1080", "only version 5"),
        ("socks4://proxy.example:1080", "only version 5"),
        ("ftp://proxy.example", "ftp:// is not for proxies"),
        ("TOPSECRET:x://proxy.example", "doesn't begin like a proxy's address"),
        ('"http://proxy.example:3128"', "quotation marks"),
        ("'http://proxy.example:3128'", "quotation marks"),
        ("http://user:pa#TOPSECRET@proxy.example", "# is written %23"),
        ("http://user:pa/TOPSECRET@proxy.example", "/ is written %2F"),
        ("http://user:pa?TOPSECRET@proxy.example", "? is written %3F"),
        ("http://proxy.example/proxy.pac", "has a path"),
        ("http://::1:3128", "in brackets"),
        ("http://proxy.example:port", "port is not a number"),
        ("http://proxy.example:", "port is not a number"),
        ("http://proxy.example:65536", "larger than 65535"),
        ("http://", "no host"),
        ("http://user:TOPSECRET@", "no host"),
        ("http://:3128", "no host"),
        ("http://pro xy.example", "neither a name"),
        ("http://☃☃\u200b.example", "neither a name"),
        ("http://[1]", "neither a name"),
        (f"socks5://user:{'x' * 256}@proxy.example", "255 bytes"),
    ],
)
def test_what_is_wrong_with_its_address_is_said_without_quoting_it(monkeypatch, address: str, why: str) -> None:
    set_to(monkeypatch, HTTPS_PROXY=address)
    with pytest.raises(errors.BadProxy) as caught:
        proxy_of(URL)
    assert why in str(caught.value)
    words = explain(caught.value, "sign in")
    assert words.what == "Could not sign in. The address of the proxy can't be used."
    assert words.why.startswith("HTTPS_PROXY: ")
    assert words.advice.startswith("Nothing was sent. Correct or unset HTTPS_PROXY.")
    assert "TOPSECRET" not in words.text
