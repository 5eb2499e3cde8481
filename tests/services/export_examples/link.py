"""The link as commands: each call as curl and for ttn-lw-cli."""

from typing import Final

from tests.services.export_examples.shared import NO_DEFAULT, Examples, curl
from tts_tui.services import link as link_exports

EXAMPLES: Final[Examples] = {
    "link.set_call": {
        "on": (
            link_exports.export("my-test-app", skip_payload_crypto=True),
            curl(
                "PUT",
                "/as/applications/my-test-app/link",
                '{"link": {"skip_payload_crypto": true}, "field_mask": {"paths": ["skip_payload_crypto"]}}',
            ),
            "ttn-lw-cli applications link set my-test-app --skip-payload-crypto",
            (),
        ),
        "off": (
            link_exports.export("my-test-app", skip_payload_crypto=False),
            curl(
                "PUT",
                "/as/applications/my-test-app/link",
                '{"link": {"skip_payload_crypto": false}, "field_mask": {"paths": ["skip_payload_crypto"]}}',
            ),
            "ttn-lw-cli applications link set my-test-app --skip-payload-crypto=false",
            (),
        ),
        "the server's default": (
            link_exports.export("my-test-app", skip_payload_crypto=None),
            curl(
                "PUT",
                "/as/applications/my-test-app/link",
                '{"link": {}, "field_mask": {"paths": ["skip_payload_crypto"]}}',
            ),
            "",
            (NO_DEFAULT,),
        ),
    },
}
