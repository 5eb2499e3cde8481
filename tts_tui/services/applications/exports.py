"""Changes of an application as commands: the call, and what to type for `ttn-lw-cli`. (`commands/applications.go`)"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from tts_tui.api.resources import applications
from tts_tui.services.shell_export import CLICommand, Export, flag, masked

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from tts_tui.api.models import Account, Application

__all__ = ["create", "delete", "purge", "restore", "update"]

_CONTACTS: Final = frozenset({"administrative_contact", "technical_contact"})
_ADDRESSES: Final = frozenset({"network_server_address", "application_server_address", "join_server_address"})
_ADDRESSES_FILLED: Final = (
    "ttn-lw-cli fills in the server addresses that are left out, with those of its own configuration."
)


def create(application: Application, owner: Account) -> Export:
    """Create an application that belongs to `owner`."""
    call = applications.create_call(application, owner)
    fields = dict((call.body or {})["application"])
    del fields["ids"]
    command = CLICommand(
        ("applications", "create", application.id, f"--{owner.kind}-id", owner.id),
        tuple(_flags(fields)),
        () if fields.keys() >= _ADDRESSES else (_ADDRESSES_FILLED,),
    )
    return Export(call, command)


def update(application: Application, paths: Collection[str]) -> Export:
    """Set the fields named in `paths`. Raises ValueError as `applications.update_call` does."""
    call = applications.update_call(application, paths)
    fields = masked(call, "application")
    cleared = [field for field, value in fields.items() if not value]
    unset = (("--unset", ",".join(cleared)),) if cleared else ()
    return Export(call, CLICommand(("applications", "set", application.id), (*_flags(fields), *unset)))


def delete(application_id: str) -> Export:
    """Delete an application."""
    return Export(applications.delete_call(application_id), CLICommand(("applications", "delete", application_id)))


def purge(application_id: str) -> Export:
    """Purge an application."""
    return Export(applications.purge_call(application_id), CLICommand(("applications", "purge", application_id)))


def restore(application_id: str) -> Export:
    """Restore a deleted application."""
    return Export(applications.restore_call(application_id), CLICommand(("applications", "restore", application_id)))


def _flags(fields: Mapping[str, Any]) -> Iterator[tuple[str, ...]]:
    for field, value in fields.items():
        if not value:
            continue
        if field == "attributes":
            yield from (("--attributes", _pair(*each)) for each in value.items())
        elif field in _CONTACTS:
            ((kind, ids),) = value.items()  # {"user_ids": {"user_id": "…"}}
            ((name, account),) = ids.items()
            yield flag(f"{field}.ids.{kind}.{name}"), account
        else:
            yield flag(field), value


def _pair(key: str, value: str) -> str:
    """`key=value` as the CLI reads it: to the letter, but as CSV where there is a further `=`.

    CSV keeps all but a line break of CR and LF, which becomes LF.
    (`splitStringMapElements` of TheThingsIndustries/protoc-gen-go-flags)
    """
    pair = f"{key}={value}"
    return '"{}"'.format(pair.replace('"', '""')) if "=" in value else pair
