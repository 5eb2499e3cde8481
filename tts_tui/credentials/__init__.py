"""Where the bearer token lives, one file each: the environment, the OS keyring, or this session only."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pydantic import SecretStr

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["ENVIRONMENT_VARIABLE", "Found", "from_environment", "sendable", "tidy"]

ENVIRONMENT_VARIABLE = "TTS_TUI_TOKEN"


@dataclass(frozen=True, slots=True)
class Found:
    """A token and, in words, where it came from."""

    token: SecretStr
    source: str


def tidy(text: str) -> SecretStr | None:
    """The token in what a person pasted: blanks, line breaks and a leading `Bearer` left out, or None."""
    words = "".join(text.split())
    if words[:6].lower() == "bearer":
        words = words[6:].lstrip(":")
    return SecretStr(words) if words else None


def sendable(token: SecretStr) -> bool:
    """Whether a request can carry it: what a token consists of is ASCII, without blanks and controls."""
    return re.fullmatch("[!-~]+", token.get_secret_value()) is not None


def from_environment(environ: Mapping[str, str]) -> Found | None:
    """The token of TTS_TUI_TOKEN. It is used and never stored."""
    token = tidy(environ.get(ENVIRONMENT_VARIABLE, ""))
    return Found(token, f"from {ENVIRONMENT_VARIABLE}") if token else None
