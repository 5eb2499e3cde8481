"""The panel beside the list of applications: more about the one under the cursor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from tts_tui.text import instants
from tts_tui.tui.base.asking_panel import AskingPanel
from tts_tui.tui.core.safe_widgets import plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tts_tui.api.models import Account, Application
    from tts_tui.api.rows import ApplicationRow

__all__ = ["ApplicationPanel", "contact"]


class ApplicationPanel(AskingPanel["ApplicationRow", "Application"]):
    """Shows an application's whole description, attributes, contacts and dates."""

    async def read_whole(self, row_id: str) -> Application:
        return await self._session.client.applications.get(row_id)

    def facts(self, row: ApplicationRow, known: Application | None) -> Iterator[tuple[str, Content]]:
        yield "Created", Content(instants.moment(row.created_at))
        if known is None:
            return
        yield "Changed", Content(instants.moment(known.updated_at))
        yield "Contact", contact(known.administrative_contact)
        yield "Technical", contact(known.technical_contact)
        for key, value in sorted(known.attributes.items()):
            yield key, plain(value)


def contact(account: Account | None) -> Content:
    """A contact's ID, with the word where it is an organization."""
    if account is None:
        return Content.styled("none", "$foreground-muted")
    return plain(account.id if account.kind == "user" else f"organization {account.id}")
