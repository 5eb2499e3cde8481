"""Applications: what is sent for each change, and what is read."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.api.seam import Script, body_of, ok, refused
from tts_tui.api import errors
from tts_tui.api.models import Account, Application
from tts_tui.api.resources.applications import EDITABLE, changed, create_call, delete_call, restore_call, update_call
from tts_tui.api.rows import ApplicationRow

ME = Account(kind="user", id="me")
WATER = Application(
    id="water",
    name="Water",
    description="line\none",
    attributes={"env": "prod"},
    network_server_address="ns.example.com",
    technical_contact=Account(kind="organization", id="works"),
)


def test_creating_names_the_owner_in_the_path_and_leaves_out_what_is_empty() -> None:
    call = create_call(Application(id="water"), Account(kind="organization", id="works"))
    assert (call.method, call.path) == ("POST", "/organizations/works/applications")
    assert call.body == {"application": {"ids": {"application_id": "water"}}}


def test_creating_sends_every_field_that_is_set() -> None:
    assert create_call(WATER, ME).body == {
        "application": {
            "ids": {"application_id": "water"},
            "name": "Water",
            "description": "line\none",
            "attributes": {"env": "prod"},
            "network_server_address": "ns.example.com",
            "technical_contact": {"organization_ids": {"organization_id": "works"}},
        }
    }


def test_a_change_always_has_a_mask_and_sends_nothing_else() -> None:
    call = update_call(WATER, ["name"])
    assert (call.method, call.path) == ("PUT", "/applications/water")
    assert call.body == {"application": {"name": "Water"}, "field_mask": {"paths": ["name"]}}


@pytest.mark.parametrize("field", EDITABLE)
def test_an_empty_field_in_the_mask_is_cleared_by_its_absence(field: str) -> None:
    assert update_call(Application(id="water"), [field]).body == {
        "application": {},
        "field_mask": {"paths": [field]},
    }


def test_attributes_are_sent_whole_since_the_server_replaces_them_all() -> None:
    two = WATER.model_copy(update={"attributes": {"env": "prod", "site": ""}})
    assert update_call(two, ["attributes"]).body == {
        "application": {"attributes": {"env": "prod", "site": ""}},
        "field_mask": {"paths": ["attributes"]},
    }


@pytest.mark.parametrize("paths", [[], ["id"], ["name", "created_at"], ["dev_eui_counter"], ["attributes.env"], ["*"]])
def test_a_change_without_a_mask_or_with_a_field_that_cannot_change_is_not_sent(paths: list[str]) -> None:
    with pytest.raises(ValueError, match="field mask"):
        update_call(WATER, paths)


def test_the_order_of_a_mask_is_fixed_and_nothing_is_in_it_twice() -> None:
    body = update_call(WATER, ["technical_contact", "name", "name"]).body
    assert body is not None
    assert body["field_mask"] == {"paths": ["name", "technical_contact"]}


def test_deleting_is_not_purging() -> None:
    call = delete_call("water")
    assert (call.method, call.path, call.body) == ("DELETE", "/applications/water", None)


def test_restoring_has_no_body() -> None:
    call = restore_call("water")
    assert (call.method, call.path, call.body) == ("POST", "/applications/water/restore", None)


@pytest.mark.parametrize("field", EDITABLE)
def test_only_what_was_changed_counts_as_changed(field: str) -> None:
    values: dict[str, Any] = {"attributes": {"x": "y"}, "administrative_contact": ME, "technical_contact": ME}
    after = WATER.model_copy(update={field: values.get(field, "new")})
    assert changed(WATER, after) == (field,)
    assert changed(WATER, WATER) == ()


async def test_the_list_is_ones_own_and_the_search_everything() -> None:
    script = Script(ok())
    tts = script.client()
    await tts.applications.page()
    await tts.applications.page(search=True)
    assert [each.url.path for each in script.requests] == ["/api/v3/applications", "/api/v3/search/applications"]


async def test_deleted_ones_are_asked_for_on_their_own() -> None:
    script = Script(ok())
    tts = script.client()
    await tts.applications.page()
    await tts.applications.page(deleted=True)
    assert [each.url.params.get("deleted") for each in script.requests] == [None, "true"]


async def test_limit_page_order_and_mask_are_always_sent() -> None:
    script = Script(ok())
    await script.client().applications.page()
    assert dict(script.only.url.params) == {
        "order": "application_id",
        "limit": "1000",
        "page": "1",
        "field_mask": "name,description",
    }


async def test_an_empty_list_is_an_absent_one() -> None:
    page = await Script(ok(x_total_count="0")).client().applications.page()
    assert (page.items, page.total) == ((), 0)
    assert (await Script(ok()).client().applications.page()).total is None


async def test_a_row_needs_only_an_id_and_ignores_what_it_does_not_know() -> None:
    listed = [{"ids": {"application_id": "a", "new": 1}, "newer": {"x": []}}]
    (row,) = (await Script(ok({"applications": listed})).client().applications.page()).items
    assert row == ApplicationRow("a", "", "", None)


@pytest.mark.parametrize(
    ("digits", "microseconds"), [("", 0), (".5", 500_000), (".123", 123_000), (".123456", 123_456)]
)
async def test_times_have_up_to_six_digits(digits: str, microseconds: int) -> None:
    sent = {"ids": {"application_id": "a"}, "created_at": f"2026-11-23T10:26:59{digits}Z"}
    tts = Script(ok(sent | {"applications": [sent]})).client()
    expected = datetime(2026, 11, 23, 10, 26, 59, microseconds, tzinfo=UTC)
    assert (await tts.applications.get("a")).created_at == expected
    assert (await tts.applications.page()).items[0].created_at == expected


async def test_a_time_that_has_not_come_from_the_servers_database_has_nine() -> None:
    sent = {"ids": {"application_id": "a"}, "created_at": "2026-11-23T10:26:59.123456789Z"}
    tts = Script(ok(sent | {"applications": [sent]})).client()
    whole, (row,) = await tts.applications.get("a"), (await tts.applications.page()).items
    for found in (whole.created_at, row.created_at):
        assert found is not None
        assert abs(found - datetime(2026, 11, 23, 10, 26, 59, 123_456, tzinfo=UTC)) <= timedelta(microseconds=1)


async def test_absent_fields_are_empty_ones() -> None:
    found = await Script(ok({"ids": {"application_id": "a"}})).client().applications.get("a")
    assert found == Application(id="a")
    assert (found.name, found.attributes, found.dev_eui_counter, found.technical_contact) == ("", {}, 0, None)


async def test_a_change_gives_nothing_back_since_the_answer_has_only_the_masked_fields() -> None:
    script = Script(ok({"ids": {"application_id": "water"}}))
    await script.client().applications.update(WATER, ["description"])
    assert body_of(script.only)["field_mask"] == {"paths": ["description"]}


@pytest.mark.parametrize(
    ("answer", "exists"),
    [
        (ok({"ids": {"application_id": "a"}}), True),
        (refused(404, 5, "application_not_found"), False),
    ],
)
async def test_whether_one_exists_is_asked_without_a_mask_so_that_strangers_are_told(
    answer: Any, *, exists: bool
) -> None:
    script = Script(answer)
    assert await script.client().applications.exists("a") is exists
    assert script.only.url.query == b""


@pytest.mark.parametrize("answer", [refused(401, 16, "api_key_expired"), refused(403, 7, "x"), refused(500, 13)])
async def test_whether_one_exists_stays_open_where_the_server_cannot_say(answer: Any) -> None:
    with pytest.raises(errors.ServerError):
        await Script(answer).client().applications.exists("a")


async def test_rights_of_a_stranger_are_none_and_unknown_ones_are_kept() -> None:
    assert await Script(ok()).client().applications.rights("a") == frozenset()
    newer = {"rights": ["RIGHT_APPLICATION_INFO", "RIGHT_APPLICATION_FLY"]}
    assert await Script(ok(newer)).client().applications.rights("a") == frozenset(newer["rights"])


async def test_a_state_that_forbids_deleting_says_what_is_in_the_way() -> None:
    script = Script(refused(400, 9, "application_has_devices", {"count": 3}))
    with pytest.raises(errors.FailedPrecondition) as caught:
        await script.client().applications.delete("water")
    assert caught.value.is_a("application_has_devices")
    assert caught.value.details.attributes == {"count": 3}


async def test_a_row_keeps_the_beginning_of_a_long_description_and_says_so() -> None:
    listed = [{"ids": {"application_id": f"a{length}"}, "description": "x" * length} for length in (200, 201, 2_000)]
    rows = (await Script(ok({"applications": listed})).client().applications.page()).items
    assert [(len(row.description), row.cut) for row in rows] == [(200, False), (200, True), (200, True)]


# Search


@pytest.mark.parametrize(
    ("text", "query"), [("water", "water"), ("100%", "100\\%"), ("a_b\\", "a\\_b\\\\"), ("é 水", "é 水")]
)
async def test_a_search_is_for_just_that_text(text: str, query: str) -> None:
    script = Script(ok({"applications": [{"ids": {"application_id": "a"}}]}, x_total_count="37"))
    found = await script.client().applications.search(text, order="-name", page=2)
    assert ([row.id for row in found.items], found.total) == (["a"], 37)
    assert script.only.url.path == "/api/v3/search/applications"
    assert dict(script.only.url.params) == {
        "order": "-name",
        "limit": "1000",
        "page": "2",
        "query": query,
        "field_mask": "name,description",
    }


@pytest.mark.parametrize("text", ["", "x" * 51, "%" * 26])
async def test_what_the_server_would_refuse_to_search_for_is_not_sent(text: str) -> None:
    script = Script()
    with pytest.raises(ValueError, match="from 1 to 50"):
        await script.client().applications.search(text)


async def test_who_may_not_search_is_told_so() -> None:
    with pytest.raises(errors.PermissionDenied) as caught:
        await Script(refused(403, 7, "search_forbidden")).client().applications.search("water")
    assert caught.value.is_a("search_forbidden")
