"""Saving an application's settings: which fields, in which calls, and what became of each.

Two servers keep them: the Identity Server the application, the Application Server its link. There is no call for both,
so one can succeed and the other fail. Neither has locking, so both are looked at before anything is sent: what somebody
else has changed since it was read is not overwritten unseen.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec
from msgspec.structs import replace

from tts_tui.api.errors import OutcomeUnknown, TTSError
from tts_tui.api.resources import applications
from tts_tui.services import link
from tts_tui.services.applications import exports as application_exports
from tts_tui.services.verified_writes import NotDone, look_up

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from tts_tui.api.client import Client
    from tts_tui.api.models import Application
    from tts_tui.services.shell_export import Export

__all__ = [
    "LABELS",
    "SKIP",
    "ChangedElsewhere",
    "Outcome",
    "Settings",
    "changed",
    "exports",
    "look",
    "overwritten",
    "save",
    "with_fields",
    "words",
]

SKIP: Final = "skip_payload_crypto"

LABELS: Final = {
    "name": "Name",
    "description": "Description",
    "attributes": "Attributes",
    "network_server_address": "Network Server",
    "application_server_address": "Application Server",
    "join_server_address": "Join Server",
    "administrative_contact": "Administrative contact",
    "technical_contact": "Technical contact",
    SKIP: "Skip payload crypto",
}
"""The fields as every screen calls them, in the order of the panel."""


class Settings(msgspec.Struct, frozen=True):
    """What can be set. `skip_payload_crypto` is True, False, or None for the server's default."""

    application: Application
    skip_payload_crypto: bool | None = None


class Outcome(msgspec.Struct, frozen=True):
    """Which fields were saved, which failed for what `error`, and which were then not even sent.

    `looked_up` says that an answer was lost, and that a look showed what is saved. `now` is what the server has
    afterwards, as far as that is known.
    """

    saved: tuple[str, ...] = ()
    failed: tuple[str, ...] = ()
    unsent: tuple[str, ...] = ()
    error: TTSError | None = None
    looked_up: bool = False
    now: Settings | None = None


class ChangedElsewhere(TTSError):
    """Somebody else has changed these fields since they were read, so nothing was sent."""

    def __init__(self, fields: tuple[str, ...]) -> None:
        super().__init__(f"Somebody else has changed {words(fields)} meanwhile.")
        self.fields = fields


def words(fields: Collection[str]) -> str:
    """The fields in words, for a sentence."""
    return ", ".join(
        f"{label} address" if each.endswith("_address") else label.lower()
        for each, label in LABELS.items()
        if each in fields
    )


def changed(before: Settings, after: Settings) -> tuple[str, ...]:
    """The fields in which the two differ, in a fixed order."""
    link_changed = before.skip_payload_crypto is not after.skip_payload_crypto
    return (*applications.changed(before.application, after.application), *([SKIP] if link_changed else []))


def with_fields(settings: Settings, other: Settings, fields: Collection[str]) -> Settings:
    """The settings with these fields as `other` has them."""
    values = {each: getattr(other.application, each) for each in fields if each != SKIP}
    skip = (other if SKIP in fields else settings).skip_payload_crypto
    return Settings(settings.application.model_copy(update=values), skip)


def overwritten(read: Settings, now: Settings, after: Settings) -> tuple[str, ...]:
    """The fields that somebody else has changed since they were `read`, and that `after` changes to something else.

    Attributes are among them only where both have changed the same one.
    """
    return tuple(
        each
        for each in changed(now, after)
        if each in changed(read, now)
        and (each != "attributes" or _same_attribute(*(x.application.attributes for x in (read, now, after))))
    )


def _same_attribute(read: Mapping[str, str], now: Mapping[str, str], after: Mapping[str, str]) -> bool:
    return any(read.get(key) != now.get(key) != after.get(key) for key in {*read, *now})


def exports(before: Settings, after: Settings) -> list[Export]:
    """What `save` sends, as commands: none, one or two."""
    fields = applications.changed(before.application, after.application)
    found = [application_exports.update(after.application, fields)] if fields else []
    if before.skip_payload_crypto is not after.skip_payload_crypto:
        found.append(link.export(after.application.id, skip_payload_crypto=after.skip_payload_crypto))
    return found


async def look(client: Client, before: Settings, after: Settings) -> Settings:
    """The settings as the server has them now; its link is asked for only where it is to be changed."""
    application = await client.applications.get(before.application.id)
    if before.skip_payload_crypto is after.skip_payload_crypto:
        return Settings(application, before.skip_payload_crypto)
    return Settings(application, (await client.link.get(before.application.id)).skip_payload_crypto)


async def save(client: Client, before: Settings, after: Settings) -> Outcome:
    """Send what differs, each call once: first the application, then its link if that went well.

    It is looked at before, and nothing is sent where somebody else has changed one of these fields: ChangedElsewhere.
    It is looked at again in the end, so that what is shown is what the server has. Errors come in the outcome. Where an
    answer is lost, the server is asked what it has now before anything is said. Between the look and the change
    somebody can still be quicker.
    """
    fields = applications.changed(before.application, after.application)
    link_fields = (SKIP,) if before.skip_payload_crypto is not after.skip_payload_crypto else ()
    try:
        now = await look(client, before, after)
    except TTSError as error:
        return Outcome(unsent=(*fields, *link_fields), error=error)
    theirs = set(changed(before, now)) & set(changed(now, after))
    if moved := tuple(each for each in (*fields, *link_fields) if each in theirs):
        return Outcome(unsent=(*fields, *link_fields), error=ChangedElsewhere(moved), now=now)
    outcome = await _send(client, before, after, fields, link_fields)
    try:
        now = await look(client, before, after)
    except TTSError:
        now = with_fields(now, after, outcome.saved)
    return replace(outcome, now=now)


async def _send(
    client: Client, before: Settings, after: Settings, fields: tuple[str, ...], link_fields: tuple[str, ...]
) -> Outcome:
    saved: tuple[str, ...] = ()
    looked_up = False
    try:
        if fields:
            looked_up = await _save_application(client, before.application, after.application, fields)
            saved = fields
        if link_fields:
            looked_up |= await _save_link(client, before, after)
    except TTSError as error:
        failed, unsent = (link_fields, ()) if saved or not fields else (fields, link_fields)
        return Outcome(saved, failed, unsent, error, looked_up)
    return Outcome((*saved, *link_fields), looked_up=looked_up)


async def _save_application(client: Client, before: Application, after: Application, fields: tuple[str, ...]) -> bool:
    """Save; whether that had to be looked up."""
    try:
        await client.applications.update(after, fields)
    except OutcomeUnknown as lost:
        found = await look_up(client.applications.get(after.id), after=lost)
        other = [each for each in fields if getattr(found, each) != getattr(after, each)]
        if not other:
            return True
        if all(getattr(found, each) == getattr(before, each) for each in fields):
            raise NotDone("nothing was saved. You can save again.") from lost
        raise NotDone(f"{words(other)} changed to something else. Refresh before you save.") from lost
    return False


async def _save_link(client: Client, before: Settings, after: Settings) -> bool:
    wanted = after.skip_payload_crypto
    try:
        await client.link.set(after.application.id, skip_payload_crypto=wanted)
    except OutcomeUnknown as lost:
        found = (await look_up(client.link.get(after.application.id), after=lost)).skip_payload_crypto
        if found is wanted:
            return True
        if found is before.skip_payload_crypto:
            raise NotDone("it was not saved. You can save again.") from lost
        raise NotDone("it changed to something else. Refresh before you save.") from lost
    return False
