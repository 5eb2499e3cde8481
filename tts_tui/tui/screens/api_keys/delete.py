"""Deleting an API key: what follows from it, and the request as commands before it is sent."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from tts_tui.api.errors import NotFound, TTSError
from tts_tui.services.api_keys import exports
from tts_tui.services.api_keys.end_key import STREAMS_STAY_OPEN
from tts_tui.services.api_keys.writes import delete
from tts_tui.services.rights_selection import named
from tts_tui.text import instants
from tts_tui.text.safe_text import visible
from tts_tui.tui.base.dialog import InBox
from tts_tui.tui.base.form import FormScreen
from tts_tui.tui.core.commands import AS_COMMANDS, Command, bindings
from tts_tui.tui.core.safe_widgets import plain
from tts_tui.tui.widgets.clickable_line import ClickableLine
from tts_tui.tui.widgets.confirm import answers

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from tts_tui.api.models import APIKey
    from tts_tui.services.shell_export import Export
    from tts_tui.session.session import Session

__all__ = ["DeleteAPIKeyScreen"]


class DeleteAPIKeyScreen(InBox, FormScreen[None], ModalScreen[None]):
    """Asks, and deletes `key`; `y` says yes, and neither enter nor a habit does.

    `only` says that the application has no other key. `done` is called with an empty ID when the key has gone,
    wherever the person is by then.
    """

    CSS_PATH = "delete.tcss"
    area = "Revoke API key"
    danger = True
    YES = Command(
        "submit", ("y",), "Revoke the key", "Revoke the key", "Revoke the key. It can't be undone.", destroys=True
    )
    NO = Command("back", ("n", "escape", "q"), "Keep it", "Keep it", "Change nothing.")
    offers = (YES, NO, AS_COMMANDS)
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(offers)]

    def __init__(
        self, session: Session, application_id: str, key: APIKey, *, only: bool, done: Callable[[str], None]
    ) -> None:
        super().__init__(session)
        self._application_id = application_id
        self._key = key
        self._only = only
        self._done = done

    def box_title(self) -> Content:
        return plain(f"Revoke the API key {self._key.name or '(no name)'}")

    def body(self) -> ComposeResult:
        key = self._key
        yield Static(self._facts(), id="facts")
        yield Static("Anything that uses this key loses access at once. You can't undo this.", classes="lost")
        yield Static(STREAMS_STAY_OPEN)
        if key.id == self.session.info.key_id:
            yield Static("! You are signed in with this key: your session ends with it.", classes="warning")
        if self._only:
            yield Static("! It is the only key of this application.", classes="warning")
        yield ClickableLine(
            answers(self.YES.word, self.YES.action, self.NO.word, self.NO.action, danger=True), classes="answers"
        )

    def changed(self) -> bool:
        return False

    def exports(self) -> list[Export]:
        return [exports.delete(self._application_id, self._key.id)]

    def action_submit(self) -> None:
        self.write(
            delete(self.session.client, self._application_id, self._key.id),
            self._deleted,
            doing="revoke the API key",
            failed=self._not_deleted,
        )

    def _deleted(self, looked: bool) -> None:
        lost = "The answer was lost, so tts-tui checked: " if looked else ""
        self._end(f"{lost}Revoked API key {self._called}.")

    def _not_deleted(self, error: TTSError) -> None:
        if isinstance(error, NotFound) and error.is_a("api_key_not_found"):
            self._end(f"API key {self._called} was already revoked by somebody else.")
        else:
            self.refuse(error, "revoke the API key")

    def _end(self, outcome: str) -> None:
        self._done("")
        self.app.notify(outcome, markup=False)
        if self.is_attached:
            self.finish(None, outcome)

    @property
    def _called(self) -> str:
        return visible(self._key.name or self._key.id)

    def _facts(self) -> Content:
        key = self._key
        rows = [
            ("Application", visible(self._application_id)),
            ("ID", visible(key.id)),
            ("Rights", visible(named(key.rights))),
            ("Created", instants.moment(key.created_at)),
            ("Expires", instants.moment_and_utc(key.expires_at) if key.expires_at else "never"),
        ]
        return Content("\n").join(Content.assemble((f"{word:<13}", "$foreground-muted"), text) for word, text in rows)
