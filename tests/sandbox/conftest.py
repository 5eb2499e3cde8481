from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import httpx
import pytest

from tests.sandbox.town import settle
from tts_tui.sandbox import Sandbox

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    from tests.sandbox.rows import Row


class Clock:
    """A clock that stands still until a test moves it; each look is a microsecond later than the one before."""

    def __init__(self) -> None:
        self.moment = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.moment += timedelta(microseconds=1)
        return self.moment

    def forward(self, **time: float) -> None:
        self.moment += timedelta(**time)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def sandbox(clock: Clock) -> Sandbox:
    """A server with an administrator, a user `alice` and a user `bob`."""
    made = Sandbox(clock=clock)
    made.add_user("admin", admin=True)
    made.add_user("alice")
    made.add_user("bob")
    return made


@pytest.fixture
async def login(sandbox: Sandbox) -> AsyncIterator[Callable[[str], httpx.AsyncClient]]:
    """A client for a token."""
    transport = httpx.ASGITransport(app=sandbox.asgi())
    clients = []

    def made(token: str) -> httpx.AsyncClient:
        headers = {"authorization": f"Bearer {token}"} if token else {}
        clients.append(httpx.AsyncClient(transport=transport, base_url="http://sandbox/api/v3", headers=headers))
        return clients[-1]

    yield made
    for client in clients:
        await client.aclose()


@pytest.fixture
def alice(sandbox: Sandbox, login: Callable[[str], httpx.AsyncClient]) -> httpx.AsyncClient:
    return login(sandbox.add_key("user", "alice"))


@pytest.fixture
def bob(sandbox: Sandbox, login: Callable[[str], httpx.AsyncClient]) -> httpx.AsyncClient:
    return login(sandbox.add_key("user", "bob"))


@pytest.fixture
def admin(sandbox: Sandbox, login: Callable[[str], httpx.AsyncClient]) -> httpx.AsyncClient:
    return login(sandbox.add_key("user", "admin"))


def ids(response: httpx.Response) -> list[str]:
    """The IDs in the answer of a list of applications."""
    return [row["ids"]["application_id"] for row in response.json().get("applications", [])]


def error(response: httpx.Response) -> str:
    """Status and name of an error."""
    return f"{response.status_code} {response.json()['details'][0]['name']}"


def innermost(response: httpx.Response) -> dict[str, str]:
    """The attributes of the error that caused all others."""
    found = response.json()["details"][0]
    while "cause" in found:
        found = found["cause"]
    return found["attributes"]


@pytest.fixture
def ask(sandbox: Sandbox, login: Callable[[str], httpx.AsyncClient]) -> Callable[[Row], Awaitable[httpx.Response]]:
    """Send the request of a row to a server with all that the rows need."""
    tokens = settle(sandbox)

    async def asked(row: Row) -> httpx.Response:
        method, _, path = row.request.partition(" ")
        content = row.raw if row.body is None else json.dumps(row.body).encode()
        url = f"http://sandbox/api/v3{path}"
        return await login(tokens[row.who]).request(method, url, content=content, headers=row.headers)

    return asked
