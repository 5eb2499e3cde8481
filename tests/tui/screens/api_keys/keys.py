"""What the tests of API keys share: the way to them, and what the server was asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tts_tui.tui.screens.api_keys.list import APIKeysScreen

if TYPE_CHECKING:
    from tests.tui.conftest import Person
    from tts_tui.sandbox.app import Sandbox
    from tts_tui.sandbox.middleware import Received

SETTINGS = "RIGHT_APPLICATION_SETTINGS_API_KEYS"
INFO = "RIGHT_APPLICATION_INFO"
READ = "RIGHT_APPLICATION_TRAFFIC_READ"


async def open_keys(person: Person, application_id: str) -> None:
    """From the list of applications to the API keys of one; how a person gets there is tried elsewhere."""
    person.app.push_screen(APIKeysScreen(person.app.screen.session, application_id, lambda _: None))
    await person.settle()


def application_key(sandbox: Sandbox, application_id: str, *rights: str) -> str:
    """The token of a key of an application, with which the program opens on that application."""
    return sandbox.add_key("application", application_id, name="this one", rights=rights, key_id="THISKEY")


async def to_rights(person: Person, *presses: str) -> None:
    """In the form, from the name to the checklist."""
    await person.press("tab", "tab", *presses)


def written(sandbox: Sandbox) -> list[Received]:
    """What was sent to change something."""
    return [each for each in sandbox.requests if each.method != "GET"]


def sent(sandbox: Sandbox) -> list[tuple[str, object]]:
    """The methods and bodies of what was sent to change something."""
    return [(each.method, each.json) for each in written(sandbox)]


def keys(sandbox: Sandbox, application_id: str) -> dict:
    """The keys that the server has, by name."""
    return {key.name: key for key in sandbox.store.existing("application", application_id).keys.values()}
