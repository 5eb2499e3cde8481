"""`tts-tui events`: what happens in applications, line by line."""

from __future__ import annotations

import asyncio
import json
from contextlib import aclosing
from typing import TYPE_CHECKING, Any, Final

from tts_tui.cli.arguments import tail
from tts_tui.cli.exit_codes import DONE, NOT_ALLOWED
from tts_tui.cli.output import line, say, warn
from tts_tui.cli.scripting import Parser, Refused, add_common, run_word

if TYPE_CHECKING:
    import argparse
    from collections.abc import AsyncIterator, Sequence

    from tts_tui.api.errors import TTSError
    from tts_tui.api.resources.events import Event, RawEvent
    from tts_tui.services.events.follow import Gap
    from tts_tui.session.sign_in import Connection

__all__ = ["events", "parser"]

_QUIET: Final = 1.0
"""Seconds without an event after which all that is kept has come."""


def events(words: Sequence[str]) -> int:
    """Run the command. Returns its exit code, see `exit_codes`."""
    return run_word(parser(), words)


def parser() -> Parser:
    """`tts-tui events`."""
    made = Parser(
        "tts-tui events",
        description="Events of applications and their devices, as far as the server keeps them: about the last "
        "hundred of each, for a day at most.",
    )
    made.add_argument("applications", metavar="APP", nargs="+", help="the IDs of applications")
    made.add_argument("--follow", "-f", action="store_true", help="follow new events, until Ctrl+C")
    made.add_argument(
        "--names",
        metavar="NAMES",
        default="",
        help="only these: names, or patterns between slashes, separated by commas, such as as.up.data.forward,/fail$/",
    )
    made.add_argument(
        "--tail", metavar="N", type=tail, default=None, help="at most the last N events of each application (all)"
    )
    add_common(made)
    made.set_defaults(act=_events, doing="watch the events", parser=made)
    return made


async def _events(options: argparse.Namespace, connection: Connection) -> int:
    from tts_tui.api.resources.events import LONGEST_TAIL
    from tts_tui.services.events.follow import follow
    from tts_tui.services.events.watching import until_refused, watchable
    from tts_tui.text.instants import utc_now

    found = await watchable(connection.client, options.applications)
    for each in found.refused:
        warn(f"Left out: {each}. You have no rights on it, or it doesn't exist.")
    if not found.allowed:
        raise Refused("There is nothing to watch.", NOT_ALLOWED)
    names = [each.strip() for each in options.names.split(",") if each.strip()]
    stream = follow(
        connection.client,
        tuple(found.allowed),
        names=names,
        tail=options.tail or LONGEST_TAIL,
        clock=utc_now,
        on_away=_away,
    )
    async with aclosing(stream) as happening:
        if not options.follow:
            if not await _print(_until_quiet(happening), options):
                warn("The server has kept no such events. --follow waits for new ones.")
            return DONE
        printing = asyncio.ensure_future(_print(happening, options))
        checking = asyncio.ensure_future(until_refused(connection.client, found.allowed))
        try:
            await asyncio.wait((printing, checking), return_when=asyncio.FIRST_COMPLETED)
            for task in (checking, printing):
                if task.done():
                    await task
        finally:
            printing.cancel()
            checking.cancel()
            await asyncio.gather(printing, checking, return_exceptions=True)
    return DONE


async def _until_quiet(stream: AsyncIterator[Event | RawEvent | Gap]) -> AsyncIterator[Event | RawEvent | Gap]:
    """What comes until nothing comes for a moment: the server doesn't say where what it has kept ends."""
    while True:
        try:
            yield await asyncio.wait_for(anext(stream), _QUIET)
        except (TimeoutError, StopAsyncIteration):
            return


async def _print(stream: AsyncIterator[Event | RawEvent | Gap], options: argparse.Namespace) -> int:
    """Print what comes; how many events that were."""
    from tts_tui.api.resources.events import RawEvent
    from tts_tui.services.events.buffer import what_may_be_missing
    from tts_tui.services.events.follow import Gap

    several, printed = len(set(options.applications)) > 1, 0
    async for event in stream:
        if isinstance(event, Gap):
            warn(f"The stream is back after {event.seconds:.0f} s. {what_may_be_missing(event)}")
            continue
        printed += 1
        if isinstance(event, RawEvent):
            raw = event.content.decode("utf-8", "replace")
            _say(f"An event that can't be read: {raw}", {"unreadable": raw}, options)
        else:
            _say(_words(event, several=several), dict(event.json), options)
    return printed


def _say(words: str, whole: dict[str, Any], options: argparse.Namespace) -> None:
    if options.json:
        line(json.dumps(whole, ensure_ascii=False))
    else:
        say(words)


def _words(event: Event, *, several: bool) -> str:
    """When, where and what, in one line."""
    from tts_tui.services.events.in_words import essence, what_happened
    from tts_tui.text.instants import local

    where = "/".join(part for part in (event.application_id if several else "", event.device_id) if part)
    held = essence(event)
    what = what_happened(event.name) + (f": {held}" if held else "")
    return f"{local(event.time).isoformat(' ', 'milliseconds')}  {where or '–':<24}  {what}".replace("\n", " ")


def _away(error: TTSError, seconds: float) -> None:
    from tts_tui.services.error_text import explain

    why = explain(error, "watch the events").why or str(error)
    warn(f"Disconnected: {why.removesuffix('.')}. Trying again in {seconds:.0f} s.")
