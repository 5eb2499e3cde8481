"""Users and organizations of the server: searching for them, and their names.

Source: `search_services.proto` 328-398, `user_services.proto`; recordings/self-contained/21_search_and_lists.json.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

from tts_tui.api.calls import MAX_LIMIT, Call, page_query, path
from tts_tui.api.decoding import expect, read_list, text
from tts_tui.api.errors import NotTheAPI
from tts_tui.api.field_rules import MAX_ID
from tts_tui.api.models import Account, APIKey

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tts_tui.api.calls import Sender

__all__ = ["MAX_FOUND", "SEARCHED_FROM", "Accounts", "AccountsFound"]

SEARCHED_FROM: Final = 2
"""The fewest letters that the server searches for; with fewer only administrators find anything."""
MAX_FOUND: Final = 10
"""How many results the server gives at most, except to administrators. (`IS/registry_search.go` 546-585)"""


class AccountsFound(msgspec.Struct, frozen=True):
    """The results of a search, the oldest account first. `more` is how many others were found, which aren't given."""

    accounts: tuple[Account, ...]
    more: int = 0


class Accounts:
    """`/search/accounts`, `/users` and `/organizations`."""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    async def search(self, letters: str) -> AccountsFound:
        """At most `MAX_FOUND` users and organizations whose ID has these letters, in any case; names don't count.

        Anybody may ask. Raises ValueError for less than `SEARCHED_FROM` letters, or more than an ID has.
        """
        if not SEARCHED_FROM <= len(letters) <= MAX_ID:
            raise ValueError(f"an ID is searched by {SEARCHED_FROM} to {MAX_ID} letters")
        answer = await self._sender.send(Call("GET", path("search", "accounts"), {"query": letters}))
        found = tuple(read_list(expect(answer.json, "account_ids"), "account_ids", Account.model_validate))
        total = len(found) if answer.total is None else answer.total
        shown = found[:MAX_FOUND]
        return AccountsFound(shown, max(total, len(found)) - len(shown))

    async def name(self, account: Account) -> str:
        """The account's name, which may be empty. Anybody who is signed in may read it. Raises NotFound."""
        call = Call("GET", path(f"{account.kind}s", account.id), {"field_mask": "name"})
        answer = expect((await self._sender.send(call)).json, "ids")
        try:
            return text(answer.get("name", ""))
        except TypeError:
            raise NotTheAPI("a name that is no text") from None

    async def key_names(self, account: Account) -> Mapping[str, str]:
        """The names of an account's own API keys by their IDs, of the newest thousand. Raises PermissionDenied."""
        call = Call("GET", path(f"{account.kind}s", account.id, "api-keys"), page_query(1, MAX_LIMIT, "-created_at"))
        keys = read_list(expect((await self._sender.send(call)).json, "api_keys"), "api_keys", APIKey.model_validate)
        return {each.id: each.name for each in keys}
