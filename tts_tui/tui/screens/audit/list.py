"""The API keys of all applications that are worth a look."""

from __future__ import annotations

from datetime import timedelta
from time import monotonic
from typing import TYPE_CHECKING, Any, ClassVar, Final

from msgspec.structs import replace
from textual import on
from textual.widgets import Input, Static

from tts_tui.api.field_rules import MAX_ID
from tts_tui.services.api_keys import expiry
from tts_tui.services.audit.export import as_file
from tts_tui.services.audit.findings import SHORT, AuditedKey, findings
from tts_tui.services.audit.list_state import ORDERS, FoundList, refused_words, summary
from tts_tui.services.audit.survey import Report, Survey, beforehand
from tts_tui.services.batch import progress_words
from tts_tui.services.empty_list import EmptyList
from tts_tui.services.error_text import explain
from tts_tui.text import instants
from tts_tui.text.safe_text import visible
from tts_tui.tui.base.list_screen import REVERSE
from tts_tui.tui.base.reading import Reading
from tts_tui.tui.base.saves_file import SavesFile
from tts_tui.tui.core.commands import BACK, COPY_ID, FILTER, OPEN, ORDER, REFRESH, Command, bindings
from tts_tui.tui.core.safe_widgets import cell, plain
from tts_tui.tui.routes import api_keys
from tts_tui.tui.widgets.filter_input import FilterInput
from tts_tui.tui.widgets.key_cells import counted, expiry_cell, rights_cell
from tts_tui.tui.widgets.table import Column, Row, Table

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from rich.text import Text
    from textual.app import ComposeResult
    from textual.binding import BindingType
    from textual.content import Content

    from tts_tui.api.errors import TTSError
    from tts_tui.services.api_keys.end_key import EndedKey

__all__ = ["AuditScreen"]

_EVERY: Final = 0.2
"""Seconds between two tellings of progress."""
_WITHIN: Final = (expiry.SOON, timedelta(days=90), timedelta(days=365), timedelta(days=7))
"""What may count as soon."""
_OF_EXPIRY: Final = frozenset({"expired", "expiring", "never"})
"""Findings that the column of the expiry shows."""


