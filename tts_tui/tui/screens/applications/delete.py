"""Deleting an application, after counting what it has and saying what becomes of that."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from tts_tui.services.api_keys.end_key import STREAMS_STAY_OPEN
from tts_tui.services.applications import exports, writes
from tts_tui.services.applications.restore_window import RESTORE_WINDOW
from tts_tui.services.missing_rights import you_lack
from tts_tui.text.quantity import quantity
from tts_tui.text.safe_text import visible
from tts_tui.tui.core.commands import AS_COMMANDS, CLOSE, SUBMIT, Command, bindings
from tts_tui.tui.screens.applications.removal import RemovalScreen, RemovalState
from tts_tui.tui.widgets.key_bar import KeyBar

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.binding import BindingType

    from tts_tui.services.shell_export import Export

__all__ = ["DeleteApplicationScreen"]

_DEVICE_RIGHTS: Final = ("RIGHT_APPLICATION_DEVICES_READ", "RIGHT_APPLICATION_DEVICES_WRITE")
_RIGHT: Final = "RIGHT_APPLICATION_DELETE"
_HOURS: Final = int(RESTORE_WINDOW.total_seconds() // 3600)


class DeleteApplicationScreen(RemovalScreen):
    """Gives True when the application was deleted."""

    area = "Delete an application"
    removal = "delete"
    afterwards = (
        f"It can usually be restored, with everything in it, for {_HOURS} hours (t in the list); the server decides. "
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

    def advise(self) -> None:
        super().advise()
        self.query_one(KeyBar).rename(self.REMOVE.action, "See the plan" if self._state.devices else self.REMOVE.word)

    def in_the_way(self, state: RemovalState) -> str | None:
        if not state.devices or state.rights is None:
            return None
        lacking = next((each for each in _DEVICE_RIGHTS if each not in state.rights), None)
        return f"It still has devices. {you_lack(lacking)}" if lacking else None

    @property
    def about_devices(self) -> str:
        return "Its devices block it: the plan deletes them first, for good."

    @property
    def next(self) -> str:
        return "see the plan" if self.is_attached and self._state.devices else super().next

    def action_submit(self) -> None:
        if self._state.devices:
            self._empty_first()
            return
        call = writes.delete(self.session.client, self.application_id)
        self.write(call, self._deleted, doing="delete the application")

    def _empty_first(self) -> None:
        from tts_tui.tui.screens.applications.empty import EmptyApplicationScreen

        self.app.push_screen(
            EmptyApplicationScreen(self.session, self.application_id, ended=self._emptied), lambda _: self._plan_left()
        )

    def _emptied(self, devices: int, looked: bool) -> None:
        about = visible(self.application_id)
        gone = quantity(devices, "device")
        words = f"Deleted {gone} and {about}. Press t in the list to restore {about} without them."
        self.gone(words, looked=looked)

    def _plan_left(self) -> None:
        """The person has left the plan: some devices may be gone."""
        if not self.finished:
            self.action_refresh()

    def _deleted(self, looked: bool) -> None:
        self.gone(f"Deleted {visible(self.application_id)}. Press t in the list to restore it.", looked=looked)
