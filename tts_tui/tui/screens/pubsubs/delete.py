"""Deleting a pub/sub."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.widgets import Static

from tts_tui.services.pubsubs import exports
from tts_tui.services.pubsubs.in_words import provider_word, server
from tts_tui.services.pubsubs.writes import delete
from tts_tui.text.safe_text import visible
from tts_tui.tui.base.deletion import DeletionScreen
from tts_tui.tui.core.commands import AS_COMMANDS, Command, bindings
from tts_tui.tui.core.safe_widgets import plain

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine
    from typing import Any

    from textual.app import ComposeResult
    from textual.binding import BindingType
    from textual.content import Content

    from tts_tui.api.pubsub_models import PubSub
    from tts_tui.services.shell_export import Export
    from tts_tui.session.session import Session

__all__ = ["DeletePubSubScreen"]


class DeletePubSubScreen(DeletionScreen):
    """Asks, and deletes `pubsub`. `done` is called with an empty ID when it is deleted, also after leaving."""

    area = "Delete a pub/sub"
    thing = "the pub/sub"
    YES = Command("submit", ("y",), "Delete", "Delete", "Delete the pub/sub.", destroys=True)
    offers = (YES, DeletionScreen.NO, AS_COMMANDS)
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(offers)]

    def __init__(self, session: Session, application_id: str, pubsub: PubSub, *, done: Callable[[str], None]) -> None:
        super().__init__(session, application_id, done=done)
        self._pubsub = pubsub

    def box_title(self) -> Content:
        return plain(f"Delete the pub/sub {self._pubsub.id}")

    def what_follows(self) -> ComposeResult:
        provider = self._pubsub.provider
        yield Static(plain(f"Of the application {self.application_id}."))
        yield Static(
            plain(f"{provider_word(provider)} {server(provider)} gets no more messages, and none are taken from it."),
            classes="facts",
        )
        yield Static("Its settings, passwords included, can't be restored.", classes="facts")

    def export(self) -> Export:
        return exports.delete(self.application_id, self._pubsub.id)

    def delete(self) -> Coroutine[Any, Any, bool]:
        return delete(self.session.client, self.application_id, self._pubsub.id)

    @property
    def called(self) -> str:
        return visible(self._pubsub.id)
