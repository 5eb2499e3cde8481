import csv
import importlib
import inspect
import io
import json
import os
import pkgutil
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any, Final

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tts_tui.api.resources
from tts_tui.api.calls import Call
from tts_tui.api.models import Account, APIKey, Application, Collaborator
from tts_tui.api.pubsub_models import MQTT, NATS, PubSub
from tts_tui.api.resources import api_keys, applications, formatters, link
from tts_tui.api.resources.downlinks import Downlink
from tts_tui.api.resources.formatters import CAYENNELPP, JAVASCRIPT, NONE, Formatter, Uplink
from tts_tui.api.resources.packages import Association
from tts_tui.api.resources.uplinks import SimulatedUplink
from tts_tui.api.secret import SecretStr
from tts_tui.api.webhook_models import Webhook
from tts_tui.services import link as link_exports
from tts_tui.services.api_keys import exports as key_exports
from tts_tui.services.applications import exports as application_exports
from tts_tui.services.collaborators import exports as collaborator_exports
from tts_tui.services.end_devices import exports as device_exports
from tts_tui.services.end_devices.deletion import plan
from tts_tui.services.formatters import exports as formatter_exports
from tts_tui.services.packages import exports as package_exports
from tts_tui.services.pubsubs import exports as pubsub_exports
from tts_tui.services.shell_export import CLIScript, Export, curl, ttn_lw_cli
from tts_tui.services.webhooks import exports as webhook_exports

SERVER: Final = "https://thethings.example.com"
OWNER: Final = Account(kind="user", id="testuser")
COMPANY: Final = Account(kind="organization", id="my-company")
RIGHTS: Final = ("RIGHT_APPLICATION_INFO", "RIGHT_APPLICATION_TRAFFIC_READ")
EXPIRY: Final = datetime(2027, 3, 1, 12, tzinfo=UTC)
SIGN_IN: Final = """\
ttn-lw-cli use thethings.example.com
ttn-lw-cli login --api-key "$API_KEY\""""

HOOK: Final = Webhook(
    id="dashboard",
    base_url="https://example.com/lora",
    format="json",
    headers={"Authorization": SecretStr("Bearer x")},
)
BARE: Final = Application(id="my-test-app")
WHOLE: Final = Application(
    id="my-test-app",
    name="My test app",
    description="It's a test",
    attributes={"floor": "3", "room": 'a=b, "c" d'},
    network_server_address="ns.example.com",
    application_server_address="as.example.com:8884",
    join_server_address="js.example.com",
    administrative_contact=OWNER,
    technical_contact=COMPANY,
)
CLOUD: Final = Association(
    f_port=199, package_name="lora-cloud-device-management-v1", data=SecretStr('{"token": "AQEA"}')
)
BY_MQTT: Final = PubSub(
    id="by-mqtt",
    provider=MQTT(
        server_url=SecretStr("mqtts://mqtt.example.com"), username="me", password=SecretStr("mine"), use_tls=True
    ),
    topics={"join_accept": "join"},
)
BY_NATS: Final = PubSub(id="by-nats", provider=NATS(server_url=SecretStr("nats://me:mine@nats.example.com")))
CAYENNE: Final = Formatter(CAYENNELPP)
KEY: Final = APIKey(id="KEYID", name="Storage reader", rights=frozenset(RIGHTS), expires_at=EXPIRY)

ADDRESSES_FILLED: Final = (
    "ttn-lw-cli fills in the server addresses that are left out, with those of its own configuration."
)
NEVER_EXPIRES: Final = (
    "ttn-lw-cli can't give a key an expiry: --api-key-expiry has no effect. A key created like this never expires."
)
CLEARS_EXPIRY: Final = "With any date, --api-key-expiry clears the expiry: the key will never expire."
KEEPS_EXPIRY: Final = (
    "ttn-lw-cli can't set when a key expires: --api-key-expiry would clear the expiry, whatever date it is given. The "
    "key keeps the one that it has."
)
NO_DEFAULT: Final = "ttn-lw-cli has no flag that goes back to the server's default."
KNOWN_TO_THE_CLI: Final = {
    "name",
    "description",
    "attributes",
    "network_server_address",
    "application_server_address",
    "join_server_address",
    "administrative_contact",
    "technical_contact",
}
UNCARRIED: Final = "A value holds a character that no command line can carry: ttn-lw-cli can't send it."

