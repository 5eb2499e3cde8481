"""A request as commands where a server has two hosts or a certificate authority of its own."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest
import trustme

from tests.tls import served
from tts_tui.api.hosts import Hosts
from tts_tui.sandbox.app import Sandbox
from tts_tui.services import link
from tts_tui.services.applications import exports
from tts_tui.services.shell_export import curl, ttn_lw_cli

IDENTITY = "https://is.example.com"
CLUSTER = "https://nam1.example.com"
HOSTS = Hosts(IDENTITY, CLUSTER)
EXPORTS = [exports.delete("my-app"), link.export("my-app", skip_payload_crypto=True)]
CALLS = [each.call for each in EXPORTS]
COMMANDS = [each.cli for each in EXPORTS]


def test_curl_asks_the_host_that_a_call_belongs_to() -> None:
    words = shlex.split(curl(CALLS, HOSTS))
    assert [each for each in words if each.startswith("https:")] == [
        f"{IDENTITY}/api/v3/applications/my-app",
        f"{CLUSTER}/api/v3/as/applications/my-app/link",
    ]


def test_curl_trusts_the_servers_own_authority() -> None:
    lines = curl(CALLS, HOSTS, Path("/home/me/my ca's.pem"))
    assert lines.count("--cacert") == 2
    words = shlex.split(lines)
    assert words[words.index("--cacert") + 1] == "/home/me/my ca's.pem"
    assert "--cacert" not in curl(CALLS, HOSTS)


@pytest.mark.skipif(shutil.which("curl") is None, reason="needs curl")
@pytest.mark.parametrize("trusted", [True, False])
def test_curl_reaches_a_server_of_its_own_authority(tmp_path: Path, *, trusted: bool) -> None:
    sandbox = Sandbox()
    sandbox.add_user("alice")
    sandbox.add_application("my-app", owner="alice")
    authority = trustme.CA()
    ca_file = tmp_path / "ca.pem"
    authority.cert_pem.write_to_path(ca_file)
    with served(sandbox, authority.issue_cert("localhost"), tmp_path) as url:
        done = subprocess.run(
            ["sh", "-c", curl(CALLS[:1], url, ca_file if trusted else None)],
            env={**os.environ, "API_KEY": sandbox.add_key("user", "alice")},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    if trusted:
        assert (done.returncode, json.loads(done.stdout), done.stderr) == (0, {}, "")
    else:
        assert done.returncode == 60  # "Peer certificate cannot be authenticated with known CA certificates."
        assert not sandbox.requests


def test_the_official_command_line_uses_the_cluster_and_is_told_the_identity_server() -> None:
    commands = ttn_lw_cli(COMMANDS, HOSTS)
    assert commands.sign_in.startswith("ttn-lw-cli use nam1.example.com\n")
    (note,) = commands.cannot
    assert "identity-server-grpc-address to is.example.com:8884" in note
    assert "oauth-server-address to https://is.example.com/oauth" in note


def test_over_plain_http_it_is_told_the_other_port() -> None:
    commands = ttn_lw_cli(COMMANDS, Hosts("http://10.0.0.1:1885", "http://10.0.0.2:1885"))
    assert commands.sign_in.startswith("ttn-lw-cli use --insecure 10.0.0.2\n")
    assert any(
        "address to 10.0.0.1:1884" in each and "to http://10.0.0.1:1885/oauth" in each for each in commands.cannot
    )


@pytest.mark.parametrize(
    ("identity", "cluster"),
    [
        ("https://eu1.cloud.thethings.network", "https://nam1.cloud.thethings.network"),
        ("https://me.eu1.cloud.thethings.industries", "https://me.au1.cloud.thethings.industries"),
    ],
)
def test_of_sandbox_and_cloud_it_knows_the_identity_server_by_itself(identity: str, cluster: str) -> None:
    assert ttn_lw_cli(COMMANDS, Hosts(identity, cluster)).cannot == ()


def test_it_is_told_the_certificate_authority() -> None:
    (note,) = ttn_lw_cli(COMMANDS, CLUSTER, Path("/etc/ca.pem")).cannot
    assert "ca: /etc/ca.pem" in note
