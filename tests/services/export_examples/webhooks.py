"""Webhooks as commands: each call as curl and for ttn-lw-cli."""

from typing import Final

from tests.services.export_examples.shared import Examples, curl
from tts_tui.api.secret import SecretStr
from tts_tui.api.webhook_models import Webhook
from tts_tui.services.webhooks import exports as webhook_exports

HOOK: Final = Webhook(
    id="dashboard",
    base_url="https://example.com/lora",
    format="json",
    headers={"Authorization": SecretStr("Bearer x")},
)

EXAMPLES: Final[Examples] = {
    "webhooks.set_call": {
        "new": (
            webhook_exports.put("my-test-app", HOOK, ("base_url", "format", "headers")),
            curl(
                "PUT",
                "/as/webhooks/my-test-app/dashboard",
                """\
{
  "webhook": {
    "base_url": "https://example.com/lora",
    "format": "json",
    "headers": {
      "Authorization": "SECRET"
    }
  },
  "field_mask": {
    "paths": [
      "base_url",
      "format",
      "headers"
    ]
  }
}""",
            ),
            """\
ttn-lw-cli applications webhooks set --application-id my-test-app --webhook-id dashboard \\
  --base-url https://example.com/lora \\
  --format json \\
  --headers Authorization=SECRET""",
            ("Values of headers, keys and passwords are left out: put yours in the place of SECRET.",),
        ),
    },
    "webhooks.activate_call": {
        "one": (
            webhook_exports.activate("my-test-app", "dashboard"),
            curl(
                "PUT",
                "/as/webhooks/my-test-app/dashboard",
                '{"webhook": {"health_status": null}, "field_mask": {"paths": ["health_status"]}}',
            ),
            "",
            ("ttn-lw-cli can't activate a webhook again.",),
        ),
    },
    "webhooks.delete_call": {
        "one": (
            webhook_exports.delete("my-test-app", "dashboard"),
            curl("DELETE", "/as/webhooks/my-test-app/dashboard"),
            "ttn-lw-cli applications webhooks delete --application-id my-test-app --webhook-id dashboard",
            (),
        ),
    },
}
