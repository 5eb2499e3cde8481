"""Putting a package on an FPort, and changing the package or its data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Final

from msgspec.structs import replace
from textual.containers import VerticalScroll

from tts_tui.api.resources.packages import Association, changed_paths
from tts_tui.services.concurrent_changes import ChangedElsewhere
from tts_tui.services.error_text import Explanation
from tts_tui.services.integrations.conflicts import changed_elsewhere
from tts_tui.services.packages import exports
from tts_tui.services.packages.changes import PortTaken, differences, save
from tts_tui.services.packages.rules import (
    data_problem,
    hidden,
    may_hold_secrets,
    name_problem,
    port_problem,
    read_data,
)
from tts_tui.session.drafts import Draft
from tts_tui.text.safe_text import visible
from tts_tui.tui.base.checked_form import CheckedForm
from tts_tui.tui.base.reading import Reading
from tts_tui.tui.core.commands import AS_COMMANDS, CLOSE, SUBMIT, bindings
from tts_tui.tui.core.safe_widgets import plain
from tts_tui.tui.widgets.field import Field
from tts_tui.tui.widgets.frame import Area
from tts_tui.tui.widgets.lines_input import LinesInput
from tts_tui.tui.widgets.text_input import TextInput

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from tts_tui.api.errors import TTSError
    from tts_tui.services.shell_export import Export
    from tts_tui.session.session import Session

__all__ = ["AssociationFormScreen"]

_PACKAGE_HINT = "Name of an application package. The server stores unknown ones, too, but ignores them."
_UNKNOWN: Final = "The server stores this package, but ignores it."
_DATA_HINT = "JSON for the package, or empty. A secret left as •••••••• doesn't change."

_FIELDS: Final = ("port", "name", "data")


class AssociationFormScreen(CheckedForm[None]):
    """Changes `before`, or creates an association where that is None; with a `device_id`, one of that device.

    `done` is called with the FPort when it has changed on the server, also after the form was left.
    """

    CSS_PATH = "form.tcss"
    area = "Package association"
    SAVE = replace(SUBMIT, help="Save the association; a change is reviewed first.")
    offers = (SAVE, AS_COMMANDS, CLOSE)
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(offers)]

    def __init__(
        self,
        session: Session,
        application_id: str,
        before: Association | None,
        *,
        device_id: str,
        done: Callable[[str], None],
    ) -> None:
        super().__init__(session)
        self.application_id = application_id
        self._before = before
        self.device_id = device_id
        self._done = done
        self._initial: tuple[str, str, str] = ("", "", "")
        self._data_with_secrets = before.data if before is not None else None
        """What the dots in the data stand for, also after somebody else has removed the association."""
        self._available: dict[str, int] = {}

    def body(self) -> ComposeResult:
        before = self._before
        of = f" · device {self.device_id}" if self.device_id else ""
        title = f"FPort {before.f_port}" if before is not None else "New package association"
        with Area(title=plain(f"{title} · {self.application_id}{of}")), VerticalScroll(can_focus=False):
            port = TextInput(str(before.f_port) if before else "", id="port", disabled=before is not None)
            precedence = (
                "Takes precedence over the application's."
                if self.device_id
                else "A device's own association takes precedence over this one."
            )
            yield Field("f_port", "FPort", port, f"1–255. {precedence}", required=True)
            name = TextInput(before.package_name if before else "", id="name")
            yield Field("package_name", "Package", name, _PACKAGE_HINT, required=True)
            data = LinesInput(hidden(before.data) if before else "", id="data")
            yield Field("data", "Data", data, _DATA_HINT)

    def on_mount(self) -> None:
        self._initial = self._typed
        self.query_one("#port" if self._before is None else "#name").focus()
        call = self.session.client.packages.available(self.application_id)
        self.read(call, self._packages_read, waiting=Reading.PACKAGE_NAMES, group="names")

    def _packages_read(self, found: dict[str, int]) -> None:
        self._available = found
        self.show_checks()

    def read_failed(self, error: TTSError, waiting: Reading) -> None:
        """Nothing: the form is complete without the names of the server's packages."""

    # Drafts

    def blank_draft(self) -> Draft:
        port = str(self._before.f_port) if self._before is not None else ""
        return Draft("package", {}, self.application_id, port, device_id=self.device_id)

    def typed(self) -> Mapping[str, Any]:
        fields = dict(zip(_FIELDS, zip(self._typed, self._initial, strict=True), strict=True))
        return {
            name: typed
            for name, (typed, given) in fields.items()
            if typed != given and not (name == "data" and may_hold_secrets(typed))
        }

    def fill(self, fields: Mapping[str, Any]) -> None:
        for name, value in fields.items():
            for control in self.query(f"#{name}"):
                if isinstance(control, TextInput):
                    control.value = value
                elif isinstance(control, LinesInput):
                    control.text = value

    # What is typed

    @property
    def _typed(self) -> tuple[str, str, str]:
        port, name = self.query_one("#port", TextInput).value, self.query_one("#name", TextInput).value
        return port.strip(), name.strip(), self.query_one("#data", LinesInput).text

    def changed(self) -> bool:
        return self.is_attached and self.is_mounted and self._typed != self._initial

    def problems(self) -> dict[str, str | None]:
        port, name, data = self._typed
        return {"f_port": port_problem(port), "package_name": name_problem(name), "data": data_problem(data)}

    def warnings(self) -> dict[str, str | None]:
        name = self._typed[1]
        unknown = self._available and name and not name_problem(name) and name not in self._available
        return {"package_name": f"{_UNKNOWN} {self._listed}" if unknown else None}

    def hint_of(self, name: str) -> str:
        return self._listed if name == "package_name" else ""

    @property
    def _listed(self) -> str:
        if not self._available:
            return _PACKAGE_HINT
        listed = ", ".join(f"{visible(name)} (FPort {port})" for name, port in self._available.items())
        return f"This server has: {listed}."

    def wanted(self) -> Association | None:
        """The association as typed; None where a field has a problem, which is then shown, or where nothing differs."""
        if not self.is_valid():
            return None
        port, name, data = self._typed
        wanted = Association(
            f_port=int(port), device_id=self.device_id, package_name=name, data=read_data(data, self._data_with_secrets)
        )
        if not changed_paths(self._before, wanted):
            self.notify("No changes to save.", markup=False)
            return None
        return wanted

    def exports(self) -> list[Export]:
        if (wanted := self.wanted()) is None:
            return []
        return [exports.put(self.application_id, wanted, changed_paths(self._before, wanted))]

    def action_submit(self) -> None:
        if (wanted := self.wanted()) is None:
            return
        if self._before is None:
            self._send(wanted)
            return
        found = differences(self._before, wanted)
        self.review(f"the package on FPort {wanted.f_port}", found, lambda: self._send(wanted), new=False)

    def _send(self, wanted: Association) -> None:
        self.write(
            save(self.session.client, self.application_id, self._before, wanted),
            lambda looked: self._saved(wanted, looked=looked),
            doing=f"save the package on FPort {wanted.f_port}",
            failed=self._not_saved,
        )

    def _saved(self, wanted: Association, *, looked: bool) -> None:
        lost = "The answer was lost, but the server has it. " if looked else ""
        outcome = f"{lost}{visible(wanted.package_name)} is on FPort {wanted.f_port}."
        self._done(str(wanted.f_port))
        self.end_with(outcome)

    def _not_saved(self, error: TTSError) -> None:
        match error:
            case PortTaken():
                if self.is_attached:
                    self.complain_of("f_port", f"{error}: change that one instead.")
                else:
                    self.tell_problem(Explanation("NOT saved.", f"{error}."))
            case ChangedElsewhere(now=now):
                theirs = differences(self._before, now) if now is not None else None
                self._before = now
                self._data_with_secrets = now.data if now is not None else self._data_with_secrets
                self._done("")
                self.tell_problem(changed_elsewhere("association", theirs))
            case _:
                self.refuse(error, "save the package")
