"""Many devices are deleted from all four servers, in groups of twenty."""

from __future__ import annotations

import pytest

from tests.services.end_devices.town import Town
from tests.services.losing import Losing
from tts_tui.api.errors import OutcomeUnknown, PermissionDenied
from tts_tui.sandbox import Fault
from tts_tui.services.end_devices.deletion import Deletion, Group, delete_from, left_on, plan
from tts_tui.services.verified_writes import NotDone

NOBODY: dict[str, list[str]] = {"is": [], "ns": [], "as": [], "js": []}


def test_a_plan_has_groups_of_twenty_and_four_calls_for_each() -> None:
    planned = plan("meters", [*(f"meter-{number:03}" for number in range(45)), "meter-000"])
    assert [len(each.device_ids) for each in planned.groups] == [20, 20, 5]
    assert len(planned.device_ids) == 45
    assert [each.path for each in planned.calls[:4]] == [
        "/as/applications/meters/devices/batch",
        "/ns/applications/meters/devices/batch",
        "/js/applications/meters/devices/batch",
        "/applications/meters/devices/batch",
    ]
    assert planned.calls[-1].query == {"device_ids": tuple(f"meter-{number:03}" for number in range(40, 45))}


async def test_all_servers_are_rid_of_them_in_the_order_of_the_official_client() -> None:
    town = Town(21)
    ended: list[int] = []
    async with town.client() as client:
        deletion = Deletion(client, plan("meters", town.ids), lambda: ended.append(1))
        outcome = await deletion.run()
    assert outcome.complete
    assert deletion.complete
    assert (deletion.deleted, len(ended)) == (21, 2)
    assert town.left == NOBODY
    assert [each.partition("/")[2].partition("/")[0] for each in town.deletions[:1]] == ["as"]
    assert len(town.deletions) == 8


async def test_a_device_that_only_some_servers_have_is_deleted_there() -> None:
    town = Town(2)
    del town.application.devices["meter-001"]
    town.sandbox.store.registries["js"].clear()
    async with town.client() as client:
        deletion = Deletion(client, plan("meters", town.ids))
        await deletion.run()
    assert deletion.complete
    assert town.left == NOBODY


async def test_where_a_server_fails_the_ones_after_it_keep_the_devices_and_it_is_taken_up_there() -> None:
    town = Town(2)
    town.sandbox.faults.add(Fault(path="/ns/applications/meters/devices/batch", method="DELETE", status=400))
    async with town.client() as client:
        deletion = Deletion(client, plan("meters", town.ids))
        outcome = await deletion.run()
        (group,) = deletion.plan.groups
        assert outcome.counts["failed"] == 1
        assert deletion.left(group) == ("ns", "js", "is")
        assert (deletion.deleted, deletion.complete) == (0, False)
        assert town.left == {"is": town.ids, "ns": town.ids, "as": [], "js": town.ids}
        assert left_on(deletion.left(group)) == (
            "Still on the Network, Join and Identity Server. Deleting them again takes up where it stopped."
        )
        before = len(town.deletions)
        town.sandbox.faults.clear()
        await deletion.run(failed_too=True)
    assert deletion.complete
    assert town.left == NOBODY
    assert [each.split("/")[1] for each in town.deletions[before:]] == ["ns", "js", "applications"]


async def test_a_cluster_without_a_join_server_has_nothing_there() -> None:
    town = Town(1)
    no_route = {"code": 5, "message": "Not Found"}
    town.sandbox.faults.add(Fault(path="/js/", method="DELETE", status=404, body=no_route))
    async with town.client() as client:
        deletion = Deletion(client, plan("meters", town.ids))
        await deletion.run()
    assert deletion.complete
    assert town.application.devices == {}


async def test_an_application_that_is_gone_is_no_missing_server() -> None:
    town = Town(1)
    details = {"namespace": "pkg/identityserver/store", "name": "application_not_found", "message_format": "gone"}
    gone = {"code": 5, "message": "gone", "details": [details]}
    town.sandbox.faults.add(Fault(path="/as/", method="DELETE", status=404, body=gone))
    async with town.client() as client:
        outcome = await Deletion(client, plan("meters", town.ids)).run()
    assert outcome.counts == {"failed": 1}


async def test_without_the_right_nothing_goes() -> None:
    town = Town(1, ["RIGHT_APPLICATION_DEVICES_READ"])
    async with town.client() as client:
        outcome = await Deletion(client, plan("meters", town.ids)).run()
    (result,) = outcome.results
    assert isinstance(result.error, PermissionDenied)
    assert town.left["is"] == town.ids


def test_what_is_left_where_the_identity_server_no_longer_has_them() -> None:
    assert left_on(()) == ""
    assert left_on(("as", "ns", "js", "is")) == "Still on the Application, Network, Join and Identity Server."
    assert left_on(("ns",)) == (
        "Still on the Network Server. Nobody lists them any more, "
        "and their IDs and EUIs can't be registered there again."
    )


def test_where_an_answer_was_lost_nobody_says_that_they_are_still_there() -> None:
    assert left_on(("as", "ns", "js", "is"), unknown=True) == (
        "Perhaps still on the Application Server; still on the Network, Join and Identity Server."
    )
    assert left_on(("is",), unknown=True) == (
        "Perhaps still on the Identity Server. Deleting them again takes up where it stopped."
    )


@pytest.mark.parametrize("where", ["is", "ns", "as", "js"])
async def test_a_lost_answer_is_looked_up_on_that_server(where: str) -> None:
    town = Town(2)
    group = Group("meters", tuple(town.ids))
    async with town.client(Losing(town.sandbox, done=True)) as client:
        assert await delete_from(client, where, group) is True  # type: ignore[arg-type]
    assert town.left[where] == []
    town = Town(2)
    async with town.client(Losing(town.sandbox, done=False)) as client:
        with pytest.raises(NotDone, match=r"Server still has devices of these\. You can delete them again\."):
            await delete_from(client, where, group)  # type: ignore[arg-type]
    assert town.left[where] == town.ids


async def test_where_nobody_can_look_it_is_unknown() -> None:
    town = Town(1, ["RIGHT_APPLICATION_DEVICES_WRITE"])
    async with town.client(Losing(town.sandbox, done=True)) as client:
        with pytest.raises(OutcomeUnknown):
            await delete_from(client, "ns", Group("meters", tuple(town.ids)))
