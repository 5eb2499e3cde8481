"""Pub/subs as commands: each call as curl and for ttn-lw-cli."""

from typing import Final

from tests.services.export_examples.shared import Examples, curl
from tts_tui.api.pubsub_models import MQTT, NATS, PubSub
from tts_tui.api.secret import SecretStr
from tts_tui.services.pubsubs import exports as pubsub_exports

BY_MQTT: Final = PubSub(
    id="by-mqtt",
    provider=MQTT(
        server_url=SecretStr("mqtts://mqtt.example.com"), username="me", password=SecretStr("mine"), use_tls=True
    ),
    topics={"join_accept": "join"},
)
BY_NATS: Final = PubSub(id="by-nats", provider=NATS(server_url=SecretStr("nats://me:mine@nats.example.com")))

EXAMPLES: Final[Examples] = {
    "pubsubs.set_call": {
        "new": (
            pubsub_exports.put("my-test-app", BY_MQTT, ("format", "provider", "join_accept")),
            curl(
                "PUT",
                "/as/pubsub/my-test-app/by-mqtt",
                """\
{
  "pubsub": {
    "mqtt": {
      "server_url": "mqtts://mqtt.example.com",
      "username": "me",
      "password": "PASSWORD",
      "use_tls": true
    },
    "format": "json",
    "join_accept": {
      "topic": "join"
    }
  },
  "field_mask": {
    "paths": [
      "format",
      "provider",
      "join_accept"
    ]
  }
}""",
            ),
            """\
ttn-lw-cli applications pubsubs set --application-id my-test-app --pubsub-id by-mqtt \\
  --format json \\
  --mqtt \\
  --mqtt.server-url mqtts://mqtt.example.com \\
  --mqtt.username me \\
  --mqtt.password PASSWORD \\
  --mqtt.use-tls=true \\
  --join-accept.topic join""",
            ("Secrets are left out: put yours in the place of USER, PASSWORD and SECRET.",),
        ),
        "a message type off": (
            pubsub_exports.put("my-test-app", BY_NATS, ("uplink_message",)),
            curl(
                "PUT",
                "/as/pubsub/my-test-app/by-nats",
                """\
{
  "pubsub": {
    "nats": {
      "server_url": "nats://nats.example.com"
    }
  },
  "field_mask": {
    "paths": [
      "uplink_message"
    ]
  }
}""",
            ),
            "",
            ("ttn-lw-cli can't switch a message type off.",),
        ),
        "another address": (
            pubsub_exports.put("my-test-app", BY_NATS, ("provider.nats.server_url",)),
            curl(
                "PUT",
                "/as/pubsub/my-test-app/by-nats",
                """\
{
  "pubsub": {
    "nats": {
      "server_url": "nats://USER:PASSWORD@nats.example.com"
    }
  },
  "field_mask": {
    "paths": [
      "provider.nats.server_url"
    ]
  }
}""",
            ),
            """\
ttn-lw-cli applications pubsubs set --application-id my-test-app --pubsub-id by-nats \\
  --nats \\
  --nats.server-url nats://USER:PASSWORD@nats.example.com""",
            ("Secrets are left out: put yours in the place of USER, PASSWORD and SECRET.",),
        ),
    },
    "pubsubs.delete_call": {
        "one": (
            pubsub_exports.delete("my-test-app", "by-nats"),
            curl("DELETE", "/as/pubsub/my-test-app/by-nats"),
            "ttn-lw-cli applications pubsubs delete --application-id my-test-app --pubsub-id by-nats",
            (),
        ),
    },
}
