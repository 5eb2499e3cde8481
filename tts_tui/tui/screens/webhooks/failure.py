"""The last failed delivery of a webhook in full; the list shows its first words."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from msgspec.structs import replace
from textual.widgets import Static

from tts_tui.text import instants
from tts_tui.tui.base.of_application import OfApplication
from tts_tui.tui.core.commands import BACK, COPY_ID, bindings
from tts_tui.tui.core.safe_widgets import plain
from tts_tui.tui.widgets.frame import Area
from tts_tui.tui.widgets.pane import Pane
from tts_tui.tui.widgets.property_list import PropertyList

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType

    from tts_tui.services.webhooks.failures import FailedDelivery
    from tts_tui.session.session import Session

__all__ = ["FailureScreen"]


class FailureScreen(OfApplication[None]):
    """Shows when, where and why a delivery failed, and the response; copies all of it."""

    CSS_PATH = "failure.tcss"
    area = "Last failure"
    COPY = replace(COPY_ID, word="Copy", title="Copy the failure", help="Copy all of it as text.", footer=True)
    offers = (COPY, BACK)
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(offers)]

    def __init__(self, session: Session, application_id: str, webhook_id: str, failed: FailedDelivery) -> None:
        super().__init__(session, application_id)
        self._webhook_id = webhook_id
        self._failed = failed

    def body(self) -> ComposeResult:
        answer = self._failed.answer
        answered = Area(title="Response", state="the server keeps the first KiB")
        answered.display = bool(answer)
        with Pane(id="failure"):
            with Area(title=plain(f"Last failed delivery · {self._webhook_id}")):
                yield PropertyList((), id="facts")
            with answered:
                yield Static(plain(answer, lines=True))

    def on_mount(self) -> None:
        self.query_one("#facts", PropertyList).show_only({word: plain(text) for word, text in self._facts().items()})
        self.query_one("#failure").focus()

    def _facts(self) -> dict[str, str]:
        failed = self._failed
        when = instants.moment(failed.at) if failed.at is not None else "not told"
        facts = {"When": when, "Address": failed.url, "Answered": failed.status or "nothing"}
        for number, (name, words, correlation_id) in enumerate(failed.errors()):
            label = "Error" if number == 0 else f"Cause {number}"
            facts[label] = f"{words} ({name})" if words else name
            if correlation_id and number == 0:
                facts["Correlation ID"] = correlation_id
        return {word: text for word, text in facts.items() if text}

    def action_copy_id(self) -> None:
        facts = [f"{word}: {text}" for word, text in self._facts().items()]
        self.copy("\n".join([*facts, *(["", self._failed.answer] if self._failed.answer else [])]), "The failure")
