"""The keys of vi stand once, and each does what it does in vi."""

from __future__ import annotations

import re
from pathlib import Path

import tts_tui.tui
from tts_tui.tui.core.vi_keys import vi_keys


def actions(**names: str) -> dict[str, str]:
    return {binding.key: binding.action for binding in vi_keys(**names)}


def test_each_key_has_its_action() -> None:
    assert actions(up="up", down="down", first="first", last="last", half_page="half") == {
        "j": "down",
        "k": "up",
        "g": "first",
        "G": "last",
        "ctrl+d": "half(1)",
        "ctrl+u": "half(-1)",
    }


def test_keys_without_an_action_are_left_out() -> None:
    assert actions(up="up", down="down") == {"j": "down", "k": "up"}


def test_they_stand_in_no_footer() -> None:
    assert not any(binding.show for binding in vi_keys(up="up", down="down", half_page="half"))


def test_no_widget_binds_them_by_itself() -> None:
    own = re.compile(r'Binding\("(?:[\w+]+,)*(?:j|k|g|G|ctrl\+[du])[,"]')
    folder = Path(tts_tui.tui.__file__).parent
    found = [str(each.relative_to(folder)) for each in folder.rglob("*.py") if own.search(each.read_text("utf-8"))]
    assert not found, f"{found}: use vi_keys"