class AuditScreen(SavesFile[None]):
    """Reads the keys of all applications, lists those worth a look, and ends those that are marked.

    An administrator is told before that most will be refused, and may have only their own read.
    """

    CSS_PATH = "list.tcss"
    area = "Audit"
    MARK = Command("mark", ("space",), "Mark", "Mark", "Mark or unmark the key.")
    MARK_ALL = Command("mark_all", ("asterisk",), "All", "Mark all", "Mark or unmark everything the filter shows.")
    REVOKE = Command(
        "revoke",
        ("d", "delete"),
        "Revoke",
        "Revoke",
        "Revoke the marked keys, or the selected one (review first).",
        destroys=True,
    )
    EXPIRE = Command(
        "expire",
        ("e",),
        "Expire",
        "Set to expire",
        "Set the marked keys to expire, or the one under the cursor; what will be sent is shown first.",
    )
    MINE = Command(
        "mine", ("m",), "Mine", "Only mine", "Audit only your applications, or all that you can access.", footer=False
    )
    EXPORT = Command(
        "export",
        ("w",),
        "Export",
        "Export as CSV or JSON",
        "Save the marked keys, or else all that the filter shows, to a file.",
        footer=False,
    )
    OPEN = replace(OPEN, title="Open its application", help="Open the API keys of its application.")
    WITHIN = Command(
        "within",
        ("i",),
        "Soon",
        "What is soon",
        "Count a key as expiring soon within 7, 30, 90 or 365 days.",
        footer=False,
    )
    REFRESH = replace(REFRESH, help="Start again, or continue after a stop.", footer=True)
    offers = (
        OPEN,
        MARK,
        MARK_ALL,
        REVOKE,
        EXPIRE,
        FILTER,
        ORDER,
        REVERSE,
        REFRESH,
        WITHIN,
        MINE,
        EXPORT,
        COPY_ID,
        BACK,
    )
    listed = "audit"
    orders = ORDERS
    ordered_columns: ClassVar[Mapping[str, str]] = {
        "urgent": "",
        "application": "Application",
        "name": "Name",
        "expires": "Expires",
    }
    of_row = (OPEN, MARK, MARK_ALL, REVOKE, EXPIRE, EXPORT, COPY_ID)
    no_row = "No key is selected."
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(offers)]

    def __init__(self, *positional: Any, **kept: Any) -> None:
        super().__init__(*positional, **kept)
        self._order_index = self.order_remembered(self.session)
        self._survey: Survey | None = None
        self._report = Report()
        self._marked: frozenset[tuple[str, str]] = frozenset()
        self._ended: dict[tuple[str, str], EndedKey] = {}
        self._found_list = FoundList()
        self._counted = 0
        self._why: tuple[Content, ...] = ()
        self._shown: tuple[AuditedKey, ...] = ()
        self._filter = ""
        self._mine = False
        self._within = expiry.SOON
        self._told_at = float("-inf")

    def body(self) -> ComposeResult:
        table = Table(
            [
                Column("", 1, searched=False),
                Column("Application", 18, grows=True),
                Column("Name", 12, grows=True),
                Column("Key ID", MAX_ID + 3, from_width=160),
                Column("Expires", 19, searched=False),
                Column("Also", 16),
                Column("Rights", 12, grows=True, from_width=110),
                Column("Created", 10, from_width=110, muted=True, searched=False),
            ],
            id="audit",
        )
        yield from self.list_body(table, filter_input=FilterInput())
        yield Static(id="refused")
        yield self.path_field(
            "A name that ends in .json makes JSON, any other CSV. Enter saves, Esc cancels.", label="File"
        )

    def on_mount(self) -> None:
        self.table.focus()
        if not self._beforehand:
            self._read()
        self._show()

    @property
    def _beforehand(self) -> str:
        return beforehand(self.session.info, mine=self._mine)

    # Reading

    def _read(self) -> None:
        if self._survey is None:
            self._survey = Survey(
                self.session.client,
                self.session.info,
                within=self._within,
                now=self.session.clock,
                mine=self._mine,
                told=self._tell_progress,
            )
        self.read(self._survey.run(), self._read_done, waiting=Reading.ALL_API_KEYS)

    def _tell_progress(self) -> None:
        survey = self._survey
        if survey is None or survey.progress is None:
            return
        ended, total = survey.progress
        now = monotonic()
        if now - self._told_at >= _EVERY and self.is_reading:
            self._told_at = now
            self.say(f"{progress_words(ended, total, survey.seconds_left(now))} · Esc stops")

    def _read_done(self, report: Report) -> None:
        self._report = report
        self._list_anew()
        if report.halted is not None:
            self.show_problem(explain(report.halted, "read the API keys of all applications"))

    def read_failed(self, error: TTSError, waiting: Reading) -> None:
        super().read_failed(error, waiting)
        self._survey = None
        self._list_anew()

    def reading_stopped(self) -> None:
        if self._survey is not None:
            self._report = self._survey.report
        self._list_anew()

    def action_refresh(self) -> None:
        """Go on where it was stopped, else read everything again."""
        self.show_problem(None)
        if self.is_reading:
            return
        if not self._report.left:
            self._survey, self._report, self._marked, self._ended = None, Report(), frozenset(), {}
        self._read()
        self._list_anew()

    def action_mine(self) -> None:
        self.stop_reads()
        self._mine = not self._mine
        self._survey, self._report, self._marked, self._ended = None, Report(), frozenset(), {}
        self.show_problem(None)
        if not self._beforehand:
            self._read()
        self._list_anew()

    # Showing

    @property
    def _found(self) -> list[AuditedKey]:
        """What was found and still is: without those that were revoked here, and with the expiry of those that were."""
        now = self.session.clock()
        found = []
        for each in self._report.found:
            ended = self._ended.get(each.where)
            if ended is None:
                found.append(each)
            elif ended.fate == "expires":
                key = each.key.model_copy(update={"expires_at": ended.expires_at})
                found.append(replace(each, key=key, findings=findings(key, now, self._within)))
        return found

    def _list_anew(self) -> None:
        """What there is, or its order, has changed."""
        found = self._found
        self._found_list = FoundList.of(found, ORDERS[self._order_index][0])
        self._marked &= {each.where for each in found}
        self._counted = len(found)
        self._why = tuple(counted(words, finding == "expired") for finding, words in summary(found).items())
        self._show()

    def _show(self) -> None:
        now = self.session.clock()
        self._shown = self._found_list.matching(self._filter)
        self.table.mark(self._filter)
        self.table.show_items(self._shown, lambda each: _row(each, now, marked=each.where in self._marked), _id)
        self.show_empty(None if self._shown else self._words_for_empty())
        refused = refused_words(self._report)
        self.query_one("#refused", Static).update(plain(refused, "$text-warning", lines=True))
        self.query_one("#refused").display = bool(refused) and not self.is_reading
        self._show_marks()
        self.refresh_bindings()

    def _show_marks(self) -> None:
        shown = f"{len(self._shown):,} of {self._counted:,}" if self._filter else f"{self._counted:,}"
        title = f"Audit {shown} of {len(self._report.keys):,} keys" if self._report.applications else "Audit"
        marked = [f"{len(self._marked):,} marked"] if self._marked else []
        self.show_heading(title, ORDERS[self._order_index][1], parts=[*marked, *self._why])
        self.table.refresh()  # marks are no part of what is listed

    def _words_for_empty(self) -> EmptyList:
        if self._filter:
            return EmptyList(f"Nothing contains “{self._filter}”.", keys=(("esc", "Clear the filter"),))
        if self.is_reading:
            return EmptyList("Reading the API keys of all applications", keys=(("esc", "Stop"),))
        if self._survey is None:
            keys = [("r", "Start")]
            if self.session.info.is_admin:
                keys.append(("m", "Only your own applications" if not self._mine else "Everybody's applications"))
            return EmptyList("Audit of all API keys", self._beforehand, tuple(keys))
        if self._report.left or self._survey.progress is None:
            return EmptyList("Stopped", "Some applications have not been read.", (("r", "Continue"),))
        return EmptyList("No problems found", "Every key expires, has a name and no more rights than usual.")

    # Actions

    @property
    def _current(self) -> AuditedKey | None:
        current: AuditedKey | None = self.table.current_item
        return current

    def action_open(self) -> None:
        if (each := self._current) is not None:
            self.app.push_screen(api_keys(self.session, each.application_id, _left))

    def action_copy_id(self) -> None:
        if (each := self._current) is not None:
            self.copy(each.key.id, f"The ID {visible(each.key.id)}")

    def action_mark(self) -> None:
        if (each := self._current) is not None:
            self._marked ^= {each.where}
            self._show_marks()
            self.table.action_cursor_down()

    def action_mark_all(self) -> None:
        shown = {each.where for each in self._shown}
        self._marked = self._marked - shown if shown <= self._marked else self._marked | shown
        self._show_marks()

    def action_revoke(self) -> None:
        self._end(revoke=True)

    def action_expire(self) -> None:
        self._end(revoke=False)

    def _end(self, *, revoke: bool) -> None:
        from tts_tui.tui.screens.audit.end import EndKeysScreen

        chosen = [each for each in self._found if each.where in self._marked]
        if not chosen and (current := self._current) is not None:
            chosen = [current]
        if chosen:
            self.app.push_screen(EndKeysScreen(self.session, chosen, revoke=revoke, ended=self._were_ended))

    def _were_ended(self, ended: Mapping[tuple[str, str], EndedKey]) -> None:
        """The other screen has ended these, wherever the person is by now."""
        self._ended |= ended
        self._marked -= ended.keys()
        if self.is_attached:
            self._list_anew()

    @property
    def order_index(self) -> int:
        return self._order_index

    def order_by(self, index: int) -> None:
        self._order_index = index
        self._list_anew()

    def filter_changed(self, text: str) -> None:
        self._filter = text
        self._show()

    def action_within(self) -> None:
        self._within = _WITHIN[(_WITHIN.index(self._within) + 1) % len(_WITHIN)]
        if self._survey is not None:
            self._survey.within = self._within
            self._report = self._survey.report
        self._list_anew()
        self.notify(f"Soon is within {self._within.days} days.", markup=False)

    # The file

    def action_export(self) -> None:
        self.ask_for_path("audit.csv")

    @on(Input.Submitted, "#path")
    def _path_given(self, event: Input.Submitted) -> None:
        keys = [each for each in self._found_list.rows if each.where in self._marked] or self._shown
        many = f"{len(keys):,} key{'' if len(keys) == 1 else 's'}"
        self.save_file(event.value, [as_file(event.value, self._report, keys)], many)


def _left(changed: bool) -> None:
    """What is done there is read again when the person wants it."""
    del changed


def _others(each: AuditedKey) -> Text:
    """What was found beside the expiry."""
    words = ", ".join(SHORT[finding] for finding in each.findings if finding not in _OF_EXPIRY)
    too_powerful = not {"wildcard", "admin-and-traffic"}.isdisjoint(each.findings)
    return cell(f"! {words}", "warning") if too_powerful else cell(words)


def _id(each: AuditedKey) -> str:
    return "/".join(each.where)


def _row(each: AuditedKey, now: datetime, *, marked: bool) -> Row:
    key = each.key
    name = f"* {key.name}".rstrip() if each.own else key.name
    return _id(each), (
        cell("✓" if marked else " ", "success"),
        cell(each.application_id),
        cell(name) if name else cell("–", "muted"),
        cell(key.id),
        expiry_cell(key.expires_at, now),
        _others(each),
        rights_cell(key.rights),
        cell(instants.date(key.created_at)),
    )
