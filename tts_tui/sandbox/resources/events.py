"""The event stream, and the events of a correlation ID.

Source: `pkg/events/grpc/grpc.go` and `pkg/events/pattern.go`; recordings/10_events.json and 23_events_names.json.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final

from tts_tui.sandbox.auth import RIGHTS_OF
from tts_tui.sandbox.call import RPC, APIRequest, Stream
from tts_tui.sandbox.errors import INVALID_ARGUMENT, PERMISSION_DENIED, ApiError
from tts_tui.sandbox.events import Event, unique_id, value_of
from tts_tui.sandbox.validation import check_id, invalid, nested
from tts_tui.sandbox.wire import JSON, message, number, text, texts, time_from

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tts_tui.sandbox.records import EntityKind

__all__ = ["RPCS", "STREAM"]

STREAM: Final = "Events/Stream"
"""The method whose answers are wrapped, in `result` or in `error`."""
_CORRELATION_ID_MAX: Final = 100
_KINDS: Final[tuple[EntityKind, ...]] = ("application", "user", "organization")


@cache
def _known_names() -> tuple[str, ...]:
    """Every name that the server defines. (`config/messages.json`, `event:…`)"""
    return tuple(files("tts_tui.sandbox").joinpath("event-names.txt").read_text().split())


def _names(patterns: list[str]) -> list[str]:
    """The names that names and regular expressions between slashes stand for, sorted."""
    found: set[str] = set()
    for pattern in patterns:
        if pattern.startswith("/") and pattern.endswith("/"):
            written = pattern.strip("/")
            try:
                expression = re.compile(written)
            except re.error:
                raise ApiError(INVALID_ARGUMENT, "pkg/events", "invalid_regexp", "invalid regexp") from None
            matching = {name for name in _known_names() if expression.search(name)}
            if not matching:
                words = "no matching events for regexp `{regexp}`"
                raise ApiError(INVALID_ARGUMENT, "pkg/events", "no_matching_events", words, regexp=written)
            found |= matching
        elif pattern in _known_names():
            found.add(pattern)
        else:
            raise ApiError(INVALID_ARGUMENT, "pkg/events", "unknown_event_name", "unknown event `{name}`", name=pattern)
    return sorted(found)


def _checked(call: APIRequest, index: int, identifiers: JSON) -> None:
    owner = f"identifiers[{index}]"
    try:
        if (device := message(identifiers, "device_ids")) is not None:
            check_id("EndDeviceIdentifiers", "device_id", text(device, "device_id"))
        elif (application := message(identifiers, "application_ids")) is not None:
            try:
                check_id("ApplicationIdentifiers", "application_id", text(application, "application_id"))
            except ApiError as error:
                raise nested("EntityIdentifiers", "application_ids", error) from None
        elif not any(f"{kind}_ids" in identifiers for kind in _KINDS):
            raise invalid("EntityIdentifiers", "ids", "value is required")
    except ApiError as error:
        raise nested(call.rpc.request, owner, error) from None


def _entity(identifiers: JSON) -> tuple[EntityKind, str]:
    """The kind and ID whose rights decide: of a device its application's."""
    for kind in _KINDS:
        if (ids := message(identifiers, f"{kind}_ids")) is not None:
            return kind, text(ids, f"{kind}_id")
    device = message(identifiers, "device_ids") or {}
    return "application", text(message(device, "application_ids") or {}, "application_id")


class _Visible:
    """Who may see which events: by the rights that the caller had when the stream was opened.

    (recordings/self-contained/23_events_names.json)
    """

    def __init__(self, call: APIRequest) -> None:
        self._call = call
        self._held: dict[tuple[EntityKind, str], frozenset[str]] = {}

    def held(self, kind: EntityKind, entity_id: str) -> frozenset[str]:
        """What the caller may do with it. Raises ApiError where it isn't there and an administrator asks."""
        if (kind, entity_id) not in self._held:
            self._held[kind, entity_id] = self._call.rights(kind, entity_id) & RIGHTS_OF[kind]
        return self._held[kind, entity_id]

    def __call__(self, event: Event) -> bool:
        for each in event.identifiers:
            kind, entity_id = _entity(each)
            known = (kind, entity_id) in self._held or self._call.store.live(kind, entity_id) is not None
            if known and not self.held(kind, entity_id).isdisjoint(event.rights):
                return True
        return False


def _stream(call: APIRequest) -> Stream:
    identifiers = [each for each in call.body.get("identifiers") or [] if isinstance(each, dict)]
    after = time_from(call.body, "after")
    for index, each in enumerate(identifiers):
        _checked(call, index, each)
    if not identifiers:
        raise ApiError(INVALID_ARGUMENT, "pkg/events/grpc", "no_identifiers", "no identifiers")
    names = _names(texts(call.body, "names"))
    visible = _Visible(call)
    for each in identifiers:
        kind, entity_id = _entity(each)
        if not visible.held(kind, entity_id):
            words = f"no rights for {kind} `{{uid}}`"
            raise ApiError(PERMISSION_DENIED, "pkg/auth/rights", f"no_{kind}_rights", words, uid=entity_id)
    tail = int(number(call.body, "tail"))
    now = call.store.now()
    start = Event(
        "events.stream.start",
        now,
        tuple(identifiers),
        data=value_of(names) if names else None,
        correlation_ids=(call.correlation_id,),
        unique_id=unique_id(now),
    )

    async def told() -> AsyncIterator[JSON]:
        yield start.message()
        async for event in call.events.listen(identifiers, names, tail=tail, after=after):
            if visible(event):
                yield event.message()

    return Stream(told())


def _related(call: APIRequest) -> JSON:
    """Events of a correlation ID, for anybody; data and who did it only for those who may see it."""
    correlation_id = call.text("correlation_id")
    if not 1 <= len(correlation_id) <= _CORRELATION_ID_MAX:
        reason = f"value length must be between 1 and {_CORRELATION_ID_MAX} runes, inclusive"
        raise invalid(call.rpc.request, "correlation_id", reason)
    visible = _Visible(call)
    shown = []
    for event in call.events.related(correlation_id):
        whole = event.message()
        if not visible(event):
            whole = {name: whole[name] for name in _PUBLIC if name in whole}
        shown.append(whole)
    return {"events": shown} if shown else {}


_PUBLIC: Final = ("name", "time", "identifiers", "origin", "visibility", "unique_id")

RPCS: Final = (
    RPC("POST", "/events", STREAM, "StreamEventsRequest", _stream),
    RPC("GET", "/events/related", "Events/FindRelated", "FindRelatedEventsRequest", _related),
)
