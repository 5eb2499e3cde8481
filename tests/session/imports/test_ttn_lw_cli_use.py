"""Configs and logins as `ttn-lw-cli` 3.32 writes them: `use HOST` with its options, and `login` after it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import trustme

from tts_tui.api.oauth import Tokens
from tts_tui.api.secret import SecretStr
from tts_tui.session.imports.ttn_lw_cli import BadFile, Imported, cache_file, read

KEY = "NNSXS.KEYID.KEYSECRET"
OTHER_KEY = "NNSXS.OTHERID.OTHERSECRET"
LOGIN = {
    "access_token": "MFRWG.ACCESSID.ACCESSSECRET",
    "token_type": "bearer",
    "refresh_token": "OJSWM.REFRESHID.REFRESHSECRET",
    "expiry": "2026-11-23T11:04:05.123456789+01:00",
}

# yaml.v2 writes the fields of `Config` in their order; `Base` has no tag of yaml's. (`commands/config.go`, `use.go`)
CONFIG = """\
base:
  config: []
  log:
    format: console
    level: info
  experimental:
    features: []
credentials-id: {host}
input-format: json
output-format: json
allow-unknown-hosts: false
oauth-server-address: {oauth}
identity-server-grpc-address: {identity}
gateway-server-enabled: true
gateway-server-grpc-address: {grpc}
network-server-enabled: true
network-server-grpc-address: {grpc}
application-server-enabled: true
application-server-grpc-address: {grpc}
join-server-enabled: true
join-server-grpc-address: {grpc}
device-template-converter-grpc-address: {grpc}
device-claiming-server-grpc-address: {grpc}
qr-code-generator-grpc-address: {grpc}
packet-broker-agent-grpc-address: {grpc}
insecure: {insecure}
ca: {ca}
dump-requests: false
skip-version-check: false
retry:
  max: 0
  default-timeout: 100ms
  enable-metadata: true
  jitter: 0
telemetry:
  enable: true
  target: https://telemetry.thethingsstack.io/collect