EXAMPLES: Final[dict[str, dict[str, tuple[Export, str, str, tuple[str, ...]]]]] = {
    "applications.create_call": {
        "bare": (
            application_exports.create(BARE, OWNER),
            """\
curl -sS -X POST https://thethings.example.com/api/v3/users/testuser/applications \\
  -H "Authorization: Bearer $API_KEY" \\
  -H 'Content-Type: application/json' \\
  --data-raw '{"application": {"ids": {"application_id": "my-test-app"}}}'""",
            "ttn-lw-cli applications create my-test-app --user-id testuser",
            (ADDRESSES_FILLED,),
        ),
        "whole": (
            application_exports.create(WHOLE, COMPANY),
            """\
curl -sS -X POST https://thethings.example.com/api/v3/organizations/my-company/applications \\
  -H "Authorization: Bearer $API_KEY" \\
  -H 'Content-Type: application/json' \\
  --data-raw '{
  "application": {
    "ids": {
      "application_id": "my-test-app"
    },
    "name": "My test app",
    "description": "It'"'"'s a test",
    "attributes": {
      "floor": "3",
      "room": "a=b, \\"c\\" d"
    },
    "network_server_address": "ns.example.com",
    "application_server_address": "as.example.com:8884",
    "join_server_address": "js.example.com",
    "administrative_contact": {
      "user_ids": {
        "user_id": "testuser"
      }
    },
    "technical_contact": {
      "organization_ids": {
        "organization_id": "my-company"
      }
    }
  }
}'""",
            """\
ttn-lw-cli applications create my-test-app --organization-id my-company \\
  --name 'My test app' \\
  --description 'It'"'"'s a test' \\
  --attributes floor=3 \\
  --attributes '"room=a=b, ""c"" d"' \\
  --network-server-address ns.example.com \\
  --application-server-address as.example.com:8884 \\
  --join-server-address js.example.com \\
  --administrative-contact.ids.user-ids.user-id testuser \\
  --technical-contact.ids.organization-ids.organization-id my-company""",
            (),
        ),
    },
    "applications.update_call": {
        "name": (
            application_exports.update(WHOLE, ["name"]),
            """\
curl -sS -X PUT https://thethings.example.com/api/v3/applications/my-test-app \\
  -H "Authorization: Bearer $API_KEY" \\
  -H 'Content-Type: application/json' \\
  --data-raw '{"application": {"name": "My test app"}, "field_mask": {"paths": ["name"]}}'""",
            """\
ttn-lw-cli applications set my-test-app \\
  --name 'My test app'""",
            (),
        ),
        "some set, some cleared": (
            application_exports.update(
                Application(id="my-test-app", name="New", administrative_contact=COMPANY),
                ["name", "description", "attributes", "administrative_contact", "technical_contact"],
            ),
            """\
curl -sS -X PUT https://thethings.example.com/api/v3/applications/my-test-app \\
  -H "Authorization: Bearer $API_KEY" \\
  -H 'Content-Type: application/json' \\
  --data-raw '{
  "application": {
    "name": "New",
    "administrative_contact": {
      "organization_ids": {
        "organization_id": "my-company"
      }
    }
  },
  "field_mask": {
    "paths": [
      "name",
      "description",
      "attributes",
      "administrative_contact",
      "technical_contact"
    ]
  }
}'""",
            """\
ttn-lw-cli applications set my-test-app \\
  --name New \\
  --administrative-contact.ids.organization-ids.organization-id my-company \\
  --unset description,attributes,technical_contact""",
            (),
        ),
    },
    "applications.delete_call": {
        "": (
            application_exports.delete("my-test-app"),
            """\
curl -sS -X DELETE https://thethings.example.com/api/v3/applications/my-test-app \\
  -H "Authorization: Bearer $API_KEY\"""",
            "ttn-lw-cli applications delete my-test-app",
            (),
        )
    },
    "applications.purge_call": {
        "": (
            application_exports.purge("my-test-app"),
            """\
curl -sS -X DELETE https://thethings.example.com/api/v3/applications/my-test-app/purge \\
  -H "Authorization: Bearer $API_KEY\"""",
            "ttn-lw-cli applications purge my-test-app",
            (),
        )
    },
    "applications.restore_call": {
        "": (
            application_exports.restore("my-test-app"),
            """\
curl -sS -X POST https://thethings.example.com/api/v3/applications/my-test-app/restore \\
  -H "Authorization: Bearer $API_KEY\"""",
            "ttn-lw-cli applications restore my-test-app",
            (),
        )
    },
    "api_keys.create_call": {
        "that expires": (
            key_exports.create("my-test-app", KEY),
            """\
curl -sS -X POST https://thethings.example.com/api/v3/applications/my-test-app/api-keys \\
  -H "Authorization: Bearer $API_KEY" \\
  -H 'Content-Type: application/json' \\
  --data-raw '{
  "name": "Storage reader",
  "rights": [
    "RIGHT_APPLICATION_INFO",
    "RIGHT_APPLICATION_TRAFFIC_READ"
  ],
  "expires_at": "2027-03-01T12:00:00.000Z"
}'""",
            """\
ttn-lw-cli applications api-keys create --application-id my-test-app \\
  --name 'Storage reader' \\
  --right-application-info \\
  --right-application-traffic-read""",
            (NEVER_EXPIRES,),
        ),
        "that never does, without a name": (
            key_exports.create("my-test-app", APIKey(id="", rights=frozenset(RIGHTS[:1]))),
            """\
curl -sS -X POST https://thethings.example.com/api/v3/applications/my-test-app/api-keys \\
  -H "Authorization: Bearer $API_KEY" \\
  -H 'Content-Type: application/json' \\
  --data-raw '{"rights": ["RIGHT_APPLICATION_INFO"]}'""",
            """\
ttn-lw-cli applications api-keys create --application-id my-test-app \\
  --right-application-info""",
            (),
        ),
    },
    "api_keys.update_call": {
        "everything": (
            key_exports.update("my-test-app", KEY, ["expires_at", "rights", "name"]),
            """\
curl -sS -X PUT https://thethings.example.com/api/v3/applications/my-test-app/api-keys/KEYID \\
  -H "Authorization: Bearer $API_KEY" \\
  -H 'Content-Type: application/json' \\
  --data-raw '{
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
}'""",
            """\
ttn-lw-cli applications api-keys set --application-id my-test-app --api-key-id KEYID \\
  --name 'Storage reader' \\
  --right-application-info \\
  --right-application-traffic-read""",
            (KEEPS_EXPIRY,),
        ),
        "no name": (
            key_exports.update("my-test-app", APIKey(id="KEYID"), ["name"]),
            """\
curl -sS -X PUT https://thethings.example.com/api/v3/applications/my-test-app/api-keys/KEYID \\
  -H "Authorization: Bearer $API_KEY" \\
  -H 'Content-Type: application/json' \\
  --data-raw '{"api_key": {}, "field_mask": {"paths": ["name"]}}'""",
            """\
ttn-lw-cli applications api-keys set --application-id my-test-app --api-key-id KEYID \\
  --name ''""",
            (),
        ),
        "a date and nothing else": (
            key_exports.update("my-test-app", KEY, ["expires_at"]),
            """\
curl -sS -X PUT https://thethings.example.com/api/v3/applications/my-test-app/api-keys/KEYID \\
  -H "Authorization: Bearer $API_KEY" \\
  -H 'Content-Type: application/json' \\
  --data-raw '{"api_key": {"expires_at": "2027-03-01T12:00:00.000Z"}, "field_mask": {"paths": ["expires_at"]}}'""",
            "",
            (KEEPS_EXPIRY,),
        ),
        "never, and a name": (
            key_exports.update("my-test-app", APIKey(id="KEYID", name="N"), ["expires_at", "name"]),
            """\
curl -sS -X PUT https://thethings.example.com/api/v3/applications/my-test-app/api-keys/KEYID \\
  -H "Authorization: Bearer $API_KEY" \\
  -H 'Content-Type: application/json' \\
  --data-raw '{"api_key": {"name": "N"}, "field_mask": {"paths": ["name", "expires_at"]}}'""",
            """\
ttn-lw-cli applications api-keys set --application-id my-test-app --api-key-id KEYID \\
  --name N \\
  --api-key-expiry 2100-01-01T00:00:00Z""",
            (CLEARS_EXPIRY,),
        ),
        "never": (
            key_exports.update("my-test-app", APIKey(id="KEYID"), ["expires_at"]),
            """\
curl -sS -X PUT https://thethings.example.com/api/v3/applications/my-test-app/api-keys/KEYID \\
  -H "Authorization: Bearer $API_KEY" \\
  -H 'Content-Type: application/json' \\
  --data-raw '{"api_key": {}, "field_mask": {"paths": ["expires_at"]}}'""",
            """\
ttn-lw-cli applications api-keys set --application-id my-test-app --api-key-id KEYID \\
  --api-key-expiry 2100-01-01T00:00:00Z""",
            (CLEARS_EXPIRY,),
        ),
    },
    "api_keys.delete_call": {
        "": (
            key_exports.delete("my-test-app", "KEYID"),
            """\
curl -sS -X DELETE https://thethings.example.com/api/v3/applications/my-test-app/api-keys/KEYID \\
  -H "Authorization: Bearer $API_KEY\"""",
            "ttn-lw-cli applications api-keys delete --application-id my-test-app --api-key-id KEYID",
            (),
        )
    },
    "collaborators.set_call": {
        "an organization": (
            collaborator_exports.put("my-test-app", Collaborator(account=COMPANY, rights=frozenset(RIGHTS))),
            """\
curl -sS -X PUT https://thethings.example.com/api/v3/applications/my-test-app/collaborators \\
  -H "Authorization: Bearer $API_KEY" \\
  -H 'Content-Type: application/json' \\
  --data-raw '{
  "collaborator": {
    "ids": {
      "organization_ids": {
        "organization_id": "my-company"
      }
    },
    "rights": [
      "RIGHT_APPLICATION_INFO",
      "RIGHT_APPLICATION_TRAFFIC_READ"
    ]
  }
}'""",
            """\
ttn-lw-cli applications collaborators set --application-id my-test-app --organization-id my-company \\
  --right-application-info \\
  --right-application-traffic-read""",
            (),
        )
    },
    "collaborators.remove_call": {
        "": (
            collaborator_exports.remove("my-test-app", OWNER),
            """\
curl -sS -X DELETE https://thethings.example.com/api/v3/applications/my-test-app/collaborator/user/testuser \\
  -H "Authorization: Bearer $API_KEY\"""",
            """\
ttn-lw-cli applications collaborators delete --application-id my-test-app --user-id testuser""",
            (),
        )
    },
    "link.set_call": {
        "on": (
            link_exports.export("my-test-app", skip_payload_crypto=True),
            """\
curl -sS -X PUT https://thethings.example.com/api/v3/as/applications/my-test-app/link \\
  -H "Authorization: Bearer $API_KEY" \\
  -H 'Content-Type: application/json' \\
  --data-raw '{"link": {"skip_payload_crypto": true}, "field_mask": {"paths": ["skip_payload_crypto"]}}'""",
            "ttn-lw-cli applications link set my-test-app --skip-payload-crypto",
            (),
        ),
        "off": (
            link_exports.export("my-test-app", skip_payload_crypto=False),
            """\
curl -sS -X PUT https://thethings.example.com/api/v3/as/applications/my-test-app/link \\
  -H "Authorization: Bearer $API_KEY" \\
  -H 'Content-Type: application/json' \\
  --data-raw '{"link": {"skip_payload_crypto": false}, "field_mask": {"paths": ["skip_payload_crypto"]}}'""",
            "ttn-lw-cli applications link set my-test-app --skip-payload-crypto=false",
            (),
        ),
        "the server's default": (
            link_exports.export("my-test-app", skip_payload_crypto=None),
            """\
curl -sS -X PUT https://thethings.example.com/api/v3/as/applications/my-test-app/link \\
  -H "Authorization: Bearer $API_KEY" \\
  -H 'Content-Type: application/json' \\
  --data-raw '{"link": {}, "field_mask": {"paths": ["skip_payload_crypto"]}}'""",
            "",
            (NO_DEFAULT,),
        ),
    },
    "packages.set_call": {
        "with data": (
            package_exports.put("my-test-app", CLOUD, ("package_name", "data")),
            """\
curl -sS -X PUT https://thethings.example.com/api/v3/as/applications/my-test-app/packages/associations/199 \\
  -H "Authorization: Bearer $API_KEY" \\
  -H 'Content-Type: application/json' \\
  --data-raw '{
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
}'""",
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
            """\
curl -sS -X PUT https://thethings.example.com/api/v3/as/applications/app1/devices/dev1/packages/associations/202 \\
  -H "Authorization: Bearer $API_KEY" \\
  -H 'Content-Type: application/json' \\
  --data-raw '{"association": {}, "field_mask": {"paths": ["data"]}}'""",
            "",
            ("ttn-lw-cli can't clear the data of a package.",),
        ),
    },
    "packages.delete_call": {
        "of a device": (
            package_exports.delete("app1", 202, "dev1"),
            """\
curl -sS -X DELETE https://thethings.example.com/api/v3/as/applications/app1/devices/dev1/packages/associations/202 \\
  -H "Authorization: Bearer $API_KEY\"""",
            "ttn-lw-cli applications packages associations delete --application-id app1 --device-id dev1 --f-port 202",
            (),
        ),
    },
    "pubsubs.set_call": {
        "new": (
            pubsub_exports.put("my-test-app", BY_MQTT, ("format", "provider", "join_accept")),
            """\
curl -sS -X PUT https://thethings.example.com/api/v3/as/pubsub/my-test-app/by-mqtt \\
  -H "Authorization: Bearer $API_KEY" \\
  -H 'Content-Type: application/json' \\
  --data-raw '{
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
}'""",
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
            """\
curl -sS -X PUT https://thethings.example.com/api/v3/as/pubsub/my-test-app/by-nats \\
  -H "Authorization: Bearer $API_KEY" \\
  -H 'Content-Type: application/json' \\
  --data-raw '{
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
}'""",
            "",
            ("ttn-lw-cli can't switch a message type off.",),
        ),
        "another address": (
            pubsub_exports.put("my-test-app", BY_NATS, ("provider.nats.server_url",)),
            """\
curl -sS -X PUT https://thethings.example.com/api/v3/as/pubsub/my-test-app/by-nats \\
  -H "Authorization: Bearer $API_KEY" \\
  -H 'Content-Type: application/json' \\
  --data-raw '{
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
}'""",
            """\
ttn-lw-cli applications pubsubs set --application-id my-test-app --pubsub-id by-nats \\
  --nats \\
  --nats.server-url nats://USER:PASSWORD@nats.example.com""",
            ("Secrets are left out: put yours in the place of USER, PASSWORD and SECRET.",),
        ),
    },
    "end_devices.delete_many_call": {
        "two": (
            device_exports.delete(plan("my-test-app", ["meter-1", "meter-2"]))[0],
            """\
curl -sS -X DELETE 'https://thethings.example.com/api/v3/as/applications/my-test-app/devices/batch?device_ids=meter-1&device_ids=meter-2' \\
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
            """\
curl -sS -X POST https://thethings.example.com/api/v3/as/applications/my-test-app/devices/meter-1/down/push \\
  -H "Authorization: Bearer $API_KEY" \\
  -H 'Content-Type: application/json' \\
  --data-raw '{
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
}'""",
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
            """\
curl -sS -X POST https://thethings.example.com/api/v3/as/applications/my-test-app/devices/meter-1/down/push \\
  -H "Authorization: Bearer $API_KEY" \\
  -H 'Content-Type: application/json' \\
  --data-raw '{"downlinks": [{"f_port": 5, "decoded_payload": {"level": 5}}]}'""",
            "",
            ("ttn-lw-cli sends only bytes: it can't have the server encode a payload in JSON.",),
        ),
    },
    "downlinks.replace_call": {
        "with one": (
            device_exports.replace_all("my-test-app", "meter-1", Downlink(5, b"\x01")),
            """\
curl -sS -X POST https://thethings.example.com/api/v3/as/applications/my-test-app/devices/meter-1/down/replace \\
  -H "Authorization: Bearer $API_KEY" \\
  -H 'Content-Type: application/json' \\
  --data-raw '{"downlinks": [{"f_port": 5, "frm_payload": "AQ=="}]}'""",
            """\
ttn-lw-cli end-devices downlink replace my-test-app meter-1 \\
  --f-port 5 \\
  --frm-payload 01""",
            (),
        ),
        "with none": (
            device_exports.clear("my-test-app", "meter-1"),
            """\
curl -sS -X POST https://thethings.example.com/api/v3/as/applications/my-test-app/devices/meter-1/down/replace \\
  -H "Authorization: Bearer $API_KEY" \\
  -H 'Content-Type: application/json' \\
  --data-raw '{"downlinks": []}'""",
            "ttn-lw-cli end-devices downlink clear my-test-app meter-1",
            (),
        ),
    },
    "uplinks.simulate_call": {
        "one": (
            device_exports.simulate("my-test-app", "meter-1", SimulatedUplink(2, b"\x01\xff", 7)),
            """\
curl -sS -X POST https://thethings.example.com/api/v3/as/applications/my-test-app/devices/meter-1/up/simulate \\
  -H "Authorization: Bearer $API_KEY" \\
  -H 'Content-Type: application/json' \\
  --data-raw '{
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
}'""",
            """\
ttn-lw-cli simulate application-uplink my-test-app meter-1 \\
  --f-port 2 \\
  --f-cnt 7 \\
  --frm-payload Af8=""",
            ("ttn-lw-cli simulates an uplink without a gateway, its RSSI and its SNR.",),
        ),
    },
    "formatters.set_call": {
        "a script": (
            formatter_exports.save(
                "my-test-app", "up", Formatter(), Formatter(JAVASCRIPT, "function decodeUplink(i) {}\n")
            ),
            """\
curl -sS -X PUT https://thethings.example.com/api/v3/as/applications/my-test-app/link \\
  -H "Authorization: Bearer $API_KEY" \\
  -H 'Content-Type: application/json' \\
  --data-raw '{
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
}'""",
            """\
ttn-lw-cli applications link set my-test-app \\
  --default-formatters.up-formatter FORMATTER_JAVASCRIPT \\
  --default-formatters.up-formatter-parameter 'function decodeUplink(i) {}
'""",
            (),
        ),
        "another kind": (
            formatter_exports.save("my-test-app", "down", Formatter(JAVASCRIPT, "x"), Formatter(NONE, "x")),
            """\
curl -sS -X PUT https://thethings.example.com/api/v3/as/applications/my-test-app/link \\
  -H "Authorization: Bearer $API_KEY" \\
  -H 'Content-Type: application/json' \\
  --data-raw '{
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
}'""",
            """\
ttn-lw-cli applications link set my-test-app \\
  --default-formatters.down-formatter FORMATTER_NONE""",
            (),
        ),
    },
    "formatters.decode_uplink_call": {
        "one": (
            formatter_exports.trial(formatters.decode_uplink_call("my-test-app", CAYENNE, Uplink(b"\1", 2, "meter-1"))),
            """\
curl -sS -X POST https://thethings.example.com/api/v3/as/applications/my-test-app/devices/meter-1/up/decode \\
  -H "Authorization: Bearer $API_KEY" \\
  -H 'Content-Type: application/json' \\
  --data-raw '{
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
}'""",
            "",
            ("ttn-lw-cli can't try a formatter out without storing it.",),
        ),
    },
    "formatters.encode_downlink_call": {
        "one": (
            formatter_exports.trial(
                formatters.encode_downlink_call("my-test-app", "meter-1", CAYENNE, 1, {"value_1": 2})
            ),
            """\
curl -sS -X POST https://thethings.example.com/api/v3/as/applications/my-test-app/devices/meter-1/down/encode \\
  -H "Authorization: Bearer $API_KEY" \\
  -H 'Content-Type: application/json' \\
  --data-raw '{
  "downlink": {
    "f_port": 1,
    "decoded_payload": {
      "value_1": 2
    }
  },
  "formatter": "FORMATTER_CAYENNELPP",
  "parameter": ""
}'""",
            "",
            ("ttn-lw-cli can't try a formatter out without storing it.",),
        ),
    },
    "formatters.decode_downlink_call": {
        "one": (
            formatter_exports.trial(formatters.decode_downlink_call("my-test-app", "meter-1", CAYENNE, 1, b"\1")),
            """\
curl -sS -X POST https://thethings.example.com/api/v3/as/applications/my-test-app/devices/meter-1/down/decode \\
  -H "Authorization: Bearer $API_KEY" \\
  -H 'Content-Type: application/json' \\
  --data-raw '{
  "downlink": {
    "f_port": 1,
    "frm_payload": "AQ=="
  },
  "formatter": "FORMATTER_CAYENNELPP",
  "parameter": ""
}'""",
            "",
            ("ttn-lw-cli can't try a formatter out without storing it.",),
        ),
    },
    "webhooks.set_call": {
        "new": (
            webhook_exports.put("my-test-app", HOOK, ("base_url", "format", "headers")),
            """\
curl -sS -X PUT https://thethings.example.com/api/v3/as/webhooks/my-test-app/dashboard \\
  -H "Authorization: Bearer $API_KEY" \\
  -H 'Content-Type: application/json' \\
  --data-raw '{
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
}'""",
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
            """\
curl -sS -X PUT https://thethings.example.com/api/v3/as/webhooks/my-test-app/dashboard \\
  -H "Authorization: Bearer $API_KEY" \\
  -H 'Content-Type: application/json' \\
  --data-raw '{"webhook": {"health_status": null}, "field_mask": {"paths": ["health_status"]}}'""",
            "",
            ("ttn-lw-cli can't activate a webhook again.",),
        ),
    },
    "webhooks.delete_call": {
        "one": (
            webhook_exports.delete("my-test-app", "dashboard"),
            """\
curl -sS -X DELETE https://thethings.example.com/api/v3/as/webhooks/my-test-app/dashboard \\
  -H "Authorization: Bearer $API_KEY\"""",
            "ttn-lw-cli applications webhooks delete --application-id my-test-app --webhook-id dashboard",
            (),
        ),
    },
    "pubsubs.delete_call": {
        "one": (
            pubsub_exports.delete("my-test-app", "by-nats"),
            """\
curl -sS -X DELETE https://thethings.example.com/api/v3/as/pubsub/my-test-app/by-nats \\
  -H "Authorization: Bearer $API_KEY\"""",
            "ttn-lw-cli applications pubsubs delete --application-id my-test-app --pubsub-id by-nats",
            (),
        ),
    },
}


