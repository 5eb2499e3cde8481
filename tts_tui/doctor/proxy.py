"""The proxy through which a server is asked."""

from __future__ import annotations

from typing import Literal, TypeAlias

from tts_tui.api.errors import BadProxy
from tts_tui.api.proxies import proxy_of
from tts_tui.doctor.findings import Finding
from tts_tui.doctor.server import failure

__all__ = ["ProxyUse", "check"]

ProxyUse: TypeAlias = Literal["direct", "proxy", "none"]
"""How a server is asked; not at all where the proxy's address can't be used."""


def check(url: str) -> tuple[tuple[Finding, ...], ProxyUse]:
    """What can be said of the proxy of a base URL, and how the URL is asked. Nothing is said where there is none."""
    try:
        proxy = proxy_of(url)
    except BadProxy as error:
        return (failure(error, "ask the server"),), "none"
    if proxy is None:
        return (), "direct"
    detail = "The server's certificates are not listed here, but they are verified."
    return (Finding("ok", f"Connected through the proxy {proxy}.", detail),), "proxy"
