"""Deleting a pub/sub: what follows from it, and the request as commands before it is sent."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.screen import ModalScreen
from textual.widgets import Static

from tts_tui.services.pubsubs import exports
from tts_tui.services.pubsubs.in_words import provider_word, server
from tts_tui.services.pubsubs.writes import delete
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
    from textual.content import Content

    from tts_tui.api.resources.pubsubs import PubSub
    from tts_tui.services.shell_export import Export
    from tts_tui.session.session import Session

__all__ = ["DeletePubSubScreen"]


class DeletePubSubScreen(InBox, FormScreen[None], ModalScreen[None]):
    """Asks, and deletes; `y` says yes. `done` is called with an empty ID once it has gone."""

    CSS_PATH = "delete.tcss"
    area = "Delete a pub/sub"
    danger = True
    YES = Command("submit", ("y",), "Delete", "Delete", "Delete the pub/sub.", destroys=True)
    NO = Command("back", ("n", "escape", "q"), "Keep", "Keep", "Change nothing.")
    offers = (YES, NO, AS_COMMANDS)
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(offers)]

    def __init__(self, session: Session, application_id: str, pubsub: PubSub, *, done: Callable[[str], None]) -> None:
        super().__init__(session)
        self._application_id = application_id
        self._pubsub = pubsub
        self._done = done

    def box_title(self) -> Content:
        return plain(f"Delete the pub/sub {self._pubsub.id}")

    def body(self) -> ComposeResult:
        provider = self._pubsub.provider
        yield Static(plain(f"Of the application {self._application_id}."))
        yield Static(
            plain(f"{provider_word(provider)} {server(provider)} gets no more messages, and none are taken from it."),
            classes="facts",
        )
        yield Static("Its settings, passwords included, can't be brought back.", classes="facts")
        yield ClickableLine(answers(self.YES.word, self.YES.action, self.NO.word, self.NO.action), classes="answers")

    def changed(self) -> bool:
        return False

    def exports(self) -> list[Export]:
        return [exports.delete(self._application_id, self._pubsub.id)]

    def action_submit(self) -> None:
        self.write(
            delete(self.session.client, self._application_id, self._pubsub.id),
            self._deleted,
            doing=f"delete {visible(self._pubsub.id)}",
        )

    def _deleted(self, looked: bool) -> None:
        lost = "The answer was lost, so tts-tui checked: " if looked else ""
        outcome = f"{lost}Deleted {visible(self._pubsub.id)}."
        self._done("")
        self.app.notify(outcome, markup=False)
        if self.is_attached:
            self.finish(None, outcome)
