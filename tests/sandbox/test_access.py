from __future__ import annotations

from datetime import timedelta

import pytest

from tests.sandbox.conftest import error, ids


@pytest.fixture
def application(sandbox):
    sandbox.add_application("shared", owner="alice", name="Shared")
    return "/applications/shared"


async def test_rights_through_an_organization_are_the_lesser_of_both(bob, sandbox, application):
    organization = sandbox.add_organization("club", owner="alice")
    rights = ["RIGHT_APPLICATION_INFO", "RIGHT_APPLICATION_DELETE"]
    sandbox.store.set_member(organization, sandbox.store.account("bob"), rights)
    sandbox.add_collaborator("shared", "club", ["RIGHT_APPLICATION_INFO", "RIGHT_APPLICATION_LINK"])
    assert (await bob.get(f"{application}/rights")).json() == {"rights": ["RIGHT_APPLICATION_INFO"]}
    assert ids(await bob.get("/applications")) == ["shared"]


async def test_a_key_holds_no_more_than_it_was_given(sandbox, login, application):
    key = sandbox.add_key("user", "alice", rights=["RIGHT_APPLICATION_LINK"])
    found = (await login(key).get(f"{application}/rights")).json()["rights"]
    assert set(found) == {
        "RIGHT_APPLICATION_LINK",
        "RIGHT_APPLICATION_INFO",
        "RIGHT_APPLICATION_TRAFFIC_READ",
        "RIGHT_APPLICATION_TRAFFIC_DOWN_WRITE",
    }


@pytest.mark.parametrize(
    ("authorization", "outcome"),
    [
        ("", "200"),
        ("Bearer", "200"),
        ("Basic YTpi", "401 unsupported_authorization"),
        ("Bearer nonsense", "400 token"),
        (f"Bearer XXXXX.{'A' * 39}.{'A' * 52}", "400 token"),
        (f"Bearer OJSWM.{'A' * 39}.{'A' * 52}", "401 unsupported_authorization"),
        (f"bearer NNSXS.{'A' * 39}.{'A' * 52}", "401 api_key_not_found"),
    ],
)
async def test_credentials(login, authorization, outcome):
    response = await login("").get("/auth_info", headers={"authorization": authorization})
    assert (error(response) if response.is_error else str(response.status_code)) == outcome
    assert ("www-authenticate" in response.headers) == (response.status_code == 401)


async def test_a_wrong_secret(sandbox, login):
    token = sandbox.add_key("user", "alice", secret="A" * 52)
    assert error(await login(token[:-1] + "B").get("/auth_info")) == "401 invalid_authorization"


async def test_a_key_expires_by_the_clock(sandbox, login, clock):
    client = login(sandbox.add_key("user", "alice", expires_at=clock() + timedelta(minutes=1)))
    assert (await client.get("/auth_info")).status_code == 200
    clock.forward(minutes=1)
    assert error(await client.get("/auth_info")) == "401 api_key_expired"


@pytest.mark.parametrize("kind", ["user", "organization", "application", "gateway"])
@pytest.mark.usefixtures("application")
async def test_auth_info_says_whose_key_it_is(sandbox, login, kind):
    sandbox.add_organization("club", owner="alice")
    owner = {"user": "alice", "organization": "club", "application": "shared", "gateway": "roof-top"}[kind]
    client = login(sandbox.add_key(kind, owner, name="mine", rights=[f"RIGHT_{kind.upper()}_INFO"]))
    found = (await client.get("/auth_info")).json()
    assert found["api_key"]["entity_ids"] == {f"{kind}_ids": {f"{kind}_id": owner}}
    assert found["api_key"]["api_key"]["rights"] == [f"RIGHT_{kind.upper()}_INFO"]
    assert "is_admin" not in found


async def test_a_rejected_user_is_told_why(sandbox, login):
    sandbox.add_user("mallory", state="STATE_REJECTED", state_description="No invoices")
    client = login(sandbox.add_key("user", "mallory"))
    response = await client.get("/auth_info")
    assert response.headers["x-warning"] == "Restricted rights after account rejection: No invoices"
    assert set(response.json()["api_key"]["api_key"]["rights"]) == {"RIGHT_USER_INFO", "RIGHT_USER_DELETE"}


async def test_an_unknown_right_on_a_key_is_shown(alice, sandbox, application):
    sandbox.add_key("application", "shared", name="newer", rights=["RIGHT_APPLICATION_FUTURE_THING"])
    keys = (await alice.get(f"{application}/api-keys")).json()["api_keys"]
    assert keys[0]["rights"] == ["RIGHT_APPLICATION_FUTURE_THING"]


@pytest.mark.parametrize("right", ["RIGHT_APPLICATION_INFO", "APPLICATION_INFO"])
async def test_rights_may_be_written_without_prefix(alice, application, right):
    made = await alice.post(f"{application}/api-keys", json={"rights": [right]})
    assert made.json()["rights"] == ["RIGHT_APPLICATION_INFO"]


