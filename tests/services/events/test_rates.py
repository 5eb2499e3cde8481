"""Messages a minute."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from tts_tui.api.resources.events import Event
from tts_tui.services.events.rates import MINUTES, MessageRates, sparkline

NOON = datetime(2026, 11, 28, 12, tzinfo=UTC)


def event(minute: float, name: str = "as.up.data.forward", device: str = "meter-1") -> Event:
    return Event(name, NOON + timedelta(minutes=minute), "a-one", device, "", b"")


def test_messages_are_counted_by_the_minute_in_all_and_of_each_device() -> None:
    rates = MessageRates()
    assert rates.of() == ()
    for each in (event(0), event(0.5, device="meter-2"), event(2), event(2, "as.up.join.forward"), event(1)):
        rates.count(each)
    assert rates.of(minutes=3) == (2, 1, 2)
    assert rates.of(("a-one", "meter-2"), 3) == (1, 0, 0)
    assert rates.of(("a-two", "meter-2"), 3) == (0, 0, 0)
    assert len(rates.of()) == MINUTES


def test_what_is_no_message_is_not_counted() -> None:
    rates = MessageRates()
    for name in ("as.up.data.receive", "as.up.data.decode.fail", "application.update", "ns.up.data.forward"):
        rates.count(event(0, name))
    assert rates.of() == ()


def test_what_is_older_than_half_an_hour_is_forgotten() -> None:
    rates = MessageRates()
    for minute in (0, MINUTES, 0):
        rates.count(event(minute))
    assert rates.of() == (*(0 for _ in range(MINUTES - 1)), 1)


def test_the_highest_bar_stands_for_the_most() -> None:
    assert sparkline((0, 1, 4, 8)) == " ▁▄█"
    assert sparkline((0, 0)) == "  "
    assert sparkline((1, 1)) == "██"
    assert sparkline((1, 1000)) == "▁█"
    assert sparkline(()) == ""
