"""What every screen of one application shares: its ID in the first line, and the caller's rights on it."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from tts_tui.services.missing_rights import you_lack
from tts_tui.tui.base.reading import Reading
from tts_tui.tui.base.screen import BaseScreen

if TYPE_CHECKING:
    from tts_tui.session.session import Session
    from tts_tui.tui.core.commands import Command

__all__ = ["OfApplication"]

Result = TypeVar("Result")


class OfApplication(BaseScreen[Result]):
    """A screen of one application.

    `rights` are the caller's on the application, None until they have been read: until then nothing is dimmed for
    want of a right, as the server decides anyway.
    """

    def __init__(self, session: Session, application_id: str, *, rights: frozenset[str] | None = None) -> None:
        super().__init__(session)
        self.application_id = application_id
        self.rights = rights

    def read_rights(self) -> None:
        """Ask for the caller's rights, unless another screen has brought them along."""
        if self.rights is None:
            self.read(
                self.session.client.applications.rights(self.application_id),
                self.rights_read,
                waiting=Reading.RIGHTS,
                group="rights",
            )

    def rights_read(self, rights: frozenset[str]) -> None:
        """Take the rights; a screen that shows them overrides this."""
        self.rights = rights
        self.refresh_bindings()

    def lacks(self, name: str) -> str | None:
        """Why something that needs the right `name` can't be done, or None."""
        if not name or self.rights is None or name in self.rights:
            return None
        return you_lack(name)

    def why_not(self, command: Command) -> str | None:
        return self.lacks(command.right) or super().why_not(command)
