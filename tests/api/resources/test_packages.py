"""The application packages of an application."""

from __future__ import annotations

import json

import pytest

from tests.api.recordings import Exchange, alone, recorded
from tests.api.seam import Script, ok
from tts_tui.api import errors
from tts_tui.api.resources.packages import Association, changed_paths, set_call
from tts_tui.api.secret import SecretStr

ONE = next(each for each in alone("22") if each.name == "before: packages")
CLOCK = Association(f_port=202, package_name="alcsync-v1", data=SecretStr('{"threshold": 5}'))


def of_17(name: str) -> Exchange:
    return next(each for each in alone("17") if each.name == name)


@pytest.mark.parametrize(
    ("exchange", "count"),
    [(recorded("08", "package default associations"), 0), (ONE, 1)],
    ids=str,
)
async def test_they_are_counted_in_the_list_itself(exchange: Exchange, count: int) -> None:
    assert await exchange.client().packages.count("a") == count


async def test_nothing_but_the_list_is_asked_for() -> None:
    script = Script(ok())
    assert await script.client().packages.count("a") == 0
    assert script.only.url.raw_path == b"/api/v3/as/applications/a/packages/associations"


@pytest.mark.parametrize(
    "answer", [{"defaults": [{"ids": {"f_port": "none"}}]}, {"defaults": {}}, {"applications": []}]
)
async def test_what_is_no_such_list_is_not_counted(answer: dict[str, object]) -> None:
    with pytest.raises(errors.NotTheAPI):
        await Script(ok(answer)).client().packages.count("a")


async def test_all_are_read_with_their_data() -> None:
    found = await of_17("list").client().packages.all("pack-app")
    assert [(each.f_port, each.package_name, each.device_id) for each in found] == [
        (197, "lora-cloud-geolocation-v3", ""),
        (199, "lora-cloud-device-management-v1", ""),
        (202, "alcsync-v1", ""),
    ]
    assert found[0].data == SecretStr("")
    assert json.loads(found[1].data.get_secret_value())["token"] == "EXAMPLE-TOKEN"
    assert "EXAMPLE-TOKEN" not in repr(found)


async def test_those_of_a_device() -> None:
    (found,) = await of_17("of a device: list").client().packages.all("pack-app", "pack-device")
    assert (found.device_id, found.f_port, found.data) == ("pack-device", 202, CLOCK.data)


async def test_what_the_server_has() -> None:
    found = await of_17("packages of a device that is not there").client().packages.available("pack-app")
    assert found["alcsync-v1"] == 202
    assert len(found) == 3


@pytest.mark.parametrize("name", ["set", "set another", "set without data", "clear data", "of a device: set"])
def test_a_change_is_sent_as_it_was_recorded(name: str) -> None:
    exchange = of_17(name)
    parts = exchange.path.split("/")
    device_id = parts[parts.index("devices") + 1] if "devices" in parts else ""
    (sent,) = (value for key, value in exchange.sent.items() if key != "field_mask")
    data = SecretStr(json.dumps(sent["data"]) if "data" in sent else "")
    wanted = Association(
        f_port=int(parts[-1]), device_id=device_id, package_name=sent.get("package_name", ""), data=data
    )
    call = set_call("pack-app", wanted, tuple(exchange.sent["field_mask"]["paths"]))
    assert (call.method, f"/api/v3{call.path}", call.body) == (exchange.method, exchange.path, exchange.sent)


@pytest.mark.parametrize(("name", "device_id"), [("delete", ""), ("of a device: delete", "pack-device")])
async def test_deleting_is_sent_as_it_was_recorded(name: str, device_id: str) -> None:
    exchange = of_17(name)
    script = Script(ok(exchange.json))
    await script.client().packages.delete("pack-app", int(exchange.path.rpartition("/")[2]), device_id)
    assert (script.only.method, script.only.url.path) == (exchange.method, exchange.path)


async def test_a_port_without_one_is_not_found() -> None:
    with pytest.raises(errors.NotFound) as caught:
        await of_17("get a port without one").client().packages.get("pack-app", 7)
    assert caught.value.name == "pkg/redis:not_found"


def test_what_is_masked_is_what_differs() -> None:
    assert changed_paths(CLOCK, CLOCK) == ()
    assert changed_paths(None, CLOCK) == ("package_name", "data")
    assert changed_paths(CLOCK, CLOCK.model_copy(update={"data": SecretStr("")})) == ("data",)
    with pytest.raises(ValueError, match="nothing"):
        set_call("a", CLOCK, ())


async def test_other_json_after_a_change_tells_nothing_of_it() -> None:
    client = Script(ok({"status": "ok"})).client()
    with pytest.raises(errors.OutcomeUnknown):
        await client.packages.set("a", CLOCK, ("data",))
    with pytest.raises(errors.OutcomeUnknown):
        await client.packages.delete("a", 202)
