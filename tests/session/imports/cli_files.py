"""The files of `ttn-lw-cli` as it writes them."""

from __future__ import annotations

import json
import re
from pathlib import Path

from hypothesis import strategies as st

from tts_tui.session.imports.ttn_lw_cli import Imported, cache_file

# `ttn-lw-cli use nam1.cloud.thethings.network`: yaml.v2 writes every field of Config (`commands/config.go`).
SANDBOX = """\
allow-unknown-hosts: false
application-server-enabled: true
application-server-grpc-address: nam1.cloud.thethings.network:8884
ca: ""
credentials-id: nam1.cloud.thethings.network
device-claiming-server-grpc-address: nam1.cloud.thethings.network:8884
device-template-converter-grpc-address: nam1.cloud.thethings.network:8884
dump-requests: false
gateway-server-enabled: true
gateway-server-grpc-address: nam1.cloud.thethings.network:8884
identity-server-grpc-address: eu1.cloud.thethings.network:8884
input-format: json
insecure: false
join-server-enabled: true
join-server-grpc-address: nam1.cloud.thethings.network:8884
log:
  level: info
network-server-enabled: true
network-server-grpc-address: nam1.cloud.thethings.network:8884
oauth-server-address: https://eu1.cloud.thethings.network/oauth
output-format: json
qr-code-generator-grpc-address: nam1.cloud.thethings.network:8884
retry:
  max: 0
"""


# golang.org/x/oauth2, `Token`: the expiry is a time.Time, in nanoseconds and the zone of the machine.
LOGIN = {
    "access_token": "MFRWG.ACCESSID.ACCESSSECRET",
    "token_type": "bearer",
    "refresh_token": "OJSWM.REFRESHID.REFRESHSECRET",
    "expiry": "2026-11-23T11:04:05.123456789+01:00",
}


KEY = "NNSXS.KEYID.KEYSECRET"


def config(folder: Path, text: str = SANDBOX, **changed: str) -> Path:
    for name, value in changed.items():
        key = name.replace("_", "-")
        text = re.sub(rf"(?m)^{key}:.*\n|\Z", "", text, count=1) + f"{key}: {value}\n"
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / ".ttn-lw-cli.yml"
    file.write_text(text)
    return file


def cache(data: object, mode: int = 0o600) -> Path:
    """The one JSON object of `internal/util/cache.go`: AuthData itself, and one under `by_id` for each ID."""
    file = cache_file()
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(data) + "\n")
    file.chmod(mode)
    return file


def named(name: str = "nam1.cloud.thethings.network", **data: object) -> dict[str, object]:
    hosts = ["eu1.cloud.thethings.network", "nam1.cloud.thethings.network"]
    return {"by_id": {name: {"hosts": hosts, **data}}}


def one(imported: tuple[Imported, ...]) -> Imported:
    (found,) = imported
    return found


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text() | st.sampled_from([KEY, LOGIN, "a.example"]),
    lambda inner: (
        st.lists(inner) | st.dictionaries(st.sampled_from([*LOGIN, "api_key", "oauth_token", "hosts"]), inner)
    ),
    max_leaves=10,
)
