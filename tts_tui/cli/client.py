"""`tts-tui [SERVER]`: the program itself."""

from __future__ import annotations

import argparse
import os
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Final

import msgspec

from tts_tui import __version__
from tts_tui.cli.arguments import add_server
from tts_tui.cli.terminal import run
from tts_tui.session.start import CannotStart, Start

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tts_tui.cli.demo import Demo

__all__ = ["client"]

_DESCRIPTION = "A keyboard-driven terminal client for the applications of The Things Stack."
_EPILOG = """\
commands:
  tts-tui login [SERVER]     sign in with any browser or an API key
  tts-tui logout [SERVER]    revoke the login on the server and remove it here
  tts-tui servers            your named servers: list, add, edit, remove
  tts-tui doctor [SERVER]    check this machine, the server and the token
  tts-tui apps …             applications, for scripts: tts-tui apps --help
  tts-tui keys …             API keys, for scripts: list, create, rotate, revoke
  tts-tui collaborators …    who has access, for scripts: list, set, remove
  tts-tui access APP         who can do what in an application
  tts-tui audit              API keys of all applications that are worth a look
  tts-tui events APP…        what happens in applications: tts-tui events --help
  tts-tui completion SHELL   completion for bash, zsh or fish, to be sourced
  tts-tui demo               try everything on sample data
  tts-tui sandbox --port N   serve the sample data here, for curl and scripts

environment:
  TTS_TUI_TOKEN              a token to use and never store; needs a server
  TTS_TUI_SERVER             the server, if none is given
  TTS_TUI_PLAIN_PAINT=1      redraw whole lines, not only what changed
"""

_NEEDED: Final = ("tts_tui.api", "httpx", "tts_tui.cli.which", "tts_tui.session.manager")
"""What opening a server imports, in steps that are short enough for keys which are pressed meanwhile."""


def client(words: Sequence[str]) -> int:
    """Open a server, or let the person choose one."""
    parser = argparse.ArgumentParser(
        "tts-tui", description=_DESCRIPTION, epilog=_EPILOG, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--token-file", metavar="FILE", help="file with a token to use and never store")
    parser.add_argument("--version", action="version", version=f"tts-tui {__version__}")

    add_server(parser)
    options = parser.parse_args(words)
    from tts_tui.cli.demo import Demo
    from tts_tui.servers.preferences import remembered_theme

    try:
        with Demo() as demo:
            return run(partial(_start, options, demo), theme=remembered_theme())
    except CannotStart as why:
        parser.error(str(why))


async def _start(options: argparse.Namespace, demo: Demo) -> Start:
    import asyncio  # here, since --help needs none of it

    for module in _NEEDED:
        import_module(module)
        await asyncio.sleep(0)
    from tts_tui.session.credentials.daemon import start_in_daemon

    # In a thread: a file may be a pipe that nobody writes to.
    return msgspec.structs.replace(await start_in_daemon(partial(_found, options)), demo=demo.start)


def _found(options: argparse.Namespace) -> Start:
    """What the command line means, read from files and environment. Raises CannotStart."""
    from tts_tui.cli.which import given_token, server_of
    from tts_tui.servers.hosted import misplaced
    from tts_tui.session.manager import SessionManager

    found = given_token(options.token_file)
    if found is not None and not (options.server or os.environ.get("TTS_TUI_SERVER")):
        raise CannotStart(f"with a token {found.source}, name its server, too: tts-tui SERVER, or TTS_TUI_SERVER")
    warnings: list[str] = []
    server = server_of(options, warnings.append)
    if server is not None and (why := misplaced(server.identity_server)):  # of a file that was written before
        warnings.append(f"{why}. To correct it: tts-tui servers edit {server.name}")
    return Start(server, SessionManager(), found, " ".join(warnings))
