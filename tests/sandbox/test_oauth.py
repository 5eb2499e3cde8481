from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from tests.sandbox.conftest import error
from tts_tui.sandbox import Sandbox

AUTHORIZE = {"client_id": "cli", "redirect_uri": "code", "response_type": "code", "state": "xyz"}
EXCHANGE = {"grant_type": "authorization_code", "client_id": "cli", "redirect_uri": "code"}
REFRESH = {"grant_type": "refresh_token", "client_id": "cli", "redirect_uri": "code"}
UNKNOWN = f"{'A' * 39}.{'A' * 52}"


@pytest.fixture
async def browser(sandbox):
    transport = httpx.ASGITransport(app=sandbox.asgi())
    async with httpx.AsyncClient(transport=transport, base_url="http://sandbox") as client:
        yield client


@pytest.fixture
def logged_in(sandbox, browser):
    """Tokens for a user."""

    async def made(user_id="alice"):
        response = await browser.post("/oauth/token", data=EXCHANGE | {"code": sandbox.add_code(user_id)})
        assert response.status_code == 200
        return response.json()

    return made


def id_of(token: str) -> str:
    return token.split(".")[1]


def landed(response: httpx.Response) -> tuple[str, dict[str, str]]:
    """Where the browser is sent, without the query, and the query."""
    assert response.status_code == 302
    to = urlsplit(response.headers["location"])
    query = {name: values[0] for name, values in parse_qs(to.query, keep_blank_values=True).items()}
    return f"{to.scheme}://{to.netloc}{to.path}" if to.netloc else to.path, query


# In the browser


async def test_the_browser_lands_on_a_page_with_a_code(browser, sandbox):
    there, query = landed(await browser.get("/oauth/authorize", params=AUTHORIZE))
    assert (there, query["state"]) == ("/oauth/code", "xyz")
    page = await browser.get(there, params=query)
    assert query["code"].startswith("MF2XI.")
    assert query["code"] in page.text
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert page.headers["cache-control"] == "no-store"
    assert sandbox.store.codes[query["code"]].user_id == "alice"


@pytest.mark.parametrize(
    ("redirect_uri", "there"),
    [
        ("local-callback", "http://localhost:11885/oauth/callback"),
        ("local-callback?port=4711", "http://localhost:4711/oauth/callback"),
        ("local-callback?port=4711@evil.example", "http://localhost:11885/oauth/callback"),
        (f"local-callback?port={'9' * 5000}", "http://localhost:11885/oauth/callback"),
    ],
)
async def test_the_browser_is_sent_on_to_this_machine(browser, redirect_uri, there):
    response = await browser.get("/oauth/authorize", params=AUTHORIZE | {"redirect_uri": redirect_uri})
    response = await browser.get(response.headers["location"])
    assert landed(response)[0] == there
    assert set(landed(response)[1]) == {"code", "state"}


@pytest.mark.parametrize(
    ("asked", "outcome"),
    [
        ({"client_id": "other"}, "404 client_not_found"),
        ({"client_id": ""}, "404 client_not_found"),
        ({"redirect_uri": "https://evil.example"}, "403 invalid_redirect_uri"),
        ({"redirect_uri": "//evil.example?code"}, "403 invalid_redirect_uri"),
        ({"redirect_uri": ""}, "403 invalid_redirect_uri"),
        ({"user": "nobody"}, "404 user_not_found"),
    ],
)
async def test_what_is_not_authorized(browser, asked, outcome):
    assert error(await browser.get("/oauth/authorize", params=AUTHORIZE | asked)) == outcome


async def test_an_error_lands_on_the_page_as_well(browser, sandbox):
    there, query = landed(await browser.get("/oauth/authorize", params=AUTHORIZE | {"response_type": "token"}))
    assert (there, query["state"], query["error"]) == ("/oauth/code", "xyz", "unsupported_response_type")
    assert query["error_description"] in (await browser.get(there, params=query)).text
    assert sandbox.store.codes == {}


async def test_the_user_is_the_first_who_is_no_administrator_or_the_one_that_is_named(browser, sandbox):
    for asked, user_id in (({}, "alice"), ({"user": "bob"}, "bob"), ({"user": "admin"}, "admin")):
        query = landed(await browser.get("/oauth/authorize", params=AUTHORIZE | asked))[1]
        assert sandbox.store.codes[query["code"]].user_id == user_id


async def test_nobody_is_there_to_sign_in():
    transport = httpx.ASGITransport(app=Sandbox().asgi())
    async with httpx.AsyncClient(transport=transport, base_url="http://sandbox") as client:
        assert error(await client.get("/oauth/authorize", params=AUTHORIZE)) == "404 user_not_found"


@pytest.mark.parametrize("name", ["code", "error", "error_description"])
async def test_nothing_in_an_address_becomes_markup(browser, name):
    hostile = "<script>alert('&\"')</script>{0}{code.__class__}"
    page = (
        await browser.get("/oauth/code", params={"error": "e", name: hostile} if name != "code" else {name: hostile})
    ).text
    assert "<script" not in page
    assert "&lt;script&gt;alert(&#x27;&amp;&quot;&#x27;)&lt;/script&gt;{0}{code.__class__}" in page


