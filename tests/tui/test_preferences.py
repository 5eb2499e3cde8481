"""What a person prefers is there again at the next start."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

from tests.session.credentials.backends import Works
from tests.tui.conftest import URL
from tests.tui.screens.api_keys.keys import open_keys
from tests.tui.screens.sign_in.opening import environment, opened
from tts_tui.servers.model import by_address, make
from tts_tui.servers.servers_file import ServerFile

if TYPE_CHECKING:
    from tts_tui.sandbox.app import Sandbox


def heading(person) -> str:
    return person.screen.splitlines()[1].strip("─ ")


def orders(sandbox: Sandbox) -> list[str]:
    """The orders in which pages of applications were asked for."""
    asked = [parse_qs(each.query)["order"][0] for each in sandbox.requests if each.path == "/api/v3/applications"]
    sandbox.requests.clear()
    return asked


async def test_the_order_of_each_list_is_remembered_and_asked_for_at_once(server, sandbox, sample, use):
    use(Works())
    token = environment(sample.key)
    async with opened(server, token) as person:
        await person.press("s", "S")
        assert heading(person).endswith("ID z–a")
        await open_keys(person, "water-meters-north")
        await person.press("s")
    orders(sandbox)
    async with opened(server, token) as person:
        assert heading(person).endswith("ID z–a")
        assert orders(sandbox) == ["-application_id"]
        await open_keys(person, "water-meters-north")
        assert "expiring first" in person.screen


async def test_the_order_is_remembered_by_the_name_of_the_server_and_goes_with_it(server, sandbox, sample, use):
    use(Works())
    token = environment(sample.key)
    file = ServerFile()
    box = make(name="box", identity_server=URL)
    file.add(box)
    async with opened(server, token, server=box) as person:
        await person.press("S")
        await person.app._manager.replace("box", make(name="crate", identity_server=URL))
        await person.press("s")
        assert heading(person).endswith("ID a–z")
    async with opened(server, token, server=make(name="crate", identity_server=URL)) as person:
        assert heading(person).endswith("ID a–z")
    assert "box" not in next(Path.home().rglob("preferences.json")).read_text()


async def test_the_demo_remembers_while_it_runs_and_writes_nothing(server, sandbox, sample):
    async with opened(server, environment(sample.key), keep=False) as person:
        await person.press("s")
        await open_keys(person, "water-meters-north")
        await person.press("s", "q")
        await open_keys(person, "water-meters-south")
        assert "expiring first" in person.screen
    assert not [each for each in Path.home().rglob("*") if each.is_file()]
    async with opened(server, environment(sample.key), server=by_address(URL), keep=False) as person:
        assert heading(person).endswith("newest first")


async def test_an_order_that_this_version_does_not_know_is_the_usual_one(server, sandbox, sample, use):
    use(Works())
    token = environment(sample.key)
    async with opened(server, token) as person:
        await person.press("s")
    (file,) = Path.home().rglob("preferences.json")
    file.write_text(file.read_text().replace("application_id", "colour"))
    async with opened(server, token) as person:
        assert heading(person).endswith("newest first")
        assert orders(sandbox)[-1] == "-created_at"
