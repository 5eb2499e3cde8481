"""Every action once: its keys, its word in the footer, its help, the right that it needs, whether it destroys.

Bindings, footer, palette, the help page and the table in the README are all made from these, so they can't disagree.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec
from textual.binding import Binding

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = [
    "AS_COMMANDS",
    "BACK",
    "CLOSE",
    "COPY_ERROR",
    "COPY_ID",
    "DRAW_ANEW",
    "FILTER",
    "HELP",
    "NEW",
    "OPEN",
    "ORDER",
    "PALETTE",
    "QUIT",
    "REFRESH",
    "SERVERS",
    "SUBMIT",
    "SUSPEND",
    "Command",
    "bindings",
]


class Command(msgspec.Struct, frozen=True):
    """Something that a person can do on a screen.

    `action` is the name of the screen's `action_…` method. `keys` are Textual's names, the first is shown; `word` is
    for the footer, `title` for the palette and `help` a sentence. `right` is the right on the application that it
    needs, or an empty string.
    """

    action: str
    keys: tuple[str, ...]
    word: str
    title: str
    help: str
    right: str = ""
    destroys: bool = False
    footer: bool = True


def bindings(commands: Iterable[Command]) -> list[Binding]:
    """Textual's bindings for those commands; only the first key of each stands in the footer."""
    return [
        Binding(key, each.action, each.word, show=each.footer and index == 0, tooltip=each.help)
        for each in commands
        for index, key in enumerate(each.keys)
    ]


BACK: Final = Command("back", ("escape", "q"), "Back", "Back", "Go back one level, or close what is open.")
CLOSE: Final = Command("back", ("escape",), "Cancel", "Cancel", "Leave this form; a changed one asks first.")
OPEN: Final = Command("open", ("enter", "space"), "Open", "Open", "Open what the cursor is on.")
NEW: Final = Command("new", ("n",), "New", "New", "Make a new one.")
FILTER: Final = Command("filter", ("slash",), "Filter", "Filter", "Show only what contains the words you type.")
ORDER: Final = Command("order", ("s",), "Order", "Order", "Choose the next order.")
REFRESH: Final = Command(
    "refresh", ("r", "f5"), "Refresh", "Refresh", "Read everything from the server again.", footer=False
)
COPY_ID: Final = Command(
    "copy_id", ("y",), "Copy ID", "Copy the ID", "Send the ID to your terminal's clipboard.", footer=False
)
SERVERS: Final = Command("app.servers", ("o",), "Servers", "Servers", "Open another server, or change their list.")
SUBMIT: Final = Command("submit", ("ctrl+s", "f2"), "Save", "Save", "Send the form to the server.")
AS_COMMANDS: Final = Command(
    "as_commands", ("ctrl+o", "f3"), "As commands", "Show as commands", "The same request for curl and ttn-lw-cli."
)
COPY_ERROR: Final = Command(
    "copy_error",
    ("f6",),
    "Copy error",
    "Copy the error",
    "Send the whole error to your terminal's clipboard.",
    footer=False,
)
HELP: Final = Command("help", ("question_mark", "f1"), "Help", "Help", "Every key that works here.")
PALETTE: Final = Command(
    "command_palette", ("ctrl+p", "f4"), "Palette", "Palette", "Find every action by its name.", footer=False
)
QUIT: Final = Command(
    "quit", ("ctrl+q",), "Quit", "Quit", "Leave the program; asks when something would be lost.", footer=False
)
SUSPEND: Final = Command(
    "suspend_process",
    ("ctrl+z",),
    "Suspend",
    "Suspend",
    "Put the program into the background of the shell.",
    footer=False,
)
DRAW_ANEW: Final = Command(
    "draw_anew",
    ("f12",),
    "Draw anew",
    "Draw the screen anew",
    "Write the whole screen again, after something else has written over it.",
    footer=False,
)
