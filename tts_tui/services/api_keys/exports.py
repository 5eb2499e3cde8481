"""An API key's changes as commands: the call, and what to type for `ttn-lw-cli`. (`commands/applications_access.go`)"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from tts_tui.api.resources import api_keys
from tts_tui.services.shell_export import CLICommand, Export, flag, masked

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from tts_tui.api.models import APIKey

__all__ = ["create", "delete", "update"]

_EXPIRY_IGNORED: Final = (
    "ttn-lw-cli can't give a key an expiry: --api-key-expiry has no effect. A key created like this never expires."
)
_NEVER: Final = ("--api-key-expiry", "2100-01-01T00:00:00Z")
_EXPIRY_CLEARED: Final = "With any date, --api-key-expiry clears the expiry: the key will never expire."
_EXPIRY_KEPT: Final = (
    "ttn-lw-cli can't set when a key expires: --api-key-expiry would clear the expiry, whatever date it is given. The "
    "key keeps the one that it has."
)


def create(application_id: str, key: APIKey) -> Export:
    """Create a key with the name, rights and expiry of `key`."""
    call = api_keys.create_call(application_id, name=key.name, rights=key.rights, expires_at=key.expires_at)
    command = CLICommand(
        ("applications", "api-keys", "create", "--application-id", application_id),
        tuple(_flags(call.body or {})),
        (_EXPIRY_IGNORED,) if key.expires_at else (),
    )
    return Export(call, command)


def update(application_id: str, key: APIKey, paths: Collection[str]) -> Export:
    """Set the fields of a key named in `paths`. Raises ValueError as `api_keys.update_call` does."""
    call = api_keys.update_call(application_id, key, paths)
    fields = masked(call, "api_key")
    flags, cannot = tuple(_flags(fields)), tuple[str, ...]()
    match fields:
        case {"expires_at": None}:
            flags, cannot = (*flags, _NEVER), (_EXPIRY_CLEARED,)
        case {"expires_at": _}:
            cannot = (_EXPIRY_KEPT,)
    return Export(call, CLICommand(_words("set", application_id, key.id) if flags else (), flags, cannot))


def delete(application_id: str, key_id: str) -> Export:
    """Delete a key."""
    return Export(api_keys.delete_call(application_id, key_id), CLICommand(_words("delete", application_id, key_id)))


def _words(verb: str, application_id: str, key_id: str) -> tuple[str, ...]:
    return ("applications", "api-keys", verb, "--application-id", application_id, "--api-key-id", key_id)


def _flags(fields: Mapping[str, Any]) -> Iterator[tuple[str, ...]]:
    if "name" in fields:
        yield "--name", fields["name"] or ""
    for right in fields.get("rights", ()):
        yield (flag(right.lower()),)
