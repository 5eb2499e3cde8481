"""An editor for HTTP headers: one row for each, values as dots."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from tts_tui.services.integrations.headers import MAX_HEADERS, header_problem
from tts_tui.text.safe_text import visible
from tts_tui.tui.widgets.attributes import AttributesEditor

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["HeadersEditor"]


class HeadersEditor(AttributesEditor):
    """Shows headers, to be changed, added and removed. A value is a secret: many are passwords."""

    max_pairs: ClassVar[int] = MAX_HEADERS
    things: ClassVar[str] = "headers"
    word: ClassVar[str] = "name"
    secret: ClassVar[bool] = True

    def problems(self, pairs: Iterable[tuple[str, str]]) -> list[str | None]:
        """What is wrong with each header. Names that differ in case alone are one."""
        seen: set[str] = set()
        found: list[str | None] = []
        for name, value in pairs:
            problem = header_problem(name, value)
            if problem is None and name and name.lower() in seen:
                problem = f"“{name}” is already there."
            seen.add(name.lower())
            found.append(visible(problem) if problem else None)
        return found

    def is_unfinished(self, key: str) -> bool:
        """A name is valid as it is."""
        return not key
