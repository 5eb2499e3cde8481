"""Removing a collaborator: shows the consequences, and asks before anything is sent."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.content import Content
from textual.widgets import Static

from tts_tui.services.collaborators import exports
from tts_tui.services.collaborators.rules import without
from tts_tui.services.collaborators.writes import remove
from tts_tui.services.rights_selection import named
from tts_tui.text.safe_text import visible
from tts_tui.tui.base.deletion import DeletionScreen
from tts_tui.tui.core.commands import AS_COMMANDS, Command, bindings
from tts_tui.tui.core.safe_widgets import plain

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine
    from typing import Any

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from tts_tui.api.models import Account
    from tts_tui.services.collaborators.rules import Sharing
    from tts_tui.services.shell_export import Export
    from tts_tui.session.session import Session

__all__ = ["RemoveCollaboratorScreen"]


class RemoveCollaboratorScreen(DeletionScreen):
    """Asks, and removes `account`. Only `y` confirms, not Enter.

    `done` is called with an empty ID after the removal, even if this screen has been left.
    """

    area = "Remove a collaborator"
    thing = "the collaborator"
    gone = "membership_not_found"
    YES = Command("submit", ("y",), "Remove", "Remove", "Remove their access.", destroys=True)
    offers = (YES, DeletionScreen.NO, AS_COMMANDS)
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
        super().__init__(session, application_id, done=done)
        self._account = account
        self._sharing = sharing

    def box_title(self) -> Content:
        return plain(f"Remove the {self._account.kind} {self._account.id}")

    def what_follows(self) -> ComposeResult:
        who = self._sharing.of(self._account)
        yield Static(plain(f"From the application {self.application_id}."))
        if who is not None and who.rights:
            yield Static(plain(f"Rights: {named(who.rights)}"), classes="facts")
        yield Static(self._loses(), classes="facts")
        if lost := self._sharing.lost(without(self._sharing.collaborators, self._account)):
            yield Static(
                plain(f"! You lose at once: {named(lost)}. Only somebody else can give them back."), classes="warning"
            )

    def _loses(self) -> Content:
        if self._account.kind == "organization":
            return Content("Its members lose at once what they have through it.")
        return Content(
            "They lose access at once, except through an organization. API keys of the application "
            "that they know keep working, and so do event streams that are open."
        )

    def export(self) -> Export:
        return exports.remove(self.application_id, self._account)

    def delete(self) -> Coroutine[Any, Any, bool]:
        return remove(self.session.client, self.application_id, self._account)

    @property
    def called(self) -> str:
        return visible(self._account.id)
