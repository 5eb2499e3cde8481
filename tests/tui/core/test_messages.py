"""What is told in passing, without a screen."""

from __future__ import annotations

from tts_tui.tui.core.messages import LEAST, Message, Messages

DONE = Message("Created.")
FAILED = Message("Not known.", severity="error")


class Time:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_success_goes_with_the_first_key_after_three_seconds() -> None:
    clock = Time()
    messages = Messages(clock)
    messages.add(DONE)
    assert not messages.pass_on()  # it has not been on the screen yet
    messages.seen()
    clock.now = LEAST - 0.1
    assert not messages.pass_on()
    messages.seen()  # on another screen, as the same one
    clock.now = LEAST
    assert messages.pass_on()
    assert messages.current is None


def test_a_failure_stays_until_it_is_dismissed() -> None:
    clock = Time()
    messages = Messages(clock)
    messages.add(FAILED)
    assert not messages.dismiss()  # nobody has seen it
    messages.seen()
    clock.now = 100.0
    assert not messages.pass_on()
    assert messages.dismiss()
    assert not messages.dismiss()


def test_a_success_is_not_dismissed_but_passes() -> None:
    messages = Messages(Time())
    messages.add(DONE)
    messages.seen()
    assert not messages.dismiss()


def test_several_are_told_in_turn_and_each_long_enough() -> None:
    clock = Time()
    messages = Messages(clock)
    messages.add(DONE)
    messages.add(Message("Deleted."))
    messages.seen()
    clock.now = 50.0
    assert messages.pass_on()
    assert messages.current == Message("Deleted.")
    assert not messages.pass_on()
    messages.seen()
    clock.now = 50.0 + LEAST
    assert messages.pass_on()


def test_the_same_words_are_told_once() -> None:
    messages = Messages(Time())
    for words in ("No answer came, so it was looked up: Created.", "Created.", "Deleted.", "Deleted."):
        messages.add(Message(words))
    assert len(messages) == 2


def refusal(words: str) -> Message:
    return Message(words, "Edit", "warning", refusal=True)


def test_why_a_key_does_nothing_is_told_at_once_and_only_of_the_last_key() -> None:
    clock = Time()
    messages = Messages(clock)
    messages.add(DONE)
    messages.seen()
    messages.add(refusal("You lack the right."))
    assert messages.current == refusal("You lack the right.")
    messages.seen()
    messages.add(refusal("It is a contact."))
    assert messages.current == refusal("It is a contact.")
    assert len(messages) == 2
    messages.seen()
    clock.now = LEAST
    assert messages.pass_on()
    assert messages.current == DONE  # which had not been shown long enough


def test_a_failure_is_not_pushed_aside() -> None:
    messages = Messages(Time())
    messages.add(FAILED)
    messages.add(refusal("You lack the right."))
    assert messages.current == FAILED
