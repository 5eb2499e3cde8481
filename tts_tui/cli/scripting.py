"""What all words for scripts share: server and token, one event loop, confirmation, errors and exit codes.

A word builds a `Parser`, adds `add_common` to it and sets its default `act`, a coroutine function that takes the
options and a `Connection` and gives an exit code. `run` does the rest.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

from tts_tui.api import errors
from tts_tui.api.token_prefixes import hide_secrets
from tts_tui.cli.exit_codes import (
    INTERRUPTED,
    NOT_SIGNED_IN,
    NOT_THERE,
    UNKNOWN,
    USAGE,
    exit_code,
)
from tts_tui.cli.output import warn
from tts_tui.session.credentials import StoreFault, UnsuitableToken
from tts_tui.session.start import CannotStart

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Coroutine, Sequence

    from tts_tui.api.call_sender import Wait
    from tts_tui.api.calls import Call
    from tts_tui.session.manager import SessionManager
    from tts_tui.session.sign_in import Connection

__all__ = ["Parser", "Refused", "Usage", "add_common", "add_yes", "confirm", "need_consent", "run", "run_word"]

T = TypeVar("T")


class Refused(Exception):
    """The command ends here, with a sentence for a person and an exit code."""

    def __init__(self, why: str, code: int) -> None:
        super().__init__(why)
        self.code = code


class Usage(Refused):
    """Wrong arguments; the sentence says what was expected. Nothing was sent."""

    def __init__(self, why: str) -> None:
        super().__init__(why, USAGE)


class _Interrupted(Exception):
    """Ctrl+C; these changes had no answer yet."""

    def __init__(self, unanswered: tuple[Call, ...]) -> None:
        super().__init__()
        self.unanswered = unanswered


class Parser(argparse.ArgumentParser):
    """A parser without abbreviations, whose error messages never repeat a token."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **{"allow_abbrev": False, **named})

    def error(self, message: str) -> NoReturn:
        """End the program with status 2."""
        super().error(hide_secrets(message))


def add_common(parser: argparse.ArgumentParser) -> None:
    """Which server, which token, and JSON."""
    group = parser.add_argument_group("server and output")
    group.add_argument(
        "--server", metavar="SERVER", help="a name or an address; the default or last used server if left out"
    )
    group.add_argument(
        "--insecure", action="store_true", help="allow http:// (insecure: others on the network can read your token)"
    )
    group.add_argument("--token-file", metavar="FILE", help="file or pipe with a token to use and never store")
    group.add_argument("--json", action="store_true", help="print one JSON document (see docs/scripting.md)")


def add_yes(parser: argparse.ArgumentParser) -> None:
    """For what can't be undone by the same word: see `confirm`."""
    parser.add_argument("--yes", action="store_true", help="don't ask; needed where there is no terminal to ask at")


def need_consent(options: argparse.Namespace) -> None:
    """Make sure, before anything is asked, that there is `--yes` or a terminal to ask at. Raises Usage."""
    if not (options.yes or (sys.stdin.isatty() and sys.stderr.isatty())):
        raise Usage("Without a terminal to ask at, say that you mean it: --yes. Nothing was sent.")


def confirm(options: argparse.Namespace, question: str) -> None:
    """Ask the person unless `--yes` was given. Raises as `need_consent` does, and Refused for any answer but yes."""
    need_consent(options)
    if options.yes:
        return
    print(f"{question} [y/N] ", end="", file=sys.stderr, flush=True)
    if sys.stdin.readline().strip().lower() not in ("y", "yes"):
        raise Refused("Nothing was changed.", INTERRUPTED)


def run_word(parser: argparse.ArgumentParser, words: Sequence[str]) -> int:
    """Run the command, or print the help of a group without a command. Returns the exit code."""
    options = parser.parse_args(words)
    if "act" not in options:
        parser.print_help(sys.stderr)
        return USAGE
    return run(options)


