"""Write docs/keys.md from the commands themselves: `make docs`."""

from __future__ import annotations

import importlib
import pkgutil
from pathlib import Path
from typing import TYPE_CHECKING, Final

import tts_tui.tui
from tts_tui.tui.app import TTSApp
from tts_tui.tui.core.key_names import in_text

if TYPE_CHECKING:
    from tts_tui.tui.core.commands import Command

PAGE: Final = Path(__file__).parent.parent / "docs" / "keys.md"
HEAD: Final = """\
# Keys

`?` shows the keys of the screen you are on, and `Ctrl+P` finds every action by its name.
Letters are keys only where no text is typed; `F1` is help there, too.

<!-- made by `make docs` -->

"""


def areas() -> dict[str, tuple[Command, ...]]:
    """The commands of all screens by area; several screens may share one."""
    found: dict[str, tuple[Command, ...]] = {}
    for module in pkgutil.walk_packages(tts_tui.tui.__path__, "tts_tui.tui."):
        for value in vars(importlib.import_module(module.name)).values():
            offers, area = getattr(value, "offers", None), getattr(value, "area", "")
            if isinstance(value, type) and value.__module__ == module.name and offers and area:
                found[area] = _together((*found.get(area, ()), *offers))
    return dict(sorted(found.items()))


def _together(commands: tuple[Command, ...]) -> tuple[Command, ...]:
    """Each command once, those of the same action side by side."""
    actions = [command.action for command in commands]
    return tuple(sorted(dict.fromkeys(commands), key=lambda command: actions.index(command.action)))


def table() -> str:
    """The table in Markdown."""
    lines = ["| where | keys | what it does |", "| --- | --- | --- |"]
    for area, commands in {"Everywhere": TTSApp.offers, **areas()}.items():
        lines += [f"| {area} | {_keys(command)} | {command.help} |" for command in commands]
    return "\n".join(lines) + "\n"


def _keys(command: Command) -> str:
    return " ".join(dict.fromkeys(f"`{in_text(key)}`" for key in command.keys))


def page() -> str:
    """The page of all keys."""
    return HEAD + table()


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
