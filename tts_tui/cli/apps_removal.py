"""`tts-tui apps delete` and `restore`: what goes with an application is counted before anybody is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tts_tui.api.errors import NotFound, PermissionDenied, TTSError
from tts_tui.cli.exit_codes import CONFLICT, DONE, NOT_THERE
from tts_tui.cli.output import answer_lost, document, say, warn
from tts_tui.cli.scripting import Refused, add_common, add_yes, confirm, need_consent
from tts_tui.text.quantity import quantity

if TYPE_CHECKING:
    import argparse

    from tts_tui.services.applications.belongings import Removal
    from tts_tui.session.sign_in import Connection

__all__ = ["account_for", "add_removal", "done", "is_own_deleted"]


def add_removal(words: argparse._SubParsersAction[Any]) -> None:
    """Add the words that delete and restore an application."""
    deleting = words.add_parser(
        "delete",
        help="delete an application",
        description="Delete an application. Its ID stays taken, and it can be restored for a while: 24 hours by "
        "default. It must have no end devices. Its contents are counted before you are asked.",
    )
    deleting.set_defaults(act=_delete, doing="delete the application", parser=deleting)
    deleting.add_argument("application", metavar="APP", help="its ID")
    add_yes(deleting)
    add_common(deleting)

    restoring = words.add_parser("restore", help="restore a deleted one", description="Restore a deleted application.")
    restoring.set_defaults(act=_restore, doing="restore the application", parser=restoring)
    restoring.add_argument("deleted", metavar="APP", help="its ID")
    add_common(restoring)


async def is_own_deleted(connection: Connection, application_id: str) -> bool:
    """Whether it is a deleted application that the caller can see; False also if that can't be read."""
    try:
        return await connection.client.applications.is_deleted(application_id)
    except TTSError:
        return False


async def account_for(
    connection: Connection, application_id: str, removal: Removal, *, devices_block: bool = True
) -> None:
    """Say to the person who is asked what the application has, and what becomes of it.

    Raises Refused where it isn't there, or has end devices that are to block it: the server refuses it then.
    """
    from tts_tui.services.api_keys.end_key import STREAMS_STAY_OPEN
    from tts_tui.services.applications.belongings import DEVICES, account, count_all

    if not await connection.client.applications.exists(application_id):
        if removal == "purge":
            warn(f"{application_id} is deleted, or never existed: its contents can't be counted.")
            return
        raise Refused(f"There is no application {application_id}, or it has been deleted.", NOT_THERE)
    counts = await count_all(connection.client, application_id)
    for word, follows in account(counts, removal):
        warn(f"  {word:<15} {follows}")
    warn(STREAMS_STAY_OPEN)
    devices = counts[DEVICES]
    if devices_block and isinstance(devices, int) and devices:
        many = quantity(devices, "end device")
        raise Refused(f"{application_id} still has {many}: delete or move them first. Nothing was changed.", CONFLICT)


async def _delete(options: argparse.Namespace, connection: Connection) -> int:
    from tts_tui.services.applications import writes

    need_consent(options)
    if not options.yes:
        await account_for(connection, options.application, "delete")
    confirm(options, f"Delete {options.application}? Its keys stop working at once. It can be restored for a while.")
    looked_up = await writes.delete(connection.client, options.application)
    return done(
        options,
        options.application,
        "deleted",
        f"Deleted {options.application}.{answer_lost(looked_up)} To restore it, within 24 hours by default: "
        f"tts-tui apps restore {options.application}",
    )


async def _restore(options: argparse.Namespace, connection: Connection) -> int:
    from tts_tui.services.applications import writes

    try:
        looked_up = await writes.restore(connection.client, options.deleted)
    except (PermissionDenied, NotFound) as error:  # also where there is none, or where it isn't deleted
        if await is_own_deleted(connection, options.deleted):
            raise
        there = await connection.client.applications.exists(options.deleted)
        why = "is not deleted" if there else "is no deleted application of yours"
        raise Refused(f"{options.deleted} {why}.", NOT_THERE) from error
    return done(options, options.deleted, "restored", f"Restored {options.deleted}.{answer_lost(looked_up)}")


def done(options: argparse.Namespace, application: str, outcome: str, words: str) -> int:
    """Say what has been done; that it has."""
    if options.json:
        document({"application": application, "outcome": outcome})
    else:
        say(words)
    return DONE
