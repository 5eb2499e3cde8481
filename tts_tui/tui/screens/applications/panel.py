"""The panel beside the list of applications: what the cursor is on, without opening it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from tts_tui.text import instants
from tts_tui.tui.base.asking_panel import NOT_READ, AskingPanel
from tts_tui.tui.core.safe_widgets import plain
from tts_tui.tui.widgets.side_text import facts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tts_tui.api.models import Account, Application
    from tts_tui.api.rows import ApplicationRow

__all__ = ["ApplicationPanel"]


class ApplicationPanel(AskingPanel["ApplicationRow", "Application"]):
    """Shows an application's whole description, attributes, contacts and dates."""

    async def read_whole(self, row_id: str) -> Application:
        return await self._session.client.applications.get(row_id)

    def about(self, row: ApplicationRow, known: Application | None, *, failed: bool) -> Content:
        return _about(row, known, failed=failed)


def _about(row: ApplicationRow, known: Application | None, *, failed: bool) -> Content:
    name = known.name if known is not None else row.name
    description = known.description if known is not None else row.description + ("…" if row.cut else "")
    parts = [plain(name, "bold") if name else Content.styled("no name", "$foreground-muted")]
    if description:
        parts.append(plain(description, lines=True))
    parts += [Content(), facts(_facts(row, known))]
    if failed:
        parts += [Content(), NOT_READ]
    return Content("\n").join(parts)


def _facts(row: ApplicationRow, known: Application | None) -> Iterator[tuple[str, Content]]:
    yield "Created", Content(instants.moment(row.created_at))
    if known is None:
        return
    yield "Changed", Content(instants.moment(known.updated_at))
    yield "Contact", _contact(known.administrative_contact)
    yield "Technical", _contact(known.technical_contact)
    for key, value in sorted(known.attributes.items()):
        yield key, plain(value)


def _contact(account: Account | None) -> Content:
    if account is None:
        return Content.styled("none", "$foreground-muted")
    return plain(account.id if account.kind == "user" else f"organization {account.id}")
