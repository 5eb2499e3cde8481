"""Escape sequences (SGR) for colours and attributes, as changes from the terminal's current ones.

Rich writes the whole style before each piece of text and resets it after, which is half of a screen's bytes.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from rich.color import Color

if TYPE_CHECKING:
    from rich.color import ColorSystem
    from rich.segment import Segment
    from rich.style import Style

__all__ = ["Codes", "Pen", "codes"]

_DEFAULT: Final = Color.default()
_OFF: Final = {"1": "22", "2": "22", "3": "23", "4": "24", "7": "27"}


class Codes(NamedTuple):
    """A style as SGR codes: attributes, foreground and background."""

    attributes: str = ""
    letters: str = "39"
    behind: str = "49"
    bare: bool = True
    """Whether a blank shows the background alone."""


_PLAIN: Final = Codes()


class Pen:
    """Writes text in a style, and keeps track of the current one. `lift` returns to the terminal's own style."""

    def __init__(self, color_system: ColorSystem) -> None:
        self._color_system = color_system
        self._now = _PLAIN

    def write(self, segment: Segment) -> str:
        """The text of a segment, after the codes that change the current style to the segment's."""
        text, style = segment.text, segment.style
        if not text:
            return ""
        if style is not None and style.link:
            return self.lift() + style.render(text, color_system=self._color_system)
        wanted = codes(style, self._color_system)
        if wanted.bare and self._now.bare and not text.strip(" "):
            wanted = self._now._replace(behind=wanted.behind)
        return self._change(wanted) + text

    def lift(self) -> str:
        """Go back to the terminal's own style."""
        if self._now == _PLAIN:
            return ""
        self._now = _PLAIN
        return "\x1b[0m"

    def _change(self, wanted: Codes) -> str:
        now, self._now = self._now, wanted
        if now == wanted:
            return ""
        changes = []
        if now.attributes != wanted.attributes:
            if not now.attributes:
                changes = [wanted.attributes]
            elif not wanted.attributes and now.attributes in _OFF:
                changes = [_OFF[now.attributes]]
            else:
                now = _PLAIN
                changes = ["0", wanted.attributes] if wanted.attributes else ["0"]
        changes += [wanted.letters] if wanted.letters != now.letters else []
        changes += [wanted.behind] if wanted.behind != now.behind else []
        return f"\x1b[{';'.join(changes)}m"


@lru_cache(maxsize=1_000)
def codes(style: Style | None, color_system: ColorSystem) -> Codes:
    """The codes of a style; without one, the terminal's own colours."""
    if style is None:
        return _PLAIN
    attributes, _, _ = style.without_color.render(".", color_system=color_system).rpartition("m.")
    drawn = style.underline or style.underline2 or style.strike or style.overline or style.reverse or style.blink
    return Codes(
        attributes.removeprefix("\x1b["),
        _colour(style.color, color_system, letters=True),
        _colour(style.bgcolor, color_system, letters=False),
        not drawn,
    )


def _colour(colour: Color | None, color_system: ColorSystem, *, letters: bool) -> str:
    return ";".join((colour or _DEFAULT).downgrade(color_system).get_ansi_codes(foreground=letters))
