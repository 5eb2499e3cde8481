"""What is told in passing, without a screen."""

from __future__ import annotations

from tts_tui.tui.core.notices import LEAST, Notice, Notices

DONE = Notice("Created.")
FAILED = Notice("Not known.", severity="error")


class Time:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_success_goes_with_the_first_key_after_three_seconds() -> None:
    clock = Time()
    notices = Notices(clock)
    notices.add(DONE)
    assert not notices.pass_on()  # it has not been on the screen yet
    notices.seen()
    clock.now = LEAST - 0.1
    assert not notices.pass_on()
    notices.seen()  # on another screen, as the same one
    clock.now = LEAST
    assert notices.pass_on()
    assert notices.current is None


def test_a_failure_stays_until_it_is_dismissed() -> None:
    clock = Time()
    notices = Notices(clock)
    notices.add(FAILED)
    assert not notices.dismiss()  # nobody has seen it
    notices.seen()
    clock.now = 100.0
    assert not notices.pass_on()
    assert notices.dismiss()
    assert not notices.dismiss()


def test_a_success_is_not_dismissed_but_passes() -> None:
    notices = Notices(Time())
    notices.add(DONE)
    notices.seen()
    assert not notices.dismiss()


def test_several_are_told_in_turn_and_each_long_enough() -> None:
    clock = Time()
    notices = Notices(clock)
    notices.add(DONE)
    notices.add(Notice("Deleted."))
    notices.seen()
    clock.now = 50.0
    assert notices.pass_on()
    assert notices.current == Notice("Deleted.")
    assert not notices.pass_on()
    notices.seen()
    clock.now = 50.0 + LEAST
    assert notices.pass_on()


def test_the_same_words_are_told_once() -> None:
    notices = Notices(Time())
    for words in ("No answer came, so it was looked up: Created.", "Created.", "Deleted.", "Deleted."):
        notices.add(Notice(words))
    assert len(notices) == 2


def refusal(words: str) -> Notice:
    return Notice(words, "Edit", "warning", refusal=True)


def test_why_a_key_does_nothing_is_told_at_once_and_only_of_the_last_key() -> None:
    clock = Time()
    notices = Notices(clock)
    notices.add(DONE)
    notices.seen()
    notices.add(refusal("You lack the right."))
    assert notices.current == refusal("You lack the right.")
    notices.seen()
    notices.add(refusal("It is a contact."))
    assert notices.current == refusal("It is a contact.")
    assert len(notices) == 2
    notices.seen()
    clock.now = LEAST
    assert notices.pass_on()
    assert notices.current == DONE  # which had not been shown long enough


def test_a_failure_is_not_pushed_aside() -> None:
    notices = Notices(Time())
    notices.add(FAILED)
    notices.add(refusal("You lack the right."))
    assert notices.current == FAILED
