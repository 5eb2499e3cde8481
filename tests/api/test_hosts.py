"""Which host a call goes to, and that no token goes to any other."""

from __future__ import annotations

import httpx
import pytest

from tests.api.seam import SECRET, Script, ok, page
from tts_tui.api import errors
from tts_tui.api.calls import Call
from tts_tui.api.client import Client
from tts_tui.api.hosts import Hosts, hosts_of
from tts_tui.api.resources import applications, link
from tts_tui.api.secret import SecretStr
from tts_tui.api.through_proxy import ThroughProxy

IDENTITY = "https://tenant.eu1.example.com"
CLUSTER = "https://tenant.nam1.example.com"
HOSTS = Hosts(IDENTITY, CLUSTER)


@pytest.mark.parametrize(
    "path",
    ["/as/applications/a/link", "/ns/applications/a", "/js/applications/a/settings", "/as/webhook-formats"],
)
def test_the_application_network_and_join_server_are_the_clusters(path: str) -> None:
    assert HOSTS.of(path) == CLUSTER


@pytest.mark.parametrize(
    "path",
    [
        "/applications",
        "/applications/as/link",
        "/as",  # no route of any server
        "/assets",
        "/auth_info",
        "/nsx/y",
        "/organizations",
        "/search/accounts",
        "/users/js/applications",
    ],
)
def test_everything_else_is_the_identity_servers(path: str) -> None:
    assert HOSTS.of(path) == IDENTITY


def test_one_address_is_both() -> None:
    assert hosts_of(f"{IDENTITY}/") == Hosts(IDENTITY, IDENTITY)
    assert hosts_of(HOSTS) is HOSTS


async def test_calls_go_to_their_host_and_carry_the_token() -> None:
    script = Script(ok())
    client = Client(HOSTS, SecretStr(SECRET), transport=httpx.MockTransport(script))
    await client.send(applications.delete_call("a"))
    await client.send(link.set_call("a", skip_payload_crypto=True))
    await client.send(Call("GET", "/auth_info"))
    assert [str(each.url) for each in script.requests] == [
        f"{IDENTITY}/api/v3/applications/a",
        f"{CLUSTER}/api/v3/as/applications/a/link",
        f"{IDENTITY}/api/v3/auth_info",
    ]
    assert {each.headers["authorization"] for each in script.requests} == {f"Bearer {SECRET}"}


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("path", ["/applications", "/as/applications/a/link"])
async def test_nothing_follows_a_server_that_sends_it_elsewhere(status: int, path: str) -> None:
    script = Script(page(status, location="https://evil.example/api/v3/applications"))
    client = Client(HOSTS, SecretStr(SECRET), transport=httpx.MockTransport(script))
    with pytest.raises(errors.NotTheAPI, match="evil"):
        await client.send(Call("GET", path))
    assert script.only.url.host != "evil.example"


def test_a_proxy_of_the_environment_is_used_for_the_host_alone_that_is_encrypted(monkeypatch) -> None:
    monkeypatch.setenv("ALL_PROXY", "http://proxy.example:3128")
    http = Client(Hosts("https://is.example", "http://10.0.0.1:1885"), SecretStr(SECRET))._http
    assert isinstance(http._transport_for_url(httpx.URL("https://is.example/api/v3/auth_info")), ThroughProxy)
    assert not isinstance(http._transport_for_url(httpx.URL("http://10.0.0.1:1885/api/v3/as/x")), ThroughProxy)
