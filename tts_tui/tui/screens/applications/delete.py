"""Deleting an application, with an honest account of what goes with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from tts_tui.services.api_keys.end_key import STREAMS_STAY_OPEN
from tts_tui.services.applications import exports, writes
from tts_tui.services.applications.restore_window import RESTORE_WINDOW
from tts_tui.services.missing_rights import you_lack
from tts_tui.text.safe_text import visible
from tts_tui.tui.core.commands import AS_COMMANDS, CLOSE, SUBMIT, Command, bindings
from tts_tui.tui.screens.applications.removal import RemovalScreen

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.binding import BindingType

    from tts_tui.services.shell_export import Export

__all__ = ["DeleteApplicationScreen"]

_RIGHT: Final = "RIGHT_APPLICATION_DELETE"
_HOURS: Final = int(RESTORE_WINDOW.total_seconds() // 3600)


class DeleteApplicationScreen(RemovalScreen):
    """Gives True when the application was deleted."""

    area = "Delete an application"
    removal = "delete"
    afterwards = (
        f"You can usually restore it, with all it has, for {_HOURS} hours (t in the list); this server may be set "
        "otherwise. Whether you may restore it shows only when you try. "
        f"Its ID stays taken until an administrator purges it. {STREAMS_STAY_OPEN}"
    )
    REMOVE = Command(
        SUBMIT.action, SUBMIT.keys, "Delete", "Delete", "Delete the application (type its ID).", destroys=True
    )
    offers = (REMOVE, AS_COMMANDS, RemovalScreen.AGAIN, CLOSE)
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(offers)]

    def exports(self) -> Sequence[Export]:
        return (exports.delete(self.application_id),)

    def not_entitled(self, rights: frozenset[str] | None) -> str | None:
        return None if rights is None or _RIGHT in rights else you_lack(_RIGHT)

    def action_submit(self) -> None:
        call = writes.delete(self.session.client, self.application_id)
        self.write(call, self._deleted, doing="delete the application")

    def _deleted(self, looked: bool) -> None:
        self.gone(f"Deleted {visible(self.application_id)}. Press t in the list to restore it.", looked=looked)
