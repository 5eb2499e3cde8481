from __future__ import annotations

import gc

from tts_tui.tui.core import garbage


def test_a_look_leaves_the_next_one_for_later_and_the_older_ones_have_their_turn(monkeypatch):
    looked = []
    monkeypatch.setattr(gc, "collect", looked.append)
    monkeypatch.setattr(gc, "get_threshold", lambda: (10, 4, 10))
    for middle, old in ((3, 59), (4, 59), (0, 60)):
        monkeypatch.setattr(gc, "get_count", lambda middle=middle, old=old: (9, middle, old))
        garbage.look_now()
    assert looked == [0, 1, 2]
