"""One call of the API: the request as a handler sees it, and the table that says which handler that is."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Final, TypeAlias, TypeVar

from tts_tui.sandbox import fieldmask
from tts_tui.sandbox.auth import Caller, caller_of, not_found, require, rights_on
from tts_tui.sandbox.errors import INVALID_ARGUMENT, ApiError, PlainError
from tts_tui.sandbox.validation import check_id, check_listed, invalid, nested
from tts_tui.sandbox.wire import snake_case

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Sequence

    from tts_tui.sandbox.store import Entity, Kind, Store
    from tts_tui.sandbox.wire import Encoded, Message

__all__ = ["LIMIT_DEFAULT", "LIMIT_MAX", "Call", "Handler", "Route", "ordered", "query_of"]

LIMIT_DEFAULT: Final = 100
LIMIT_MAX: Final = 1000
_UINT32: Final = 2**32
_DIGITS: Final = re.compile("[0-9]+")
_BOOLS: Final = {
    **dict.fromkeys(("1", "t", "T", "true", "True", "TRUE"), True),
    **dict.fromkeys(("0", "f", "F", "false", "False", "FALSE"), False),
}

_Row = TypeVar("_Row")


@dataclass(frozen=True, slots=True)
class Route:
    """A method and path of the API, the gRPC method behind it, the name of its request message, and its handler."""

    method: str
    path: str
    rpc: str
    request: str
    handler: Handler


@dataclass
class Call:
    """A request on its way through a handler, which reads it, changes the store and returns the answer's JSON."""

    store: Store
    route: Route
    path: dict[str, str]
    query: dict[str, list[str]]
    body: Message
    authorization: str
    headers: dict[str, str] = field(default_factory=dict)

    # -- who

    @cached_property
    def caller(self) -> Caller:
        """Who calls. A warning about the account goes into the answer's headers."""
        found = caller_of(self.store, self.authorization)
        if found.warning:
            self.headers["x-warning"] = found.warning
        return found

    def rights(self, kind: Kind, entity_id: str, *, deleted: bool = False) -> frozenset[str]:
        """What the caller may do with an entity."""
        return rights_on(self.store, self.caller, kind, entity_id, deleted=deleted)

    def require(self, kind: Kind, entity_id: str, *wanted: str, deleted: bool = False) -> Entity:
        """The entity, if the caller holds all these rights on it."""
        require(kind, entity_id, self.rights(kind, entity_id, deleted=deleted), *wanted)
        found = self.store.get(kind, entity_id)
        if found is None:
            raise not_found(kind, entity_id)
        return found

    # -- what

    def application_id(self) -> str:
        """The application's ID in the path, which must be well-formed."""
        written = self.path["application_id"]
        try:
            check_id("ApplicationIdentifiers", "application_id", written)
        except ApiError as error:
            if self.route.request == "ApplicationIdentifiers":
                raise
            raise nested(self.route.request, "application_ids", error) from None
        return written

    def mask(self, known: Collection[str]) -> list[str]:
        """The field mask in the query, if only known paths are in it."""
        return fieldmask.allowed(fieldmask.from_query(self.query), known)

    def body_mask(self, known: Collection[str]) -> list[str]:
        """The field mask in the body, if only known paths are in it."""
        return fieldmask.allowed(fieldmask.from_body(self.body), known)

    def text(self, name: str) -> str:
        """A text in the query, empty where it is absent."""
        return self._single(name) or ""

    def flag(self, name: str) -> bool:
        """A bool in the query, false where it is absent."""
        written = self._single(name)
        if written is None:
            return False
        if written not in _BOOLS:
            raise PlainError(
                INVALID_ARGUMENT, f'parsing field "{name}": strconv.ParseBool: parsing "{written}": invalid syntax'
            )
        return _BOOLS[written]

    def number(self, name: str) -> int:
        """A whole number in the query, 0 where it is absent."""
        written = self._single(name)
        if written is None:
            return 0
        digits = _DIGITS.fullmatch(written) is not None
        if digits and int(written) < _UINT32:
            return int(written)
        wrong = "value out of range" if digits else "invalid syntax"
        raise PlainError(INVALID_ARGUMENT, f'parsing field "{name}": strconv.ParseUint: parsing "{written}": {wrong}')

    def map(self, name: str) -> dict[str, str]:
        """A map in the query, written `name[key]=value`."""
        return {
            key[len(name) + 1 : -1]: values[-1]
            for key, values in self.query.items()
            if key.startswith(f"{name}[") and key.endswith("]")
        }

    def _single(self, name: str) -> str | None:
        written = self.query.get(name)
        if written is None:
            return None
        if len(written) > 1:
            raise PlainError(INVALID_ARGUMENT, f'too many values for field "{name}": {", ".join(written)}')
        return written[0]

    # -- lists

    def order(self, allowed: Sequence[str]) -> str:
        """The order asked for, empty for the default."""
        written = self.text("order")
        check_listed(self.route.request, "order", written, ("", *allowed))
        return written

    def bounds(self) -> slice:
        """The page asked for. (`IS/store/pagination.go` 47-59)"""
        limit, page = self.number("limit"), self.number("page")
        if limit > LIMIT_MAX:
            raise invalid(self.route.request, "limit", f"value must be less than or equal to {LIMIT_MAX}")
        limit = limit or LIMIT_DEFAULT
        start = (max(page, 1) - 1) * limit
        return slice(start, start + limit)

    def page(self, rows: Sequence[_Row], bounds: slice) -> Sequence[_Row]:
        """One page of rows; how many there are in all goes into the answer's headers."""
        self.headers["x-total-count"] = str(len(rows))
        return rows[bounds]

    @staticmethod
    def listed(name: str, rows: Iterable[Message]) -> Message:
        """The answer of a list call, which is empty where the list is."""
        found = list(rows)
        return {name: found} if found else {}


Handler: TypeAlias = "Callable[[Call], Encoded | Message]"


def query_of(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    """The parameters of a query by name, which may be camelCase, but for the keys of maps."""
    found: dict[str, list[str]] = {}
    for written, value in pairs:
        name, bracket, key = written.partition("[")
        found.setdefault(snake_case(name) + bracket + key, []).append(value)
    return found


def ordered(
    rows: Iterable[_Row], order: str, fields: dict[str, Callable[[_Row], object]], identity: Callable[[_Row], str]
) -> list[_Row]:
    """Rows by a field and then by ID in the same direction; what is empty comes last, or first when descending.

    Source: `pkg/identityserver/bunstore/util.go` 99-113; PostgreSQL's place for NULL.
    """
    descending = order.startswith("-")
    value = fields[order.removeprefix("-")] if order else identity

    def key(row: _Row) -> tuple[bool, object, str]:
        found = value(row)
        return (not found, found or "", identity(row))

    return sorted(rows, key=key, reverse=descending)
