"""Purging an application, for administrators: for good, but for what the ID keeps for whoever takes it next."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.widgets import Static

from tts_tui.services.applications import exports, writes
from tts_tui.services.missing_rights import ONLY_ADMINISTRATORS_PURGE
from tts_tui.text.safe_text import visible
from tts_tui.tui.core.commands import AS_COMMANDS, CLOSE, SUBMIT, Command, bindings
from tts_tui.tui.screens.applications.removal import RemovalScreen
from tts_tui.tui.widgets.property_list import PropertyList

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.binding import BindingType

    from tts_tui.services.shell_export import Export
    from tts_tui.session.session import Session

__all__ = ["PurgeApplicationScreen"]


class PurgeApplicationScreen(RemovalScreen):
    """Gives True when the application was purged. With `deleted` nothing of it can be counted."""

    area = "Purge an application"
    removal = "purge"
    afterwards = (
        "This can't be undone; the ID is free then. Whoever takes it gets the old webhooks with their secrets, "
        "pub/subs, link and packages (delete these first), and reads the stream's history, which goes by itself "
        "(after a day by default)."
    )
    REMOVE = Command(
        SUBMIT.action, SUBMIT.keys, "Purge", "Purge", "Purge the application (type its ID).", destroys=True
    )
    offers = (REMOVE, AS_COMMANDS, RemovalScreen.AGAIN, CLOSE)
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(offers)]

    def __init__(self, session: Session, application_id: str, *, deleted: bool = False) -> None:
        super().__init__(session, application_id)
        self._is_deleted = deleted

    def action_refresh(self) -> None:
        if not self._is_deleted:
            super().action_refresh()
            return
        self.query_one(PropertyList).display = False
        self.query_one("#afterwards", Static).update(
            f"{self.afterwards} What it has can't be read while it is deleted: to see and delete it, restore it first, "
            "while that is possible."
        )

    def why_not(self, command: Command) -> str | None:
        if command is self.AGAIN and self._is_deleted:
            return "What a deleted application has can't be read."
        return super().why_not(command)

    def exports(self) -> Sequence[Export]:
        return (exports.purge(self.application_id),)

    def not_entitled(self, rights: frozenset[str] | None) -> str | None:
        del rights  # only who one is counts
        return None if self.session.info.is_admin else ONLY_ADMINISTRATORS_PURGE

    def action_submit(self) -> None:
        call = writes.purge(self.session.client, self.application_id)
        self.write(call, self._purged, doing="purge the application")

    def _purged(self, looked: bool) -> None:
        self.gone(f"Purged {visible(self.application_id)}. Its ID is free.", looked=looked)