def run(options: argparse.Namespace) -> int:
    """Open the server, run `options.act`, and print errors. Returns the exit code.

    `options.doing` says what is tried, such as "list the applications"; `options.parser` is the word's own.
    """
    prog: str = options.parser.prog
    try:
        return asyncio.run(_opened(options))
    except CannotStart as why:
        warn(f"{prog}: {why}")
        return USAGE
    except Refused as why:
        warn(f"{prog}: {why}")
        return why.code
    except (StoreFault, UnsuitableToken) as why:
        warn(f"{prog}: {why}")
        return NOT_SIGNED_IN
    except errors.TTSError as error:
        from msgspec.structs import replace

        from tts_tui.services.error_text import explain

        explained = explain(error, options.doing)
        if isinstance(error, errors.NotFound):  # where to go back to is a screen's advice
            explained = replace(explained, advice="")
        warn(f"{prog}: {explained.text}")
        return exit_code(error)
    except _Interrupted as stopped:
        warn(f"\n{prog}: stopped.")
        for call in stopped.unanswered:
            warn(f"{call.method} {call.path} had no answer. It may have been done: check before you send it again.")
        return UNKNOWN if stopped.unanswered else INTERRUPTED
    except KeyboardInterrupt:
        warn(f"\n{prog}: stopped.")
        return INTERRUPTED


async def _opened(options: argparse.Namespace) -> int:
    from tts_tui.session.manager import SessionManager

    act: Callable[[argparse.Namespace, Connection], Coroutine[Any, Any, int]] = options.act
    connection = await _connection(options, SessionManager())
    try:
        return await _interruptible(connection, _act(act, options, connection))
    finally:
        await connection.close()


async def _act(
    act: Callable[[argparse.Namespace, Connection], Coroutine[Any, Any, int]],
    options: argparse.Namespace,
    connection: Connection,
) -> int:
    try:
        return await act(options, connection)
    except (errors.PermissionDenied, errors.NotFound):
        # To whom has no right on it, the server says 403 whether it exists or not: only public fields tell.
        named = getattr(options, "application", None)
        if named is None or await _exists(connection, named):
            raise
        raise Refused(
            f"There is no application {named}, or it has been deleted: tts-tui apps list --deleted", NOT_THERE
        ) from None


async def _exists(connection: Connection, application_id: str) -> bool:
    try:
        return await connection.client.applications.exists(application_id)
    except errors.TTSError:
        return True


async def _interruptible(connection: Connection, work: Awaitable[T]) -> T:
    """The result of the work. Raises _Interrupted on Ctrl+C, with the changes that had no answer yet."""
    task = asyncio.ensure_future(work)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        unanswered = connection.client.unanswered
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        raise _Interrupted(unanswered) from None


async def _connection(options: argparse.Namespace, manager: SessionManager) -> Connection:
    from tts_tui.cli.which import given_token, server_of
    from tts_tui.session.sign_in import Listener

    found = given_token(options.token_file)
    if found is not None and not (options.server or os.environ.get("TTS_TUI_SERVER")):
        raise CannotStart(f"with a token {found.source}, name its server, too: --server SERVER, or TTS_TUI_SERVER")
    server = server_of(options, warn)
    if server is None:
        raise CannotStart("which server? Such as: --server https://thethings.example.com")
    if found is None and (found := await manager.find(server)) is None:
        named = options.server or os.environ.get("TTS_TUI_SERVER") or server.name
        raise Refused(
            f"You are not signed in to {named}. Sign in: tts-tui login {named}, or set TTS_TUI_TOKEN", NOT_SIGNED_IN
        )
    if found.candidates:
        raise Refused(
            f"An earlier version stored a token for {server.identity_server}: open tts-tui {server.name} once, to say "
            "which server it belongs to.",
            NOT_SIGNED_IN,
        )
    return manager.connect(server, found, Listener(_paused, lambda words: warn(f"The server warns: {words}")))


def _paused(wait: Wait) -> None:
    if sys.stderr.isatty():
        warn(f"The server is busy; try {wait.attempt} in {wait.seconds:.0f} s.")
