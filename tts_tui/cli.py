"""The command line: `tts-tui [SERVER]`, `demo`, `sandbox`."""

from __future__ import annotations

import argparse
import os
import sys
from typing import TYPE_CHECKING

from tts_tui import __version__

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tts_tui.app import Start

__all__ = ["main"]

_DESCRIPTION = "A keyboard-driven terminal client for the applications of The Things Stack."
_EPILOG = """\
commands:
  tts-tui demo               try everything on sample data; nothing is touched
  tts-tui sandbox --port N   serve the same data on this machine, for curl etc.

environment:
  TTS_TUI_TOKEN              a token to use and never store, with its server
  TTS_TUI_SERVER             the server, where none is given
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program; its exit status: 0 for a good end, 1 for a defect, 2 for a command line that makes no sense."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    if words[:1] == ["demo"]:
        return _demo(words[1:])
    if words[:1] == ["sandbox"]:
        return _sandbox(words[1:])
    return _client(words)


def _client(words: Sequence[str]) -> int:
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

    return _run(Start(url, found))


def _demo(words: Sequence[str]) -> int:
    parser = argparse.ArgumentParser("tts-tui demo", description="Try the program on sample data, signed in.")
    parser.add_argument("--applications", type=_count, default=60, metavar="N", help="how many (60)")
    options = parser.parse_args(words)

    from pydantic import SecretStr

    from tts_tui.app import Start
    from tts_tui.credentials import Found
    from tts_tui.sandbox.app import Sandbox
    from tts_tui.sandbox.sample import fill
    from tts_tui.sandbox.server import in_thread

    sandbox = Sandbox()
    sample = fill(sandbox, options.applications)
    with in_thread(sandbox) as url:
        return _run(Start(url, Found(SecretStr(sample.key), "of the demo"), keep=False))


def _sandbox(words: Sequence[str]) -> int:
    parser = argparse.ArgumentParser("tts-tui sandbox", description="Serve sample data on this machine until ctrl+c.")
    parser.add_argument("--port", type=_port, default=1885, metavar="N", help="the port (1885); 0 for any that is free")
    parser.add_argument("--applications", type=_count, default=60, metavar="N", help="how many (60)")
    options = parser.parse_args(words)

    import asyncio

    from tts_tui.sandbox.app import Sandbox
    from tts_tui.sandbox.sample import fill
    from tts_tui.sandbox.server import serve

    sandbox = Sandbox()
    sample = fill(sandbox, options.applications)

    def ready(url: str) -> None:
        print(url, sample.user_id, sample.key, sep="\n", flush=True)

    try:
        asyncio.run(serve(sandbox, port=options.port, ready=ready))
    except OSError as error:
        print(f"tts-tui sandbox: port {options.port} can't be used: {os.strerror(error.errno or 0)}", file=sys.stderr)
        return 2
    return 0


def _run(start: Start) -> int:
    # The keyboard is read from the one, the screen is drawn on the other.
    if not (sys.__stdin__ and sys.__stdin__.isatty() and sys.__stderr__ and sys.__stderr__.isatty()):
        print("tts-tui: this needs a terminal, for its input and for stderr", file=sys.stderr)
        return 2
    from tts_tui.app import TTSApp

    app = TTSApp(start)
    app.run()
    return app.return_code or 0


def _count(text: str) -> int:
    number = int(text)
    if not 0 <= number <= 100_000:  # noqa: PLR2004 - what the generator of sample data can do
        raise argparse.ArgumentTypeError("from 0 to 100000")
    return number


def _port(text: str) -> int:
    number = int(text)
    if not 0 <= number <= 65_535:  # noqa: PLR2004 - what TCP has
        raise argparse.ArgumentTypeError("from 0 to 65535")
    return number
