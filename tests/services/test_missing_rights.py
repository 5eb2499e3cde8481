"""What a token can't do, said once when it opens a server."""

from __future__ import annotations

import pytest

from tts_tui.api.resources.auth_info import AuthInfo, info_in
from tts_tui.services.missing_rights import missing_rights_warning


def info(kind: str, *rights: str) -> AuthInfo:
    found = info_in(
        {"api_key": {"api_key": {"rights": list(rights)}, "entity_ids": {f"{kind}_ids": {f"{kind}_id": "x"}}}}
    )
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("kind", "rights"),
    [
        ("user", ("RIGHT_USER_APPLICATIONS_LIST", "RIGHT_APPLICATION_INFO")),
        ("organization", ("RIGHT_ORGANIZATION_APPLICATIONS_LIST", "RIGHT_APPLICATION_INFO")),
        ("application", ("RIGHT_APPLICATION_INFO",)),
    ],
)
def test_a_token_that_can_list_and_open_lacks_nothing(kind: str, rights: tuple[str, ...]) -> None:
    assert missing_rights_warning(info(kind, *rights)) == ""


def test_what_an_administrator_may_everywhere_counts() -> None:
    key = {"api_key": {"rights": ["RIGHT_USER_APPLICATIONS_LIST"]}, "entity_ids": {"user_ids": {"user_id": "x"}}}
    found = info_in({"api_key": key, "universal_rights": {"rights": ["RIGHT_APPLICATION_INFO"]}})
    assert found is not None
    assert missing_rights_warning(found) == ""


@pytest.mark.parametrize(
    ("kind", "rights", "names", "says"),
    [
        ("user", ("RIGHT_APPLICATION_INFO",), "RIGHT_USER_APPLICATIONS_LIST", "a searches instead"),
        ("user", (), "RIGHT_USER_APPLICATIONS_LIST", "a searches instead"),
        ("organization", ("RIGHT_APPLICATION_INFO",), "RIGHT_ORGANIZATION_APPLICATIONS_LIST", "a searches instead"),
        ("organization", ("RIGHT_USER_APPLICATIONS_LIST",), "RIGHT_ORGANIZATION_APPLICATIONS_LIST", "searches"),
        ("user", ("RIGHT_USER_APPLICATIONS_LIST",), "RIGHT_APPLICATION_INFO", "can't be opened"),
        ("application", ("RIGHT_APPLICATION_DELETE",), "RIGHT_APPLICATION_INFO", "can't be read"),
    ],
)
def test_what_is_missing_is_named_with_what_follows_from_it(
    kind: str, rights: tuple[str, ...], names: str, says: str
) -> None:
    words = missing_rights_warning(info(kind, *rights))
    assert names in words
    assert says in words
