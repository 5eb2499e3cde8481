"""A formatter is written, tried out on the server, reviewed and saved."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import pytest

from tts_tui.sandbox.faults import Fault
from tts_tui.sandbox.recorded_scripts import BROKEN_DECODER, SUM_DECODER
from tts_tui.sandbox.traffic import uplink_events
from tts_tui.tui.base.application_tab import tab_key
from tts_tui.tui.routes import formatters

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from tests.tui.conftest import Person
    from tts_tui.sandbox.app import Sandbox

SCRIPT = "function decodeUplink(input) {\n  return { data: {} };\n}\n"


@pytest.fixture
def opened(sandbox: Sandbox, start: Callable[..., Any]) -> Callable[..., Any]:
    """`async with opened(direction) as person`: the formatter of the application `water`."""
    sandbox.add_user("alice")
    sandbox.add_application("water", owner="alice")
    sandbox.add_device("water", "meter-1")
    token = sandbox.add_key("user", "alice")

    @asynccontextmanager
    async def opening(
        direction: str = "up", size: tuple[int, int] = (80, 24), rights: frozenset[str] | None = None
    ) -> AsyncIterator[Person]:
        async with start(token, size) as person:
            person.app.push_screen(formatters(person.app.screen.session, "water", rights=rights, direction=direction))
            await person.settle()
            yield person

    return opening


def link(sandbox: Sandbox) -> Any:
    return sandbox.store.existing("application", "water").link


def stored(sandbox: Sandbox, **formatters: str) -> None:
    sandbox.store.existing("application", "water").link = {"default_formatters": formatters}


def script_of(person: Person) -> Any:
    return person.app.screen.query_one("#script")


async def select(person: Person, kind: str) -> None:
    """Select a kind: the form opens with the cursor on them."""
    person.app.screen.query_one("#kind").focus()
    await person.press("home", *["right"] * ["none", "script", "cayenne", "repository", "grpc"].index(kind), "space")


async def test_a_decoder_is_written_tried_out_and_saved(opened: Any, sandbox: Sandbox, size: tuple[int, int]) -> None:
    async with opened("up", size) as person:
        await person.press("right", "space")
        assert "decodeUplink" in person.words
        assert "189 of 40,960 characters, 189 of 40,960 bytes" in person.words
        assert "such as 01 67 00 EB" in person.screen  # there is room for a payload, also beside a script
        await person.press("tab", "tab")
        await person.type("01 67 00 EB")
        await person.press("enter")
        assert "✗ the sandbox can't run scripts" in person.words
        assert "This is a demo server." in person.words
        assert link(sandbox) is None

        await person.press("ctrl+s")
        assert "2 changes to the uplink formatter of water" in person.words
        assert "+ function decodeUplink(input) {" in person.words
        await person.press("end")
        assert "Devices that have a formatter of their own don't use this one." in person.words
        await person.press("ctrl+s")
        assert person.notes == ["Saved the uplink formatter of water."]
        assert link(sandbox)["default_formatters"]["up_formatter"] == "FORMATTER_JAVASCRIPT"
        await person.press("escape")
        assert person.app.screen.area == "Applications"


async def test_it_is_reached_from_the_integrations_which_show_what_was_saved(
    sandbox: Sandbox, opened: Any, start: Callable[..., Any]
) -> None:
    async with start(sandbox.add_key("user", "alice")) as person:
        await person.press("enter", tab_key("Integrations"))
        while person.app.screen.table.current != "Payload formatters":
            await person.press("down")
        assert person.beside("Payload formatters") == "none"
        await person.press("enter")
        await select(person, "cayenne")
        await person.press("ctrl+s", "ctrl+s", "escape")
        assert person.beside("Payload formatters") == "up CayenneLPP"


async def test_cayenne_lpp_is_tried_out_with_its_result_beside_and_the_next_change_marks_it(opened: Any) -> None:
    async with opened() as person:
        await select(person, "cayenne")
        await person.press("y")
        assert person.notes[-1] == "Nothing was tried yet."
        await person.press("tab")
        await person.type("01 67 00 EB")
        await person.press("ctrl+t")
        assert '"temperature_1": 23.5' in person.words
        assert person.app.screen.query_one("#trial").result == '{\n  "temperature_1": 23.5\n}'
        assert "nothing is stored" in person.words
        await person.type("0")
        assert "changed since" in person.words
        await person.press("enter")
        assert "Half a byte at the end, at position 12" in person.words
        await person.press("backspace", "backspace", "x", "enter")
        assert "No hex digit at position 11: “x”." in person.words
        # What is no CayenneLPP is an answer, and no problem.
        await person.press("ctrl+u", "0", "1", "enter")
        assert "✗ invalid output The payload is not CayenneLPP." in person.words
        await select(person, "none")
        await person.press("ctrl+t")
        assert person.notes[-1] == "There is nothing to try: select a kind."


async def test_a_recorded_script_shows_a_warning_and_one_that_throws_its_line(opened: Any, sandbox: Sandbox) -> None:
    stored(sandbox, up_formatter="FORMATTER_JAVASCRIPT", up_formatter_parameter=SUM_DECODER)
    async with opened() as person:
        assert "ctrl+e Editor" in person.key_bar
        await person.press("tab", "tab", *"01020304", "tab", "backspace", "2", "enter")
        assert '! long { "port": 2, "sum": 10 }' in person.words
        script_of(person).text = BROKEN_DECODER
        await person.press("enter")
        assert "✗ Error: broken sensor at decodeUplink (line 1, column 38)" in person.words
        await select(person, "cayenne")  # where there is no script to edit
        assert "Editor" not in person.key_bar


async def test_the_last_uplink_is_taken_with_its_port(opened: Any, sandbox: Sandbox) -> None:
    device = sandbox.store.existing("application", "water").devices["meter-1"]
    uplink = {"f_port": 7, "frm_payload": "AWcA6w=="}
    for event in uplink_events(device, uplink, sandbox.clock(), (), ("", "")):
        sandbox.events.publish(event)
    async with opened() as person:
        await person.press("ctrl+l")
        assert "01 67 00 EB" in person.words
        assert "last uplink: meter-1" in person.words
        assert person.app.screen.query_one("#f-port").value == "7"


async def test_downlinks_are_encoded_and_decoded(opened: Any) -> None:
    async with opened("down") as person:
        await select(person, "cayenne")
        await person.press("tab", "tab")
        await person.type('{"value_2": -50.5}')
        await person.press("enter")
        assert "02 EC 46 FPort 1" in person.words
        await person.press("backspace", "enter")
        assert "Not JSON:" in person.words
        person.app.screen.query_one("#what").focus()
        assert "Payload  ▏" not in person.screen
        await person.press("right", "space", "tab", *["backspace"] * 20)
        assert "Payload  ▌" in person.screen
        await person.type("02 02 26 FF")
        await person.press("enter")
        assert '"value_2": 5.5' in person.words
        assert person.app.screen.why_not(person.app.screen.LAST) == "This is the downlink formatter."


async def test_only_the_kind_is_sent_and_the_script_stays_for_when_it_is_wanted_again(
    opened: Any, sandbox: Sandbox
) -> None:
    stored(sandbox, up_formatter="FORMATTER_JAVASCRIPT", up_formatter_parameter=SCRIPT)
    async with opened() as person:
        await select(person, "cayenne")
        assert "The server keeps the script below" in person.words
        await person.press("ctrl+s")
        assert "1 change to" in person.words
        await person.press("ctrl+o")
        assert '"paths": [ "default_formatters.up_formatter" ]' in person.words
        await person.press("escape", "ctrl+s")
        assert link(sandbox)["default_formatters"] == {
            "up_formatter": "FORMATTER_CAYENNELPP",
            "up_formatter_parameter": SCRIPT,
        }
        await select(person, "script")
        assert script_of(person).text == SCRIPT


async def test_an_address_is_checked_before_it_is_sent(opened: Any, sandbox: Sandbox) -> None:
    async with opened() as person:
        await select(person, "grpc")
        await person.press("ctrl+s")
        assert "Enter the host and port of the service." in person.words
        await person.type("localhost:9000")
        await person.press("ctrl+s", "ctrl+s")
        assert link(sandbox)["default_formatters"]["up_formatter_parameter"] == "localhost:9000"


async def test_a_script_that_is_too_long_is_refused_and_one_without_a_decoder_warned_of(opened: Any) -> None:
    async with opened() as person:
        await select(person, "script")
        script_of(person).text = "ü" * 20_481
        await person.settle()
        await person.press("ctrl+s")
        assert "40,962 bytes; the limit is 40,960." in person.words
        assert person.app.screen.area == "Payload formatter"
        script_of(person).text = "1 + 1"
        await person.settle()
        await person.press("ctrl+s")
        assert "The script has no function decodeUplink: no uplink will be decoded." in person.words


async def test_what_somebody_else_changed_is_shown_before_it_is_overwritten(opened: Any, sandbox: Sandbox) -> None:
    sandbox.store.existing("application", "water").link = {"skip_payload_crypto": True}
    async with opened() as person:
        assert "! Not used: “Skip payload crypto” is on" in person.words
        await select(person, "cayenne")
        stored(sandbox, up_formatter="FORMATTER_REPOSITORY")
        await person.press("ctrl+s")
        assert "Somebody else changed this since you opened it" in person.words
        stored(sandbox, up_formatter="FORMATTER_GRPC_SERVICE", up_formatter_parameter="a.example:1")
        await person.press("ctrl+s")
        assert (
            "The formatter was NOT saved: somebody else has just changed it. It is now: gRPC service." in person.words
        )
        assert link(sandbox)["default_formatters"]["up_formatter"] == "FORMATTER_GRPC_SERVICE"


async def test_nothing_typed_is_lost(opened: Any, sandbox: Sandbox) -> None:
    stored(sandbox, up_formatter="FORMATTER_JAVASCRIPT", up_formatter_parameter=SCRIPT)
    async with opened() as person:
        await person.press("tab", "x")
        typed = "x" + SCRIPT
        await person.press("f5")
        assert script_of(person).text == typed
        sandbox.faults.add(Fault("PUT", status=503))
        await person.press("ctrl+s", "ctrl+s")
        assert script_of(person).text == typed
        await person.press("f7")
        assert "Your changes are not saved." in person.words
        await person.press("n", "escape", "escape")  # the first takes the error away
        assert "Leave this form?" in person.words
        await person.press("n")
        draft = person.app.screen.draft()
        assert draft is not None
        assert draft.fields["script"] == typed
        assert draft.words == "a payload formatter of water"
        await person.press("f7", "y")
        assert "Default downlink formatter of water" in person.words


async def test_a_hostile_script_does_nothing_and_is_sent_back_as_it_was(opened: Any, sandbox: Sandbox) -> None:
    hostile = "// \x1b]52;c;ZXZpbA==\x07\x9b2J [/x] \u202e\n"
    stored(sandbox, up_formatter="FORMATTER_JAVASCRIPT", up_formatter_parameter=hostile)
    async with opened() as person:
        assert not set("\x1b\x07\x9b\u202e") & set(person.screen)
        await person.press("tab", "1", "ctrl+s")
        assert not set("\x1b\x07\x9b\u202e") & set(person.screen)
        await person.press("ctrl+s")
        assert link(sandbox)["default_formatters"]["up_formatter_parameter"] == f"1{hostile}"


async def test_rights_dim_what_they_forbid(opened: Any) -> None:
    async with opened(rights=frozenset({"RIGHT_APPLICATION_TRAFFIC_READ"})) as person:
        await select(person, "cayenne")
        await person.press("ctrl+s")
        assert "You lack the right" in person.notes[-1]
        rights = frozenset({"RIGHT_APPLICATION_SETTINGS_BASIC"})
        person.app.push_screen(formatters(person.app.screen.session, "water", rights=rights, direction="up"))
        await person.settle()
        await select(person, "cayenne")
        await person.press("tab", "0", "0", "enter")
        assert "You lack the right" in person.notes[-1]
