"""The checklist of rights alone, driven by keys."""

from __future__ import annotations

from contextlib import asynccontextmanager

import pytest
from textual.content import Content

from tests.tui.conftest import driven
from tests.tui.widgets.bare_app import BareApp
from tts_tui.api.rights import APPLICATION_RIGHTS, Preset
from tts_tui.services.rights_selection import RightsSelection
from tts_tui.tui.widgets.frame import BottomRule, SideBySide
from tts_tui.tui.widgets.rights_aside import RightsAside
from tts_tui.tui.widgets.rights_checklist import RightsChecklist

INFO = "RIGHT_APPLICATION_INFO"
READ = "RIGHT_APPLICATION_TRAFFIC_READ"
LINK = "RIGHT_APPLICATION_LINK"
EVERYTHING = frozenset(each.name for each in APPLICATION_RIGHTS)


class ChecklistApp(BareApp):
    def __init__(self, selection, more):
        super().__init__()
        self.checklist = RightsChecklist(selection, more)
        self.changes = []

    def compose(self):
        with SideBySide():
            yield self.checklist
            yield RightsAside("Will be created")
        yield BottomRule()

    def on_mount(self):
        self.checklist.focus()

    def on_rights_checklist_changed(self, event):
        self.changes.append(event.control.selection.rights)


@asynccontextmanager
async def opened(given=(), held=EVERYTHING, more=(), size=(100, 30)):
    """A checklist with these rights selected, of somebody who holds those, and the person who presses keys."""
    app = ChecklistApp(RightsSelection.of(given, held), more)
    async with driven(app, size) as person:
        yield person, app.checklist


def under_the_cursor(checklist):
    option = checklist.query_one("#rights").highlighted_option
    return option and option.id


# What is selected


async def test_space_and_enter_select_and_clear():
    async with opened() as (person, _):
        for key in ("space", "enter"):
            await person.press(key)
            assert "[✓] See the application" in person.screen
            assert "1 right · See the application" in person.screen
            await person.press(key)
            assert "[ ] See the application" in person.screen
            assert "No rights selected" in person.screen
        assert person.app.changes == [{INFO}, set()] * 2


async def test_each_row_says_whether_it_is_selected_included_or_lacked():
    async with opened({LINK}) as (person, checklist):
        assert "[~] See the application               included in “Link”" in person.screen
        assert "[✓] Link as Application Server" in person.screen
        assert "[ ] Delete the application" in person.screen
        checklist.selection = RightsSelection.of({READ}, frozenset({INFO}))
        await person.settle()
        assert "[ ] See the application" in person.screen
        assert "[-] Delete the application            you lack this right" in person.screen
        assert "[✓] Read up- and downlink traffic     you lack this right; can't be cleared" in person.screen
        checklist.selection = RightsSelection.of({INFO, "RIGHT_APPLICATION_ALL"}, EVERYTHING)
        await person.settle()  # colour and weight tell it too
        rows = {option.id: option.prompt for option in checklist.query_one("#rights").options}
        assert "$text-success" in {span.style for span in rows[INFO].spans}  # included in the wildcard
        assert "bold $text-warning" in {span.style for span in rows["RIGHT_APPLICATION_ALL"].spans}


async def test_what_it_does_not_know_is_shown_and_kept():
    async with opened({"RIGHT_APPLICATION_FUTURE_THING", "RIGHT_\x1b[31mRED"}, held=None) as (person, checklist):
        assert "Others" in person.screen
        assert "[✓] RIGHT_APPLICATION_FUTURE_THING" in person.screen
        assert "[✓] RIGHT_␛[31mRED" in person.screen
        await person.press("space", "end")
        assert "unknown to this version of tts-tui" in person.screen
        assert len(checklist.selection.rights) == 3


async def test_rights_that_come_later_keep_what_is_selected_and_the_cursor():
    async with opened(held=None) as (person, checklist):
        await person.press("down", "down", "space")
        before = checklist.selection
        held = frozenset({INFO, "RIGHT_APPLICATION_NEW"})
        checklist.selection = RightsSelection(before.given, before.selected, held)
        await person.settle()
        assert "[✓] See and change API keys           you lack this right; can't be cleared" in person.screen
        assert "[ ] RIGHT_APPLICATION_NEW" in person.screen
        assert "Create, change and delete API keys" in person.screen


# The cursor


async def test_each_right_is_explained_where_the_cursor_is_and_the_keys_of_vi_move_it():
    async with opened() as (person, _):
        for right in APPLICATION_RIGHTS:
            assert right.gives in person.words
            assert right.name in person.words
            await person.press("j")
        await person.press("g")
        assert "See its name, description and settings." in person.screen
        await person.press("G")
        assert "All of the above" in person.screen
        await person.press("g", "j", "k")
        assert "See its name, description and settings." in person.screen


