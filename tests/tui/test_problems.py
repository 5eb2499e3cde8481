"""The panel that tells an error: it goes with its cause, on esc, and moves nothing sideways."""

from __future__ import annotations

from tests.session.credentials.backends import Works
from tests.tui.screens.api_keys.keys import open_keys
from tests.tui.screens.sign_in.opening import area, opened, paste
from tts_tui.sandbox.faults import Fault
from tts_tui.tui.widgets.problem import Problem

WATER = "water-meters-north"


def told(person):
    explanation = person.app.screen.query_one(Problem).explanation
    return explanation and explanation.what


def left_edges(person):
    """Where each field's control begins and ends."""
    return [(each.region.x, each.region.right) for each in person.app.screen.query("Input, TextArea, Choice")]


async def refused(person, application_id):
    await person.press("n", *application_id, "ctrl+s")
    assert told(person) == "Could not create the application."


async def test_an_error_goes_with_its_cause_on_another_step_and_on_esc(start, sample):
    async with start(sample.key) as person:
        await refused(person, "water-leaks")
        # Its field is changed, not another one.
        await person.press("tab", "x")
        assert told(person)
        await person.press("shift+tab", "end", "x")
        assert told(person) is None
        # It stays behind on its step.
        await person.press("backspace", "ctrl+s")
        assert told(person)
        await person.press("f7")
        assert told(person) is None
        # Esc takes it away; the next one leaves.
        await person.press("ctrl+s")
        assert told(person)
        await person.press("escape")
        assert (told(person), area(person)) == (None, "New application")
        assert "water-leaks" in person.screen
        await person.press("escape")
        assert "Leave this form?" in person.screen


async def test_an_error_that_is_on_another_step_is_shown_there(start, sample):
    async with start(sample.key) as person:
        await person.press("n", *"water-leaks", "f7", "f7", "ctrl+s")
        assert "▸1 Basics" in person.screen
        assert told(person) == "Could not create the application."


async def test_an_error_moves_no_field_sideways(start, sample):
    async with start(sample.key, (80, 16)) as person:
        await person.press("n", *"water-leaks")
        before = left_edges(person)
        await person.press("ctrl+s")
        assert told(person)
        assert left_edges(person) == before


async def test_an_error_of_one_way_of_signing_in_is_not_shown_with_the_other(sandbox, server, narrow, use):
    use(Works())
    async with opened(server) as person:
        await paste(person, "NNSXS.WRONG.KEY")
        await person.press("enter")
        assert told(person)
        before = left_edges(person)
        await person.press("ctrl+l")
        assert told(person) is None
        await person.press("ctrl+l")
        assert left_edges(person) == before


async def test_an_error_goes_when_another_key_is_typed(sandbox, server, narrow, use):
    use(Works())
    async with opened(server) as person:
        await person.press("enter")
        assert "Paste a key first." in person.screen
        await person.press("x")
        assert "Paste a key first." not in person.screen
        await person.press("enter")
        assert told(person)
        await person.press("y")
        assert told(person) is None


async def test_the_mark_beside_a_field_of_the_server_goes_when_it_is_changed(sandbox, server, narrow, use):
    use(Works())
    async with opened(server) as person:
        await person.press("escape")
        assert area(person) == "Servers"
        await person.press("n", "ctrl+s")
        assert person.screen.count("✗") == 2
        await person.press("x")
        assert person.screen.count("✗") == 1


async def test_the_error_of_a_search_goes_when_other_words_are_typed(start, sample, sandbox):
    async with start(sample.key) as person:
        await person.press("slash", *"wat")
        sandbox.faults.add(Fault(path=r"/search/applications", status=500, times=None))
        await person.press("ctrl+f")
        assert told(person) == "Could not search the server."
        await person.press("e")
        assert told(person) is None


async def test_an_error_that_was_read_is_dismissed_by_esc_and_the_tab_stays(start, sample, sandbox):
    async with start(sample.key) as person:
        sandbox.faults.add(Fault(path=r"/api-keys", status=500, times=None))
        await open_keys(person, WATER)
        assert told(person)
        await person.press("escape")
        assert (told(person), area(person)) == (None, "API keys")
        await person.press("escape")
        assert area(person) != "API keys"
