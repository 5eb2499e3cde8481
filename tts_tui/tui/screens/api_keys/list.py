"""The API keys of an application: who has access, until when, and what to do about it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Final

from msgspec.structs import replace
from textual.content import Content

from tts_tui.api.errors import PermissionDenied, TTSError
from tts_tui.services.api_keys import expiry
from tts_tui.services.api_keys.list_state import ORDERS, matching, sort, summary
from tts_tui.services.empty_list import EmptyList
from tts_tui.services.error_text import Explanation, explain
from tts_tui.services.missing_rights import you_lack
from tts_tui.services.rights_selection import named
from tts_tui.text import instants
from tts_tui.text.quantity import quantity
from tts_tui.text.safe_text import visible
from tts_tui.tui.base.application_tab import ApplicationTab
from tts_tui.tui.base.list_screen import PANEL, REVERSE
from tts_tui.tui.base.marked_rows import MARK, MARK_ALL, MarkedRows
from tts_tui.tui.base.reading import Reading
from tts_tui.tui.base.whole_list import WholeList
from tts_tui.tui.core.commands import BACK, COPY_ID, FILTER, NEW, ORDER, REFRESH, Command, bindings
from tts_tui.tui.core.safe_widgets import plain
from tts_tui.tui.routes import end_api_keys
from tts_tui.tui.screens.api_keys.panel import APIKeyPanel
from tts_tui.tui.widgets.api_key_table import APIKeyTable
from tts_tui.tui.widgets.filter_input import FilterInput
from tts_tui.tui.widgets.key_cells import counted

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from tts_tui.api.models import APIKey
    from tts_tui.services.api_keys.end_key import EndedKey
    from tts_tui.session.drafts import Draft

__all__ = ["APIKeysScreen"]

RIGHT: Final = "RIGHT_APPLICATION_SETTINGS_API_KEYS"


class APIKeysScreen(MarkedRows[None], WholeList[None], ApplicationTab):
    """A tab of an application: lists, sorts and filters its keys, to create, change and revoke them."""

    area = "API keys"
    tab = 4
    NEW = replace(NEW, title="New API key", help="Create an API key for a program.", right=RIGHT)
    EDIT = Command("edit", ("e", "enter"), "Edit", "Edit", "Change the key's name, rights and expiry.", RIGHT)
    DELETE = Command(
        "delete",
        ("d", "delete"),
        "Revoke",
        "Revoke",
        "Revoke the marked keys, or the selected one. Anything that uses them loses access at once.",
        RIGHT,
        destroys=True,
    )
    ROTATE = Command(
        "rotate",
        ("R", "shift+r"),
        "Rotate",
        "Rotate",
        "Create a new key like this one, then revoke the old one or set it to expire.",
        RIGHT,
    )
    MARK = replace(MARK, help="Mark or unmark the key, to revoke several.")
    COPY = replace(COPY_ID, help="Copy the key's ID to your clipboard. It is not secret.")
    ORDER = replace(ORDER, help="Sort by creation, expiry or name.")
    offers = (NEW, EDIT, DELETE, ROTATE, MARK, MARK_ALL, FILTER, ORDER, REVERSE, PANEL, REFRESH, COPY, BACK)
    listed = "api_keys"
    orders = ORDERS
    ordered_columns: ClassVar = {"created": "Created", "expires": "Expires", "name": "Name"}
    of_row = (EDIT, DELETE, ROTATE, MARK, MARK_ALL, COPY)
    no_row = "No key is selected."
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(offers)]

    def __init__(self, *positional: Any, **kept: Any) -> None:
        super().__init__(*positional, **kept)
        self._keys: tuple[APIKey, ...] | None = None
        self._denied: str | None = None

    def tab_body(self) -> ComposeResult:
        yield from self.list_body(APIKeyTable(), filter_input=FilterInput(), side=APIKeyPanel(self.session), below=True)

    def on_mount(self) -> None:
        self.table.focus()
        self.show_list()
        self.action_refresh()

    def why_not(self, command: Command) -> str | None:
        if reason := self.lacks(command.right):
            return reason
        if self._denied is not None and command in (self.NEW, self.EDIT, self.DELETE, self.ROTATE):
            return self._denied
        return super().why_not(command)

    @property
    def _current(self) -> APIKey | None:
        key_id = self.query_one(APIKeyTable).current
        return next((each for each in self._keys or () if each.id == key_id), None)

    # Reading

    def action_refresh(self) -> None:
        self.show_problem(None)
        self.read_rights()
        self._read()

    def changed(self, row_id: str) -> None:
        if row_id == self.session.info.key_id != "":
            self.rights = None  # they may be fewer now
        super().changed(row_id)

    def _read(self) -> None:
        call = self.session.client.api_keys.all(self.application_id)
        self.read(call, self._keys_read, waiting=Reading.API_KEYS, group="keys")

    def _keys_read(self, keys: tuple[APIKey, ...]) -> None:
        self._keys, self._denied = keys, None
        self.marked &= {each.id for each in keys}
        self.was_read()

    def read_failed(self, error: TTSError, waiting: Reading) -> None:
        if isinstance(error, PermissionDenied) and RIGHT in error.missing_rights and not error.warning:
            self._keys, self._denied = None, you_lack(RIGHT)
            explained = explain(error, "show the API keys")
            self.show_problem(
                Explanation(
                    "You can't see the API keys of this application.",
                    self._denied,
                    "Ask somebody who has it, or sign in with a key that has it.",
                    explained.name,
                    explained.correlation_id,
                )
            )
            self.show_list()
        else:
            super().read_failed(error, waiting)

    # Showing

    def show_list(self) -> None:
        now = self.session.clock()
        keys = self._keys or ()
        shown = sort(matching(keys, self.filter_text), ORDERS[self.order_index][0])
        self.table.mark(self.filter_text)
        self.query_one(APIKeyTable).show_keys(shown, now, self.session.info.key_id)
        self.show_empty(None if shown else self._words_for_empty())
        self.mark_rows(self.marked)
        self.show_side()

    def show_title(self) -> None:
        keys = self._keys or ()
        why = [counted(words, near == "expired") for near, words in summary(keys, self.session.clock()).items()]
        shown = len(self.query_one(APIKeyTable).keys)
        count = len(keys) if self._keys is not None else None
        self.show_count("API keys", shown, count, parts=[*self.marked_words, *why])

    def _words_for_empty(self) -> EmptyList:
        if self._keys is None:
            return EmptyList("")
        if self.filter_text:
            return self.nothing_found
        why = "Programs need one to read data over MQTT or HTTP, or to send downlinks."
        return EmptyList("No API keys yet", why, (("n", "Create an API key"),))

    def show_side(self) -> None:
        self.query_one(APIKeyPanel).show_key(self._current)
        self.show_below()

    def in_short(self) -> Content | None:
        if (key := self._current) is None:
            return None
        return _about(key, self.session.clock(), self.session.info.key_id)

    def resume(self, draft: Draft) -> None:
        if not draft.key_id:
            self.action_new(draft)
        elif (key := next((each for each in self._keys or () if each.id == draft.key_id), None)) is not None:
            self.query_one(APIKeyTable).go_to(key.id)
            self._edit(key, draft)
        else:
            self.notify(
                f"The API key {visible(draft.key_id)}, which you were editing, was revoked.",
                severity="warning",
                markup=False,
            )

    # Actions

    def action_new(self, draft: Draft | None = None) -> None:
        from tts_tui.tui.screens.api_keys.form import NewAPIKeyScreen

        form = NewAPIKeyScreen(
            self.session, self.application_id, keys=self._keys, rights=self.rights, done=self.changed
        )
        form.begin_with(draft)
        self.app.push_screen(form)

    def action_edit(self) -> None:
        if (key := self._current) is not None:
            self._edit(key)

    def _edit(self, key: APIKey, draft: Draft | None = None) -> None:
        from tts_tui.tui.screens.api_keys.edit import EditAPIKeyScreen

        form = EditAPIKeyScreen(
            self.session, self.application_id, key, keys=self._keys, rights=self.rights, done=self.changed
        )
        form.begin_with(draft)
        self.app.push_screen(form)

    def _revoke_marked(self) -> None:
        from tts_tui.services.audit.findings import AuditedKey

        mine = self.session.info.key_id
        chosen = [
            AuditedKey(self.application_id, each, own=each.id == mine)
            for each in self._keys or ()
            if each.id in self.marked
        ]
        self.app.push_screen(end_api_keys(self.session, chosen, revoke=True, ended=self._were_ended))

    def _were_ended(self, ended: Mapping[tuple[str, str], EndedKey]) -> None:
        """The other screen has revoked these, wherever the person is by then."""
        self.marked -= {key_id for _, key_id in ended}
        self.changed("")

    def action_delete(self) -> None:
        if self.marked:
            self._revoke_marked()
        elif (key := self._current) is not None:
            from tts_tui.tui.screens.api_keys.delete import DeleteAPIKeyScreen

            only = self._keys is not None and len(self._keys) == 1
            self.app.push_screen(
                DeleteAPIKeyScreen(self.session, self.application_id, key, only=only, done=self.changed)
            )

    def action_rotate(self) -> None:
        if (key := self._current) is not None:
            from tts_tui.tui.screens.api_keys.rotate import RotateAPIKeyScreen

            self.app.push_screen(RotateAPIKeyScreen(self.session, self.application_id, key, done=self.changed))

    def order_by(self, index: int) -> None:
        super().order_by(index)
        if self.ordered_columns[ORDERS[index][0].removeprefix("-")] == "Expires":
            self.table.move_cursor(row=0)  # what has expired stands there, and is what the order is for


def _about(key: APIKey, now: datetime, mine: str) -> Content:
    """What is known of a key beyond its row."""
    count = len(key.rights)
    until = "never expires" if key.expires_at is None else f"expires {instants.moment_and_utc(key.expires_at)}"
    expired = " ✗ expired" if expiry.nearness(key.expires_at, now) == "expired" else ""
    session = Content.styled("* this session's key · ", "bold $warning") if key.id == mine else Content("")
    return Content("\n").join(
        [
            Content.assemble(
                session, plain(key.name or "no name", "bold"), plain(f" · ID {key.id}", "$foreground-muted")
            ),
            plain(f"{quantity(count, 'right')}: {named(key.rights)}"),
            plain(f"created {instants.moment(key.created_at)} · {until}{expired}", "$foreground-muted"),
        ]
    )