"""
# Cluster and Identity Server of the two Clouds, which `use` knows by their names.
SANDBOX = ("nam1.cloud.thethings.network", "eu1.cloud.thethings.network")
CLOUD_EU1 = ("acme.eu1.cloud.thethings.industries", "acme.eu1.cloud.thethings.industries")
CLOUD_NAM1 = ("acme.nam1.cloud.thethings.industries", "acme.eu1.cloud.thethings.industries")


def use(
    folder: Path, host: str, identity: str = "", *, oauth: str = "", port: int = 0, insecure: bool = False, ca: str = ""
) -> Path:
    """`ttn-lw-cli use HOST` in that folder, with `--oauth-server-address`, `--grpc-port` and `--insecure`."""
    port = port or (1884 if insecure else 8884)
    identity = identity or host
    text = CONFIG.format(
        host=host,
        grpc=f"{host}:{port}",
        identity=f"{identity}:{port}",
        oauth=oauth or f"{'http' if insecure else 'https'}://{identity}/oauth",
        insecure=str(insecure).lower(),
        ca=ca or '""',
    )
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / ".ttn-lw-cli.yml"
    file.write_text(text)
    return file


def logins(file: Path | None = None, /, **by_id: dict[str, object]) -> None:
    """What `login` leaves: with the hosts of the config that it was made with. (`internal/util/cache.go`)"""
    file = file or cache_file()
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps({"by_id": by_id}) + "\n")
    file.chmod(0o600)


def one(found: tuple[Imported, ...]) -> Imported:
    (imported,) = found
    return imported


# `use HOST`, with and without its options


@pytest.mark.parametrize(
    ("host", "identity", "options", "base", "cluster"),
    [
        ("tts.example.com", "", {}, "https://tts.example.com", None),
        # Host and port: the CLI takes them apart.
        (
            "tts.example.com",
            "",
            {"oauth": "https://tts.example.com:8885/oauth", "port": 9884},
            "https://tts.example.com:8885",
            None,
        ),
        # Before 3.20 `use` took HOST:PORT, and wrote the port of gRPC into both.
        ("tts.example.com", "", {"oauth": "https://tts.example.com:8884/oauth"}, "https://tts.example.com", None),
        ("localhost", "", {}, "https://localhost:8885", None),
        ("localhost", "", {"insecure": True}, "http://localhost:1885", None),
        ("tts.example.com", "", {"insecure": True}, "http://tts.example.com:1885", None),
        (
            "tts.example.com",
            "",
            {"insecure": True, "oauth": "http://tts.example.com:80/oauth"},
            "http://tts.example.com",
            None,
        ),
        (*CLOUD_EU1, {}, "https://acme.eu1.cloud.thethings.industries", None),
        (
            *CLOUD_NAM1,
            {},
            "https://acme.eu1.cloud.thethings.industries",
            "https://acme.nam1.cloud.thethings.industries",
        ),
        (*SANDBOX, {}, "https://eu1.cloud.thethings.network", "https://nam1.cloud.thethings.network"),
    ],
)
def test_what_use_writes_is_the_server_by_its_http_addresses(
    here: Path, host: str, identity: str, options: dict[str, object], base: str, cluster: str | None
) -> None:
    use(here, host, identity, **options)  # type: ignore[arg-type]
    logins(**{host: {"api_key": KEY, "hosts": sorted({host, identity or host})}})
    found = one(read())
    server = found.server
    assert (server.name, server.identity_server, server.cluster) == (host, base, cluster)
    assert (server.oauth, server.ca_file) == (None, None)
    assert server.insecure is (not server.protected)
    assert found.credential == SecretStr(KEY)


def test_a_port_that_the_config_leaves_out_is_said(here: Path) -> None:
    use(here, "localhost", insecure=True)
    assert "1885, the Stack's own port, is taken." in one(read()).notes[0]


@pytest.mark.parametrize(("insecure", "base"), [(True, "http://localhost"), (False, "https://localhost")])
def test_an_address_that_a_browser_login_was_made_by_is_left_as_it_is(here: Path, insecure: bool, base: str) -> None:
    use(here, "localhost", insecure=insecure)
    logins(localhost={"oauth_token": LOGIN, "hosts": ["localhost"]})
    found = one(read())
    assert found.server.identity_server == base
    assert isinstance(found.credential, Tokens)


# `--fetch-ca` writes what of the server's chain is an authority, at an absolute path


def test_an_authority_that_was_fetched_is_taken_over(here: Path, tmp_path: Path) -> None:
    file = tmp_path / "elsewhere" / "ca.0bcf5f.pem"
    file.parent.mkdir()
    trustme.CA().create_child_ca().cert_pem.write_to_path(file)
    use(here, "tts.example.com", ca=str(file))
    assert one(read()).server.ca_file == file


def test_a_fetched_file_without_an_authority_is_left_out(here: Path) -> None:
    file = here / "ca.0bcf5f.pem"
    file.touch()  # the server sent its own certificate alone
    use(here, "tts.example.com", ca=str(file))
    found = one(read())
    assert found.server.ca_file is None
    assert found.notes[0] == f"{file} has no certificates in it, and is left out."


# Several profiles


def test_each_login_of_a_server_is_given(here: Path, tmp_path: Path) -> None:
    use(here, "tts.example.com", oauth="https://tts.example.com:8885/oauth")
    hosts = ["tts.example.com"]
    logins(
        **{
            "tts.example.com": {"api_key": KEY, "hosts": hosts},
            "admin": {"api_key": OTHER_KEY, "hosts": hosts},  # of a config that lies elsewhere
            "again": {"api_key": KEY, "hosts": hosts},
        }
    )
    found = read()
    assert [(each.server.name, each.credential) for each in found] == [
        ("tts.example.com", SecretStr(KEY)),
        ("admin", SecretStr(OTHER_KEY)),
    ]
    assert {each.server.identity_server for each in found} == {"https://tts.example.com:8885"}


def test_servers_of_one_name_are_told_apart(here: Path, tmp_path: Path) -> None:
    use(here, "tts.example.com")
    use(tmp_path / "home", "tts.example.com", oauth="https://tts.example.com:8885/oauth")
    logins(**{"tts.example.com": {"api_key": KEY, "hosts": ["tts.example.com"]}})
    assert [(each.server.name, each.server.identity_server) for each in read()] == [
        ("tts.example.com", "https://tts.example.com"),
        ("tts.example.com-2", "https://tts.example.com:8885"),
    ]


def test_what_a_file_leaves_out_is_taken_from_those_that_count_less(here: Path, tmp_path: Path) -> None:
    use(tmp_path / "home", "tts.example.com", oauth="https://tts.example.com:8885/oauth")
    (here / ".ttn-lw-cli.yml").write_text("credentials-id: admin\n")
    hosts = ["tts.example.com"]
    logins(**{"tts.example.com": {"api_key": KEY, "hosts": hosts}, "admin": {"api_key": OTHER_KEY, "hosts": hosts}})
    assert [(each.server.name, each.credential, each.server.identity_server) for each in read()] == [
        ("admin", SecretStr(OTHER_KEY), "https://tts.example.com:8885"),
        ("tts.example.com", SecretStr(KEY), "https://tts.example.com:8885"),
    ]


# The environment


def test_the_environment_goes_before_the_files_and_that_is_said(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    use(here, "tts.example.com")
    monkeypatch.setenv("TTN_LW_CREDENTIALS_ID", "admin")
    logins(admin={"api_key": KEY, "hosts": ["tts.example.com"]})
    found = one(read())
    assert (found.server.name, found.credential) == ("admin", SecretStr(KEY))
    assert found.notes[0].startswith("TTN_LW_CREDENTIALS_ID of the environment goes before the config")


def test_the_environment_alone_can_name_a_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TTN_LW_IDENTITY_SERVER_GRPC_ADDRESS", "localhost:1884")
    monkeypatch.setenv("TTN_LW_INSECURE", "true")
    assert one(read()).server.identity_server == "http://localhost:1885"


def test_a_mistake_in_the_environment_is_said_with_the_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TTN_LW_OAUTH_SERVER_ADDRESS", "tts.example.com")
    with pytest.raises(BadFile, match="TTN_LW_OAUTH_SERVER_ADDRESS: oauth-server-address: Not an address"):
        read()


def test_the_files_that_ttn_lw_config_names_are_read_instead(
    here: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(here, "tts.example.com")
    first, second = use(tmp_path / "a", "a.example"), use(tmp_path / "b", "b.example")
    monkeypatch.setenv("TTN_LW_CONFIG", f"{first} {second}")
    assert [each.server.name for each in read()] == ["a.example", "b.example"]
    monkeypatch.setenv("TTN_LW_CONFIG", str(tmp_path / "gone.yml"))
    with pytest.raises(BadFile, match=r"gone\.yml: There is no such file\."):
        read()


# A snap has folders of its own


@pytest.mark.parametrize("folder", ["common", "current"])
def test_a_snaps_config_and_its_login_are_found(tmp_path: Path, folder: str) -> None:
    snap = tmp_path / "home" / "snap" / "ttn-lw-stack"
    use(snap / folder, "tts.example.com", oauth="https://tts.example.com:8885/oauth")
    logins(
        snap / "common" / "ttn-lw-cli" / "cache", **{"tts.example.com": {"api_key": KEY, "hosts": ["tts.example.com"]}}
    )
    found = one(read())
    assert (found.server.identity_server, found.credential) == ("https://tts.example.com:8885", SecretStr(KEY))


def test_a_config_of_this_folder_goes_with_a_snaps_login(here: Path, tmp_path: Path) -> None:
    file = use(here, "tts.example.com", oauth="https://tts.example.com:8885/oauth")
    cache = tmp_path / "home" / "snap" / "ttn-lw-stack" / "common" / "ttn-lw-cli" / "cache"
    logins(cache, **{"tts.example.com": {"api_key": KEY, "hosts": ["tts.example.com"]}})
    for found in (one(read()), one(read(file))):
        assert (found.server.identity_server, found.credential) == ("https://tts.example.com:8885", SecretStr(KEY))


# An Identity Server is at eu1 alone


def test_an_old_config_of_a_cluster_is_put_right(here: Path) -> None:
    use(here, "nam1.cloud.thethings.network")  # as `use` wrote it before it knew of eu1
    logins(**{"nam1.cloud.thethings.network": {"api_key": KEY, "hosts": ["nam1.cloud.thethings.network"]}})
    found = one(read())
    assert found.server.identity_server == "https://eu1.cloud.thethings.network"
    assert found.server.cluster == "https://nam1.cloud.thethings.network"
    assert found.server.oauth_url == "https://eu1.cloud.thethings.network/oauth"
    assert "which is at https://eu1.cloud.thethings.network" in found.notes[0]
    assert found.credential is None  # it was never for that host