# Tokens


@pytest.mark.parametrize("encoding", ["data", "json"])
async def test_a_code_is_good_for_one_exchange_as_a_form_or_as_json(browser, sandbox, encoding):
    request = {encoding: EXCHANGE | {"code": sandbox.add_code("alice")}}
    found = (await browser.post("/oauth/token", **request)).json()
    assert set(found) == {"access_token", "expires_in", "refresh_token", "token_type"}
    assert (found["expires_in"], found["token_type"]) == (3600, "bearer")
    assert id_of(found["access_token"]) == id_of(found["refresh_token"])
    assert error(await browser.post("/oauth/token", **request)) == "404 authorization_code_not_found"


async def test_a_code_lasts_five_minutes(browser, sandbox, clock):
    codes = [sandbox.add_code("alice") for _ in range(2)]
    clock.forward(minutes=4, seconds=59)
    assert (await browser.post("/oauth/token", data=EXCHANGE | {"code": codes[0]})).status_code == 200
    clock.forward(seconds=2)
    assert error(await browser.post("/oauth/token", data=EXCHANGE | {"code": codes[1]})) == "403 invalid_grant"


@pytest.mark.parametrize(
    ("asked", "outcome"),
    [
        ({"grant_type": ""}, "400 missing_grant_type"),
        ({"grant_type": " "}, "400 missing_grant_type"),
        ({"grant_type": "password"}, "400 invalid_grant_type"),
        ({"code": ""}, "400 missing_authorization_code"),
        ({"grant_type": "refresh_token"}, "400 missing_refresh_token"),
        ({"client_id": ""}, "400 missing_client_id"),
        ({"client_id": "other"}, "400 missing_client_secret"),
        ({"client_id": "other", "client_secret": "x"}, "404 client_not_found"),
        ({"client_secret": "x"}, "403 unauthorized_client"),
        ({"code": "nonsense"}, "404 authorization_code_not_found"),
        ({"redirect_uri": "https://evil.example"}, "403 invalid_redirect_uri"),
        ({"redirect_uri": "local-callback"}, "400 invalid_request"),
        ({"redirect_uri": ""}, "400 invalid_request"),
    ],
)
async def test_what_is_not_exchanged_leaves_the_code_good(browser, sandbox, asked, outcome):
    code = sandbox.add_code("alice")
    assert error(await browser.post("/oauth/token", data=EXCHANGE | {"code": code} | asked)) == outcome
    assert (await browser.post("/oauth/token", data=EXCHANGE | {"code": code})).status_code == 200


async def test_another_clients_code_is_refused(browser, sandbox):
    code = sandbox.add_code("alice", "other")
    assert error(await browser.post("/oauth/token", data=EXCHANGE | {"code": code})) == "403 invalid_grant"


async def test_a_body_that_is_no_json_object(browser):
    response = await browser.post("/oauth/token", content="[", headers={"content-type": "application/json"})
    assert response.status_code == 400


async def test_a_redirect_with_a_port_is_the_same_at_both_ends(browser, sandbox):
    code = sandbox.add_code("alice", redirect_uri="local-callback?port=4711")
    asked = EXCHANGE | {"code": code}
    for redirect_uri, status in (("local-callback", 400), ("local-callback?port=4711", 200)):
        assert (await browser.post("/oauth/token", data=asked | {"redirect_uri": redirect_uri})).status_code == status


async def test_refreshing_ends_the_old_pair(browser, login, logged_in):
    old = await logged_in()
    asked = REFRESH | {"refresh_token": old["refresh_token"]}
    new = (await browser.post("/oauth/token", data=asked)).json()
    assert error(await browser.post("/oauth/token", data=asked)) == "404 access_token_not_found"
    assert error(await login(old["access_token"]).get("/auth_info")) == "401 token_not_found"
    assert (await login(new["access_token"]).get("/auth_info")).status_code == 200


async def test_an_access_token_lasts_an_hour_and_is_refreshed_afterwards(browser, login, logged_in, clock):
    tokens = await logged_in()
    clock.forward(minutes=59)
    assert (await login(tokens["access_token"]).get("/auth_info")).status_code == 200
    clock.forward(minutes=2)
    assert error(await login(tokens["access_token"]).get("/auth_info")) == "401 token_expired"
    clock.forward(days=30)
    response = await browser.post("/oauth/token", data=REFRESH | {"refresh_token": tokens["refresh_token"]})
    assert (await login(response.json()["access_token"]).get("/auth_info")).status_code == 200


async def test_what_is_no_refresh_token(browser, logged_in):
    tokens = await logged_in()
    refresh_token = tokens["refresh_token"]
    for given, outcome in (
        ("nonsense", "400 token"),
        (tokens["access_token"], "400 no_refresh_token"),
        (f"OJSWM.{UNKNOWN}", "404 access_token_not_found"),
        (f"OJSWM.{id_of(refresh_token)}.{'A' * 52}", "400 token"),
    ):
        assert error(await browser.post("/oauth/token", data=REFRESH | {"refresh_token": given})) == outcome


