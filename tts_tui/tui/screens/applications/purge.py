"""Purging an application for good, by an administrator.

Webhooks and the like stay under its ID, for whoever takes that, unless they are deleted first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from textual import on
from textual.widgets import Static

from tts_tui.services.api_keys.end_key import STREAMS_STAY_OPEN
from tts_tui.services.applications import exports, writes
from tts_tui.services.applications.restore_window import time_left
from tts_tui.services.missing_rights import ONLY_ADMINISTRATORS_PURGE
from tts_tui.text.safe_text import visible
from tts_tui.tui.core.commands import AS_COMMANDS, CLOSE, SUBMIT, Command, bindings
from tts_tui.tui.screens.applications.removal import RemovalScreen, RemovalState
from tts_tui.tui.widgets.choice import Choice
from tts_tui.tui.widgets.field import Field
from tts_tui.tui.widgets.key_bar import KeyBar
from tts_tui.tui.widgets.property_list import PropertyList

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from tts_tui.api.rows import ApplicationRow
    from tts_tui.services.applications.clearing import ClearedPurge
    from tts_tui.services.shell_export import Export
    from tts_tui.session.session import Session

__all__ = ["PurgeApplicationScreen"]

_PLAN_WITH_DEVICES: Final = "Its devices block it: the plan deletes them first."
_DEVICES_FIRST: Final = "Its devices block it: delete them first, in its tab Devices."
_AS_IT_IS: Final = "nothing: purge it as it is"


class PurgeApplicationScreen(RemovalScreen):
    """Gives True when the application has left the list that it was in: purged, or restored and not purged.

    Nothing of a `deleted` one can be counted, and it is restored before what it has is deleted; `too_late` says that
    it can't be restored any more.
    """

    area = "Purge an application"
    removal = "purge"
    afterwards = (
        "You can't undo this. Whoever takes the ID gets the old webhooks with their secrets, pub/subs, link and "
        "packages, unless you delete them first, and the recent events (of a day by default). "
        f"{STREAMS_STAY_OPEN}"
    )
    REMOVE = Command(
        SUBMIT.action, SUBMIT.keys, "Purge", "Purge", "Purge the application (type its ID).", destroys=True
    )
    offers = (REMOVE, AS_COMMANDS, RemovalScreen.AGAIN, CLOSE)
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(offers)]

    def __init__(
        self, session: Session, application_id: str, *, deleted: ApplicationRow | None = None, too_late: bool = False
    ) -> None:
        super().__init__(session, application_id)
        self._deleted = deleted
        self._too_late = too_late

    def choices(self) -> ComposeResult:
        if self._too_late:
            return
        first = "delete what would be left" if self._deleted is None else "restore it, delete what would be left"
        choice = Choice([(True, first), (False, _AS_IT_IS)], self._deleted is None, one_per_line=True, id="clear")
        yield Field("clear", "First", choice, quiet=True)

    def on_mount(self) -> None:
        self._show_next()

    @property
    def _clears(self) -> bool:
        return not self._too_late and bool(self.query_one("#clear", Choice).value)

    @property
    def about_devices(self) -> str:
        return _PLAN_WITH_DEVICES if self._clears else _DEVICES_FIRST

    @property
    def next(self) -> str:
        return "see the plan" if self.is_attached and self._clears else super().next

    @on(Choice.Changed, "#clear")
    def _show_next(self) -> None:
        if self._deleted is None:
            self._set(self._state)
        self.advise()
        self.query_one(KeyBar).rename(self.REMOVE.action, "See the plan" if self._clears else self.REMOVE.word)

    def action_refresh(self) -> None:
        if self._deleted is None:
            super().action_refresh()
            return
        self.query_one(PropertyList).display = False
        left = time_left(self._deleted.deleted_at, self.session.clock())
        first = (
            "It can't be restored any more, so this can't be deleted first."
            if self._too_late
            else "What it has can't be read while it is deleted: to delete it first, it is restored, if the server "
            f"still allows that (time left: {left})."
        )
        self.query_one("#afterwards", Static).update(f"{self.afterwards} {first}")

    def why_not(self, command: Command) -> str | None:
        if command is self.AGAIN and self._deleted is not None:
            return "What a deleted application has can't be read."
        return super().why_not(command)

    def exports(self) -> Sequence[Export]:
        return (exports.purge(self.application_id),)

    def in_the_way(self, state: RemovalState) -> str | None:
        return None if self._clears else super().in_the_way(state)

    def not_entitled(self, rights: frozenset[str] | None) -> str | None:
        del rights  # purging goes by the account alone
        return None if self.session.info.is_admin else ONLY_ADMINISTRATORS_PURGE

    def action_submit(self) -> None:
        if self._clears:
            self._clear_first()
        else:
            call = writes.purge(self.session.client, self.application_id)
            self.write(call, self._purged, doing="purge the application")

    def _purged(self, looked: bool) -> None:
        self.gone(f"Purged {visible(self.application_id)}. Its ID is free.", looked=looked)

    def _clear_first(self) -> None:
        from tts_tui.tui.screens.applications.clear_and_purge import ClearAndPurgeScreen

        deleted = self._deleted is not None
        self.app.push_screen(
            ClearAndPurgeScreen(self.session, self.application_id, deleted=deleted, ended=self._ended),
            lambda _: self._plan_left(),
        )

    _plan: ClearedPurge | None = None
    """The plan that was begun, if there was one."""

    def _ended(self, plan: ClearedPurge) -> None:
        self._plan = plan
        if plan.purged:
            cleared = "with what would have been left" if len(plan.outcome.items) > 1 else "nothing would be left"
            self.gone(f"Purged {visible(self.application_id)}, {cleared}. Its ID is free.", looked=False)

    def _plan_left(self) -> None:
        """The person has left the plan before it was purged."""
        plan = self._plan
        if plan is None or plan.purged:
            return
        if plan.restored:
            self.gone(f"{visible(self.application_id)} is restored and not purged: its API keys work.", looked=False)
        elif plan.too_late:
            self._too_late = True
            if (field := self.field("clear")) is not None:
                field.display = False
            self.query_one("#typed").focus()
            self.action_refresh()
            self._show_next()
        elif self._deleted is None:
            self.action_refresh()
