"""`tts-tui access`: who may do what with an application, for scripts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tts_tui.cli.exit_codes import DONE
from tts_tui.cli.output import document, table, warn
from tts_tui.cli.rights import right
from tts_tui.cli.scripting import Parser, Usage, add_common, run_word

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from tts_tui.services.access.matrix import AccessRow
    from tts_tui.session.sign_in import Connection

__all__ = ["access", "parser"]


def access(words: Sequence[str]) -> int:
    """Run the command. Returns its exit code, see `exit_codes`."""
    return run_word(parser(), words)


def parser() -> Parser:
    """`tts-tui access`."""
    word = Parser(
        "tts-tui access",
        description="Who may do what with an application: users, organizations with their members, and API keys, "
        "most rights first. Rights are expanded; a member has what the organization and the membership both give.",
    )
    word.add_argument("application", metavar="APP", help="the application's ID")
    word.add_argument(
        "--can",
        action="append",
        default=[],
        type=right,
        metavar="RIGHT",
        help="only who has it, or may have, such as traffic-down-write; again for another that they have, too",
    )
    word.add_argument("--csv", action="store_true", help="print a table as CSV, with a column for each right")
    add_common(word)
    word.set_defaults(act=_access, doing="read everybody's rights", parser=word)
    return word


async def _access(options: argparse.Namespace, connection: Connection) -> int:
    from tts_tui.services.access import reading
    from tts_tui.services.access.matrix import NOT_IN_IT, Held

    if options.csv and options.json:
        raise Usage("--csv and --json exclude each other. Nothing was sent.")
    client = connection.client
    found = await reading.read(client, await client.auth.info(), options.application)
    rows = found.rows(connection.clock(), await reading.read_members(client, found.organizations))
    shown = [each for each in rows if all(each.holds(name) is not Held.NO for name in options.can)]
    if options.json:
        document(
            {
                "application": options.application,
                "rows": [_json(each) for each in shown],
                "unread": list(found.unread),
                "not_in_it": NOT_IN_IT,
            }
        )
    elif options.csv:
        from tts_tui.services.access.export import as_csv

        print(as_csv(shown), end="")
    else:
        _people(shown)
    if not options.json:
        for each in (*found.unread, NOT_IN_IT):
            warn(each)
    return DONE


def _people(rows: Sequence[AccessRow]) -> None:
    from tts_tui.services.access.export import KINDS
    from tts_tui.services.rights_selection import in_words

    def rights(row: AccessRow) -> str:
        if row.rights is None:
            return "?"
        return f"{'at most ' if row.at_most else ''}{in_words(row.rights)}{' (expired)' if row.expired else ''}"

    table(
        ("KIND", "ID", "THROUGH", "RIGHTS"),
        ((KINDS[row.kind], f"{row.id} {row.name}".rstrip(), row.through, rights(row)) for row in rows),
    )


def _json(row: AccessRow) -> dict[str, Any]:
    return {
        "kind": row.kind.name.lower(),
        "id": row.id,
        "name": row.name,
        "through": row.through or None,
        "rights": sorted(row.rights) if row.rights is not None else None,
        "at_most": row.at_most,
        "expired": row.expired,
    }