@pytest.mark.parametrize("size", [(80, 14), (100, 30)])
async def test_no_key_loses_the_cursor(size):
    async with opened(size=size) as (person, checklist):
        for key in ("G", *["pageup"] * 3, *["pagedown"] * 3, *["ctrl+u"] * 4, *["ctrl+d"] * 4, "ctrl+u"):
            await person.press(key)
            assert under_the_cursor(checklist) is not None
        await person.press(*["pageup"] * 3)
        assert under_the_cursor(checklist) == APPLICATION_RIGHTS[0].name
        await person.press(*["ctrl+d"] * 4)
        assert under_the_cursor(checklist) == APPLICATION_RIGHTS[-1].name


async def test_half_a_page_is_half_a_page():
    async with opened(size=(100, 14)) as (person, checklist):
        half = checklist.query_one("#rights").size.height // 2
        await person.press("ctrl+d")
        assert under_the_cursor(checklist) == APPLICATION_RIGHTS[half].name
        await person.press("ctrl+u")
        assert under_the_cursor(checklist) == APPLICATION_RIGHTS[0].name


async def test_the_heading_above_the_first_right_of_a_group_is_seen():
    firsts = {each.group: each.name for each in reversed(APPLICATION_RIGHTS)}
    headings = {name: group for group, name in firsts.items()}
    async with opened(size=(100, 11)) as (person, checklist):
        for way in ("g", "home", "pageup", "ctrl+u", "k", "up"):
            await person.press("G")
            while (at := under_the_cursor(checklist)) != APPLICATION_RIGHTS[0].name:
                assert headings.get(at, "") in person.screen, way
                await person.press(way)
            assert headings[at] in person.screen, way


async def test_a_key_lays_out_nothing(laid_out):
    async with opened() as (person, checklist):
        await person.press("j")
        laid_out.clear()
        await person.press("j", "space", "k", "space")
        assert len(checklist.selection.rights) == 2
        assert laid_out == []


# The filter


async def test_the_filter_takes_letters_and_esc_shows_all():
    async with opened() as (person, checklist):
        checklist.begin_filter()
        await person.type("device keys")
        assert "See device keys" in person.screen
        assert "See the application" not in person.screen
        assert "General" not in person.screen
        await person.press("enter", "space")
        assert checklist.selection.rights == {"RIGHT_APPLICATION_DEVICES_READ_KEYS"}
        checklist.begin_filter()
        await person.press("escape")
        assert "See the application" in person.screen
        await person.press("down", "space")
        assert len(checklist.selection.rights) == 2
        checklist.begin_filter()
        await person.type("[/x]")  # markup is only text
        await person.press("enter", "space")
        assert "No right contains “[/x]”. Esc clears the filter." in person.screen
        assert len(checklist.selection.rights) == 2


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_which_secrets_a_right_shows_is_said_beside_its_name(size):
    async with opened(size=size) as (person, checklist):
        for letters, secrets in (("traffic_read", "pub/subs' passwords"), ("devices_read", "claim codes")):
            checklist.begin_filter()
            await person.settle()
            await person.type(letters)
            await person.press("enter")
            assert secrets in person.words
            assert f"RIGHT_APPLICATION_{letters.upper()}" in person.screen
            checklist.end_filter(keep=False)


# The presets


async def test_a_preset_may_hold_server_text_and_leaving_the_presets_changes_nothing():
    async with opened({INFO}, more=[Preset("As \x1b[2J[/x]", frozenset({READ}))]) as (person, checklist):
        checklist.choose_preset()
        await person.press("down", "escape")
        assert checklist.selection.rights == {INFO}
        assert person.app.changes == []
        checklist.choose_preset()
        await person.press("end")
        assert "As ␛[2J[/x]" in person.screen
        await person.press("k", "j", "space")
        assert checklist.selection.rights == {READ}


# Where it is wide


async def test_from_120_columns_the_explanation_stands_beside_the_list():
    async with opened({INFO, READ}, size=(120, 30)) as (person, _):
        person.app.query_one(RightsAside).outcome = Content("Expires tomorrow.")
        await person.settle()
        assert person.screen.startswith("─ Rights · 2 of 15 ──")
        assert "┬─ Will be created ──" in person.screen
        aside = " ".join(line.partition("│")[2].strip() for line in person.screen.splitlines())
        assert "See its name, description and settings." in aside
        assert "✓ See the application ✓ Read up- and downlink traffic" in aside
        assert "Expires tomorrow." in aside
        await person.resize(100, 30)
        assert "2 rights · See the application, Read up- and downlink traffic" in person.screen
        assert "Expires tomorrow." not in person.screen  # the form says it above


async def test_the_explanation_stands_in_one_place_whichever_way_the_width_changes():
    async with opened(size=(80, 24)) as (person, _):
        await person.press("down")
        await person.resize(120, 24)  # the list is as wide as before
        aside = " ".join(line.partition("│")[2].strip() for line in person.screen.splitlines())
        assert "payload crypto, webhooks and pub/subs." in aside
        assert person.words.count("RIGHT_APPLICATION_SETTINGS_BASIC") == 1
        assert person.words.count("No rights selected") == 1