NO_FORMS: Final = {"link.delete_call", "end_devices.get_call", "events.stream_call", "storage.page_call"}
"""What only reads, or is a step of a plan."""


def every_builder() -> Iterator[str]:
    """The functions of the adapter that make a call that writes: what forms are made of."""
    for module in pkgutil.iter_modules(tts_tui.api.resources.__path__):
        found = importlib.import_module(f"tts_tui.api.resources.{module.name}")
        for name, function in inspect.getmembers(found, inspect.isfunction):
            builder = f"{module.name}.{name}"
            if name.endswith("_call") and function.__module__ == found.__name__ and builder not in NO_FORMS:
                yield builder


@pytest.mark.parametrize("builder", every_builder())
def test_every_call_of_the_adapter_that_writes_has_its_commands(builder):
    assert builder in EXAMPLES, f"{builder} has no `Export` in the services, or no example of it here"


@pytest.mark.parametrize("field", applications.EDITABLE)
def test_every_field_that_can_be_set_has_its_flag(field):
    """The flag is the field with dashes: look `commands/applications.go` up for a new one."""
    assert field in KNOWN_TO_THE_CLI
    ((flag, *_), *_) = application_exports.update(WHOLE, [field]).cli.flags
    assert flag.startswith(f"--{field.replace('_', '-')}")


