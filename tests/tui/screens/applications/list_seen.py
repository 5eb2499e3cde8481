"""What a test sees of the list of applications, and what was asked for it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qs

from tests.held import HeldRequest
from tts_tui.tui.widgets.application_table import ApplicationTable

if TYPE_CHECKING:
    from tests.tui.conftest import Person
    from tts_tui.sandbox.app import Sandbox


LIST = r"/api/v3/applications$"
MANY = 2_300


class HeldPages(HeldRequest):
    """Holds back the requests of some pages of applications."""

    def __init__(self, sandbox: Sandbox, *pages: str) -> None:
        super().__init__(sandbox, path="/applications$", times=None)
        self._pages, self._sandbox = pages, sandbox

    def holds(self) -> bool:
        return pages_asked(self._sandbox)[-1] in self._pages


def queries(sandbox: Sandbox) -> list[dict[str, str]]:
    """What each request for a page of applications asked for."""
    return [
        {key: value for key, (value,) in parse_qs(each.query).items()}
        for each in sandbox.requests
        if each.path.endswith("/applications")
    ]


def pages_asked(sandbox: Sandbox) -> list[str]:
    return [query["page"] for query in queries(sandbox)]


def table(person: Person) -> ApplicationTable:
    return person.app.screen.query_one(ApplicationTable)


def shown(person: Person) -> list[str]:
    return list(table(person).keys)


def line(person: Person, number: int) -> str:
    return person.screen.splitlines()[number].strip()


def heading(person: Person) -> str:
    return line(person, 1).strip("─ ")


async def rest(person: Person) -> None:
    """Give the program a few turns, while something is held back."""
    for _ in range(20):
        await person.pilot.pause()


async def open_with(person: Person, key: str, held: HeldPages) -> None:
    """Sign in by pasting the key, and wait until a page is held back."""
    await person.type(key)
    await person.touch("enter")
    await held.reached.wait()
    await rest(person)


async def without_notes(person: Person) -> None:
    """Take the notifications away, which may lie over other words."""
    person.app.clear_notifications()
    await person.settle()
