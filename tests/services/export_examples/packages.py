"""Package associations as commands: each call as curl and for ttn-lw-cli."""

from typing import Final

from tests.services.export_examples.shared import Examples, curl
from tts_tui.api.resources.packages import Association
from tts_tui.api.secret import SecretStr
from tts_tui.services.packages import exports as package_exports

CLOUD: Final = Association(
    f_port=199, package_name="lora-cloud-device-management-v1", data=SecretStr('{"token": "AQEA"}')
)

EXAMPLES: Final[Examples] = {
    "packages.set_call": {
        "with data": (
            package_exports.put("my-test-app", CLOUD, ("package_name", "data")),
            curl(
                "PUT",
                "/as/applications/my-test-app/packages/associations/199",
                """\
{
  "default": {
    "package_name": "lora-cloud-device-management-v1",
    "data": {
      "token": "SECRET"
    }
  },
  "field_mask": {
    "paths": [
      "package_name",
      "data"
    ]
  }
}""",
            ),
            """\
ttn-lw-cli applications packages default-associations set --application-id my-test-app --f-port 199 \\
  --package-name lora-cloud-device-management-v1 \\
  --data-local-file data.json""",
            (
                "ttn-lw-cli reads the data from a file: write it to data.json first.",
                "Secrets in the data are left out: put them in the place of SECRET.",
            ),
        ),
        "of a device": (
            package_exports.put("app1", Association(f_port=202, device_id="dev1"), ("data",)),
            curl(
                "PUT",
                "/as/applications/app1/devices/dev1/packages/associations/202",
                '{"association": {}, "field_mask": {"paths": ["data"]}}',
            ),
            "",
            ("ttn-lw-cli can't clear the data of a package.",),
        ),
    },
    "packages.delete_call": {
        "of a device": (
            package_exports.delete("app1", 202, "dev1"),
            curl("DELETE", "/as/applications/app1/devices/dev1/packages/associations/202"),
            "ttn-lw-cli applications packages associations delete --application-id app1 --device-id dev1 --f-port 202",
            (),
        ),
    },
}
