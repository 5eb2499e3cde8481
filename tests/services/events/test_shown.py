from __future__ import annotations

import pytest

from tts_tui.services.events import shown
from tts_tui.services.events.buffer import KeptEvent
from tts_tui.services.events.follow import Gap
from tts_tui.services.events.shown import Shown


def events(*numbers):
    return [KeptEvent.of(each, Gap(float(each))) for each in numbers]


def test_a_window_stays_as_it_is_whatever_comes_and_goes(monkeypatch):
    monkeypatch.setattr(shown, "_GONE", 2)
    found = Shown(events(0, 1, 2))
    before = found.window()
    found.add(events(3, 4))
    found.drop_before(2)
    middle = found.window()
    found.drop_before(4)  # so many are gone that the rest moves
    after = found.window()
    assert [[each.number for each in window] for window in (before, middle, after)] == [[0, 1, 2], [2, 3, 4], [4]]
    assert [window.begins for window in (before, middle, after)] == [0, 2, 4]
    assert len(found) == 1


def test_a_window_is_read_as_a_tuple_is():
    found = Shown(events(*range(9)))
    found.drop_before(3)
    window, plain = found.window(), tuple(events(*range(3, 9)))
    for each in (slice(None), slice(1, 3), slice(-2, None), slice(4, 2), slice(2, 99), slice(0, 6, 2)):
        assert tuple(window[each]) == plain[each]
    assert (window[0], window[-1], len(window)) == (plain[0], plain[-1], 6)
    for at in (6, -7):
        with pytest.raises(IndexError):
            window[at]
