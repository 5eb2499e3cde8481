"""The list of the end devices of an application."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, cast

from msgspec.structs import replace

from tts_tui.api.errors import PermissionDenied
from tts_tui.services.end_devices.list_state import ORDERS, DeviceListState
from tts_tui.services.end_devices.reading import read_found, read_listed
from tts_tui.services.end_devices.registering import console_address
from tts_tui.services.error_text import explain
from tts_tui.services.missing_rights import you_lack
from tts_tui.tui.base.application_tab import ApplicationTab
from tts_tui.tui.base.list_screen import PANEL, REVERSE
from tts_tui.tui.base.long_list import SEARCH, LongList
from tts_tui.tui.base.marked_rows import MARK, MARK_ALL
from tts_tui.tui.base.reading import Reading
from tts_tui.tui.core.commands import BACK, COPY_ID, FILTER, NEW, OPEN, ORDER, REFRESH, Command, bindings
from tts_tui.tui.screens.end_devices.panel import EndDevicePanel
from tts_tui.tui.widgets.end_device_table import EndDeviceTable
from tts_tui.tui.widgets.filter_input import SearchInput

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Coroutine, Sequence

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from tts_tui.api.errors import TTSError
    from tts_tui.api.pagination import Pages
    from tts_tui.api.resources.end_devices import DeviceOrder
    from tts_tui.api.rows import DeviceRow
    from tts_tui.services.listing import Listing

__all__ = ["EndDevicesScreen"]

READ = "RIGHT_APPLICATION_DEVICES_READ"


class EndDevicesScreen(LongList[DeviceListState], ApplicationTab):
    """The tab Devices of an application: lists, filters, sorts and searches its devices; opens and deletes them."""

    area = "End devices"
    tab = 3
    REGISTER = replace(
        NEW,
        word="Register",
        title="Register devices",
        help="Copy the Console's address, where devices are registered by form, QR code or file.",
        footer=False,
    )
    COPY = replace(COPY_ID, help="Copy the device's ID to your clipboard.")
    ORDER = replace(ORDER, help="Sort by creation, name, ID, last seen, DevEUI or JoinEUI.")
    OPEN = replace(OPEN, title="Open the device", help="Open the selected device.")
    MARK = replace(MARK, help="Mark or unmark the device, to delete several at once.", footer=True)
    DELETE = Command(
        "delete",
        ("d", "delete"),
        "Delete",
        "Delete",
        "Delete the marked devices, or the selected one (review first).",
        "RIGHT_APPLICATION_DEVICES_WRITE",
        destroys=True,
    )
    offers = (OPEN, MARK, MARK_ALL, DELETE, FILTER, SEARCH, ORDER, REVERSE, PANEL, REGISTER, REFRESH, COPY, BACK)
    listed = "end_devices"
    orders = ORDERS
    ordered_columns: ClassVar = {
        "created_at": "Created",
        "name": "Name",
        "device_id": "ID",
        "last_seen_at": "Last seen",
        "dev_eui": "DevEUI",
        "join_eui": "JoinEUI",
    }
    read_as = (Reading.DEVICES, Reading.MORE_DEVICES)
    of_row = (OPEN, MARK, MARK_ALL, DELETE, COPY)
    no_row = "No device is selected."
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(offers)]

    def __init__(self, *positional: Any, **kept: Any) -> None:
        super().__init__(*positional, **kept)
        order = ORDERS[self.order_remembered(self.session)][0]
        self.state = DeviceListState(limit=self.limit, order=order, listed=order, address=self._registered_at)

    def tab_body(self) -> ComposeResult:
        panel = EndDevicePanel(self.session, self.application_id)
        yield from self.list_body(EndDeviceTable(), filter_input=SearchInput(), side=panel)

    def on_mount(self) -> None:
        self.table.focus()
        self.action_refresh()

    @property
    def _registered_at(self) -> str:
        return console_address(self.session.server.hosts.cluster, self.application_id)

    # Reading

    def action_refresh(self) -> None:
        self.show_problem(None)
        self.read_rights()
        self.panel.forget()
        self.read_again()

    @property
    def _asked(self) -> DeviceOrder:
        return cast("DeviceOrder", self.state.asked_order)

    def read_listed(
        self,
        listing: Listing[DeviceRow],
        on_progress: Callable[[Listing[DeviceRow]], object],
        pages: Pages[DeviceRow] | None,  # noqa: ARG002 - only applications are asked for before their screen is there
        rows: int,
    ) -> Coroutine[Any, Any, Listing[DeviceRow]]:
        devices = self.session.client.devices
        return read_listed(
            devices, self.application_id, listing, on_progress, order=self._asked, limit=self.limit, rows=rows
        )

    def read_found(
        self, listing: Listing[DeviceRow], state: DeviceListState, rows: int
    ) -> Coroutine[Any, Any, Listing[DeviceRow]]:
        devices, order = self.session.client.devices, cast("DeviceOrder", state.asked_order)
        return read_found(devices, self.application_id, listing, state.words, order=order, rows=rows)

    def list_not_read(self, error: TTSError, waiting: Reading) -> None:
        if isinstance(error, PermissionDenied) and READ in error.missing_rights and not error.warning:
            explained = explain(error, "list the end devices")
            self.show_problem(
                replace(
                    explained,
                    what="You can't see the end devices of this application.",
                    why=you_lack(READ),
                    advice="Ask somebody who has it, or sign in with a key that has it.",
                )
            )
        else:
            super().list_not_read(error, waiting)

    # Showing

    def show_rows(self, rows: Sequence[DeviceRow], *, more: bool) -> None:
        self.query_one(EndDeviceTable).show_devices(rows, self.session.clock(), more=more)

    # Actions

    def action_open(self) -> None:
        if (device_id := self.table.current) is not None:
            from tts_tui.tui.screens.end_devices.overview import DeviceScreen

            left = partial(self._left_device, device_id)
            screen = DeviceScreen(self.session, self.application_id, left, device_id=device_id, rights=self.rights)
            self.app.push_screen(screen)

    def _left_device(self, device_id: str, changed: bool) -> None:
        """Read the list again if the device was changed on its screens."""
        if changed:
            self.panel.forget(device_id)
            self.read_again()

    def action_delete(self) -> None:
        from tts_tui.tui.screens.end_devices.delete import DeleteDevicesScreen

        current = self.table.current
        listed = [row.id for row in self.state.listing.rows if row.id in self.marked]
        marked = dict.fromkeys((*listed, *sorted(self.marked)))  # and those that only a search has found
        chosen = tuple(marked) or ((current,) if current is not None else ())
        if chosen:
            self.app.push_screen(
                DeleteDevicesScreen(self.session, self.application_id, chosen, deleted=self._were_deleted)
            )

    def _were_deleted(self, device_ids: Collection[str]) -> None:
        """Take out the devices that another screen has deleted; the person may have left this one."""
        if device_ids and self.is_attached:
            self.marked -= frozenset(device_ids)
            self.show_state(self.state.without(*device_ids))
            self.mark_rows(self.marked)

    def action_new(self) -> None:
        self.copy(self._registered_at, f"The address {self._registered_at}")
