"""Taking a package off an FPort."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.content import Content
from textual.widgets import Static

from tts_tui.services.packages import exports
from tts_tui.services.packages.writes import delete
from tts_tui.text.safe_text import visible
from tts_tui.tui.base.deletion import DeletionScreen
from tts_tui.tui.core.commands import AS_COMMANDS, Command, bindings
from tts_tui.tui.core.safe_widgets import plain

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine
    from typing import Any

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from tts_tui.api.resources.packages import Association
    from tts_tui.services.shell_export import Export
    from tts_tui.session.session import Session

__all__ = ["RemovePackageScreen"]


class RemovePackageScreen(DeletionScreen):
    """Asks, and takes the package off its FPort. `done` is called with an empty text then, also after leaving."""

    area = "Remove a package"
    thing = "the package"
    YES = Command("submit", ("y",), "Remove", "Remove", "Take the package off the FPort.", destroys=True)
    offers = (YES, DeletionScreen.NO, AS_COMMANDS)
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(offers)]

    def __init__(
        self, session: Session, application_id: str, association: Association, *, done: Callable[[str], None]
    ) -> None:
        super().__init__(session, application_id, done=done)
        self._association = association

    def box_title(self) -> Content:
        return plain(f"Remove {self._association.package_name} from FPort {self._association.f_port}")

    def what_follows(self) -> ComposeResult:
        each = self._association
        whose = f"the device {each.device_id} of {self.application_id}" if each.device_id else self.application_id
        yield Static(plain(f"Of {whose}."))
        words = "The package gets no more messages of this device." if each.device_id else (
            "The package gets no more messages, except from devices that have it themselves."
        )  # fmt: skip
        yield Static(Content(words), classes="facts")
        if each.data:
            yield Static(Content("Its data, secrets included, can't be restored."), classes="facts")

    def export(self) -> Export:
        return exports.delete(self.application_id, self._association.f_port, self._association.device_id)

    def delete(self) -> Coroutine[Any, Any, bool]:
        each = self._association
        return delete(self.session.client, self.application_id, each.f_port, each.device_id)

    @property
    def called(self) -> str:
        return f"{visible(self._association.package_name)} from FPort {self._association.f_port}"
