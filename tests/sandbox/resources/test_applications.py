from __future__ import annotations

import pytest

from tests.sandbox.conftest import error, ids, innermost


async def create(client, application_id, **fields):
    body = {"application": {"ids": {"application_id": application_id}, **fields}}
    return await client.post("/users/alice/applications", json=body)


@pytest.mark.parametrize("good", ["abc", "a1b", "123", "a-bc", "a-b-c", "a" * 36])
async def test_good_ids(alice, good):
    assert (await create(alice, good)).status_code == 200


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        ("", "regex"),
        ("ab", "regex"),
        ("a-", "regex"),
        ("-ab", "regex"),
        ("abc-", "regex"),
        ("a-b", "regex"),
        ("a--b", "regex"),
        ("a_b", "regex"),
        ("Abc", "regex"),
        ("a b", "regex"),
        ("abc\n", "regex"),
        ("äbc", "regex"),
        ("a" * 37, "at most 36 runes"),
    ],
)
async def test_bad_ids(alice, bad, reason):
    response = await create(alice, bad)
    assert error(response) == "400 validation"
    assert innermost(response)["field"] == "application_id"
    assert reason in innermost(response)["reason"]


async def test_lengths_count_code_points(alice):
    assert (await create(alice, "in-time", name="🌊" * 50)).status_code == 200
    assert innermost(await create(alice, "too-long", name="🌊" * 51))["field"] == "name"


@pytest.mark.parametrize(
    ("address", "status"),
    [("", 200), ("localhost", 200), ("a.example.com:8885", 200), ("http://a.example.com", 400), ("a_b", 400)],
)
async def test_addresses(alice, address, status):
    assert (await create(alice, "with-address", network_server_address=address)).status_code == status


@pytest.mark.parametrize("path", ["Bad%20ID", "ab", "a--b"])
async def test_a_bad_id_in_a_path_is_no_question_of_rights(alice, path):
    assert innermost(await alice.get(f"/applications/{path}"))["field"] == "application_id"
    assert innermost(await alice.delete(f"/applications/{path}"))["field"] == "application_id"


async def test_a_body_not_nested_changes_nothing(alice):
    before = (await create(alice, "stays", name="Stays")).json()
    after = await alice.put("/applications/stays", json={"name": "Gone"})
    assert after.status_code == 200
    assert after.json()["updated_at"] > before["updated_at"]
    assert (await alice.get("/applications/stays?field_mask=name")).json()["name"] == "Stays"


async def test_camel_case_and_a_mask_as_text(alice):
    body = {"application": {"ids": {"applicationId": "camel"}, "networkServerAddress": "localhost"}}
    assert (await alice.post("/users/alice/applications", json=body)).status_code == 200
    body = {"application": {"name": "Camel", "description": "Two humps"}, "fieldMask": "name,description"}
    assert (await alice.put("/applications/camel", json=body)).json()["description"] == "Two humps"
    answer = (await alice.get("/applications/camel?fieldMask=network_server_address")).json()
    assert answer["network_server_address"] == "localhost"


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("field_mask=name,description", 200),
        ("field_mask.paths=name&field_mask.paths=description", 200),
        ("field_mask.paths=name,description", 400),
        ("field_mask=name&field_mask=description", 400),
        ("field_mask=name,%20description", 400),
        ("field_mask=", 400),
        ("limit=", 400),
        ("limit=-1", 400),
        ("limit=4294967296", 400),
        ("limit=1000", 200),
        ("limit=1001", 400),
        ("deleted=maybe", 400),
        ("deleted=1", 200),
        ("no_such_parameter=1", 200),
    ],
)
async def test_queries(alice, query, status):
    assert (await alice.get(f"/applications?{query}")).status_code == status


@pytest.mark.parametrize("mask", [["name"], {"paths": "name"}, 1])
async def test_masks_that_are_none(alice, mask):
    await create(alice, "masked")
    response = await alice.put("/applications/masked", json={"application": {}, "field_mask": mask})
    assert response.status_code == 400
    assert "details" not in response.json()


@pytest.mark.parametrize(
    "body",
    [b"[]", b'{"application": 1}', b'{"application": {"name": 1}}', b'{"application": {"attributes": {"k": 1}}}'],
)
async def test_wrong_types(alice, body):
    response = await alice.post("/users/alice/applications", content=body)
    assert response.status_code == 400
    assert "details" not in response.json()


async def test_a_hundred_rows_unless_asked_for_more(alice, sandbox):
    for number in range(101):
        sandbox.add_application(f"app-{number:03}", owner="alice")
    assert len(ids(await alice.get("/applications"))) == 100
    assert len(ids(await alice.get("/applications?limit=0"))) == 100
    assert ids(await alice.get("/applications?page=2")) == ["app-100"]
    assert ids(await alice.get("/applications?page=0&limit=1")) == ["app-000"]
    assert (await alice.get("/applications?page=3")).headers["x-total-count"] == "101"


async def test_order_by_name_puts_unnamed_last_and_backwards_first(alice, sandbox):
    for application_id, name in (("aaa", "Same"), ("bbb", "Same"), ("ccc", ""), ("ddd", "")):
        sandbox.add_application(application_id, owner="alice", name=name)
    assert ids(await alice.get("/applications?order=name")) == ["aaa", "bbb", "ccc", "ddd"]
    assert ids(await alice.get("/applications?order=-name")) == ["ddd", "ccc", "bbb", "aaa"]


