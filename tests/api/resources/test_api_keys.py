"""API keys: above all, that no change deletes one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

import pytest

from tests.api.seam import Script, body_of, ok, refused
from tts_tui.api import errors
from tts_tui.api.models import APIKey
from tts_tui.api.resources.api_keys import EDITABLE, changed, create_call, delete_call, update_call

if TYPE_CHECKING:
    from collections.abc import Callable

RIGHTS = frozenset({"RIGHT_APPLICATION_TRAFFIC_READ", "RIGHT_APPLICATION_INFO"})
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
KEY = APIKey(id="KEYID", name="Reader", rights=RIGHTS, expires_at=LONG_AGO)


@pytest.mark.parametrize("paths", [[], (), set(), ["id"], ["name", "key"], ["created_at"], "name", ["api_key.name"]])
def test_a_change_without_a_mask_would_delete_the_key_and_is_not_sent(paths: Any) -> None:
    with pytest.raises(ValueError, match="field mask"):
        update_call("a", KEY, paths)


@pytest.mark.parametrize("paths", [["rights"], ["name", "rights"], ["expires_at", "rights", "name"]])
def test_a_change_to_no_rights_would_delete_the_key_and_is_not_sent(paths: list[str]) -> None:
    with pytest.raises(ValueError, match="would be deleted"):
        update_call("a", KEY.model_copy(update={"rights": frozenset()}), paths)


async def test_neither_reaches_the_server_through_the_client() -> None:
    script = Script(ok())
    keys = script.client().api_keys
    with pytest.raises(ValueError, match="field mask"):
        await keys.update("a", KEY, [])
    with pytest.raises(ValueError, match="would be deleted"):
        await keys.update("a", KEY.model_copy(update={"rights": frozenset()}), ["rights"])
    assert script.requests == []


@pytest.mark.parametrize("paths", [["name"], ["rights"], ["expires_at"], ["name", "rights"], list(EDITABLE)])
def test_a_change_is_nested_under_api_key_and_has_its_mask(paths: list[str]) -> None:
    body = update_call("a", KEY, paths).body
    assert body is not None
    assert set(body) == {"api_key", "field_mask"}
    assert body["field_mask"] == {"paths": paths}
    assert set(body["api_key"]) == set(paths)


def test_a_key_without_rights_can_still_be_renamed() -> None:
    bare = KEY.model_copy(update={"rights": frozenset()})
    assert update_call("a", bare, ["name"]).body == {"api_key": {"name": "Reader"}, "field_mask": {"paths": ["name"]}}


def test_renaming_an_expired_key_does_not_send_its_past_expiry_which_the_server_would_refuse() -> None:
    assert update_call("a", KEY, ["name"]).body == {"api_key": {"name": "Reader"}, "field_mask": {"paths": ["name"]}}


def test_an_expiry_is_cleared_by_its_absence_under_the_mask() -> None:
    forever = KEY.model_copy(update={"expires_at": None})
    assert update_call("a", forever, ["expires_at"]).body == {"api_key": {}, "field_mask": {"paths": ["expires_at"]}}


def test_an_expiry_is_sent_in_utc_and_ends_in_z() -> None:
    local = datetime(2027, 1, 1, 23, 59, 59, 999_999, tzinfo=timezone(timedelta(hours=-5)))
    body = create_call("a", name="k", rights=RIGHTS, expires_at=local).body
    assert body is not None
    assert body["expires_at"] == "2027-01-02T04:59:59.999Z"


def test_a_change_goes_to_the_keys_own_path() -> None:
    call = update_call("a", KEY, ["name"])
    assert (call.method, call.path) == ("PUT", "/applications/a/api-keys/KEYID")


def test_creating_is_flat_and_leaves_out_what_is_empty() -> None:
    call = create_call("a", name="", rights=["R2", "R1", "R2"], expires_at=None)
    assert (call.method, call.path) == ("POST", "/applications/a/api-keys")
    assert call.body == {"rights": ["R1", "R2"]}


def test_deleting_goes_to_the_keys_own_path() -> None:
    call = delete_call("a", "KEYID")
    assert (call.method, call.path, call.body) == ("DELETE", "/applications/a/api-keys/KEYID", None)


@pytest.mark.parametrize(
    "each", [lambda: delete_call("a", ""), lambda: delete_call("..", "K"), lambda: delete_call("a", "..")]
)
def test_no_id_turns_the_deletion_of_a_key_into_that_of_something_else(each: Callable[[], Any]) -> None:
    with pytest.raises(ValueError, match="another path"):
        each()


@pytest.mark.parametrize(
    ("change", "fields"),
    [
        ({}, ()),
        ({"name": "x"}, ("name",)),
        ({"rights": frozenset({"R"})}, ("rights",)),
        ({"expires_at": None}, ("expires_at",)),
        ({"expires_at": None, "name": ""}, ("name", "expires_at")),
        ({"created_at": LONG_AGO}, ()),
    ],
)
def test_only_what_was_changed_counts_as_changed(change: dict[str, Any], fields: tuple[str, ...]) -> None:
    assert changed(KEY, KEY.model_copy(update=change)) == fields


async def test_the_secret_is_in_the_answer_that_makes_the_key_and_shows_in_no_repr() -> None:
    script = Script(ok({"id": "KEYID", "key": "NNSXS.KEYID.TOPSECRET", "rights": ["R"]}))
    made = await script.client().api_keys.create("a", name="k", rights={"R"}, expires_at=None)
    assert made.key is not None
    assert made.key.get_secret_value() == "NNSXS.KEYID.TOPSECRET"
    assert "TOPSECRET" not in f"{made!r} {made} {made.model_dump()} {made.model_dump_json()}"
    assert body_of(script.only) == {"name": "k", "rights": ["R"]}


async def test_a_key_is_read_without_its_secret_and_with_rights_that_are_not_known_here() -> None:
    found = await Script(ok({"id": "K", "rights": ["RIGHT_APPLICATION_FLY"], "new": 1})).client().api_keys.get("a", "K")
    assert found == APIKey(id="K", rights=frozenset({"RIGHT_APPLICATION_FLY"}))
    assert found.key is None


async def test_a_page_says_its_limit_page_and_order() -> None:
    script = Script(ok(x_total_count="0"))
    page = await script.client().api_keys.page("a", page=3, limit=10, order="-expires_at")
    assert dict(script.only.url.params) == {"order": "-expires_at", "limit": "10", "page": "3"}
    assert (page.items, page.total) == ((), 0)


def keys(first: int, count: int) -> dict[str, Any]:
    return {"api_keys": [{"id": f"K{number}"} for number in range(first, first + count)]}


async def test_all_goes_on_to_the_last_page_and_gives_each_key_once() -> None:
    script = Script(ok(keys(0, 1000)), ok(keys(999, 1000)), ok(keys(1999, 5)))
    found = await script.client().api_keys.all("a")
    assert [key.id for key in found] == [f"K{number}" for number in range(2004)]
    assert [each.url.params["page"] for each in script.requests] == ["1", "2", "3"]


@pytest.mark.parametrize(
    ("answers", "requests"),
    [
        ([ok()], 1),
        ([ok(keys(0, 999))], 1),
        ([ok(keys(0, 1000)), ok()], 2),
        ([ok(keys(0, 1000))], 2),  # a server that gives the same page for ever
    ],
)
async def test_all_ends(answers: list[Any], requests: int) -> None:
    script = Script(*answers)
    await script.client().api_keys.all("a")
    assert len(script.requests) == requests


async def test_a_key_that_is_gone_is_not_a_login_that_failed() -> None:
    gone = Script(refused(404, 5, "api_key_not_found", namespace="pkg/identityserver/store"))
    with pytest.raises(errors.NotFound):
        await gone.client().api_keys.delete("a", "K")
    logged_out = Script(refused(401, 16, "api_key_not_found"))
    with pytest.raises(errors.Unauthenticated):
        await logged_out.client().api_keys.delete("a", "K")


async def test_granting_what_one_lacks_lists_what_is_missing() -> None:
    script = Script(refused(403, 7, "insufficient_application_rights", {"missing": ["RIGHT_APPLICATION_DELETE"]}))
    with pytest.raises(errors.PermissionDenied) as caught:
        await script.client().api_keys.create("a", name="k", rights={"RIGHT_APPLICATION_DELETE"}, expires_at=None)
    assert caught.value.missing_rights == ("RIGHT_APPLICATION_DELETE",)
