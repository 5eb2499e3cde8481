"""What can be undone of a change of settings."""

from __future__ import annotations

from tts_tui.api.models import Application
from tts_tui.services.applications.settings import SKIP, Settings
from tts_tui.services.applications.undo import LastChange


def water(*, skip=None, **fields):
    return Settings(Application(id="water", **fields), skip)


BEFORE = water(name="Water", description="One.")
AFTER = water(name="River", description="One.", skip=True)
LAST = LastChange(BEFORE, AFTER)


def test_it_puts_back_its_own_fields_and_keeps_all_others():
    now = water(name="River", description="Theirs.", attributes={"env": "live"}, skip=True)
    assert LAST.fields == ("name", SKIP)
    assert LAST.moved(now) == ()
    assert LAST.undone(now) == water(name="Water", description="Theirs.", attributes={"env": "live"})


def test_a_field_that_something_else_has_changed_is_named():
    assert LAST.moved(water(name="Theirs", skip=True)) == ("name",)
    assert LAST.moved(water(name="River", skip=False)) == (SKIP,)


def test_a_field_that_is_as_it_was_before_is_no_obstacle():
    now = water(name="Water", description="One.", skip=True)
    assert LAST.moved(now) == ()
    assert LAST.undone(now) == BEFORE


def test_only_what_was_saved_can_be_undone():
    assert LAST.only(["name"]) == LastChange(BEFORE, water(name="River", description="One."))
    assert LAST.only([]) is None


def test_what_was_put_back_can_not_be_undone_again():
    assert LAST.without(["name"]).fields == (SKIP,)
    assert LAST.without(["name", SKIP]) is None
