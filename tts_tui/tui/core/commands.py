"""Commands: an action of a screen with its keys, its words, and the right that it needs.

Bindings, key bar, palette, help and docs/keys.md are all made from the same commands, so they can't disagree.
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
    "DELETE_APPLICATION",
    "DRAW_ANEW",
    "FILTER",
    "HELP",
    "NEW",
    "OPEN",
    "ORDER",
    "PALETTE",
    "PURGE",
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

    `action` is the name of the screen's `action_…` method. `keys` are Textual's names, of which the first is shown.
    `word` is for the key bar, `title` for the palette, and `help` a sentence. `right` is the right on the application
    that it needs, or an empty string. `destroys` marks what deletes or revokes, `footer` what is in the key bar.
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
    """Textual's bindings for those commands; the key bar shows only the first key of each."""
    return [
        Binding(key, each.action, each.word, show=each.footer and index == 0, tooltip=each.help)
        for each in commands
        for index, key in enumerate(each.keys)
    ]


BACK: Final = Command("back", ("escape", "q"), "Back", "Back", "Go back, or close what is open.")
CLOSE: Final = Command("back", ("escape",), "Cancel", "Cancel", "Cancel (asks if you have unsaved changes).")
OPEN: Final = Command("open", ("enter",), "Open", "Open", "Open the selected item.")
NEW: Final = Command("new", ("n",), "New", "New", "Create a new one.")
FILTER: Final = Command("filter", ("slash",), "Filter", "Filter", "Filter by the words you type.")
ORDER: Final = Command("order", ("s",), "Sort", "Sort", "Change the sorting.")
REFRESH: Final = Command("refresh", ("r", "f5"), "Refresh", "Refresh", "Reload from the server.", footer=False)
COPY_ID: Final = Command("copy_id", ("y",), "Copy ID", "Copy the ID", "Copy the ID to your clipboard.", footer=False)
SERVERS: Final = Command(
    "app.servers", ("o",), "Servers", "Servers", "Open another server, or edit the list of servers."
)
SUBMIT: Final = Command("submit", ("ctrl+s", "f2"), "Save", "Save", "Send the form to the server.")
DELETE_APPLICATION: Final = Command(
    "delete",
    ("d", "delete"),
    "Delete",
    "Delete",
    "Delete the application (you confirm by typing its ID).",
    destroys=True,
)
PURGE: Final = Command(
    "purge",
    ("P", "shift+p"),
    "Purge",
    "Purge",
    "Delete the application for good, for administrators (you confirm by typing its ID).",
    destroys=True,
    footer=False,
)
AS_COMMANDS: Final = Command(
    "as_commands", ("ctrl+o", "f3"), "As commands", "Show as commands", "Show the same request for curl and ttn-lw-cli."
)
COPY_ERROR: Final = Command(
    "copy_error", ("f6",), "Copy error", "Copy the error", "Copy the whole error to your clipboard.", footer=False
)
HELP: Final = Command("app.help", ("question_mark", "f1"), "Help", "Help", "Show keyboard shortcuts.")
PALETTE: Final = Command(
    "command_palette", ("ctrl+p", "f4"), "Palette", "Palette", "Find any action by its name.", footer=False
)
QUIT: Final = Command("quit", ("ctrl+q",), "Quit", "Quit", "Quit (asks if anything would be lost).", footer=False)
SUSPEND: Final = Command("suspend_process", ("ctrl+z",), "Suspend", "Suspend", "Suspend to the shell.", footer=False)
DRAW_ANEW: Final = Command(
    "draw_anew",
    ("f12",),
    "Redraw",
    "Redraw the screen",
    "Redraw the screen, after something else has written over it.",
    footer=False,
)
