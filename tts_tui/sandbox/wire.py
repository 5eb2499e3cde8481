"""JSON as the server reads and writes it: keys, times, enums, absent fields.

Source: `pkg/jsonpb/ttn.go` and protoc-gen-go-json 1.6 of the open-source server, version 3.32.
"""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from typing import Any, Final

from tts_tui.sandbox.errors import INVALID_ARGUMENT, PlainError

__all__ = [
    "JSON",
    "JSONBytes",
    "absent_removed",
    "encode",
    "enum",
    "message",
    "number",
    "parse",
    "snake_case",
    "text",
    "text_map",
    "texts",
    "time_from",
    "time_to",
]

JSON = dict[str, Any]
"""A message of the API, as its JSON object."""


class JSONBytes(bytes):
    """A message that is encoded already."""

    __slots__ = ()


def encode(message: JSON) -> bytes:
    """A message written without spaces and with every sign as itself."""
    return json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


_MAPS: Final = frozenset({"attributes", "data", "decoded_payload", "headers", "template_fields"})
"""Their keys are data, not names of fields."""
_UPPER: Final = re.compile(r"(?<=[a-z0-9])([A-Z])")
_TIME: Final = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?")
_LAYOUT: Final = "2006-01-02T15:04:05.999999999Z"


def snake_case(name: str) -> str:
    """`fieldMask` as `field_mask`: the server takes either."""
    return _UPPER.sub(lambda found: "_" + found[1].lower(), name)


def _snake_keys(value: Any) -> Any:
    if isinstance(value, dict):
        return {
            (key := snake_case(name)): inner if key in _MAPS else _snake_keys(inner) for name, inner in value.items()
        }
    if isinstance(value, list):
        return [_snake_keys(each) for each in value]
    return value


def parse(body: bytes) -> JSON:
    """The message in a request's body; nothing at all is an empty message.

    Raises:
        PlainError: where the body is no JSON object.
    """
    written = body.decode("utf-8", "replace").strip()
    if not written:
        return {}
    try:
        found = json.loads(written)
    except RecursionError:
        raise _too_deep() from None
    except json.JSONDecodeError as error:
        if error.pos >= len(written):
            raise PlainError(INVALID_ARGUMENT, "unexpected EOF") from None
        sign = written[error.pos]
        raise PlainError(INVALID_ARGUMENT, f"invalid character {sign!r} looking for beginning of value") from None
    except ValueError as error:  # a number of more digits than Python reads
        raise PlainError(INVALID_ARGUMENT, str(error)) from None
    if not isinstance(found, dict):
        raise _unexpected("", found)
    try:
        return JSON(_snake_keys(found))
    except RecursionError:
        raise _too_deep() from None


def _too_deep() -> PlainError:
    return PlainError(INVALID_ARGUMENT, "exceeded max depth")


def _unexpected(name: str, value: Any) -> PlainError:
    # The real parser has other words for it, which no client should read: there is only the code to go by.
    return PlainError(INVALID_ARGUMENT, f"unmarshal error at path {name!r}: unexpected {type(value).__name__}")


def message(parent: JSON, name: str) -> JSON | None:
    """A nested message, None where it is absent or null."""
    found = parent.get(name)
    if found is None or isinstance(found, dict):
        return found
    raise _unexpected(name, found)


def text(parent: JSON, name: str) -> str:
    """A string, empty where it is absent or null."""
    found = parent.get(name)
    if found is None:
        return ""
    if isinstance(found, str):
        return found
    raise _unexpected(name, found)


def number(parent: JSON, name: str) -> float:
    """A number, 0 where it is absent or null."""
    found = parent.get(name)
    if found is None:
        return 0
    if isinstance(found, int | float) and not isinstance(found, bool):
        return found
    raise _unexpected(name, found)


def texts(parent: JSON, name: str) -> list[str]:
    """A list of strings, empty where it is absent or null."""
    found = parent.get(name)
    if found is None:
        return []
    if isinstance(found, list) and all(isinstance(each, str) for each in found):
        return found
    raise _unexpected(name, found)


def text_map(parent: JSON, name: str) -> dict[str, str]:
    """A map of strings, empty where it is absent or null."""
    found = parent.get(name)
    if found is None:
        return {}
    if isinstance(found, dict) and all(isinstance(each, str) for each in found.values()):
        return found
    raise _unexpected(name, found)


def enum(written: str, prefix: str, known: frozenset[str], path: str = "") -> str:
    """The full name of an enum's value, which may be written without its prefix."""
    for name in (written, prefix + written):
        if name in known:
            return name
    where = f' at path "{path}"' if path else ""
    raise PlainError(INVALID_ARGUMENT, f'unmarshal error{where}: unknown value for enum: "{written}"')


def time_from(parent: JSON, name: str) -> datetime | None:
    """A time, which must end in `Z`: an offset is refused, even one of zero. (recordings/03_api_keys.json)"""
    if parent.get(name) is None:
        return None
    written = text(parent, name)
    found = _TIME.match(written)
    rest = written[found.end() :] if found else written
    if found is None or rest != "Z":
        wanted = "Z" if found else "2006"
        raise PlainError(
            INVALID_ARGUMENT,
            f'unmarshal error: invalid time: parsing time "{written}" as "{_LAYOUT}": '
            f'cannot parse "{rest}" as "{wanted}"',
        )
    try:
        whole = datetime.fromisoformat(found[1]).replace(tzinfo=UTC)
    except ValueError:
        raise PlainError(
            INVALID_ARGUMENT, f'unmarshal error: invalid time: parsing time "{written}": out of range'
        ) from None
    return whole.replace(microsecond=int((found[2] or "").ljust(6, "0")[:6]))


def time_to(moment: datetime) -> str:
    """A time in UTC with `Z` and no, three or six digits of a second."""
    moment = moment.astimezone(UTC).replace(tzinfo=None)
    if moment.microsecond == 0:
        return moment.isoformat(timespec="seconds") + "Z"
    return moment.isoformat(timespec="microseconds" if moment.microsecond % 1000 else "milliseconds") + "Z"


def absent_removed(fields: JSON) -> JSON:
    """The message without empty fields, which the server leaves out. Nested messages stay, even empty ones."""
    return {name: value for name, value in fields.items() if value not in ("", [], None, 0) or value == {}}
