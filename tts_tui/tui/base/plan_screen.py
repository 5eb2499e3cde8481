"""A plan of many changes: first what will be sent, then the progress, at the end the outcome of each."""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING, Any, ClassVar, Final, TypeVar

from msgspec.structs import replace
from textual.content import Content
from textual.widgets import Static

from tts_tui.services.error_text import explain
from tts_tui.text.quantity import quantity
from tts_tui.tui.base.list_screen import ListScreen
from tts_tui.tui.base.screen import WRITES
from tts_tui.tui.core.commands import BACK, SUBMIT, Command, bindings
from tts_tui.tui.core.key_queue import DropsKeysTypedAhead
from tts_tui.tui.core.safe_widgets import cell, plain
from tts_tui.tui.widgets.key_bar import KeyBar

if TYPE_CHECKING:
    from collections.abc import Collection, Coroutine, Iterable, Mapping

    from rich.text import Text
    from textual.binding import BindingType

    from tts_tui.api.errors import TTSError
    from tts_tui.services.batch import ItemResult, ItemState, Outcome

__all__ = ["PlanScreen", "outcome_cell"]

T = TypeVar("T")

_REASONS: Final = 3
"""Failures that are told in full."""
_EVERY: Final = 0.2
"""Seconds between two updates of the progress."""
_STYLES: Final[dict[ItemState, str]] = {"done": "success", "failed": "error", "unknown": "warning", "waiting": "muted"}


class PlanScreen(DropsKeysTypedAhead, ListScreen[None]):
    """Sends nothing before the person confirms it. Ctrl+S sends what isn't done yet: pressed again, what failed."""

    done_word: str = "done"
    """The word for a change that has been made, such as "revoked"."""
    doing: str
    """What it does and to what, such as "delete the devices of my-app"."""
    SEND = SUBMIT
    STOP = Command("stop", ("x",), "Stop", "Stop", "Send nothing more; requests already sent will finish.")
    offers: ClassVar[tuple[Command, ...]] = (SEND, STOP, BACK)
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(offers)]

    def __init__(self, *positional: Any, **kept: Any) -> None:
        super().__init__(*positional, **kept)
        self.begun = False
        self._told_at = float("-inf")
        self._planned_meanwhile = False

    # What a subclass gives

    @property
    def not_beside(self) -> Collection[str]:
        """Changes that this plan is not sent beside, by their `doing`."""
        return (self.doing,)

    @property
    def deed(self) -> str:
        """What Ctrl+S does, for the key bar, such as "Delete 2 devices"."""
        raise NotImplementedError

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

    def on_mount(self) -> None:
        self._planned_meanwhile = self._another_is_sent

    @property
    def _another_is_sent(self) -> bool:
        """Whether a plan like this one, which was left, is still being sent."""
        sent = (each for each in self.app.workers if each.group == WRITES and each.name in self.not_beside)
        return not self.writing and any(not each.is_finished for each in sent)

    def why_not(self, command: Command) -> str | None:
        if command is self.STOP and not self.writing:
            return "Nothing is being sent."
        if command is self.SEND and self._planned_meanwhile:
            # This plan doesn't know what that one has done, and would send it twice.
            wait = " Wait for its outcome, then go" if self._another_is_sent else " Go"
            return f"A plan was being sent when this one was made.{wait} back and open it again."
        if command is self.SEND and not self.writing and (reason := self.why_nothing):
            return reason
        return super().why_not(command)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Hide in the key bar what can't be used now; pressed all the same, it says why."""
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

    def tell_progress(self, words: str, how_to_stop: str = "x stops") -> None:
        """Show how far it is, a few times a second."""
        now = monotonic()
        if self.is_attached and now - self._told_at >= _EVERY:
            self._told_at = now
            self.show()
            self.say(f"{words} · {how_to_stop}")

    def _sent(self, outcome: Outcome[Any, Any]) -> None:
        self.sent(outcome)
        if self.is_attached:
            self.show()
        if outcome.halted is not None:
            problem = explain(outcome.halted, self.doing)
            if outcome.of("done", "unknown"):
                problem = replace(problem, advice="What was sent is listed with its outcome. Press Ctrl+S to continue.")
            self.tell_problem(problem)

    def _failed(self, error: TTSError) -> None:
        self.tell_problem(explain(error, self.doing))
        if self.is_attached:
            self.show()

    def show_plan(self, title: str, what: Iterable[Content]) -> None:
        """Show the title, what stands above the changes, and in the key bar what Ctrl+S does now."""
        self.show_heading(title)
        self.query_one("#what", Static).update(Content("\n").join(what))
        word = self._again.capitalize() if self.begun and not self.writing else self.deed
        self.query_one(KeyBar).rename(self.SEND.action, word)
        self.refresh_bindings()

    def nothing_sent(self, requests: int) -> Content:
        """That nothing has been sent, and how much Ctrl+S sends."""
        many = quantity(requests, "request")
        return Content(f"Nothing has been sent yet. Ctrl+S sends {many}.")

    @property
    def _again(self) -> str:
        return "try again" if self.outcome.of("failed", "unknown") else "continue"

    def summary(self) -> Content:
        """How many changes are in which state, and how to go on where there is something left to send."""
        if self.writing or self.why_nothing:
            return Content(f"{self.counts_in_words()}.")
        return Content(f"{self.counts_in_words()}. Press Ctrl+S to {self._again}.")

    @property
    def counts(self) -> Mapping[ItemState, int]:
        """How many changes are in which state."""
        return self.outcome.counts

    def counts_in_words(self) -> str:
        """Such as "40 done, 20 failed"."""
        told = ((state, self.counts.get(state, 0)) for state in _STYLES)
        return ", ".join(f"{count:,} {self.done_word if state == 'done' else state}" for state, count in told if count)

    def reasons(self) -> list[Content]:
        """Why changes have failed, the first few, each once: in the table there is little room for that."""
        found = dict.fromkeys(
            self.reason(item, result, explained.why or explained.what)
            for item, result in self.outcome.of("failed", "unknown")
            if result.error is not None and (explained := explain(result.error, self.doing))
        )
        return [plain(each, "$text-error") for each in list(found)[:_REASONS]]

    def reason(self, item: Any, result: ItemResult[Any], why: str) -> str:
        """The line about a change that failed, or whose outcome is unknown."""
        del item
        return f"{result.state.capitalize()}: {why}"


def outcome_cell(result: ItemResult[T] | None, done: str, left: str = "") -> Text:
    """What has become of a change, `done` where it has been; None where nothing has been sent yet.

    Where it failed, what is `left` says more than the reason, for which there is little room.
    """
    if result is None:
        return cell("waiting", "muted")
    words: str = result.state
    if result.state == "done":
        words = done
    elif result.error is not None:
        explained = explain(result.error, "do it")
        words = f"{result.state}: {left or explained.why or explained.what}"
    return cell(words, _STYLES[result.state])
