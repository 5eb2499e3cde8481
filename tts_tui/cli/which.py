"""Finding the server and the token that a command line means."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from tts_tui.servers.addresses import BadAddress
from tts_tui.servers.last_used import last_used
from tts_tui.servers.servers_file import ServerFault, ServerFile, Servers
from tts_tui.session.credentials import StoreFault, from_environment
from tts_tui.session.start import CannotStart

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from tts_tui.servers.model import Server
    from tts_tui.session.credentials import FoundToken

__all__ = ["found_in", "given_token", "server_of"]


def server_of(options: argparse.Namespace, warn: Callable[[str], object]) -> Server | None:
    """The server that is named by argument or environment, else the default one, else the last one used, else None.

    Raises CannotStart where it is named and none, and where the file of servers is broken and needed. `warn` is told
    of one that is broken and not needed.
    """
    named: str | None = options.server or os.environ.get("TTS_TUI_SERVER")
    try:
        servers = ServerFile().read()
    except ServerFault as fault:
        if named is None or "://" not in named:
            raise CannotStart(str(fault)) from None
        warn(str(fault))
        servers = Servers()
    if named is None:
        return servers.named(servers.default) if servers.default else _last(servers)
    try:
        return servers.meant_by(named, insecure=options.insecure)
    except BadAddress as error:
        raise CannotStart(_unknown(named, servers, error)) from None


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
    return f"{str(error).removesuffix('.')}; or the name of one of your servers: {names}"


def given_token(token_file: str | None) -> FoundToken | None:
    """The same as `found_in`. Raises CannotStart if the file has no token."""
    try:
        return found_in(token_file)
    except StoreFault as fault:
        raise CannotStart(str(fault)) from None


def found_in(token_file: str | None) -> FoundToken | None:
    """The token of that file, or else of TTS_TUI_TOKEN. Raises StoreFault."""
    if token_file is None:
        return from_environment(os.environ)
    from tts_tui.session.credentials.file import from_file

    return from_file(token_file)
