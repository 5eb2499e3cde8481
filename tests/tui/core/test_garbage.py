from __future__ import annotations

import gc

from tts_tui.tui.core import garbage


def test_a_look_leaves_the_next_one_for_later_and_the_older_ones_have_their_turn(monkeypatch):
    looked = []
    monkeypatch.setattr(gc, "collect", looked.append)
    monkeypatch.setattr(gc, "get_threshold", lambda: (10, 4, 10))
    for middle in (3, 4):
        monkeypatch.setattr(gc, "get_count", lambda middle=middle: (9, middle, 0))
        garbage.look_now()
    assert looked == [0, 1]
