"""End devices: deletion, downlinks and simulated uplinks as commands: each call as curl and for ttn-lw-cli."""

from typing import Final

from tests.services.export_examples.shared import Examples, curl
from tts_tui.api.resources.downlinks import Downlink
from tts_tui.api.resources.uplinks import SimulatedUplink
from tts_tui.services.end_devices import exports as device_exports
from tts_tui.services.end_devices.deletion import plan

EXAMPLES: Final[Examples] = {
    "end_devices.delete_many_call": {
        "two": (
            device_exports.delete(plan("my-test-app", ["meter-1", "meter-2"]))[0],
            """\
curl -sS -X DELETE \\
  'https://thethings.example.com/api/v3/as/applications/my-test-app/devices/batch?device_ids=meter-1&device_ids=meter-2' \\
  -H "Authorization: Bearer $API_KEY\"""",  # noqa: E501
            "ttn-lw-cli end-devices batch-delete my-test-app meter-1 meter-2",
            ("ttn-lw-cli deletes several devices from the Join Server first; its command is experimental.",),
        ),
    },
    "downlinks.push_call": {
        "bytes": (
            device_exports.push(
                "my-test-app",
                "meter-1",
                Downlink(5, b"\x01\xff", confirmed=True, priority="HIGH", correlation_ids=("tts-tui:1",)),
            ),
            curl(
                "POST",
                "/as/applications/my-test-app/devices/meter-1/down/push",
                """\
{
  "downlinks": [
    {
      "f_port": 5,
      "frm_payload": "Af8=",
      "confirmed": true,
      "priority": "HIGH",
      "correlation_ids": [
        "tts-tui:1"
      ]
    }
  ]
}""",
            ),
            """\
ttn-lw-cli end-devices downlink push my-test-app meter-1 \\
  --f-port 5 \\
  --frm-payload 01FF \\
  --confirmed \\
  --priority HIGH \\
  --correlation-ids tts-tui:1""",
            (),
        ),
        "data": (
            device_exports.push("my-test-app", "meter-1", Downlink(5, decoded={"level": 5})),
            curl(
                "POST",
                "/as/applications/my-test-app/devices/meter-1/down/push",
                '{"downlinks": [{"f_port": 5, "decoded_payload": {"level": 5}}]}',
            ),
            "",
            ("ttn-lw-cli sends only bytes: it can't have the server encode a payload in JSON.",),
        ),
    },
    "downlinks.replace_call": {
        "with one": (
            device_exports.replace_all("my-test-app", "meter-1", Downlink(5, b"\x01")),
            curl(
                "POST",
                "/as/applications/my-test-app/devices/meter-1/down/replace",
                '{"downlinks": [{"f_port": 5, "frm_payload": "AQ=="}]}',
            ),
            """\
ttn-lw-cli end-devices downlink replace my-test-app meter-1 \\
  --f-port 5 \\
  --frm-payload 01""",
            (),
        ),
        "with none": (
            device_exports.clear("my-test-app", "meter-1"),
            curl("POST", "/as/applications/my-test-app/devices/meter-1/down/replace", '{"downlinks": []}'),
            "ttn-lw-cli end-devices downlink clear my-test-app meter-1",
            (),
        ),
    },
    "uplinks.simulate_call": {
        "one": (
            device_exports.simulate("my-test-app", "meter-1", SimulatedUplink(2, b"\x01\xff", 7)),
            curl(
                "POST",
                "/as/applications/my-test-app/devices/meter-1/up/simulate",
                """\
{
  "uplink_message": {
    "f_port": 2,
    "f_cnt": 7,
    "frm_payload": "Af8=",
    "rx_metadata": [
      {
        "gateway_ids": {
          "gateway_id": "simulated"
        },
        "rssi": -50,
        "snr": 9
      }
    ],
    "settings": {
      "data_rate": {
        "lora": {
          "bandwidth": 125000,
          "spreading_factor": 7,
          "coding_rate": "4/5"
        }
      },
      "frequency": "868100000"
    }
  }
}""",
            ),
            """\
ttn-lw-cli simulate application-uplink my-test-app meter-1 \\
  --f-port 2 \\
  --f-cnt 7 \\
  --frm-payload Af8=""",
            ("ttn-lw-cli simulates an uplink without a gateway, its RSSI and its SNR.",),
        ),
    },
}
