"""How keys are written for people: `ctrl+s` in the key bar, `Ctrl+S` in sentences and on pages."""

from typing import Final

__all__ = ["in_bar", "in_text"]

_NAMES: Final = {
    "slash": "/",
    "question_mark": "?",
    "escape": "esc",
    "delete": "del",
    "pageup": "pgup",
    "pagedown": "pgdn",
    "asterisk": "*",
    "shift+a": "A",
    "shift+r": "R",
    "shift+s": "S",
}
_CAPITALS: Final = {"pgup": "PgUp", "pgdn": "PgDn"}


def in_bar(key: str) -> str:
    """A key, given by Textual's name, as the key bar shows it: `ctrl+s`, `esc`, `f6`, `/`."""
    *modifiers, last = key.split("+")
    return _NAMES.get(key) or "+".join((*modifiers, _NAMES.get(last, last)))


def in_text(key: str) -> str:
    """A key, given by Textual's name, as sentences have it: `Ctrl+S`, `Esc`, `F6`, `/`; single letters as they are."""
    name = in_bar(key)
    if len(name) == 1:
        return name
    return "+".join(_CAPITALS.get(part, part.capitalize()) for part in name.split("+"))
