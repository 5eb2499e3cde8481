"""Payload formatters as commands: each call as curl and for ttn-lw-cli."""

from typing import Final

from tests.services.export_examples.shared import Examples, curl
from tts_tui.api.resources import formatters
from tts_tui.api.resources.formatters import CAYENNELPP, JAVASCRIPT, NONE, Formatter, Uplink
from tts_tui.services.formatters import exports as formatter_exports

CAYENNE: Final = Formatter(CAYENNELPP)

EXAMPLES: Final[Examples] = {
    "formatters.set_call": {
        "a script": (
            formatter_exports.save(
                "my-test-app", "up", Formatter(), Formatter(JAVASCRIPT, "function decodeUplink(i) {}\n")
            ),
            curl(
                "PUT",
                "/as/applications/my-test-app/link",
                """\
{
  "link": {
    "default_formatters": {
      "up_formatter": "FORMATTER_JAVASCRIPT",
      "up_formatter_parameter": "function decodeUplink(i) {}\\n"
    }
  },
  "field_mask": {
    "paths": [
      "default_formatters.up_formatter",
      "default_formatters.up_formatter_parameter"
    ]
  }
}""",
            ),
            """\
ttn-lw-cli applications link set my-test-app \\
  --default-formatters.up-formatter FORMATTER_JAVASCRIPT \\
  --default-formatters.up-formatter-parameter 'function decodeUplink(i) {}
'""",
            (),
        ),
        "another kind": (
            formatter_exports.save("my-test-app", "down", Formatter(JAVASCRIPT, "x"), Formatter(NONE, "x")),
            curl(
                "PUT",
                "/as/applications/my-test-app/link",
                """\
{
  "link": {
    "default_formatters": {
      "down_formatter": "FORMATTER_NONE"
    }
  },
  "field_mask": {
    "paths": [
      "default_formatters.down_formatter"
    ]
  }
}""",
            ),
            """\
ttn-lw-cli applications link set my-test-app \\
  --default-formatters.down-formatter FORMATTER_NONE""",
            (),
        ),
    },
    "formatters.decode_uplink_call": {
        "one": (
            formatter_exports.trial(formatters.decode_uplink_call("my-test-app", CAYENNE, Uplink(b"\1", 2, "meter-1"))),
            curl(
                "POST",
                "/as/applications/my-test-app/devices/meter-1/up/decode",
                """\
{
  "uplink": {
    "f_port": 2,
    "frm_payload": "AQ==",
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
  },
  "formatter": "FORMATTER_CAYENNELPP",
  "parameter": ""
}""",
            ),
            "",
            ("ttn-lw-cli can't try a formatter out without storing it.",),
        ),
    },
    "formatters.encode_downlink_call": {
        "one": (
            formatter_exports.trial(
                formatters.encode_downlink_call("my-test-app", "meter-1", CAYENNE, 1, {"value_1": 2})
            ),
            curl(
                "POST",
                "/as/applications/my-test-app/devices/meter-1/down/encode",
                """\
{
  "downlink": {
    "f_port": 1,
    "decoded_payload": {
      "value_1": 2
    }
  },
  "formatter": "FORMATTER_CAYENNELPP",
  "parameter": ""
}""",
            ),
            "",
            ("ttn-lw-cli can't try a formatter out without storing it.",),
        ),
    },
    "formatters.decode_downlink_call": {
        "one": (
            formatter_exports.trial(formatters.decode_downlink_call("my-test-app", "meter-1", CAYENNE, 1, b"\1")),
            curl(
                "POST",
                "/as/applications/my-test-app/devices/meter-1/down/decode",
                """\
{
  "downlink": {
    "f_port": 1,
    "frm_payload": "AQ=="
  },
  "formatter": "FORMATTER_CAYENNELPP",
  "parameter": ""
}""",
            ),
            "",
            ("ttn-lw-cli can't try a formatter out without storing it.",),
        ),
    },
}
