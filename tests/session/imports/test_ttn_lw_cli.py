"""What `ttn-lw-cli` knows on this machine, from files as its Go code writes them."""

from __future__ import annotations

import json
import os
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
import trustme
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tts_tui.api.oauth import Tokens
from tts_tui.api.secret import SecretStr
from tts_tui.session.imports.ttn_lw_cli import SHARED_LOGIN, BadFile, Imported, cache_file, read
from tts_tui.session.imports.ttn_lw_cli.places import installations

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


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that one is in."""
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


# Where it looks


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


# The server


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


# The login


def test_an_api_key_goes_with_the_hosts_it_was_cached_for(here: Path) -> None:
    cache(named(api_key=KEY, oauth_token=LOGIN))  # the program takes the key where there are both
    found = one(read(config(here)))
    assert found.credential == SecretStr(KEY)
    assert found.hosts == ("eu1.cloud.thethings.network", "nam1.cloud.thethings.network")
    assert found.notes == ()
    assert KEY not in repr(found)


def test_a_login_is_a_pair_of_tokens_and_what_sharing_it_means_is_said(here: Path) -> None:
    cache(named(oauth_token=LOGIN))
    found = one(read(config(here)))
    assert found.credential == Tokens(
        access_token=SecretStr("MFRWG.ACCESSID.ACCESSSECRET"),
        refresh_token=SecretStr("OJSWM.REFRESHID.REFRESHSECRET"),
        expires_at=datetime(2026, 11, 23, 10, 4, 5, 123456, tzinfo=UTC),
    )
    assert found.notes == (SHARED_LOGIN,)
    assert "tts-tui login" in SHARED_LOGIN
    assert "SECRET" not in repr(found)


@pytest.mark.parametrize("expiry", ["0001-01-01T00:00:00Z", "2026-11-23T10:04:05", "soon", None, [], 1e300])
def test_a_login_without_an_expiry_is_renewed_before_it_is_used(here: Path, expiry: object) -> None:
    cache(named(oauth_token={**LOGIN, "expiry": expiry}))
    credential = one(read(config(here))).credential
    assert isinstance(credential, Tokens)
    assert credential.expires_at == datetime(1970, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize("refresh", [{}, {"refresh_token": ""}, {"refresh_token": 1}, {"refresh_token": "a b"}])
def test_a_login_that_can_not_be_renewed_is_not_taken_over(here: Path, refresh: dict[str, object]) -> None:
    cache(named(oauth_token={"access_token": "MFRWG.A.B", **refresh}))
    found = one(read(config(here)))
    assert found.credential is None
    assert "no refresh token" in found.notes[0]


def test_a_nameless_login_goes_with_a_nameless_config(here: Path) -> None:
    cache({"api_key": KEY, "hosts": ["eu1.cloud.thethings.network", "nam1.cloud.thethings.network"], "by_id": None})
    assert one(read(config(here, credentials_id=""))).credential == SecretStr(KEY)
    assert one(read(config(here))).credential is None


@pytest.mark.parametrize(
    "changed",
    [
        {"identity_server_grpc_address": "evil.example:8884"},
        {"application_server_grpc_address": "evil.example:8884"},
        {"oauth_server_address": "https://evil.example/oauth"},
        {"oauth_server_address": "https://eu1.cloud.thethings.network.evil.example/oauth"},
    ],
)
@pytest.mark.parametrize("login", [{"api_key": KEY}, {"oauth_token": LOGIN}])
def test_a_credential_goes_to_no_other_host_than_it_was_cached_for(
    here: Path, changed: dict[str, str], login: dict[str, object]
) -> None:
    cache(named(**login))
    found = one(read(config(here, **changed)))
    assert found.credential is None
    assert "not cached for" in found.notes[-1]
    assert "evil.example" in found.notes[-1]


def test_a_credential_without_a_list_of_hosts_is_left_where_it_is(here: Path) -> None:
    cache(named(api_key=KEY, hosts=[]))
    assert one(read(config(here))).credential is None


def test_a_login_that_others_may_read_is_said(here: Path) -> None:
    cache(named(api_key=KEY), mode=0o644)
    assert one(read(config(here))).notes == ("Others can read the file with this login.",)


@pytest.mark.parametrize(
    ("name", "identity", "cluster"),
    [
        ("nam1.cloud.thethings.network", "https://eu1.cloud.thethings.network", "https://nam1.cloud.thethings.network"),
        ("eu1.cloud.thethings.network", "https://eu1.cloud.thethings.network", None),
    ],
)
def test_a_login_whose_config_is_gone_is_known_by_its_name(name: str, identity: str, cluster: str | None) -> None:
    cache(named(name, api_key=KEY))
    found = one(read())
    assert (found.server.identity_server, found.server.cluster) == (identity, cluster)
    assert found.credential == SecretStr(KEY)
    assert "No config for it here" in found.notes[0]


def test_a_tenants_login_keeps_its_tenant() -> None:
    hosts = ["acme.eu1.cloud.thethings.industries", "acme.au1.cloud.thethings.industries"]
    cache(named("acme.au1.cloud.thethings.industries", api_key=KEY, hosts=hosts))
    found = one(read())
    assert [found.server.identity_server, found.server.cluster] == [f"https://{host}" for host in hosts]
    assert found.credential == SecretStr(KEY)


@pytest.mark.parametrize(
    ("name", "called"),
    [
        ("work", "work"),
        ("other.example", "nam1.cloud.thethings.network"),  # a host, though not this one
        ("a b", "eu1.cloud.thethings.network"),
        ("", "eu1.cloud.thethings.network"),
        ("user@eu1.cloud.thethings.network", "nam1.cloud.thethings.network"),
    ],
)
def test_a_login_of_another_name_is_known_by_its_hosts(name: str, called: str) -> None:
    cache(named(name, api_key=KEY))
    found = one(read())
    assert found.server.name == called
    assert found.server.identity_server == "https://eu1.cloud.thethings.network"
    assert found.server.cluster == "https://nam1.cloud.thethings.network"
    assert found.credential == SecretStr(KEY)


@pytest.mark.parametrize("hosts", [[], ["a.example", "b.example"], ["eu1.cloud.thethings.network", "a.example"]])
def test_a_login_for_several_hosts_has_no_server_where_nothing_tells_which_it_is(hosts: list[str]) -> None:
    cache(named("work", api_key=KEY, hosts=hosts))
    assert read() == ()


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


# Odd files


@pytest.mark.parametrize(
    ("text", "line", "why"),
    [
        ("a: b\n  c: [\n", 2, "Not YAML"),
        ("a: \x01\n", None, "Not YAML"),
        ("- a\n", 1, "no settings"),
        ("\njust words\n", 2, "no settings"),
        ("a: b\nca: [x]\n", 2, "ca has one value"),
        ("identity-server-grpc-address:\n  host: x\n", 2, "one value"),
        ("identity-server-grpc-address: 'a b'\n", 1, "Not an address"),
        ("\nidentity-server-grpc-address: user:pass@a.example\n", 2, "Leave user and password out"),
        ("oauth-server-address: a.example/oauth\n", 1, "starts with https://"),
        ("oauth-server-address: 'https://[/oauth'\n", 1, "starts with https://"),
        ("oauth-server-address: ftp://a.example/oauth\n", 1, "Not an address"),
        ("oauth-server-address: http://a.example/oauth\n", 1, "lets others on the network read your token"),
        ('identity-server-grpc-address: a.example\nca: "a\\0b"\n', 2, "Not a path"),
    ],
)
def test_a_config_that_can_not_be_used_is_said_with_its_line(here: Path, text: str, line: int | None, why: str) -> None:
    file = config(here, text)
    with pytest.raises(BadFile, match=re.escape(why)) as caught:
        read(file)
    assert (caught.value.path, caught.value.line) == (file, line)
    assert str(file) in str(caught.value)
    assert (f"line {line}" in str(caught.value)) is (line is not None)
    assert "pass" not in str(caught.value).replace("password", "")


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (b"{\n,}", 2),
        (b"", 1),
        (b"[]", 1),
        (b'{"by_id": 1}', 1),
        (b"\n\xff", 2),
        (b"[" * 9_999, None),
    ],
)
def test_a_cache_that_can_not_be_read_is_said(here: Path, content: bytes, line: int | None) -> None:
    file = cache({})
    file.write_bytes(content)
    with pytest.raises(BadFile) as caught:
        read()
    assert (caught.value.path, caught.value.line) == (file, line)


@pytest.mark.parametrize(
    "data", [{"by_id": {"x": None}}, {"by_id": {"x": []}}, {"api_key": 1, "hosts": "x"}, {"other": {}}]
)
def test_a_cache_of_odd_shape_has_no_login(here: Path, data: object) -> None:
    cache(data)
    assert one(read(config(here, credentials_id="x"))).credential is None


def test_a_key_that_no_request_can_carry_is_none(here: Path) -> None:
    cache(named(api_key="NNSXS.\n.X"))
    assert one(read(config(here))).credential is None


def test_a_file_without_end_and_one_without_sense_are_refused(here: Path) -> None:
    file = config(here)
    file.write_bytes(b"#" * 1_000_001)
    with pytest.raises(BadFile, match="larger than 1 MB"):
        read(file)
    file.unlink()
    with pytest.raises(BadFile, match="no such file"):
        read(file)
    os.mkfifo(file)
    with pytest.raises(BadFile, match="no such file"):
        read(file)


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is forbidden to root")
def test_a_cache_that_may_not_be_read_is_said() -> None:
    cache({}, mode=0)
    with pytest.raises(BadFile, match="Permission denied"):
        read()


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text() | st.sampled_from([KEY, LOGIN, "a.example"]),
    lambda inner: (
        st.lists(inner) | st.dictionaries(st.sampled_from([*LOGIN, "api_key", "oauth_token", "hosts"]), inner)
    ),
    max_leaves=10,
)
LINES = st.text() | st.sampled_from(
    ["oauth-server-address: ", "ca: ", "insecure: ", "[", "\n", "https://", "a.example"]
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200, deadline=None)
@given(st.lists(LINES), st.dictionaries(st.sampled_from(["", "x", "a.example", "by_id", "api_key", "hosts"]), JSON))
def test_whatever_the_files_hold_it_is_read_or_said_and_no_secret_is_in_it(
    tmp_path: Path, text: list[str], logins: dict[str, object]
) -> None:
    (tmp_path / "config").write_text("".join(text), encoding="utf-8", errors="replace")
    cache({**logins, "by_id": logins})
    for name in (None, tmp_path / "config"):
        try:
            found = read(name)
        except BadFile as error:
            assert "SECRET" not in str(error)
        else:
            assert "SECRET" not in repr(found)
