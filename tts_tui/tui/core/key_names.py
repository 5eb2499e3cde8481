"""How keys are written for people."""

from typing import Final

__all__ = ["key_name"]

_NAMES: Final = {"slash": "/", "question_mark": "?", "escape": "esc", "delete": "del", "shift+s": "S"}


def key_name(key: str) -> str:
    """Textual's name of a key as the footer and the README write it."""
    return _NAMES.get(key, key)