# Calls


async def test_an_access_token_may_do_what_its_user_may(login, logged_in, sandbox):
    sandbox.add_application("mine", owner="alice")
    sandbox.add_application("shared", owner="bob")
    sandbox.add_collaborator("shared", "alice", ["RIGHT_APPLICATION_INFO"])
    client = login((await logged_in())["access_token"])
    assert "RIGHT_APPLICATION_DELETE" in (await client.get("/applications/mine/rights")).json()["rights"]
    assert (await client.get("/applications/shared/rights")).json() == {"rights": ["RIGHT_APPLICATION_INFO"]}
    assert error(await client.get("/users/bob/api-keys")) == "403 no_user_rights"
    found = (await client.get("/auth_info")).json()
    assert set(found) == {"oauth_access_token"}
    assert found["oauth_access_token"]["user_ids"] == {"user_id": "alice"}
    assert "RIGHT_ALL" in found["oauth_access_token"]["rights"]


async def test_an_administrators_access_token_may_what_an_administrator_may(login, logged_in):
    found = (await login((await logged_in("admin"))["access_token"]).get("/auth_info")).json()
    assert found["is_admin"]
    assert "RIGHT_APPLICATION_INFO" in found["universal_rights"]["rights"]


async def test_a_suspended_users_access_token_may_hardly_anything(login, logged_in, sandbox):
    sandbox.add_user("mallory", state="STATE_SUSPENDED")
    response = await login((await logged_in("mallory"))["access_token"]).get("/auth_info")
    assert response.headers["x-warning"] == "Restricted rights after account suspension"
    assert response.json()["oauth_access_token"]["rights"] == ["RIGHT_USER_INFO"]


async def test_a_wrong_secret(login, logged_in):
    token_id = id_of((await logged_in())["access_token"])
    assert error(await login(f"MFRWG.{token_id}.{'A' * 52}").get("/auth_info")) == "401 invalid_authorization"


# Logging out


def token_path(user_id: str, token: str, client_id: str = "cli") -> str:
    return f"/users/{user_id}/authorizations/{client_id}/tokens/{id_of(token)}"


async def test_logging_out_ends_the_pair(browser, login, logged_in):
    tokens = await logged_in()
    client = login(tokens["access_token"])
    response = await client.delete(token_path("alice", tokens["access_token"]))
    assert (response.status_code, response.json()) == (200, {})
    assert error(await client.get("/auth_info")) == "401 token_not_found"
    asked = REFRESH | {"refresh_token": tokens["refresh_token"]}
    assert error(await browser.post("/oauth/token", data=asked)) == "404 access_token_not_found"


async def test_a_key_of_the_user_may_end_a_login_and_others_may_not(alice, bob, logged_in):
    path = token_path("alice", (await logged_in())["access_token"])
    assert error(await bob.delete(path)) == "403 no_user_rights"
    assert (await alice.delete(path)).status_code == 200
    assert error(await alice.delete(path)) == "404 access_token_not_found"


async def test_a_login_is_ended_under_its_own_user_and_client_only(alice, login, logged_in):
    mine, other = (await logged_in())["access_token"], (await logged_in("bob"))["access_token"]
    assert error(await login(mine).delete(token_path("alice", other))) == "400 access_token_mismatch"
    assert error(await login(mine).delete(token_path("bob", other))) == "403 no_user_rights"
    assert error(await alice.delete(token_path("alice", mine, "other"))) == "400 access_token_mismatch"
    assert (await login(other).get("/auth_info")).status_code == 200


# Seams


async def test_a_code_its_session_and_the_ids_can_be_given(clock):
    sandbox = Sandbox(clock=clock, ids=iter(["TOKENID"]), secrets=iter(["ACCESS", "REFRESH"]))
    sandbox.add_user("alice")
    assert sandbox.add_code("alice", code="MF2XI.A.B", session_id="session") == "MF2XI.A.B"
    transport = httpx.ASGITransport(app=sandbox.asgi())
    async with httpx.AsyncClient(transport=transport, base_url="http://sandbox") as client:
        tokens = (await client.post("/oauth/token", data=EXCHANGE | {"code": "MF2XI.A.B"})).json()
        assert tokens["access_token"] == "MFRWG.TOKENID.ACCESS"
        assert tokens["refresh_token"] == "OJSWM.TOKENID.REFRESH"
        headers = {"authorization": f"Bearer {tokens['access_token']}"}
        found = (await client.get("/api/v3/auth_info", headers=headers)).json()
    assert found["oauth_access_token"]["user_session_id"] == "session"


async def test_nobody_signs_in_who_is_not_there(sandbox):
    with pytest.raises(KeyError):
        sandbox.add_code("nobody")


async def test_what_the_sandbox_remembers_of_a_login_shows_no_secret(sandbox, logged_in):
    tokens = await logged_in()
    code = sandbox.add_code("alice")
    shown = repr((sandbox.store.codes[code], sandbox.store.access_tokens[id_of(tokens["access_token"])]))
    for secret in (code, tokens["access_token"], tokens["refresh_token"]):
        assert secret.rpartition(".")[2] not in shown
