"""The commands of all screens together: no two on a key, no key that terminals swallow, footers that fit."""

from __future__ import annotations

import importlib
import pkgutil
import re
from typing import TYPE_CHECKING, Any

import pytest
from textual.binding import Binding
from textual.screen import Screen
from textual.widget import Widget

import tts_tui.tui.base
import tts_tui.tui.screens
import tts_tui.tui.widgets
from tts_tui.api.rights import right
from tts_tui.tui.app import TTSApp
from tts_tui.tui.base.screen import BaseScreen
from tts_tui.tui.core import commands
from tts_tui.tui.core.commands import Command, bindings
from tts_tui.tui.core.key_names import in_bar, in_text
from tts_tui.tui.widgets.key_bar import Key, placed
from tts_tui.tui.widgets.table import Table

if TYPE_CHECKING:
    from collections.abc import Iterator

SWALLOWED = {"ctrl+i", "ctrl+j", "ctrl+m", "ctrl+h", "ctrl+left_square_bracket", "ctrl+b", "ctrl+a"}
"""Tab, newline, Enter, Backspace and Esc on many terminals; the prefixes of tmux and screen."""

ALONE = {
    "ctrl+q": "q on the list of applications, and the palette",
    "ctrl+z": "the palette",
    "ctrl+pagedown": "the digits",
    "ctrl+pageup": "the digits",
    "ctrl+d": "page down",
    "ctrl+u": "page up",
    "ctrl+t": "the palette",
    "ctrl+l": "the palette",
    "ctrl+e": "the palette",
}
"""Keys with ctrl whose second way is no other key of the same command."""

WIDTH = 80


def modules() -> Iterator[Any]:
    for package in (tts_tui.tui.base, tts_tui.tui.screens, tts_tui.tui.widgets):
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            yield importlib.import_module(found.name)


def classes() -> list[type[Screen[Any]]]:
    found = {
        each
        for module in modules()
        for each in vars(module).values()
        if isinstance(each, type) and issubclass(each, Screen) and each.__module__ == module.__name__
    }
    return sorted(found, key=lambda each: each.__name__)


def offers_of(kind: type[Screen[Any]]) -> tuple[Command, ...]:
    """What a screen offers; a dialog that is no BaseScreen may have them only as attributes."""
    listed = tuple(getattr(kind, "offers", ()))
    return listed or tuple(each for each in vars(kind).values() if isinstance(each, Command))


SCREENS = [kind for kind in classes() if offers_of(kind)]
everyone = pytest.mark.parametrize("kind", SCREENS, ids=lambda kind: kind.__name__)


def test_all_screens_are_looked_at() -> None:
    assert {"ApplicationsScreen", "SignInScreen", "OverviewScreen", "HelpScreen", "Confirm"} <= {
        kind.__name__ for kind in SCREENS
    }


@everyone
def test_no_key_does_two_things(kind: type[Screen[Any]]) -> None:
    seen: dict[str, str] = {}
    everywhere = (*TTSApp.offers, commands.COPY_ERROR)
    for command in (*offers_of(kind), *everywhere):
        for key in command.keys:
            assert seen.setdefault(key, command.action) == command.action, key


FUNCTION_KEYS = {
    "f1": {"app.help"},
    "f2": {"submit", "sign_in", "take"},  # sends what the screen shows
    "f3": {"as_commands"},
    "f4": {"command_palette"},
    "f5": {"refresh", "again"},
    "f6": {"copy_error"},
    "f7": {"other", "next_tab(1)", "step(1)", "next_way"},
    "f8": {"other", "next_tab(-1)", "step(-1)", "previous_way"},
    "f9": {"search"},
    "f12": {"draw_anew"},
}
"""What each does; several actions are the same to a person, as the next step and the next tab are."""


SWITCHED_OFF = {"select_line", "select_all"}
"""Textual's own, which `LinesInput.check_action` takes away."""


def test_no_function_key_has_two_meanings() -> None:
    widgets = {
        each
        for module in modules()
        for each in vars(module).values()
        if isinstance(each, type) and issubclass(each, Widget) and each.__module__.startswith("tts_tui.")
    }
    found: dict[str, set[str]] = {}
    for kind in (TTSApp, *widgets):
        for key, all_of_it in kind._merged_bindings.key_to_bindings.items():  # Textual's own among them
            if re.fullmatch(r"f\d+", key):
                found.setdefault(key, set()).update({each.action for each in all_of_it} - SWITCHED_OFF)
    assert found == FUNCTION_KEYS


@everyone
def test_nothing_is_destroyed_by_a_function_key_but_the_one_that_sends(kind: type[Screen[Any]]) -> None:
    for command in offers_of(kind):
        if command.destroys:
            assert {key for key in command.keys if re.fullmatch(r"f\d+", key)} <= {"f2"}, command.title


