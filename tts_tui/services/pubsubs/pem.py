"""PEM files of a pub/sub over MQTT: read from this machine, sent as base64, and described without their content."""

from __future__ import annotations

import base64
import re
from pathlib import Path
from typing import Final, Literal

from tts_tui.api.secret import SecretStr

__all__ = ["LIMIT", "PEMKind", "PEMProblem", "as_text", "from_file", "from_text", "in_words"]

LIMIT: Final = 8192
"""The most bytes of a file. (`applicationserver_pubsub.proto`)"""

PEMKind = Literal["certificate", "key"]
_BEGIN: Final = re.compile(r"-----BEGIN ([A-Z0-9 ]+)-----")
_CERTIFICATE: Final = "CERTIFICATE"
_KEY: Final = "PRIVATE KEY"


class PEMProblem(ValueError):
    """A text or a file can't be sent. Says why in a sentence, which may hold a path: not safe to show."""


def from_file(path: str, kind: PEMKind) -> SecretStr:
    """The content of a file, as base64. The path may begin with ~. Raises PEMProblem."""
    file = Path(path)
    try:
        file = file.expanduser()
        if not file.is_file():
            raise PEMProblem("No such file." if not file.exists() else "Not a file.")
        with file.open("rb") as opened:
            content = opened.read(LIMIT + 1)
        size = file.stat().st_size
    except (OSError, RuntimeError, ValueError) as error:
        if isinstance(error, PEMProblem):
            raise
        words = error.strerror if isinstance(error, OSError) and error.strerror else "not a path"
        raise PEMProblem(f"Can't be read: {words}.") from None
    return _checked(content, kind, max(size, len(content)))


def from_text(text: str, kind: PEMKind) -> SecretStr:
    """A text as base64; an empty one stays empty. Raises PEMProblem."""
    content = text.strip().encode()
    return _checked(content + b"\n", kind, len(content)) if content else SecretStr("")


def as_text(stored: SecretStr) -> str:
    """What is stored, as text for an editor; empty where it is no text."""
    try:
        return base64.b64decode(stored.get_secret_value()).decode()
    except ValueError:
        return ""


def in_words(stored: SecretStr) -> str:
    """What is stored, without its content: "2 certificates, 2,400 bytes". Safe to show."""
    try:
        content = base64.b64decode(stored.get_secret_value())
    except ValueError:
        return "not readable"
    if not content:
        return "none"
    kinds = _BEGIN.findall(content.decode("ascii", "replace"))
    certificates, keys = kinds.count(_CERTIFICATE), sum(each.endswith(_KEY) for each in kinds)
    found = [_counted(count, word) for count, word in ((certificates, "certificate"), (keys, "private key")) if count]
    return f"{' and '.join(found) or 'not a PEM file'}, {len(content):,} bytes"


def _counted(count: int, word: str) -> str:
    return word if count == 1 else f"{count} {word}s"


def _checked(content: bytes, kind: PEMKind, size: int) -> SecretStr:
    if size > LIMIT:
        raise PEMProblem(f"{size:,} bytes; the limit is {LIMIT:,}.")
    kinds = _BEGIN.findall(content.decode("ascii", "replace"))
    holds_key = any(each.endswith(_KEY) for each in kinds)
    if not kinds:
        raise PEMProblem("Not a PEM file: nothing in it begins with -----BEGIN.")
    if kind == "key" and not holds_key:
        raise PEMProblem("There is no private key in it.")
    if kind == "certificate" and holds_key:
        raise PEMProblem("There is a private key in it, which belongs in its own field.")
    if kind == "certificate" and _CERTIFICATE not in kinds:
        raise PEMProblem("There is no certificate in it.")
    return SecretStr(base64.b64encode(content).decode())
