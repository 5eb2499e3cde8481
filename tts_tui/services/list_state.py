"""The state of a list that may be very long, as one frozen value: filtered here, or searched by the server."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Final, Generic, Self, TypeVar

import msgspec
from msgspec.structs import replace

from tts_tui.api.resources.applications import QUERY_MAX, query_of
from tts_tui.api.row_decoding import DESCRIPTION_IN_A_ROW
from tts_tui.services.empty_list import EmptyList
from tts_tui.services.listing import MAX_ROWS, ListedRow, Listing
from tts_tui.text.safe_text import visible

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

__all__ = ["LongListState", "SearchResult"]

Row = TypeVar("Row", bound=ListedRow)
Order = TypeVar("Order", bound=str)

_CLEAR: Final = ("esc", "Clear the filter")
_FEW: Final = 3
"""With no more matches than this, the person may mean something that the filter doesn't look at."""
_TOO_LONG: Final = f"The server searches for at most {QUERY_MAX} characters."


class SearchResult(msgspec.Struct, Generic[Row, Order], frozen=True):
    """What the server found with `words`, in that order."""

    words: str
    order: Order
    listing: Listing[Row]


class LongListState(msgspec.Struct, Generic[Row, Order], frozen=True):
    """What the screen shows.

    `order` is the order that was chosen, `listed` the one that the listing is in. With `replacing`, what is being read
    replaces the listing only once it is complete. A list of more than `limit` rows isn't read completely, and the
    server searches for the words of the filter; then `found` is shown instead of the listing. `shown` is how many of
    `rows` are on the screen, as counting them takes time.
    """

    order: Order
    listed: Order
    filter: str = ""
    listing: Listing[Row] = msgspec.field(default_factory=Listing)
    reading: bool = False
    replacing: bool = False
    found: SearchResult[Row, Order] | None = None
    searching: bool = False
    limit: int = MAX_ROWS
    shown: int = 0

    keys: ClassVar[Mapping[str, Callable[[Any], Any]]] = {}
    """The orders that can be sorted here: a sort key for each order's name, without a dash."""
    only_here: ClassVar[frozenset[str]] = frozenset()
    """Those of `keys` that the server can't sort by, or not as wanted."""
    asked_instead: ClassVar[str] = ""
    """The order that is requested from the server instead of those."""
    things: ClassVar[str] = ""
    """What the rows are, such as "applications"."""

    @property
    def over(self) -> bool:
        """Whether there are too many rows to read all of them."""
        return self.listing.is_over(self.limit)

    @property
    def words(self) -> str:
        """What is searched for."""
        return self.filter.strip()

    @property
    def why_no_search(self) -> str | None:
        """Why the server can't be asked for the words, or None."""
        if not self.words:
            return "Press / and type what to search for."
        return _TOO_LONG if len(query_of(self.words)) > QUERY_MAX else None

    @property
    def awaits_search(self) -> bool:
        """Whether the server should search for the words of the filter without a key for it."""
        asked = None if self.found is None else (self.found.words, self.found.order)
        return self.over and not self.searching and self.why_no_search is None and asked != (self.words, self.order)

    @property
    def further(self) -> Listing[Row] | None:
        """The rows that are shown, if more of them are read when somebody scrolls to their end."""
        if self.reading or self.searching or (self.found is not None and self.found.words != self.words):
            return None
        shown = self.listing if self.found is None else self.found.listing
        ends = shown.complete or len(shown.rows) >= self.limit
        return None if ends or (self.found is None and (self.words or not self.over)) else shown

    @property
    def rows(self) -> tuple[Row, ...]:
        """The rows that are shown."""
        if self.found is not None:
            return self.found.listing.rows
        return self.listing.rows if self.over else self.listing.matching(self.filter)

    @property
    def asked_order(self) -> str:
        """The order that is requested from the server. A list that isn't read completely stays in it."""
        return self.asked_instead if self.order.removeprefix("-") in self.only_here else self.order

    @property
    def orders_here(self) -> bool:
        """Whether the chosen order can be sorted here."""
        return not self.reading and self.listing.knows(self.listed, self.order, self.keys)

    def filtered(self, text: str) -> Self:
        """The state with that text in the filter. Results stay while they fit the words, or until others come."""
        state = replace(self, filter=text)
        if state.found is None or state.found.words == state.words or (state.over and state.why_no_search is None):
            return state
        return replace(state, found=None)

    def reading_ended(self) -> Self:
        """The state after reading was stopped or failed: the rows stay, in the order that they have."""
        return replace(self, order=self.listed, reading=False, replacing=False)

    def search_ended(self) -> Self:
        """The state after a search was stopped or failed: earlier results stay if they are in the chosen order."""
        stays = self.found is not None and self.found.order == self.order
        return replace(self, searching=False, found=self.found if stays else None)

    def without(self, *ids: str) -> Self:
        """The state without these rows, which have been deleted."""
        found = self.found and replace(self.found, listing=self.found.listing.without(*ids))
        return replace(self, listing=self.listing.without(*ids), found=found)

    # Words

    @property
    def title(self) -> str:
        """What is listed, such as "Applications"."""
        raise NotImplementedError

    @property
    def found_title(self) -> str:
        """The title of a list that the server found."""
        return self.title

    @property
    def searches(self) -> str:
        """Where the server looked for the words, as a sentence."""
        raise NotImplementedError

    @property
    def filters(self) -> str:
        """A sentence about what the filter doesn't look at, or an empty string."""
        if not self.listing.cut:
            return ""
        return f"Filters on the first {DESCRIPTION_IN_A_ROW} characters of descriptions; Ctrl+F searches all."

    @property
    def none(self) -> EmptyList:
        """What to show if everything was read and there is nothing."""
        raise NotImplementedError

    def heading(self, shown: int) -> str:
        """The title and how many rows there are, and how many of them are `shown`."""
        if self.found is not None:
            return f"{self.found_title} {self.found.listing.count.removesuffix(' read')} found by the server"
        count = self.listing.count if self.listing.pages else ""
        if not self.words:
            return f"{self.title} {count}"
        return f"{self.title} not searched yet" if self.over else f"{self.title} {shown:,} of {count}"

    @property
    def note(self) -> str:
        """A note on the list, in one line, or an empty string."""
        if self.over and self.words and self.why_no_search:
            return self.why_no_search
        if self.found is not None and self.found.words != self.words:
            return f"Showing the results for “{visible(self.found.words)}”."
        if self.found is not None:
            return self.searches
        if self.over and self.words:
            return "Not searched yet. Ctrl+F searches the server."
        if self.over and len(self.listing.rows) >= self.limit:
            return "The list ends here; press / to search the server."
        if self.over:
            return "More is loaded as you move down; press / to search the server."
        return self.filters if self.filter and self.shown <= _FEW else ""

    @property
    def nothing(self) -> EmptyList:
        """What to show if no row is shown. It contains what the person typed."""
        if self.found is not None:
            return EmptyList(f"The server found nothing for “{self.found.words}”.", keys=(_CLEAR,))
        if not self.listing.pages:
            return EmptyList(f"The {self.things} have not been loaded.", keys=(("r", "Load them"),))
        if not self.listing.complete:
            return EmptyList(f"Nothing loaded so far contains “{self.filter}”.", keys=(("r", "Load all"), _CLEAR))
        if self.filter:
            search = () if self.why_no_search else (("ctrl+f", "Search the server"),)
            return EmptyList(f"Nothing contains “{self.filter}”.", keys=(*search, _CLEAR))
        return self.none
