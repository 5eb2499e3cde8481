"""Decoding rows of applications and end devices straight from JSON, without dicts in between.

With a hundred thousand rows, those dicts would take most of the time in which the list is read.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Final

import msgspec

from tts_tui.api.calls import UNADDRESSABLE
from tts_tui.api.decoding import expect, json_object, whole_letters
from tts_tui.api.errors import NotTheAPI
from tts_tui.api.rows import ApplicationRow, DeviceRow

__all__ = ["DESCRIPTION_IN_A_ROW", "application_rows", "device_rows"]

DESCRIPTION_IN_A_ROW: Final = 200
"""Letters that a row keeps of a description, which may have 2,000: a long list would mostly be descriptions."""

_Instant = Annotated[datetime, msgspec.Meta(tz=True)]


class _Ids(msgspec.Struct, gc=False):
    application_id: str


class _Application(msgspec.Struct, gc=False):
    ids: _Ids
    name: str = ""
    description: str = ""
    created_at: _Instant | None = None
    deleted_at: _Instant | None = None


class _Applications(msgspec.Struct):
    applications: list[_Application] | msgspec.UnsetType = msgspec.UNSET


class _DeviceIds(msgspec.Struct, gc=False):
    device_id: str
    dev_eui: str = ""
    join_eui: str = ""


class _Device(msgspec.Struct, gc=False):
    ids: _DeviceIds
    name: str = ""
    description: str = ""
    created_at: _Instant | None = None
    last_seen_at: _Instant | None = None


class _Devices(msgspec.Struct):
    end_devices: list[_Device] | msgspec.UnsetType = msgspec.UNSET


_APPLICATIONS: Final = msgspec.json.Decoder(_Applications)
_DEVICES: Final = msgspec.json.Decoder(_Devices)


def application_rows(content: bytes) -> tuple[ApplicationRow, ...] | None:
    """The rows of the list that `content` holds, none where there is nothing; None where it is no JSON.

    Raises NotTheAPI where it is something else, or an application has no ID.
    """
    listed: list[_Application] | None = _listed(content, _APPLICATIONS, "applications")
    if listed is None:
        return None
    rows = []
    for each in listed:
        id_ = each.ids.application_id
        if id_ in UNADDRESSABLE:
            raise NotTheAPI("an application has no ID")
        description, cut = _beginning(each.description)
        rows.append(ApplicationRow(id_, each.name, description, each.created_at, each.deleted_at, cut))
    return tuple(rows)


def device_rows(content: bytes) -> tuple[DeviceRow, ...] | None:
    """Like `application_rows`, of a list of end devices."""
    listed: list[_Device] | None = _listed(content, _DEVICES, "end_devices")
    if listed is None:
        return None
    rows = []
    for each in listed:
        ids = each.ids
        if ids.device_id in UNADDRESSABLE:
            raise NotTheAPI("an end device has no ID")
        description, cut = _beginning(each.description)
        row = DeviceRow(
            ids.device_id,
            each.name,
            ids.dev_eui,
            ids.join_eui,
            description,
            each.last_seen_at,
            each.created_at,
            cut,
        )
        rows.append(row)
    return tuple(rows)


def _listed(content: bytes, decoder: msgspec.json.Decoder[Any], key: str) -> list[Any] | None:
    try:
        listed = getattr(decoder.decode(whole_letters(content) or b"{}"), key)
    except msgspec.ValidationError as error:
        raise NotTheAPI(str(error)) from None
    except (ValueError, msgspec.DecodeError, RecursionError):
        return None
    if isinstance(listed, msgspec.UnsetType):
        expect(json_object(content) or {}, key)
        return []
    found: list[Any] = listed
    return found


def _beginning(description: str) -> tuple[str, bool]:
    """What a row keeps of a description, and whether that is less than all."""
    cut = len(description) > DESCRIPTION_IN_A_ROW
    return (description[:DESCRIPTION_IN_A_ROW] if cut else description), cut
