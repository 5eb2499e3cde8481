"""What a token can't do, said once when it opens a server."""

from __future__ import annotations

from pathlib import Path

import pytest

from tts_tui.api.errors import ErrorDetails, NotFound, PermissionDenied
from tts_tui.api.resources.auth_info import AuthInfo, info_in
from tts_tui.services import missing_rights
from tts_tui.services.missing_rights import NotAllowed, missing_rights_warning, or_not_allowed, you_lack


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
        ("user", ("RIGHT_APPLICATION_INFO",), "RIGHT_USER_APPLICATIONS_LIST", "Press a to search instead"),
        ("user", (), "RIGHT_USER_APPLICATIONS_LIST", "Press a to search instead"),
        ("organization", ("RIGHT_APPLICATION_INFO",), "RIGHT_ORGANIZATION_APPLICATIONS_LIST", "to search instead"),
        ("organization", ("RIGHT_USER_APPLICATIONS_LIST",), "RIGHT_ORGANIZATION_APPLICATIONS_LIST", "to search"),
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


def test_a_right_that_is_lacking_is_told_in_words_and_by_its_name() -> None:
    said = you_lack("RIGHT_APPLICATION_DELETE")
    assert said == "You lack the right “Delete the application” (RIGHT_APPLICATION_DELETE)."


def test_a_right_that_a_newer_server_knows_is_told_by_its_name() -> None:
    assert you_lack("RIGHT_OF_TOMORROW") == "You lack RIGHT_OF_TOMORROW."


def test_the_sentence_stands_nowhere_else() -> None:
    package = Path(missing_rights.__file__).parent.parent
    saying = [each.name for each in package.rglob("*.py") if "You lack the right" in each.read_text(encoding="utf-8")]
    assert saying == ["missing_rights.py"]


def refused(*missing: str, warning: str = "") -> PermissionDenied:
    details = ErrorDetails(name="insufficient_application_rights", attributes={"missing": list(missing)})
    return PermissionDenied("no", status=403, chain=(details,), warning=warning)


async def giving(answer):
    if isinstance(answer, Exception):
        raise answer
    return answer


async def test_an_answer_is_given_as_it_is():
    assert await or_not_allowed(giving(0)) == 0


@pytest.mark.parametrize(
    ("missing", "why"),
    [
        (["RIGHT_APPLICATION_DEVICES_READ"], "you lack the right “See devices”"),
        (
            ["RIGHT_APPLICATION_INFO", "RIGHT_APPLICATION_NEW\x1b"],
            "you lack the right “See the application” and RIGHT_APPLICATION_NEW␛",
        ),
        ([], "you lack the right to see this"),
    ],
)
async def test_a_missing_right_is_a_sentence(missing, why):
    assert await or_not_allowed(giving(refused(*missing))) == NotAllowed(why)


@pytest.mark.parametrize("error", [NotFound("gone", status=404), refused(warning="account suspended")])
async def test_any_other_error_stays_one(error):
    with pytest.raises(type(error)):
        await or_not_allowed(giving(error))
