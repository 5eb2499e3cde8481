"""Addresses of servers, as a person types them."""

from __future__ import annotations

import contextlib
import ipaddress
import re
from typing import Final
from urllib.parse import SplitResult, urlsplit

from tts_tui.api.token_prefixes import SECRET_PATTERN

__all__ = ["BadAddress", "base_url", "is_loopback", "with_scheme"]

_PORTS: Final = {"http": 80, "https": 443}
_PATHS: Final = ("", "/api/v3", "/console", "/oauth")
_NAME: Final = re.compile(r"[a-z0-9_]([a-z0-9_-]*[a-z0-9])?(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9])?)*\.?")
_TOKEN: Final = re.compile(rf"(bearer\s+)?{SECRET_PATTERN}", re.IGNORECASE)
"""How an API key, token or authorization code begins."""
_WITHIN: Final = re.compile(rf"{SECRET_PATTERN}[A-Z0-9]+\.[A-Z0-9]+")
"""The same inside a longer text, such as in quotes or after `KEY=`."""


class BadAddress(ValueError):
    """An address that can't be used, with a sentence that says why."""


def base_url(text: str, *, insecure: bool = False) -> str:
    """The base URL that `text` means: scheme, host and port, without `/api/v3` and other paths of the server.

    A name in another script becomes what it is in the network (`xn--…`). Plain http is for this machine, or for what
    the person marked `insecure`. Raises BadAddress, whose sentence has no user, password or token in it.
    """
    address = text.strip()
    if "@" in address:
        raise BadAddress("Leave user and password out of the address; the token is asked for.")
    if _TOKEN.match(address) or _WITHIN.search(address):
        raise BadAddress(
            "That is a token. Name the server, such as https://thethings.example.com; the token comes later."
        )
    try:
        parts = urlsplit(address)
        host, port = _host(parts), parts.port
    except ValueError:
        host = ""
    if not host or not address.isprintable():
        if (meant := with_scheme(address)) is not None:
            raise BadAddress(f"{address!r} has no scheme. Use {meant}")
        raise BadAddress(f"Not an address: {address!r}. It starts with https://, such as https://thethings.example.com")
    authority = host if port in (None, _PORTS[parts.scheme]) else f"{host}:{port}"
    if parts.path.rstrip("/") not in _PATHS or parts.query or parts.fragment:
        raise BadAddress(f"{address!r} has a path. Give the server alone, such as {parts.scheme}://{authority}")
    if parts.scheme == "http" and not insecure and not is_loopback(host.strip("[]")):
        raise BadAddress(
            f"http:// lets others on the network read your token. Use https://{authority}, "
            "or --insecure if you mean it."
        )
    return f"{parts.scheme}://{authority}"


def with_scheme(address: str) -> str | None:
    """What was typed, with a scheme in front; None if that is no address either.

    A single word is not taken as an address: it is more likely a server's name, mistyped. On this machine the scheme
    is http.
    """
    typed = address.lstrip("/")
    if re.match(r"\w+:/|https?:", typed, re.IGNORECASE) or not (re.search(r"[.:\[]", typed) or typed == "localhost"):
        return None
    for authority in (typed, typed.partition("/")[0]):
        for scheme in ("http", "https"):
            meant = f"{scheme}://{authority}"
            with contextlib.suppress(BadAddress):
                base_url(meant)
                return meant
    return None


def _host(parts: SplitResult) -> str:
    """The host as it is written in a URL; empty if there is none. Raises ValueError."""
    name = parts.hostname or ""
    if parts.scheme not in _PORTS:
        return ""
    if "[" in parts.netloc:
        return f"[{ipaddress.IPv6Address(name)}]" if "%" not in name else ""
    if not name.isascii():
        import idna  # httpx brings it, and asks for a name by it

        name = idna.encode(name, uts46=True).decode()
    return name if _NAME.fullmatch(name) else ""


def is_loopback(host: str) -> bool:
    """Whether a host is this machine, without looking up its name."""
    with contextlib.suppress(ValueError):
        return ipaddress.ip_address(host).is_loopback
    return host == "localhost"
