"""Changes without an answer when the program was ended from outside: noted, and looked up at its next start."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

import msgspec

from tts_tui.api.calls import Call, Method
from tts_tui.api.errors import NotFound, TTSError
from tts_tui.services.error_text import explain
from tts_tui.session import left_behind
from tts_tui.session.accounts import EntityIdentifiers  # noqa: TC001 - msgspec reads it
from tts_tui.text import instants
from tts_tui.text.safe_text import visible

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tts_tui.session.left_behind import Owner
    from tts_tui.session.session import Session

__all__ = ["Unanswered", "forget", "looked_at", "of", "read", "write"]


class Unanswered(msgspec.Struct, frozen=True):
    """A change that was sent: its method and path, to which server (an address) and as whom, and not what was in it.

    `ended` is when the program was ended, which was at most 90 s later.
    """

    method: Method
    path: str
    server: str
    account: EntityIdentifiers
    ended: datetime


def of(session: Session) -> list[Unanswered]:
    """The changes of a session that have no answer yet."""
    server, now = session.server.identity_server, session.clock()
    return [Unanswered(each.method, each.path, server, session.account, now) for each in session.client.unanswered]


def write(owner: Owner, notes: Sequence[Unanswered]) -> None:
    """Keep these besides those that are kept. Blocks for a few milliseconds. Raises OSError."""
    if notes:
        left_behind.write(owner, "unanswered", [*read(owner), *notes])


def read(owner: Owner) -> list[Unanswered]:
    """Those that are kept."""
    return left_behind.read(owner, "unanswered", list[Unanswered]) or []


def forget(owner: Owner) -> None:
    """Remove them."""
    left_behind.forget(owner, "unanswered")


async def looked_at(session: Session, note: Unanswered) -> tuple[str, bool]:
    """A sentence, safe to show, about what was sent and what the server has now; whether that tells if it was done."""
    words, known = await _found(session, note)
    sent = f"{note.method} {visible(note.path)} had no answer when tts-tui was ended ({instants.moment(note.ended)})."
    return f"{sent} {words}", known


async def _found(session: Session, note: Unanswered) -> tuple[str, bool]:
    look = "Check before you send it again."
    if note.method == "POST":  # nothing of its own is at such a path
        return f"It is unknown whether it was done. {look}", False
    if note.server != session.server.identity_server:
        return f"It was sent to {visible(note.server)}. It is unknown whether it was done. {look}", False
    try:
        there = (await session.client.send(Call("GET", note.path))).json
    except NotFound:
        if note.method == "DELETE":
            return "It was done: the item is gone.", True
        return "The item to change doesn't exist.", True
    except TTSError as error:
        why = (explain(error).why or str(error)).removesuffix(".")
        return f"The server's current state can't be read ({why}). {look}", False
    if note.method == "DELETE":
        return "It was NOT done: the item still exists.", True
    changed = _moment(there.get("updated_at"))
    last = f", last changed {changed}" if changed else ""
    return f"The item exists{last}. {look}", False


def _moment(value: Any) -> str:
    try:
        return instants.moment(msgspec.convert(value, datetime))
    except msgspec.ValidationError:
        return ""
