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
from tts_tui.session.accounts import EntityIdentifiers  # noqa: TC001 - msgspec reads it

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Literal

    FileKind = Literal["draft", "unanswered"]

__all__ = ["NOBODY", "Owner", "forget", "read", "rename", "write"]

T = TypeVar("T")


class Owner(msgspec.Struct, frozen=True):
    """Whose work was left behind: an account at a server, which is named, or given by its address if it has no name."""

    server: str
    account: EntityIdentifiers | None


NOBODY = Owner("", None)
"""The owner of what belongs to the list of servers, and to none of them."""


def write(owner: Owner, kind: FileKind, content: object) -> None:
    """Write the file, as JSON. Blocks for a few milliseconds. Raises OSError."""
    write_whole(_file(owner, kind), msgspec.json.encode(content))


def read(owner: Owner, kind: FileKind, expected: type[T]) -> T | None:
    """The content of the file; None if there is none of that type."""
    try:
        return msgspec.json.decode(_file(owner, kind).read_bytes(), type=expected)
    except (OSError, msgspec.DecodeError):  # of which a ValidationError is one
        return None


def forget(owner: Owner, kind: FileKind) -> None:
    """Remove the file, if it is there."""
    with contextlib.suppress(OSError):
        _file(owner, kind).unlink(missing_ok=True)


def rename(before: str, after: str) -> None:
    """Follow a server to its new name."""
    with contextlib.suppress(OSError):
        _folder(before).replace(_folder(after))


def _folder(server: str) -> Path:
    folder = state_folder() / "left-behind"
    return folder / quote(server, safe="") if server else folder


def _file(owner: Owner, kind: FileKind) -> Path:
    name = "-".join(owner.account) if owner.account else "servers"
    return _folder(owner.server) / f"{quote(name, safe='')}.{kind}"
