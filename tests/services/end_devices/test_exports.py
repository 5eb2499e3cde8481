"""Changes of end devices as commands."""

from __future__ import annotations

from tts_tui.api.resources.downlinks import Downlink
from tts_tui.api.resources.uplinks import SimulatedUplink
from tts_tui.services.end_devices import exports
from tts_tui.services.end_devices.deletion import plan
from tts_tui.services.shell_export import curl, ttn_lw_cli

SERVER = "https://thethings.example.com"


def test_deleting_is_four_calls_for_curl_and_one_command_for_each_group() -> None:
    found = exports.delete(plan("meters", ["meter-1", "meter-2"]))
    lines = curl((each.call for each in found), SERVER)
    assert lines.count("-X DELETE") == 4
    assert "/as/applications/meters/devices/batch?device_ids=meter-1&device_ids=meter-2" in lines
    script = ttn_lw_cli([each.cli for each in found], SERVER)
    assert script.lines == "ttn-lw-cli end-devices batch-delete meters meter-1 meter-2"
    assert script.cannot == (
        "ttn-lw-cli deletes several devices from the Join Server first; its command is experimental.",
    )
    one = ttn_lw_cli([each.cli for each in exports.delete(plan("meters", ["meter-1"]))], SERVER)
    assert (one.lines, one.cannot) == ("ttn-lw-cli end-devices delete meters meter-1", ())


def test_downlinks() -> None:
    downlink = Downlink(5, b"\x01\xff", confirmed=True, priority="HIGH", correlation_ids=("tts-tui:1",))
    script = ttn_lw_cli([exports.push("meters", "meter-1", downlink).cli], SERVER)
    assert script.lines.split(" \\\n  ") == [
        "ttn-lw-cli end-devices downlink push meters meter-1",
        "--f-port 5",
        "--frm-payload 01FF",
        "--confirmed",
        "--priority HIGH",
        "--correlation-ids tts-tui:1",
    ]
    plain = exports.replace_all("meters", "meter-1", Downlink(5, b"\x01"))
    assert str(plain.cli).startswith("ttn-lw-cli end-devices downlink replace meters meter-1")
    assert plain.call.body == {"downlinks": [{"f_port": 5, "frm_payload": "AQ=="}]}
    assert str(exports.clear("meters", "meter-1").cli) == "ttn-lw-cli end-devices downlink clear meters meter-1"


def test_data_for_the_formatter_is_beyond_the_cli() -> None:
    script = ttn_lw_cli([exports.push("meters", "meter-1", Downlink(5, decoded={"level": 5})).cli], SERVER)
    assert script.lines == ""
    assert script.cannot == ("ttn-lw-cli sends bytes alone: it can't have the server encode a payload in JSON.",)


def test_a_simulated_uplink_in_base64() -> None:
    export = exports.simulate("meters", "meter-1", SimulatedUplink(2, b"\x01\xff", 7))
    assert str(export.cli).split(" \\\n  ") == [
        "ttn-lw-cli simulate application-uplink meters meter-1",
        "--f-port 2",
        "--f-cnt 7",
        "--frm-payload Af8=",
    ]
    assert export.call.body is not None
    assert export.call.body["uplink_message"]["frm_payload"] == "Af8="