async def test_list_and_search_see_changes_at_once(alice, sandbox):
    sandbox.add_application("first", owner="alice", name="Old")
    assert ids(await alice.get("/applications?order=name")) == ["first"]
    await create(alice, "second", name="New")
    assert ids(await alice.get("/applications?order=name")) == ["second", "first"]
    body = {"application": {"name": "Zoo"}, "field_mask": "name"}
    await alice.put("/applications/second", json=body)
    assert ids(await alice.get("/applications?order=name")) == ["first", "second"]
    await alice.delete("/applications/first")
    assert ids(await alice.get("/search/applications")) == ["second"]
    assert ids(await alice.get("/search/applications?deleted=true")) == ["first"]


@pytest.fixture
def searched(sandbox):
    sandbox.add_application("water-north", owner="alice", name="Water meters", description="Read the meters daily.")
    sandbox.add_application("parking", owner="alice", name="100% full", attributes={"env": "prod", "team": "water"})
    sandbox.add_application("plain_name".replace("_", "-"), owner="alice", name="snake_case")
    sandbox.add_application("of-bob", owner="bob", name="Water too")


@pytest.mark.usefixtures("searched")
@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("query=WATER", ["water-north"]),
        ("query=north", ["water-north"]),
        ("query=daily", ["water-north"]),
        ("query=dail", []),  # descriptions are searched by whole words
        ("query=meters%20read", ["water-north"]),
        ("query=%25", ["parking", "plain-name", "water-north"]),  # a wildcard
        ("query=%5C%25", ["parking"]),
        ("query=e_case", ["plain-name"]),
        ("query=e%5C_case", ["plain-name"]),
        ("query=n%5C_r_h", []),
        ("query=n_r_h", ["water-north"]),
        ("query=(", []),
        ("id_contains=ARK", ["parking"]),
        ("id_contains=meters", []),
        ("name_contains=meters", ["water-north"]),
        ("description_contains=read", ["water-north"]),
        ("attributes_contain%5Benv%5D=PRO", ["parking"]),
        ("attributes_contain%5Benv%5D=", ["parking"]),
        ("attributes_contain%5Benv%5D=prod&attributes_contain%5Bteam%5D=water", []),  # as the real server has it
        ("query=water&name_contains=full", []),
    ],
)
async def test_search(alice, query, found):
    response = await alice.get(f"/search/applications?{query}")
    assert ids(response) == found
    assert response.headers["x-total-count"] == str(len(found))


@pytest.mark.usefixtures("searched")
async def test_what_is_found_comes_in_pages_and_in_any_order(alice):
    pages = [
        await alice.get(f"/search/applications?query=a&order=-application_id&limit=2&page={page}") for page in (1, 2, 3)
    ]
    assert [ids(each) for each in pages] == [["water-north", "plain-name"], ["parking"], []]
    assert [each.headers["x-total-count"] for each in pages] == ["3", "3", "3"]
    assert ids(await alice.get("/search/applications?query=a&deleted=true")) == []
    assert error(await alice.get("/search/applications?query=a&order=description")).startswith("400")


@pytest.mark.usefixtures("searched")
async def test_search_as_administrator_finds_what_is_others(admin):
    assert ids(await admin.get("/search/applications?query=water")) == ["of-bob", "water-north"]


@pytest.mark.parametrize("name", ["query", "id_contains", "name_contains", "description_contains"])
async def test_search_takes_fifty_signs(alice, name):
    assert (await alice.get("/search/applications", params={name: "n" * 50})).status_code == 200
    assert innermost(await alice.get("/search/applications", params={name: "n" * 51}))["field"] == name


async def test_an_applications_key_may_not_search(sandbox, login):
    sandbox.add_application("alone", owner="alice")
    key = sandbox.add_key("application", "alone", rights=["RIGHT_APPLICATION_ALL"])
    assert error(await login(key).get("/search/applications")) == "403 search_forbidden"


@pytest.mark.parametrize(("hours", "outcome"), [(23.9, "200"), (24.1, "400 restore_window_expired")])
async def test_restore_within_a_day(alice, clock, hours, outcome):
    await create(alice, "deleted")
    await alice.delete("/applications/deleted")
    clock.forward(hours=hours)
    response = await alice.post("/applications/deleted/restore")
    assert (error(response) if response.is_error else str(response.status_code)) == outcome
    assert ids(await alice.get("/applications")) == (["deleted"] if response.is_success else [])


async def test_a_purged_id_is_free_again_and_its_keys_are_worth_nothing(alice, admin, sandbox, login):
    await create(alice, "again")
    key = sandbox.add_key("application", "again", rights=["RIGHT_APPLICATION_INFO"])
    await admin.delete("/applications/again/purge")
    assert error(await login(key).get("/auth_info")) == "401 api_key_not_found"
    assert (await create(alice, "again")).status_code == 200


async def test_contacts_must_be_collaborators(alice):
    bob = {"user_ids": {"user_id": "bob"}}
    assert error(await create(alice, "of-alice", technical_contact=bob)) == "400 contact_no_collaborator"


async def test_a_collaborator_of_less_than_info_sees_public_fields_in_lists(bob, sandbox):
    sandbox.add_application("half-shared", owner="alice", name="Secret")
    sandbox.add_collaborator("half-shared", "bob", ["RIGHT_APPLICATION_TRAFFIC_READ"])
    row = (await bob.get("/applications?field_mask=name,technical_contact")).json()["applications"][0]
    assert "name" not in row
    assert row["technical_contact"] == {"user_ids": {"user_id": "alice"}}
