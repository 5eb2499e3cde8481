"""A call of the API and its answer as values: what the adapter sends, and what is shown as a `curl` command."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Generic, Literal, Protocol, TypeVar
from urllib.parse import quote

import msgspec

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable, Mapping

__all__ = ["BASE_PATH", "MAX_LIMIT", "UNADDRESSABLE", "Answer", "Call", "Sender", "StreamSender", "page_query", "path"]

T = TypeVar("T")

BASE_PATH: Final = "/api/v3"
MAX_LIMIT: Final = 1000
"""The most that a page may hold. (`IS/store/pagination.go`)"""

UNADDRESSABLE: Final = frozenset({"", ".", ".."})
"""What no ID can be: in a path it would stand for another one."""

Method = Literal["GET", "POST", "PUT", "DELETE"]


class Call(msgspec.Struct, frozen=True):
    """A method, a path below `/api/v3`, the query, and the JSON body where there is one.

    A tuple in the query is sent as a repeated parameter. `only_asks` marks a POST that changes nothing, such as the one
    that opens an event stream. `of_cluster` sends the call to the cluster even if its path is the Identity Server's.
    """

    method: Method
    path: str
    query: Mapping[str, str | tuple[str, ...]] | None = None
    body: Mapping[str, Any] | None = None
    only_asks: bool = False
    of_cluster: bool = False

    @property
    def writes(self) -> bool:
        """Whether the call may change something, and so must not be sent twice."""
        return self.method != "GET" and not self.only_asks


class Answer(msgspec.Struct, Generic[T], frozen=True):
    """A decoded answer, with the server's `X-Total-Count` (None if it sent none) and `X-Warning`.

    `continuation` is the token for the next page, if there is one. (`X-Continuation-Token`)
    """

    json: T
    total: int | None = None
    warning: str = ""
    continuation: str = ""


class Sender(Protocol):
    """What sends the calls of a resource: the client, and in tests whatever answers in its place."""

    async def send(self, call: Call) -> Answer[dict[str, Any]]:
        """Send a call and return its answer, a JSON object. Raises one of `tts_tui.api.errors`."""
        ...

    async def fetch(self, call: Call, reader: Callable[[bytes], T | None]) -> Answer[T]:
        """Like `send`, with `reader` to decode the answer; it gives None for what is no answer of the API."""
        ...


class StreamSender(Protocol):
    """What opens the stream that a call asks for: the client, and in tests whatever answers in its place."""

    def lines(self, call: Call, on_warning: Callable[[str], None] | None = None) -> AsyncGenerator[bytes, None]:
        """The lines of a stream. Raises one of `tts_tui.api.errors` where it is refused, or breaks off.

        `on_warning` is given the answer's `X-Warning`, if any, whenever it comes.
        """
        ...


def path(*parts: str) -> str:
    """A path of those parts, each escaped, so that no ID can reach another route.

    Raises ValueError for a part that would do so all the same: nothing, `.` and `..`.
    """
    if not UNADDRESSABLE.isdisjoint(parts):
        raise ValueError("an empty part, or one of dots alone, stands for another path")
    return "".join(f"/{quote(part, safe='')}" for part in parts)


def page_query(page: int, limit: int, order: str) -> dict[str, str]:
    """The query of a list: `limit` (1 to 1000) and `page` (from 1) are always sent, as defaults differ by version."""
    if not 1 <= limit <= MAX_LIMIT:
        raise ValueError(f"limit must be from 1 to {MAX_LIMIT}")
    if page < 1:
        raise ValueError("pages are counted from 1")
    return {"order": order, "limit": str(limit), "page": str(page)}
