"""The logins of `ttn-lw-cli`: at which server they are used, and for which hosts."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.session.imports.cli_files import KEY, LOGIN, cache, config, named, one
from tts_tui.api.oauth import Tokens
from tts_tui.api.secret import SecretStr
from tts_tui.session.imports.ttn_lw_cli import SHARED_LOGIN, read


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
