"""The panel beside the list of applications: what it shows, and what it asks the server."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from tests.held import HeldRequest
from tts_tui.sandbox.faults import Fault
from tts_tui.tui.screens.applications.panel import ApplicationPanel

if TYPE_CHECKING:
    from tests.tui.conftest import Clock, Person
    from tts_tui.sandbox.app import Sandbox

WIDE = (120, 40)
REST = timedelta(seconds=0.34)


@pytest.fixture
def applications(sandbox, clock) -> str:
    """The key of somebody with three applications; the first one has everything."""
    sandbox.add_user("alice")
    for number, name in enumerate(("three", "two", "one")):
        sandbox.add_application(
            f"app-{name}",
            owner="alice",
            name=f"Number {name}",
            description=f"About {name}. " + "Long " * 50 + "to the end.",
            created_at=clock() + timedelta(days=number - 10),
            attributes={"env": f"live-{name}"},
        )
    return sandbox.add_key("user", "alice")


def panel(person: Person) -> ApplicationPanel:
    return person.app.screen.query_one(ApplicationPanel)


def side(person: Person) -> str:
    """What the panel shows, as one line."""
    at = person.screen.splitlines()[1].find("┬")
    return " ".join(" ".join(line[at + 1 :].split()) for line in person.screen.splitlines()[1:-2]).strip()


async def rest(person: Person, clock: Clock, spell: timedelta = REST) -> None:
    """Let time pass, and the panel look."""
    clock.now += spell
    panel(person).look()
    await person.settle()


def asked(sandbox: Sandbox) -> list[str]:
    """The applications asked for since the last look."""
    paths = [each.path.rpartition("/")[2] for each in sandbox.requests if "/applications/" in each.path]
    sandbox.requests.clear()
    return paths


# What it shows


async def test_what_the_row_has_is_there_at_once_and_the_rest_after_a_rest(start, sandbox, applications, clock):
    async with start(applications, WIDE) as person:
        assert "app-one" in person.screen.splitlines()[1]
        assert "Number one" in side(person)
        assert "About one." in side(person)
        assert "Created 2026-11-15" in side(person)
        assert "to the end." not in side(person)
        assert asked(sandbox) == []
        await rest(person, clock)
        assert asked(sandbox) == ["app-one"]
        assert "to the end." in side(person)
        assert "env live-one" in side(person)
        assert "Contact alice" in side(person)
        await person.press("j")
        assert "app-two" in person.screen.splitlines()[1]
        assert "About two." in side(person)
        assert "live-" not in side(person)


async def test_v_hides_it_and_shows_it_and_that_is_kept(start, sandbox, applications, clock):
    async with start(applications, WIDE) as person:
        assert "v Panel" in person.key_bar
        await person.press("v")
        assert "┬" not in person.screen
        assert not person.app.screen.session.preferences.panel
        await rest(person, clock)
        assert asked(sandbox) == []
        await person.press("j", "v")
        assert "About two." in side(person)
        assert person.app.screen.session.preferences.panel
        await rest(person, clock)
        assert asked(sandbox) == ["app-two"]


async def test_it_comes_and_goes_with_the_size_and_without_it_nothing_is_asked(start, sandbox, applications, clock):
    async with start(applications, (80, 24)) as person:
        await person.press("j")
        for size in ((80, 24), (119, 40), WIDE, (80, 24)):
            await person.resize(*size)
            await rest(person, clock)
            if size == WIDE:
                assert "About two." in side(person)
                assert asked(sandbox) == ["app-two"]
            else:
                assert "┬" not in person.screen
                assert "v Panel" not in person.key_bar
                assert asked(sandbox) == []
                await person.press("v")
        assert person.notes == ["Needs at least 120 columns."] * 3


async def test_hostile_text_is_only_text(start, sandbox, clock):
    sandbox.add_user("alice")
    sandbox.add_application(
        "app-one", owner="alice", name="[/x]\x1b[2J", description="[bold]\x1b]52;c;x\x07", attributes={"env": "[/]\x1b"}
    )
    async with start(sandbox.add_key("user", "alice"), WIDE) as person:
        await rest(person, clock)
        for words in ("[/x]␛[2J", "[bold]␛]52;c;x␇", "env [/]␛"):
            assert words in side(person)


# What it asks


async def test_nothing_is_asked_while_the_cursor_moves_or_a_key_is_held_at_the_end(start, sandbox, applications, clock):
    async with start(applications, WIDE) as person:
        for _ in range(10):
            await person.press("j")
            await rest(person, clock, REST / 2)
        assert asked(sandbox) == []
        for key in ("j", "j", "k", "k", "G", "g"):
            await person.press(key)
            await rest(person, clock, REST / 2)
        assert asked(sandbox) == []
        await rest(person, clock, REST / 2)
        assert asked(sandbox) == ["app-one"]


async def test_one_is_on_its_way_at_a_time(start, sandbox, applications, clock):
    async with start(applications, WIDE) as person:
        held = HeldRequest(sandbox, path="/applications/app-one$", times=None)
        clock.now += REST
        panel(person).look()
        await held.reached.wait()
        await person.touch("j")
        clock.now += REST
        panel(person).look()
        assert asked(sandbox) == ["app-one"]
        held.release()
        await person.settle()
        assert "live-one" not in side(person)  # it has come, and is not what the cursor is on
        panel(person).look()
        await person.settle()
        assert asked(sandbox) == ["app-two"]
        await person.press("k")
        assert "live-one" in side(person)


async def test_nothing_is_asked_twice_until_r_reads_the_list_anew_or_it_was_changed_here(
    start, sandbox, applications, clock
):
    async with start(applications, WIDE) as person:
        for key in ("j", "k", "j", "k"):
            await person.press(key)
            await rest(person, clock)
        assert asked(sandbox) == ["app-two", "app-one"]
        await person.press("r")
        await rest(person, clock)
        assert asked(sandbox) == ["app-one"]
        # One that was changed here, and nothing else.
        await person.press("j")
        await rest(person, clock)
        await person.press("k")
        asked(sandbox)
        sandbox.store.existing("application", "app-one").fields["attributes"] = {"env": "moved"}
        person.app.screen._changed("app-one", changed=True)
        await person.settle()
        await rest(person, clock)
        await person.press("j")
        await rest(person, clock)
        assert asked(sandbox) == ["app-one"]
        await person.press("k")
        assert "env moved" in side(person)


async def test_a_failure_is_one_muted_line_and_is_not_asked_again_by_itself(start, sandbox, applications, clock):
    async with start(applications, WIDE) as person:
        sandbox.faults.add(Fault(path="/applications/app-one$", status=403, times=None))
        await rest(person, clock)
        assert len(asked(sandbox)) == 1
        assert side(person).endswith("The rest wasn't read; press r to try again.")
        assert "✗" not in person.screen
        await person.press("j", "k")
        await rest(person, clock)
        assert asked(sandbox) == []
        assert "The rest wasn't read" in side(person)
        sandbox.faults.clear()
        await person.press("r")
        await rest(person, clock)
        assert asked(sandbox) == ["app-one"]
        assert "live-one" in side(person)


async def test_nothing_is_asked_while_something_else_is_open(start, sandbox, applications, clock):
    async with start(applications, WIDE) as person:
        await person.press("j")
        below = panel(person)
        await person.press("question_mark")
        clock.now += REST
        below.look()
        await person.settle()
        assert asked(sandbox) == []
        await person.press("escape")
        await rest(person, clock)
        assert asked(sandbox) == ["app-two"]


async def test_the_panel_is_shown_as_it_was_wanted_at_the_next_start(start, sandbox, applications, use):
    from tests.session.credentials.backends import Works  # here, as the other tests need no keyring

    use(Works())
    async with start(applications, WIDE, keep=True) as person:
        await person.press("v")
    async with start(applications, WIDE, keep=True) as person:
        assert "┬" not in person.screen


async def test_where_there_is_more_text_than_room_the_rule_says_so(start, sandbox, clock):
    sandbox.add_user("alice")
    for number, words in enumerate(("short", "a line\n" * 60)):
        sandbox.add_application(f"app-{number}", owner="alice", description=words)
    async with start(sandbox.add_key("user", "alice"), WIDE) as person:
        if panel(person)._row.id != "app-1":
            await person.press("j")
        await rest(person, clock)
        assert person.screen.splitlines()[1].endswith("─ more ↓ ─")
        await person.press(*("k" if person.app.screen.table.cursor_row else "j"))
        assert "more ↓" not in person.screen
