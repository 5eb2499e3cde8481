"""Reading the list of applications from the server: one's own, an organization's, or all that a search finds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Final

from msgspec.structs import replace

from tts_tui.api.errors import PermissionDenied, TTSError
from tts_tui.services.applications.list_state import ORDERS, ListState
from tts_tui.services.applications.reading import read_found, read_listed
from tts_tui.services.error_text import Explanation, explain
from tts_tui.session.session import APPLICATIONS
from tts_tui.tui.base.long_list import LongList
from tts_tui.tui.base.reading import Reading

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from tts_tui.api.pagination import Pages
    from tts_tui.api.rows import ApplicationRow
    from tts_tui.services.listing import Listing
    from tts_tui.session.session import Session

__all__ = ["ListedApplications"]

_LIST_RIGHTS: Final = frozenset({"RIGHT_USER_APPLICATIONS_LIST", "RIGHT_ORGANIZATION_APPLICATIONS_LIST"})


class ListedApplications(LongList[ListState]):
    """The list as far as it is read; a subclass shows it."""

    listed = APPLICATIONS
    orders = ORDERS
    ordered_columns: ClassVar = {"created_at": "Created", "application_id": "ID", "name": "Name"}
    read_as = (Reading.APPLICATIONS, Reading.MORE_APPLICATIONS)

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        order = ORDERS[self.order_remembered(session)][0]
        self.state = ListState(limit=self.limit, order=order, listed=order)

    def asking(self, state: ListState) -> ListState:
        return replace(state, admin=self.session.info.is_admin)

    def read_listed(
        self,
        listing: Listing[ApplicationRow],
        on_progress: Callable[[Listing[ApplicationRow]], object],
        pages: Pages[ApplicationRow] | None,
        rows: int,
    ) -> Coroutine[Any, Any, Listing[ApplicationRow]]:
        of = None
        if self.state.organization:
            from tts_tui.api.models import Account

            of = Account(kind="organization", id=self.state.organization)
        return read_listed(
            self.session.client.applications,
            listing,
            on_progress,
            order=self.state.order,
            search=self.state.scope == "all",
            of=of,
            pages=pages,
            limit=self.limit,
            rows=rows,
        )

    def read_found(
        self, listing: Listing[ApplicationRow], state: ListState, rows: int
    ) -> Coroutine[Any, Any, Listing[ApplicationRow]]:
        return read_found(self.session.client.applications, listing, state.words, order=state.order, rows=rows)

    def list_not_read(self, error: TTSError, waiting: Reading) -> None:
        lacks = (
            isinstance(error, PermissionDenied) and not error.warning and set(error.missing_rights) & set(_LIST_RIGHTS)
        )
        if lacks and not self.state.organization:
            explained = explain(error, "list the applications")
            self.show_problem(
                Explanation(
                    "This token may not list applications.",
                    explained.why,
                    "Press a to search instead: it shows what you can access.",
                    explained.name,
                    explained.correlation_id,
                )
            )
        else:
            super().list_not_read(error, waiting)
