"""Two named servers at one address, and who is signed in to them: what the tests of accounts share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from tests.tui.conftest import URL
from tts_tui.servers.servers_file import ServerFile
from tts_tui.session import accounts

if TYPE_CHECKING:
    from tests.session.credentials.backends import Works
    from tests.tui.conftest import Person
    from tts_tui.servers.model import Server

PROD, ADMIN = f"prod {URL}", f"prod-admin {URL}"
"""What their tokens are stored under."""


def named(name: str) -> Server:
    """The server of that name, as the file has it now."""
    server = ServerFile().read().named(name)
    assert server is not None
    return server


def who(person: Person) -> str:
    """The account in the top bar."""
    return person.screen.splitlines()[0].rpartition("─ ")[2]


def was_signed_in(keyring: Works, name: str, key: str, user_id: str) -> None:
    """What signing in with a user's key, stored in the keyring, leaves behind."""
    keyring.stored["tts-tui", f"{name} {URL}"] = key
    ServerFile().replace(name, replace(named(name), token="keyring"))
    accounts.remember(name, ("user", user_id))
