"""Login with OAuth as the server's own command line does it: client `cli`, which has no secret.

A person opens `authorize_url` in a browser, signs in, and lands on a page that shows a code (redirect `code`) or at a
port of this machine (`local-callback`). The code becomes a pair of tokens, which lasts an hour and is then exchanged
for a new one, and ends with `revoke`.

Source: `pkg/oauth/oauth.go` 177-254, `server.go` and `callback.go` beside it, `cmd/ttn-lw-cli/commands/login.go`;
recordings/09_oauth.json.
"""

from __future__ import annotations

import re
import secrets
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Final, Literal
from urllib.parse import parse_qs, urlencode

import httpx
from pydantic import AwareDatetime, Field

from tts_tui.api.calls import Call, path
from tts_tui.api.decoding import expect, json_object, read_written
from tts_tui.api.errors import OutcomeUnknown
from tts_tui.api.http import ask, http_client
from tts_tui.api.models import Model
from tts_tui.api.secret import SecretStr
from tts_tui.api.token_prefixes import AUTHORIZATION_CODE

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from pathlib import Path

    from tts_tui.api.calls import Sender

__all__ = [
    "CALLBACK_PORT",
    "CLIENT_ID",
    "LandingError",
    "LoginRefused",
    "NoCode",
    "Redirect",
    "StateMismatch",
    "Tokens",
    "authorize_url",
    "exchange",
    "new_state",
    "read_landing",
    "refresh",
    "revoke",
    "revoke_call",
    "token_id",
]

CLIENT_ID: Final = "cli"
CALLBACK_PORT: Final = 11885
"""The port that `local-callback` sends the browser to by default. (`pkg/oauth/callback.go`)"""

Redirect = Literal["code", "local-callback"]

_CODE: Final = re.compile(rf"{AUTHORIZATION_CODE}\.[A-Z2-7]+\.[A-Z2-7]+")
_Token = Annotated[SecretStr, Field(min_length=1)]


class Tokens(Model):
    """An access token, when it expires by this machine's clock, and the refresh token that makes the next pair.

    The server ends the pair as soon as it is refreshed. A refresh token works after its access token has expired.
    `user_id` is whose they are, where that has been asked: the tokens don't tell.
    """

    access_token: _Token
    refresh_token: _Token
    expires_at: AwareDatetime
    user_id: str = ""

    @property
    def token_id(self) -> str:
        """What the server calls the pair, for `revoke`."""
        return token_id(self.access_token)


class _Granted(Model):
    """The answer of the token endpoint. `expires_in` is seconds, an int32 there."""

    access_token: _Token
    refresh_token: _Token
    expires_in: int = Field(gt=0, lt=2**31)


class LandingError(ValueError):
    """What was pasted holds no code of this login. The text quotes nothing of it."""


class NoCode(LandingError):
    """It is neither a code nor an address with one."""


class StateMismatch(LandingError):
    """It is the address of another login than the one that was begun here."""


class LoginRefused(LandingError):
    """The server sent the browser back with an error. `error` and `description` are as the address has them."""

    def __init__(self, error: str, description: str) -> None:
        super().__init__("the server refused the login")
        self.error = error
        self.description = description


class _Form(httpx.AsyncByteStream):
    """A form whose text no function holds while it is sent: a traceback might show it."""

    def __init__(self, **fields: str | SecretStr) -> None:
        self._fields = fields
        self.headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Content-Length": str(len(self._encoded())),
        }

    def _encoded(self) -> bytes:
        plain = {
            name: value.get_secret_value() if isinstance(value, SecretStr) else value
            for name, value in self._fields.items()
        }
        return urlencode(plain).encode()

    async def __aiter__(self) -> AsyncIterator[bytes]:
        yield self._encoded()


def new_state() -> str:
    """A value by which a login is recognised when the browser comes back: unguessable, and short in an address."""
    return secrets.token_urlsafe(16)


def authorize_url(oauth_url: str, *, redirect: Redirect, state: str, port: int | None = None) -> str:
    """The address that a person opens to sign in. `oauth_url` is the server's, `https://host/oauth`.

    `port` is where this machine listens for `local-callback`, 11885 if None. Raises ValueError for one with `code`.
    """
    query = {
        "client_id": CLIENT_ID,
        "redirect_uri": _redirect_uri(redirect, port),
        "response_type": "code",
        "state": state,
    }
    return f"{oauth_url.rstrip('/')}/authorize?{urlencode(query)}"


