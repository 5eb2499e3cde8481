"""Files that the program leaves behind when it is ended from outside, by server and account, for its next start.

They hold no secret. Only their owner can read them, as what somebody types is nobody else's business.
"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import quote

import msgspec

from tts_tui.servers.folders import state_folder
from tts_tui.servers.whole_file import write_whole
from tts_tui.session.accounts import Entity  # noqa: TC001 - msgspec reads it

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Literal

    Kind = Literal["draft", "unanswered"]

__all__ = ["NOBODY", "Whose", "forget", "read", "rename", "write"]

T = TypeVar("T")


class Whose(msgspec.Struct, frozen=True):
    """The account that something belongs to: at a server of that name, or at that address where it has no name."""

    server: str
    account: Entity | None


NOBODY = Whose("", None)
"""The owner of what belongs to the list of servers, and to none of them."""


def write(whose: Whose, kind: Kind, content: object) -> None:
    """Write the file, as JSON. Blocks for a few milliseconds. Raises OSError."""
    write_whole(_file(whose, kind), msgspec.json.encode(content))


def read(whose: Whose, kind: Kind, expected: type[T]) -> T | None:
    """The content of the file; None if there is none of that type."""
    try:
        return msgspec.json.decode(_file(whose, kind).read_bytes(), type=expected)
    except (OSError, msgspec.DecodeError):  # of which a ValidationError is one
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
