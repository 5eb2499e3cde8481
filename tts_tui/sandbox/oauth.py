"""Logins with OAuth: the authorize page, the token endpoint, and the end of a login.

There is one client, `cli`, as `ttn-lw-stack is-db create-oauth-client` makes it for the command line. There is no page
to sign in on: whoever asks for `/oauth/authorize` is the first user who is no administrator, or the one of `?user=`.

Source: `pkg/oauth/server.go`, `oauth.go`, `storage.go` and `callback.go`, `pkg/identityserver/oauth_registry.go`, and
the osin library for the order of checks; recordings/09_oauth.json.
"""

from __future__ import annotations

import html
import re
import secrets
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qsl, urlencode

from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from tts_tui.api.token_prefixes import REFRESH_TOKEN
from tts_tui.sandbox.auth import access_token_not_found, not_found, parts_of
from tts_tui.sandbox.call import RPC, APIRequest
from tts_tui.sandbox.errors import INVALID_ARGUMENT, NOT_FOUND, PERMISSION_DENIED, ApiError, PlainError
from tts_tui.sandbox.logins import ACCESS_LIFETIME
from tts_tui.sandbox.middleware import json_response
from tts_tui.sandbox.wire import JSON, parse, text

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from starlette.requests import Request

    from tts_tui.sandbox.logins import AccessToken, AuthorizationCode
    from tts_tui.sandbox.records import Entity
    from tts_tui.sandbox.store import Store

__all__ = ["CLIENT_ID", "RPCS", "LoginPages"]

CLIENT_ID: Final = "cli"
_REDIRECTS: Final = ("local-callback", "code")
_CALLBACK_PORT: Final = "11885"
_PORT: Final = re.compile("[0-9]{1,5}")
_OK: Final = 200
_FOUND: Final = 302

_OAUTH: Final = "pkg/oauth"
_HEADERS: Final = {
    "content-security-policy": "default-src 'none'",
}
_PAGE: Final = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>{title}</title>
<h1>{title}</h1>
<p>{words}</p>
<pre>{shown}</pre>
</html>
"""


class LoginPages:
    """What lies under `/oauth`, for browsers and for OAuth clients."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def routes(self) -> list[Route]:
        """The pages by path."""
        return [
            Route("/oauth/authorize", _refusing(self._authorize), methods=["GET"]),
            Route("/oauth/code", _refusing(self._code), methods=["GET"]),
            Route("/oauth/local-callback", _refusing(self._local_callback), methods=["GET"]),
            Route("/oauth/token", _refusing(self._token), methods=["POST"]),
        ]

    # -- in the browser

    async def _authorize(self, request: Request) -> Response:
        """Let the user in and send the browser on with a code."""
        query = request.query_params
        _check_client(query.get("client_id", ""), "")
        redirect_uri = _checked_redirect(query.get("redirect_uri", ""))
        landing = {"state": query.get("state", "")}
        if query.get("response_type") != "code":
            landing |= {
                "error": "unsupported_response_type",
                "error_description": "The authorization server does not support obtaining an authorization code "
                "using this method.",
            }
        else:
            user = self._user(query.get("user", ""))
            landing["code"] = self._store.add_code(user.id, CLIENT_ID, redirect_uri).code
        page, _, port = redirect_uri.partition("?")
        return _sent_on(f"/oauth/{page}", parse_qsl(port) + sorted(landing.items()))

    def _user(self, user_id: str) -> Entity:
        for user in self._store.every("user"):
            if user.id == user_id or (not user_id and not user.fields.get("admin")):
                return user
        raise not_found("user", user_id)

    async def _code(self, request: Request) -> Response:
        """Show the code, or the error, on which the browser landed."""
        query = request.query_params
        if "error" in query:
            page = {"title": "No authorization", "words": query["error"], "shown": query.get("error_description", "")}
        else:
            words = "Copy this code to where you log in, within five minutes:"
            page = {"title": "Authorization code", "words": words, "shown": query.get("code", "")}
        escaped = {name: html.escape(each) for name, each in page.items()}
        return HTMLResponse(_PAGE.format_map(escaped), headers=_HEADERS)

    async def _local_callback(self, request: Request) -> Response:
        """Send the browser on to where the OAuth client listens on its own machine."""
        port = request.query_params.get("port", "")
        if not _PORT.fullmatch(port):
            port = _CALLBACK_PORT
        rest = [(name, value) for name, value in request.query_params.multi_items() if name != "port"]
        return _sent_on(f"http://localhost:{port}/oauth/callback", rest)

    # -- for the OAuth client

    async def _token(self, request: Request) -> Response:
        """Tokens for a code, or the next pair for a refresh token; the given code or token stops working."""
        fields = await _fields(request)
        if text(fields, "grant_type") == "authorization_code":
            code = self._exchanged(fields)
            token = self._store.add_access_token(code.user_id, code.session_id, code.client_id)
            del self._store.codes[code.code]
        else:
            old = self._refreshed(fields)
            token = self._store.add_access_token(old.user_id, old.session_id, old.client_id)
            del self._store.access_tokens[old.id]
        return json_response(
            _OK,
            {
                "access_token": token.access_token,
                "expires_in": int(ACCESS_LIFETIME.total_seconds()),
                "refresh_token": token.refresh_token,
                "token_type": "bearer",
            },
        )

    def _exchanged(self, fields: JSON) -> AuthorizationCode:
        _check_client(text(fields, "client_id"), text(fields, "client_secret"))
        code = self._store.codes.get(text(fields, "code"))
        if code is None:
            raise ApiError(
                NOT_FOUND,
                "pkg/identityserver/store",
                "authorization_code_not_found",
                "authorization code not found",
            )
        if code.expires_at < self._store.now() or code.client_id != text(fields, "client_id"):
            words = "invalid, expired or revoked authorization code"
            raise ApiError(PERMISSION_DENIED, _OAUTH, "invalid_grant", words)
        if code.redirect_uri != _checked_redirect(text(fields, "redirect_uri") or _REDIRECTS[0]):
            words = "invalid or missing request parameter"
            raise ApiError(INVALID_ARGUMENT, _OAUTH, "invalid_request", words)
        return code

    def _refreshed(self, fields: JSON) -> AccessToken:
        """The pair that a refresh token belongs to. It may be refreshed after the access token has expired."""
        _check_client(text(fields, "client_id"), text(fields, "client_secret"))
        kind, token_id, secret = parts_of(text(fields, "refresh_token"))
        if kind != REFRESH_TOKEN:
            words = "the provided token is not a refresh token`"
            raise ApiError(INVALID_ARGUMENT, _OAUTH, "no_refresh_token", words)
        token = self._store.access_tokens.get(token_id)
        if token is None:
            raise access_token_not_found(token_id)
        if not secrets.compare_digest(token.refresh_secret, secret):
            raise ApiError(INVALID_ARGUMENT, _OAUTH, "token", "invalid token")
        return token


