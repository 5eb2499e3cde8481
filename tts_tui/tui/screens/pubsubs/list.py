"""The pub/subs of an application."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from msgspec.structs import replace
from textual.content import Content

from tts_tui.services.empty_list import EmptyList
from tts_tui.services.integrations.messages import types_in_words
from tts_tui.services.integrations.rights import why_not_changed
from tts_tui.services.pubsubs.in_words import MESSAGE_WORDS, provider_word, server
from tts_tui.services.pubsubs.list_state import ORDERS, matching, sort
from tts_tui.services.pubsubs.reading import offers
from tts_tui.text.safe_text import visible
from tts_tui.tui.base.list_screen import PANEL, REVERSE
from tts_tui.tui.base.of_application import OfApplication
from tts_tui.tui.base.reading import Reading
from tts_tui.tui.base.whole_list import WholeList
from tts_tui.tui.core.commands import BACK, COPY_ID, FILTER, NEW, ORDER, REFRESH, Command, bindings
from tts_tui.tui.core.safe_widgets import cell
from tts_tui.tui.screens.pubsubs.panel import PubSubPanel, about
from tts_tui.tui.widgets.filter_input import FilterInput
from tts_tui.tui.widgets.table import Column, Table

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType

    from tts_tui.api.pubsub_models import PubSub
    from tts_tui.services.pubsubs.reading import Offered
    from tts_tui.session.drafts import Draft
    from tts_tui.tui.widgets.table import Row

__all__ = ["PubSubsScreen"]


class PubSubsScreen(WholeList[None], OfApplication[None]):
    """Lists pub/subs; creates, edits and deletes them."""

    area = "Pub/subs"
    CREATE = replace(NEW, title="Create a pub/sub", help="Create a pub/sub.")
    EDIT = Command("edit", ("e", "enter"), "Edit", "Edit", "Change the pub/sub.")
    DELETE = Command("delete", ("d", "delete"), "Delete", "Delete", "Delete the pub/sub.", destroys=True)
    COPY = replace(COPY_ID, help="Copy the pub/sub's ID to your clipboard.")
    ORDER = replace(ORDER, help="Sort by ID or server.")
    offers = (CREATE, EDIT, DELETE, FILTER, ORDER, REVERSE, PANEL, REFRESH, COPY, BACK)
    listed = "pubsubs"
    orders = ORDERS
    ordered_columns: ClassVar = {"id": "ID", "server": "Server"}
    of_row = (EDIT, DELETE, COPY)
    no_row = "No pub/sub is selected."
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(offers)]

    def __init__(self, *positional: Any, **kept: Any) -> None:
        super().__init__(*positional, **kept)
        self._found: tuple[PubSub, ...] | None = None

    def body(self) -> ComposeResult:
        columns = [
            Column("ID", 18),
            Column("Provider", 8),
            Column("Server", 20, grows=True),
            Column("Base topic", 14, grows=True, from_width=96),
            Column("Messages", 12, grows=True, from_width=96, muted=True),
        ]
        side = PubSubPanel(self.session)
        yield from self.list_body(Table(columns, id="pubsubs"), filter_input=FilterInput(), side=side, below=True)

    def on_mount(self) -> None:
        self.table.focus()
        self.show_list()
        self.read_rights()
        self.action_refresh()

    def why_not(self, command: Command) -> str | None:
        if reason := super().why_not(command):
            return reason
        return why_not_changed(self.rights) if command in (self.CREATE, self.EDIT, self.DELETE) else None

    @property
    def _current(self) -> PubSub | None:
        current = self.table.current
        return next((each for each in self._found or () if each.id == current), None)

    def action_refresh(self) -> None:
        self.show_problem(None)
        call = self.session.client.pubsubs.all(self.application_id)
        self.read(call, self._read_done, waiting=Reading.PUBSUBS, group="pubsubs")

    def _read_done(self, found: tuple[PubSub, ...]) -> None:
        self._found = found
        self.was_read()

    def resume(self, draft: Draft) -> None:
        before = next((each for each in self._found or () if each.id == draft.key_id), None)
        if draft.key_id and before is None:
            words = f"The pub/sub {visible(draft.key_id)}, which you were changing, is gone."
            self.notify(words, severity="warning", markup=False)
        else:
            self._open_form(before, draft)

    # Showing

    def show_list(self) -> None:
        found = self._found or ()
        shown = sort(matching(found, self.filter_text), ORDERS[self.order_index][0])
        self.table.mark(self.filter_text)
        self.table.show([_row(each) for each in shown])
        self.show_empty(None if shown else self._words_for_empty())
        self.show_count("Pub/subs", len(shown), None if self._found is None else len(found))
        self.show_side()

    def _words_for_empty(self) -> EmptyList:
        if self._found is None:
            return EmptyList("")
        if self.filter_text:
            return self.nothing_found
        return EmptyList(
            "No pub/subs yet",
            "They send messages to your own MQTT or NATS server, and take downlinks from it.",
            keys=(("n", "Create a pub/sub"),),
        )

    def show_side(self) -> None:
        self.query_one(PubSubPanel).show_pubsub(self._current)
        self.show_below()

    def in_short(self) -> Content | None:
        current = self._current
        return Content("\n").join(about(current)[:3]) if current is not None else None

    # Actions

    def action_new(self) -> None:
        self._open_form(None)

    def action_edit(self) -> None:
        if (current := self._current) is not None:
            self._open_form(current)

    def _open_form(self, before: PubSub | None, draft: Draft | None = None) -> None:
        def opened(offered: Offered) -> None:
            from tts_tui.tui.screens.pubsubs.form import PubSubFormScreen

            form = PubSubFormScreen(self.session, self.application_id, before, offered, done=self.changed)
            form.begin_with(draft)
            self.app.push_screen(form)

        self.read(offers(self.session.client), opened, waiting=Reading.PUBSUB_FORMATS, group="form")

    def action_delete(self) -> None:
        if (current := self._current) is not None:
            from tts_tui.tui.screens.pubsubs.delete import DeletePubSubScreen

            self.app.push_screen(DeletePubSubScreen(self.session, self.application_id, current, done=self.changed))


def _row(each: PubSub) -> Row:
    return each.id, (
        cell(each.id),
        cell(provider_word(each.provider)),
        cell(server(each.provider)),
        cell(each.base_topic or "–", "" if each.base_topic else "muted"),
        cell(types_in_words(each.topics, MESSAGE_WORDS), "" if each.topics else "warning"),
    )
