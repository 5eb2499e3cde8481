"""The side panel of the list of collaborators. It sends no requests."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from tts_tui.services.collaborators.rules import contact_marks
from tts_tui.services.rights_selection import ordered, word
from tts_tui.text.quantity import quantity
from tts_tui.text.safe_text import visible
from tts_tui.tui.core.safe_widgets import plain
from tts_tui.tui.widgets.frame import SideArea
from tts_tui.tui.widgets.side_text import SideText, facts

if TYPE_CHECKING:
    from tts_tui.api.models import Collaborator
    from tts_tui.services.collaborators.rules import Sharing
    from tts_tui.session.session import Session

__all__ = ["CollaboratorPanel"]


class CollaboratorPanel(SideArea):
    """Shows a collaborator's name, kind and contact roles, and their rights in words, one a line."""

    def __init__(self, session: Session) -> None:
        self._text = SideText()
        super().__init__(self._text, id="panel", wanted=session.preferences.panel)

    def show_collaborator(self, each: Collaborator | None, sharing: Sharing, name: str, unreadable: str) -> None:
        """Show the selected collaborator. `unreadable` says why the rights can't be read, or is empty."""
        if self.display:
            self.rule.show(visible(each.account.id) if each is not None else "")
            self._text.show(_about(each, sharing, name, unreadable) if each is not None else Content())


def _about(each: Collaborator, sharing: Sharing, name: str, unreadable: str) -> Content:
    parts = [plain(name, "bold") if name else Content.styled("no name", "$foreground-muted")]
    if each.account == sharing.me:
        parts.append(Content.styled("* you", "bold $text-warning"))
    marks = contact_marks(each.account, sharing.contacts)
    pairs = [("Kind", Content(each.account.kind)), ("ID", plain(each.account.id))]
    pairs += [("Contact", Content(" and ".join(marks)))] if marks else []
    parts += [Content(), facts(pairs), Content()]
    if unreadable:
        return Content("\n").join([*parts, plain(f"Their rights can't be read. {unreadable}")])
    count = len(each.rights)
    parts.append(Content.styled(quantity(count, "right"), "bold"))
    return Content("\n").join([*parts, *(plain(word(right)) for right in ordered(each.rights))])
