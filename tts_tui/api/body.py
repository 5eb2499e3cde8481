"""The body of an answer: read whole, within bounds, and what it says where The Things Stack didn't write it."""

from __future__ import annotations

import re
from typing import Final

import httpx

__all__ = ["MAX_BYTES", "Body", "TooLong", "body_of", "described"]

MAX_BYTES: Final = 64 * 1024 * 1024
"""Bytes of an answer, unpacked: many times what a page of 1,000 API keys with every right has."""
_MAX_LETTERS: Final = 200
_TITLE: Final = re.compile(r"<title[^>]*>(.*?)</title>", re.IGNORECASE | re.DOTALL)
_SECRET: Final = re.compile(r"\b[A-Z0-9]{5}\.[A-Z0-9]+\.[A-Z0-9]+")
"""A key, token or code: a server that only echoes requests would send it back."""


class TooLong(Exception):
    """The answer is longer than any of The Things Stack's."""


class Body:
    """The bytes of an answer, which no traceback shows: they may hold a new key's secret."""

    def __init__(self) -> None:
        self._parts = bytearray()

    def add(self, part: bytes) -> None:
        """Put some more at the end. Raises TooLong."""
        if len(self._parts) + len(part) > MAX_BYTES:
            del part
            raise TooLong
        self._parts += part

    def __bytes__(self) -> bytes:
        return bytes(self._parts)

    def __bool__(self) -> bool:
        return bool(self._parts)


async def body_of(response: httpx.Response) -> Body:
    """What the answer holds. Raises TooLong beyond `MAX_BYTES`, and httpx's errors where it breaks off.

    A refusal without a length counts as whole when its connection ends, in whatever way: a Go server that gets plain
    http on a TLS port says so, and then resets the connection.
    """
    body = Body()
    try:
        async for part in response.aiter_bytes():
            body.add(part)
            del part
    except httpx.ReadError:
        declared = {"content-length", "transfer-encoding"} & set(response.headers)
        if declared or not body or not response.is_error:
            raise
    return body


def described(response: httpx.Response, body: Body) -> str:
    """An answer that isn't The Things Stack's, for an error: status, content type, redirect, and its words."""
    kind = response.headers.get("Content-Type", "no content type")
    redirected = f", sent on to {where}" if (where := response.headers.get("Location")) else ""
    words = _words(bytes(body)) if response.is_error else ""
    return f"HTTP {response.status_code}, {kind}{redirected}" + (f": {words}" if words else "")


def _words(content: bytes) -> str:
    """The title of a page, or the beginning of a text; nothing where it may hold a secret."""
    text = content[: 16 * _MAX_LETTERS].decode("utf-8", "replace")
    if "<" in text:
        from html import unescape  # here, since a start needs no page's words

        title = _TITLE.search(text)
        text = unescape(title[1]) if title else ""
    words = " ".join(text.split())
    if _SECRET.search(words):
        return ""
    return words if len(words) <= _MAX_LETTERS else f"{words[: _MAX_LETTERS - 1]}…"
