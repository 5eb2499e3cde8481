"""Every call of the adapter with every fault. The page of it is docs/faults.md."""

from __future__ import annotations

import pytest

from tests.faults.calls import CALLS, Subject, calls_of_the_adapter
from tests.faults.kinds import CLOSED, FAULTS, LEFT, Fault
from tests.faults.page import FILE, page
from tests.faults.seen import seen
from tts_tui.api.errors import OutcomeUnknown
from tts_tui.services.api_keys.writes import UnseenKey
from tts_tui.services.verified_writes import NotDone

OPEN = [name for name, fault in FAULTS.items() if fault.write[0] is OutcomeUnknown]
LOOKED_AT_FIRST = [name for name, subject in CALLS.items() if subject.around]
LOOKED_UP = [name for name, subject in CALLS.items() if subject.looks]


def test_every_call_of_the_adapter_is_here() -> None:
    assert set(CALLS) == set(calls_of_the_adapter())


def expected(name: str, subject: Subject, fault: Fault, *, done: bool) -> type[BaseException] | None:
    if subject.alone and fault is FAULTS[CLOSED]:
        return None
    error = fault.write[0] if subject.writes else fault.read[0]
    if error is not OutcomeUnknown or not subject.looks:
        return error
    if not done:
        return NotDone
    return UnseenKey if name == "api_keys.create" else None


@pytest.mark.parametrize("name", CALLS)
def test_a_call_with_each_fault(name: str) -> None:
    subject = CALLS[name]
    for fault_name, fault in FAULTS.items():
        for done in fault.done if subject.writes else (False,):
            found = seen(name, fault_name, done=done)
            where = f"{fault_name}, {done=}: {found}"
            sent = 1 if subject.alone else fault.write[1] if subject.writes else fault.read[1]
            assert found.error is expected(name, subject, fault, done=done), where
            assert len(found.sent) == sent, where
            assert ("GET" not in found.sent) if subject.writes else set(found.sent) <= {subject.method}, where
            assert (found.looks > 0) is (subject.looks and fault_name in OPEN), where
            assert found.before == (0 if fault_name == CLOSED else subject.around), where
            assert found.seconds < 200, where
            assert found.told.what, where


@pytest.mark.parametrize("name", LOOKED_UP)
def test_where_looking_fails_as_well_it_is_unknown(name: str) -> None:
    for fault_name in (each for each in OPEN if FAULTS[each].done != (True,)):
        found = seen(name, fault_name, blind=True)
        where = f"{fault_name}: {found}"
        assert found.error is OutcomeUnknown, where
        assert found.looks > 0, where
        assert found.told.what == "Do this: outcome unknown.", where


@pytest.mark.parametrize("name", LOOKED_AT_FIRST)
def test_where_the_look_before_fails_nothing_is_sent_and_nothing_is_unknown(name: str) -> None:
    for fault_name in (each for each in FAULTS if each != LEFT):
        found = seen(name, fault_name, early=True)
        where = f"{fault_name}: {found}"
        assert (found.error, found.before) == FAULTS[fault_name].read, where
        assert (found.sent, found.looks) == ((), 0), where
        assert "unknown." not in found.told.what, where
        assert "looked up" not in found.told.text, where


def test_nothing_that_was_never_sent_is_looked_up_and_nothing_that_may_have_been_done_is_said_to_have_failed() -> None:
    for fault_name, fault in FAULTS.items():
        for name in LOOKED_UP:
            found = seen(name, fault_name, done=fault.done[0])
            if "Nothing was sent" in found.told.text:
                assert found.looks == 0
            if found.looks and found.error is not UnseenKey:
                assert "The answer was lost, so tts-tui checked" in found.told.text


def test_what_a_look_says_does_not_depend_on_the_fault() -> None:
    for name in LOOKED_UP:
        not_done = {seen(name, each).told for each in OPEN if False in FAULTS[each].done}
        done = {seen(name, each, done=True).told for each in OPEN if True in FAULTS[each].done}
        assert (len(not_done), len(done)) == (1, 1)


def test_the_page_is_what_is_seen() -> None:
    assert FILE.read_text(encoding="utf-8") == page(), "run: make docs"
