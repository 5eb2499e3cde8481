"""Deleting one thing of an application: what follows from it, and the request as commands before it is sent."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.screen import ModalScreen

from tts_tui.api.errors import NotFound
from tts_tui.services.verified_writes import looked_up
from tts_tui.tui.base.dialog import InBox
from tts_tui.tui.base.form import FormScreen
from tts_tui.tui.core.commands import AS_COMMANDS, Command, bindings
from tts_tui.tui.widgets.clickable_line import ClickableLine
from tts_tui.tui.widgets.confirm import answers

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine
    from typing import Any

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from tts_tui.api.errors import TTSError
    from tts_tui.services.shell_export import Export
    from tts_tui.session.session import Session

__all__ = ["DeletionScreen"]


class DeletionScreen(InBox, FormScreen[None], ModalScreen[None]):
    """Asks, and deletes on `y`; Enter, pressed by habit, does nothing.

    A subclass says what it is and what follows; one whose YES has other words puts it among its `offers`. `done` is
    called with an empty ID when the thing has gone, wherever the person is by then.
    """

    danger = True
    YES: ClassVar[Command] = Command("submit", ("y",), "Delete", "Delete", "Delete it.", destroys=True)
    NO: ClassVar[Command] = Command("back", ("n", "escape", "q"), "Keep", "Keep", "Change nothing.")
    offers = (YES, NO, AS_COMMANDS)
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(offers)]
    thing: ClassVar[str]
    """What is deleted, such as `the webhook`."""
    gone: ClassVar[str] = ""
    """The name of the server's error for what is no longer there; empty where deleting it again is no error."""
    DEFAULT_CSS = """
    DeletionScreen {
        .facts, .warning {
            margin-top: 1;
        }

        .warning {
            color: $text-warning;
        }
    }
    """

    def __init__(self, session: Session, application_id: str, *, done: Callable[[str], None]) -> None:
        super().__init__(session)
        self.application_id = application_id
        self._done = done

    @property
    def called(self) -> str:
        """What a message calls it, safe to show."""
        raise NotImplementedError

    def what_follows(self) -> ComposeResult:
        """What is deleted, and what follows from it."""
        raise NotImplementedError

    def export(self) -> Export:
        """What is sent, as commands."""
        raise NotImplementedError

    def delete(self) -> Coroutine[Any, Any, bool]:
        """Delete it; whether that had to be looked up, as the answer was lost."""
        raise NotImplementedError

    @property
    def _past(self) -> str:
        return f"{self.YES.word.partition(' ')[0].removesuffix('e')}ed"

    def body(self) -> ComposeResult:
        yield from self.what_follows()
        words = answers(self.YES.word, self.YES.action, self.NO.word, self.NO.action, danger=True)
        yield ClickableLine(words, classes="answers")

    def changed(self) -> bool:
        return False

    def exports(self) -> list[Export]:
        return [self.export()]

    def action_submit(self) -> None:
        self.write(self.delete(), self._deleted, doing=self._doing, failed=self._not_deleted)

    @property
    def _doing(self) -> str:
        return f"{self.YES.word.partition(' ')[0].lower()} {self.thing}"

    def _deleted(self, looked: bool) -> None:
        found = f"{self._past} {self.called}."
        self._end(looked_up(found) if looked else found)

    def _not_deleted(self, error: TTSError) -> None:
        if self.gone and isinstance(error, NotFound) and error.is_a(self.gone):
            self._end(f"{self.called} was already {self._past.lower()}.")
        else:
            self.refuse(error, self._doing)

    def _end(self, outcome: str) -> None:
        self._done("")
        self.end_with(outcome)
