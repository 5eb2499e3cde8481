"""Finding an application by what is typed: in the caller's own list, and by the server's search where that is short."""

from __future__ import annotations

import httpx
import pytest

from tts_tui.api.client import Client
from tts_tui.api.secret import SecretStr
from tts_tui.sandbox.app import Sandbox
from tts_tui.services.application_finder import ApplicationFinder

URL = "http://127.0.0.1:1885"


@pytest.fixture
def sandbox() -> Sandbox:
    made = Sandbox()
    made.add_user("alice")
    made.add_user("root", admin=True)
    for name in ("Water", "River", "Pumps"):
        made.add_application(f"{name.lower()}-1", owner="alice", name=name)
    return made


def client(sandbox: Sandbox, user: str = "alice", *rights: str) -> Client:
    token = sandbox.add_key("user", user, rights=rights or ("RIGHT_ALL",))
    return Client(URL, SecretStr(token), transport=httpx.ASGITransport(sandbox.asgi()))


async def ids(finder: ApplicationFinder, letters: str) -> list[str]:
    if finder.known(letters) is None:
        await finder.ask(letters)
    return [each.id for each in finder.known(letters) or ()]


async def test_ones_own_are_read_once_and_looked_through(sandbox) -> None:
    finder = ApplicationFinder(client(sandbox), first="river-1")
    assert await ids(finder, "") == ["river-1", "pumps-1", "water-1"]
    assert await ids(finder, "wat") == ["water-1"]
    assert await ids(finder, "RIVER 1") == ["river-1"]
    assert len(sandbox.requests) == 1


async def test_what_is_not_among_them_is_searched_for_once(sandbox) -> None:
    finder = ApplicationFinder(client(sandbox, "root"))
    assert await ids(finder, "") == []
    assert await ids(finder, "water") == ["water-1"]
    assert await ids(finder, "water ") == ["water-1"]
    assert [each.path for each in sandbox.requests] == ["/api/v3/applications", "/api/v3/search/applications"]


async def test_more_than_a_page_are_searched(sandbox) -> None:
    for number in range(1_100):
        sandbox.add_application(f"app-{number:04}", owner="alice")
    finder = ApplicationFinder(client(sandbox))
    assert len(await ids(finder, "")) == 1_000
    assert await ids(finder, "water-1") == ["water-1"]


async def test_without_the_right_to_list_it_is_searched_at_once(sandbox) -> None:
    finder = ApplicationFinder(client(sandbox, "alice", "RIGHT_APPLICATION_INFO"))
    assert len(await ids(finder, "")) == 3
    assert await ids(finder, "x" * 60) == []