@everyone
def test_no_letter_of_a_command_is_one_of_the_tables(kind: type[Screen[Any]]) -> None:
    if not any(isinstance(each, type) and issubclass(each, Table) for each in vars(_module(kind)).values()):
        return
    taken = {key for binding in _flat(Table.BINDINGS) for key in binding.key.split(",")}
    assert not taken & {key for command in offers_of(kind) for key in command.keys}


@everyone
def test_no_key_is_one_that_terminals_swallow(kind: type[Screen[Any]]) -> None:
    keys = {key for binding in _flat(kind.BINDINGS) for key in binding.key.split(",")}
    assert not keys & SWALLOWED


@everyone
def test_every_key_with_ctrl_has_a_second_way(kind: type[Screen[Any]]) -> None:
    ways: dict[str, set[str]] = {}
    for binding in _flat(kind.BINDINGS):
        ways.setdefault(binding.action, set()).update(binding.key.split(","))
    for action, keys in ways.items():
        for key in keys:
            if key.startswith("ctrl+") and key not in ALONE:
                assert any(not other.startswith("ctrl+") for other in keys), (action, key)


def test_every_key_with_ctrl_that_works_everywhere_has_a_second_way() -> None:
    for command in TTSApp.offers:
        ctrl = [key for key in command.keys if key.startswith("ctrl+")]
        assert not ctrl or len(command.keys) > len(ctrl) or set(ctrl) <= set(ALONE), command.action


@everyone
def test_every_command_can_be_done_and_is_described(kind: type[Screen[Any]]) -> None:
    for command in offers_of(kind):
        of_app, _, action = command.action.partition("(")[0].rpartition(".")
        assert hasattr(TTSApp if of_app else kind, f"action_{action}"), command.action
        assert command.keys
        assert command.word
        assert command.title
        assert command.help[0].isupper()
        assert command.help.endswith(".")
        assert not command.right or right(command.right) is not None


@everyone
def test_every_command_is_bound_to_all_its_keys(kind: type[Screen[Any]]) -> None:
    bound = {(key, binding.action) for binding in _flat(kind.BINDINGS) for key in binding.key.split(",")}
    assert {(key, command.action) for command in offers_of(kind) for key in command.keys} <= bound


@everyone
def test_what_is_used_most_has_room_in_the_key_bar(kind: type[Screen[Any]]) -> None:
    everywhere = TTSApp.offers if issubclass(kind, BaseScreen) else ()
    keys = [
        Key(binding.key, binding.description, binding.action)
        for binding in bindings((*offers_of(kind), *everywhere))
        if binding.show
    ]
    there = [key for _, key in placed(keys, WIDTH)]
    assert [key for key in there if key.action != "app.help"][:3] == [key for key in keys if key.action != "app.help"][
        :3
    ]
    assert not everywhere or there[-1].action == "app.help"
    assert len({each.action for each in there if each.stays}) <= 2


@everyone
def test_words_of_the_footer_are_short(kind: type[Screen[Any]]) -> None:
    for command in offers_of(kind):
        assert len(command.word) <= 21
        assert "\n" not in command.word


def test_only_the_first_key_stands_in_the_footer() -> None:
    one, two = bindings([Command("open", ("enter", "space"), "Open", "Open", "Open it.")])
    assert (one.key, one.action, one.description, one.show, one.tooltip) == ("enter", "open", "Open", True, "Open it.")
    assert (two.key, two.show) == ("space", False)
    (hidden,) = bindings([Command("x", ("f9",), "X", "X", "X.", footer=False)])
    assert not hidden.show


def test_every_shared_command_is_exported() -> None:
    shared = {name for name, value in vars(commands).items() if isinstance(value, Command)}
    assert shared | {"Command", "bindings"} == set(commands.__all__)


@pytest.mark.parametrize(
    ("key", "bar", "text"),
    [
        ("slash", "/", "/"),
        ("question_mark", "?", "?"),
        ("escape", "esc", "Esc"),
        ("delete", "del", "Del"),
        ("enter", "enter", "Enter"),
        ("ctrl+s", "ctrl+s", "Ctrl+S"),
        ("ctrl+pagedown", "ctrl+pgdn", "Ctrl+PgDn"),
        ("shift+tab", "shift+tab", "Shift+Tab"),
        ("shift+s", "S", "S"),
        ("f6", "f6", "F6"),
        ("n", "n", "n"),
    ],
)
def test_keys_are_written_as_people_do(key: str, bar: str, text: str) -> None:
    assert in_bar(key) == bar
    assert in_text(key) == text


@everyone
def test_no_key_has_textuals_name_for_a_sign_in_the_help(kind: type[Screen[Any]]) -> None:
    for command in (*offers_of(kind), *TTSApp.offers):
        for key in command.keys:
            assert "_" not in in_text(key), key


def _module(kind: type[Any]) -> Any:
    return importlib.import_module(kind.__module__)


def _flat(found: list[Any]) -> list[Binding]:
    return [each if isinstance(each, Binding) else Binding(*each) for each in found]
