"""Rows of applications and of end devices from the server's JSON."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tts_tui.api.errors import NotTheAPI
from tts_tui.api.row_decoding import DESCRIPTION_IN_A_ROW, application_rows, device_rows
from tts_tui.api.rows import ApplicationRow, DeviceRow

INSTANTS = st.datetimes(timezones=st.just(UTC))
LETTERS = st.text(st.characters(exclude_categories=["Cs"]), max_size=DESCRIPTION_IN_A_ROW)


def listed(*applications: object) -> bytes:
    return json.dumps({"applications": applications}).encode()


@st.composite
def rows(draw: st.DrawFn) -> ApplicationRow:
    id_ = draw(LETTERS.filter(lambda text: text not in ("", ".", "..")))
    description = draw(LETTERS)
    return ApplicationRow(id_, draw(LETTERS), description, draw(st.none() | INSTANTS), draw(st.none() | INSTANTS))


@st.composite
def device_row(draw: st.DrawFn) -> DeviceRow:
    id_ = draw(LETTERS.filter(lambda text: text not in ("", ".", "..")))
    euis = st.sampled_from(["", "70B3D57ED0000001"])
    times = st.none() | INSTANTS
    return DeviceRow(id_, draw(LETTERS), draw(euis), draw(euis), draw(LETTERS), draw(times), draw(times))


def wire(row: ApplicationRow) -> dict[str, object]:
    fields = {"name": row.name, "description": row.description}
    times = {"created_at": row.created_at, "deleted_at": row.deleted_at}
    return {
        "ids": {"application_id": row.id},
        **{name: text for name, text in fields.items() if text},  # what is empty, the server leaves out
        **{name: time.isoformat() for name, time in times.items() if time is not None},
    }


@given(st.lists(rows(), max_size=5), st.booleans())
def test_each_application_becomes_a_row_however_its_letters_are_written(
    expected: list[ApplicationRow], ascii_only: bool
) -> None:
    content = json.dumps({"applications": [wire(row) for row in expected]}, ensure_ascii=ascii_only)
    assert application_rows(content.encode()) == tuple(expected)


@pytest.mark.parametrize("content", [b"", b"{}", b'{"applications": []}', b'{"applications": [], "newer": [1]}'])
def test_an_empty_list_is_an_absent_one(content: bytes) -> None:
    assert application_rows(content) == ()


@pytest.mark.parametrize("content", [b'{"status": "ok"}', b'{"error": null}'])
def test_what_speaks_of_something_else_is_no_empty_list(content: bytes) -> None:
    with pytest.raises(NotTheAPI, match="something else"):
        application_rows(content)


def test_of_a_long_description_the_beginning_is_kept() -> None:
    (row,) = application_rows(listed({"ids": {"application_id": "a"}, "description": "é" * 2000})) or ()
    assert (row.description, row.cut) == ("é" * DESCRIPTION_IN_A_ROW, True)


def test_an_instant_of_another_zone_is_that_instant() -> None:
    (row,) = application_rows(listed({"ids": {"application_id": "a"}, "created_at": "2026-11-23T02:00:00+02:00"})) or ()
    assert row.created_at == datetime(2026, 11, 23, tzinfo=UTC)


@pytest.mark.parametrize("half", [b"\\ud800", b"\\udc00", b"x\\uD83Dx"])
def test_half_a_letter_becomes_a_question_mark(half: bytes) -> None:
    (row,) = application_rows(b'{"applications": [{"ids": {"application_id": "a"}, "name": "%s"}]}' % half) or ()
    assert "?" in row.name
    assert row.name.encode().decode() == row.name


@pytest.mark.parametrize(
    "content", [b"<!doctype html>", b'{"applications": [', b"\xff", b"\\ud800", b'{"x":' + b"[" * 100_000]
)
def test_what_is_no_json_is_nobodys_list(content: bytes) -> None:
    assert application_rows(content) is None


@pytest.mark.parametrize(
    ("content", "place"),
    [
        (b"[]", "array"),
        (b'{"applications": null}', "applications"),
        (listed({}), "ids"),
        (listed({"ids": {"application_id": 5}}), "application_id"),
        (listed({"ids": {"application_id": "a"}, "name": None}), "name"),
        (listed({"ids": {"application_id": "a"}, "created_at": "2026-11-23T10:00:00"}), "created_at"),
        (listed({"ids": {"application_id": "a"}, "created_at": "yesterday"}), "created_at"),
        (listed({"ids": {"application_id": ".."}}), "no ID"),
    ],
)
def test_what_does_not_fit_is_told_with_its_place_and_without_its_content(content: bytes, place: str) -> None:
    with pytest.raises(NotTheAPI, match=place) as told:
        application_rows(content)
    assert "yesterday" not in str(told.value)


@given(st.lists(device_row(), max_size=5), st.booleans())
def test_each_device_becomes_a_row_however_its_letters_are_written(expected: list[DeviceRow], ascii_only: bool) -> None:
    def wire(row: DeviceRow) -> dict[str, object]:
        ids = {"device_id": row.id, "dev_eui": row.dev_eui, "join_eui": row.join_eui, "application_ids": {}}
        fields = {"name": row.name, "description": row.description}
        times = {"created_at": row.created_at, "last_seen_at": row.last_seen_at}
        return {
            "ids": {name: text for name, text in ids.items() if text},
            **{name: text for name, text in fields.items() if text},
            **{name: time.isoformat() for name, time in times.items() if time is not None},
        }

    content = json.dumps({"end_devices": [wire(row) for row in expected]}, ensure_ascii=ascii_only)
    assert device_rows(content.encode()) == tuple(expected)
