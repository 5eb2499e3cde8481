"""Deleting end devices as commands. (The rest is in tests/services/test_shell_export.py.)"""

from __future__ import annotations

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