@pytest.mark.parametrize(
    ("export", "as_curl", "as_cli", "cannot"),
    [
        pytest.param(*example, id=f"{builder} {name}".strip())
        for builder, named in EXAMPLES.items()
        for name, example in named.items()
    ],
)
def test_examples(export, as_curl, as_cli, cannot):
    assert curl([export.call], SERVER) == as_curl
    assert ttn_lw_cli([export.cli], SERVER) == CLIScript(SIGN_IN, as_cli, cannot)


def test_several_are_commands_in_order_and_say_each_thing_once():
    keys = [APIKey(id="", name=name, rights=frozenset(RIGHTS[:1]), expires_at=EXPIRY) for name in ("One", "Two")]
    exports = [
        application_exports.create(BARE, OWNER),
        *(key_exports.create("my-test-app", key) for key in keys),
        link_exports.export("my-test-app", skip_payload_crypto=None),
        link_exports.export("my-test-app", skip_payload_crypto=True),
    ]
    calls, commands = [each.call for each in exports], [each.cli for each in exports]
    assert curl(calls, SERVER) == "\n".join(curl([call], SERVER) for call in calls)
    assert ttn_lw_cli(commands, SERVER) == CLIScript(
        SIGN_IN,
        """\
ttn-lw-cli applications create my-test-app --user-id testuser
ttn-lw-cli applications api-keys create --application-id my-test-app \\
  --name One \\
  --right-application-info
ttn-lw-cli applications api-keys create --application-id my-test-app \\
  --name Two \\
  --right-application-info
ttn-lw-cli applications link set my-test-app --skip-payload-crypto""",
        (ADDRESSES_FILLED, NEVER_EXPIRES, NO_DEFAULT),
    )


