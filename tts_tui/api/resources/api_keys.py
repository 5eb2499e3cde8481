"""The API keys of an application. (`application_services.proto` 104-142; recordings/03_api_keys.json)"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Literal

from tts_tui.api.calls import MAX_LIMIT, Call, page_query, path
from tts_tui.api.decoding import expect, read, read_list, read_written
from tts_tui.api.errors import OutcomeUnknown
from tts_tui.api.models import APIKey, wire_time
from tts_tui.api.pagination import read_all
from tts_tui.api.rows import Page

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from tts_tui.api.calls import Sender

__all__ = ["EDITABLE", "APIKeys", "KeyOrder", "changed", "create_call", "delete_call", "update_call"]

KeyOrder = Literal[
    "api_key_id", "-api_key_id", "name", "-name", "created_at", "-created_at", "expires_at", "-expires_at"
]
EDITABLE: Final = ("name", "rights", "expires_at")


def create_call(application_id: str, *, name: str, rights: Collection[str], expires_at: datetime | None) -> Call:
    """Make a key. `rights` must hold at least one; `expires_at` None is never."""
    body = _wire(APIKey(id="", name=name, rights=frozenset(rights), expires_at=expires_at), EDITABLE)
    return Call("POST", path("applications", application_id, "api-keys"), body=body)


def update_call(application_id: str, key: APIKey, paths: Collection[str]) -> Call:
    """Set the fields of a key named in `paths` (name, rights, expires_at) to what `key` has.

    Nothing that is not in the mask is sent, since the server checks it all the same: the past expiry of a key would
    keep it from being renamed. Raises ValueError for an empty mask, and for rights that are none: with either, the
    server **deletes the key** and answers 200. (recordings/03_api_keys.json)
    """
    ordered = [each for each in EDITABLE if each in paths]
    if not ordered or len(ordered) != len(set(paths)):
        raise ValueError(f"not a field mask for an update: {sorted(paths)}")
    if "rights" in ordered and not key.rights:
        raise ValueError("a key without rights would be deleted")
    return Call(
        "PUT",
        path("applications", application_id, "api-keys", key.id),
        body={"api_key": _wire(key, ordered), "field_mask": {"paths": ordered}},
    )


def delete_call(application_id: str, key_id: str) -> Call:
    """Revoke a key: anything that uses it loses access at once."""
    return Call("DELETE", path("applications", application_id, "api-keys", key_id))


def changed(before: APIKey, after: APIKey) -> tuple[str, ...]:
    """The editable fields in which the two differ."""
    return tuple(each for each in EDITABLE if getattr(before, each) != getattr(after, each))


class APIKeys:
    """`/applications/{id}/api-keys`."""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    async def page(
        self, application_id: str, *, order: KeyOrder = "-created_at", page: int = 1, limit: int = MAX_LIMIT
    ) -> Page[APIKey]:
        """One page of keys, without their secrets."""
        call = Call("GET", path("applications", application_id, "api-keys"), page_query(page, limit, order))
        answer = await self._sender.send(call)
        return Page(tuple(read_list(expect(answer.json, "api_keys"), "api_keys", APIKey.model_validate)), answer.total)

    async def count(self, application_id: str) -> int:
        """How many keys the application has: a page of one, and its `X-Total-Count`.

        Where that header is missing, it is 1 for an application that has any.
        """
        page = await self.page(application_id, limit=1)
        return len(page.items) if page.total is None else page.total

    async def all(self, application_id: str, *, order: KeyOrder = "-created_at") -> tuple[APIKey, ...]:
        """Every key, page by page, each once."""
        return await read_all(lambda number: self.page(application_id, order=order, page=number), lambda key: key.id)

    async def get(self, application_id: str, key_id: str) -> APIKey:
        """One key, without its secret."""
        call = Call("GET", path("applications", application_id, "api-keys", key_id))
        return read(APIKey, (await self._sender.send(call)).json)

    async def create(
        self, application_id: str, *, name: str, rights: Collection[str], expires_at: datetime | None
    ) -> APIKey:
        """Make a key. Its secret, `key.key`, is in this answer and never again."""
        call = create_call(application_id, name=name, rights=rights, expires_at=expires_at)
        return read_written(APIKey, (await self._sender.send(call)).json)

    async def update(self, application_id: str, key: APIKey, paths: Collection[str]) -> APIKey:
        """Set the fields of a key named in `paths`, and nothing else. See `update_call`."""
        return read_written(APIKey, (await self._sender.send(update_call(application_id, key, paths))).json)

    async def delete(self, application_id: str, key_id: str) -> None:
        """Delete a key; NotFound `api_key_not_found` where it is gone already."""
        expect((await self._sender.send(delete_call(application_id, key_id))).json, otherwise=OutcomeUnknown)


def _wire(key: APIKey, paths: Collection[str]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    if "name" in paths and key.name:
        values["name"] = key.name
    if "rights" in paths:
        values["rights"] = sorted(key.rights)
    if "expires_at" in paths and key.expires_at:
        values["expires_at"] = wire_time(key.expires_at)
    return values
