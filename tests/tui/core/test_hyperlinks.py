"""Which terminals get hyperlinks."""

from __future__ import annotations

import pytest

from tts_tui.tui.core.hyperlinks import terminal_has_hyperlinks


@pytest.mark.parametrize(
    ("environ", "has"),
    [
        ({}, False),
        ({"TERM": "xterm-256color"}, False),
        ({"TERM": "linux"}, False),
        ({"TERM": "xterm-kitty"}, True),
        ({"TERM": "foot-extra"}, True),
        ({"TERM": "xterm-256color", "TERM_PROGRAM": "WezTerm"}, True),
        ({"TERM": "xterm-256color", "TERM_PROGRAM": "Apple_Terminal"}, False),
        ({"TERM": "xterm-256color", "VTE_VERSION": "7000"}, True),
        ({"TERM": "xterm-256color", "VTE_VERSION": "4402"}, False),
        ({"TERM": "xterm-256color", "VTE_VERSION": "٣٣٣٣"}, False),
        ({"TERM": "xterm-256color", "WT_SESSION": "1"}, True),
        ({"TERM": "xterm-kitty", "TMUX": "/tmp/tmux"}, False),
        ({"TERM": "screen", "STY": "1", "VTE_VERSION": "7000"}, False),
    ],
)
def test_only_terminals_that_are_known_to_have_them_get_them(environ, has):
    assert terminal_has_hyperlinks(environ) is has
