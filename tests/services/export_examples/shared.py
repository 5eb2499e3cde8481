"""What the examples of several resources and their test have in common."""

from datetime import UTC, datetime
from typing import Final

from tts_tui.api.models import Account, APIKey, Application
from tts_tui.services.shell_export import Export

Examples = dict[str, dict[str, tuple[Export, str, str, tuple[str, ...]]]]
"""By the function of the adapter that makes the call, and by what the example shows: the export, its curl, its command
of `ttn-lw-cli`, and what that can't do."""

OWNER: Final = Account(kind="user", id="testuser")
COMPANY: Final = Account(kind="organization", id="my-company")
RIGHTS: Final = ("RIGHT_APPLICATION_INFO", "RIGHT_APPLICATION_TRAFFIC_READ")
EXPIRY: Final = datetime(2027, 3, 1, 12, tzinfo=UTC)
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
KEY: Final = APIKey(id="KEYID", name="Storage reader", rights=frozenset(RIGHTS), expires_at=EXPIRY)
ADDRESSES_FILLED: Final = (
    "ttn-lw-cli fills in the server addresses that are left out, with those of its own configuration."
)
NEVER_EXPIRES: Final = (
    "ttn-lw-cli can't give a key an expiry: --api-key-expiry has no effect. A key created like this never expires."
)
NO_DEFAULT: Final = "ttn-lw-cli has no flag that goes back to the server's default."


def curl(method: str, path: str, body: str = "") -> str:
    """The curl command of a call. (Those in applications.py are written out.)"""
    words = [
        f"curl -sS -X {method}",
        f"https://thethings.example.com/api/v3{path}",
        '-H "Authorization: Bearer $API_KEY"',
    ]
    if body:
        words += ["-H 'Content-Type: application/json'", f"--data-raw '{body}'"]
    return " \\\n  ".join(words)
