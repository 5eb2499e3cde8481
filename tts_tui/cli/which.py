"""Which server and which token a command line means."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from tts_tui.addresses import BadAddress
from tts_tui.credentials import StoreFault, from_environment
from tts_tui.last_server import last_used
from tts_tui.server_file import ServerFault, ServerFile, Servers

if TYPE_CHECKING:
    import argparse

    from tts_tui.credentials import Found
    from tts_tui.servers import Server

__all__ = ["found_in", "given_token", "server_of"]


def server_of(parser: argparse.ArgumentParser, options: argparse.Namespace) -> Server | None:
    """The server that is named by argument or environment, the default one, or the last one; None without any.

    Ends the program in words where it is named and none, and where the file of servers is broken and needed.
    """
    named: str | None = options.server or os.environ.get("TTS_TUI_SERVER")
    try:
        servers = ServerFile().read()
    except ServerFault as fault:
        if named is None or "://" not in named:
            parser.error(str(fault))
        print(f"{parser.prog}: {fault}", file=sys.stderr)
        servers = Servers()
    if named is None:
        return servers.named(servers.default) if servers.default else _last(servers)
    try:
        return servers.meant_by(named, insecure=options.insecure)
    except BadAddress as error:
        parser.error(_unknown(named, servers, error))


def _last(servers: Servers) -> Server | None:
    """The server that was used last, if it is still one: it may have been removed, or have needed --insecure."""
    if (last := last_used()) is None:
        return None
    try:
        return servers.meant_by(last)
    except BadAddress:
        return None


def _unknown(named: str, servers: Servers, error: BadAddress) -> str:
    if "://" in named or "@" in named or not servers.servers:
        return str(error)
    names = ", ".join(each.name for each in servers.servers)
    return f"{error} Or one of your servers: {names}"


def given_token(parser: argparse.ArgumentParser, token_file: str | None) -> Found | None:
    """The token of `--token-file`, or else of TTS_TUI_TOKEN; both are used and never stored. Ends where it is none."""
    try:
        return found_in(token_file)
    except StoreFault as fault:
        parser.error(str(fault))


def found_in(token_file: str | None) -> Found | None:
    """The token of that file, or else of TTS_TUI_TOKEN. Raises StoreFault."""
    if token_file is None:
        return from_environment(os.environ)
    from tts_tui.credentials.file import from_file

    return from_file(token_file)
