"""When the rest of what a list's cursor is on is asked for; the clock is the test's."""

from __future__ import annotations

import pytest

from tts_tui.services.asking_when_idle import AskingWhenIdle

REST = 0.25


@pytest.fixture
def asking() -> AskingWhenIdle:
    """The cursor has come to `one` at the second 10."""
    asking = AskingWhenIdle(REST)
    asking.moved("one", 10)
    return asking


def test_nothing_is_asked_before_the_cursor_has_rested(asking) -> None:
    assert asking.wait(10) == REST
    assert asking.ask(10.2) is None
    assert asking.wait(10.25) == 0
    assert asking.ask(10.25) == "one"


def test_where_there_is_nothing_nothing_is_asked() -> None:
    asking = AskingWhenIdle(REST)
    assert asking.wait(100) is None
    assert asking.ask(100) is None
    asking.moved(None, 100)
    assert asking.ask(200) is None


def test_while_the_cursor_moves_nothing_is_asked(asking) -> None:
    for step in range(1, 50):
        asking.moved(f"item-{step}", 10 + step / 10)
        assert asking.ask(10 + step / 10 + 0.09) is None


def test_while_keys_are_held_nothing_is_asked_though_the_cursor_can_move_no_further(asking) -> None:
    for step in range(1, 50):
        asking.touched(10 + step / 10)
        asking.moved("one", 10 + step / 10)
        assert asking.ask(10 + step / 10 + 0.09) is None
    assert asking.ask(15.2) == "one"


def test_one_is_on_its_way_at_a_time_and_the_next_goes_when_it_is_answered(asking) -> None:
    assert asking.ask(11) == "one"
    asking.moved("two", 12)
    assert asking.wait(20) is None
    assert asking.ask(20) is None
    assert asking.answered("one")
    assert asking.wait(20) == 0
    assert asking.ask(20) == "two"


def test_nothing_is_asked_twice(asking) -> None:
    assert asking.ask(11) == "one"
    asking.answered("one")  # or has failed
    asking.moved("two", 12)
    assert asking.ask(13) == "two"
    asking.answered("two")
    asking.moved("one", 14)
    assert asking.wait(20) is None
    assert asking.ask(20) is None


def test_what_has_changed_is_asked_again_and_nothing_else(asking) -> None:
    for number, item in enumerate(("one", "two"), 1):
        asking.moved(item, 10 * number)
        assert asking.ask(10 * number + 5) == item
        asking.answered(item)
    asking.forget("one")
    assert asking.ask(30) is None
    asking.moved("one", 31)
    assert asking.ask(32) == "one"


def test_all_is_asked_again_after_the_list_was_read_anew(asking) -> None:
    asking.ask(11)
    asking.answered("one")
    asking.forget()
    assert asking.ask(12) == "one"


def test_an_answer_that_was_on_its_way_when_its_item_changed_is_not_wanted(asking) -> None:
    asking.ask(11)
    asking.forget("one")
    assert asking.ask(12) is None
    assert not asking.answered("one")
    assert asking.ask(12) == "one"
