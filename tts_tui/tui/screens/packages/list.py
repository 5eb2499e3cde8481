"""The package associations of an application, or of one device: which package works on which FPort."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Final

from msgspec.structs import replace
from textual.content import Content

from tts_tui.api.field_rules import id_problem
from tts_tui.services.empty_list import EmptyList
from tts_tui.services.packages.rules import hidden
from tts_tui.text import instants
from tts_tui.text.safe_text import visible
from tts_tui.tui.base.list_screen import PANEL, REVERSE
from tts_tui.tui.base.of_application import OfApplication
from tts_tui.tui.base.reading import Reading
from tts_tui.tui.base.whole_list import WholeList
from tts_tui.tui.core.commands import BACK, COPY_ID, FILTER, NEW, ORDER, REFRESH, Command, bindings
from tts_tui.tui.core.safe_widgets import cell, plain
from tts_tui.tui.widgets.ask_line import AskLine
from tts_tui.tui.widgets.filter_input import FilterInput
from tts_tui.tui.widgets.frame import SideArea
from tts_tui.tui.widgets.side_text import SideText, facts
from tts_tui.tui.widgets.table import Column, Table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from tts_tui.api.resources.packages import Association
    from tts_tui.session.drafts import Draft

__all__ = ["RIGHT", "PackagesScreen"]

RIGHT: Final = "RIGHT_APPLICATION_SETTINGS_PACKAGES"
_ORDERS: Final = (
    ("port", "FPort 1–255"),
    ("-port", "FPort 255–1"),
    ("package", "package a–z"),
    ("-package", "package z–a"),
)


class PackagesScreen(WholeList[None], OfApplication[None]):
    """Lists associations; creates, edits and removes them.

    With a `device_id`, those of that device; without, those of the application, which hold for all devices.
    """

    area = "Package associations"
    PUT = replace(NEW, title="Put a package on an FPort", help="Put a package on an FPort.", right=RIGHT)
    EDIT = Command("edit", ("e", "enter"), "Edit", "Edit", "Change the package or its data.", RIGHT)
    REMOVE = Command(
        "remove", ("d", "delete"), "Remove", "Remove", "Take the package off the FPort.", RIGHT, destroys=True
    )
    DEVICE = Command(
        "device", ("m",), "Of a device", "Of a device", "Show the associations of one device (you type its ID)."
    )
    COPY = replace(COPY_ID, title="Copy the FPort", help="Copy the FPort to your clipboard.")
    ORDER = replace(ORDER, help="Sort by FPort or package.")
    offers = (PUT, EDIT, REMOVE, DEVICE, FILTER, ORDER, REVERSE, PANEL, REFRESH, COPY, BACK)
    listed = "packages"
    orders = _ORDERS
    ordered_columns: ClassVar = {"port": "FPort", "package": "Package"}
    of_row = (EDIT, REMOVE, COPY)
    no_row = "No association is selected."
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(offers)]

    def __init__(self, *positional: Any, device_id: str = "", **kept: Any) -> None:
        super().__init__(*positional, **kept)
        self.device_id = device_id
        self._found: tuple[Association, ...] | None = None

    def body(self) -> ComposeResult:
        columns = [
            Column("FPort", 7),
            Column("Package", 24, grows=True),
            Column("Data", 16, grows=True, muted=True),
            Column("Changed", 16, from_width=100, muted=True, searched=False),
        ]
        side = _Panel(wanted=self.session.preferences.panel)
        yield from self.list_body(Table(columns, id="packages"), filter_input=FilterInput(), side=side, below=True)

    def on_mount(self) -> None:
        self.table.focus()
        self.show_list()
        self.read_rights()
        self.action_refresh()

    def why_not(self, command: Command) -> str | None:
        if command is self.DEVICE and self.device_id:
            return "These are already a device's. Go back first."
        return super().why_not(command)

    @property
    def _current(self) -> Association | None:
        current = self.table.current
        return next((each for each in self._found or () if str(each.f_port) == current), None)

    def action_refresh(self) -> None:
        self.show_problem(None)
        call = self.session.client.packages.all(self.application_id, self.device_id)
        self.read(call, self._read_done, waiting=Reading.PACKAGES, group="packages")

    def _read_done(self, found: tuple[Association, ...]) -> None:
        self._found = found
        self.was_read()

    def begin_with(self, draft: Draft, opened: Callable[[], object]) -> None:
        self.device_id = draft.device_id
        super().begin_with(draft, opened)

    def resume(self, draft: Draft) -> None:
        before = next((each for each in self._found or () if str(each.f_port) == draft.key_id), None)
        if draft.key_id and before is None:
            words = f"The package on FPort {visible(draft.key_id)}, which you were changing, is gone."
            self.notify(words, severity="warning", markup=False)
        else:
            self._open_form(before, draft)

    def show_list(self) -> None:
        found = self._found or ()
        order = _ORDERS[self.order_index][0]
        shown = sorted(_matching(found, self.filter_text), key=_key(order), reverse=order.startswith("-"))
        self.table.mark(self.filter_text)
        self.table.show([_row(each) for each in shown])
        self.show_empty(None if shown else self._words_for_empty())
        whose = f" of the device {visible(self.device_id)}" if self.device_id else ""
        count = None if self._found is None else len(found)
        self.show_count(f"Package associations{whose}", len(shown), count)
        self.show_side()

    def _words_for_empty(self) -> EmptyList:
        if self._found is None:
            return EmptyList("")
        if self.filter_text:
            return self.nothing_found
        words = "A package handles the messages on its FPort: clock synchronization, LoRa Cloud, storage."
        if self.device_id:
            words = f"{words} The server doesn't check whether the device exists."
        return EmptyList("No packages yet", words, keys=(("n", "Put a package on an FPort"),))

    def show_side(self) -> None:
        self.query_one(_Panel).show_association(self._current)
        self.show_below()

    def in_short(self) -> Content | None:
        if (current := self._current) is None or not current.data:
            return None  # its row shows all of it
        return plain(hidden(current.data), lines=True)

    # Actions

    def action_new(self) -> None:
        self._open_form(None)

    def action_edit(self) -> None:
        if (current := self._current) is not None:
            self._open_form(current)

    def _open_form(self, before: Association | None, draft: Draft | None = None) -> None:
        from tts_tui.tui.screens.packages.form import AssociationFormScreen

        form = AssociationFormScreen(
            self.session, self.application_id, before, device_id=self.device_id, done=self.changed
        )
        form.begin_with(draft)
        self.app.push_screen(form)

    def action_remove(self) -> None:
        if (current := self._current) is not None:
            from tts_tui.tui.screens.packages.delete import RemovePackageScreen

            self.app.push_screen(RemovePackageScreen(self.session, self.application_id, current, done=self.changed))

    def action_device(self) -> None:
        def answered(device_id: str | None) -> None:
            if device_id is None:
                return
            if problem := id_problem(device_id):
                self.notify(f"Not the ID of a device: {problem}", severity="warning", markup=False)
                return
            self.app.push_screen(
                PackagesScreen(self.session, self.application_id, rights=self.rights, device_id=device_id)
            )

        self.app.push_screen(AskLine("Of which device?", "its ID"), answered)


class _Panel(SideArea):
    """Shows the selected association; reads nothing itself."""

    def __init__(self, *, wanted: bool) -> None:
        self._text = SideText()
        super().__init__(self._text, id="panel", wanted=wanted)

    def show_association(self, each: Association | None) -> None:
        """Show an association, or nothing."""
        if self.display:
            self.rule.show(f"FPort {each.f_port}" if each is not None else "")
            self._text.show(_about(each) if each is not None else Content())


def _about(each: Association) -> Content:
    pairs = [
        (word, Content(instants.moment(moment)))
        for word, moment in (("Created", each.created_at), ("Changed", each.updated_at))
        if moment is not None
    ]
    data = plain(hidden(each.data), lines=True) if each.data else Content.styled("no data", "$foreground-muted")
    return Content("\n").join([plain(each.package_name, "bold"), Content(), facts(pairs), Content(), data])


def _key(order: str) -> Any:
    by_name = order.endswith("package")
    return (lambda each: (each.package_name, each.f_port)) if by_name else (lambda each: each.f_port)


def _matching(found: Iterable[Association], text: str) -> list[Association]:
    """Those with every word of `text` in their FPort, package or data, whatever the case. Secrets are not searched."""
    words = text.casefold().split()
    return [
        each
        for each in found
        if all(word in f"{each.f_port}\n{each.package_name}\n{hidden(each.data)}".casefold() for word in words)
    ]


def _row(each: Association) -> Any:
    changed = instants.moment(each.updated_at) if each.updated_at is not None else ""
    data = " ".join(hidden(each.data).split())
    return str(each.f_port), (cell(str(each.f_port)), cell(each.package_name), cell(data or "–"), cell(changed))
