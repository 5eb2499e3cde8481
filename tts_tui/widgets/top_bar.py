"""The first line of every screen: which program, which server, who."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content
from textual.widgets import Static

from tts_tui.text import plain

if TYPE_CHECKING:
    from tts_tui.session import Session

__all__ = ["TopBar"]


class TopBar(Static):
    """`tts-tui ─ host ─ user`, and a warning where the token travels unencrypted to another machine."""

    def __init__(self, session: Session | None = None, host: str = "") -> None:
        parts = [Content.styled(" tts-tui ", "bold $accent")]
        if session is not None:
            host, info = session.host, session.info
            who = plain(info.entity_id) if info.kind == "user" else plain(f"{info.kind} {info.entity_id}")
            parts += [plain(host), Content.styled(" ─ ", "$foreground-muted"), who]
            if info.is_admin:
                parts.append(Content.styled(" administrator", "$warning"))
            if not session.protected:
                parts.append(Content.styled(" NOT ENCRYPTED", "$warning"))
        elif host:
            parts.append(plain(host))
        super().__init__(Content.assemble(*parts))
