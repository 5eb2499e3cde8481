"""Removing a collaborator: what follows from it, and the request as commands before it is sent."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from tts_tui.api.errors import NotFound, TTSError
from tts_tui.services.collaborators import exports
from tts_tui.services.collaborators.rules import without
from tts_tui.services.collaborators.writes import remove
from tts_tui.services.rights_selection import named
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

    from tts_tui.api.models import Account
    from tts_tui.services.collaborators.rules import Sharing
    from tts_tui.services.shell_export import Export
    from tts_tui.session.session import Session

__all__ = ["RemoveCollaboratorScreen"]


class RemoveCollaboratorScreen(InBox, FormScreen[None], ModalScreen[None]):
    """Asks, and removes `account`; `y` says yes, and neither enter nor a habit does.

    `done` is called with an empty ID when they have gone, wherever the person is by then.
    """

    CSS_PATH = "delete.tcss"
    area = "Remove a collaborator"
    danger = True
    YES = Command("submit", ("y",), "Remove", "Remove", "Remove their access.", destroys=True)
    NO = Command("back", ("n", "escape", "q"), "Keep", "Keep", "Change nothing.")
    offers = (YES, NO, AS_COMMANDS)
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(offers)]

    def __init__(
        self,
        session: Session,
        application_id: str,
        account: Account,
        *,
        sharing: Sharing,
        done: Callable[[str], None],
    ) -> None:
        super().__init__(session)
        self._application_id = application_id
        self._account = account
        self._sharing = sharing
        self._done = done

    def box_title(self) -> Content:
        return plain(f"Remove the {self._account.kind} {self._account.id}")

    def body(self) -> ComposeResult:
        who = self._sharing.of(self._account)
        yield Static(plain(f"From the application {self._application_id}."))
        if who is not None and who.rights:
            yield Static(plain(f"Rights: {named(who.rights)}"), classes="facts")
        yield Static(self._what_follows(), classes="facts")
        if lost := self._sharing.lost(without(self._sharing.collaborators, self._account)):
            yield Static(
                plain(f"! You lose at once: {named(lost)}. Only somebody else can give them back."), classes="warning"
            )
        yield ClickableLine(answers(self.YES.word, self.YES.action, self.NO.word, self.NO.action), classes="answers")

    def _what_follows(self) -> Content:
        if self._account.kind == "organization":
            return Content("Its members lose at once what they have through it.")
        return Content(
            "They lose access at once, except through an organization. API keys of the application "
            "that they know keep working, and so do event streams that are open."
        )

    def changed(self) -> bool:
        return False

    def exports(self) -> list[Export]:
        return [exports.remove(self._application_id, self._account)]

    def action_submit(self) -> None:
        self.write(
            remove(self.session.client, self._application_id, self._account),
            self._removed,
            doing=f"remove {visible(self._account.id)}",
            failed=self._not_removed,
        )

    def _removed(self, looked: bool) -> None:
        lost = "The answer was lost, so tts-tui checked: " if looked else ""
        self._end(f"{lost}Removed {visible(self._account.id)}.")

    def _not_removed(self, error: TTSError) -> None:
        if isinstance(error, NotFound) and error.is_a("membership_not_found"):
            self._end(f"{visible(self._account.id)} was already removed by somebody else.")
        else:
            self.refuse(error, "remove the collaborator")

    def _end(self, outcome: str) -> None:
        self._done("")
        self.app.notify(outcome, markup=False)
        if self.is_attached:
            self.finish(None, outcome)
