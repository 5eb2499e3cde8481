"""A session that a manager has opened on the sandbox."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from tts_tui.api.secret import SecretStr
from tts_tui.sandbox.app import Sandbox
from tts_tui.servers.model import Server, by_address
from tts_tui.session.credentials import FoundToken
from tts_tui.session.manager import SessionManager
from tts_tui.session.sign_in import Listener

if TYPE_CHECKING:
    from tts_tui.session.session import Session

URL = "http://127.0.0.1:1885"


OTHER = "https://other.example"


KEY = SecretStr("NNSXS.KEYID.TOPSECRET")


UNHEARD = Listener(lambda _: None, lambda _: None)


async def opened(manager: SessionManager, sandbox: Sandbox, server: Server | None = None) -> Session:
    """A session with a key that nobody has stored."""
    found = FoundToken(SecretStr(sandbox.add_key("user", "alice")), "given")
    entry = await manager.enter(server or by_address(URL), found, UNHEARD)
    assert entry.pages is not None
    await anext(entry.pages)
    return entry.session


def files() -> list[str]:
    """Every file of the person's."""
    home = Path.home()
    return sorted(str(each.relative_to(home)) for each in home.rglob("*") if each.is_file())
