"""What an audit found, as CSV and as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from tts_tui.services.rights_selection import ordered
from tts_tui.services.spreadsheet import csv_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from tts_tui.services.audit.findings import AuditedKey
    from tts_tui.services.audit.survey import Report

__all__ = ["as_csv", "as_document", "as_file", "as_json"]

_COLUMNS: Final = ("application", "id", "name", "findings", "expires_at", "created_at", "rights")


def as_file(path: str, report: Report, keys: Iterable[AuditedKey]) -> Iterator[str]:
    """JSON where the path ends in `.json`, else CSV; made when it is asked for, as that of thousands takes a while."""
    if not path.lower().endswith(".json"):
        yield as_csv(keys)
        return
    import json

    yield json.dumps(as_document(report, keys), indent=2) + "\n"


def as_document(report: Report, keys: Iterable[AuditedKey]) -> dict[str, Any]:
    """These keys of what was found, and how much was read. (docs/scripting.md)"""
    return {
        "applications": report.applications,
        "keys_read": len(report.keys),
        "refused": [{"reason": reason, "applications": [*ids]} for reason, ids in report.refused.items()],
        "not_asked": report.left,
        "keys": [as_json(each) for each in keys],
    }


def as_csv(keys: Iterable[AuditedKey]) -> str:
    """A table with a head."""
    return csv_text(_COLUMNS, map(_row, keys))


def _row(each: AuditedKey) -> list[str]:
    values = map(as_json(each).get, _COLUMNS)
    return ["; ".join(value) if isinstance(value, list) else value or "" for value in values]


def as_json(each: AuditedKey) -> dict[str, Any]:
    """A key as JSON has it: its secret is known to nobody."""
    return {
        "application": each.application_id,
        "id": each.key.id,
        "name": each.key.name,
        "findings": [*each.findings],
        "rights": ordered(each.key.rights),
        "created_at": _instant(each.key.created_at),
        "expires_at": _instant(each.key.expires_at),
        "own": each.own,
    }


def _instant(value: datetime | None) -> str | None:
    from tts_tui.api.models import wire_time

    return wire_time(value) if value is not None else None
