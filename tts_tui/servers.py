"""Servers: reading an address as a person types it, and remembering the one used last."""

from __future__ import annotations

import contextlib
import ipaddress
import os
import tempfile
from pathlib import Path
from urllib.parse import urlsplit

import platformdirs

__all__ = ["BadAddress", "base_url", "is_loopback", "last_used", "remember"]


class BadAddress(ValueError):
    """An address that can't be used, with a sentence that says why."""


def base_url(text: str, *, insecure: bool = False) -> str:
    """The base URL that `text` means: scheme and host, without `/api/v3` and other paths of the server.

    Plain http is for this machine, or for what the person marked `insecure`. Raises BadAddress.
    """
    address = text.strip()
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        raise BadAddress(f"{address!r} is no address. It looks like https://thethings.example.com") from None
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise BadAddress(f"{address!r} is no address. It starts with https://, such as https://thethings.example.com")
    if parts.username or parts.password:
        raise BadAddress("Leave user and password out of the address; the token is asked for.")
    if parts.path.rstrip("/") not in ("", "/api/v3", "/console", "/oauth") or parts.query:
        raise BadAddress(f"{address!r} has a path. Give the server alone, such as https://{parts.hostname}")
    if parts.scheme == "http" and not insecure and not is_loopback(parts.hostname):
        raise BadAddress(
            f"http:// would send your token readable through the network. Use https://{parts.netloc}, "
            "or --insecure if you mean it."
        )
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    default = {"http": 80, "https": 443}[parts.scheme]
    return f"{parts.scheme}://{host}" + (f":{port}" if port not in (None, default) else "")


def is_loopback(host: str) -> bool:
    """Whether a host is this machine itself."""
    with contextlib.suppress(ValueError):
        return ipaddress.ip_address(host).is_loopback
    return host == "localhost" or host.endswith(".localhost")


def _file() -> Path:
    return platformdirs.user_state_path("tts-tui") / "last-server"


def last_used() -> str | None:
    """The base URL that was used last, or None."""
    try:
        return _file().read_text(encoding="utf-8").strip() or None
    except (OSError, UnicodeDecodeError):
        return None


def remember(url: str) -> None:
    """Remember the base URL for the next start. Nothing breaks where the folder can't be written."""
    with contextlib.suppress(OSError):
        file = _file()
        file.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=file.parent)
        with os.fdopen(handle, "w", encoding="utf-8") as out:
            out.write(f"{url}\n")
        Path(name).replace(file)
