"""Looking for users and organizations, as recorded."""

from __future__ import annotations

import pytest

from tests.api.recordings import alone
from tests.api.seam import Script, ok
from tts_tui.api import errors
from tts_tui.api.models import Account

USER = Account(kind="user", id="alice")


@pytest.mark.parametrize("exchange", [each for each in alone("21") if each.path.endswith("/search/accounts")], ids=str)
async def test_a_search_is_read_as_recorded(exchange) -> None:
    if exchange.status != 200:
        with pytest.raises(errors.InvalidArgument):
            await exchange.client().accounts.search("abc")
        return
    found = await exchange.client().accounts.search("abc")
    listed = exchange.json.get("account_ids", [])
    assert [each.wire() for each in found.accounts] == listed
    assert found.more == 0


async def test_a_search_asks_as_recorded() -> None:
    script = Script(ok())
    await script.client().accounts.search("FIND-O")
    assert script.only.url.path == "/api/v3/search/accounts"
    assert dict(script.only.url.params) == {"query": "FIND-O"}


async def test_of_many_the_first_ten_are_told_and_the_others_counted() -> None:
    listed = {"account_ids": [{"user_ids": {"user_id": f"user-{number}"}} for number in range(12)]}
    found = await Script(ok(listed)).client().accounts.search("user")  # an administrator gets them all, uncounted
    assert (len(found.accounts), found.more) == (10, 2)
    ten = {"account_ids": listed["account_ids"][:10]}
    found = await Script(ok(ten, x_total_count="31")).client().accounts.search("user")
    assert (len(found.accounts), found.more) == (10, 21)


@pytest.mark.parametrize("letters", ["", "a", "a" * 37])
async def test_what_the_server_would_not_answer_is_not_asked(letters: str) -> None:
    script = Script(ok())
    with pytest.raises(ValueError, match="2 to 36 letters"):
        await script.client().accounts.search(letters)
    assert script.requests == []


async def test_a_name_is_asked_for_alone() -> None:
    script = Script(ok({"ids": {"user_id": "alice"}, "name": "Alice"}))
    assert await script.client().accounts.name(USER) == "Alice"
    assert script.only.url.path == "/api/v3/users/alice"
    assert dict(script.only.url.params) == {"field_mask": "name"}


async def test_no_name_is_an_absent_one() -> None:
    script = Script(ok({"ids": {"organization_id": "works"}}))
    assert not await script.client().accounts.name(Account(kind="organization", id="works"))
    assert script.only.url.path == "/api/v3/organizations/works"


async def test_a_name_that_is_no_text_is_not_the_api() -> None:
    with pytest.raises(errors.NotTheAPI):
        await Script(ok({"ids": {}, "name": 7})).client().accounts.name(USER)
