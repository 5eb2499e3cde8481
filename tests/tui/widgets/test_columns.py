"""How the columns of a table share its width."""

from __future__ import annotations

import pytest

from tts_tui.tui.widgets.columns import Column, fit

COLUMNS = (Column("ID", 10), Column("Name", 5, grows=True), Column("Rights", 5, grows=True), Column("When", 4))


def test_room_is_shared_where_nobody_knows_what_is_needed() -> None:
    assert fit(COLUMNS, 52) == (10, 15, 15, 4)  # 8 are the blanks


def test_words_of_a_limited_length_leave_the_rest_to_others() -> None:
    columns = (Column("ID", 10, grows=True, max_width=16), Column("Name", 5, grows=True))
    assert fit(columns, 27) == (14, 9)
    assert fit(columns, 60) == (16, 40)


@pytest.mark.parametrize(
    ("needs", "widths"),
    [
        ((0, 8, 30, 0), (10, 8, 22, 4)),
        ((0, 30, 8, 0), (10, 22, 8, 4)),
        ((0, 30, 30, 0), (10, 15, 15, 4)),
        ((0, 2, 6, 0), (10, 5, 25, 4)),
    ],
)
def test_no_column_has_cells_free_while_another_is_cut(needs, widths) -> None:
    assert fit(COLUMNS, 52, needs) == widths


def test_the_room_of_the_scrollbar_is_left_free() -> None:
    assert sum(each + 2 for each in fit(COLUMNS, 52, (0, 30, 30, 0), reserved=3)) == 49


def test_a_column_is_left_out_where_the_table_is_too_narrow_or_wide_enough_for_another() -> None:
    columns = (Column("ID", 10), Column("short", 4, below_width=30), Column("long", 9, from_width=30))
    assert fit(columns, 29) == (10, 4, 0)
    assert fit(columns, 30) == (10, 0, 9)


def test_too_little_room_breaks_nothing() -> None:
    assert fit(COLUMNS, 3, (0, 8, 30, 0)) == (10, 5, 5, 4)
