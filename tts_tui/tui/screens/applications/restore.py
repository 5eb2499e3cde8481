"""Restoring a deleted application."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from msgspec.structs import replace
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from tts_tui.api.errors import NotFound, ServerError
from tts_tui.services.applications import exports, writes
from tts_tui.services.applications.restore_window import TOO_LATE, time_left
from tts_tui.services.error_text import explain
from tts_tui.services.verified_writes import looked_up
from tts_tui.text import instants
from tts_tui.text.safe_text import visible
from tts_tui.tui.base.form import FormScreen
from tts_tui.tui.core.commands import AS_COMMANDS, CLOSE, SUBMIT, Command, bindings
from tts_tui.tui.core.safe_widgets import plain
from tts_tui.tui.widgets.frame import Area
from tts_tui.tui.widgets.property_list import PropertyList

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from tts_tui.api.errors import TTSError
    from tts_tui.api.rows import ApplicationRow
    from tts_tui.services.shell_export import Export
    from tts_tui.session.session import Session

__all__ = ["RestoreApplicationScreen"]

_DOING: Final = "restore the application"


class RestoreApplicationScreen(FormScreen[bool]):
    """Gives True when the application was restored; `too_late` is called where it can't be any more."""

    CSS_PATH = "restore.tcss"
    area = "Restore an application"
    RESTORE = Command(SUBMIT.action, (*SUBMIT.keys, "y"), "Restore", "Restore", "Restore the application.")
    offers = (RESTORE, AS_COMMANDS, replace(CLOSE, keys=("escape", "q")))
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(offers)]

    def __init__(self, session: Session, row: ApplicationRow, too_late: Callable[[], None] | None = None) -> None:
        super().__init__(session)
        self._row = row
        self.application_id = row.id
        self._too_late = too_late

    def body(self) -> ComposeResult:
        with Area(title=Content.assemble("Restore ", plain(self._row.id))), VerticalScroll(id="restoring"):
            yield PropertyList(("Name", "Deleted", "Time left"))
            yield Static(
                Content(
                    "It comes back as it was, with its API keys, collaborators, webhooks, pub/subs, packages and link: "
                    "anything using those keys works again. The server decides whether it can still be restored (for "
                    "24 hours by default), and whether you may."
                ),
                classes="text",
            )

    def on_mount(self) -> None:
        row = self._row
        self.query_one(PropertyList).show(
            {
                "Name": plain(row.name) if row.name else Content.styled("no name", "$foreground-muted"),
                "Deleted": Content(instants.moment_and_utc(row.deleted_at)),
                "Time left": time_left(row.deleted_at, self.session.clock()),
            }
        )

    def changed(self) -> bool:
        return False

    def exports(self) -> Sequence[Export]:
        return (exports.restore(self._row.id),)

    def action_submit(self) -> None:
        self.write(
            writes.restore(self.session.client, self._row.id), self._restored, doing=_DOING, failed=self._refused
        )

    def _restored(self, looked: bool) -> None:
        outcome = f"Restored {visible(self._row.id)}."
        if looked:
            outcome = looked_up(outcome)
        if self in self.app.screen_stack:
            self.app.notify(outcome, markup=False)
        self.finish(True, outcome)

    def _refused(self, error: TTSError) -> None:
        explained = explain(error, _DOING)
        if isinstance(error, NotFound):
            advice = "It was already restored, or it was purged. Press r in the list to reload it."
            explained = replace(explained, advice=advice)
        if isinstance(error, ServerError) and error.is_a("restore_window_expired"):
            if self.is_attached:
                self.query_one(PropertyList).show({"Time left": TOO_LATE})
            if self._too_late is not None:
                self._too_late()
        self.tell_problem(explained)