def read_landing(text: str, state: str) -> SecretStr:
    """The code in what a person pastes: the code alone, or the whole address on which the browser landed.

    Raises one of the LandingErrors: LoginRefused where the address tells an error, StateMismatch where its `state` is
    not the one that the login was begun with, and NoCode for anything else.
    """
    found = _landing(text, state)
    del text  # it may hold a code, or a key pasted by mistake, and a traceback can show what a function holds
    if isinstance(found, LandingError):
        raise found
    return found


def _landing(text: str, state: str) -> SecretStr | LandingError:
    # A terminal may have broken the line, and neither a code nor an address has a space in it.
    pasted = "".join(text.replace("\ufeff", "").split()).strip("\"'`<>")
    _, is_address, query = pasted.partition("?")
    if is_address:
        found = parse_qs(query.partition("#")[0], keep_blank_values=True)
        if "error" in found:
            return LoginRefused(found["error"][0], " ".join(found.get("error_description", ())))
        if found.get("state", [""]) != [state]:
            return StateMismatch("the address belongs to another login")
        pasted = "".join(found.get("code", ()))
    return SecretStr(pasted) if _CODE.fullmatch(pasted) else NoCode("neither a code nor an address with one")


def token_id(token: SecretStr) -> str:
    """The middle part of a token, which is its ID and no secret; an empty string where it has none."""
    parts = token.get_secret_value().split(".")
    return parts[1] if len(parts) == 3 else ""  # noqa: PLR2004 - kind, ID, secret


def _now() -> datetime:
    return datetime.now(UTC)


async def exchange(
    oauth_url: str,
    code: SecretStr,
    *,
    redirect: Redirect = "code",
    port: int | None = None,
    ca_file: Path | None = None,
    transport: httpx.AsyncBaseTransport | None = None,
    clock: Callable[[], datetime] = _now,
) -> Tokens:
    """Tokens for a code, with the redirect and the port that the login was begun with. Sent once.

    Raises NotFound `authorization_code_not_found` for a code that is unknown or used, PermissionDenied `invalid_grant`
    for one older than five minutes, and OutcomeUnknown where the answer was lost: the code may be spent, so that only
    a new login helps. After Unreachable and ResourceExhausted the code still works.
    """
    form = _Form(
        grant_type="authorization_code", redirect_uri=_redirect_uri(redirect, port), client_id=CLIENT_ID, code=code
    )
    return await _granted(oauth_url, form, ca_file, transport, clock)


async def refresh(
    oauth_url: str,
    refresh_token: SecretStr,
    *,
    ca_file: Path | None = None,
    transport: httpx.AsyncBaseTransport | None = None,
    clock: Callable[[], datetime] = _now,
) -> Tokens:
    """The next pair of tokens; the previous one stops working. Sent once.

    Raises NotFound `access_token_not_found` where the pair was refreshed or revoked before, and OutcomeUnknown where
    the answer was lost: the old pair may be dead and the new one unknown, which a further try tells.
    After Unreachable and ResourceExhausted the refresh token still works.
    """
    form = _Form(grant_type="refresh_token", refresh_token=refresh_token, redirect_uri="code", client_id=CLIENT_ID)
    return await _granted(oauth_url, form, ca_file, transport, clock)


def revoke_call(user_id: str, token_id: str) -> Call:
    """End a pair of tokens, the access token as well as the refresh token. (`oauth_services.proto` 44)"""
    return Call("DELETE", path("users", user_id, "authorizations", CLIENT_ID, "tokens", token_id))


async def revoke(sender: Sender, user_id: str, token_id: str) -> None:
    """End a pair of tokens, which may be the client's own: log out.

    Raises NotFound `access_token_not_found` for one that has ended, and Unauthenticated where it was the client's own.
    """
    expect((await sender.send(revoke_call(user_id, token_id))).json, otherwise=OutcomeUnknown)


def _redirect_uri(redirect: Redirect, port: int | None) -> str:
    if port is None:
        return redirect
    if redirect != "local-callback":
        raise ValueError("only a local callback has a port")
    return f"{redirect}?port={port}"


async def _granted(
    oauth_url: str,
    form: _Form,
    ca_file: Path | None,
    transport: httpx.AsyncBaseTransport | None,
    clock: Callable[[], datetime],
) -> Tokens:
    asked_at = clock()  # before the server counts its seconds: too early an expiry does no harm
    async with http_client(oauth_url, ca_file=ca_file, transport=transport) as http:
        url = f"{oauth_url.rstrip('/')}/token"
        granted = read_written(
            _Granted, (await ask(http, "POST", url, json_object, writes=True, content=form, headers=form.headers)).json
        )
    return Tokens(
        access_token=granted.access_token,
        refresh_token=granted.refresh_token,
        expires_at=asked_at + timedelta(seconds=granted.expires_in),
    )
