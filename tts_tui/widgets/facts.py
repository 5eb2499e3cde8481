"""Words and values in two columns, for reading: each value wraps in its own column."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Static

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from textual.app import ComposeResult

__all__ = ["Facts"]


class Facts(Vertical):
    """Rows by their words. A row shows `…` until it has a value."""

    DEFAULT_CSS = """
    Facts {
        height: auto;
    }

    Facts Horizontal {
        height: auto;
    }

    Facts .facts--word {
        width: 24;
        color: $foreground-muted;
    }

    Facts .facts--value {
        width: 1fr;
        height: auto;
    }
    """

    def __init__(self, words: Iterable[str], *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self._values = {word: Static(Content("…"), classes="facts--value") for word in words}

    def compose(self) -> ComposeResult:
        for word, value in self._values.items():
            with Horizontal():
                yield Static(Content(word), classes="facts--word")
                yield value

    def show(self, values: Mapping[str, Content | str]) -> None:
        """Show these values; text that comes from a server must be `Content` made by `plain`."""
        for word, value in values.items():
            self._values[word].update(Content(value) if isinstance(value, str) else value)
