"""The last step of creating an application: what it will be, and whether that can be sent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from tts_tui.api.field_rules import ADDRESSES, address_problem, description_problem, id_problem, name_problem
from tts_tui.services.applications.settings import LABELS
from tts_tui.tui.core.safe_widgets import plain
from tts_tui.tui.widgets.property_list import PropertyList

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tts_tui.api.models import Account, Application

__all__ = ["CreateReview"]

_GENERAL: Final = tuple(LABELS[name] for name in ("name", "description", "attributes"))
_OTHERS: Final = Content(
    "Server defaults for everything else: the owner is the only collaborator and both contacts, payload encryption is "
    "on, and there are no API keys or devices."
)


class CreateReview(VerticalScroll):
    """Shows the application that would be created, with what is wrong beside each value. It is empty until then."""

    def __init__(self, *, id: str, classes: str) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id, classes=classes)
        self._ready = Static(id="ready")
        self._values = PropertyList(("ID", "Owner"))
        self._unset = Static(id="unset", classes="muted")
        self._creates = Static(id="creates")

    def show(self, application: Application, owner: Account, attributes_problem: str | None, *, ready: bool) -> None:
        """Show what would be sent; `attributes_problem` is what is wrong with attributes that aren't in it."""
        values = {
            "ID": _checked(application.id, id_problem(application.id)),
            "Owner": plain(owner.id if owner.kind == "user" else f"organization {owner.id}"),
            LABELS["name"]: _checked(application.name, name_problem(application.name)),
            LABELS["description"]: _checked(application.description, description_problem(application.description)),
            LABELS["attributes"]: _pairs(application.attributes, attributes_problem),
        }
        for name in ADDRESSES:
            address = getattr(application, name)
            values[LABELS[name]] = _checked(address, address_problem(address), "any")
        unset = [word for word in _GENERAL if values[word].plain == "none"]
        self._values.show_only({word: value for word, value in values.items() if word not in unset})
        self._unset.display = bool(unset)
        self._unset.update(Content(f"Not set: {', '.join(unset).lower()}."))
        self._ready.update(Content("Ready to create:" if ready else "Not ready yet:"))
        key = ("Ctrl+S", "bold $accent")
        words = Content.assemble(key, " creates ", plain(application.id, "bold"), ".") if ready else Content()
        self._creates.update(words)
        if not self.children:
            others = Static(_OTHERS, classes="muted")
            self.mount_all((self._ready, self._values, self._unset, others, self._creates))


def _checked(value: str, problem: str | None, empty: str = "none") -> Content:
    shown = plain(value, lines=True) if value else Content.styled(empty, "$foreground-muted")
    if problem is None:
        return shown
    wrong = Content.styled(f"✗ {problem}", "$text-error")
    return Content.assemble(shown, "  ", wrong) if value else wrong


def _pairs(attributes: Mapping[str, str], problem: str | None) -> Content:
    lines = [plain(f"{key} = {value}") for key, value in attributes.items()] or [
        Content.styled("none", "$foreground-muted")
    ]
    if problem:
        lines.append(Content.styled(f"✗ {problem}", "$text-error"))
    return Content("\n").join(lines)
