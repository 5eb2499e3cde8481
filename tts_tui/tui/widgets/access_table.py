"""Who may do what as a table: groups of rights where it is narrow, single rights where it is wide."""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING, Final

from textual.content import Content
from textual.widget import Widget

from tts_tui.api.rights import APPLICATION_ALL, APPLICATION_RIGHTS, groups
from tts_tui.services.access.matrix import Held, HolderKind, in_group
from tts_tui.tui.core.safe_widgets import cell
from tts_tui.tui.widgets.table import Column, Row, Table

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from rich.text import Text

    from tts_tui.api.rights import Right
    from tts_tui.services.access import matrix

__all__ = ["LEGEND", "SHORT", "WIDE", "AccessTable", "GroupNames"]

WIDE: Final = 120
"""Columns of the terminal from which single rights are shown."""
SHORT: Final = {
    "INFO": "See",
    "SETTINGS_BASIC": "Set",
    "SETTINGS_API_KEYS": "Key",
    "SETTINGS_COLLABORATORS": "Col",
    "SETTINGS_PACKAGES": "Pkg",
    "DELETE": "Del",
    "DEVICES_READ": "DvR",
    "DEVICES_WRITE": "DvW",
    "DEVICES_READ_KEYS": "KyR",
    "DEVICES_WRITE_KEYS": "KyW",
    "TRAFFIC_READ": "TrR",
    "TRAFFIC_UP_WRITE": "UpW",
    "TRAFFIC_DOWN_WRITE": "DnW",
    "LINK": "Lnk",
    "ALL": "All",
}
"""Titles of three letters; what is under the cursor is told in words below."""
LEGEND: Final = (
    "See information, Set settings, Key API keys, Col people, Pkg packages, Del deletion │ "
    "DvR DvW devices, KyR KyW their keys │ TrR UpW DnW traffic, Lnk linking │ All rights"
)
_PREFIX: Final = "RIGHT_APPLICATION_"
_KINDS: Final = {
    HolderKind.USER: "user",
    HolderKind.ORGANIZATION: "org.",
    HolderKind.MEMBER: "member",
    HolderKind.KEY: "API key",
}
_MARKS: Final = {
    Held.YES: ("✓", "success"),
    Held.NO: ("·", "muted"),
    Held.AT_MOST: ("≤", "warning"),
    Held.UNKNOWN: ("?", "warning"),
}
_KEY: Final = attrgetter("key")
_GROUPS: Final = groups()
_TITLES: Final = {"Everything": "All"}
_OF_GROUP: Final = len("≤ 1 of 6")
_FIRST: Final = frozenset(next(each.name for each in APPLICATION_RIGHTS if each.group == group) for group in _GROUPS)
"""The first right of each group; a line is drawn before its column."""


class AccessTable(Table):
    """Shows the rows of the matrix. The marks of rights that are held differ in form, not in colour alone."""

    def __init__(self) -> None:
        super().__init__(
            [
                Column("Who", 16, grows=True),
                Column("Kind", 7),
                *(
                    Column(
                        _TITLES.get(each, each),
                        max(_OF_GROUP, len(_TITLES.get(each, each))),
                        below_width=WIDE,
                        searched=False,
                    )
                    for each in _GROUPS
                ),
                *(
                    Column(_title(each), len(_title(each)), from_width=WIDE, searched=False)
                    for each in APPLICATION_RIGHTS
                ),
            ],
            id="access",
        )

    def show_access(
        self, rows: Sequence[matrix.AccessRow], name_of: Callable[[matrix.AccessRow], str], mine: str
    ) -> None:
        """Show just these rows; the one that is signed in is marked."""
        self.show_items(rows, lambda each: _row(each, name_of(each), mine), _KEY)
        self.refresh()  # names come later than the rows that have them

    def group_names(self) -> str:
        """The names of the groups, each above its first right."""
        line = ""
        x = 0
        for column, width in zip(self._shape, self._widths, strict=True):
            if group := _GROUP_OF.get(column.title):
                line = f"{line.ljust(x)} {column.title[0]}{group}"
            x += width + 2 if width else 0
        return line


class GroupNames(Widget):
    """A line above the table that names the groups of its columns."""

    DEFAULT_CSS = """
    GroupNames {
        height: 1;
        color: $foreground-muted;
    }
    """

    def __init__(self, table: AccessTable) -> None:
        super().__init__()
        self._table = table

    def render(self) -> Content:
        return Content(self._table.group_names())


def _row(row: matrix.AccessRow, name: str, mine: str) -> Row:
    who = row.id
    if row.kind is HolderKind.KEY:
        who = name or f"{row.id[:7]}…"
    elif name:
        who = f"{row.id} · {name}"
    before = "└ " if row.kind is HolderKind.MEMBER else "* " if row.key == mine else ""
    name_cell = cell(f"{before}{who}", "muted" if row.expired else "")
    if row.expired:
        name_cell.append(" ✗ expired", "error")
    marks = [*(_of_group(row, each) for each in _GROUPS), *(_of_right(row, each.name) for each in APPLICATION_RIGHTS)]
    return row.key, (name_cell, cell(_KINDS[row.kind], "muted"), *marks)


def _title(right: Right) -> str:
    return f"{_line(right.name)}{SHORT[right.name.removeprefix(_PREFIX)]}"


def _line(right: str) -> str:
    return "│" if right in _FIRST else ""


_GROUP_OF: Final = {
    _title(each): each.group for each in APPLICATION_RIGHTS if each.name in _FIRST and each.group not in _TITLES
}
"""The group that begins at a column, by the column's title."""


def _of_right(row: matrix.AccessRow, right: str) -> Text:
    mark, style = _MARKS[row.holds(right)]
    if row.expired:
        style = "muted"
    elif right == APPLICATION_ALL and style == "success":
        style = "warning"
    made = cell(_line(right), "muted")
    made.append(f" {mark}", style)
    return made


def _of_group(row: matrix.AccessRow, group: str) -> Text:
    if row.rights is None:
        return cell("?", "warning")
    held, there = in_group(row, group)
    if not held:
        return cell("·", "muted")
    about = "≤ " if row.at_most else ""
    style = "muted" if row.expired else "warning" if row.at_most or there == 1 else "success"
    if there == 1:
        return cell(f"{about}✓", style)
    return cell(f"{about}{'all ' if held == there else ''}{held}{'' if held == there else f' of {there}'}", style)
