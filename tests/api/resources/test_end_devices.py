"""End devices: counted, listed, searched, and read from each server."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tests.api.recordings import Exchange, alone
from tests.api.seam import Answer, Script, ok
from tts_tui.api.errors import NotFound, NotTheAPI, PermissionDenied
from tts_tui.api.resources.end_devices import delete_many_call, get_call
from tts_tui.api.rows import DeviceRow

ONE = {"end_devices": [{"ids": {"device_id": "d"}}]}


def exchange(file: str, name: str) -> Exchange:
    return next(each for each in alone(file) if each.name == name)


@pytest.mark.parametrize(
    ("answer", "count"),
    [
        (ok(ONE, x_total_count="412"), 412),
        (ok(x_total_count="0"), 0),
        (ok(ONE, x_total_count="0"), 1),
        (ok(), 0),
        (ok(ONE), 1),
        (ok(ONE, x_total_count="x"), 1),
    ],
)
async def test_devices_are_counted_by_the_total_and_never_as_none_where_one_is_seen(answer: Answer, count: int) -> None:
    script = Script(answer)
    assert await script.client().devices.count("a") == count
    assert script.only.url.path == "/api/v3/applications/a/devices"
    assert dict(script.only.url.params) == {"order": "device_id", "limit": "1", "page": "1"}


async def test_a_list_of_devices_is_read_as_it_was_recorded() -> None:
    recorded = exchange("19", "list by name")
    page = await recorded.client().devices.page("dev-app", order="name", limit=5)
    assert page.total == 11
    assert page.items[0] == DeviceRow(
        id="by-others",
        name="By others",
        dev_eui="70B3D57ED0190042",
        join_eui="70B3D57ED0000000",
        description="",
        last_seen_at=None,
        created_at=datetime(2026, 11, 28, 2, 52, 15, 210701, UTC),
    )
    assert (page.items[2].dev_eui, page.items[2].join_eui) == ("", "")
    seen = await exchange("19", "list by last_seen_at, one of them seen").client().devices.page("dev-app")
    assert seen.items[0].last_seen_at is not None


async def test_what_a_list_asks_for() -> None:
    script = Script(ok(ONE))
    await script.client().devices.page("a", order="-last_seen_at", page=3)
    assert script.only.url.path == "/api/v3/applications/a/devices"
    assert dict(script.only.url.params) == {
        "order": "-last_seen_at",
        "limit": "1000",
        "page": "3",
        "field_mask": "name,description,last_seen_at",
    }


async def test_a_search_takes_its_text_as_it_is() -> None:
    script = Script(ok(ONE))
    await script.client().devices.search("a", "50%", order="name")
    assert script.only.url.path == "/api/v3/search/applications/a/devices"
    assert script.only.url.params["query"] == r"50\%"
    with pytest.raises(ValueError, match="from 1 to 50 letters"):
        await script.client().devices.search("a", "")


async def test_pages_of_devices_come_in_their_order() -> None:
    def rows(numbers: range) -> list[dict[str, object]]:
        return [{"ids": {"device_id": f"device-{number}"}} for number in numbers]

    first, rest = rows(range(1000)), rows(range(1000, 1200))
    script = Script(ok({"end_devices": first}, x_total_count="1200"), ok({"end_devices": rest}, x_total_count="1200"))
    pages = script.client().devices.pages("a")
    found = [row.id for page in (await anext(pages), await anext(pages)) for row in page.items]
    await pages.aclose()
    assert found == [f"device-{number}" for number in range(1200)]


async def test_a_device_without_an_id_is_none() -> None:
    with pytest.raises(NotTheAPI, match="no ID"):
        await Script(ok({"end_devices": [{"ids": {"device_id": ".."}}]})).client().devices.page("a")


async def test_a_device_is_read_from_the_identity_server() -> None:
    found = await exchange("19", "get").client().devices.get("dev-app", "meter-01")
    assert (found.id, found.dev_eui, found.join_eui) == ("meter-01", "70B3D57ED0190001", "70B3D57ED0000000")
    assert (found.name, found.serial_number) == ("Water meter, cellar", "sn-0001")
    assert found.attributes == {"floor": "-1", "room": "cellar", "owner": "water"}
    assert (found.version_ids.model_id, found.version_ids.firmware_version) == ("example-model", "1.2")
    assert (found.locations["user"].latitude, found.locations["user"].altitude) == (52.3731, 2)
    assert (found.activated_at, found.last_seen_at) == (None, None)
    bare = await exchange("19", "get without a mask").client().devices.get("dev-app", "meter-01")
    assert (bare.name, bare.version_ids.band_id, bare.locations) == ("", "", {})
    by_radio = await exchange("24", "the device on the Identity Server").client().devices.get("a", "radio-device")
    assert by_radio.last_seen_at == datetime(2026, 11, 28, 2, 30, 30, 298715, UTC)


async def test_a_device_is_read_from_the_network_server() -> None:
    script = exchange("24", "the device on the Network Server").client()
    found = await script.devices.on_network_server("radio-app", "radio-device")
    assert (found.dev_addr, found.last_f_cnt_up, found.last_n_f_cnt_down) == ("00C745BE", 2, 1)
    assert found.session_started_at == datetime(2026, 11, 28, 2, 30, 24, 75825, UTC)
    assert (found.session_lorawan_version, found.rx1_delay, found.rx2_frequency) == ("MAC_V1_0_3", 5, 869525000)
    assert (found.data_rate_index, found.downlink_margin, found.battery_percentage) == (5, 20, None)
    never = await exchange("19", "get from the Network Server").client().devices.on_network_server("a", "meter-01")
    assert (never.frequency_plan_id, never.lorawan_phy_version) == ("EU_863_870_TTN", "PHY_V1_0_3_REV_A")
    assert (never.dev_addr, never.supports_join) == ("", True)


async def test_a_device_is_read_from_the_application_and_the_join_server() -> None:
    there = exchange("24", "the device on the Application Server").client()
    found = await there.devices.on_application_server("radio-app", "radio-device")
    assert (found.dev_addr, found.last_a_f_cnt_down) == ("00C745BE", 1)
    assert (found.up_formatter, found.down_formatter) == ("FORMATTER_JAVASCRIPT", "FORMATTER_CAYENNELPP")
    assert "8F76" not in repr(found)  # the key that this answer has
    assert found.skip_payload_crypto_override is None
    never = await exchange("19", "get from the Application Server").client().devices.on_application_server("a", "b")
    assert never.skip_payload_crypto_override is False
    joined = await exchange("24", "the device on the Join Server").client().devices.on_join_server("a", "b")
    assert (joined.used_dev_nonces, joined.last_join_nonce) == ((1, 2), 2)
    root = await exchange("19", "get from the Join Server").client().devices.on_join_server("a", "b")
    assert "0011" not in repr(root)


@pytest.mark.parametrize("where", ["is", "ns", "as", "js"])
def test_no_key_is_ever_asked_for(where: str) -> None:
    call = get_call(where, "a", "d")  # type: ignore[arg-type]
    assert call.path == f"{'' if where == 'is' else f'/{where}'}/applications/a/devices/d"
    assert call.query is not None
    paths = call.query["field_mask"].split(",")
    assert not {"session", "pending_session", "mac_state", "root_keys", "claim_authentication_code"} & set(paths)
    assert not [each for each in paths if "key" in each]


@pytest.mark.parametrize(
    ("name", "reader", "error"),
    [
        ("get missing", "get", "end_device_not_found"),
        ("get from the Network Server, one that is not there", "on_network_server", "not_found"),
        ("get from the Application Server, one that is not there", "on_application_server", "not_found"),
        ("get from the Join Server, one that is not there", "on_join_server", "device_not_found"),
    ],
)
async def test_each_server_says_in_words_of_its_own_that_it_has_none(name: str, reader: str, error: str) -> None:
    devices = exchange("19", name).client().devices
    with pytest.raises(NotFound) as caught:
        await getattr(devices, reader)("a", "d")
    assert caught.value.is_a(error)


async def test_a_missing_right_is_named() -> None:
    client = exchange("19", "get with token: dev info").client()
    with pytest.raises(PermissionDenied) as caught:
        await client.devices.get("a", "d")
    assert caught.value.missing_rights == ("RIGHT_APPLICATION_DEVICES_READ",)


async def test_several_are_read_and_deleted_at_once_as_recorded() -> None:
    recorded = exchange("19", "batch get: three")
    script = Script(ok(recorded.json))
    found = await script.client().devices.get_many("dev-app", ["meter-01", "meter-02", "meter-03"])
    assert [each.id for each in found] == ["meter-01", "meter-02", "meter-03"]
    assert script.only.url.path == recorded.path
    assert script.only.url.params.get_list("device_ids") == ["meter-01", "meter-02", "meter-03"]
    recorded = exchange("19", "batch delete on the Join Server")
    script = Script(ok())
    await script.client().devices.delete_many("js", "dev-app", ["meter-02", "meter-03", "no-such-device"])
    assert (script.only.method, script.only.url.path) == (recorded.method, recorded.path)
    assert script.only.url.query.decode() == "device_ids=meter-02&device_ids=meter-03&device_ids=no-such-device"


@pytest.mark.parametrize("ids", [[], [f"meter-{number}" for number in range(21)]])
def test_a_batch_has_at_most_twenty(ids: list[str]) -> None:
    with pytest.raises(ValueError, match="from 1 to 20"):
        delete_many_call("is", "a", ids)