@pytest.mark.parametrize(
    ("base_url", "sign_in", "notes"),
    [
        (SERVER, "ttn-lw-cli use thethings.example.com", 0),
        (f"{SERVER}/", "ttn-lw-cli use thethings.example.com", 0),
        (f"{SERVER}:8885", "ttn-lw-cli use thethings.example.com", 1),
        ("http://localhost:1885", "ttn-lw-cli use --insecure localhost", 1),
        ("http://127.0.0.1", "ttn-lw-cli use --insecure 127.0.0.1", 0),
        ("https://[2001:db8::1]", "", 1),
    ],
)
def test_signing_in(base_url, sign_in, notes):
    commands = ttn_lw_cli([application_exports.delete("my-test-app").cli], base_url)
    assert commands.sign_in == (f'{sign_in}\nttn-lw-cli login --api-key "$API_KEY"' if sign_in else "")
    assert len(commands.cannot) == notes


def test_a_word_is_safe_for_a_terminal_and_for_zsh():
    def named(name: str) -> str:
        return ttn_lw_cli([application_exports.update(Application(id="a-b", name=name), ["name"]).cli], SERVER).lines

    assert named("=ls").endswith("  --name '=ls'")
    assert named("=\x1b=").endswith("""  --name '='"$(printf '\\033')"'='""")
    assert named("a\x1b[31m\tb").endswith("""  --name a"$(printf '\\033')"'[31m'"$(printf '\\011')"b""")
    assert named("ab\u202ecd").endswith("""  --name ab"$(printf '\\342\\200\\256')"cd""")
    assert named("two\nlines").endswith("  --name 'two\nlines'")


