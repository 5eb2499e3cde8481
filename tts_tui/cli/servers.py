"""`tts-tui servers`: the servers that have a name."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING, Any

from msgspec.structs import asdict

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tts_tui.servers.model import Server
    from tts_tui.servers.servers_file import ServerFile, Servers

__all__ = ["parser", "servers"]

_EPILOG = """\
examples:
  tts-tui servers add prod https://thethings.example.com --default
  tts-tui servers add ttn --sandbox eu1
  tts-tui servers add acme --cloud acme nam1
  tts-tui servers edit prod --ca-file ca.pem
  tts-tui servers edit prod --no-ca-file --name production
"""
_NONE = "No servers yet. Example: tts-tui servers add prod https://thethings.example.com"


def servers(words: Sequence[str]) -> int:
    """List, add, change and remove servers; 1 where that is refused in words."""
    options = _options(words)

    from tts_tui.servers.model import BadServer
    from tts_tui.servers.servers_file import ServerFault, ServerFile
    from tts_tui.text.safe_text import visible

    try:
        for line in options.run(ServerFile(), options):
            print(visible(line))
    except (BadServer, ServerFault) as error:
        print(f"tts-tui servers: {visible(str(error))}", file=sys.stderr)
        return 1
    return 0


def _options(words: Sequence[str]) -> argparse.Namespace:
    """What the words mean; ends the program where they make no sense."""
    options, unparsed = parser().parse_known_args(words)
    may_be_address = unparsed and not unparsed[0].startswith("-")
    if options.run in (_add, _edit) and may_be_address and "identity_server" not in options:
        options.identity_server = unparsed.pop(0)  # which argparse takes only right behind the name
    refuse = options.parser.error
    if unparsed:  # repeated only where it can't be a token
        unknown = " ".join(each.partition("=")[0] for each in unparsed if each.startswith("-"))
        refuse(f"unrecognized arguments: {unknown}" if unknown else "too many arguments")
    if options.run in (_add, _edit):
        where = [each for each in ("identity_server", "sandbox", "cloud") if each in options]
        if len(where) > 1:
            refuse("give only one of ADDRESS, --sandbox and --cloud")
        if options.run is _add and not where:
            refuse("give ADDRESS, --sandbox or --cloud")
        if options.run is _edit and not vars(options).keys() - {"run", "parser", "old_name"}:
            refuse("nothing to change; see: tts-tui servers edit --help")
    return options


def parser() -> argparse.ArgumentParser:
    """`tts-tui servers` and its words."""
    raw = argparse.RawDescriptionHelpFormatter
    group = argparse.ArgumentParser(
        "tts-tui servers", description="Your named servers.", epilog=_EPILOG, formatter_class=raw
    )
    group.set_defaults(run=_list, parser=group)
    commands = group.add_subparsers(metavar="COMMAND")

    listing = commands.add_parser("list", help="list the servers (the default)", description="List the servers.")
    listing.set_defaults(run=_list, parser=listing)

    # What was not typed is not there at all: an edit changes nothing else.
    adding = commands.add_parser(
        "add", help="add a server", description="Add a server under a name.", argument_default=argparse.SUPPRESS
    )
    adding.set_defaults(run=_add, parser=adding)
    adding.add_argument("name", metavar="NAME", help="short name; open it with tts-tui NAME")
    _add_fields(adding)

    editing = commands.add_parser(
        "edit",
        help="change a server",
        description="Change a server; what you leave out stays as it is.",
        argument_default=argparse.SUPPRESS,
    )
    editing.set_defaults(run=_edit, parser=editing)
    editing.add_argument("old_name", metavar="NAME", help="the server")
    _add_fields(editing)
    editing.add_argument("--name", metavar="NEW", help="new name")
    for field, what in {
        "cluster": "no cluster address of its own",
        "oauth": "no OAuth address of its own",
        "ca-file": "trust only the system's certificates",
        "token": "ask again where to store the token",
    }.items():
        editing.add_argument(f"--no-{field}", dest=field.replace("-", "_"), action="store_const", const=None, help=what)
    for field, what in {"insecure": "don't allow plain http", "default": "no longer the default"}.items():
        editing.add_argument(f"--no-{field}", dest=field, action="store_false", help=what)

    removing = commands.add_parser("remove", help="remove a server", description="Remove a server from the list.")
    removing.set_defaults(run=_remove, parser=removing)
    removing.add_argument("name", metavar="NAME", help="the server")
    removing.add_argument("--yes", action="store_true", help="don't ask")

    choosing = commands.add_parser("default", help="set the default server", description="Set the default server.")
    choosing.set_defaults(run=_default, parser=choosing)
    choosing.add_argument("name", metavar="NAME", help="the server to open when none is given")
    return group


def _add_fields(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("identity_server", metavar="ADDRESS", nargs="?", help="such as https://thethings.example.com")
    parser.add_argument("--sandbox", metavar="CLUSTER", help="The Things Stack Sandbox: eu1, nam1 or au1")
    parser.add_argument(
        "--cloud", nargs=2, metavar=("TENANT", "CLUSTER"), help="a tenant of The Things Stack Cloud, and its cluster"
    )
    parser.add_argument("--cluster", metavar="URL", help="address of the cluster, if it isn't ADDRESS")
    parser.add_argument("--oauth", metavar="URL", help="address of OAuth, if it isn't ADDRESS/oauth")
    parser.add_argument("--ca-file", metavar="FILE", help="PEM file of certificates to trust, besides the system's")
    parser.add_argument(
        "--insecure", action="store_true", help="allow http:// (insecure: others on the network can read your token)"
    )
    parser.add_argument(
        "--token",
        type=_store_kind,
        metavar="PLACE",
        help="where to store the token: keyring, insecure-keyring, file or session",
    )
    parser.add_argument("--default", action="store_true", help="open it when no server is given")


def _store_kind(word: str) -> str:
    """A place for a token. Not argparse's choices, whose message repeats what was typed: it may be the token."""
    from tts_tui.servers.token_stores import STORE_KINDS

    if word not in STORE_KINDS:
        raise argparse.ArgumentTypeError(f"one of {', '.join(STORE_KINDS)}; the token itself is asked for later")
    return word


