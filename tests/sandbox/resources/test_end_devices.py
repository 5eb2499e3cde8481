"""Devices on the four servers, and their downlink queues: what no recording has."""

from __future__ import annotations

import pytest

from tests.sandbox.conftest import error
from tts_tui.sandbox.fieldmask import merged, selected

SESSION = {"dev_addr": "01264966", "keys": {"session_key_id": "AQ=="}}


@pytest.fixture
def water(sandbox, login):
    sandbox.add_application("water", owner="alice")
    device = sandbox.add_device("water", "meter-1", dev_eui="70B3D57ED0000001", join_eui="70B3D57ED0000000")
    sandbox.add_to_server("as", device, session=dict(SESSION), formatters={"down_formatter": "FORMATTER_CAYENNELPP"})
    return login(sandbox.add_key("user", "alice"))


def test_nested_fields_are_shown_and_changed_by_their_paths():
    fields = {"session": {"dev_addr": "00", "keys": {"a": 1, "b": 2}}, "name": "x"}
    assert selected(fields, ["session.keys.a", "name", "session.none", "name.none"]) == {
        "session": {"keys": {"a": 1}},
        "name": "x",
    }
    assert merged(fields, {"session": {"keys": {"b": 3}}}, ["session.keys.b", "name"]) == {
        "session": {"dev_addr": "00", "keys": {"a": 1, "b": 3}}
    }


async def test_a_device_of_one_server_is_none_of_another(water, sandbox):
    del sandbox.store.registries["ns"]["water", "meter-1"]
    about = "applications/water/devices/meter-1"
    assert error(await water.get(f"/ns/{about}")) == "404 not_found"
    assert error(await water.delete(f"/ns/{about}")) == "404 device_not_found"
    assert (await water.get(f"/js/{about}")).status_code == 200
    assert (await water.delete(f"/js/{about}")).json() == {}
    assert error(await water.delete(f"/js/{about}")) == "404 device_not_found"


async def test_a_devices_own_packages_go_with_it_alone_and_stay_when_it_is_one_of_a_batch(water, sandbox):
    of_device = "/as/applications/water/devices/meter-1"
    packages = f"{of_device}/packages/associations"
    wanted = {"association": {"package_name": "alcsync-v1"}, "field_mask": {"paths": ["package_name"]}}
    await water.put(f"{packages}/202", json=wanted)
    await water.delete("/as/applications/water/devices/batch", params={"device_ids": "meter-1"})
    assert len((await water.get(packages)).json()["associations"]) == 1
    sandbox.add_to_server("as", sandbox.store.existing("application", "water").devices["meter-1"])
    await water.delete(of_device)
    assert (await water.get(packages)).json() == {}


async def test_a_queue_takes_what_a_device_can_be_sent(water):
    down = "/as/applications/water/devices/meter-1/down"

    async def push(**downlink):
        return await water.post(f"{down}/push", json={"downlinks": [downlink]})

    assert (await push(f_port=1, decoded_payload={"value_1": 5.5})).json() == {}
    assert (await push(f_port=1, frm_payload="AQ==", confirmed=True, priority="LOWEST")).json() == {}
    first, second = (await water.get(down)).json()["downlinks"]
    assert (first["frm_payload"], first["f_cnt"], first["session_key_id"]) == ("AQIm", 1, "AQ==")
    assert second["confirmed_retry"] == {"attempt": 1}
    assert "priority" not in second
    assert error(await push(f_port=0, frm_payload="AQ==")) == "400 no_f_port"
    assert error(await push(f_port=1)) == "400 no_payload"
    assert error(await push(f_port=1, frm_payload="AAAA" * 90)) == "400 application_downlink_too_long"
    assert error(await push(f_port=224, frm_payload="AQ==")) == "400 validation"
    assert (await push(f_port=1, frm_payload="%")).status_code == 400
    assert (await push(f_port=1, frm_payload="AQ==", priority="URGENT")).status_code == 400
    assert len((await water.get(down)).json()["downlinks"]) == 2


async def test_activation_settings_are_kept_until_they_are_deleted(water):
    settings = "/js/applications/water/settings"
    assert error(await water.get(settings)) == "404 application_activation_settings_not_found"
    body = {"settings": {"application_server_id": "as", "kek_label": "k"}, "field_mask": {"paths": ["kek_label"]}}
    assert (await water.post(settings, json=body)).json() == {"kek_label": "k"}
    assert (await water.get(f"{settings}?field_mask=kek_label,application_server_id")).json() == {"kek_label": "k"}
    assert (await water.delete(settings)).json() == {}
    assert error(await water.delete(settings)) == "404 application_activation_settings_not_found"


async def test_a_long_list_is_sorted_anew_after_a_change(water, sandbox):
    async def names():
        listed = await water.get("/applications/water/devices?order=name&field_mask=name")
        return [each.get("name") for each in listed.json()["end_devices"]]

    sandbox.add_device("water", "meter-2", name="B")
    sandbox.add_device("water", "meter-3", name="A")
    assert await names() == ["A", "B", None]
    change = {"end_device": {"name": "C"}, "field_mask": {"paths": ["name"]}}
    await water.put("/applications/water/devices/meter-3", json=change)
    assert await names() == ["B", "C", None]
    await water.delete("/applications/water/devices/meter-2")
    assert await names() == ["C", None]