@pytest.mark.parametrize("name", ["a\0b", "a\ud800b"])
def test_what_no_argument_can_hold_is_said_and_not_shown(name):
    commands = ttn_lw_cli([application_exports.update(Application(id="a-b", name=name), ["name"]).cli], SERVER)
    assert (commands.lines, commands.cannot) == ("", (UNCARRIED,))


@pytest.mark.parametrize(
    "call",
    [
        applications.delete_call("a b/c?d#e[f]{g}%é"),
        Call("GET", "/applications", {"order": "-created_at", "field_mask": "name,description", "query": "a b&c=é"}),
    ],
)
@pytest.mark.parametrize("base_url", [SERVER, f"{SERVER}/", "http://[::1]:1885"])
def test_curl_goes_where_httpx_goes(call, base_url, recorder):
    with httpx.Client(base_url=f"{base_url.rstrip('/')}/api/v3") as client:
        sent = client.build_request(call.method, call.path, params=call.query)
    [(_, *arguments)] = recorder(curl([call], base_url))
    assert arguments[arguments.index("-X") + 2] == str(sent.url)
    assert ("--noproxy" in arguments) == (sent.url.scheme == "http")  # as the adapter's client


def test_importing_it_is_cheap():
    code = "import sys, tts_tui.services.shell_export; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert not set(done.stdout.split()) & {"httpx", "pydantic", "textual", "keyring", "tts_tui.api.models"}


