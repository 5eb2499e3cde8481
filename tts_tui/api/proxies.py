"""Which proxy a server is asked through: the one of HTTPS_PROXY or ALL_PROXY, or on a Mac of the system's settings.

Plain http is never asked through a proxy, which would read the token, and nor is this machine itself. NO_PROXY lists
what else is asked directly, as in Go and curl: hosts with their subdomains, subdomains alone (`.example.com`),
addresses, networks (`fd00::/8`), each with a port if one is meant, and `*` for everything.
"""

from __future__ import annotations

import ipaddress
import os
import re
import urllib.request
from contextlib import suppress
from typing import Final
from urllib.parse import unquote, urlsplit

import msgspec

from tts_tui.api.errors import BadProxy
from tts_tui.api.secret import SecretStr

__all__ = ["Proxy", "proxy_of"]

_PORTS: Final = {"http": 80, "https": 443, "socks5": 1080, "socks5h": 1080}
"""The kinds of proxies, and where each is unless its address says so. (Names are looked up by all of them.)"""

_HTTPS: Final = 443
_LAST_PORT: Final = 65_535
_LONGEST: Final = 255
"""Bytes that a user or a password may have in SOCKS. (RFC 1929)"""

_AUTHORITY: Final = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[^:\[\]]+)(?::([0-9]+))?")
_NAME: Final = re.compile(r"[A-Za-z0-9_.-]+")
_IN_BRACKETS: Final = re.compile(r"\[(.*)\](?::([0-9]+))?")


class Proxy(msgspec.Struct, frozen=True):
    """A proxy: its address with its port, without user and password; those; and the variable that names it."""

    url: str
    user: str
    password: SecretStr
    variable: str

    def __str__(self) -> str:
        return f"{self.url} ({self.variable})"


def proxy_of(url: str) -> Proxy | None:
    """The proxy through which a base URL is asked, or None. Raises BadProxy, which repeats nothing of its address."""
    parts = urlsplit(url)
    host, port = (parts.hostname or "").removesuffix("."), parts.port or _HTTPS
    if parts.scheme != "https" or _is_loopback(host):
        return None
    proxies = urllib.request.getproxies()
    for scheme in ("https", "all"):
        if value := proxies.get(scheme, "").strip():
            break
    else:
        return None
    if "no" in proxies:
        if any(_means(entry, host, port) for entry in proxies["no"].split(",")):
            return None
    elif urllib.request.proxy_bypass(host):  # the exceptions in a Mac's settings
        return None
    return _read(value, _variable(f"{scheme}_proxy", value))


def _is_loopback(host: str) -> bool:
    address = _address(host)
    return host == "localhost" if address is None else address.is_loopback


def _address(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    with suppress(ValueError):
        return ipaddress.ip_address(text)
    return None


def _variable(name: str, value: str) -> str:
    found = (each for each in os.environ if each.lower() == name and os.environ[each].strip() == value)
    return next(found, "the system's settings")


def _means(entry: str, host: str, port: int) -> bool:
    """Whether an entry of NO_PROXY means that host. What can't be read means none."""
    entry = entry.strip().lower().rpartition("://")[2]
    if not entry:
        return False
    if entry == "*":
        return True
    with suppress(ValueError):
        return ipaddress.ip_address(host) in ipaddress.ip_network(entry, strict=False)
    its_port = ""
    if bracketed := _IN_BRACKETS.fullmatch(entry):
        entry, its_port = bracketed[1], bracketed[2] or ""
    elif entry.count(":") == 1:
        entry, _, its_port = entry.partition(":")
    if its_port and its_port != str(port):
        return False
    if (address := _address(host)) is not None:
        return address == _address(entry)
    entry = _ascii(entry.removeprefix("*")) or entry
    return host == entry or host.endswith(entry if entry.startswith(".") else f".{entry}")


def _ascii(name: str) -> str | None:
    """A host's name as it is in the network (`xn--…`), or None where it is no name."""
    if name.isascii():
        return name
    import idna  # httpx brings it, and asks for a name by it

    with suppress(idna.IDNAError):
        return ("." if name.startswith(".") else "") + idna.encode(name.removeprefix("."), uts46=True).decode()
    return None


def _read(value: str, variable: str) -> Proxy:
    """The proxy that an address means. Raises BadProxy."""
    found = _parsed(value, variable)
    del value  # it may hold a password, and a traceback can show what a function holds
    if isinstance(found, str):
        raise BadProxy(variable, found)
    return found


def _parsed(value: str, variable: str) -> Proxy | str:  # noqa: PLR0911 - one for each thing that can be wrong
    """The proxy, or what is wrong with its address, in a sentence without anything of it that may be secret."""
    if value[0] in "\"'":
        return "It is in quotation marks: leave them out."
    scheme, is_url, address = value.partition("://")
    if not is_url:
        scheme, address = "http", value
    scheme = scheme.lower()
    if scheme not in _PORTS:
        return _no_kind(scheme)
    secret, _, authority = address.rpartition("@")
    if any(each in secret for each in "#/?"):
        return "In a user or a password, # is written %23, / is written %2F, and ? is written %3F."
    authority = authority.removesuffix("/")
    if any(each in authority for each in "#/?"):
        return "It has a path: give only the proxy's host and port."
    match = _AUTHORITY.fullmatch(authority)
    if match is None:
        if authority.count(":") > 1 and "[" not in authority:
            return "An IPv6 address is written in brackets: [::1]:3128."
        return "Its port is not a number." if re.search(r"[^:]:[^:]*$", authority) else "It has no host."
    if int(match[2] or "0") > _LAST_PORT:
        return f"Its port is larger than {_LAST_PORT}."
    host = _ascii(match[1]) or ""
    if not _NAME.fullmatch(host) and not isinstance(_address(host.strip("[]")), ipaddress.IPv6Address):
        return "Its host is neither a name nor an address."
    user, _, password = secret.partition(":")
    user, password = unquote(user), unquote(password)
    if scheme.startswith("socks") and max(len(user.encode()), len(password.encode())) > _LONGEST:
        return f"A user or a password has {_LONGEST} bytes at most with SOCKS."
    return Proxy(f"{scheme}://{host}:{match[2] or _PORTS[scheme]}", user, SecretStr(password), variable)


def _no_kind(scheme: str) -> str:
    if scheme.startswith("socks"):
        return "Of SOCKS, only version 5 can be used. If the proxy speaks it, write socks5:// and its host and port."
    kind = f"{scheme}:// is not for proxies" if scheme.isalnum() else "It doesn't begin like a proxy's address"
    return f"{kind}: use http://, https:// or socks5://."
