"""What `ttn-lw-cli` knows on this machine, from files as its Go code writes them."""

from __future__ import annotations

from pathlib import Path

import pytest
import trustme

from tests.session.imports.cli_files import KEY, cache, config, named, one
from tts_tui.api.secret import SecretStr
from tts_tui.session.imports.ttn_lw_cli import cache_file, read
from tts_tui.session.imports.ttn_lw_cli.places import installations


def test_files_are_found_in_the_order_in_which_the_program_looks(here: Path, tmp_path: Path) -> None:
    assert installations()[0].configs == ()
    in_config = config(tmp_path / "home" / "config")
    at_home = config(tmp_path / "home")
    local = config(here)
    assert installations()[0].configs == (local, at_home, in_config)


def test_the_cache_is_below_the_users_cache_folder(tmp_path: Path) -> None:
    assert cache_file() == tmp_path / "home" / "cache" / "ttn-lw-cli" / "cache"


def test_where_there_is_nothing_nothing_is_found() -> None:
    assert read() == ()


def test_a_file_of_that_name_that_is_a_folder_is_no_config(here: Path) -> None:
    (here / ".ttn-lw-cli.yml").mkdir()
    assert installations()[0].configs == ()


def test_a_config_of_sandbox_gives_identity_server_and_cluster(here: Path) -> None:
    found = one(read(config(here)))
    server = found.server
    assert server.name == "nam1.cloud.thethings.network"
    assert server.identity_server == "https://eu1.cloud.thethings.network"
    assert server.cluster == "https://nam1.cloud.thethings.network"
    assert (server.oauth, server.ca_file, server.insecure, server.token) == (None, None, False, None)
    assert found.credential is None
    assert found.notes == ("There is no login for it.",)


@pytest.mark.parametrize(
    ("changed", "base", "cluster", "oauth_url", "insecure"),
    [
        # One host, the usual port of HTTP, whatever that of gRPC is.
        (
            {"oauth_server_address": "https://a.example/oauth", "identity_server_grpc_address": "a.example:8884"},
            "https://a.example",
            "https://nam1.cloud.thethings.network",
            "https://a.example/oauth",
            False,
        ),
        # A port of HTTP that only the OAuth address tells, and a cluster that has it, too.
        (
            {
                "oauth_server_address": "https://a.example:8885/oauth/",
                "identity_server_grpc_address": "A.example:9000",
                "application_server_grpc_address": "b.example",
            },
            "https://a.example:8885",
            "https://b.example:8885",
            "https://a.example:8885/oauth",
            False,
        ),
        # OAuth elsewhere: nothing tells the port, so it is the usual one.
        (
            {
                "oauth_server_address": "https://login.example/oauth",
                "identity_server_grpc_address": "a.example:8884",
                "application_server_grpc_address": "a.example:8884",
            },
            "https://a.example",
            None,
            "https://login.example/oauth",
            False,
        ),
        # No OAuth address at all.
        (
            {
                "oauth_server_address": "",
                "identity_server_grpc_address": "a.example:8884",
                "application_server_grpc_address": "a.example:8884",
            },
            "https://a.example",
            None,
            "https://a.example/oauth",
            False,
        ),
        # A development server, by the program's defaults.
        (
            {
                "oauth_server_address": "null",
                "identity_server_grpc_address": "localhost:8884",
                "application_server_grpc_address": "localhost:8884",
            },
            "https://localhost:8885",
            None,
            "https://localhost:8885/oauth",
            False,
        ),
        (
            {
                "oauth_server_address": "http://localhost:1885/oauth",
                "identity_server_grpc_address": "localhost:1884",
                "application_server_grpc_address": "localhost:1884",
                "insecure": "true",
            },
            "http://localhost:1885",
            None,
            "http://localhost:1885/oauth",
            False,  # nobody is on the way
        ),
        (
            {
                "oauth_server_address": "",
                "identity_server_grpc_address": "a.example",
                "application_server_grpc_address": "a.example",
                "insecure": "yes",
            },
            "http://a.example:1885",
            None,
            "http://a.example:1885/oauth",
            True,
        ),
        # IPv6, with and without a port.
        (
            {
                "oauth_server_address": "https://[2001:db8::1]:8885/oauth",
                "identity_server_grpc_address": "'[2001:db8::1]:8884'",
                "application_server_grpc_address": "2001:db8::1",
            },
            "https://[2001:db8::1]:8885",
            None,
            "https://[2001:db8::1]:8885/oauth",
            False,
        ),
        # Only where to log in.
        (
            {
                "oauth_server_address": "https://a.example/oauth",
                "identity_server_grpc_address": "",
                "application_server_enabled": "false",
            },
            "https://a.example",
            None,
            "https://a.example/oauth",
            False,
        ),
    ],
)
def test_grpc_addresses_become_those_of_http(
    here: Path, changed: dict[str, str], base: str, cluster: str | None, oauth_url: str, insecure: bool
) -> None:
    server = one(read(config(here, **changed))).server
    assert (server.identity_server, server.cluster, server.oauth_url) == (base, cluster, oauth_url)
    assert server.insecure is insecure


def test_plain_http_to_another_machine_is_said(here: Path) -> None:
    found = one(read(config(here, oauth_server_address="", insecure="true")))
    assert "Plain http" in found.notes[0]


def test_a_certificate_authority_is_taken_over_and_missed_where_it_is_gone(here: Path) -> None:
    file = config(here, ca="ca.pem")
    assert "no file" in one(read(file)).notes[0]
    trustme.CA().cert_pem.write_to_path(here / "ca.pem")
    found = one(read(file))
    assert found.server.ca_file == here / "ca.pem"
    assert found.notes == ("There is no login for it.",)


def test_a_cluster_of_several_hosts_is_said(here: Path) -> None:
    found = one(read(config(here, join_server_grpc_address="js.example:8884")))
    assert found.notes[0].startswith("Its Join Server is at another host")


@pytest.mark.parametrize("name", ["''", "my servers", "demo", "-x"])
def test_what_can_not_be_a_name_is_left_for_the_host(here: Path, name: str) -> None:
    assert one(read(config(here, credentials_id=name))).server.name == "eu1.cloud.thethings.network"


@pytest.mark.parametrize("text", ["", "log:\n  level: info\n", "# nothing\n", "Ca: x\n"])
def test_a_config_that_names_no_server_gives_none(here: Path, text: str) -> None:
    assert read(config(here, text)) == ()


def test_keys_are_read_whatever_their_case(here: Path) -> None:
    assert one(read(config(here, "Identity-Server-GRPC-Address: a.example\n"))).server.name == "a.example"


def test_each_server_comes_once_and_the_first_file_counts(here: Path, tmp_path: Path) -> None:
    config(here)
    config(tmp_path / "home", credentials_id="second")
    config(tmp_path / "home" / "config", "identity-server-grpc-address: other.example\n")
    cache(named(api_key=KEY))
    found = read()
    assert [each.server.name for each in found] == ["nam1.cloud.thethings.network", "other.example"]
    assert [each.credential for each in found] == [SecretStr(KEY), None]


def test_a_config_that_is_named_is_read_alone(here: Path, tmp_path: Path) -> None:
    config(here)
    other = config(tmp_path / "elsewhere", "identity-server-grpc-address: other.example\n")
    cache(named(api_key=KEY))
    assert [each.server.name for each in read(other)] == ["other.example"]
