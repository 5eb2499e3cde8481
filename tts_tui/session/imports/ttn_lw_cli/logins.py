"""The logins of `ttn-lw-cli`, by their credentials IDs. (`internal/util/cache.go`, `commands/root.go`, `login.go`)"""

from __future__ import annotations

import json
import stat
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from pydantic import TypeAdapter, ValidationError
from pydantic.types import AwareDatetime

from tts_tui.api.oauth import Tokens
from tts_tui.api.secret import SecretStr
from tts_tui.session.credentials import sendable
from tts_tui.session.imports.ttn_lw_cli.files import BadFile, content, host_of, reason_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from tts_tui.session.credentials import Credential

__all__ = ["SHARED_LOGIN", "Login", "read_logins"]

SHARED_LOGIN: Final = (
    "A login has one pair of tokens. Whichever program renews it first signs the other one out, so it is better to "
    "have a login of one's own: tts-tui login"
)

_LONG_AGO: Final = datetime(1970, 1, 1, tzinfo=UTC)
"""The expiry of an access token that has none: it is renewed before it is used."""


class Login(NamedTuple):
    """What is cached under one credentials ID: a credential, the hosts it is for, and what is to be said of it."""

    credential: Credential | None
    hosts: tuple[str, ...]
    notes: tuple[str, ...]


def read_logins(path: Path) -> dict[str, Login]:
    """The logins by their credentials IDs, the nameless one first; none where there is no file. Raises BadFile."""
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise BadFile(path, None, f"It can't be read: {reason_of(error)}.") from None
    notes = ("Others can read the file with this login.",) if stat.S_IMODE(mode) & 0o077 else ()
    text = content(path)
    try:
        data = json.loads(text)
    except json.JSONDecodeError as error:
        raise BadFile(path, error.lineno, "Not JSON.") from None
    except (ValueError, RecursionError):  # a number of thousands of digits
        raise BadFile(path, None, "Not JSON.") from None
    finally:
        del text  # it holds tokens, and a traceback can show what a function holds
    if not isinstance(data, dict) or not isinstance(named := data.get("by_id") or {}, dict):
        raise BadFile(path, 1, "Not a cache of ttn-lw-cli.")
    return {name: _login(each, notes) for name, each in {"": data, **named}.items()}


def _login(data: Any, notes: tuple[str, ...]) -> Login:
    """What is stored under one ID. An API key goes before a login, as in the program itself. (`root.go`)"""
    if not isinstance(data, dict):
        return Login(None, (), ())
    listed = data.get("hosts")
    hosts = tuple(host_of(each) for each in listed if isinstance(each, str)) if isinstance(listed, list) else ()
    key, token = data.get("api_key"), data.get("oauth_token")
    if isinstance(key, str) and key and sendable(SecretStr(key)):
        return Login(SecretStr(key), hosts, notes)
    if isinstance(token, dict):
        tokens = _tokens(token)
        if tokens is None:
            return Login(None, hosts, ("Its login has no refresh token, and ends within an hour: tts-tui login",))
        return Login(tokens, hosts, (*notes, SHARED_LOGIN))
    return Login(None, hosts, ())


def _tokens(data: Mapping[str, Any]) -> Tokens | None:
    access, refresh = data.get("access_token"), data.get("refresh_token")
    if not (isinstance(access, str) and isinstance(refresh, str) and access and refresh):
        return None
    pair = SecretStr(access), SecretStr(refresh)
    if not all(map(sendable, pair)):
        return None
    try:
        # Go writes nanoseconds, and the year 1 where there is no expiry.
        expires_at = max(TypeAdapter(AwareDatetime).validate_python(data.get("expiry")), _LONG_AGO)
    except (ValidationError, OverflowError):
        expires_at = _LONG_AGO
    return Tokens(access_token=pair[0], refresh_token=pair[1], expires_at=expires_at)
