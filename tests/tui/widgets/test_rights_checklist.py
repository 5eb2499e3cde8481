"""The checklist of rights alone, driven by keys."""

from __future__ import annotations

import pytest
from textual.app import App
from textual.content import Content

from tts_tui.api.rights import APPLICATION_RIGHTS, Preset
from tts_tui.services.rights_selection import RightsSelection
from tts_tui.tui.widgets.frame import BottomRule, SideBySide
from tts_tui.tui.widgets.rights_aside import RightsAside
from tts_tui.tui.widgets.rights_checklist import RightsChecklist

INFO = "RIGHT_APPLICATION_INFO"
READ = "RIGHT_APPLICATION_TRAFFIC_READ"
LINK = "RIGHT_APPLICATION_LINK"
EVERYTHING = frozenset(each.name for each in APPLICATION_RIGHTS)


class Host(App):
    def __init__(self, selection, more=()):
        super().__init__()
        self.checklist = RightsChecklist(selection, more)
        self.changes = []

    def get_theme_variable_defaults(self):
        return {"rule": "grey"}

    def compose(self):
        with SideBySide():
            yield self.checklist
            yield RightsAside("Will be created")
        yield BottomRule()

    def on_mount(self):
        self.checklist.focus()

    def on_rights_checklist_changed(self, event):
        self.changes.append(event.control.selection.rights)

    @property
    def text(self):
        lines = self.screen._compositor.render_strips(self.size)
        return "\n".join("".join(segment.text for segment in line).rstrip() for line in lines)


def host(given=(), held=EVERYTHING, more=()):
    return Host(RightsSelection.of(given, held), more)


async def press(pilot, *keys):
    await pilot.press(*keys)
    await pilot.pause()


@pytest.mark.parametrize("key", ["space", "enter"])
async def test_a_key_ticks_and_clears(key):
    app = host()
    async with app.run_test(size=(100, 30)) as pilot:
        await press(pilot, key)
        assert "[✓] See the application" in app.text
        assert "1 right · See the application" in app.text
        await press(pilot, key)
        assert "[ ] See the application" in app.text
        assert "No rights selected" in app.text
        assert app.changes == [{INFO}, set()]


async def test_each_right_is_explained_where_the_cursor_is():
    app = host()
    async with app.run_test(size=(100, 30)) as pilot:
        for right in APPLICATION_RIGHTS:
            shown = " ".join(app.text.split())
            assert right.gives in shown
            assert right.name in shown
            await press(pilot, "j")


async def test_the_keys_of_vi_move():
    app = host()
    async with app.run_test(size=(100, 30)) as pilot:
        await press(pilot, "G")
        assert "All of the above" in app.text
        await press(pilot, "g", "j", "k")
        assert "See its name, description and settings." in app.text


async def test_what_link_brings_is_marked():
    app = host({LINK})
    async with app.run_test(size=(100, 30)):
        assert "[~] See the application               included in “Link”" in app.text
        assert "[✓] Link as Application Server" in app.text
        assert "[ ] Delete the application" in app.text


async def test_what_is_lacked_is_marked_with_the_reason():
    app = host({READ}, held=frozenset({INFO}))
    async with app.run_test(size=(100, 30)):
        assert "[ ] See the application" in app.text
        assert "[-] Delete the application            you lack this right" in app.text
        assert "[✓] Read up- and downlink traffic     you lack this right; can't be cleared" in app.text


async def test_what_it_does_not_know_is_shown_and_kept():
    app = host({"RIGHT_APPLICATION_FUTURE_THING", "RIGHT_\x1b[31mRED"}, held=None)
    async with app.run_test(size=(100, 30)) as pilot:
        assert "Others" in app.text
        assert "[✓] RIGHT_APPLICATION_FUTURE_THING" in app.text
        assert "[✓] RIGHT_␛[31mRED" in app.text
        await press(pilot, "space", "end")
        assert "unknown to this version of tts-tui" in app.text
        assert len(app.checklist.selection.rights) == 3


async def test_the_filter_takes_letters_and_esc_shows_all():
    app = host()
    async with app.run_test(size=(100, 30)) as pilot:
        app.checklist.begin_filter()
        await press(pilot, *"device keys")
        assert "See device keys" in app.text
        assert "See the application" not in app.text
        assert "General" not in app.text
        await press(pilot, "enter", "space")
        assert app.checklist.selection.rights == {"RIGHT_APPLICATION_DEVICES_READ_KEYS"}
        app.checklist.begin_filter()
        await press(pilot, "escape")
        assert "See the application" in app.text
        await press(pilot, "down", "space")
        assert len(app.checklist.selection.rights) == 2


async def test_a_filter_that_finds_nothing_says_so():
    app = host()
    async with app.run_test(size=(100, 30)) as pilot:
        app.checklist.begin_filter()
        await press(pilot, *"[/x]", "enter", "space")
        assert "No right contains “[/x]”. Esc clears the filter." in app.text
        assert app.checklist.selection.rights == set()


