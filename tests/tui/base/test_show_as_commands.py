"""A change as commands, where ttn-lw-cli can't do it."""

from __future__ import annotations

from tests.tui.screens.sign_in.opening import area, environment, opened
from tts_tui.api.calls import Call
from tts_tui.services.shell_export import CLICommand, Export
from tts_tui.tui.base.show_as_commands import AsCommandsScreen


async def test_what_ttn_lw_cli_cannot_do_is_shown_for_curl_alone(server, narrow):
    async with opened(server, environment(narrow.key), keep=False) as person:
        call = Call("POST", "/applications/water-leaks/novelties", body={"of": "tomorrow"})
        cli = CLICommand(cannot=("ttn-lw-cli knows no novelties.",))
        person.app.push_screen(AsCommandsScreen(person.app.screen.session, [Export(call, cli)]))
        await person.settle()
        assert area(person) == "Show as commands"
        assert "novelties" in person.screen
        assert "! ttn-lw-cli knows no novelties." in person.screen
        await person.press("t")
        assert person.notes == ["ttn-lw-cli can't do this."]
        await person.press("escape")
        assert area(person) == "Applications"
