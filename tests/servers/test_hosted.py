"""Sandbox and Cloud have their Identity Server at eu1 alone: what is said where a cluster is given as one."""

from __future__ import annotations

import pytest

from tests.cli.seam import refused
from tts_tui.doctor.server import choose
from tts_tui.servers.addresses import BadAddress
from tts_tui.servers.hosted import hosted, misplaced
from tts_tui.servers.model import BadServer, by_address, make
from tts_tui.servers.servers_file import ServerFile, Servers

SANDBOX = ("https://nam1.cloud.thethings.network", "https://eu1.cloud.thethings.network", "--sandbox nam1")
CLOUD = (
    "https://acme.au1.cloud.thethings.industries",
    "https://acme.eu1.cloud.thethings.industries",
    "--cloud acme au1",
)


@pytest.mark.parametrize(("cluster", "identity", "options"), [SANDBOX, CLOUD])
def test_a_cluster_is_no_identity_server_and_the_two_addresses_are_offered(cluster, identity, options) -> None:
    with pytest.raises(BadAddress) as caught:
        by_address(f"{cluster}/console")
    for each in (cluster, identity, f"tts-tui servers add NAME {options}"):
        assert each in str(caught.value)
    with pytest.raises(BadServer) as refused:
        ServerFile().add(make(name="ttn", identity_server=cluster))
    assert identity in refused.value.problems["identity_server"]
    ServerFile().add(make(name="ttn", identity_server=identity, cluster=cluster))
    with pytest.raises(BadServer):
        ServerFile().replace("ttn", make(name="ttn", identity_server=cluster))
    (there,) = ServerFile().read().servers
    assert there.identity_server == identity


@pytest.mark.parametrize(
    "url",
    [
        "https://eu1.cloud.thethings.network",
        "https://acme.eu1.cloud.thethings.industries",
        "https://nam1.cloud.thethings.network.example.com",
        "https://thethings.example.com",
        "http://[::1]:1885",
    ],
)
def test_other_addresses_may_have_one(url: str) -> None:
    assert misplaced(url) is None


def test_cloud_without_a_tenant_is_said() -> None:
    with pytest.raises(BadAddress, match=r"begins with the tenant, such as https://my-company\.eu1\.cloud"):
        by_address("https://eu1.cloud.thethings.industries")
    assert hosted("eu1.cloud.thethings.industries") is None


def test_a_file_that_has_one_is_read_and_can_be_put_right() -> None:
    file = ServerFile()
    file.path.parent.mkdir(parents=True)
    file.path.write_text(f'[servers.ttn]\nidentity_server = "{SANDBOX[0]}"\n')
    (there,) = file.read().servers
    file.set_token("ttn", "file")
    _, finding = choose("ttn", None, Servers((there,)), insecure=False)
    assert (finding.level, SANDBOX[1] in finding.what) == ("broken", True)
    file.replace("ttn", make(name="ttn", identity_server=SANDBOX[1], cluster=SANDBOX[0]))


def test_on_the_command_line(capsys: pytest.CaptureFixture[str], tmp_path, monkeypatch) -> None:
    assert SANDBOX[2] in refused(capsys, "login", SANDBOX[0])
