"""Standard streams in any state: closed, on a full disk, or a pipe that nobody reads any more."""

from __future__ import annotations

import contextlib
import errno
import os
import sys
from typing import IO, TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["CannotWrite", "guarded"]


class CannotWrite(Exception):
    """Nothing more can be written to stdout, with a sentence that says why: none where whoever read it has left."""

    def __init__(self, error: OSError) -> None:
        left = error.errno == errno.EPIPE
        super().__init__("" if left else f"the output can't be written: {error.strerror or error}")


class _Guarded:
    """A stream whose write errors raise CannotWrite, or with `quiet` are ignored."""

    def __init__(self, stream: IO[str], *, quiet: bool = False) -> None:
        self._stream = stream
        self._quiet = quiet

    def write(self, text: str) -> int:
        """Write, or raise CannotWrite."""
        with self._guard():
            self._stream.write(text)
        return len(text)

    def flush(self) -> None:
        """Flush, or raise CannotWrite."""
        with self._guard():
            self._stream.flush()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    @contextlib.contextmanager
    def _guard(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            with contextlib.suppress(OSError):  # what is left in it would be written at the end, and fail again
                os.dup2(os.open(os.devnull, os.O_WRONLY), self._stream.fileno())
            if not self._quiet:
                raise CannotWrite(error) from None


class _Closed(_Guarded):
    def write(self, text: str) -> int:  # noqa: ARG002 - nothing is written
        raise CannotWrite(OSError(errno.EBADF, "it is closed"))


@contextlib.contextmanager
def guarded() -> Iterator[None]:
    """A block in which a closed stdin is empty, a failing stdout raises CannotWrite, and a failing stderr is ignored.

    What was printed has been written when the block has ended well.
    """
    _occupy()
    before = sys.stdin, sys.stdout, sys.stderr
    nothing = open(os.devnull, "r+", encoding="utf-8")  # noqa: PTH123, SIM115 - closed below
    stdin, stdout, stderr = before
    sys.stdin = stdin or nothing
    sys.stdout = cast("Any", _Guarded(stdout) if stdout else _Closed(nothing))
    sys.stderr = cast("Any", _Guarded(stderr or nothing, quiet=True))
    try:
        try:
            yield
        finally:
            sys.stderr.flush()  # else Python does so at the very end, and exits with 120 where the terminal is gone
            sys.stdout.flush()
    finally:
        sys.stdin, sys.stdout, sys.stderr = before
        nothing.close()


def _occupy() -> None:
    """Give the numbers of closed streams to /dev/null: else a file that is opened next would get what is printed."""
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)
