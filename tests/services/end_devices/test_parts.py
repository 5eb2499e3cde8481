"""A device is read from four servers; each that has no answer says why."""

from __future__ import annotations

import pytest

from tests.services.end_devices.town import Town
from tts_tui.api.errors import NotFound, PermissionDenied
from tts_tui.sandbox import Fault
from tts_tui.services.end_devices.parts import NoPart, read_parts


async def test_all_four_parts() -> None:
    town = Town(1)
    device = town.application.devices["meter-001"]
    town.sandbox.add_to_server("ns", device, frequency_plan_id="EU_863_870_TTN", session={"dev_addr": "01264966"})
    async with town.client() as client:
        parts = await read_parts(client, "meters", "meter-001")
    assert parts.device.dev_eui == "70B3D57E00000001"
    assert not isinstance(parts.network, NoPart)
    assert (parts.network.frequency_plan_id, parts.network.dev_addr) == ("EU_863_870_TTN", "01264966")
    assert not isinstance(parts.application, NoPart)
    assert parts.application.dev_addr == "01264966"
    assert not isinstance(parts.join, NoPart)
    assert parts.missing == ()


async def test_a_server_that_lacks_the_device_or_fails_is_named() -> None:
    town = Town(1)
    town.sandbox.store.registries["ns"].clear()
    town.sandbox.faults.add(Fault(path="/js/", status=501, times=None))
    async with town.client() as client:
        parts = await read_parts(client, "meters", "meter-001")
    assert parts.network == NoPart("The Network Server doesn't have this device.", missing=True)
    assert parts.missing == ("Network Server",)
    assert isinstance(parts.join, NoPart)
    assert parts.join.why.startswith("The Join Server gave no answer: ")
    assert not parts.join.missing


async def test_a_right_that_only_one_server_misses_is_named() -> None:
    town = Town(1)
    details = {
        "namespace": "pkg/auth/rights",
        "name": "insufficient_application_rights",
        "message_format": "insufficient rights for application `{uid}`",
        "attributes": {"missing": ["RIGHT_APPLICATION_DEVICES_READ"], "uid": "meters"},
    }
    body = {"code": 7, "message": "no rights", "details": [details]}
    town.sandbox.faults.add(Fault(path="/as/", status=403, body=body))
    async with town.client() as client:
        parts = await read_parts(client, "meters", "meter-001")
    assert isinstance(parts.application, NoPart)
    assert parts.application.why == "The Application Server was not read: you lack the right “See devices”."


async def test_without_the_identity_servers_part_there_is_no_device() -> None:
    town = Town(1, ["RIGHT_APPLICATION_INFO"])
    async with town.client() as client:
        with pytest.raises(PermissionDenied):
            await read_parts(client, "meters", "meter-001")
    town = Town(1)
    async with town.client() as client:
        with pytest.raises(NotFound):
            await read_parts(client, "meters", "no-such-device")