async def test_new_keys_have_the_form_of_real_ones(alice, application):
    made = (await alice.post(f"{application}/api-keys", json={"rights": ["RIGHT_APPLICATION_INFO"]})).json()
    prefix, key_id, secret = made["key"].split(".")
    assert (prefix, key_id, len(key_id), len(secret), len(made["key"])) == ("NNSXS", made["id"], 39, 52, 98)


async def test_giving_a_wildcard_takes_the_wildcard(sandbox, login, application):
    held = ["RIGHT_APPLICATION_SETTINGS_API_KEYS", "RIGHT_APPLICATION_INFO"]
    client = login(sandbox.add_key("application", "shared", rights=held))
    refused = await client.post(f"{application}/api-keys", json={"rights": ["RIGHT_APPLICATION_ALL"]})
    assert refused.json()["details"][0]["attributes"]["missing"] == ["RIGHT_APPLICATION_ALL"]


async def test_taking_a_right_away_takes_the_right(sandbox, login, application):
    sandbox.add_key("application", "shared", key_id="K" * 39, rights=["RIGHT_APPLICATION_DELETE"])
    held = ["RIGHT_APPLICATION_SETTINGS_API_KEYS", "RIGHT_APPLICATION_INFO"]
    client = login(sandbox.add_key("application", "shared", rights=held))
    body = {"api_key": {"rights": ["RIGHT_APPLICATION_INFO"]}, "field_mask": {"paths": ["rights"]}}
    refused = await client.put(f"{application}/api-keys/{'K' * 39}", json=body)
    assert refused.json()["details"][0]["attributes"]["missing"] == ["RIGHT_APPLICATION_DELETE"]


async def test_an_update_of_a_key_without_a_mask_deletes_it(alice, sandbox, application):
    sandbox.add_key("application", "shared", key_id="K" * 39, rights=["RIGHT_APPLICATION_INFO"])
    response = await alice.put(f"{application}/api-keys/{'K' * 39}", json={"api_key": {"name": "new"}})
    assert (response.status_code, response.json()) == (200, {})
    assert error(await alice.get(f"{application}/api-keys/{'K' * 39}")) == "404 api_key_not_found"


async def test_the_last_owner_who_is_no_contact_can_not_go_either(alice, sandbox, application):
    sandbox.store.existing("application", "shared").fields.clear()
    refused = await alice.delete(f"{application}/collaborator/user/alice")
    assert error(refused) == "400 organization_needs_collaborator"


async def test_another_owner_lets_one_go(alice, sandbox, application):
    sandbox.store.existing("application", "shared").fields.clear()
    sandbox.add_collaborator("shared", "bob", ["RIGHT_APPLICATION_ALL"])
    assert (await alice.delete(f"{application}/collaborator/user/alice")).status_code == 200
    assert ids(await alice.get("/applications")) == []


async def test_a_single_formatter_field_can_be_masked(alice, application):
    link = f"/as{application}/link"
    formatters = {"up_formatter": "JAVASCRIPT", "down_formatter": "FORMATTER_CAYENNELPP"}
    body = {"link": {"default_formatters": formatters}, "field_mask": "default_formatters.up_formatter"}
    answer = (await alice.put(link, json=body)).json()
    assert answer == {"default_formatters": {"up_formatter": "FORMATTER_JAVASCRIPT"}}


async def test_a_link_without_a_mask(alice, application):
    link = f"/as{application}/link"
    assert (await alice.put(link, json={"link": {"skip_payload_crypto": True}})).json() == {}
    assert error(await alice.get(link)) == "404 not_found"
    await alice.put(link, json={"link": {"skip_payload_crypto": True}, "field_mask": "skip_payload_crypto"})
    response = await alice.get(link)
    assert (response.status_code, response.json()) == (200, {})


async def test_paths_that_are_not_there(alice):
    assert (await alice.get("/nowhere")).json() == {"code": 5, "message": "Not Found"}
    assert (await alice.get("/applications/")).status_code == 404
    assert error(await alice.get("http://sandbox/oauth/token")) == "404 route_not_found"
    assert (await alice.patch("/applications")).json() == {"code": 12, "message": "Method Not Allowed"}


async def test_request_ids_are_echoed(alice):
    response = await alice.get("/auth_info", headers={"x-request-id": "my-own"})
    assert response.headers["x-request-id"] == "my-own"
    first, second = [(await alice.get("/auth_info")).headers["x-request-id"] for _ in range(2)]
    assert first != second


async def test_answers_are_dated_by_the_clock(alice):
    assert (await alice.get("/auth_info")).headers["date"] == "Mon, 23 Nov 2026 10:00:00 GMT"


async def test_gzip_for_who_asks(alice):
    assert (await alice.get("/auth_info")).headers["content-encoding"] == "gzip"
    response = await alice.get("/auth_info", headers={"accept-encoding": "identity"})
    assert "content-encoding" not in response.headers


async def test_collaborators_of_what_is_not_there(alice):
    assert error(await alice.get("/applications/nowhere/collaborators")) == "404 entity_not_found"
