"""A list that is too long to be read whole, driven by keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.tui.conftest import NOW
from tests.tui.screens.applications.list_seen import LIST, heading, pages_asked, queries, shown, table, without_notes
from tts_tui.sandbox.faults import Fault

if TYPE_CHECKING:
    from tests.tui.conftest import Person


async def test_of_a_long_list_a_page_is_read_and_the_next_near_its_end_as_far_as_are_kept(start, sandbox, long):
    async with start(long.key) as person:
        assert heading(person).startswith("Applications 1,000 of 2,300 read ")
        assert "More is loaded as you move down" in person.words
        table(person).move_cursor(row=700)
        await person.settle()
        assert pages_asked(sandbox) == ["1"]
        table(person).move_cursor(row=820)
        await person.settle()
        assert pages_asked(sandbox) == ["1", "2"]
        assert heading(person).startswith("Applications 2,000 of 2,300 read ")
        assert table(person).cursor_row == 820
        await person.press("G", "k", "G")
        assert table(person).cursor_row == 1_999
        assert "The list ends here" in person.screen
        assert pages_asked(sandbox) == ["1", "2"]


async def test_every_order_is_the_servers_and_begins_with_its_first_page(start, sandbox, long):
    async with start(long.key) as person:
        await person.press("G", "S")
        assert {"order": "created_at", "page": "1"}.items() <= queries(sandbox)[-1].items()
        assert heading(person).startswith("Applications 1,000 of 2,300 read ")
        assert heading(person).endswith("oldest first")
        sandbox.faults.add(Fault(path=LIST, status=500))
        await person.press("s")
        assert heading(person).endswith("oldest first")
        # Who turns the wheel gets the next page, though the cursor stays.
        await person.press("s", "g")
        sandbox.requests.clear()
        table(person).scroll_to(y=900, animate=False, force=True)
        await person.settle()
        assert table(person).cursor_row == 0
        assert pages_asked(sandbox) == ["2"]


async def test_a_page_that_fails_is_told_and_asked_for_again_by_the_next_move(start, sandbox, long):
    async with start(long.key) as person:
        sandbox.faults.add(Fault(path=LIST, status=500))
        await person.press("G")
        await without_notes(person)
        assert "Could not read more applications." in person.words
        assert "fault 500" in person.words
        assert heading(person).startswith("Applications 1,000 of 2,300 read ")
        assert len(shown(person)) == 1_000
        assert pages_asked(sandbox) == ["1", "2"]
        await person.press("k")
        assert len(shown(person)) == 2_000
        assert "Could not" not in person.screen


async def test_a_refresh_reads_as_far_as_was_read_and_what_has_gone_goes(start, sandbox, long):
    async with start(long.key) as person:
        await person.press("j", "j")
        current, following = shown(person)[2:4]
        delete(sandbox, [current])
        await person.press("r")
        assert table(person).current == following
        await person.press("G", "G")
        current = table(person).current
        delete(sandbox, shown(person)[5:6])
        sandbox.requests.clear()
        await person.press("r")
        assert pages_asked(sandbox) == ["1", "2"]
        assert table(person).current == current
        assert heading(person).startswith("Applications 2,000 of 2,298 read ")
        # A list that has become short is read whole.
        delete(sandbox, shown(person)[:400])
        await person.press("r")
        assert heading(person).startswith("Applications 1,898 ")


def delete(sandbox, application_ids):
    """Let them be gone, as if somebody else had deleted them."""
    for each in application_ids:
        sandbox.store.existing("application", each).deleted_at = NOW
    sandbox.store.changed()


async def test_a_new_application_is_gone_to_where_it_is_read_and_nowhere_else(start, sandbox, long):
    async with start(long.key) as person:
        await create(person, "street-light-one")
        assert table(person).current == "street-light-one"
        await person.press("s", "S")  # z to a
        before = table(person).current
        await create(person, "green-one")
        assert table(person).current == before
        await person.press("G")
        assert "green-one" in shown(person)[1_000:]
        assert table(person).cursor_row == 999


async def create(person: Person, application_id: str) -> None:
    """Make an application by the wizard, and come back."""
    await person.press("n")
    await person.type(application_id)
    await person.press("ctrl+s", "q")
    assert person.app.screen.area == "Applications"
