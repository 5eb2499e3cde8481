"""What `tts-tui login --from-ttn-lw-cli` imports: which of the servers and logins that `ttn-lw-cli` has."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from tts_tui.servers.addresses import BadAddress
from tts_tui.servers.servers_file import ServerFile
from tts_tui.session.imports.ttn_lw_cli import BadFile
from tts_tui.text.safe_text import visible

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from tts_tui.servers.model import Server
    from tts_tui.session.credentials import Credential
    from tts_tui.session.imports.ttn_lw_cli import Imported
    from tts_tui.session.manager import SessionManager

__all__ = ["NotTaken", "chosen"]


class NotTaken(Exception):
    """Nothing is imported; the text says why."""


def chosen(options: argparse.Namespace, manager: SessionManager) -> tuple[Server, Credential]:
    """The server that is named by argument or environment, or that the person picks, and its credential.

    What there is is listed, and what is to be known of the one taken is said, on stderr. Raises NotTaken, and
    ServerFault where the file of servers is broken.
    """
    named: str | None = options.server or os.environ.get("TTS_TUI_SERVER")
    config = Path(options.ttn_lw_config) if options.ttn_lw_config else None
    try:
        found = asyncio.run(manager.of_ttn_lw_cli(config))
    except BadFile as fault:
        raise NotTaken(str(fault)) from None
    if not any(each.credential for each in found):
        raise NotTaken(_nothing(found))
    server, imported = _named(named, found, insecure=options.insecure) if named else _picked(found)
    for note in imported.notes:
        print(visible(note), file=sys.stderr)
    if imported.credential is None:
        raise NotTaken(f"ttn-lw-cli has no login for {imported.server.name}. Sign in: tts-tui login {server.name}")
    return server, imported.credential


def _nothing(found: Sequence[Imported]) -> str:
    where = "For a config file elsewhere: --ttn-lw-config FILE"
    if not found:
        return f"ttn-lw-cli has no login on this machine. {where}"
    notes = [f"{each.server.name}: {' '.join(each.notes)}" for each in found]
    return "\n".join([f"ttn-lw-cli has no login on this machine that can be imported. {where}", *notes])


def _named(named: str, found: Sequence[Imported], *, insecure: bool) -> tuple[Server, Imported]:
    """The import of that name, or at the server of that name or address here; and how the server is called here."""
    if by_name := next((each for each in found if each.server.name == named), None):
        return by_name.server, by_name
    servers = ServerFile().read()
    try:
        server = servers.meant_by(named, insecure=insecure)
    except BadAddress as error:
        raise NotTaken(f"{error}\n{_listed(found)}") from None
    there = [each for each in found if each.server.identity_server == server.identity_server]
    if len(there) == 1:
        # A server that the person has named stays as it is; one that nobody has is as ttn-lw-cli knows it.
        return server if servers.named(server.name) else there[0].server, there[0]
    why = "has several logins" if there else "has no login"
    raise NotTaken(f"ttn-lw-cli {why} for {server.identity_server}. Name one of these:\n{_listed(there or found)}")


def _picked(found: Sequence[Imported]) -> tuple[Server, Imported]:
    """The one that the person picks; the only one that has a login where nobody is to be asked."""
    print(f"ttn-lw-cli has on this machine:\n{_listed(found)}", file=sys.stderr)
    takable = [each for each in found if each.credential is not None]
    if len(takable) == 1:
        return takable[0].server, takable[0]
    if not sys.stdin.isatty():
        raise NotTaken("Choose one: tts-tui login NAME --from-ttn-lw-cli")
    while True:
        answer = input("Which one? Its name or number: ").strip()
        for number, each in enumerate(found, 1):
            if answer in (str(number), each.server.name):
                return each.server, each


def _listed(found: Sequence[Imported]) -> str:
    rows = [
        (f"{number:>3}", visible(each.server.name), each.server.identity_server, each.kind)
        for number, each in enumerate(found, 1)
    ]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    )
