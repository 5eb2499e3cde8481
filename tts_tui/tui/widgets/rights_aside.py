"""Beside a checklist of rights: what the one under the cursor gives, and which are selected."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from textual.content import Content
from textual.widgets import Static

from tts_tui.api.rights import ALL, APPLICATION_ALL, right
from tts_tui.services.rights_selection import word
from tts_tui.tui.core.safe_widgets import plain
from tts_tui.tui.widgets.frame import SideArea

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["RightsAside", "explanation", "style_of"]

_NONE: Final = Content("No rights selected")
_WIDTH: Final = 36
"""Cells of a line."""
_DANGEROUS: Final = frozenset(
    {
        APPLICATION_ALL,
        ALL,
        "RIGHT_APPLICATION_DELETE",
        "RIGHT_APPLICATION_SETTINGS_API_KEYS",
        "RIGHT_APPLICATION_SETTINGS_COLLABORATORS",
    }
)
"""Rights that can end the application or give others more."""


class RightsAside(SideArea):
    """Beside a checklist, from 120 columns on: the right under the cursor, and what is selected.

    `title` is above the selected rights, such as "Will be created". `outcome` is a line below them that the screen
    sets, such as when a key expires; it is safe to show.
    """

    DEFAULT_CSS = """
    RightsAside {
        width: 40;

        #aside-explained {
            margin-top: 1;
        }
    }
    """

    def __init__(self, title: str) -> None:
        super().__init__(title=title)
        self._names: Sequence[str] = ()
        self._outcome = Content("")
        self._explanation = Static(id="aside-explained")
        self._selected = Static(_NONE, id="aside-selected")
        self.inside = [self._selected, self._explanation]

    def show(self, name: str | None, selected: Sequence[str]) -> None:
        """Explain the right `name`, and list those that are `selected`."""
        known = right(name) if name else None
        heading = [plain(word(name), "bold $accent")] if name else []
        name_below = [Content(), plain(_broken(known.name), "$foreground-muted", lines=True)] if known else []
        gives = Content(known.gives) if known else explanation(name)
        self._explanation.update(Content("\n").join([*heading, gives, *name_below]), layout=self.display)
        if self._names != selected:
            self._names = selected
            self._show_selected()

    @property
    def outcome(self) -> Content:
        """The line below the selected rights."""
        return self._outcome

    @outcome.setter
    def outcome(self, outcome: Content) -> None:
        if not outcome.is_same(self._outcome):
            self._outcome = outcome
            self._show_selected()

    def _show_selected(self) -> None:
        lines = [plain(f"✓ {word(each)}", style_of(each)) for each in self._names] or [_NONE]
        lines += [self._outcome] if self._outcome else []
        self._selected.update(Content("\n").join(lines), layout=self.display)


def explanation(name: str | None) -> Content:
    """What a right gives, in a line or two; one that isn't known here is named."""
    if name is None:
        return Content("")
    if known := right(name):
        return Content.assemble(known.gives, "  ", (known.name, "$foreground-muted"))
    if name == ALL:
        return Content("Whoever creates an application has it. “All rights” gives the same here.")
    return plain(f"{name}: unknown to this version of tts-tui. It is left unchanged.")


def style_of(name: str) -> str:
    """How a selected right is drawn: a dangerous one as a warning."""
    return "bold $text-warning" if name in _DANGEROUS else "bold $text-success"


def _broken(name: str) -> str:
    """A right's name in lines that fit, broken after an underscore."""
    lines = [""]
    for part in re.split(r"(?<=_)", name):
        if len(lines[-1]) + len(part) > _WIDTH:
            lines.append("")
        lines[-1] += part
    return "\n".join(lines)
