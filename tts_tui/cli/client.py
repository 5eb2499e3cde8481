"""`tts-tui [SERVER]`: the program itself."""

from __future__ import annotations

import argparse
import os
from typing import TYPE_CHECKING

from tts_tui import __version__
from tts_tui.cli.terminal import run

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["client"]

_DESCRIPTION = "A keyboard-driven terminal client for the applications of The Things Stack."
_EPILOG = """\
commands:
  tts-tui demo               try everything on sample data; nothing is touched
  tts-tui sandbox --port N   serve the same data on this machine, for curl etc.

environment:
  TTS_TUI_TOKEN              a token to use and never store, with its server
  TTS_TUI_SERVER             the server, where none is given
"""


def client(words: Sequence[str]) -> int:
    """Open a server."""
    parser = argparse.ArgumentParser(
        "tts-tui", description=_DESCRIPTION, epilog=_EPILOG, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "server", metavar="SERVER", nargs="?", help="https://thethings.example.com; the last one if left out"
    )
    parser.add_argument(
        "--insecure", action="store_true", help="allow http:// to another machine: the token can be read"
    )
    parser.add_argument("--version", action="version", version=f"tts-tui {__version__}")
    options = parser.parse_args(words)

    from tts_tui.addresses import BadAddress, base_url
    from tts_tui.credentials import from_environment
    from tts_tui.last_server import last_used

    named = options.server or os.environ.get("TTS_TUI_SERVER")
    found = from_environment(os.environ)
    if found is not None and not named:
        parser.error("with TTS_TUI_TOKEN set, name its server too: tts-tui SERVER, or TTS_TUI_SERVER")
    address = named or last_used()
    if not address:
        parser.error("which server? Such as: tts-tui https://thethings.example.com, or try: tts-tui demo")
    try:
        url = base_url(address, insecure=options.insecure)
    except BadAddress as error:
        parser.error(str(error))

    from tts_tui.app import Start

    return run(Start(url, found))
