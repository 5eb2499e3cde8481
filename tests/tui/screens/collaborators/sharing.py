"""What the tests of collaborators share: the way to them, and what the server has and was asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tts_tui.tui.screens.collaborators.list import CollaboratorsScreen
from tts_tui.tui.widgets.collaborator_table import CollaboratorTable

if TYPE_CHECKING:
    from tests.tui.conftest import Person

WATER = "water-meters-north"
RIGHT = "RIGHT_APPLICATION_SETTINGS_COLLABORATORS"
INFO, READ, ALL = "RIGHT_APPLICATION_INFO", "RIGHT_APPLICATION_TRAFFIC_READ", "RIGHT_APPLICATION_ALL"


async def open_access(person: Person, application_id: str = WATER) -> None:
    person.app.push_screen(CollaboratorsScreen(person.app.screen.session, application_id, lambda _: None))
    await person.settle()


def listed(person: Person) -> list[str]:
    table = person.app.screen.query_one(CollaboratorTable)
    return [cells[0].plain for _, cells in map(table._row_of, table._items)]


def members(sandbox, application_id: str = WATER) -> dict[str, set[str]]:
    found = sandbox.store.existing("application", application_id).members
    return {account.id: set(rights) for account, rights in found.items()}


def searches(sandbox) -> list[str]:
    return [each.query for each in sandbox.requests if each.path.endswith("/search/accounts")]


async def go_to(person: Person, account_id: str) -> None:
    person.app.screen.query_one(CollaboratorTable).go_to(account_id)
    await person.settle()
