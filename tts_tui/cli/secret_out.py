"""Output of a new key's secret: to a new file that only its owner can read, or into a pipe; never to a terminal."""

from __future__ import annotations

import asyncio
import sys
from typing import TYPE_CHECKING

from tts_tui.cli.exit_codes import UNKNOWN
from tts_tui.cli.output import say, warn
from tts_tui.cli.scripting import Refused, Usage
from tts_tui.cli.streams import CannotWrite
from tts_tui.servers.secret_file import NotWritten, reserve

if TYPE_CHECKING:
    import argparse

    from tts_tui.api.models import APIKey
    from tts_tui.servers.secret_file import NewFile

__all__ = ["SecretOut", "add_out"]

_PIPE = "-"


def add_out(parser: argparse.ArgumentParser) -> None:
    """Where to: see SecretOut."""
    parser.add_argument(
        "--out",
        metavar="FILE",
        required=True,
        help="a new file for the secret, which only you can read (0600); one that ends in .env gets API_KEY=…; - is "
        "stdout, where that is a pipe or a file",
    )


class SecretOut:
    """The file or pipe for a secret, opened before the key is created, so that no secret is lost.

    Raises Usage where it can't be.
    """

    def __init__(self, options: argparse.Namespace) -> None:
        where: str = options.out
        self._file: NewFile | None = None
        if where == _PIPE:
            if options.json:
                raise Usage("--json and --out - both want stdout: give --out FILE. Nothing was sent.")
            if sys.stdout.isatty():
                raise Usage(
                    "A secret isn't shown on a terminal: give --out FILE, or a pipe after --out -. Nothing was sent."
                )
            return
        try:
            self._file = reserve(where)
        except NotWritten as why:
            raise Usage(f"--out {where}: {why} Nothing was sent.") from None

    @property
    def path(self) -> str | None:
        """The file, or None for a pipe."""
        return str(self._file.path) if self._file is not None else None

    async def put(self, made: APIKey) -> None:
        """Write the secret of a key; then the disk has it, or the pipe. Raises Refused where that fails."""
        if made.key is None:
            raise AssertionError("a new key has its secret")
        try:
            if self._file is not None:
                from tts_tui.services.api_keys.key_file import content

                await asyncio.to_thread(self._file.write, content(str(self._file.path), made.key))
            else:
                print(made.key.get_secret_value(), flush=True)
        except (NotWritten, CannotWrite) as why:
            raise Refused(
                f"The key {made.id} was created, but its secret is lost. {why} Revoke that key.", UNKNOWN
            ) from None

    def discard(self) -> None:
        """Remove the file: there is no secret."""
        if self._file is not None:
            self._file.discard()

    def say(self, words: str) -> None:
        """Say what was done: on stderr where stdout is for the secret."""
        (say if self._file is not None else warn)(words)
