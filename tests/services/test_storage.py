"""Stored uplinks as files. Made by hand: no server with the storage integration was recorded."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime

from tts_tui.api.resources.storage import StoredUplink
from tts_tui.services.storage import as_file, in_words, keep, matching, port_and_counter, whole

UP = {
    "end_device_ids": {"device_id": "meter-1"},
    "received_at": "2026-11-23T12:00:00.5Z",
    "uplink_message": {
        "f_port": 2,
        "f_cnt": 7,
        "frm_payload": "AQL/",
        "decoded_payload": {"note": "=cmd", "level": 3},
        "rx_metadata": [{"rssi": -57, "snr": 9.5}],
        "settings": {"data_rate": {"lora": {"bandwidth": 125000, "spreading_factor": 7}}},
    },
}
UPLINK = StoredUplink(
    datetime(2026, 11, 23, 12, 0, 0, 500_000, tzinfo=UTC), "meter-1", json.dumps(UP, separators=(",", ":")).encode()
)
BARE = StoredUplink(UPLINK.received_at, "=evil", b'{"uplink_message": {"frm_payload": "no base64"}}')


def test_ndjson_is_what_was_received() -> None:
    assert "".join(as_file("a.ndjson", [UPLINK, BARE])) == f"{UPLINK.content.decode()}\n{BARE.content.decode()}\n"


def test_csv_has_a_row_for_each_and_nothing_that_a_spreadsheet_would_run() -> None:
    head, row, bare = csv.reader(io.StringIO("".join(as_file("a.CSV", [UPLINK, BARE]))))
    assert dict(zip(head, row, strict=True)) == {
        "received_at": "2026-11-23T12:00:00.500Z",
        "device": "meter-1",
        "f_port": "2",
        "f_cnt": "7",
        "payload": "0102FF",
        "decoded_payload": '{"note": "=cmd", "level": 3}',
        "what": "note =cmd, level 3 · port 2 · -57 dBm, 9.5 dB · SF7BW125",
    }
    assert bare[1] == "'=evil"
    assert bare[4] == "no base64"


def test_what_was_decoded_comes_first() -> None:
    assert whole(UPLINK).startswith('{\n  "note": "=cmd"')
    assert whole(BARE).count("{") == 2
    assert port_and_counter(BARE) == ("", "")


def test_words_are_looked_for_in_device_and_payload() -> None:
    kept = [keep(UPLINK, 0), keep(BARE, 1)]
    assert matching(kept, "LEVEL meter") == (kept[0],)
    assert "SF7" in in_words(UPLINK)