# What a shell makes of the commands: a `curl` and a `ttn-lw-cli` that only write down how they were called.

TOKEN: Final = "NNSXS.KEY.`x`$(x)\"'\\ *"
STEERING: Final = "'\"\\$`!*?[]{}()<>|&;#~=,%@- \n\r\t\x1b\x7f\x9b\u202e\u2028é🦊"
HOSTILE: Final = st.text(st.one_of(st.sampled_from(STEERING), st.characters(codec="utf-8")))
WITHOUT_NUL: Final = HOSTILE.map(lambda text: text.replace("\0", ""))
ATTRIBUTES: Final = st.dictionaries(
    st.from_regex(r"[a-z0-9](-?[a-z0-9]){2,8}", fullmatch=True),
    WITHOUT_NUL.map(lambda text: text.replace("\r\n", "\n")),
    max_size=3,
)

Recorder = Callable[[str], list[list[str]]]


@pytest.fixture(scope="module")
def recorder(tmp_path_factory: pytest.TempPathFactory) -> Recorder:
    """Runs a script in `sh` and gives the words of each command that it called."""
    shell = shutil.which("sh") or pytest.skip("there is no sh")
    folder = tmp_path_factory.mktemp("bin")
    for name in ("curl", "ttn-lw-cli"):
        program = folder / name
        program.write_text(f"#!{shell}\nprintf '%s\\0' $# {name} \"$@\"\n")
        program.chmod(0o700)

    def run(script: str) -> list[list[str]]:
        environment = {"PATH": str(folder), "API_KEY": TOKEN}
        done = subprocess.run(
            [shell, "-eu"], input=script.encode(), env=environment, capture_output=True, check=True, timeout=30
        )
        assert not done.stderr
        words = iter(done.stdout.decode().split("\0")[:-1])
        return [[next(words) for _ in range(int(count) + 1)] for count in words]

    return run


@given(HOSTILE, HOSTILE, st.dictionaries(HOSTILE, HOSTILE, max_size=3))
@settings(max_examples=60, deadline=None)
def test_curl_gets_the_very_body_through_a_shell(recorder, name, description, attributes):
    call = applications.update_call(
        Application(id="my-test-app", name=name, description=description, attributes=attributes),
        ["name", "description", "attributes"],
    )
    text = curl([call], SERVER)
    assert text.isascii()
    assert text.replace("\n", "").isprintable()
    [(program, *arguments)] = recorder(text)
    *_, authorization, content_type, body = (value for flag, value in pairwise(arguments) if flag.startswith("-"))
    assert (program, authorization) == ("curl", f"Authorization: Bearer {TOKEN}")
    assert content_type == "Content-Type: application/json"
    assert json.loads(body) == call.body


@given(WITHOUT_NUL, WITHOUT_NUL, ATTRIBUTES)
@settings(max_examples=60, deadline=None)
def test_the_cli_gets_the_very_fields_through_a_shell(recorder, name, description, attributes):
    export = application_exports.update(
        Application(id="my-test-app", name=name, description=description, attributes=attributes),
        ["name", "description", "attributes"],
    )
    commands = ttn_lw_cli([export.cli], SERVER)
    assert commands.lines.replace("\n", "").isprintable()
    use, login, (program, *arguments) = recorder(f"{commands.sign_in}\n{commands.lines}")
    assert use == ["ttn-lw-cli", "use", "thethings.example.com"]
    assert login == ["ttn-lw-cli", "login", "--api-key", TOKEN]
    assert [program, *arguments[:3]] == ["ttn-lw-cli", "applications", "set", "my-test-app"]
    assert as_the_cli_reads(arguments[3:]) == export.call.body


