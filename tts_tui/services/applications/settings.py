"""Saving an application's settings: which fields, in which calls, and the outcome of each.

Two servers keep them: the Identity Server the application, the Application Server its link and its packages. There is
no call for all, so one can succeed and another fail. Neither has locking, so all are looked at before anything is sent:
what somebody else has changed since it was read is not overwritten unseen.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec
from msgspec.structs import replace

from tts_tui.api.errors import OutcomeUnknown, ServerError, TTSError
from tts_tui.api.resources import applications
from tts_tui.services import clock_sync, link
from tts_tui.services.applications import exports as application_exports
from tts_tui.services.verified_writes import NotDone, look_up

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Collection, Mapping

    from tts_tui.api.client import Client
    from tts_tui.api.models import Application
    from tts_tui.services.shell_export import Export

__all__ = [
    "CLOCK",
    "CONTACTS",
    "LABELS",
    "SKIP",
    "FieldsChangedElsewhere",
    "SaveOutcome",
    "Settings",
    "changed",
    "exports",
    "field_of_error",
    "look",
    "on_top",
    "overwritten",
    "save",
    "with_fields",
    "words",
]

SKIP: Final = "skip_payload_crypto"
CLOCK: Final = "clock_sync"
CONTACTS: Final = ("administrative_contact", "technical_contact")

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
    CLOCK: "Clock synchronization",
}
"""The fields as every screen calls them, in the order of the panel."""


class Settings(msgspec.Struct, frozen=True):
    """What can be set. `skip_payload_crypto` is True, False, or None for the server's default.

    `clock_sync` is None where it is off, or the data of its package as JSON, which may be empty.
    """

    application: Application
    skip_payload_crypto: bool | None = None
    clock_sync: str | None = None


class SaveOutcome(msgspec.Struct, frozen=True):
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

    @property
    def in_words(self) -> str:
        """Which fields were saved, which were not, and which were not sent."""
        not_saved = "Outcome unknown" if isinstance(self.error, OutcomeUnknown) else "NOT saved"
        parts = {"Saved": self.saved, not_saved: self.failed, "Not sent": self.unsent}
        return " ".join(f"{word}: {words(fields)}." for word, fields in parts.items() if fields)


class FieldsChangedElsewhere(TTSError):
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
    return (*applications.changed(before.application, after.application), *_elsewhere(before, after))


def _elsewhere(before: Settings, after: Settings) -> tuple[str, ...]:
    """Those of the fields that aren't the application's own."""
    skip = (SKIP,) if before.skip_payload_crypto is not after.skip_payload_crypto else ()
    return (*skip, CLOCK) if before.clock_sync != after.clock_sync else skip


def with_fields(settings: Settings, other: Settings, fields: Collection[str]) -> Settings:
    """The settings with these fields as `other` has them."""
    values = {each: getattr(other.application, each) for each in fields if each not in (SKIP, CLOCK)}
    skip = (other if SKIP in fields else settings).skip_payload_crypto
    clock = (other if CLOCK in fields else settings).clock_sync
    return Settings(settings.application.model_copy(update=values), skip, clock)


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
    """What `save` sends, as commands: one for each place."""
    fields = applications.changed(before.application, after.application)
    found = [application_exports.update(after.application, fields)] if fields else []
    elsewhere = _elsewhere(before, after)
    if SKIP in elsewhere:
        found.append(link.export(after.application.id, skip_payload_crypto=after.skip_payload_crypto))
    if CLOCK in elsewhere:
        found.append(clock_sync.export(after.application.id, after.clock_sync))
    return found


async def look(client: Client, before: Settings, after: Settings) -> Settings:
    """The settings as the server has them now; link and package are read only if they are to be changed.

    Raises what the calls do, and `clock_sync.OtherPackage`.
    """
    application_id, elsewhere = before.application.id, _elsewhere(before, after)
    now = replace(before, application=await client.applications.get(application_id))
    if SKIP in elsewhere:
        now = replace(now, skip_payload_crypto=(await client.link.get(application_id)).skip_payload_crypto)
    if CLOCK in elsewhere:
        now = replace(now, clock_sync=await clock_sync.read(client, application_id))
    return now


async def save(client: Client, before: Settings, after: Settings) -> SaveOutcome:
    """Send what differs, each call once: the application, then its link, then its package, while all goes well.

    What the server has is read before: where somebody else has changed one of these fields nothing is sent, and the
    outcome has a FieldsChangedElsewhere. It is read again at the end, so that what is shown is what the server has.
    Errors come in the outcome. Where an answer is lost, the server is asked what it has now before anything is said.
    Between the first read and the change somebody can still be quicker.
    """
    fields = applications.changed(before.application, after.application)
    everything = (*fields, *_elsewhere(before, after))
    try:
        now = await look(client, before, after)
    except TTSError as error:
        return SaveOutcome(unsent=everything, error=error)
    theirs = set(changed(before, now)) & set(changed(now, after))
    if moved := tuple(each for each in everything if each in theirs):
        return SaveOutcome(unsent=everything, error=FieldsChangedElsewhere(moved), now=now)
    outcome = await _send(client, before, after, fields)
    try:
        now = await look(client, before, after)
    except TTSError:
        now = with_fields(now, after, outcome.saved)
    return replace(outcome, now=now)


async def _send(client: Client, before: Settings, after: Settings, fields: tuple[str, ...]) -> SaveOutcome:
    elsewhere = _elsewhere(before, after)
    steps: list[tuple[tuple[str, ...], Callable[[], Awaitable[bool]]]] = []
    if fields:
        steps.append((fields, lambda: _save_application(client, before.application, after.application, fields)))
    if SKIP in elsewhere:
        steps.append(((SKIP,), lambda: _save_link(client, before, after)))
    if CLOCK in elsewhere:
        steps.append(((CLOCK,), lambda: clock_sync.write(client, after.application.id, after.clock_sync)))
    saved: tuple[str, ...] = ()
    looked_up = False
    for index, (names, send) in enumerate(steps):
        try:
            looked_up |= await send()
        except TTSError as error:
            unsent = tuple(each for rest, _ in steps[index + 1 :] for each in rest)
            return SaveOutcome(saved, names, unsent, error, looked_up)
        saved += names
    return SaveOutcome(saved, looked_up=looked_up)


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


def field_of_error(error: ServerError, outcome: SaveOutcome, after: Settings) -> str:
    """The field that an error without a field is about, or an empty string."""
    if outcome.failed in ((SKIP,), (CLOCK,)):
        return outcome.failed[0]
    if not (error.is_a("contact_no_collaborator") or error.is_a("contact_info_restricted")):
        return ""
    named = next((each.attributes["contact"] for each in error.chain if "contact" in each.attributes), None)
    contacts = [each for each in CONTACTS if each in outcome.failed]
    accounts = {each: getattr(after.application, each) for each in contacts}
    return next((each for each in contacts if accounts[each] and accounts[each].id == named), (*contacts, "")[0])


def on_top(before: Mapping[str, str], typed: Mapping[str, str], now: Mapping[str, str]) -> dict[str, str]:
    """Attributes of `now` with what was `typed` over those of `before`."""
    changes = {key: value for key, value in typed.items() if before.get(key) != value}
    return {key: value for key, value in now.items() if key in typed or key not in before} | changes
