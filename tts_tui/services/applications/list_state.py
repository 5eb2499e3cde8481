"""What a list of applications shows, as one frozen value, and in which words."""

from __future__ import annotations

from typing import ClassVar, Final, Literal

from tts_tui.api.resources.applications import ApplicationOrder
from tts_tui.api.rows import ApplicationRow
from tts_tui.services.empty_list import EmptyList
from tts_tui.services.list_state import LongListState
from tts_tui.services.listing import instant
from tts_tui.text.safe_text import visible

__all__ = ["ORDERS", "ListState", "Scope"]

Scope = Literal["own", "all"]

ORDERS: Final[tuple[tuple[ApplicationOrder, str], ...]] = (
    ("-created_at", "newest first"),
    ("created_at", "oldest first"),
    ("application_id", "ID a–z"),
    ("-application_id", "ID z–a"),
    ("name", "name a–z"),
    ("-name", "name z–a"),
)
_TITLES: Final[dict[Scope, str]] = {"own": "Applications", "all": "All applications"}
_NEW: Final = ("n", "Create an application")


class ListState(LongListState[ApplicationRow, ApplicationOrder], frozen=True):
    """What the screen shows. `admin` says that the person's searches find everybody's applications.

    With `organization` these are the applications of that one, whose ID it is.
    """

    order: ApplicationOrder = "-created_at"
    listed: ApplicationOrder = "-created_at"
    scope: Scope = "own"
    admin: bool = False
    organization: str = ""

    keys: ClassVar = {"created_at": lambda row: instant(row.created_at)}
    things: ClassVar = "applications"

    @property
    def is_own(self) -> bool:
        """Whether these are all of the person's own."""
        return self.scope == "own" and not self.organization

    @property
    def title(self) -> str:
        """Whose applications are listed."""
        return f"Applications of {visible(self.organization)}" if self.organization else _TITLES[self.scope]

    @property
    def found_title(self) -> str:
        """Whose applications a search finds."""
        return _TITLES["all" if self.admin else self.scope]

    @property
    def searches(self) -> str:
        """Where the server looked for the words."""
        whose = "everybody's " if self.admin else ""
        return f"Searched: {whose}IDs and names for this text, descriptions for its words."

    @property
    def none(self) -> EmptyList:
        """What to say where there is no application."""
        if self.organization:
            words = f"The organization {visible(self.organization)} has no applications."
            return EmptyList(words, keys=(("a", "Show your own"), _NEW))
        if self.scope == "all":
            return EmptyList("No applications found.", keys=(("a", "Show your own"), _NEW))
        if self.admin:
            return EmptyList("You have no applications of your own.", keys=(("a", "Show all you can access"), _NEW))
        return EmptyList("No applications yet", "To create one, you only need an ID.", (_NEW,))
