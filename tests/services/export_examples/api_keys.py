"""API keys as commands: each call as curl and for ttn-lw-cli."""

from typing import Final

from tests.services.export_examples.shared import KEY, NEVER_EXPIRES, RIGHTS, Examples, curl
from tts_tui.api.models import APIKey
from tts_tui.services.api_keys import exports as key_exports

CLEARS_EXPIRY: Final = "With any date, --api-key-expiry clears the expiry: the key will never expire."
KEEPS_EXPIRY: Final = (
    "ttn-lw-cli can't set when a key expires: --api-key-expiry would clear the expiry, whatever date it is given. The "
    "key keeps the one that it has."
)

EXAMPLES: Final[Examples] = {
    "api_keys.create_call": {
        "that expires": (
            key_exports.create("my-test-app", KEY),
            curl(
                "POST",
                "/applications/my-test-app/api-keys",
                """\
{
  "name": "Storage reader",
  "rights": [
    "RIGHT_APPLICATION_INFO",
    "RIGHT_APPLICATION_TRAFFIC_READ"
  ],
  "expires_at": "2027-03-01T12:00:00.000Z"
}""",
            ),
            """\
ttn-lw-cli applications api-keys create --application-id my-test-app \\
  --name 'Storage reader' \\
  --right-application-info \\
  --right-application-traffic-read""",
            (NEVER_EXPIRES,),
        ),
        "that never does, without a name": (
            key_exports.create("my-test-app", APIKey(id="", rights=frozenset(RIGHTS[:1]))),
            curl("POST", "/applications/my-test-app/api-keys", '{"rights": ["RIGHT_APPLICATION_INFO"]}'),
            """\
ttn-lw-cli applications api-keys create --application-id my-test-app \\
  --right-application-info""",
            (),
        ),
    },
    "api_keys.update_call": {
        "everything": (
            key_exports.update("my-test-app", KEY, ["expires_at", "rights", "name"]),
            curl(
                "PUT",
                "/applications/my-test-app/api-keys/KEYID",
                """\
{
  "api_key": {
    "name": "Storage reader",
    "rights": [
      "RIGHT_APPLICATION_INFO",
      "RIGHT_APPLICATION_TRAFFIC_READ"
    ],
    "expires_at": "2027-03-01T12:00:00.000Z"
  },
  "field_mask": {
    "paths": [
      "name",
      "rights",
      "expires_at"
    ]
  }
}""",
            ),
            """\
ttn-lw-cli applications api-keys set --application-id my-test-app --api-key-id KEYID \\
  --name 'Storage reader' \\
  --right-application-info \\
  --right-application-traffic-read""",
            (KEEPS_EXPIRY,),
        ),
        "no name": (
            key_exports.update("my-test-app", APIKey(id="KEYID"), ["name"]),
            curl(
                "PUT", "/applications/my-test-app/api-keys/KEYID", '{"api_key": {}, "field_mask": {"paths": ["name"]}}'
            ),
            """\
ttn-lw-cli applications api-keys set --application-id my-test-app --api-key-id KEYID \\
  --name ''""",
            (),
        ),
        "a date and nothing else": (
            key_exports.update("my-test-app", KEY, ["expires_at"]),
            curl(
                "PUT",
                "/applications/my-test-app/api-keys/KEYID",
                '{"api_key": {"expires_at": "2027-03-01T12:00:00.000Z"}, "field_mask": {"paths": ["expires_at"]}}',
            ),
            "",
            (KEEPS_EXPIRY,),
        ),
        "never, and a name": (
            key_exports.update("my-test-app", APIKey(id="KEYID", name="N"), ["expires_at", "name"]),
            curl(
                "PUT",
                "/applications/my-test-app/api-keys/KEYID",
                '{"api_key": {"name": "N"}, "field_mask": {"paths": ["name", "expires_at"]}}',
            ),
            """\
ttn-lw-cli applications api-keys set --application-id my-test-app --api-key-id KEYID \\
  --name N \\
  --api-key-expiry 2100-01-01T00:00:00Z""",
            (CLEARS_EXPIRY,),
        ),
        "never": (
            key_exports.update("my-test-app", APIKey(id="KEYID"), ["expires_at"]),
            curl(
                "PUT",
                "/applications/my-test-app/api-keys/KEYID",
                '{"api_key": {}, "field_mask": {"paths": ["expires_at"]}}',
            ),
            """\
ttn-lw-cli applications api-keys set --application-id my-test-app --api-key-id KEYID \\
  --api-key-expiry 2100-01-01T00:00:00Z""",
            (CLEARS_EXPIRY,),
        ),
    },
    "api_keys.delete_call": {
        "": (
            key_exports.delete("my-test-app", "KEYID"),
            curl("DELETE", "/applications/my-test-app/api-keys/KEYID"),
            "ttn-lw-cli applications api-keys delete --application-id my-test-app --api-key-id KEYID",
            (),
        )
    },
}
