"""Deleting an application, with an honest account of what goes with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from tts_tui.services.applications import exports, writes
from tts_tui.services.applications.restore_window import RESTORE_WINDOW
from tts_tui.services.missing_rights import you_lack
from tts_tui.text.safe_text import visible
from tts_tui.tui.core.commands import AS_COMMANDS, CLOSE, SUBMIT, Command, bindings
from tts_tui.tui.screens.applications.removal import RemovalScreen

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.binding import BindingType

    from tts_tui.services.applications.emptying import Emptying
    from tts_tui.services.shell_export import Export

__all__ = ["DeleteApplicationScreen"]

_RIGHT: Final = "RIGHT_APPLICATION_DELETE"
_DEVICES_RIGHT: Final = "RIGHT_APPLICATION_DEVICES_WRITE"
_HOURS: Final = int(RESTORE_WINDOW.total_seconds() // 3600)


class DeleteApplicationScreen(RemovalScreen):
    """Gives True when the application was deleted."""

    area = "Delete an application"
    removal = "delete"
    afterwards = (
        f"You can usually restore it, with all it has, for {_HOURS} hours (t in the list); this server may be set "
        "otherwise. Whether you may restore it shows only when you try. "
        "Its ID stays taken until an administrator purges it."
    )
    REMOVE = Command(
        SUBMIT.action, SUBMIT.keys, "Delete", "Delete", "Delete the application (type its ID).", destroys=True
    )
    offers = (REMOVE, AS_COMMANDS, RemovalScreen.AGAIN, CLOSE)
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(offers)]

    def exports(self) -> Sequence[Export]:
        return (exports.delete(self.application_id),)

    devices_first = "Ctrl+S shows a plan that deletes its devices first, from all servers. They can't be restored."

    @property
    def empties(self) -> bool:
        return bool(self.devices)

    def not_entitled(self, rights: frozenset[str] | None) -> str | None:
        if rights is None:
            return None
        wanted = (_RIGHT, _DEVICES_RIGHT) if self.empties else (_RIGHT,)
        return next((you_lack(each) for each in wanted if each not in rights), None)

    def action_submit(self) -> None:
        if self.empties:
            self._empty_first()
            return
        call = writes.delete(self.session.client, self.application_id)
        self.write(call, self._deleted, doing="delete the application")

    def _empty_first(self) -> None:
        from tts_tui.tui.screens.applications.empty_and_delete import EmptyAndDeleteScreen

        screen = EmptyAndDeleteScreen(self.session, self.application_id, ended=self._ended)
        self.app.push_screen(screen, lambda _: self._plan_left())

    _plan: Emptying | None = None
    """The plan that was begun, if there was one."""

    def _ended(self, plan: Emptying) -> None:
        self._plan = plan
        if plan.deleted:
            devices = f"{plan.devices:,} end device{'' if plan.devices == 1 else 's'}"
            words = (
                f"Deleted {visible(self.application_id)} and {devices}. Press t in the list to restore it without them."
            )
            self.gone(words, looked=False)

    def _plan_left(self) -> None:
        """The person has left the plan before the application was deleted."""
        if self._plan is not None and not self._plan.deleted:
            self.action_refresh()

    def _deleted(self, looked: bool) -> None:
        self.gone(f"Deleted {visible(self.application_id)}. Press t in the list to restore it.", looked=looked)
