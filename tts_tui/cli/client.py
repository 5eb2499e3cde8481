"""`tts-tui [SERVER]`: the program itself."""

from __future__ import annotations

import argparse
import os
from typing import TYPE_CHECKING

from tts_tui import __version__
from tts_tui.cli.arguments import add_server
from tts_tui.cli.terminal import run

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["client"]

_DESCRIPTION = "A keyboard-driven terminal client for the applications of The Things Stack."
_EPILOG = """\
commands:
  tts-tui login [SERVER]     sign in with any browser, or with a key
  tts-tui logout [SERVER]    end the login on the server, and forget it here
  tts-tui servers            the servers that have a name: list, add, change
  tts-tui doctor [SERVER]    what works here and what doesn't, and what to do
  tts-tui demo               try everything on sample data; nothing is touched
  tts-tui sandbox --port N   serve the same data on this machine, for curl etc.

environment:
  TTS_TUI_TOKEN              a token to use and never store, with its server
  TTS_TUI_SERVER             the server, where none is given
"""


def client(words: Sequence[str]) -> int:
    """Open a server, or let the person choose one."""
    parser = argparse.ArgumentParser(
        "tts-tui", description=_DESCRIPTION, epilog=_EPILOG, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--token-file", metavar="FILE", help="a file with a token to use and never store")
    parser.add_argument("--version", action="version", version=f"tts-tui {__version__}")

    add_server(parser)
    options = parser.parse_args(words)

    from tts_tui.cli.which import given_token, server_of

    found = given_token(parser, options.token_file)
    if found is not None and not (options.server or os.environ.get("TTS_TUI_SERVER")):
        parser.error(f"with a token {found.source}, name its server too: tts-tui SERVER, or TTS_TUI_SERVER")
    server = server_of(parser, options)

    from tts_tui.app import Start
    from tts_tui.gate import Gate

    return run(Start(server, Gate(), found))
