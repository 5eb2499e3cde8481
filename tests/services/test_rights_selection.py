"""What is selected, what comes with it, and what can't be selected."""

from __future__ import annotations

import pytest

from tts_tui.api.rights import ALL, APPLICATION_ALL, APPLICATION_RIGHTS
from tts_tui.services.rights_selection import RightsSelection, in_words, ordered, short_word

INFO = "RIGHT_APPLICATION_INFO"
READ = "RIGHT_APPLICATION_TRAFFIC_READ"
DOWN = "RIGHT_APPLICATION_TRAFFIC_DOWN_WRITE"
LINK = "RIGHT_APPLICATION_LINK"
DELETE = "RIGHT_APPLICATION_DELETE"
FUTURE = "RIGHT_APPLICATION_FUTURE_THING"
EVERYTHING = frozenset(each.name for each in APPLICATION_RIGHTS)


def chosen(given=(), held=EVERYTHING):
    return RightsSelection.of(given, held)


def test_nothing_is_ticked_at_first_least_of_all_the_wildcard():
    assert chosen().rights == frozenset()


def test_a_tick_is_taken_back_by_a_second():
    once = chosen().toggled(INFO)
    assert once.rights == {INFO}
    assert once.changed
    assert once.toggled(INFO) == chosen()
    assert not once.toggled(INFO).changed


def test_link_brings_three_rights_which_are_not_sent_beside_it():
    choice = chosen().toggled(INFO).toggled(LINK)
    assert {each for each in EVERYTHING if choice.implied_by(each)} == {INFO, READ, DOWN}
    assert choice.rights == {LINK}
    assert choice.toggled(READ) == choice
    assert choice.why_locked(READ) == "Included in “Link as Application Server”."
    assert choice.toggled(LINK).rights == {INFO}


def test_the_wildcard_brings_everything_and_is_sent_alone():
    choice = chosen().toggled(DELETE).toggled(LINK).toggled(APPLICATION_ALL)
    assert choice.rights == {APPLICATION_ALL}
    assert choice.implied_by(INFO) == APPLICATION_ALL
    assert choice.implied_by(LINK) == APPLICATION_ALL
    assert choice.implied_by(APPLICATION_ALL) is None


def test_every_right_of_all_kinds_brings_the_wildcard_too():
    assert chosen({ALL}).implied_by(APPLICATION_ALL) == ALL
    assert chosen({ALL}).rights == {ALL}


@pytest.mark.parametrize("given", [{LINK, INFO}, {APPLICATION_ALL, INFO, LINK}, {INFO, FUTURE, "RIGHT_GATEWAY_INFO"}])
def test_what_nobody_touches_stays_as_it_is(given):
    assert chosen(given).rights == given
    assert not chosen(given).changed


def test_what_the_caller_lacks_can_neither_be_given_nor_taken_away():
    choice = chosen({DELETE}, held=frozenset({INFO}))
    assert choice.toggled(READ) == choice
    assert choice.why_locked(READ) == "You lack this right."
    assert choice.toggled(DELETE) == choice
    assert choice.why_locked(DELETE) == "You lack this right, so you can't revoke it."
    assert choice.toggled(INFO).rights == {INFO, DELETE}


def test_the_wildcard_is_only_for_who_has_just_that():
    assert chosen(held=EVERYTHING - {APPLICATION_ALL}).why_locked(APPLICATION_ALL) == "You lack this right."


def test_what_the_caller_lacks_is_sent_beside_the_wildcard_as_it_can_not_be_taken_away():
    choice = chosen({DELETE}, held=frozenset({LINK, APPLICATION_ALL})).toggled(APPLICATION_ALL)
    assert choice.rights == {APPLICATION_ALL, DELETE}


def test_nothing_is_locked_while_the_callers_rights_are_unknown():
    assert chosen(held=None).toggled(APPLICATION_ALL).rights == {APPLICATION_ALL}


def test_rights_without_words_are_listed_whether_given_or_held():
    assert chosen({FUTURE, "RIGHT_GATEWAY_INFO"}).others == (FUTURE, "RIGHT_GATEWAY_INFO")
    assert chosen(held=frozenset({FUTURE, "RIGHT_USER_INFO", INFO})).others == (FUTURE,)


def test_a_preset_takes_the_place_of_what_is_ticked():
    choice, left_out = chosen().toggled(DELETE).preset({INFO, READ})
    assert choice.rights == {INFO, READ}
    assert left_out == frozenset()


def test_a_preset_leaves_out_what_the_caller_lacks_and_leaves_in_what_must_stay():
    choice, left_out = chosen({DELETE, FUTURE}, held=frozenset({INFO, FUTURE})).preset({INFO, READ})
    assert choice.rights == {INFO, DELETE, FUTURE}
    assert left_out == {READ}


def test_rights_are_worded_in_one_order():
    assert ordered({FUTURE, READ, INFO}) == [INFO, READ, FUTURE]
    assert in_words({READ, INFO, FUTURE}) == "3 · see application, read traffic, future thing"
    assert in_words({APPLICATION_ALL, INFO}) == "! all rights"
    assert in_words(()) == "none"
    assert short_word("RIGHT_GATEWAY_INFO") == "gateway info"


def test_ticks_are_done_to_the_rights_that_are_there_now():
    mine = chosen({INFO, DELETE}).toggled(DELETE).toggled(DOWN)
    now = mine.on({INFO, DELETE, READ, FUTURE})
    assert now.rights == {INFO, DOWN, READ, FUTURE}
    assert now.given == {INFO, DELETE, READ, FUTURE}
    assert not mine.on({INFO, DOWN}).changed
    assert chosen({INFO}).on({READ}) == chosen({READ})
