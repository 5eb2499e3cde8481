"""The token: where it comes from, whose it is, what it may do and until when."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Final

from tts_tui.api import errors
from tts_tui.api.oauth import Tokens
from tts_tui.api.resources.auth_info import AuthInfo, info_in
from tts_tui.doctor.findings import Finding
from tts_tui.doctor.server import failure
from tts_tui.services.api_keys.expiry import nearness
from tts_tui.services.rights_selection import word
from tts_tui.session import accounts
from tts_tui.session.credentials import COPY_WHOLE_KEY, FoundToken, StoreFault, sendable
from tts_tui.text.instants import moment
from tts_tui.text.quantity import quantity
from tts_tui.text.safe_text import visible

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    import httpx

    from tts_tui.api.secret import SecretStr
    from tts_tui.doctor.server import ServerAnswer
    from tts_tui.servers.model import Server
    from tts_tui.servers.servers_file import Servers

__all__ = ["authorized", "origin", "same_account", "stored", "who"]

NEEDED: Final = (
    "RIGHT_APPLICATION_INFO",
    "RIGHT_APPLICATION_SETTINGS_BASIC",
    "RIGHT_APPLICATION_SETTINGS_API_KEYS",
    "RIGHT_APPLICATION_SETTINGS_COLLABORATORS",
    "RIGHT_APPLICATION_DEVICES_READ",
    "RIGHT_APPLICATION_DELETE",
)
"""What the screens of an application are for."""

_ACCOUNTS: Final = {
    "LIST": "See the list of applications",
    "CREATE": "Create applications",
}
"""What a user's or an organization's key has to be able to do, by the end of its right."""


async def stored(server: Server, servers: Servers) -> FoundToken | Finding | None:
    """The token that is kept for a server, or why it can't be had."""
    from tts_tui.session.credentials.stores import token_store

    entry, address = servers.entry(server), server.identity_server
    try:
        store = token_store(server.token or "keyring")
        credential = await store.find(entry)
        if credential is None and entry != address:  # as version 0.1 stored it
            credential = await store.find(address)
            if credential is not None and len(servers.at(address)) > 1:
                what = f"A token that an earlier version stored for {address} may be this server's or another's there."
                return Finding("note", what, advice="Open the server: tts-tui asks which one it belongs to.")
    except StoreFault as fault:
        if server.token is None:  # nobody has said that a token is there
            return None
        advice = "Sign in again and choose another place: tts-tui login"
        return Finding("broken", "The stored token can't be read.", visible(str(fault)), advice)
    return FoundToken(credential, store.source, store, entry) if credential is not None else None


def origin(found: FoundToken, now: datetime) -> tuple[Finding, ...]:
    """Where a token comes from, and what can be told of it without the server."""
    if not sendable(found.token):
        return (Finding("broken", f"The token {found.source} has invalid characters.", "", COPY_WHOLE_KEY),)
    if not isinstance(found.credential, Tokens):
        return (Finding("ok", f"An API key {found.source}."),)
    ends = moment(found.credential.expires_at)
    if found.credential.expires_at <= now:
        detail = f"Its access token expired at {ends}; tts-tui renews it at the next start."
    else:
        detail = f"Its access token expires at {ends} and is renewed automatically."
    return (Finding("ok", f"A login {found.source}.", detail),)


def authorized(token: SecretStr) -> Callable[[httpx.Request], httpx.Request]:
    """A function that adds the token to a request; no traceback shows the token."""

    def add(request: httpx.Request) -> httpx.Request:
        request.headers["Authorization"] = f"Bearer {token.get_secret_value()}"
        return request

    return add


def who(asked: ServerAnswer, now: datetime) -> tuple[Finding, ...]:
    """What the answer to a question with the token says of it."""
    result = asked.result
    if isinstance(result, errors.TTSError):
        return (failure(result, "sign in"),)
    try:
        info = info_in(result.json)
    except (TypeError, ValueError):
        return (failure(errors.NotTheAPI("not an answer of auth_info"), "sign in"),)
    if info is None:
        return (failure(errors.NoCredential("auth_info knows no credential"), "sign in"),)
    findings = [_holder(info)]
    if result.warning:
        advice = "The account may be restricted. Ask the server's operator."
        findings.append(Finding("warn", "The server warns about this account.", visible(result.warning), advice))
    findings.append(_rights(info))
    findings.extend(_expiry(info, now))
    return tuple(findings)


def same_account(asked: ServerAnswer, server: Server, servers: Servers) -> tuple[Finding, ...]:
    """What is to be said where the stored token is somebody else's than who was signed in."""
    result = asked.result
    if isinstance(result, errors.TTSError):
        return ()
    before = accounts.remembered(accounts.key_of(server, servers))
    with contextlib.suppress(TypeError, ValueError):
        info = info_in(result.json)
        if info is not None and before is not None and before != (info.kind, info.entity_id):
            what = f"You were signed in as {accounts.entity_words(before)} before."
            return (
                Finding(
                    "warn",
                    what,
                    "The stored token is somebody else's.",
                    "tts-tui asks before it opens the server.",
                ),
            )
    return ()


def _holder(info: AuthInfo) -> Finding:
    holder = f"{info.kind} {visible(info.entity_id)}"
    if info.kind not in ("user", "organization", "application"):
        advice = "Sign in with a user's, an organization's or an application's key."
        return Finding("broken", f"Signed in as {holder}, which has no applications.", advice=advice)
    key = f"API key {visible(info.key_id)}" if info.key_id else "login"
    name = f" “{visible(info.key_name)}”" if info.key_name else ""
    return Finding("ok", f"Signed in as {holder}{', an administrator' if info.is_admin else ''}.", f"{key}{name}")


def _rights(info: AuthInfo) -> Finding:
    missing = [word(each) for each in NEEDED if not info.may(each)]
    if info.kind in ("user", "organization"):
        start = f"RIGHT_{info.kind.upper()}_APPLICATIONS_"
        missing = [word for end, word in _ACCOUNTS.items() if not info.may(start + end)] + missing
    count = quantity(len(info.rights), "right")
    if not missing:
        return Finding("ok", f"{count}, all that tts-tui uses.")
    detail = f"Without: {', '.join(missing)}."
    advice = "Actions that need them are dimmed. To use them, sign in with a key that includes these rights."
    return Finding("note", f"{count}, but not all that tts-tui uses.", detail, advice)


def _expiry(info: AuthInfo, now: datetime) -> tuple[Finding, ...]:
    if not info.key_id:
        return ()  # of a login: said where it comes from
    ends = moment(info.expires_at)
    match nearness(info.expires_at, now):
        case "never":
            return (Finding("note", "The key never expires.", advice="A key that expires does less harm if it leaks."),)
        case "expired":
            return (Finding("broken", f"The key expired at {ends}.", advice="Sign in with another key."),)
        case "soon":
            advice = "Create another key and sign in with it."
            return (Finding("warn", f"The key expires at {ends}.", advice=advice),)
    return (Finding("ok", f"The key expires at {ends}."),)
