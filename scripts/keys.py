"""Write the table of keys into the README, from the commands themselves: `make docs`."""

from __future__ import annotations

import importlib
import pkgutil
from pathlib import Path
from typing import TYPE_CHECKING, Final

import tts_tui.tui
from tts_tui.tui.app import TTSApp
from tts_tui.tui.core.key_names import key_name

if TYPE_CHECKING:
    from tts_tui.tui.core.commands import Command

README: Final = Path(__file__).parent.parent / "README.md"
BEGIN, END = "<!-- keys: made by `make docs` -->\n", "<!-- end of keys -->"


def areas() -> dict[str, tuple[Command, ...]]:
    """The commands of each screen, by the screen's name."""
    found: dict[str, tuple[Command, ...]] = {}
    for module in pkgutil.walk_packages(tts_tui.tui.__path__, "tts_tui.tui."):
        for value in vars(importlib.import_module(module.name)).values():
            offers, area = getattr(value, "offers", None), getattr(value, "area", "")
            if isinstance(value, type) and value.__module__ == module.name and offers and area:
                found.setdefault(area, offers)
    return dict(sorted(found.items()))


def table() -> str:
    """The table in Markdown."""
    lines = ["| where | keys | what it does |", "| --- | --- | --- |"]
    for area, commands in {"Everywhere": TTSApp.offers, **areas()}.items():
        lines += [f"| {area} | {_keys(command)} | {command.help} |" for command in commands]
    return "\n".join(lines) + "\n"


def _keys(command: Command) -> str:
    return " ".join(f"`{key_name(key)}`" for key in command.keys)


def written(readme: str) -> str:
    """The README with the table in its place."""
    before, _, rest = readme.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n{table()}\n{END}{after}"


if __name__ == "__main__":
    README.write_text(written(README.read_text(encoding="utf-8")), encoding="utf-8")