def _refusing(page: Callable[[Request], Awaitable[Response]]) -> Callable[[Request], Awaitable[Response]]:
    async def answer(request: Request) -> Response:
        try:
            return await page(request)
        except PlainError as error:
            return json_response(error.status, error.body())

    return answer


def _sent_on(address: str, query: list[tuple[str, str]]) -> Response:
    return RedirectResponse(f"{address}?{urlencode(query)}", _FOUND, _HEADERS)


async def _fields(request: Request) -> JSON:
    """The fields of a token request, which may be a form or JSON, if those are there that it needs."""
    body = await request.body()
    if request.headers.get("content-type", "").partition(";")[0].strip() == "application/json":
        fields = parse(body)
    else:
        fields = dict(parse_qsl(body.decode("utf-8", "replace")))
    grant_type = text(fields, "grant_type")
    if not grant_type.strip():
        raise _missing("grant type")
    if grant_type == "authorization_code":
        needed = ("code", "authorization code")
    elif grant_type == "refresh_token":
        needed = ("refresh_token", "refresh token")
    else:
        words = "invalid grant type `{grant_type}`"
        raise ApiError(INVALID_ARGUMENT, _OAUTH, "invalid_grant_type", words, grant_type=grant_type)
    for name, called in (needed, ("client_id", "client id")):
        if not text(fields, name).strip():
            raise _missing(called)
    if text(fields, "client_id") != CLIENT_ID and not text(fields, "client_secret").strip():
        raise _missing("client secret")
    return fields


def _missing(what: str) -> ApiError:
    return ApiError(INVALID_ARGUMENT, _OAUTH, f"missing_{what.replace(' ', '_')}", f"missing {what}")


def _check_client(client_id: str, secret: str) -> None:
    if client_id != CLIENT_ID:
        words = "client with id `{client_id}` not found"
        raise ApiError(NOT_FOUND, "pkg/identityserver/store", "client_not_found", words, client_id=client_id)
    if secret:
        words = "client is not authorized to request a token using this method"
        raise ApiError(PERMISSION_DENIED, _OAUTH, "unauthorized_client", words)


def _checked_redirect(redirect_uri: str) -> str:
    """A redirect as it came, if it is one of the client's; it may have a query of its own."""
    if redirect_uri.partition("?")[0] not in _REDIRECTS:
        raise ApiError(PERMISSION_DENIED, _OAUTH, "invalid_redirect_uri", "invalid redirect URI")
    return redirect_uri


# -- in the API


def _delete_token(call: APIRequest) -> JSON:
    """End a login: with a token of that user and client itself, or with the right to say which clients one has."""
    user_id, client_id, token_id = call.account().id, call.path["client_id"], call.path["token_id"]
    own = call.caller.token
    if own is None or (own.user_id, own.client_id) != (user_id, client_id):
        call.require("user", user_id, "RIGHT_USER_AUTHORIZED_CLIENTS")
    token = call.store.access_tokens.get(token_id)
    if token is None:
        raise access_token_not_found(token_id)
    if (token.user_id, token.client_id) != (user_id, client_id):
        words = "access token ID did not match user or client identifiers"
        raise ApiError(INVALID_ARGUMENT, "pkg/identityserver", "access_token_mismatch", words)
    del call.store.access_tokens[token_id]
    return {}


RPCS: Final = (
    RPC(
        "DELETE",
        "/users/{user_id}/authorizations/{client_id}/tokens/{token_id}",
        "OAuthAuthorizationRegistry/DeleteToken",
        "OAuthAccessTokenIdentifiers",
        _delete_token,
    ),
)
