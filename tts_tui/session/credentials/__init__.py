"""Credentials: what counts as a token, and the token stores, one file each."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Protocol, TypeAlias

from tts_tui.api.secret import SecretStr
from tts_tui.api.token_prefixes import API_KEY, TOKEN_KINDS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tts_tui.api.oauth import Tokens

__all__ = [
    "COPY_WHOLE_KEY",
    "ENVIRONMENT_VARIABLE",
    "Credential",
    "FoundToken",
    "NoKeyring",
    "StoreFault",
    "TokenStore",
    "Unreadable",
    "UnsuitableToken",
    "from_environment",
    "sendable",
    "tidy",
    "token_of",
    "tokens_in",
]

ENVIRONMENT_VARIABLE = "TTS_TUI_TOKEN"

COPY_WHOLE_KEY: Final = f"Copy the whole key; it starts with {API_KEY}."
"""What to do where a token can't be one."""

Credential: TypeAlias = "SecretStr | Tokens"
"""An API key, or a login's pair of access and refresh token."""


def token_of(credential: Credential) -> SecretStr:
    """What a request carries."""
    return credential if isinstance(credential, SecretStr) else credential.access_token


@dataclass(frozen=True, slots=True)
class FoundToken:
    """A credential and, in words, where it came from, such as "from TTS_TUI_TOKEN".

    One that is stored has its `store` and the `entry` there. `candidates` are the names of the servers that it may
    belong to, where version 0.1 stored it by an address that several servers share.
    """

    credential: Credential
    source: str
    store: TokenStore | None = field(default=None, repr=False, compare=False)
    entry: str = ""
    candidates: tuple[str, ...] = ()

    @property
    def token(self) -> SecretStr:
        """What a request carries."""
        return token_of(self.credential)


class StoreFault(Exception):
    """A store can't be used now; the text is a sentence that says why, without a secret."""


class NoKeyring(StoreFault):
    """This machine has no keyring for tokens, so none can be stored in it."""


class Unreadable(StoreFault):
    """What is stored is neither a key nor a login."""


class UnsuitableToken(Exception):
    """A valid token that can't be used here; the text is a sentence that says why."""


class TokenStore(Protocol):
    """Where credentials are stored, each under the entry of its server: see `Servers.entry`.

    Every method may raise StoreFault, and none blocks the event loop.
    """

    @property
    def source(self) -> str:
        """Where its credentials come from, in words, such as "from the OS keyring"."""
        ...

    async def find(self, entry: str) -> Credential | None:
        """What is stored there, or None. Raises Unreadable, too."""
        ...

    async def store(self, entry: str, credential: Credential) -> None:
        """Store it, replacing what was there, and make sure that it can be read back."""
        ...

    async def forget(self, entry: str) -> bool:
        """Remove what is stored there. Returns whether there was anything."""
        ...


_TOKEN = f"(?:{'|'.join(TOKEN_KINDS)})[.][A-Z0-9]+[.][A-Z0-9]+"
"""What a token looks like: its kind, its ID, its secret. A code is none: the address of a login may stand beside it."""


def tokens_in(text: str) -> set[str]:
    """All complete tokens in a text."""
    return set(re.findall(f"(?<![A-Z0-9.]){_TOKEN}(?![.]?[A-Z0-9])", text))


def tidy(text: str) -> SecretStr | None:
    """The token in what a person pasted, or None.

    Blanks and line breaks are removed, as a terminal may have added them, and so is whatever is around a single token:
    quotes, `Authorization: Bearer`, `KEY=`. Text that doesn't look like a token is returned as it is: the server
    decides.
    """
    words = "".join(text.replace("\ufeff", "").split())
    if only := re.fullmatch(f"[^.]*?({_TOKEN})[^A-Za-z0-9.]*", words):
        return SecretStr(only[1])
    found = tokens_in(text)
    if len(found) == 1:
        return SecretStr(found.pop())
    if words[:6].lower() == "bearer":
        words = words[6:].lstrip(":")
    return SecretStr(words) if words else None


def sendable(token: SecretStr) -> bool:
    """Whether a request can carry the token: ASCII, without blanks and control characters."""
    return re.fullmatch("[!-~]+", token.get_secret_value()) is not None


def from_environment(environ: Mapping[str, str]) -> FoundToken | None:
    """The token of TTS_TUI_TOKEN. It is used and never stored."""
    token = tidy(environ.get(ENVIRONMENT_VARIABLE, ""))
    return FoundToken(token, f"from {ENVIRONMENT_VARIABLE}") if token else None
