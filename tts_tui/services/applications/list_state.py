"""What a list of applications shows, as one frozen value, and in which words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

import msgspec
from msgspec.structs import replace

from tts_tui.api.resources.applications import QUERY_MAX, query_of
from tts_tui.api.row_decoding import DESCRIPTION_IN_A_ROW
from tts_tui.services.applications.listing import MOST, Listing
from tts_tui.services.empty_list import EmptyList
from tts_tui.text.safe_text import visible

if TYPE_CHECKING:
    from tts_tui.api.resources.applications import Order
    from tts_tui.api.rows import ApplicationRow

__all__ = ["ORDERS", "ListState", "Scope", "SearchResult"]

Scope = Literal["own", "all"]

ORDERS: Final[tuple[tuple[Order, str], ...]] = (
    ("-created_at", "newest first"),
    ("created_at", "oldest first"),
    ("application_id", "ID a–z"),
    ("-application_id", "ID z–a"),
    ("name", "name a–z"),
    ("-name", "name z–a"),
)
_TITLES: Final[dict[Scope, str]] = {"own": "Applications", "all": "All applications"}
_SHOW_ALL: Final = (("esc", "Clear the filter"),)
_NEW: Final = ("n", "Create an application")
_FEW: Final = 3
"""Where a filter finds no more than these, what it doesn't look at may be what was meant."""
_TOO_LONG: Final = f"The server searches for at most {QUERY_MAX} characters."


class SearchResult(msgspec.Struct, frozen=True):
    """What the server found with `words`, in that order."""

    words: str
    order: Order
    listing: Listing


class ListState(msgspec.Struct, frozen=True):
    """What the screen shows. `admin` says that the person's searches find everybody's applications.

    `order` is the order that was asked for, `listed` the one that the listing has. `replacing` says that what is being
    read replaces the listing only when it is complete: until then that stays. A list of more than `limit` is not read
    whole, and what stands in the filter is then searched by the server; `found` is what is shown in place of the
    listing. `shown` is how many of `rows` are on the screen, which to count anew takes time.
    """

    scope: Scope = "own"
    order: Order = "-created_at"
    filter: str = ""
    listing: Listing = msgspec.field(default_factory=Listing)
    listed: Order = "-created_at"
    reading: bool = False
    replacing: bool = False
    found: SearchResult | None = None
    searching: bool = False
    limit: int = MOST
    admin: bool = False
    shown: int = 0

    @property
    def over(self) -> bool:
        """Whether there are too many applications to read all of them."""
        return self.listing.is_over(self.limit)

    @property
    def words(self) -> str:
        """What is searched for."""
        return self.filter.strip()

    @property
    def why_no_search(self) -> str | None:
        """Why the server can't be asked for the words, or None."""
        if not self.words:
            return "Type what to search for into the filter first: /"
        return _TOO_LONG if len(query_of(self.words)) > QUERY_MAX else None

    @property
    def awaits_search(self) -> bool:
        """Whether the server is to be asked for what stands in the filter, without being told to."""
        asked = None if self.found is None else (self.found.words, self.found.order)
        return self.over and not self.searching and self.why_no_search is None and asked != (self.words, self.order)

    @property
    def further(self) -> Listing | None:
        """What is shown, if it is read on when somebody comes to its end."""
        if self.reading or self.searching or (self.found is not None and self.found.words != self.words):
            return None
        shown = self.listing if self.found is None else self.found.listing
        ends = shown.complete or len(shown.rows) >= self.limit
        return None if ends or (self.found is None and (self.words or not self.over)) else shown

    @property
    def rows(self) -> tuple[ApplicationRow, ...]:
        """The applications that are shown."""
        if self.found is not None:
            return self.found.listing.rows
        return self.listing.rows if self.over else self.listing.matching(self.filter)

    def filtered(self, text: str) -> ListState:
        """With that in the filter. What was found stays while it is what is searched for, or until more is found."""
        state = replace(self, filter=text)
        if state.found is None or state.found.words == state.words or (state.over and state.why_no_search is None):
            return state
        return replace(state, found=None)

    def reading_ended(self) -> ListState:
        """After reading that was stopped or failed: what is shown stays, under the order that it has."""
        return replace(self, order=self.listed, reading=False, replacing=False)

    def search_ended(self) -> ListState:
        """After a search that was: what was found before stays, if it is in the order that is asked for."""
        stays = self.found is not None and self.found.order == self.order
        return replace(self, searching=False, found=self.found if stays else None)

    def without(self, application_id: str) -> ListState:
        """Without an application, which has been deleted."""
        found = self.found and replace(self.found, listing=self.found.listing.without(application_id))
        return replace(self, listing=self.listing.without(application_id), found=found)

    # Words

    def heading(self, shown: int) -> str:
        """What is listed, and how many, of which so many are `shown`."""
        if self.found is not None:
            title, count = _TITLES["all" if self.admin else self.scope], self.found.listing.count.removesuffix(" read")
            return f"{title} {count} found by the server"
        title, count = _TITLES[self.scope], self.listing.count if self.listing.pages else ""
        if not self.words:
            return f"{title} {count}"
        return f"{title} not searched yet" if self.over else f"{title} {shown:,} of {count}"

    @property
    def note(self) -> str:
        """What has to be known of the list, in one line, or an empty string."""
        if self.over and self.words and self.why_no_search:
            return self.why_no_search
        if self.found is not None and self.found.words != self.words:
            return f"Still shown is what was found with “{visible(self.found.words)}”."
        if self.found is not None:
            whose = "everybody's " if self.admin else ""
            return f"Searched: {whose}IDs and names for this text, descriptions for its words."
        if self.over and self.words:
            return "Not searched yet. Ctrl+F searches the server."
        if self.over and len(self.listing.rows) >= self.limit:
            return "The list ends here; press / to search the server."
        if self.over:
            return "More is loaded as you move down; press / to search the server."
        if self.filter and self.listing.cut and self.shown <= _FEW:
            return f"Filters on the first {DESCRIPTION_IN_A_ROW} characters of descriptions; Ctrl+F searches all."
        return ""

    @property
    def nothing(self) -> EmptyList:
        """What to say where no application is shown. It has what the person typed."""
        if self.found is not None:
            return EmptyList(f"The server finds nothing with “{self.found.words}”.", keys=_SHOW_ALL)
        if not self.listing.pages:
            return EmptyList("The applications have not been loaded.", keys=(("r", "Load them"),))
        if not self.listing.complete:
            title = f"Nothing loaded so far contains “{self.filter}”."
            return EmptyList(title, keys=(("r", "Load all"), *_SHOW_ALL))
        if self.filter:
            search = () if self.why_no_search else (("f9", "Search the server"),)
            return EmptyList(f"Nothing contains “{self.filter}”.", keys=(*search, *_SHOW_ALL))
        if self.scope == "all":
            return EmptyList("The search finds no applications.", keys=(("a", "Show your own"), _NEW))
        if self.admin:
            return EmptyList("You have no applications of your own.", keys=(("a", "Show all you can access"), _NEW))
        return EmptyList("No applications yet", "To create one, you only need an ID.", (_NEW,))
