"""Revoking an API key: what follows from it, and the request as commands before it is sent."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from msgspec.structs import replace
from textual.content import Content
from textual.widgets import Static

from tts_tui.services.api_keys import exports
from tts_tui.services.api_keys.end_key import STREAMS_STAY_OPEN
from tts_tui.services.api_keys.writes import delete
from tts_tui.services.rights_selection import named
from tts_tui.text import instants
from tts_tui.text.safe_text import visible
from tts_tui.tui.base.deletion import DeletionScreen
from tts_tui.tui.core.commands import AS_COMMANDS, Command, bindings
from tts_tui.tui.core.safe_widgets import plain

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine
    from typing import Any

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from tts_tui.api.models import APIKey
    from tts_tui.services.shell_export import Export
    from tts_tui.session.session import Session

__all__ = ["DeleteAPIKeyScreen"]


class DeleteAPIKeyScreen(DeletionScreen):
    """Asks, and revokes `key` on `y`; Enter, pressed by habit, does nothing.

    `only` says that the application has no other key. `done` is called with an empty ID when the key has gone,
    wherever the person is by then.
    """

    CSS_PATH = "delete.tcss"
    area = "Revoke API key"
    thing = "the API key"
    gone = "api_key_not_found"
    YES = Command(
        "submit", ("y",), "Revoke the key", "Revoke the key", "Revoke the key. It can't be undone.", destroys=True
    )
    NO = replace(DeletionScreen.NO, word="Keep it", title="Keep it")
    offers = (YES, NO, AS_COMMANDS)
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(offers)]

    def __init__(
        self, session: Session, application_id: str, key: APIKey, *, only: bool, done: Callable[[str], None]
    ) -> None:
        super().__init__(session, application_id, done=done)
        self._key = key
        self._only = only

    def box_title(self) -> Content:
        return plain(f"Revoke the API key {self._key.name or '(no name)'}")

    def what_follows(self) -> ComposeResult:
        key = self._key
        yield Static(self._facts(), id="facts")
        yield Static("Anything using this key loses access at once. You can't undo this.", classes="lost")
        yield Static(STREAMS_STAY_OPEN)
        if key.id == self.session.info.key_id:
            yield Static("! You are signed in with this key: your session ends with it.", classes="warning")
        if self._only:
            yield Static("! It is the only key of this application.", classes="warning")

    def export(self) -> Export:
        return exports.delete(self.application_id, self._key.id)

    def delete(self) -> Coroutine[Any, Any, bool]:
        return delete(self.session.client, self.application_id, self._key.id)

    @property
    def called(self) -> str:
        return f"API key {visible(self._key.name or self._key.id)}"

    def _facts(self) -> Content:
        key = self._key
        rows = [
            ("Application", visible(self.application_id)),
            ("ID", visible(key.id)),
            ("Rights", visible(named(key.rights))),
            ("Created", instants.moment(key.created_at)),
            ("Expires", instants.moment_and_utc(key.expires_at) if key.expires_at else "never"),
        ]
        return Content("\n").join(Content.assemble((f"{word:<13}", "$foreground-muted"), text) for word, text in rows)
