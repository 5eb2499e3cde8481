"""Decoding JSON from the server. Whatever doesn't fit raises one error, NotTheAPI."""

from __future__ import annotations

import json
import re
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final, TypeVar

from tts_tui.api.calls import UNADDRESSABLE
from tts_tui.api.errors import NotTheAPI, OutcomeUnknown, TTSError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from tts_tui.api.models import Model

__all__ = ["expect", "instant", "json_object", "read", "read_list", "read_written", "text", "whole_letters"]

M = TypeVar("M", bound="Model")
T = TypeVar("T")

_LONE_SURROGATE: Final = re.compile(rb"\\u[dD][89a-fA-F]")
"""An escape that may stand for half a letter, which can be neither shown nor sent back."""


def json_object(content: bytes) -> dict[str, Any] | None:
    """The JSON object that `content` holds, an empty one where there is nothing; None where it is anything else."""
    try:
        data = json.loads(whole_letters(content) or b"{}")
    except (ValueError, RecursionError):
        return None
    return data if isinstance(data, dict) else None


def whole_letters(content: bytes) -> bytes:
    """The same JSON with a question mark in the place of each half of a letter. Raises ValueError for no JSON."""
    if not _LONE_SURROGATE.search(content):
        return content
    return json.dumps(json.loads(content), ensure_ascii=False).encode("utf-8", "replace")


def expect(data: Mapping[str, Any], *keys: str, otherwise: type[TTSError] = NotTheAPI) -> Mapping[str, Any]:
    """The same data, if it has one of those keys or is empty, which is how the server writes "nothing".

    Raises NotTheAPI, or what is named, for an object that speaks of something else.
    """
    if data and data.keys().isdisjoint(keys):
        raise otherwise("the answer is about something else")
    return data


def read(model: type[M], data: Mapping[str, Any]) -> M:
    """The model that `data` holds. Raises NotTheAPI where it holds none."""
    found = _fitting(model, data)
    if isinstance(found, str):
        raise NotTheAPI(found)
    return found


def read_written(model: type[M], data: Mapping[str, Any]) -> M:
    """Like `read`, of the answer to a write that was accepted: raises OutcomeUnknown, since it has been done."""
    found = _fitting(model, data)
    del data  # it may hold a new key's secret, and a traceback can show what a function holds
    if isinstance(found, str):
        raise OutcomeUnknown(found)
    return found


def text(value: Any) -> str:
    """The string that `value` is. Raises TypeError for anything else."""
    if not isinstance(value, str):
        raise TypeError("not a string")
    return value


def instant(value: Any) -> datetime:
    """The instant that `value` writes. Raises TypeError for what is no string, ValueError for no instant."""
    moment = datetime.fromisoformat(value)
    if moment.tzinfo is None:
        raise ValueError("no time zone")
    return moment


def _fitting(model: type[M], data: Mapping[str, Any]) -> M | str:
    from pydantic import ValidationError  # here, since a list is read without it

    name = model.__name__.lstrip("_")
    try:
        found = model.model_validate(data)
    except ValidationError as error:
        return f"it is no {name}: fields that don't fit: {error.error_count()}"
    return f"it is no {name}: it has no ID" if _nameless(found) else found


def _nameless(value: object) -> bool:
    return getattr(value, "id", None) in UNADDRESSABLE


def read_list(data: Mapping[str, Any], key: str, reader: Callable[[Any], T]) -> Iterator[T]:
    """What `reader` makes of each item under `key`; an absent key is an empty list. Raises NotTheAPI."""
    items = data.get(key, [])
    if not isinstance(items, list):
        raise NotTheAPI(f"{key} is not a list")
    for item in items:
        try:
            found = reader(item)
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise NotTheAPI(f"an item of {key} does not fit ({type(error).__name__})") from None
        if _nameless(found):
            raise NotTheAPI(f"an item of {key} has no ID")
        yield found