def _list(file: ServerFile, _: argparse.Namespace) -> list[str]:
    from tts_tui.servers.model import why_reserved

    there = file.read()
    if not there.servers:
        return [_NONE]
    header = ("NAME", "IDENTITY SERVER", "CLUSTER", "TOKEN", "")
    rows = [header, *(_row(each, there) for each in there.servers)]
    shown = [column for column in zip(*rows, strict=True) if any(column[1:])]
    widths = [max(map(len, column)) for column in shown]
    return [
        *(
            "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
            for row in zip(*shown, strict=True)
        ),
        *(
            f"{why} Rename the server: tts-tui servers edit {each.name} --name NEW"
            for each in there.servers
            if (why := why_reserved(each.name))
        ),
    ]


def _row(server: Server, there: Servers) -> tuple[str, ...]:
    from tts_tui.servers.token_stores import in_short

    marks = {
        "default": server.name == there.default,
        "insecure": not server.protected,
        "own CA": server.ca_file is not None,
    }
    return (
        server.name,
        server.identity_server,
        server.cluster or "",
        in_short(server.token),
        ", ".join(mark for mark, holds in marks.items() if holds),
    )


def _fields(options: argparse.Namespace) -> dict[str, Any]:
    """What was typed of a server. Raises BadServer."""
    from tts_tui.servers.model import ca_file, cloud, sandbox

    typed = vars(options)
    fields: dict[str, Any] = {}
    if "sandbox" in typed:
        fields |= sandbox(typed["sandbox"])
    elif "cloud" in typed:
        fields |= cloud(*typed["cloud"])
    plain = ("name", "identity_server", "cluster", "oauth", "insecure", "token")
    fields |= {each: typed[each] for each in plain if each in typed}
    if "ca_file" in typed:
        fields["ca_file"] = None if typed["ca_file"] is None else ca_file(typed["ca_file"])
    return fields


def _add(file: ServerFile, options: argparse.Namespace) -> Iterable[str]:
    from tts_tui.servers.model import make

    server = make(**_fields(options))
    file.add(server)
    if "default" in options:
        file.set_default(server.name)
    yield f"Added {server.name}, {server.identity_server}. Open it: tts-tui {server.name}"
    yield from _warnings(server)


def _edit(file: ServerFile, options: argparse.Namespace) -> Iterable[str]:
    import asyncio

    from tts_tui.api.errors import NotRenewed
    from tts_tui.servers.model import make
    from tts_tui.servers.servers_file import NoSuchServer, ServerFault
    from tts_tui.session.credentials import StoreFault
    from tts_tui.session.manager import SessionManager

    there = file.read()
    old = there.named(options.old_name)
    if old is None:
        raise NoSuchServer(f"There is no server named {options.old_name!r}. See: tts-tui servers")
    server = make(**{**asdict(old), **_fields(options)})
    try:
        asyncio.run(SessionManager().replace(old.name, server))
    except (StoreFault, NotRenewed) as fault:
        raise ServerFault(f"{fault} Its token couldn't be moved, so nothing was changed.") from None
    if "default" in options and (options.default or there.default == old.name):
        file.set_default(server.name if options.default else None)
    cluster = f", with its cluster at {server.cluster}" if server.cluster else ""
    yield f"Changed {server.name}, {server.identity_server}{cluster}."
    if server.identity_server != old.identity_server and old.token not in (None, "session"):
        yield f"The token of {old.identity_server} does not move along; the next start asks for one."
    yield from _warnings(server)


def _warnings(server: Server) -> Iterable[str]:
    if not server.protected:
        yield "Insecure: others on the network can read its token."


def _remove(file: ServerFile, options: argparse.Namespace) -> Iterable[str]:
    from tts_tui.servers.servers_file import NoSuchServer, ServerFault
    from tts_tui.servers.token_stores import in_short

    there = file.read()
    server = there.named(options.name)
    if server is None:
        raise NoSuchServer(f"There is no server named {options.name!r}. See: tts-tui servers")
    if not options.yes and not sys.stdin.isatty():
        raise ServerFault("Nothing was removed. Without a terminal, confirm with --yes.")
    kept = server.token not in (None, "session")
    if kept:
        yield f"Its token stays in the {in_short(server.token)}, and stays valid."
    if not options.yes:
        if kept:
            yield f"To revoke the login first, answer no, then: tts-tui logout {server.name}"
        if not _agreed(f"Remove {server.name}, {server.identity_server}? [y/N] "):
            raise ServerFault("Nothing was removed.")
    file.remove(server.name)
    yield f"Removed {server.name}."
    if there.default == server.name:
        yield "There is no default server now. To set one: tts-tui servers default NAME"


def _agreed(question: str) -> bool:
    try:
        return input(question).strip().lower() in ("y", "yes")
    except (EOFError, KeyboardInterrupt):
        print()
        return False


def _default(file: ServerFile, options: argparse.Namespace) -> Iterable[str]:
    file.set_default(options.name)
    yield f"{options.name} is now the default server."