def as_the_cli_reads(arguments: Sequence[str]) -> dict[str, Any]:
    """The update that those flags of `applications set` are."""
    application: dict[str, Any] = {}
    unset: list[str] = []
    for flag, value in zip(arguments[::2], arguments[1::2], strict=True):
        match flag:
            case "--unset":
                unset = value.split(",")
            case "--attributes":
                application.setdefault("attributes", {}).update(as_the_cli_reads_pairs(value))
            case _:
                application[flag.removeprefix("--").replace("-", "_")] = value
    paths = sorted((*application, *unset), key=applications.EDITABLE.index)
    return {"application": application, "field_mask": {"paths": paths}}


def as_the_cli_reads_pairs(text: str) -> dict[str, str]:
    """`splitStringMapElements` of TheThingsIndustries/protoc-gen-go-flags, in Python."""
    if text.count("=") == 1:
        return dict([text.split("=", 1)])
    row = next(csv.reader(io.StringIO(text, newline=""), strict=True))
    return dict(pair.split("=", 1) for pair in row)


# The real curl against the sandbox.


@pytest.mark.skipif(not shutil.which("curl"), reason="curl is not installed")
def test_the_curl_lines_do_what_the_forms_do(tmp_path):
    from tts_tui.sandbox.app import Sandbox
    from tts_tui.sandbox.server import in_thread

    sandbox = Sandbox()
    sandbox.add_user("testuser", name="It's me")
    token = sandbox.add_key("user", "testuser", name="tests", rights=["RIGHT_ALL"])
    expires_at = datetime(2099, 3, 1, 12, tzinfo=UTC)
    application = Application(
        id="my-shell-app",
        name="`id` $(id) 'é' \"🦊\"",
        description="@first\n[line] {with} \\n, a\ttab and\r\n!! %s",
        attributes={"floor": "3=c, d", "wing": "$HOME"},
    )
    with (
        in_thread(sandbox) as base_url,
        httpx.Client(
            base_url=f"{base_url}/api/v3", headers={"Authorization": f"Bearer {token}"}, trust_env=False
        ) as reader,
    ):

        def run(*calls: Call) -> list[dict[str, Any]]:
            """What curl printed for each of the calls, after the same requests as httpx would have made."""
            before = len(sandbox.requests)
            environment = {**os.environ, "API_KEY": token, "HOME": str(tmp_path), "http_proxy": "http://127.0.0.1:9"}
            script = curl(calls, base_url)
            done = subprocess.run(
                ["sh"], input=script.encode(), env=environment, capture_output=True, check=True, timeout=30
            )
            assert not done.stderr
            got = [(each.method, each.path, each.json) for each in sandbox.requests[before:]]
            assert got == [(call.method, f"/api/v3{call.path}", call.body) for call in calls]
            return list(json_values(done.stdout.decode()))

        def read(path: str, mask: str = "") -> tuple[int, dict[str, Any]]:
            answer = reader.get(path, params={"field_mask": mask} if mask else None)
            return answer.status_code, answer.json()

        def has(**fields: Any) -> bool:
            mask = "name,description,attributes"
            status, found = read("/applications/my-shell-app", mask)
            return status == 200 and {each: found.get(each) for each in mask.split(",")} == fields

        # Create it, with a key and the link, in one go.
        made, key, _ = run(
            applications.create_call(application, OWNER),
            api_keys.create_call("my-shell-app", name="It's a key", rights=RIGHTS, expires_at=expires_at),
            link.set_call("my-shell-app", skip_payload_crypto=True),
        )
        assert made["ids"] == {"application_id": "my-shell-app"}
        assert has(name=application.name, description=application.description, attributes=application.attributes)
        assert read("/as/applications/my-shell-app/link", "skip_payload_crypto")[1] == {"skip_payload_crypto": True}
        of_key = f"/applications/my-shell-app/api-keys/{key['id']}"
        assert APIKey.model_validate(read(of_key)[1]).expires_at == expires_at

        # Change it.
        narrower = APIKey(id=key["id"], name="N", rights=frozenset(RIGHTS[:1]))
        run(
            applications.update_call(Application(id="my-shell-app", name="New"), ["name", "attributes"]),
            link.set_call("my-shell-app", skip_payload_crypto=None),
            api_keys.update_call("my-shell-app", narrower, ["name", "rights"]),
        )
        assert has(name="New", description=application.description, attributes=None)
        assert read("/as/applications/my-shell-app/link", "skip_payload_crypto")[1] == {}
        changed = APIKey.model_validate(read(of_key)[1])
        assert (changed.name, changed.rights, changed.expires_at) == ("N", frozenset(RIGHTS[:1]), expires_at)
        run(api_keys.update_call("my-shell-app", APIKey(id=key["id"]), ["expires_at"]))
        assert APIKey.model_validate(read(of_key)[1]).expires_at is None

        # Delete it, and bring it back.
        run(api_keys.delete_call("my-shell-app", key["id"]), applications.delete_call("my-shell-app"))
        assert read("/applications/my-shell-app", "name")[0] != 200
        run(applications.restore_call("my-shell-app"))
        assert has(name="New", description=application.description, attributes=None)
        assert read(of_key)[0] == 404


def json_values(text: str) -> Iterator[dict[str, Any]]:
    """The JSON values that stand one after another in `text`."""
    decoder = json.JSONDecoder()
    position = 0
    while position < len(text):
        value, position = decoder.raw_decode(text, position)
        yield value
