"""The same request for other tools, where one of them has no words for it."""

from __future__ import annotations

from tests.tui.screens.sign_in.opening import area, environment, opened
from tts_tui.api.calls import Call
from tts_tui.tui.base.show_as_commands import AsCommandsScreen


async def test_a_call_that_ttn_lw_cli_has_no_words_for_is_shown_for_curl_alone(server, narrow):
    async with opened(server, environment(narrow.key), keep=False) as person:
        call = Call("POST", "/applications/water-leaks/novelties", body={"of": "tomorrow"})
        person.app.push_screen(AsCommandsScreen(person.app.screen.session, [call]))
        await person.settle()
        assert area(person) == "Show as commands"
        assert "novelties" in person.screen
        assert "! tts-tui doesn't know how to say this to ttn-lw-cli." in person.screen
        await person.press("t")
        assert person.notes == ["ttn-lw-cli can't do this."]
        await person.press("escape")
        assert area(person) == "Applications"
