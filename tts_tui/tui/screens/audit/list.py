"""The API keys of all applications that are worth a look."""

from __future__ import annotations

from datetime import timedelta
from time import monotonic
from typing import TYPE_CHECKING, Any, ClassVar, Final

from msgspec.structs import replace
from textual import on
from textual.widgets import Input, Static

from tts_tui.services.api_keys import expiry
from tts_tui.services.audit.export import as_file
from tts_tui.services.audit.list_state import ORDERS, FoundList, refused_words, still_there, summary
from tts_tui.services.audit.survey import Report, Survey, beforehand
from tts_tui.services.batch import progress_words
from tts_tui.services.empty_list import EmptyList
from tts_tui.services.error_text import explain
from tts_tui.text.quantity import quantity
from tts_tui.text.safe_text import visible
from tts_tui.tui.base.list_screen import REVERSE
from tts_tui.tui.base.marked_rows import MARK, MARK_ALL, MarkedRows
from tts_tui.tui.base.reading import Reading
from tts_tui.tui.base.saves_file import SavesFile
from tts_tui.tui.base.whole_list import WholeList
from tts_tui.tui.core.commands import BACK, COPY_ID, FILTER, OPEN, ORDER, REFRESH, Command, bindings
from tts_tui.tui.core.safe_widgets import plain
from tts_tui.tui.routes import api_keys
from tts_tui.tui.screens.audit.table import AuditTable, key_of
from tts_tui.tui.widgets.filter_input import FilterInput
from tts_tui.tui.widgets.key_cells import counted

if TYPE_CHECKING:
    from collections.abc import Mapping

    from textual.app import ComposeResult
    from textual.binding import BindingType
    from textual.content import Content

    from tts_tui.api.errors import TTSError
    from tts_tui.services.api_keys.end_key import EndedKey
    from tts_tui.services.audit.findings import AuditedKey

__all__ = ["AuditScreen"]

_EVERY: Final = 0.2
"""Seconds between two updates of the progress, at least."""
_WITHIN: Final = (expiry.SOON, timedelta(days=90), timedelta(days=365), timedelta(days=7))
"""Within which times a key can count as expiring soon; I goes through them."""


