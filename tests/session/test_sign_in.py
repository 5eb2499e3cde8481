"""From a token to a session: what is asked for at once, and what is given up again."""

from __future__ import annotations

import asyncio
import gc
import logging

import httpx
import pytest

from tts_tui.api import errors
from tts_tui.api.secret import SecretStr
from tts_tui.sandbox.app import Sandbox
from tts_tui.sandbox.faults import Fault
from tts_tui.servers.model import by_address
from tts_tui.session.credentials import FoundToken, UnsuitableToken
from tts_tui.session.sign_in import Listener, Outside, enter

URL = "http://127.0.0.1:1885"
UNHEARD = Listener(lambda _: None, lambda _: None)


class Watched(httpx.ASGITransport):
    """A way to the sandbox that knows whether it was closed."""

    closed = False

    async def aclose(self) -> None:
        self.closed = True


@pytest.fixture
def sandbox() -> Sandbox:
    made = Sandbox()
    made.add_user("me")
    made.add_application("mine", owner="me")
    return made


@pytest.fixture
def way(sandbox: Sandbox) -> Watched:
    return Watched(sandbox.asgi())


def found(token: str) -> FoundToken:
    return FoundToken(SecretStr(token), "of the test")


async def entered(token: str, way: Watched):
    return await enter(by_address(URL), found(token), UNHEARD, Outside(way))


async def test_the_first_page_is_asked_for_along_with_the_check(sandbox: Sandbox, way: Watched) -> None:
    entry = await entered(sandbox.add_key("user", "me"), way)
    assert entry.session.info.entity_id == "me"
    assert entry.session.source == "of the test"
    assert entry.pages is not None
    assert [row.id for row in (await anext(entry.pages)).items] == ["mine"]
    assert sorted(each.path for each in sandbox.requests) == ["/api/v3/applications", "/api/v3/auth_info"]
    await entry.close()
    assert way.closed


async def test_an_applications_key_has_no_first_page(sandbox: Sandbox, way: Watched) -> None:
    entry = await entered(sandbox.add_key("application", "mine"), way)
    assert entry.pages is None
    assert not way.closed


async def test_a_gateways_key_is_refused_and_the_connection_closed(sandbox: Sandbox, way: Watched) -> None:
    with pytest.raises(UnsuitableToken, match="the key of a gateway"):
        await entered(sandbox.add_key("gateway", "gtw-1"), way)
    assert way.closed


class Silent(Watched):
    """A way on which nothing comes back, and whose calls take a turn to end."""

    def __init__(self, sandbox: Sandbox) -> None:
        super().__init__(sandbox.asgi())
        self.asked = asyncio.Event()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.asked.set()
        try:
            return await asyncio.Event().wait()
        finally:
            await asyncio.sleep(0)


@pytest.mark.parametrize("turns", range(6))
async def test_who_cancels_it_twice_leaves_no_connection_either(sandbox: Sandbox, turns: int) -> None:
    way = Silent(sandbox)
    entering = asyncio.ensure_future(entered(sandbox.add_key("user", "me"), way))
    await way.asked.wait()
    entering.cancel()
    for _ in range(turns):
        await asyncio.sleep(0)
    entering.cancel()  # as a program that ends cancels workers that a screen has cancelled before
    with pytest.raises(asyncio.CancelledError):
        await entering
    assert way.closed


@pytest.mark.parametrize("token", ["not a token", "schlüssel", "a\nb", "\u200bNNSXS.A.B"])
async def test_what_cannot_be_a_token_is_not_sent(sandbox: Sandbox, way: Watched, token: str) -> None:
    with pytest.raises(UnsuitableToken, match="nothing was sent"):
        await entered(token, way)
    assert not sandbox.requests


async def test_a_wrong_token_closes_the_connection(way: Watched) -> None:
    with pytest.raises(errors.InvalidArgument):
        await entered("nonsense", way)
    assert way.closed


async def test_a_first_page_that_fails_and_that_nobody_reads_complains_to_nobody(
    sandbox: Sandbox, way: Watched, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    sandbox.faults.add(Fault(path="/applications$", status=500))
    entry = await entered(sandbox.add_key("user", "me"), way)
    await asyncio.wait([each for each in asyncio.all_tasks() if each.get_name() == "page 1"])
    await entry.session.client.close()
    del entry
    gc.collect()
    assert "never retrieved" not in caplog.text
