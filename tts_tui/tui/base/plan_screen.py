"""A plan of many changes: first what will be sent, then how far that is, in the end what became of each."""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING, Any, ClassVar, Final, TypeVar

from msgspec.structs import replace
from textual.content import Content

from tts_tui.services.error_text import explain
from tts_tui.tui.base.list_screen import ListScreen
from tts_tui.tui.core.commands import BACK, SUBMIT, Command, bindings
from tts_tui.tui.core.key_queue import AnsweredWhenSeen
from tts_tui.tui.core.safe_widgets import cell

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from rich.text import Text
    from textual.binding import BindingType

    from tts_tui.api.errors import TTSError
    from tts_tui.services.batch import ItemResult, ItemState, Outcome

__all__ = ["PlanScreen", "outcome_cell"]

T = TypeVar("T")

_EVERY: Final = 0.2
"""Seconds between two tellings of progress."""
_STYLES: Final[dict[ItemState, str]] = {"waiting": "muted", "done": "success", "failed": "error", "unknown": "warning"}


class PlanScreen(AnsweredWhenSeen, ListScreen[None]):
    """Sends nothing before the person says so, and then what has not been done: again, where some failed."""

    doing: ClassVar[str]
    """What it does, such as "end the API keys"."""
    SEND = replace(SUBMIT, word="Send", title="Send", help="Send the listed changes, or retry those that failed.")
    STOP = Command("stop", ("x",), "Stop", "Stop", "Send nothing more; requests already sent will finish.")
    offers: ClassVar[tuple[Command, ...]] = (SEND, STOP, BACK)
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(offers)]

    def __init__(self, *positional: Any, **kept: Any) -> None:
        super().__init__(*positional, **kept)
        self.begun = False
        self._told_at = float("-inf")

    # What a subclass gives

    @property
    def outcome(self) -> Outcome[Any, Any]:
        """What has become of each change so far."""
        raise NotImplementedError

    @property
    def why_nothing(self) -> str | None:
        """Why there is nothing to send, or None where there is."""
        raise NotImplementedError

    def show(self) -> None:
        """Draw the plan and what has become of it."""
        raise NotImplementedError

    def stop_sending(self) -> None:
        """Begin nothing more."""
        raise NotImplementedError

    def send(self) -> Coroutine[Any, Any, Outcome[Any, Any]]:
        """Do what has not been done."""
        raise NotImplementedError

    def sent(self, outcome: Outcome[Any, Any]) -> None:
        """Something has been done, wherever the person is by then."""
        raise NotImplementedError

    # What is offered

    def why_not(self, command: Command) -> str | None:
        if command is self.STOP and not self.writing:
            return "Nothing is being sent."
        if command is self.SEND and not self.writing and (reason := self.why_nothing):
            return reason
        return super().why_not(command)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """The key bar has only what means something now; who presses another key all the same is told."""
        if (action == self.STOP.action and not self.writing) or (
            action == self.SEND.action and self.begun and not self.writing and self.why_nothing
        ):
            return False
        return super().check_action(action, parameters)

    # The work

    def action_stop(self) -> None:
        self.stop_sending()

    def action_submit(self) -> None:
        self.begun = True
        self.write(
            self.send(),
            self._sent,
            doing=self.doing,
            failed=self._failed,
            well=lambda outcome: outcome.complete and not outcome.of("failed"),
        )
        self.show()

    def tell_progress(self, words: str) -> None:
        """Show how far it is, a few times a second."""
        now = monotonic()
        if self.is_attached and now - self._told_at >= _EVERY:
            self._told_at = now
            self.show()
            self.say(f"{words} · x stops")

    def _sent(self, outcome: Outcome[Any, Any]) -> None:
        self.sent(outcome)
        if self.is_attached:
            self.show()
        if outcome.halted is not None:
            self.tell_problem(explain(outcome.halted, self.doing))

    def _failed(self, error: TTSError) -> None:
        self.tell_problem(explain(error, self.doing))
        if self.is_attached:
            self.show()

    def summary(self) -> Content:
        """How many changes are in which state, once some have been sent."""
        counts = self.outcome.counts
        parts = [f"{counts[state]:,} {state}" for state in ("done", "failed", "unknown", "waiting") if counts[state]]
        again = " Press Ctrl+S to try again." if not (self.writing or self.why_nothing) else ""
        return Content(f"{', '.join(parts).capitalize()}.{again}")


def outcome_cell(result: ItemResult[T] | None, done: str) -> Text:
    """What has become of a change, `done` where it has been; None where nothing has been sent yet."""
    if result is None:
        return cell("not sent", "muted")
    words: str = result.state
    if result.state == "done":
        words = done
    elif result.error is not None:
        explained = explain(result.error, "do it")
        words = f"{result.state}: {explained.why or explained.what}"
    return cell(words, _STYLES[result.state])
