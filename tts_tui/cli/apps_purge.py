"""`tts-tui apps purge`: for good, and with `--clear-first` so that nothing is left to whoever takes the ID."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from tts_tui.cli.apps_removal import account_for, done, is_own_deleted
from tts_tui.cli.exit_codes import CONFLICT, DONE, INTERRUPTED, NOT_ALLOWED, NOT_THERE, UNKNOWN, exit_code
from tts_tui.cli.output import answer_lost, document, say, warn
from tts_tui.cli.scripting import Refused, Usage, add_common, need_consent
from tts_tui.cli.stopping import stopping
from tts_tui.text.quantity import quantity

if TYPE_CHECKING:
    import argparse

    from tts_tui.services.applications.clearing import ClearedPurge
    from tts_tui.session.sign_in import Connection

__all__ = ["add_purge"]


def add_purge(words: argparse._SubParsersAction[Any]) -> None:
    """Add the word that purges an application."""
    purging = words.add_parser(
        "purge",
        help="delete an application for good (administrators)",
        description="Delete an application for good, deleted before or not; its ID is free afterwards. Whoever takes "
        "the ID gets its webhooks with their secrets, pub/subs, link, packages and recent events. --clear-first "
        "deletes these first, except the events, which the server drops by itself (after a day by default).",
    )
    purging.set_defaults(act=_purge, doing="purge the application", parser=purging)
    purging.add_argument("purged", metavar="APP", help="its ID")
    purging.add_argument(
        "--clear-first",
        action="store_true",
        help="first delete webhooks, pub/subs, packages and the link; a deleted application is restored for that",
    )
    purging.add_argument("--delete-devices", action="store_true", help="with --clear-first: its end devices, too")
    purging.add_argument("--dry-run", action="store_true", help="with --clear-first: only list what would be sent")
    purging.add_argument("--yes", metavar="APP", help="the ID once more; needed where there is no terminal to ask at")
    add_common(purging)


async def _purge(options: argparse.Namespace, connection: Connection) -> int:
    from tts_tui.services.applications import writes

    for name, given in {"--dry-run": options.dry_run, "--delete-devices": options.delete_devices}.items():
        if given and not options.clear_first:
            raise Usage(f"{name} needs --clear-first. Nothing was sent.")
    if options.yes is None and not options.dry_run:
        need_consent(options)
    elif options.yes not in (None, options.purged):
        raise Usage(f"--yes takes the ID once more: --yes {options.purged}. Nothing was sent.")
    if options.clear_first:
        return await _clear_first(options, connection)
    if options.yes is None:
        await account_for(connection, options.purged, "purge")
        _ask_for_the_id(options)
    looked_up = await writes.purge(connection.client, options.purged)
    return done(options, options.purged, "purged", f"Purged {options.purged}.{answer_lost(looked_up)} Its ID is free.")


def _ask_for_the_id(options: argparse.Namespace) -> None:
    print(f"Purge {options.purged} for good? Type its ID: ", end="", file=sys.stderr, flush=True)
    if sys.stdin.readline().strip() != options.purged:
        raise Refused("That is not its ID. Nothing was changed.", INTERRUPTED)


async def _clear_first(options: argparse.Namespace, connection: Connection) -> int:
    from tts_tui.services.applications.clearing import UNLISTED, ClearedPurge
    from tts_tui.services.missing_rights import ONLY_ADMINISTRATORS_PURGE

    application = options.purged
    if not (await connection.info()).is_admin:  # it would be cleared, and then the purge refused
        raise Refused(f"{ONLY_ADMINISTRATORS_PURGE} Nothing was sent.", NOT_ALLOWED)
    deleted = not await connection.client.applications.exists(application)
    if deleted and not await is_own_deleted(connection, application):
        raise Refused(f"There is no application {application}, deleted or not.", NOT_THERE)
    plan = ClearedPurge(connection.client, application, deleted=deleted, with_devices=options.delete_devices)
    await plan.read()
    if options.yes is None:
        warn(UNLISTED)
    if options.dry_run:
        _tell(options, plan)
        return DONE
    if options.yes is None:
        if not deleted:
            await account_for(connection, application, "purge", devices_block=not options.delete_devices)
        _list(plan, warn, begun=False)
        _ask_for_the_id(options)
    with stopping(plan.stop):
        await plan.run()
    _tell(options, plan)
    return _code(plan)


def _list(plan: ClearedPurge, tell: Any, *, begun: bool) -> None:
    """What would be sent, or what has become of each once it has `begun`."""
    for step, result in zip(plan.outcome.items, plan.outcome.results, strict=True):
        sent = f"{step.call.method} {step.call.path}"
        tell(f"{step.words}: {result.value or result.state if begun else sent}")
        if step.kind == "restore" and not begun:
            tell("Then its webhooks, pub/subs, packages and link: they are listed once it is restored.")


def _tell(options: argparse.Namespace, plan: ClearedPurge) -> None:
    from tts_tui.services.error_text import explain

    outcome = plan.outcome
    if options.json:
        steps = [
            {
                "kind": step.kind,
                "id": step.id or None,
                "devices": [*step.device_ids],
                "method": step.call.method,
                "path": step.call.path,
                "outcome": None if options.dry_run else result.value or result.state,
                "error": explain(result.error, step.words).text if result.error is not None else None,
            }
            for step, result in zip(outcome.items, outcome.results, strict=True)
        ]
        state = None if options.dry_run else "purged" if plan.purged else "not purged"
        head = {"application": options.purged, "outcome": state, "dry_run": options.dry_run}
        document({**head, "steps": steps, "unread": [*plan.unread]})
    else:
        _list(plan, say, begun=not options.dry_run)
    for step, result in outcome.of("failed", "unknown"):
        if result.error is not None:
            warn(f"{step.words}: {explain(result.error, 'do this').text}")
    if plan.devices:
        many = quantity(plan.devices, "end device")
        warn(f"It has {many}: delete them first, or add --delete-devices.")
    for why in plan.unread:
        warn(f"{why} So it is not purged.")
    if plan.too_late:
        warn(
            "It can't be restored any more, so what it has can't be deleted. Without --clear-first it is purged as is."
        )
    elif plan.restored:
        warn(f"{options.purged} is restored and not purged: its keys work. Run this again, or delete it.")


def _code(plan: ClearedPurge) -> int:
    outcome = plan.outcome
    if plan.purged:
        return DONE
    if outcome.of("unknown"):
        return UNKNOWN
    errors = [outcome.halted, *(result.error for _, result in outcome.of("failed"))]
    if error := next(filter(None, errors), None):
        return exit_code(error)
    if plan.devices:
        return CONFLICT
    if plan.unread:
        return NOT_ALLOWED
    if plan.stopped:
        return INTERRUPTED
    warn("Something was added meanwhile. Run this again to delete that, too.")
    return CONFLICT
