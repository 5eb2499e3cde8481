"""Applications as commands: each call as curl and for ttn-lw-cli."""

from typing import Final

from tests.services.export_examples.shared import ADDRESSES_FILLED, BARE, COMPANY, OWNER, WHOLE, Examples
from tts_tui.api.models import Application
from tts_tui.services.applications import exports as application_exports

EXAMPLES: Final[Examples] = {
    "applications.create_call": {
        "bare": (
            application_exports.create(BARE, OWNER),
            """\
curl -sS -X POST \\
  https://thethings.example.com/api/v3/users/testuser/applications \\
  -H "Authorization: Bearer $API_KEY" \\
  -H 'Content-Type: application/json' \\
  --data-raw '{"application": {"ids": {"application_id": "my-test-app"}}}'""",
            "ttn-lw-cli applications create my-test-app --user-id testuser",
            (ADDRESSES_FILLED,),
        ),
        "whole": (
            application_exports.create(WHOLE, COMPANY),
            """\
curl -sS -X POST \\
  https://thethings.example.com/api/v3/organizations/my-company/applications \\
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
curl -sS -X PUT \\
  https://thethings.example.com/api/v3/applications/my-test-app \\
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
curl -sS -X PUT \\
  https://thethings.example.com/api/v3/applications/my-test-app \\
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
curl -sS -X DELETE \\
  https://thethings.example.com/api/v3/applications/my-test-app \\
  -H "Authorization: Bearer $API_KEY\"""",
            "ttn-lw-cli applications delete my-test-app",
            (),
        )
    },
    "applications.purge_call": {
        "": (
            application_exports.purge("my-test-app"),
            """\
curl -sS -X DELETE \\
  https://thethings.example.com/api/v3/applications/my-test-app/purge \\
  -H "Authorization: Bearer $API_KEY\"""",
            "ttn-lw-cli applications purge my-test-app",
            (),
        )
    },
    "applications.restore_call": {
        "": (
            application_exports.restore("my-test-app"),
            """\
curl -sS -X POST \\
  https://thethings.example.com/api/v3/applications/my-test-app/restore \\
  -H "Authorization: Bearer $API_KEY\"""",
            "ttn-lw-cli applications restore my-test-app",
            (),
        )
    },
}
