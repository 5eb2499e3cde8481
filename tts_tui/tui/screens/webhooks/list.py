"""The webhooks of an application and their health."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Final

from msgspec.structs import replace
from textual.content import Content

from tts_tui.api.resources.uplinks import SimulatedUplink
from tts_tui.services.empty_list import EmptyList
from tts_tui.services.integrations.rights import why_not_changed
from tts_tui.services.verified_writes import looked_up
from tts_tui.services.webhooks import reading, writes
from tts_tui.services.webhooks.failures import last_failure
from tts_tui.services.webhooks.list_state import ORDERS, matching, sort, summary
from tts_tui.services.webhooks.reading import Listed
from tts_tui.services.webhooks.templates import by_hand
from tts_tui.text.safe_text import visible
from tts_tui.tui.base.list_screen import PANEL, REVERSE
from tts_tui.tui.base.of_application import OfApplication
from tts_tui.tui.base.reading import Reading
from tts_tui.tui.base.whole_list import WholeList
from tts_tui.tui.core.commands import BACK, COPY_ID, FILTER, NEW, ORDER, REFRESH, Command, bindings
from tts_tui.tui.core.safe_widgets import plain
from tts_tui.tui.screens.webhooks.panel import WebhookPanel, in_short
from tts_tui.tui.screens.webhooks.table import WebhookTable
from tts_tui.tui.widgets.confirm import Confirm
from tts_tui.tui.widgets.filter_input import FilterInput
from tts_tui.tui.widgets.key_bar import KeyBar
from tts_tui.tui.widgets.menu import Menu

if TYPE_CHECKING:
    from collections.abc import Mapping

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from tts_tui.api.errors import TTSError
    from tts_tui.api.rows import DeviceRow, Page
    from tts_tui.api.webhook_models import Webhook, WebhookTemplate
    from tts_tui.services.webhooks.failures import FailedDelivery
    from tts_tui.services.webhooks.reading import Offered
    from tts_tui.session.drafts import Draft

__all__ = ["WebhooksScreen"]


SIMULATE: Final = "RIGHT_APPLICATION_TRAFFIC_UP_WRITE"
_DEVICES: Final = 20
"""How many devices can be chosen for a test, the newest."""
_DELIVERED_IN: Final = 1.5
"""Seconds until the list is read again after a test: mostly it is delivered by then, or has failed."""


class WebhooksScreen(WholeList[None], OfApplication[None]):
    """Lists webhooks; creates, edits, pauses, activates, tests and deletes them."""

    area = "Webhooks"
    CREATE = replace(NEW, title="Create a webhook", help="Create a webhook, by hand or from a template.")
    EDIT = Command("edit", ("e", "enter"), "Edit", "Edit", "Change the webhook.")
    PAUSE = Command("pause", ("p",), "Pause", "Pause or resume", "Pause the webhook, or deliver to it again.")
    ACTIVATE = Command("activate", ("a",), "Activate", "Activate", "Try a failing webhook again at once.", footer=False)
    TEST = Command(
        "test",
        ("t",),
        "Test",
        "Deliver a test",
        "Simulate an uplink of a device, to be delivered to all webhooks.",
        SIMULATE,
    )
    DELETE = Command("delete", ("d", "delete"), "Delete", "Delete", "Delete the webhook.", destroys=True)
    FAILURE = Command(
        "failure",
        ("l",),
        "Last failure",
        "Last failure",
        "Show the last failed delivery: its errors, and the response.",
        footer=False,
    )
    COPY = replace(COPY_ID, help="Copy the webhook's ID to your clipboard.")
    ORDER = replace(ORDER, help="Sort by ID, health or address.")
    offers = (CREATE, EDIT, PAUSE, TEST, DELETE, FILTER, ORDER, REVERSE, ACTIVATE, FAILURE, PANEL, REFRESH, COPY, BACK)
    listed = "webhooks"
    orders = ORDERS
    ordered_columns: ClassVar = {"id": "ID", "health": "Health", "address": "Base URL"}
    of_row = (EDIT, PAUSE, ACTIVATE, FAILURE, DELETE, COPY)
    no_row = "No webhook is selected."
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(offers)]

    def __init__(self, *positional: Any, **kept: Any) -> None:
        super().__init__(*positional, **kept)
        self._listed: Listed | None = None
        self._failed: Mapping[str, FailedDelivery] = {}

    def body(self) -> ComposeResult:
        yield from self.list_body(
            WebhookTable(), filter_input=FilterInput(), side=WebhookPanel(self.session), below=True
        )

    def on_mount(self) -> None:
        self.table.focus()
        self.show_list()
        self.read_rights()
        self.action_refresh()

    def why_not(self, command: Command) -> str | None:
        if reason := super().why_not(command):
            return reason
        writes_it = command in (self.CREATE, self.EDIT, self.PAUSE, self.ACTIVATE, self.DELETE)
        if writes_it and (reason := why_not_changed(self.rights)):
            return reason
        current = self._current if self.is_attached else None
        if command is self.ACTIVATE and current is not None and current.unhealthy is None:
            return "It isn't failing."
        if command is self.FAILURE and current is not None and self._last_failure is None:
            return "No failed delivery is known."
        return None

    @property
    def _current(self) -> Webhook | None:
        current = self.table.current
        return next((each for each in self._known.webhooks if each.id == current), None)

    @property
    def _last_failure(self) -> FailedDelivery | None:
        """The last failure of the selected webhook: from its health, else from the application's events."""
        if (current := self._current) is None:
            return None
        return last_failure(current) or self._failed.get(current.id)

    @property
    def _known(self) -> Listed:
        return self._listed or Listed()

    # Reading

    def action_refresh(self) -> None:
        self.show_problem(None)
        call = reading.read(self.session.client, self.application_id)
        self.read(call, self._read_done, waiting=Reading.WEBHOOKS, group="webhooks")

    def _read_done(self, listed: Listed) -> None:
        self._listed = listed
        self.was_read()
        if listed.webhooks and not listed.threshold:
            call = reading.last_failures(self.session.client, self.application_id)
            self.read(call, self._failures_read, waiting=Reading.FAILURES, group="failures")

    def resume(self, draft: Draft) -> None:
        webhook_id = draft.webhook_id
        if not webhook_id:
            call = reading.offers(self.session.client)
            self.read(
                call,
                lambda offered: self._create(offered, by_hand(offered.formats), draft=draft),
                waiting=Reading.WEBHOOK_TEMPLATES,
                group="webhook",
            )
        elif any(each.id == webhook_id for each in self._known.webhooks):
            self.table.go_to(webhook_id)
            self.action_edit(draft)
        else:
            self.notify(
                f"The webhook {visible(webhook_id)} that you were changing is gone.", severity="warning", markup=False
            )

    def _failures_read(self, failed: Mapping[str, FailedDelivery]) -> None:
        self._failed = failed
        self.show_side()

    def read_failed(self, error: TTSError, waiting: Reading) -> None:
        if waiting is not Reading.FAILURES:  # the list is complete without them
            super().read_failed(error, waiting)

    # Showing

    def show_list(self) -> None:
        known = self._known
        found = matching(known.webhooks, self.filter_text, known.threshold)
        shown = sort(found, ORDERS[self.order_index][0], known.threshold)
        self.table.mark(self.filter_text)
        self.query_one(WebhookTable).show_webhooks(shown, known.threshold)
        self.show_empty(None if shown else self._words_for_empty())
        count = len(known.webhooks) if self._listed is not None else None
        self.show_count("Webhooks", len(shown), count, parts=_summary(known))
        self.show_side()

    def _words_for_empty(self) -> EmptyList:
        if self._listed is None:
            return EmptyList("")
        if self.filter_text:
            return self.nothing_found
        return EmptyList("No webhooks yet", "They send messages to your own URL.", keys=(("n", "Create a webhook"),))

    def show_side(self) -> None:
        current = self._current
        self.query_one(WebhookPanel).show_webhook(current, self._known, self._last_failure)
        self.query_one(KeyBar).rename(self.PAUSE.action, "Resume" if current and current.paused else self.PAUSE.word)
        self.show_below()

    def in_short(self) -> Content | None:
        if (current := self._current) is None:
            return None
        return in_short(current, self._known, self._last_failure)

    # Actions

    def action_new(self) -> None:
        call = reading.offers(self.session.client)
        self.read(call, self._choose_how, waiting=Reading.WEBHOOK_TEMPLATES, group="webhook")

    def _choose_how(self, offered: Offered) -> None:
        if not offered.templates:
            self._create(offered, by_hand(offered.formats))
            return

        def picked(index: int | None) -> None:
            if index == 0:
                self._create(offered, by_hand(offered.formats))
            elif index is not None:
                self._fill_in(offered, offered.templates[index - 1])

        options = [
            _offer("By hand", "An empty form."),
            *(_offer(each.name or each.id, each.description) for each in offered.templates),
        ]
        self.app.push_screen(Menu("Create a webhook", options), picked)

    def _fill_in(self, offered: Offered, template: WebhookTemplate) -> None:
        from tts_tui.tui.screens.webhooks.from_template import FromTemplateScreen

        def filled(given: Webhook | None) -> None:
            if given is not None:
                self._create(offered, given, make_key=template.create_downlink_api_key)

        self.app.push_screen(FromTemplateScreen(self.session, self.application_id, template), filled)

    def _create(self, offered: Offered, given: Webhook, *, make_key: bool = False, draft: Draft | None = None) -> None:
        from tts_tui.tui.screens.webhooks.create import CreateWebhookScreen

        form = CreateWebhookScreen(
            self.session,
            self.application_id,
            given,
            before=None,
            formats=offered.formats,
            rights=self.rights,
            make_key=make_key,
            done=self.changed,
        )
        form.begin_with(draft)
        self.app.push_screen(form)

    def action_edit(self, draft: Draft | None = None) -> None:
        if (current := self._current) is not None:
            call = reading.to_edit(self.session.client, self.application_id, current.id)
            self.read(call, lambda found: self._edit(found, draft), waiting=Reading.WEBHOOK, group="webhook")

    def _edit(self, found: tuple[Webhook, Mapping[str, str]], draft: Draft | None) -> None:
        from tts_tui.tui.screens.webhooks.edit import EditWebhookScreen

        webhook, formats = found
        form = EditWebhookScreen(
            self.session,
            self.application_id,
            webhook,
            before=webhook,
            formats=formats,
            rights=self.rights,
            done=self.changed,
        )
        form.begin_with(draft)
        self.app.push_screen(form)

    def action_pause(self) -> None:
        if (current := self._current) is None:
            return
        wanted = current.model_copy(update={"paused": not current.paused})
        who = visible(current.id)
        pausing = wanted.paused

        def done(looked: bool) -> None:
            self._tell(f"Paused {who}: nothing is delivered." if pausing else f"Resumed {who}.", looked=looked)
            self.changed(current.id)

        def send() -> None:
            self.write(
                writes.put(self.session.client, self.application_id, wanted, ("paused",)),
                done,
                doing=f"{'pause' if pausing else 'resume'} {who}",
            )

        if not pausing:
            send()
            return

        def answered(agreed: bool | None) -> None:
            if agreed:
                send()

        question = f"Pause {who}?"
        words = "Messages that come meanwhile are not delivered later, and it can't queue downlinks. p resumes it."
        self.app.push_screen(Confirm(question, words, yes="Pause", no="Back"), answered)

    def action_activate(self) -> None:
        if (current := self._current) is None:
            return
        who = visible(current.id)

        def done(looked: bool) -> None:
            self._tell(f"Activated {who}: the next message is delivered.", looked=looked)
            self.changed(current.id)

        self.write(writes.activate(self.session.client, self.application_id, current.id), done, doing=f"activate {who}")

    def action_failure(self) -> None:
        if (current := self._current) is not None and (failed := self._last_failure) is not None:
            from tts_tui.tui.screens.webhooks.failure import FailureScreen

            self.app.push_screen(FailureScreen(self.session, self.application_id, current.id, failed))

    def action_test(self) -> None:
        """Simulate an uplink of a device, which the person picks where there are several."""
        call = self.session.client.devices.page(self.application_id, limit=_DEVICES, order="-created_at")
        self.read(call, self._pick_device, waiting=Reading.DEVICES, group="webhook")

    def _pick_device(self, page: Page[DeviceRow]) -> None:
        devices = [each.id for each in page.items]
        if not devices:
            self.notify(
                "The application has no device whose uplink could be simulated.", title="Test", severity="warning"
            )
            return

        def picked(index: int | None) -> None:
            if index is not None:
                self._simulate(devices[index])

        newest = f" of the newest {_DEVICES}" if (page.total or 0) > len(devices) else ""
        only = f", not only {visible(current.id)}" if (current := self._current) is not None else ""
        reaches = Content.styled(f"! Reaches all webhooks and other integrations{only}.", "$text-warning")
        question = f"Simulate an uplink of which device{newest}?"
        self.app.push_screen(Menu(question, [plain(each) for each in devices], reaches), picked)

    def _simulate(self, device_id: str) -> None:
        uplink = SimulatedUplink(f_port=1, payload=b"\x01\x02\x03")

        def sent(_: None) -> None:
            self.app.notify(
                f"Simulated an uplink of {visible(device_id)} on FPort 1, for all webhooks and other integrations. "
                "r shows how it went.",
                markup=False,
            )
            self.set_timer(_DELIVERED_IN, self._after_test)

        self.write(
            self.session.client.uplinks.simulate(self.application_id, device_id, uplink),
            sent,
            doing=f"simulate an uplink of {visible(device_id)}",
        )

    def _after_test(self) -> None:
        if self.is_attached and self.is_active:
            self.action_refresh()

    def action_delete(self) -> None:
        if (current := self._current) is not None:
            from tts_tui.tui.screens.webhooks.delete import DeleteWebhookScreen

            self.app.push_screen(DeleteWebhookScreen(self.session, self.application_id, current, done=self.changed))

    def _tell(self, outcome: str, *, looked: bool) -> None:
        self.app.notify(looked_up(outcome) if looked else outcome, markup=False)


def _offer(name: str, about: str) -> Content:
    """A way to create a webhook, in the menu: its name, and a line about it."""
    return Content("\n").join([plain(name, "bold"), *([plain(about, "$foreground-muted")] if about else [])])


def _summary(listed: Listed) -> list[Content]:
    """The parts of the title, such as `1 failing`, in the colours of the rows."""
    found = summary(listed.webhooks, listed.threshold)
    return [Content.styled(each, "$text-warning" if each.endswith("failing") else "") for each in found]
