"""Ending the program from outside, and what its next start finds."""

from __future__ import annotations

import platformdirs

from tests.tui.conftest import URL
from tts_tui.services import unanswered
from tts_tui.session.left_behind import Owner
from tts_tui.tui.core.ending import LOST
from tts_tui.tui.interrupted_work import OpenAgain

ME = Owner(URL, ("user", "me"))


INFO, READ = "RIGHT_APPLICATION_INFO", "RIGHT_APPLICATION_TRAFFIC_READ"


def end(person):
    """What a signal or a lost terminal does."""
    person.app._end_for(LOST)


def files():
    return [each for each in platformdirs.user_state_path("tts-tui").glob("left-behind/**/*") if each.is_file()]


def control(person, name):
    return person.app.screen.field(name).control


def told(person):
    """What the line of messages has to tell, one after another."""
    return [each.words for each in person.app.notices._queue]


def left_behind(note):
    unanswered.write(ME, [note])


def asks(person):
    return isinstance(person.app.screen, OpenAgain)
