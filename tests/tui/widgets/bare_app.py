"""An application for a few widgets without the rest of the program, which a `Person` drives as the whole of it."""

from __future__ import annotations

from typing import ClassVar

from textual.app import App


class BareApp(App[None]):
    """A subclass composes the widgets. To be opened by `driven`, which waits for nothing but its messages."""

    keys_wait = False
    reports: ClassVar[list[str]] = []

    def get_theme_variable_defaults(self):
        return {"rule": "grey"}
