"""Files that the program leaves behind when it is ended from outside, by server and account, for its next start.

They hold no secret. Only their owner can read them, as what somebody types is nobody else's business.
"""

from __future__ import annotations

import contextlib
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import msgspec

from tts_tui.servers.folders import state_folder
from tts_tui.session.accounts import Account  # noqa: TC001 - msgspec reads it

if TYPE_CHECKING:
    from typing import Literal

    Kind = Literal["draft", "unanswered"]

__all__ = ["NOBODY", "Whose", "forget", "read", "rename", "write"]


class Whose(msgspec.Struct, frozen=True):
    """The account that something belongs to: at a server of that name, or at that address where it has no name."""

    server: str
    account: Account | None


NOBODY = Whose("", None)
"""Whose that is which belongs to no server, but to the list of servers."""


def write(whose: Whose, kind: Kind, content: bytes) -> None:
    """Write a file of mode 0600 in the place of the one before. Blocks for a few milliseconds. Raises OSError."""
    file = _file(whose, kind)
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=file.parent, delete=False) as out:  # which has mode 0600 from the beginning
        out.write(content)
    Path(out.name).replace(file)


def read(whose: Whose, kind: Kind) -> bytes | None:
    """What was written, or None."""
    try:
        return _file(whose, kind).read_bytes()
    except OSError:
        return None


def forget(whose: Whose, kind: Kind) -> None:
    """Remove the file, if it is there."""
    with contextlib.suppress(OSError):
        _file(whose, kind).unlink(missing_ok=True)


def rename(before: str, after: str) -> None:
    """Follow a server to its new name."""
    with contextlib.suppress(OSError):
        _folder(before).replace(_folder(after))


def _folder(server: str) -> Path:
    folder = state_folder() / "left-behind"
    return folder / quote(server, safe="") if server else folder


def _file(whose: Whose, kind: Kind) -> Path:
    name = "-".join(whose.account) if whose.account else "servers"
    return _folder(whose.server) / f"{quote(name, safe='')}.{kind}"
