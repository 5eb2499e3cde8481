"""An application is emptied, and then deleted."""

from __future__ import annotations

from tests.services.end_devices.town import Town
from tests.services.losing import Losing
from tts_tui.api.errors import FailedPrecondition
from tts_tui.api.secret import SecretStr
from tts_tui.sandbox import Fault
from tts_tui.services.applications.emptying import ApplicationEnd, Emptying


async def test_five_hundred_devices_go_and_then_the_application() -> None:
    town = Town(500)
    told: list[int] = []
    async with town.client() as client:
        work = Emptying(client, "meters", lambda: told.append(1))
        assert not work.is_read
        await work.read()
        assert (work.is_read, work.devices) == (True, 500)
        assert len(work.outcome.items) == 26
        assert isinstance(work.outcome.items[-1], ApplicationEnd)
        assert [each.path for each in work.outcome.items[-1].calls] == ["/applications/meters"]
        assert town.deletions == []
        outcome = await work.run()
    assert outcome.counts == {"done": 26}
    assert (work.deleted, work.left, len(told)) == (True, (), 26)
    assert town.application.deleted_at is not None
    assert town.deletions[-1] == "/applications/meters"
    assert all(not each for each in town.left.values())


async def test_while_devices_are_left_anywhere_the_application_stays() -> None:
    town = Town(2)
    town.sandbox.faults.add(Fault(path="/ns/", method="DELETE", status=400))
    async with town.client() as client:
        work = Emptying(client, "meters")
        await work.read()
        outcome = await work.run()
        assert outcome.counts == {"failed": 1, "waiting": 1}
        assert (work.deleted, work.left) == (False, ("ns", "js", "is"))
        assert town.application.deleted_at is None
        await work.run()
    assert work.deleted
    assert town.application.deleted_at is not None


async def test_a_device_that_was_registered_meanwhile_keeps_it_and_joins_the_plan() -> None:
    town = Town(1)
    async with town.client() as client:
        work = Emptying(client, "meters")
        await work.read()
        town.sandbox.add_device("meters", "newcomer")
        outcome = await work.run()
        assert not work.deleted
        assert [each.state for each in outcome.results] == ["done", "waiting", "failed"]
        error = outcome.results[-1].error
        assert isinstance(error, FailedPrecondition)
        assert error.is_a("application_has_devices")
        assert work.devices == 2
        assert (await work.run()).counts == {"done": 3}
    assert work.deleted


async def test_an_empty_application_is_deleted_at_once_also_where_the_answer_is_lost() -> None:
    town = Town(0)
    town.token = SecretStr(town.sandbox.add_key("user", "alice"))  # an application's own key goes with it
    async with town.client(Losing(town.sandbox, done=True)) as client:
        work = Emptying(client, "meters")
        await work.read()
        await work.run()
    assert work.deleted
    assert town.deletions == ["/applications/meters"]


async def test_stopped_it_begins_nothing_more() -> None:
    town = Town(3)
    async with town.client() as client:
        work = Emptying(client, "meters")
        await work.read()
        work._told = work.stop
        work._deletions[0].batch._told = work.stop
        await work.run()
    assert not work.deleted
    assert town.application.deleted_at is None
    assert town.left["is"] == []
