"""`tts-tui apps delete`, `restore` and `purge`: what goes with an application is counted before anybody is asked."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from tts_tui.api.errors import PermissionDenied, TTSError
from tts_tui.cli.exit_codes import CONFLICT, DONE, INTERRUPTED, NOT_THERE
from tts_tui.cli.output import answer_lost, document, say, warn
from tts_tui.cli.scripting import Refused, Usage, add_common, add_yes, confirm, need_consent

if TYPE_CHECKING:
    import argparse

    from tts_tui.services.applications.belongings import Removal
    from tts_tui.session.sign_in import Connection

__all__ = ["add_removal", "is_own_deleted"]


def add_removal(words: argparse._SubParsersAction[Any]) -> None:
    """The words that take an application away, and bring it back."""
    deleting = words.add_parser(
        "delete",
        help="delete an application",
        description="Delete an application. Its ID stays taken, and it can be restored for a while: 24 hours by "
        "default. It must have no end devices. What it has is counted before you are asked.",
    )
    deleting.set_defaults(act=_delete, doing="delete the application", parser=deleting)
    deleting.add_argument("application", metavar="APP", help="its ID")
    add_yes(deleting)
    add_common(deleting)

    restoring = words.add_parser("restore", help="restore a deleted one", description="Restore a deleted application.")
    restoring.set_defaults(act=_restore, doing="restore the application", parser=restoring)
    restoring.add_argument("deleted", metavar="APP", help="its ID")
    add_common(restoring)

    purging = words.add_parser(
        "purge",
        help="delete an application for good (administrators)",
        description="Delete an application for good, deleted before or not; its ID is free afterwards. Whoever takes "
        "the ID gets its webhooks with their secrets, pub/subs, link, packages and recent events: delete those first.",
    )
    purging.set_defaults(act=_purge, doing="purge the application", parser=purging)
    purging.add_argument("purged", metavar="APP", help="its ID")
    purging.add_argument("--yes", metavar="APP", help="the ID once more; needed where there is no terminal to ask at")
    add_common(purging)


async def is_own_deleted(connection: Connection, application_id: str) -> bool:
    """Whether it is a deleted application that the caller can see; no also where that can't be read."""
    try:
        return await connection.client.applications.is_deleted(application_id)
    except TTSError:
        return False


async def _account(connection: Connection, application_id: str, removal: Removal) -> None:
    """Say to the person who is asked what the application has, and what becomes of it.

    Raises Refused where it isn't there, or has end devices: the server refuses it then.
    """
    from tts_tui.services.applications.belongings import DEVICES, account, count_all

    if not await connection.client.applications.exists(application_id):
        if removal == "purge":
            warn(f"{application_id} is deleted, or was never there: what it has can't be counted.")
            return
        raise Refused(f"There is no application {application_id}, or it has been deleted.", NOT_THERE)
    counts = await count_all(connection.client, application_id)
    for word, follows in account(counts, removal):
        warn(f"  {word:<15} {follows}")
    devices = counts[DEVICES]
    if isinstance(devices, int) and devices:
        many = "1 end device" if devices == 1 else f"{devices:,} end devices"
        raise Refused(f"{application_id} still has {many}: delete or move them first. Nothing was changed.", CONFLICT)


async def _delete(options: argparse.Namespace, connection: Connection) -> int:
    from tts_tui.services.applications import writes

    need_consent(options)
    if not options.yes:
        await _account(connection, options.application, "delete")
    confirm(options, f"Delete {options.application}? Its keys stop working at once. It can be restored for a while.")
    looked_up = await writes.delete(connection.client, options.application)
    return _done(
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
    except PermissionDenied as error:  # also where there is none
        if await is_own_deleted(connection, options.deleted):
            raise
        raise Refused(f"There is no deleted application {options.deleted} of yours.", NOT_THERE) from error
    return _done(options, options.deleted, "restored", f"Restored {options.deleted}.{answer_lost(looked_up)}")


async def _purge(options: argparse.Namespace, connection: Connection) -> int:
    from tts_tui.services.applications import writes

    if options.yes is None:
        need_consent(options)
        await _account(connection, options.purged, "purge")
        print(f"Purge {options.purged} for good? Type its ID: ", end="", file=sys.stderr, flush=True)
        if sys.stdin.readline().strip() != options.purged:
            raise Refused("That is not its ID. Nothing was changed.", INTERRUPTED)
    elif options.yes != options.purged:
        raise Usage(f"--yes takes the ID once more: --yes {options.purged}. Nothing was sent.")
    looked_up = await writes.purge(connection.client, options.purged)
    return _done(options, options.purged, "purged", f"Purged {options.purged}.{answer_lost(looked_up)} Its ID is free.")


def _done(options: argparse.Namespace, application: str, outcome: str, words: str) -> int:
    if options.json:
        document({"application": application, "outcome": outcome})
    else:
        say(words)
    return DONE
