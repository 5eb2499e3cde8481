"""Taking a package off an FPort: what follows from it, and the request as commands before it is sent."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from tts_tui.services.packages import exports
from tts_tui.services.packages.writes import delete
from tts_tui.text.safe_text import visible
from tts_tui.tui.base.dialog import InBox
from tts_tui.tui.base.form import FormScreen
from tts_tui.tui.core.commands import AS_COMMANDS, Command, bindings
from tts_tui.tui.core.safe_widgets import plain
from tts_tui.tui.widgets.clickable_line import ClickableLine
from tts_tui.tui.widgets.confirm import answers

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from tts_tui.api.resources.packages import Association
    from tts_tui.services.shell_export import Export
    from tts_tui.session.session import Session

__all__ = ["RemovePackageScreen"]


class RemovePackageScreen(InBox, FormScreen[None], ModalScreen[None]):
    """Asks, and takes the package off its port; `y` says yes. `done` is called with an empty text once it has gone."""

    CSS_PATH = "delete.tcss"
    area = "Remove a package"
    danger = True
    YES = Command("submit", ("y",), "Remove", "Remove", "Take the package off the FPort.", destroys=True)
    NO = Command("back", ("n", "escape", "q"), "Keep", "Keep", "Change nothing.")
    offers = (YES, NO, AS_COMMANDS)
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(offers)]

    def __init__(
        self, session: Session, application_id: str, association: Association, *, done: Callable[[str], None]
    ) -> None:
        super().__init__(session)
        self._application_id = application_id
        self._association = association
        self._done = done

    def box_title(self) -> Content:
        return plain(f"Remove {self._association.package_name} from FPort {self._association.f_port}")

    def body(self) -> ComposeResult:
        each = self._association
        whose = f"the device {each.device_id} of {self._application_id}" if each.device_id else self._application_id
        yield Static(plain(f"Of {whose}."))
        words = "The package gets no more messages of this device." if each.device_id else (
            "The package gets no more messages, except from devices that have it themselves."
        )  # fmt: skip
        yield Static(Content(words), classes="facts")
        if each.data:
            yield Static(Content("Its data, secrets included, can't be brought back."), classes="facts")
        yield ClickableLine(answers(self.YES.word, self.YES.action, self.NO.word, self.NO.action), classes="answers")

    def changed(self) -> bool:
        return False

    def exports(self) -> list[Export]:
        return [exports.delete(self._application_id, self._association.f_port, self._association.device_id)]

    def action_submit(self) -> None:
        each = self._association
        self.write(
            delete(self.session.client, self._application_id, each.f_port, each.device_id),
            self._removed,
            doing=f"remove the package from FPort {each.f_port}",
        )

    def _removed(self, looked: bool) -> None:
        lost = "The answer was lost, so tts-tui checked: " if looked else ""
        outcome = f"{lost}Removed {visible(self._association.package_name)} from FPort {self._association.f_port}."
        self._done("")
        self.app.notify(outcome, markup=False)
        if self.is_attached:
            self.finish(None, outcome)
