"""What a person prefers."""

from __future__ import annotations

from pathlib import Path

import pytest

from tts_tui.servers.preferences import Preferences, remembered_theme


async def kept() -> Preferences:
    """The preferences of a start."""
    preferences = Preferences(keeps=True)
    await preferences.read()
    return preferences


async def test_orders_are_remembered_for_each_server_and_list() -> None:
    first = await kept()
    first.choose_order("box", "applications", "name")
    first.choose_order("box", "api_keys", "expires")
    first.choose_order("https://other.example", "applications", "-name")
    await first.written()
    second = await kept()
    assert second.order("box", "applications") == "name"
    assert second.order("box", "api_keys") == "expires"
    assert second.order("https://other.example", "applications") == "-name"
    assert second.order("third", "applications") is None


async def test_the_panel_is_shown_until_somebody_hides_it() -> None:
    first = await kept()
    assert first.panel
    first.show_panel(False)
    assert not first.panel
    await first.written()
    assert not (await kept()).panel


async def test_changes_come_into_the_file_in_their_order_beside_those_of_another_program() -> None:
    one, other = await kept(), await kept()
    other.choose_order("other", "applications", "name")
    await other.written()
    for order in ("name", "-name", "created_at"):
        one.choose_order("box", "applications", order)
    await one.written()
    after = await kept()
    assert after.order("box", "applications") == "created_at"
    assert after.order("other", "applications") == "name"


async def test_a_server_takes_its_orders_to_its_new_name() -> None:
    preferences = await kept()
    preferences.choose_order("box", "applications", "name")
    preferences.rename("box", "crate")
    preferences.rename("unknown", "x")
    await preferences.written()
    after = await kept()
    assert (after.order("crate", "applications"), after.order("box", "applications")) == ("name", None)


async def test_what_is_not_to_be_kept_is_held_in_memory_and_touches_no_file() -> None:
    await (first := await kept()).read()
    first.choose_order("box", "applications", "name")
    await first.written()
    before = sorted(Path.home().rglob("*"))
    preferences = Preferences(keeps=False)
    await preferences.read()
    assert preferences.order("box", "applications") is None
    preferences.choose_order("box", "applications", "-name")
    assert preferences.order("box", "applications") == "-name"
    await preferences.written()
    assert sorted(Path.home().rglob("*")) == before
    assert (await kept()).order("box", "applications") == "name"


@pytest.mark.parametrize("content", [b"", b"[]", b'{"orders": 3}', b"\xff"])
async def test_a_broken_file_is_as_none(content: bytes) -> None:
    first = await kept()
    first.show_panel(False)
    await first.written()
    (file,) = Path.home().rglob("preferences.json")
    file.write_bytes(content)
    broken = await kept()
    assert broken.panel
    broken.choose_order("box", "applications", "name")
    await broken.written()
    assert (await kept()).order("box", "applications") == "name"


async def test_a_folder_that_cannot_be_written_breaks_nothing() -> None:
    Path.home().parent.mkdir(parents=True, exist_ok=True)
    Path.home().write_text("a file where the folder should be")
    preferences = await kept()
    preferences.choose_order("box", "applications", "name")
    await preferences.written()
    assert preferences.order("box", "applications") == "name"


async def test_the_theme_is_there_for_the_first_picture() -> None:
    assert remembered_theme() == ""
    first = await kept()
    first.choose_theme("tts-tui-light")
    await first.written()
    assert remembered_theme() == "tts-tui-light"
    held = Preferences(keeps=False)
    held.choose_theme("nord")
    await held.written()
    assert remembered_theme() == "tts-tui-light"


async def test_presets_are_remembered_until_they_are_removed() -> None:
    first = await kept()
    first.save_preset("look", {"b", "a"})
    first.save_preset("gone", {"a"})
    first.save_preset("look", {"a"})
    first.remove_preset("gone")
    await first.written()
    assert (await kept()).presets == {"look": frozenset({"a"})}
