"""An application is emptied, and then deleted."""

from __future__ import annotations

from datetime import timedelta

from tests.services.end_devices.town import Town
from tts_tui.api.errors import FailedPrecondition
from tts_tui.sandbox import Fault
from tts_tui.services.applications.emptying import Emptying, read_plan


async def test_five_hundred_devices_go_and_then_the_application() -> None:
    town = Town(500)
    async with town.client() as client:
        planned = await read_plan(client, "meters")
        assert len(planned.device_ids) == 500
        assert len(planned.groups) == 25
        work = Emptying(client, planned)
        await work.run()
    assert (work.ended, work.looked_up, work.error) == (True, False, None)
    assert work.devices.deleted == 500
    assert town.application.deleted_at is not None
    assert town.deletions[-1] == "/applications/meters"
    assert all(not each for each in town.left.values())


async def test_while_devices_are_left_anywhere_the_application_stays() -> None:
    town = Town(2)
    town.sandbox.faults.add(Fault(path="/ns/", method="DELETE", status=400))
    async with town.client() as client:
        work = Emptying(client, await read_plan(client, "meters"))
        await work.run()
        assert (work.ended, work.error) == (False, None)
        assert town.application.deleted_at is None
        await work.run(failed_too=True)
    assert work.ended
    assert town.application.deleted_at is not None


async def test_a_device_that_was_registered_meanwhile_keeps_it() -> None:
    town = Town(1)
    async with town.client() as client:
        work = Emptying(client, await read_plan(client, "meters"))
        town.sandbox.add_device("meters", "newcomer")
        await work.run()
    assert not work.ended
    assert isinstance(work.error, FailedPrecondition)
    assert work.error.is_a("application_has_devices")


async def test_stopped_while_the_last_devices_go_the_application_stays_until_a_further_run() -> None:
    town = Town(2)
    async with town.client() as client:
        work = Emptying(client, await read_plan(client, "meters"), lambda: work.stop())  # noqa: PLW0108 - there is no work yet
        await work.run()
        assert work.devices.complete
        assert not work.ended
        assert town.application.deleted_at is None
        await work.run()
    assert work.ended


async def test_the_newest_devices_come_first_as_in_the_list() -> None:
    town = Town(3)
    for number, device_id in enumerate(town.ids):
        town.application.devices[device_id].created_at = town.application.created_at + timedelta(days=number % 2)
    async with town.client() as client:
        assert (await read_plan(client, "meters")).device_ids == ("meter-002", "meter-001", "meter-003")


async def test_an_empty_application_is_deleted_at_once() -> None:
    town = Town(0)
    async with town.client() as client:
        work = Emptying(client, await read_plan(client, "meters"))
        await work.run()
    assert work.ended
    assert town.deletions == ["/applications/meters"]
