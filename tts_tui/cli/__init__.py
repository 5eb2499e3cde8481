"""The command line: a file for each word of its own; anything else is a server to open."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

__all__ = ["WORDS", "main"]

WORDS: Final = {
    "access": "access",
    "apps": "apps",
    "audit": "audit",
    "collaborators": "collaborators",
    "completion": "completion",
    "demo": "demo",
    "doctor": "doctor",
    "events": "events",
    "keys": "keys",
    "login": "login",
    "logout": "login",
    "sandbox": "sandbox",
    "servers": "servers",
}
"""The program's own words, and in which file of this folder the function of that name is."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program; its exit status.

    0 for success; 1 for a refusal, a defect, or if stdout can't be written to; 2 for wrong arguments, and for a
    machine, terminal or settings on which it can't run; 130 for Ctrl+C. Words for scripts have
    more: see `exit_codes`.
    """
    if not hasattr(os, "O_NOFOLLOW"):  # nor much else that tokens in files and the terminal need
        print("tts-tui: it runs on Linux and macOS", file=sys.stderr)
        return 2
    from tts_tui.cli.streams import CannotWrite, guarded

    try:
        with guarded():
            return _run(list(sys.argv[1:] if arguments is None else arguments))
    except CannotWrite as why:
        if str(why) and sys.stderr is not None:
            print(f"tts-tui: {why}", file=sys.stderr)
        return 1


def _run(words: list[str]) -> int:
    _leave_out()
    # To look for plugins, pydantic reads what every installed package says of itself: a twentieth of the start.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    match words:
        case [word, *rest] if word in WORDS:
            run: Callable[[Sequence[str]], int] = getattr(import_module(f"tts_tui.cli.{WORDS[word]}"), word)
            return run(rest)
        case _:
            from tts_tui.cli.client import client

            return client(words)


def _leave_out() -> None:
    """Keep httpx and httpcore from importing optional modules that aren't needed here.

    These are a command line (with click, rich and pygments) and HTTP/2 (with h2): a tenth of the start.
    """
    for unwanted in ("httpx._main", "httpcore._async.http2", "httpcore._sync.http2"):
        sys.modules.setdefault(unwanted, None)  # type: ignore[arg-type]
