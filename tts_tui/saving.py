"""Saving an application's settings: which fields, in which calls, and what became of each.

Two servers keep them: the Identity Server the application, the Application Server its link. There is no call for both,
so one can succeed and the other fail.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeVar

import msgspec

from tts_tui.api import applications, link
from tts_tui.api.errors import OutcomeUnknown, TTSError
from tts_tui.lost_answers import NotDone

if TYPE_CHECKING:
    from collections.abc import Collection, Coroutine
    from typing import Any

    from tts_tui.api.calls import Call
    from tts_tui.api.client import Client
    from tts_tui.api.models import Application

__all__ = ["LABELS", "SKIP", "Outcome", "Settings", "calls", "changed", "save", "words"]

T = TypeVar("T")

SKIP: Final = "skip_payload_crypto"

LABELS: Final = {
    "name": "Name",
    "description": "Description",
    "attributes": "Attributes",
    "network_server_address": "Network Server",
    "application_server_address": "Application Server",
    "join_server_address": "Join Server",
    "administrative_contact": "Administrative",
    "technical_contact": "Technical",
    SKIP: "Skip payload crypto",
}
"""The fields as the panel calls them, in its order."""

_WORDS: Final = {
    "name": "name",
    "description": "description",
    "attributes": "attributes",
    "administrative_contact": "administrative contact",
    "technical_contact": "technical contact",
    SKIP: "skip payload crypto",
}


class Settings(msgspec.Struct, frozen=True):
    """What can be set. `skip_payload_crypto` is True, False, or None for the server's default."""

    application: Application
    skip_payload_crypto: bool | None = None


class Outcome(msgspec.Struct, frozen=True):
    """Which fields were saved, which failed for what `error`, and which were then not even sent.

    `looked_up` says that an answer was lost, and that a look showed what is saved.
    """

    saved: tuple[str, ...] = ()
    failed: tuple[str, ...] = ()
    unsent: tuple[str, ...] = ()
    error: TTSError | None = None
    looked_up: bool = False


def words(fields: Collection[str]) -> str:
    """The fields in words, for a sentence."""
    return ", ".join(_WORDS.get(each) or f"{LABELS[each]} address" for each in LABELS if each in fields)


def changed(before: Settings, after: Settings) -> tuple[str, ...]:
    """The fields in which the two differ, in a fixed order."""
    link_changed = before.skip_payload_crypto is not after.skip_payload_crypto
    return (*applications.changed(before.application, after.application), *([SKIP] if link_changed else []))


def calls(before: Settings, after: Settings) -> list[Call]:
    """What `save` sends: none, one or two calls."""
    fields = applications.changed(before.application, after.application)
    found = [applications.update_call(after.application, fields)] if fields else []
    if before.skip_payload_crypto is not after.skip_payload_crypto:
        found.append(link.set_call(after.application.id, skip_payload_crypto=after.skip_payload_crypto))
    return found


async def save(client: Client, before: Settings, after: Settings) -> Outcome:
    """Send what differs, each call once: first the application, then its link if that went well.

    Errors come in the outcome. Where an answer is lost, the server is asked what it has now before anything is said.
    """
    fields = applications.changed(before.application, after.application)
    rest = (SKIP,) if before.skip_payload_crypto is not after.skip_payload_crypto else ()
    saved: tuple[str, ...] = ()
    looked_up = False
    try:
        if fields:
            looked_up = await _save_application(client, before.application, after.application, fields)
            saved = fields
        if rest:
            looked_up |= await _save_link(client, before, after)
    except TTSError as error:
        failed, unsent = (rest, ()) if saved or not fields else (fields, rest)
        return Outcome(saved, failed, unsent, error, looked_up)
    return Outcome((*saved, *rest), looked_up=looked_up)


async def _save_application(client: Client, before: Application, after: Application, fields: tuple[str, ...]) -> bool:
    """Save; whether that had to be looked up."""
    try:
        await client.applications.update(after, fields)
    except OutcomeUnknown as lost:
        found = await _look(client.applications.get(after.id), lost)
        other = [each for each in fields if getattr(found, each) != getattr(after, each)]
        if not other:
            return True
        if all(getattr(found, each) == getattr(before, each) for each in fields):
            raise NotDone("nothing has been saved. You can save again.") from lost
        raise NotDone(f"something else is there now as {words(other)}. Read it again before you save.") from lost
    return False


async def _save_link(client: Client, before: Settings, after: Settings) -> bool:
    wanted = after.skip_payload_crypto
    try:
        await client.link.set(after.application.id, skip_payload_crypto=wanted)
    except OutcomeUnknown as lost:
        found = (await _look(client.link.get(after.application.id), lost)).skip_payload_crypto
        if found is wanted:
            return True
        if found is before.skip_payload_crypto:
            raise NotDone("it has not been saved. You can save again.") from lost
        raise NotDone("something else is set there now. Read it again before you save.") from lost
    return False


async def _look(call: Coroutine[Any, Any, T], lost: OutcomeUnknown) -> T:
    """The answer; where there is none either, the first call's outcome stays unknown."""
    try:
        return await call
    except TTSError:
        raise lost from None
