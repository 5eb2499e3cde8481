"""The panel beside the list of API keys: what the cursor is on, in full. It asks nothing, as a row has everything."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from tts_tui.services.api_keys import expiry
from tts_tui.services.rights_selection import ordered, word
from tts_tui.text import instants
from tts_tui.text.quantity import quantity
from tts_tui.tui.core.safe_widgets import plain
from tts_tui.tui.widgets.frame import SideArea
from tts_tui.tui.widgets.side_text import MORE, SideText, facts

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from tts_tui.api.models import APIKey
    from tts_tui.session.session import Session

__all__ = ["APIKeyPanel"]


class APIKeyPanel(SideArea):
    """Shows a key's rights in words, and its dates."""

    def __init__(self, session: Session) -> None:
        self._text = SideText()
        super().__init__(self._text, id="panel", wanted=session.preferences.panel)
        self._session = session

    def show_key(self, key: APIKey | None) -> None:
        """Show what the cursor is on."""
        if self.display:
            mine = key is not None and key.id == self._session.info.key_id
            cut = self._text.show(_about(key, self._session.clock(), mine=mine) if key is not None else Content())
            self.rule.show("API key" if key is not None else "", MORE if cut else "")


def _about(key: APIKey, now: datetime, *, mine: bool) -> Content:
    parts = [plain(key.name, "bold") if key.name else Content.styled("no name", "$foreground-muted")]
    if mine:
        parts.append(Content.styled("* this session's key", "bold $text-warning"))
    parts += [plain(key.id, "$foreground-muted"), Content(), facts(_facts(key, now)), Content()]
    count = len(key.rights)
    parts.append(Content.styled(quantity(count, "right"), "bold"))
    parts += [plain(word(name)) for name in ordered(key.rights)]
    return Content("\n").join(parts)


def _facts(key: APIKey, now: datetime) -> Iterator[tuple[str, Content]]:
    match expiry.nearness(key.expires_at, now):
        case "never":
            yield "Expires", Content.styled("! never", "$text-warning")
        case "expired":
            yield "Expired", Content.styled(f"✗ {instants.moment(key.expires_at)}", "$text-error")
        case "soon":
            yield "Expires", Content.styled(f"! {instants.moment(key.expires_at)}", "$text-warning")
        case _:
            yield "Expires", Content(instants.moment(key.expires_at))
    if utc := instants.utc_beside(key.expires_at):
        yield "", Content.styled(utc, "$foreground-muted")
    yield "Created", Content(instants.moment(key.created_at))
    yield "Changed", Content(instants.moment(key.updated_at))