class AuditScreen(MarkedRows[None], WholeList[None], SavesFile[None]):
    """Reads the keys of all applications, lists those with findings, and ends the marked ones.

    An administrator is warned beforehand that most applications will refuse, and can audit only their own.
    """

    CSS_PATH = "list.tcss"
    area = "Audit"
    belongs_to = ""
    MARK = replace(MARK, help="Mark or unmark the key.", footer=True)
    MARK_ALL = replace(MARK_ALL, footer=True)
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
    of_row = (OPEN, MARK, MARK_ALL, REVOKE, EXPIRE, COPY_ID)
    no_row = "No key is selected."
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(offers)]

    def __init__(self, *positional: Any, **kept: Any) -> None:
        super().__init__(*positional, **kept)
        self._survey: Survey | None = None
        self._report = Report()
        self._ended: dict[tuple[str, str], EndedKey] = {}
        self._found = FoundList()
        self._why: tuple[Content, ...] = ()
        self._mine = False
        self._within = expiry.SOON
        self._within_chosen = False
        self._told_at = float("-inf")

    def body(self) -> ComposeResult:
        yield from self.list_body(AuditTable(), filter_input=FilterInput())
        yield Static(id="refused")
        yield self.path_field(
            "A name that ends in .json makes JSON, any other CSV. Enter saves, Esc cancels.", label="File"
        )

    def on_mount(self) -> None:
        self.table.focus()
        self._begin()

    def why_not(self, command: Command) -> str | None:
        if command == self.EXPORT and not self._report.applications:
            return "Nothing has been read."
        return super().why_not(command)

    @property
    def _beforehand(self) -> str:
        return beforehand(self.session.info, mine=self._mine)

    def _begin(self) -> None:
        """Read everything, unless the person has to be warned first."""
        self._survey, self._report, self._ended, self.marked = None, Report(), {}, frozenset()
        if not self._beforehand:
            self._read()
        self._list_anew()

    # Reading

    def _read(self) -> None:
        if self._survey is None:
            self._survey = Survey(
                self.session.client,
                self.session.info,
                within=self._within,
                now=self.session.clock,
                mine=self._mine,
                on_progress=self._tell_progress,
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
        """Continue where it was stopped, or read everything again."""
        self.show_problem(None)
        if self.is_reading:
            return
        if not self._report.left:
            self._survey, self._report, self._ended, self.marked = None, Report(), {}, frozenset()
        self._read()
        self._list_anew()

    def action_mine(self) -> None:
        self.stop_reads()
        self._mine = not self._mine
        self.show_problem(None)
        self._begin()

    # Showing

    def _list_anew(self) -> None:
        """Show the list after its rows or its order have changed."""
        found = still_there(self._report.found, self._ended, self.session.clock(), self._within)
        self._found = FoundList.of(found, ORDERS[self.order_index][0])
        self.marked &= {key_of(each) for each in found}
        within = self._within if self._within_chosen else None
        self._why = tuple(counted(words, finding == "expired") for finding, words in summary(found, within).items())
        self.show_list()

    def show_list(self) -> None:
        shown = self._found.matching(self.filter_text)
        self.table.mark(self.filter_text)
        self.query_one(AuditTable).show_found(shown, self.session.clock())
        self.show_empty(None if shown else self._words_for_empty())
        refused = refused_words(self._report)
        self.query_one("#refused", Static).update(plain(refused, "$text-warning", lines=True))
        self.query_one("#refused").display = bool(refused) and not self.is_reading
        self.mark_rows(self.marked)

    def show_title(self) -> None:
        count = len(self._found.rows)
        if self.filter_text:
            title = f"Audit {len(self.table.keys):,} of {count:,}"
        elif self._report.applications:
            revoked = sum(each.fate != "expires" for each in self._ended.values())
            title = f"Audit {count:,} of {len(self._report.keys) - revoked:,} keys at risk"
        else:
            title = "Audit"
        self.show_heading(title, ORDERS[self.order_index][1], parts=[*self.marked_words, *self._why])

    def _words_for_empty(self) -> EmptyList:
        report = self._report
        if self.filter_text:
            return self.nothing_found
        if self.is_reading:
            return EmptyList("Reading the API keys of all applications", keys=(("esc", "Stop"),))
        if self._survey is None:
            keys = [("r", "Start")]
            if self.session.info.is_admin:
                keys.append(("m", "Only your own applications" if not self._mine else "Everybody's applications"))
            return EmptyList("Audit of all API keys", self._beforehand, tuple(keys))
        if report.left or self._survey.progress is None:
            return EmptyList("Stopped", "Some applications have not been read.", (("r", "Continue"),))
        if report.applications == 0:
            other = (("m", "Everybody's applications"),) if self._mine else ()
            return EmptyList("No applications", "There are no applications whose keys could be read.", other)
        if report.refused and not report.keys:
            return EmptyList("No keys could be read", "Why not is said below.")
        if not report.keys:
            return EmptyList("No API keys", "These applications have none.")
        return EmptyList("No problems found", "Every key expires, has a name and no more rights than usual.")

    # Actions

    @property
    def _current(self) -> AuditedKey | None:
        current: AuditedKey | None = self.table.current_item
        return current

    def action_open(self) -> None:
        if (each := self._current) is not None:
            keys = api_keys(self.session, each.application_id, _left)
            if isinstance(keys, WholeList):
                keys.begin_at(each.key.id)
            self.app.push_screen(keys)

    def action_copy_id(self) -> None:
        if (each := self._current) is not None:
            self.copy(each.key.id, f"The ID {visible(each.key.id)}")

    def action_revoke(self) -> None:
        self._end(revoke=True)

    def action_expire(self) -> None:
        self._end(revoke=False)

    def _end(self, *, revoke: bool) -> None:
        from tts_tui.tui.screens.audit.end import EndKeysScreen

        chosen = [each for each in self._found.rows if key_of(each) in self.marked]
        if not chosen and (current := self._current) is not None:
            chosen = [current]
        if chosen:
            self.app.push_screen(EndKeysScreen(self.session, chosen, revoke=revoke, ended=self._were_ended))

    def _were_ended(self, ended: Mapping[tuple[str, str], EndedKey]) -> None:
        """Take out the keys that another screen has ended; the person may have left this one."""
        self._ended |= ended
        self.marked -= {"/".join(each) for each in ended}
        if self.is_attached:
            self._list_anew()

    def order_by(self, index: int) -> None:
        self._order_index = index
        self._list_anew()

    def action_within(self) -> None:
        self._within = _WITHIN[(_WITHIN.index(self._within) + 1) % len(_WITHIN)]
        if self._survey is not None:
            self._survey.within = self._within
            self._report = self._survey.report
        self._within_chosen = True
        self._list_anew()

    # The file

    def action_export(self) -> None:
        self.ask_for_path("audit.csv")

    @on(Input.Submitted, "#path")
    def _path_given(self, event: Input.Submitted) -> None:
        marked = [each for each in self._found.rows if key_of(each) in self.marked]
        keys = marked or self._found.matching(self.filter_text)
        many = quantity(len(keys), "key")
        self.save_file(event.value, as_file(event.value, self._report, keys), many)


def _left(changed: bool) -> None:
    """Ignore changes on that screen: reading all keys again takes long, and R does it."""
    del changed
