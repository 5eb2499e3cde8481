"""Reading the API keys of all applications that the caller may see, a few at a time. It can be stopped and resumed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

from tts_tui.api.calls import MAX_LIMIT
from tts_tui.api.errors import NotFound, PermissionDenied, TTSError
from tts_tui.services.audit.findings import AuditedKey, findings
from tts_tui.services.batch import Batch
from tts_tui.services.error_text import explain
from tts_tui.services.missing_rights import not_allowed

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime, timedelta

    from tts_tui.api.client import Client
    from tts_tui.api.models import APIKey
    from tts_tui.api.resources.auth_info import AuthInfo

__all__ = ["Report", "Survey", "beforehand"]

_RIGHT: Final = "RIGHT_APPLICATION_SETTINGS_API_KEYS"


class Report(msgspec.Struct, frozen=True):
    """What has been read so far.

    `refused` are the applications whose keys can't be read, by the reason in words that are safe to show; `left` is how
    many have not been asked for yet, and `halted` why the rest was not.
    """

    keys: tuple[AuditedKey, ...] = ()
    applications: int = 0
    refused: Mapping[str, tuple[str, ...]] = {}
    left: int = 0
    halted: TTSError | None = None

    @property
    def found(self) -> tuple[AuditedKey, ...]:
        """The keys about which there is something."""
        return tuple(each for each in self.keys if each.findings)


def beforehand(info: AuthInfo, *, mine: bool) -> str:
    """A warning before keys are read, or an empty string. (`pkg/ttnpb/rights.go` 58)"""
    if info.is_admin and _RIGHT not in info.universal_rights and not mine:
        return (
            "You are an administrator: everybody's applications are read, but this server shows you the keys only of "
            "those that you collaborate on."
        )
    if not info.may(_RIGHT):
        return f"This token lacks {_RIGHT}: no keys can be read."
    return ""


class Survey:
    """Reads the keys of all applications, or of those that are `only` wanted.

    With `mine` it is the caller's own list; else what a search finds: for an administrator, everybody's. `on_progress`
    is called whenever keys have been read.
    """

    def __init__(
        self,
        client: Client,
        info: AuthInfo,
        *,
        within: timedelta,
        now: Callable[[], datetime],
        only: tuple[str, ...] = (),
        mine: bool = False,
        on_progress: Callable[[], object] = lambda: None,
    ) -> None:
        self._client = client
        self._info = info
        self.within = within
        """What is soon; the report goes by it as it is then."""
        self._now = now
        self._mine = mine
        self._on_progress = on_progress
        self._only = only
        self._batch: Batch[str, tuple[APIKey, ...]] | None = None

    @property
    def progress(self) -> tuple[int, int] | None:
        """How many applications have been asked, of how many; None while they are being listed."""
        return (self._batch.ended, self._batch.total) if self._batch is not None else None

    def seconds_left(self, now: float) -> float | None:
        """See `Batch.seconds_left`."""
        return self._batch.seconds_left(now) if self._batch is not None else None

    def stop(self) -> None:
        """Ask for nothing more."""
        if self._batch is not None:
            self._batch.stop()

    async def run(self, *, failed_too: bool = False) -> Report:
        """Read what has not been read yet, with `failed_too` also what was refused.

        Raises what listing the applications does; what goes wrong with the keys of one is in the report.
        """
        if self._batch is None:
            ids = self._only or await self._applications()
            self._batch = Batch(ids, self._client.api_keys.all, client=self._client, on_progress=self._on_progress)
            self._on_progress()
        await self._batch.run(failed_too=failed_too)
        return self.report

    @property
    def report(self) -> Report:
        """What has been read so far."""
        if self._batch is None:
            return Report()
        outcome, now = self._batch.outcome, self._now()
        keys = tuple(
            AuditedKey(application_id, key, findings(key, now, self.within), key.id == self._info.key_id)
            for application_id, result in outcome.of("done")
            for key in result.value or ()
        )
        refused: dict[str, list[str]] = {}
        for application_id, result in outcome.of("failed"):
            if result.error is not None:
                refused.setdefault(_reason(result.error), []).append(application_id)
        return Report(
            keys,
            len(outcome.items),
            {reason: tuple(ids) for reason, ids in refused.items()},
            len(outcome.of("waiting", "unknown")),
            outcome.halted,
        )

    async def _applications(self) -> tuple[str, ...]:
        """The IDs of the applications, each once."""
        if self._info.kind == "application":
            return (self._info.entity_id,)
        found: dict[str, None] = {}
        number = 1
        while True:
            page = await self._client.applications.page(page=number, search=not self._mine)
            before = len(found)
            found.update((each.id, None) for each in page.items)
            seen = page.total is not None and number * MAX_LIMIT >= page.total
            if seen or len(found) == before or (page.total is None and len(page.items) < MAX_LIMIT):
                return tuple(found)
            number += 1


def _reason(error: TTSError) -> str:
    match error:
        case PermissionDenied():
            return not_allowed(error).why
        case NotFound():
            return "it was deleted meanwhile"
        case _:
            explanation = explain(error)
            return explanation.why or explanation.what
