"""`tts-tui doctor`: checks of this machine, the server, the token and the terminal, with advice."""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import textwrap
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tts_tui.doctor import CheckContext, Finding, Inquiry, Level, Section
    from tts_tui.session.credentials import FoundToken

__all__ = ["doctor", "parser"]

_MARKS: Final[dict[Level, str]] = {"ok": "ok", "note": "note", "warn": "warn", "broken": "BROKEN"}
_COLOURS: Final[dict[Level, str]] = {"ok": "32", "note": "36", "warn": "33", "broken": "1;31"}
_INDENT: Final = 9
_WIDEST: Final = 110


def doctor(words: Sequence[str]) -> int:
    """Look at everything and say it; 1 where something is broken."""
    options = parser().parse_args(words)

    import asyncio

    from tts_tui.doctor import CheckContext
    from tts_tui.text.instants import utc_now

    try:
        return asyncio.run(_report(_question(options), CheckContext(options.timeout, utc_now)))
    except KeyboardInterrupt:
        return 130


def parser() -> argparse.ArgumentParser:
    """`tts-tui doctor`."""
    made = argparse.ArgumentParser(
        "tts-tui doctor", description="Check what works and what doesn't, and say what to do. Changes nothing."
    )
    made.add_argument("server", metavar="SERVER", nargs="?", help="a name or an address; the default if left out")
    made.add_argument(
        "--insecure", action="store_true", help="allow http:// (insecure: others on the network can read your token)"
    )
    made.add_argument("--token-file", metavar="FILE", help="file or pipe with a token to use and never store")
    made.add_argument(
        "--timeout", type=_seconds, default=10.0, metavar="SECONDS", help="seconds to wait for each answer (10)"
    )
    return made


def _seconds(text: str) -> float:
    seconds = float(text)
    if not 0 < seconds <= 600:  # noqa: PLR2004 - nobody waits longer, and nan is none
        raise argparse.ArgumentTypeError("from 0 to 600 seconds")
    return seconds


def _question(options: argparse.Namespace) -> Inquiry:
    from tts_tui.doctor import Inquiry
    from tts_tui.servers.last_used import last_used
    from tts_tui.text.drawable import terminal_size

    return Inquiry(
        named=options.server or os.environ.get("TTS_TUI_SERVER"),
        known=last_used(),
        given=_given(options.token_file),
        insecure=options.insecure,
        environ=os.environ,
        size=terminal_size(),
        encoding=sys.stdout.encoding,
    )


def _given(token_file: str | None) -> FoundToken | Finding | None:
    from tts_tui.cli.which import found_in
    from tts_tui.doctor import Finding
    from tts_tui.session.credentials import StoreFault
    from tts_tui.text.safe_text import visible

    try:
        return found_in(token_file)
    except StoreFault as fault:
        return Finding("broken", "No token in the file.", visible(str(fault)), "Give the file that contains it.")


async def _report(question: Inquiry, around: CheckContext) -> int:
    from tts_tui.doctor import examine

    coloured = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    width = min(question.size[0] if question.size else shutil.get_terminal_size().columns, _WIDEST)
    broken = 0
    async for section in examine(question, around):
        for line in _lines(section, width, coloured=coloured):
            print(line.encode(sys.stdout.encoding, "replace").decode(sys.stdout.encoding), flush=True)
        broken += sum(each.level == "broken" for each in section.findings)
    print()
    print("No problems." if not broken else f"{broken} problem{'s' if broken > 1 else ''}.")
    return 1 if broken else 0


def _lines(section: Section, width: int, *, coloured: bool) -> Iterator[str]:
    yield ""
    yield section.title
    for each in section.findings:
        mark = f"{_MARKS[each.level]:<{_INDENT - 3}}"
        mark = f"  \x1b[{_COLOURS[each.level]}m{mark}\x1b[0m " if coloured else f"  {mark} "
        first, *more = _wrapped(each.what, width)
        yield mark + first
        for line in [*more, *_wrapped(each.detail, width), *_wrapped(f"→ {each.advice}" if each.advice else "", width)]:
            yield " " * _INDENT + line


def _wrapped(text: str, width: int) -> list[str]:
    return textwrap.wrap(text, max(width - _INDENT, 20), break_long_words=False, break_on_hyphens=False)
