"""One call of the API: the request as a handler sees it, and the table that says which handler that is."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Final, TypeAlias, TypeVar

from tts_tui.sandbox import fieldmask
from tts_tui.sandbox.auth import Caller, caller_of, not_found, require, rights_on
from tts_tui.sandbox.errors import INVALID_ARGUMENT, ApiError, PlainError
from tts_tui.sandbox.events import Event, EventLog, about, unique_id
from tts_tui.sandbox.notifications import notified
from tts_tui.sandbox.records import AccountRecord
from tts_tui.sandbox.validation import check_account, check_id, check_length, check_listed, invalid, nested
from tts_tui.sandbox.wire import absent_removed, snake_case

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Collection, Iterable, Sequence

    from tts_tui.sandbox.records import AccountKind, Entity, EntityKind
    from tts_tui.sandbox.store import Store
    from tts_tui.sandbox.wire import JSON, JSONBytes

__all__ = [
    "LIMIT_DEFAULT",
    "LIMIT_MAX",
    "QUERY_MAX",
    "RPC",
    "APIRequest",
    "Handler",
    "Stream",
    "Wordless",
    "ordered",
    "query_of",
]

LIMIT_DEFAULT: Final = 100
LIMIT_MAX: Final = 1000
QUERY_MAX: Final = 50
"""How long a text may be that is searched for, in code points."""
_FILTERS_MAX: Final = 10
_UINT32: Final = 2**32
_DIGITS: Final = re.compile("[0-9]+")
_BOOLS: Final = {
    **dict.fromkeys(("1", "t", "T", "true", "True", "TRUE"), True),
    **dict.fromkeys(("0", "f", "F", "false", "False", "FALSE"), False),
}

_Row = TypeVar("_Row")


@dataclass(frozen=True, slots=True)
class RPC:
    """A method and path of the API, the name of the gRPC method, its request message, and its handler."""

    method: str
    path: str
    name: str
    request: str
    handler: Handler


@dataclass
class APIRequest:
    """A request on its way through a handler, which reads it, changes the store and returns the answer's JSON."""

    store: Store
    rpc: RPC
    path: dict[str, str]
    query: dict[str, list[str]]
    body: JSON
    authorization: str
    headers: dict[str, str] = field(default_factory=dict)
    events: EventLog = field(default_factory=EventLog)
    caller_address: str = ""
    user_agent: str = ""
    happened: list[Event] = field(default_factory=list)

    # -- events

    @cached_property
    def correlation_id(self) -> str:
        """The correlation ID of all that this call does."""
        return f"rpc:/ttn.lorawan.v3.{self.rpc.name}:{unique_id(self.store.now())}"

    def happen(self, name: str, *identifiers: JSON, rights: Iterable[str], data: JSON | None = None) -> None:
        """Note an event. It is published once the call has succeeded."""
        moment = self.store.now()
        event = Event(
            name,
            moment,
            identifiers,
            tuple(rights),
            data,
            (self.correlation_id,),
            self.caused_by(),
            unique_id=unique_id(moment),
        )
        self.happened.append(event)
        caller = self.caller.account
        sender = caller.id if caller is not None and caller.kind == "user" else ""
        told = notified(self.store, event, sender)
        if told is not None:
            receiver, notification = told
            data = {"@type": "type.googleapis.com/ttn.lorawan.v3.Notification", **notification}
            rights = ("RIGHT_USER_NOTIFICATIONS_READ",)
            self.happen("user.notification.create", about("user", receiver), rights=rights, data=data)

    def caused_by(self) -> JSON:
        """Who calls, from where and with what, as an event tells it."""
        token = self.caller.key or self.caller.token
        kind = "AccessToken" if self.caller.token is not None else "APIKey"
        found: JSON = {}
        if token is not None:
            found["authentication"] = {"type": "Bearer", "token_type": kind, "token_id": token.id}
        return found | absent_removed({"remote_ip": self.caller_address, "user_agent": self.user_agent})

    # -- who

    @cached_property
    def caller(self) -> Caller:
        """Who calls. A warning about the account goes into the answer's headers."""
        return self._identified()

    def _identified(self, *, deleted: bool = False) -> Caller:
        found = caller_of(self.store, self.authorization, deleted=deleted)
        if found.warning:
            self.headers["x-warning"] = found.warning
        return found

    def rights(self, kind: EntityKind, entity_id: str, *, deleted: bool = False) -> frozenset[str]:
        """What the caller may do with an entity, and if `deleted` with one that was deleted, even by a key of it."""
        caller = self._identified(deleted=True) if deleted else self.caller
        return rights_on(self.store, caller, kind, entity_id, deleted=deleted)

    def require(self, kind: EntityKind, entity_id: str, *wanted: str, deleted: bool = False) -> Entity:
        """The entity, if the caller holds all these rights on it."""
        require(self.store, kind, entity_id, self.rights(kind, entity_id, deleted=deleted), *wanted)
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
            if self.rpc.request == "ApplicationIdentifiers":
                raise
            raise nested(self.rpc.request, "application_ids", error) from None
        return written

    def account(self, *messages: str) -> AccountRecord:
        """The user or organization in the path, whose ID must be well-formed.

        Args:
            *messages: The fields and messages that hold its identifiers, from the request's own on: `"collaborator",
                "OrganizationOrUserIdentifiers"` where they are in `collaborator.user_ids`.
        """
        kind: AccountKind = "user" if "user_id" in self.path else "organization"
        found = AccountRecord(kind, self.path[f"{kind}_id"])
        try:
            check_account(found)
        except ApiError as error:
            if self.rpc.request == f"{kind.capitalize()}Identifiers":
                raise
            error = nested(messages[-1] if messages else self.rpc.request, f"{kind}_ids", error)
            raise (nested(self.rpc.request, messages[0], error) if messages else error) from None
        return found

    def collaborator(self) -> AccountRecord | None:
        """The user or organization of a list's `collaborator.user_ids.user_id`, in the path or in the query."""
        if "user_id" in self.path or "organization_id" in self.path:
            return self.account("collaborator", "OrganizationOrUserIdentifiers")
        asked = {
            name: value
            for kind in ("user", "organization")
            if (value := self._single(f"collaborator.{(name := f'{kind}_id')}s.{name}")) is not None
        }
        if len(asked) > 1:
            raise PlainError(INVALID_ARGUMENT, 'field already set for oneof "ids"')
        if not asked:
            return None
        return replace(self, path=asked).collaborator()

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
        """A map in the query, written `name[key]=value`; nothing else is, and no key twice."""
        found: dict[str, str] = {}
        for written, values in self.query.items():
            if written.startswith(f"{name}."):
                raise PlainError(INVALID_ARGUMENT, f'invalid path: "{name}" is not a message')
            if written == name or (written.startswith(f"{name}[") and len(values) > 1):
                words = f'more than one value provided for key "{values[0]}" in map "{name}"'
                raise PlainError(INVALID_ARGUMENT, words)
            if written.startswith(f"{name}[") and written.endswith("]"):
                found[written[len(name) + 1 : -1]] = values[0]
        return found

    def attribute_filters(self) -> dict[str, str]:
        """What attributes have to contain, by their keys. (`P/search_services.proto` 43-54)"""
        found = self.map("attributes_contain")
        if len(found) > _FILTERS_MAX:
            reason = f"value must contain no more than {_FILTERS_MAX} pair(s)"
            raise invalid(self.rpc.request, "attributes_contain", reason)
        for key, value in found.items():
            check_id(self.rpc.request, f"attributes_contain[{key}]", key)
            check_length(self.rpc.request, f"attributes_contain[{key}]", value, QUERY_MAX)
        return found

    def searched(self, name: str, limit: int = QUERY_MAX) -> str:
        """A text to search for, empty where it is absent."""
        found = self.text(name)
        check_length(self.rpc.request, name, found, limit)
        return found

    def with_searched(self, paths: list[str]) -> list[str]:
        """A search's mask with the fields that it looks into, which its answer shows, too. (`IS/registry_search.go`)"""
        looked_into = [name for name in ("name", "description") if self.text(f"{name}_contains")]
        if self.map("attributes_contain"):
            looked_into.append("attributes")
        return paths + [name for name in looked_into if name not in paths]

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
        check_listed(self.rpc.request, "order", written, ("", *allowed))
        return written

    def bounds(self) -> slice:
        """The page asked for. (`IS/store/pagination.go` 47-59)"""
        limit, page = self.number("limit"), self.number("page")
        if limit > LIMIT_MAX:
            raise invalid(self.rpc.request, "limit", f"value must be less than or equal to {LIMIT_MAX}")
        limit = limit or LIMIT_DEFAULT
        start = (max(page, 1) - 1) * limit
        return slice(start, start + limit)

    def page(self, rows: Sequence[_Row], bounds: slice) -> Sequence[_Row]:
        """One page of rows; how many there are in all goes into the answer's headers."""
        self.headers["x-total-count"] = str(len(rows))
        return rows[bounds]

    @staticmethod
    def listed(name: str, rows: Iterable[JSON]) -> JSON:
        """The answer of a list call, which is empty where the list is."""
        found = list(rows)
        return {name: found} if found else {}


@dataclass(frozen=True, slots=True)
class Stream:
    """A streamed answer: its messages as they come. It ends with the last one."""

    messages: AsyncIterator[JSON]


@dataclass(frozen=True, slots=True)
class Wordless:
    """An answer with a status and an empty body."""

    status: int


Handler: TypeAlias = "Callable[[APIRequest], JSONBytes | JSON | Stream | Wordless]"


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
