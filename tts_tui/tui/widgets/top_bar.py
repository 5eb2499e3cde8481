"""The first line of every screen: which program, which application or device, which server, who."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from textual.content import Content
from textual.widgets import Static

from tts_tui.tui.core.safe_widgets import plain

if TYPE_CHECKING:
    from tts_tui.servers.model import Server
    from tts_tui.session.session import Session

__all__ = ["TopBar"]


class TopBar(Static):
    """`tts-tui application / device ─ host ─ user`, and a warning where the token travels unencrypted.

    `belongs_to` is the application and the device that the screen is about, if there are any.
    """

    def __init__(self, session: Session | None = None, server: Server | None = None, *, belongs_to: str = "") -> None:
        super().__init__(_line(session, session.server if session is not None else server, belongs_to))

    def show(self, server: Server) -> None:
        """Name another server, which nobody has signed in to yet."""
        self.update(_line(None, server), layout=False)


def _line(session: Session | None, server: Server | None, belongs_to: str = "") -> Content:
    parts = [Content.styled(" tts-tui ", "bold $accent")]
    if server is not None and not server.protected:  # first, since what is long may be cut off
        parts.append(Content.styled("NOT ENCRYPTED ", "$warning"))
    if belongs_to:
        parts += [plain(belongs_to, "bold"), Content.styled(" ─ ", "$foreground-muted")]
    if server is not None:
        host = urlsplit(server.identity_server).netloc
        if server.name != host:
            parts.append(Content.assemble((server.name, "bold"), " "))
        parts.append(plain(host))
    if session is not None:
        parts += [Content.styled(" ─ ", "$foreground-muted"), Content(session.who)]
        if session.info.is_admin:
            parts.append(Content.styled(" administrator", "$warning"))
    return Content.assemble(*parts)
