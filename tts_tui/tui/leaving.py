"""Leaving the program or a server: waits for changes that are being sent, and asks before anything typed is lost."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from rich.text import Text

from tts_tui.tui.base.screen import BaseScreen
from tts_tui.tui.core.minimum_size import NeedsRoom

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["AsksBeforeLeaving"]

Result = TypeVar("Result")


class AsksBeforeLeaving(NeedsRoom[Result]):
    """An App that asks before it ends, if something would be lost."""

    def __init__(self) -> None:
        super().__init__()
        self._lost_unseen: tuple[str, ...] = ()

    async def action_quit(self) -> None:
        """End the program: `quit`, or without a dialog if the terminal is too small for one."""
        if self.is_too_small:
            self._quit_unseen()
        else:
            self.quit()

    def _quit_unseen(self) -> None:
        """Quit without a question; if something would be lost, say so first, and quit the second time."""
        from tts_tui.tui.base.waiting_for_changes import under_way, unknown

        changes = [each.description for each in under_way(self)]
        lost = (*self._lost(), *(f"Being sent: {each}." for each in changes))
        if lost in ((), self._lost_unseen):
            self.exit(message=Text(unknown(changes)) if changes else None)
            return
        self._lost_unseen = lost
        self.say_while_small("\n".join((*lost, "Ctrl+Q again quits anyway.")))

    def _lost(self) -> list[str]:
        """What would be lost if the program ended now, in words."""
        holding = [screen.holds() for screen in self.screen_stack if isinstance(screen, BaseScreen)]
        return [reason for reason in holding if reason]

    def quit(self, stay: Callable[[], object] = lambda: None) -> None:
        """End the program, by `leave`. `stay` is called if the person stays."""
        self.leave("quit", "Quit anyway?", "Quit", lambda told: self.exit(message=Text(told) if told else None), stay)

    def leave(
        self,
        purpose: str,
        question: str,
        yes: str,
        act: Callable[[str], object],
        stay: Callable[[], object] = lambda: None,
    ) -> None:
        """Wait for changes that are being sent, ask if something would be lost, then `act`.

        `act` gets a sentence about the changes, see `when_answered`; `stay` is called if the person stays.
        """
        from tts_tui.tui.base.waiting_for_changes import WaitingForChanges, when_answered
        from tts_tui.tui.widgets.confirm import Confirm

        def ask(told: str) -> None:
            if not (lost := self._lost()):
                act(told)
                return

            def answered(anyway: bool | None) -> None:
                if anyway:
                    act(told)
                else:
                    stay()

            self.push_screen(Confirm(question, "\n".join(lost), yes=yes, no="Stay"), answered)

        if not isinstance(self.screen, Confirm | WaitingForChanges):
            when_answered(self, purpose, ask, left=act, stay=stay)
