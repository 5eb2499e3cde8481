"""Which server and which token a command line means."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from tts_tui.addresses import BadAddress, base_url
from tts_tui.credentials import StoreFault, from_environment
from tts_tui.last_server import last_used
from tts_tui.server_file import ServerFault, ServerFile, Servers
from tts_tui.servers import Server, by_address

if TYPE_CHECKING:
    import argparse

    from tts_tui.credentials import Found

__all__ = ["given_token", "server_of"]


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
    if (server := servers.named(named)) is not None:
        return server
    try:
        url = base_url(named, insecure=options.insecure)
    except BadAddress as error:
        parser.error(_unknown(named, servers, error))
    return servers.at(url) or by_address(url, insecure=options.insecure)


def _last(servers: Servers) -> Server | None:
    """The server that was used last, if it is still one: it may have been removed, or have needed --insecure."""
    if (last := last_used()) is None:
        return None
    if (named := servers.named(last)) is not None:
        return named
    try:
        server = by_address(last)
    except BadAddress:
        return None
    return servers.at(server.identity_server) or server


def _unknown(named: str, servers: Servers, error: BadAddress) -> str:
    if "://" in named or "@" in named or not servers.servers:
        return str(error)
    names = ", ".join(each.name for each in servers.servers)
    return f"{error} Or one of your servers: {names}"


def given_token(parser: argparse.ArgumentParser, token_file: str | None) -> Found | None:
    """The token of `--token-file`, or else of TTS_TUI_TOKEN; both are used and never stored. Ends where it is none."""
    if token_file is None:
        return from_environment(os.environ)
    from tts_tui.credentials.file import from_file

    try:
        return from_file(token_file)
    except StoreFault as fault:
        parser.error(str(fault))