async def test_a_preset_of_the_host_may_hold_server_text():
    app = host(more=[Preset("As \x1b[2J[/x]", frozenset({READ}))])
    async with app.run_test(size=(100, 30)) as pilot:
        app.checklist.choose_preset()
        await press(pilot, "end")
        assert "As ␛[2J[/x]" in app.text
        await press(pilot, "k", "j", "space")
        assert app.checklist.selection.rights == {READ}


async def test_leaving_the_presets_changes_nothing():
    app = host({INFO})
    async with app.run_test(size=(100, 30)) as pilot:
        app.checklist.choose_preset()
        await press(pilot, "down", "escape")
        assert app.checklist.selection.rights == {INFO}
        assert app.changes == []


async def test_rights_that_come_later_keep_what_is_ticked_and_the_cursor():
    app = host(held=None)
    async with app.run_test(size=(100, 30)) as pilot:
        await press(pilot, "down", "down", "space")
        app.checklist.selection = RightsSelection(
            app.checklist.selection.given, app.checklist.selection.selected, frozenset({INFO, "RIGHT_APPLICATION_NEW"})
        )
        await pilot.pause()
        assert "[✓] See and change API keys           you lack this right; can't be cleared" in app.text
        assert "[ ] RIGHT_APPLICATION_NEW" in app.text
        assert "Create, change and delete API keys" in app.text


def under_the_cursor(app):
    option = app.checklist.query_one("#rights").highlighted_option
    return option and option.id


@pytest.mark.parametrize("size", [(80, 14), (100, 30)])
async def test_no_key_loses_the_cursor(size):
    app = host()
    async with app.run_test(size=size) as pilot:
        for keys in (["G"], ["pageup"] * 3, ["pagedown"] * 3, ["ctrl+u"] * 4, ["ctrl+d"] * 4, ["ctrl+u"]):
            for key in keys:
                await press(pilot, key)
                assert under_the_cursor(app) is not None
        await press(pilot, *["pageup"] * 3)
        assert under_the_cursor(app) == APPLICATION_RIGHTS[0].name
        await press(pilot, *["ctrl+d"] * 4)
        assert under_the_cursor(app) == APPLICATION_RIGHTS[-1].name


async def test_half_a_page_is_half_a_page():
    app = host()
    async with app.run_test(size=(100, 14)) as pilot:
        half = app.checklist.query_one("#rights").size.height // 2
        await press(pilot, "ctrl+d")
        assert under_the_cursor(app) == APPLICATION_RIGHTS[half].name
        await press(pilot, "ctrl+u")
        assert under_the_cursor(app) == APPLICATION_RIGHTS[0].name


@pytest.mark.parametrize("way", ["g", "home", "pageup", "ctrl+u", "k", "up"])
async def test_the_heading_above_the_first_right_of_a_group_is_seen(way):
    firsts = {each.group: each.name for each in reversed(APPLICATION_RIGHTS)}
    headings = {name: group for group, name in firsts.items()}
    app = host()
    async with app.run_test(size=(100, 11)) as pilot:
        await press(pilot, "G")
        while (at := under_the_cursor(app)) != APPLICATION_RIGHTS[0].name:
            assert headings.get(at, "") in app.text
            await press(pilot, way)
        assert headings[at] in app.text


async def test_from_120_columns_the_explanation_stands_beside_the_list():
    app = host({INFO, READ})
    async with app.run_test(size=(120, 30)) as pilot:
        app.query_one(RightsAside).outcome = Content("Expires tomorrow.")
        await pilot.pause()
        assert app.text.startswith("─ Rights · 2 of 15 ──")
        assert "┬─ Will be created ──" in app.text
        aside = " ".join(line.partition("│")[2].strip() for line in app.text.splitlines())
        assert "See its name, description and settings." in aside
        assert "✓ See the application ✓ Read up- and downlink traffic" in aside
        assert "Expires tomorrow." in aside
        await pilot.resize_terminal(100, 30)
        await pilot.pause()
        assert "2 rights · See the application, Read up- and downlink traffic" in app.text
        assert "Expires tomorrow." not in app.text  # the form says it above


async def test_a_selected_right_is_told_from_others_by_colour_and_weight_too():
    app = host({INFO, "RIGHT_APPLICATION_ALL"})
    async with app.run_test(size=(100, 30)):
        rows = {option.id: option.prompt for option in app.checklist.query_one("#rights").options}
        assert "$text-success" in {span.style for span in rows[INFO].spans}  # included in the wildcard
        assert "bold $text-warning" in {span.style for span in rows["RIGHT_APPLICATION_ALL"].spans}


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
@pytest.mark.parametrize(
    ("letters", "secrets", "name"),
    [
        ("traffic_read", "pub/subs' passwords", "RIGHT_APPLICATION_TRAFFIC_READ"),
        ("devices_read", "claim codes", "RIGHT_APPLICATION_DEVICES_READ"),
    ],
)
async def test_which_secrets_a_right_shows_is_said_beside_its_name(size, letters, secrets, name):
    app = host()
    async with app.run_test(size=size) as pilot:
        app.checklist.begin_filter()
        await pilot.pause()
        await press(pilot, *("underscore" if each == "_" else each for each in letters), "enter")
        assert secrets in " ".join(app.text.split())
        assert name in app.text
