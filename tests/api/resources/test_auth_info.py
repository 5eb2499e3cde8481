"""Whose token it is."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.seam import Script, ok, refused
from tts_tui.api import errors
from tts_tui.api.models import Account
from tts_tui.api.rights import EVERY_RIGHT


def key_of(kind: str, **key: Any) -> dict[str, Any]:
    return {"api_key": {"api_key": {"id": "K", **key}, "entity_ids": {f"{kind}_ids": {f"{kind}_id": "who"}}}}


async def test_an_empty_answer_means_that_the_server_saw_no_token() -> None:
    with pytest.raises(errors.NoCredential):
        await Script(ok()).client().auth.info()


@pytest.mark.parametrize(
    ("answer", "error", "name"),
    [
        (refused(400, 3, "token", namespace="pkg/auth"), errors.InvalidArgument, "pkg/auth:token"),
        (refused(401, 16, "api_key_not_found"), errors.Unauthenticated, "pkg/identityserver:api_key_not_found"),
        (refused(401, 16, "api_key_expired"), errors.Unauthenticated, "pkg/identityserver:api_key_expired"),
    ],
)
async def test_malformed_wrong_and_expired_tokens_are_told_apart(
    answer: Any, error: type[Exception], name: str
) -> None:
    with pytest.raises(errors.ServerError) as caught:
        await Script(answer).client().auth.info()
    assert type(caught.value) is error
    assert caught.value.name == name


@pytest.mark.parametrize(
    ("kind", "account"),
    [
        ("user", Account(kind="user", id="who")),
        ("organization", Account(kind="organization", id="who")),
        ("application", None),
        ("gateway", None),
        ("client", None),
    ],
)
async def test_a_key_acts_for_what_it_belongs_to(kind: str, account: Account | None) -> None:
    info = await Script(ok(key_of(kind, name="n", rights=["RIGHT_NEW"]))).client().auth.info()
    assert (info.kind, info.entity_id, info.account) == (kind, "who", account)
    assert (info.key_id, info.key_name, info.rights) == ("K", "n", frozenset({"RIGHT_NEW"}))
    assert not info.is_admin
    assert info.expires_at is None


async def test_an_access_token_acts_for_its_user_not_for_its_client() -> None:
    token = {"client_ids": {"client_id": "cli"}, "user_ids": {"user_id": "me"}, "rights": ["RIGHT_USER_INFO"]}
    info = await Script(ok({"oauth_access_token": token, "is_admin": True})).client().auth.info()
    assert (info.kind, info.entity_id, info.is_admin) == ("user", "me", True)


async def test_a_session_may_do_everything() -> None:
    info = await Script(ok({"user_session": {"user_ids": {"user_id": "me"}}})).client().auth.info()
    assert info.rights == EVERY_RIGHT
    assert info.may("RIGHT_APPLICATION_DELETE")


async def test_an_administrators_universal_rights_count_and_no_others() -> None:
    answer = key_of("user", rights=["RIGHT_A"]) | {"universal_rights": {"rights": ["RIGHT_B"]}, "is_admin": True}
    info = await Script(ok(answer)).client().auth.info()
    assert info.may("RIGHT_A")
    assert info.may("RIGHT_B")
    assert not info.may("RIGHT_C")


@pytest.mark.parametrize(
    "answer",
    [
        {"api_key": {}},
        {"api_key": []},
        {"api_key": None},
        {"api_key": {"api_key": [], "entity_ids": {"user_ids": {"user_id": "me"}}}},
        {"api_key": {"api_key": {"id": 1}, "entity_ids": {"user_ids": {"user_id": "me"}}}},
        {"api_key": {"entity_ids": []}},
        {"api_key": {"entity_ids": {"user_ids": "me"}}},
        {"api_key": {"entity_ids": {"user_ids": {"user_id": 5}}}},
        {"api_key": {"entity_ids": {"user_ids": {"user_id": ["me"]}}}},
        {"api_key": {"entity_ids": {"user_ids": {"user_id": ".."}}}},
        key_of("user") | {"universal_rights": []},
        key_of("user") | {"universal_rights": {"rights": 5}},
        key_of("user") | {"is_admin": "yes"},
        key_of("user", rights="RIGHT_ALL"),
        key_of("user", rights=[None]),
        key_of("user", expires_at="tomorrow"),
        key_of("user", expires_at="2026-01-01T00:00:00"),
        {"oauth_access_token": "x"},
        {"oauth_access_token": {}},
        {"user_session": {"user_ids": {}}},
    ],
)
async def test_anything_else_is_not_the_api(answer: dict[str, Any]) -> None:
    with pytest.raises(errors.NotTheAPI):
        await Script(ok(answer)).client().auth.info()
