"""`tts-tui collaborators`: who shares an application, for scripts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tts_tui.api.errors import NotFound
from tts_tui.cli.arguments import account
from tts_tui.cli.exit_codes import CONFLICT, DONE, NOT_ALLOWED, NOT_THERE
from tts_tui.cli.output import document, say, table
from tts_tui.cli.rights import add_rights, rights_in
from tts_tui.cli.scripting import Parser, Refused, add_common, add_yes, confirm, need_consent, run_word

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from tts_tui.api.models import Account, Collaborator
    from tts_tui.services.collaborators.rules import Sharing
    from tts_tui.session.sign_in import Connection

__all__ = ["collaborators", "parser"]


def collaborators(words: Sequence[str]) -> int:
    """Run the command. Returns its exit code, see `exit_codes`."""
    return run_word(parser(), words)


def parser() -> Parser:
    """`tts-tui collaborators` and its words."""
    group = Parser("tts-tui collaborators", description="Who shares an application, for scripts and people.")
    words = group.add_subparsers(metavar="COMMAND", title="commands")

    listing = words.add_parser("list", help="users and organizations", description="Who shares an application.")
    listing.set_defaults(act=_list, doing="list the collaborators", parser=listing)
    _add_application(listing)

    setting = words.add_parser(
        "set",
        help="add one, or change what one may do",
        description="Give a user or an organization just these rights. What the server would refuse is said without "
        "asking it; taking rights from yourself asks, unless --yes.",
    )
    setting.set_defaults(act=_set, doing="set the collaborator", parser=setting)
    _add_application(setting)
    _add_account(setting)
    add_rights(setting)
    add_yes(setting)

    removing = words.add_parser(
        "remove", help="remove one", description="Take an application away from a user or an organization."
    )
    removing.set_defaults(act=_remove, doing="remove the collaborator", parser=removing)
    _add_application(removing)
    _add_account(removing)
    add_yes(removing)
    return group


def _add_application(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("application", metavar="APP", help="the application's ID")
    add_common(parser)


def _add_account(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("account", metavar="WHO", type=account, help="user/ID or organization/ID")


async def _list(options: argparse.Namespace, connection: Connection) -> int:
    from tts_tui.services.rights_selection import in_words

    found = await connection.client.collaborators.all(options.application)
    readable = any(each.rights for each in found)
    if options.json:
        shown = [_json(each, readable=readable) for each in found]
        document({"application": options.application, "collaborators": shown})
    else:
        table(
            ("KIND", "ID", "RIGHTS"),
            ((each.account.kind, each.account.id, in_words(each.rights) if readable else "?") for each in found),
        )
    return DONE


async def _set(options: argparse.Namespace, connection: Connection) -> int:
    from tts_tui.api.models import Collaborator
    from tts_tui.services.collaborators import changes
    from tts_tui.services.collaborators.rules import with_rights

    rights = await rights_in(options, connection.client)
    sharing = await _sharing(options, connection)
    who: Account = options.account
    if (why := sharing.why_not_set(who, rights)) is not None:
        raise Refused(f"{why} Nothing was sent.", NOT_ALLOWED if any(sharing.lacking(who, rights)) else CONFLICT)
    wanted, before = Collaborator(account=who, rights=rights), sharing.of(who)
    _confirm_loss(options, sharing, with_rights(sharing.collaborators, wanted))
    outcome = "added" if before is None else "unchanged" if before.rights == rights else "changed"
    await changes.change(connection.client, options.application, before, wanted)
    if options.json:
        shown = _json(wanted, readable=True)
        document({"application": options.application, "collaborator": shown, "outcome": outcome})
    else:
        say(f"{who.kind} {who.id} {outcome}")
    return DONE


async def _remove(options: argparse.Namespace, connection: Connection) -> int:
    from tts_tui.services.collaborators import writes
    from tts_tui.services.collaborators.rules import without

    need_consent(options)
    sharing = await _sharing(options, connection)
    who: Account = options.account
    if sharing.of(who) is None:
        raise Refused(f"{who.kind} {who.id} is not a collaborator. Nothing was sent.", NOT_THERE)
    if (why := sharing.why_not_remove(who)) is not None:
        raise Refused(f"{why} Nothing was sent.", CONFLICT)
    _confirm_loss(options, sharing, without(sharing.collaborators, who))
    confirm(options, f"Remove the {who.kind} {who.id} from {options.application}?")
    outcome = "removed"
    try:
        await writes.remove(connection.client, options.application, who)
    except NotFound as error:
        if not error.is_a("membership_not_found"):
            raise
        outcome = "gone"
    if options.json:
        who_json = {"kind": who.kind, "id": who.id}
        document({"application": options.application, "collaborator": who_json, "outcome": outcome})
    else:
        say(f"{who.kind} {who.id} {outcome}")
    return DONE


async def _sharing(options: argparse.Namespace, connection: Connection) -> Sharing:
    from tts_tui.services.collaborators.reading import read

    client = connection.client
    return await read(client, await client.auth.info(), options.application)


def _confirm_loss(options: argparse.Namespace, sharing: Sharing, after: tuple[Collaborator, ...]) -> None:
    from tts_tui.services.rights_selection import named

    if lost := sharing.lost(after):
        confirm(options, f"You lose at once: {named(lost)}. Only somebody else can give them back. Continue?")


def _json(each: Collaborator, *, readable: bool) -> dict[str, Any]:
    return {
        "kind": each.account.kind,
        "id": each.account.id,
        "rights": sorted(each.rights) if readable else None,
    }
