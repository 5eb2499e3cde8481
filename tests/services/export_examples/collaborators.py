"""Collaborators as commands: each call as curl and for ttn-lw-cli."""

from typing import Final

from tests.services.export_examples.shared import COMPANY, OWNER, RIGHTS, Examples, curl
from tts_tui.api.models import Collaborator
from tts_tui.services.collaborators import exports as collaborator_exports

EXAMPLES: Final[Examples] = {
    "collaborators.set_call": {
        "an organization": (
            collaborator_exports.put("my-test-app", Collaborator(account=COMPANY, rights=frozenset(RIGHTS))),
            curl(
                "PUT",
                "/applications/my-test-app/collaborators",
                """\
{
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
}""",
            ),
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
            curl("DELETE", "/applications/my-test-app/collaborator/user/testuser"),
            """\
ttn-lw-cli applications collaborators delete --application-id my-test-app --user-id testuser""",
            (),
        )
    },
}
