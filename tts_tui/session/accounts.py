"""Who was signed in to each server: one small file for each server's name, apart from the token and without a secret.

It is compared before another token replaces the stored one, and when a stored token is used, so that nobody is signed
in as somebody else without noticing.
"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Final, TypeAlias, cast, get_args
from urllib.parse import quote

from tts_tui.api.resources.auth_info import EntityKind
from tts_tui.servers.folders import state_folder
from tts_tui.servers.whole_file import write_whole
from tts_tui.text.safe_text import visible

if TYPE_CHECKING:
    from pathlib import Path

    from tts_tui.servers.model import Server
    from tts_tui.servers.servers_file import Servers

__all__ = ["EntityIdentifiers", "entity_words", "forget", "key_of", "remember", "remembered", "rename"]

EntityIdentifiers: TypeAlias = tuple[EntityKind, str]
"""The kind of entity that is signed in, and its ID."""

_KINDS: Final = frozenset(get_args(EntityKind))


def entity_words(account: EntityIdentifiers) -> str:
    """An account in words that are safe to show: `alice`, or `organization acme`."""
    kind, entity_id = account
    return visible(entity_id if kind == "user" else f"{kind} {entity_id}")


def key_of(server: Server, there: Servers) -> str:
    """What a server's account is remembered under: its name, or its address where it has no name."""
    known = there.known(server)
    return known.name if known is not None else server.identity_server


def remembered(key: str) -> EntityIdentifiers | None:
    """Who was signed in, or None where that is not known."""
    try:
        kind, _, entity_id = _file(key).read_text(encoding="utf-8").strip().partition(" ")
    except (OSError, UnicodeDecodeError):
        return None
    return (cast("EntityKind", kind), entity_id) if kind in _KINDS and entity_id else None


def remember(key: str, account: EntityIdentifiers) -> None:
    """Remember who is signed in. Nothing breaks where the folder can't be written."""
    with contextlib.suppress(OSError):
        write_whole(_file(key), (" ".join(account) + "\n").encode())


def forget(key: str) -> None:
    """Forget who was signed in."""
    with contextlib.suppress(OSError):
        _file(key).unlink(missing_ok=True)


def rename(before: str, after: str) -> None:
    """Follow a server to its new name."""
    with contextlib.suppress(OSError):
        _file(before).replace(_file(after))


def _file(key: str) -> Path:
    return state_folder() / "accounts" / f"{quote(key, safe='')}.account"
