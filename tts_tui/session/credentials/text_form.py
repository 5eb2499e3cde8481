"""The text form of a credential: an API key as it is, a login's tokens as JSON."""

from __future__ import annotations

import json

from pydantic import ValidationError

from tts_tui.api.oauth import Tokens
from tts_tui.api.secret import SecretStr
from tts_tui.session.credentials import Credential, Unreadable, tidy
from tts_tui.text.instants import in_utc

__all__ = ["read", "written"]

_BROKEN = "What is stored for this server can't be read. Sign in again, which puts another token in its place."


def written(credential: Credential) -> SecretStr:
    """The text that a store writes. Times are in UTC."""
    if not isinstance(credential, Tokens):
        return credential
    fields = {
        "access_token": credential.access_token.get_secret_value(),
        "refresh_token": credential.refresh_token.get_secret_value(),
        "expires_at": in_utc(credential.expires_at).isoformat(),
    }
    return SecretStr(json.dumps(fields | ({"user_id": credential.user_id} if credential.user_id else {})))


def read(text: str) -> Credential | None:
    """The credential that a store's text means, or None if it is blank. Blanks around it are ignored.

    Raises Unreadable for JSON that is no pair of tokens.
    """
    found = _read(text)
    del text  # a traceback can show what a function holds
    if isinstance(found, Unreadable):
        raise found
    return found


def _read(text: str) -> Credential | Unreadable | None:
    if not text.lstrip().startswith("{"):
        return tidy(text)
    try:
        return Tokens.model_validate_json(text)
    except ValidationError:
        return Unreadable(_BROKEN)
