from __future__ import annotations

import pytest

from tts_tui.api.errors import ErrorDetails, NotFound, PermissionDenied
from tts_tui.services.not_allowed import NotAllowed, or_not_allowed


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
        ([], "you have no right to see this"),
    ],
)
async def test_a_missing_right_is_a_sentence(missing, why):
    assert await or_not_allowed(giving(refused(*missing))) == NotAllowed(why)


@pytest.mark.parametrize("error", [NotFound("gone", status=404), refused(warning="account suspended")])
async def test_any_other_error_stays_one(error):
    with pytest.raises(type(error)):
        await or_not_allowed(giving(error))
