"""Leaving while a change has no answer yet: the person waits for it, or leaves with its outcome unknown."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, ClassVar, Final, Literal

from textual.content import Content
from textual.widgets import Static

from tts_tui.tui.base.screen import WRITES, BaseScreen
from tts_tui.tui.core.commands import Command, bindings
from tts_tui.tui.core.key_queue import DropsKeysTypedAhead
from tts_tui.tui.widgets.frame import TitledRule

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from textual.app import App, ComposeResult
    from textual.binding import BindingType
    from textual.worker import Worker

    from tts_tui.api.call_sender import Wait

__all__ = ["WaitingForChanges", "ended", "under_way", "unknown", "when_answered"]

Ending = Literal["answered", "failed", "left"]

_EXPLAINED: Final = (
    "The server hasn't answered yet. If you leave now, you won't know whether it was done: check before "
    "you send it again."
)


def under_way(app: App[Any]) -> list[Worker[bool]]:
    """The changes that have been sent, or are about to be, and that have no answer yet."""
    return [each for each in app.workers if each.group == WRITES and not each.is_finished]


async def ended(changes: Sequence[Worker[bool]]) -> None:
    """Wait until these have come to an end, whatever that is. To give up waiting doesn't stop them."""
    await asyncio.shield(asyncio.gather(*(each.wait() for each in changes), return_exceptions=True))


def unknown(changes: Sequence[str]) -> str:
    """A sentence about changes whose answers nobody waited for."""
    return (
        f"Outcome unknown: {', '.join(changes)}. You left before the server answered; check before you send it again."
    )


def when_answered(
    app: App[Any],
    purpose: str,
    act: Callable[[str], object],
    *,
    left: Callable[[str], object] | None = None,
    stay: Callable[[], object] = lambda: None,
) -> None:
    """Call `act` once no change is on its way any more, `stay` where the person stays or has to look at a failure.

    `purpose` says what `act` does, such as "quit". It gets a sentence about the changes that were waited for, an empty
    one where there were none. `left` is called instead where the person doesn't wait, by default `act` is.
    """
    changes = [each.description for each in under_way(app)]
    if not changes:
        act("")
        return

    def answered(ending: Ending | None) -> None:
        if ending == "answered":
            act(f"Done: {', '.join(changes)}.")
        elif ending == "left":
            (left or act)(unknown(changes))
        else:
            stay()

    app.push_screen(WaitingForChanges(purpose), answered)


class WaitingForChanges(DropsKeysTypedAhead, BaseScreen[Ending]):
    """Waits until all changes have their answers. Gives None where the person stays after all.

    A failure ends the waiting and is shown where it belongs: nobody is led away from it.
    """

    CSS_PATH = "waiting_for_changes.tcss"
    area = "Waiting"
    belongs_to = ""
    AUTO_FOCUS = ""
    LEAVE = Command(
        "leave", ("x",), "Leave now", "Leave now", "Leave without waiting; the outcome stays unknown.", destroys=True
    )
    STAY = Command("back", ("escape", "q", "n"), "Stay", "Stay", "Go back and keep waiting.")
    offers = (LEAVE, STAY)
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(offers)]

    def __init__(self, purpose: str) -> None:
        super().__init__()
        self._purpose = purpose

    def body(self) -> ComposeResult:
        yield TitledRule(f"Waiting for the server before you {self._purpose}")
        yield Static(id="changes")
        yield Static(Content(_EXPLAINED), classes="text")
        yield Static(
            Content.assemble(
                ("x", "bold $accent"), " Leave now, outcome unknown    ", ("esc", "bold $accent"), " Stay"
            ),
            classes="text",
        )

    def on_mount(self) -> None:
        lines = [Content(f"Being sent: {each.description}.") for each in under_way(self.app)]
        self.query_one("#changes", Static).update(Content("\n").join(lines))
        self.run_worker(self._wait(), name="answers", group="answers", description="the answers")

    async def _wait(self) -> None:
        ending: Ending = "answered"
        while changes := under_way(self.app):
            await ended(changes)
            if not all(each.result for each in changes):
                ending = "failed"
        self.app.call_later(self._end, ending)  # after the message that tells the outcome

    def _end(self, ending: Ending) -> None:
        # If something lies over this screen by now, such as a new key, the person sees it first and then stays.
        if self.is_active:
            self.dismiss(ending)
        else:
            self.when_seen(lambda: self.dismiss("failed"))

    def action_leave(self) -> None:
        for each in under_way(self.app):
            each.cancel()
        self.dismiss("left")

    def show_wait(self, wait: Wait) -> None:
        self.say_wait(wait, "x leaves without the answer")
