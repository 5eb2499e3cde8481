"""`tts-tui apps`: applications, for scripts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tts_tui.cli.apps_purge import add_purge
from tts_tui.cli.apps_removal import add_removal
from tts_tui.cli.apps_writes import add_writes, application_json
from tts_tui.cli.arguments import account
from tts_tui.cli.exit_codes import DONE
from tts_tui.cli.output import document, instant, say, table
from tts_tui.cli.scripting import Parser, add_common, run_word

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from tts_tui.api.models import Account, Application
    from tts_tui.api.rows import ApplicationRow
    from tts_tui.session.sign_in import Connection

__all__ = ["apps", "parser"]


def apps(words: Sequence[str]) -> int:
    """Run the command. Returns its exit code, see `exit_codes`."""
    return run_word(parser(), words)


def parser() -> Parser:
    """`tts-tui apps` and its words."""
    group = Parser("tts-tui apps", description="Applications, for scripts and people.")
    words = group.add_subparsers(metavar="COMMAND", title="commands")

    listing = words.add_parser("list", help="your applications", description="Your applications.")
    whose = listing.add_mutually_exclusive_group()
    whose.add_argument("--all", action="store_true", help="all that you may see: for an administrator, everybody's")
    whose.add_argument(
        "--of", type=account, metavar="WHO", help="those of user/ID or organization/ID, without their organizations'"
    )
    listing.add_argument("--deleted", action="store_true", help="those that were deleted")
    listing.set_defaults(act=_list, doing="list the applications", parser=listing)
    add_common(listing)

    getting = words.add_parser("get", help="one application", description="One application with all its fields.")
    getting.add_argument("application", metavar="APP", help="its ID")
    getting.set_defaults(act=_get, doing="read the application", parser=getting)
    add_common(getting)
    add_writes(words)
    add_removal(words)
    add_purge(words)
    return group


async def _list(options: argparse.Namespace, connection: Connection) -> int:
    rows = await _rows(options, connection)
    if options.json:
        document({"applications": [_row_json(each) for each in rows]})
        return DONE
    if rows:
        from tts_tui.text.instants import date

        when = "DELETED" if options.deleted else "CREATED"
        table(
            ("ID", "NAME", when),
            ((each.id, each.name, date(each.deleted_at if options.deleted else each.created_at)) for each in rows),
        )
    return DONE


async def _rows(options: argparse.Namespace, connection: Connection) -> list[ApplicationRow]:
    """The applications by their IDs. An application's own key sees its one application."""
    applications = connection.client.applications
    found: dict[str, ApplicationRow] = {}
    number = 1
    while True:
        page = await applications.page(page=number, search=options.all, deleted=options.deleted, of=options.of)
        if number == 1 and page.total is None and not page.items:  # as the server answers an application's key, or none
            return [] if options.of is not None else await _only(options, connection)
        before = len(found)
        found.update((each.id, each) for each in page.items)
        if len(found) == before or (page.total is not None and number * 1000 >= page.total):
            return list(found.values())
        number += 1


async def _only(options: argparse.Namespace, connection: Connection) -> list[ApplicationRow]:
    from tts_tui.api.rows import ApplicationRow

    info = await connection.info()
    if info.kind != "application" or options.deleted:
        return []
    found = await connection.client.applications.get(info.entity_id)
    return [ApplicationRow(found.id, found.name, found.description, found.created_at)]


async def _get(options: argparse.Namespace, connection: Connection) -> int:
    application = await connection.client.applications.get(options.application)
    if options.json:
        document({"application": application_json(application)})
        return DONE
    for label, value in _facts(application):
        say(f"{label:<20} {value}")
    return DONE


def _facts(application: Application) -> list[tuple[str, str]]:
    from tts_tui.text.instants import moment

    facts = [
        ("ID", application.id),
        ("Name", application.name),
        ("Description", application.description.replace("\n", "\n" + " " * 21)),
        *(("Attribute", f"{key}={value}") for key, value in application.attributes.items()),
        ("Network Server", application.network_server_address),
        ("Application Server", application.application_server_address),
        ("Join Server", application.join_server_address),
        ("Administrative", _account_words(application.administrative_contact)),
        ("Technical", _account_words(application.technical_contact)),
        ("DevEUIs issued", str(application.dev_eui_counter) if application.dev_eui_counter else ""),
        ("Created", moment(application.created_at)),
        ("Changed", moment(application.updated_at)),
    ]
    return [(label, value) for label, value in facts if value]


def _account_words(account: Account | None) -> str:
    return f"{account.kind} {account.id}" if account is not None else ""


def _row_json(row: ApplicationRow) -> dict[str, Any]:
    return {
        "id": row.id,
        "name": row.name,
        "created_at": instant(row.created_at),
        "deleted_at": instant(row.deleted_at),
    }
