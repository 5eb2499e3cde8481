"""Reading rows of applications from the server's JSON, at once and without dicts in between.

Of a hundred thousand applications, those and a look at each field would be most of the time that the list takes.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Final

import msgspec

from tts_tui.api.calls import UNADDRESSABLE
from tts_tui.api.decoding import expect, json_object, whole_letters
from tts_tui.api.errors import NotTheAPI
from tts_tui.api.rows import ApplicationRow

__all__ = ["DESCRIPTION_IN_A_ROW", "application_rows"]

DESCRIPTION_IN_A_ROW: Final = 200
"""Letters of a description that a row keeps, of up to 2,000: the rest would be most of what a long list takes."""

_Instant = Annotated[datetime, msgspec.Meta(tz=True)]


class _Ids(msgspec.Struct, gc=False):
    application_id: str


class _Application(msgspec.Struct, gc=False):
    ids: _Ids
    name: str = ""
    description: str = ""
    created_at: _Instant | None = None
    deleted_at: _Instant | None = None


class _Listed(msgspec.Struct):
    applications: list[_Application] | msgspec.UnsetType = msgspec.UNSET


_DECODER: Final = msgspec.json.Decoder(_Listed)


def application_rows(content: bytes) -> tuple[ApplicationRow, ...] | None:
    """The rows of the list that `content` holds, none where there is nothing; None where it is no JSON.

    Raises NotTheAPI where it is something else, or an application has no ID.
    """
    try:
        listed = _DECODER.decode(whole_letters(content) or b"{}").applications
    except msgspec.ValidationError as error:
        raise NotTheAPI(str(error)) from None
    except (ValueError, msgspec.DecodeError, RecursionError):
        return None
    if isinstance(listed, msgspec.UnsetType):
        expect(json_object(content) or {}, "applications")
        return ()
    rows = []
    for each in listed:
        id_, description = each.ids.application_id, each.description
        if id_ in UNADDRESSABLE:
            raise NotTheAPI("an application has no ID")
        if cut := len(description) > DESCRIPTION_IN_A_ROW:
            description = description[:DESCRIPTION_IN_A_ROW]
        rows.append(ApplicationRow(id_, each.name, description, each.created_at, each.deleted_at, cut))
    return tuple(rows)
