"""The stream behind live data: refused, lost, taken up again, closed."""

from __future__ import annotations

from tests.tui.screens.events.happening import APP, change, open_live
from tts_tui.sandbox.faults import Fault
from tts_tui.services.events import follow
from tts_tui.tui.screens.events.list import LiveDataScreen


async def test_a_stream_that_is_refused_says_why_and_r_opens_it_again(start, sample, watched):
    watched.faults.add(Fault(path="/api/v3/events", status=403, times=1))
    change(watched, APP, "name")
    async with start(sample.key) as person:
        await open_live(person)
        await person.until(lambda: "Could not follow the events" in person.words)
        assert "ended" in person.screen
        await person.press("r")
        await person.until(lambda: "Live data 1" in person.screen)
        assert "Could not" not in person.screen


async def test_while_the_stream_is_away_it_says_so_and_then_for_how_long_it_was(start, sample, watched, monkeypatch):
    monkeypatch.setattr(follow, "_FIRST_WAIT", 0.01)
    monkeypatch.setattr(follow, "_LONGEST_WAIT", 0.01)
    change(watched, APP, "name")
    async with start(sample.key) as person:
        await open_live(person)
        await person.until(lambda: "─ Live data 1" in person.screen)
        await person.press("slash", *"name", "enter")
        refused = Fault(path="/api/v3/events", status=503, times=None)
        watched.faults.add(refused)
        watched.events.end_streams()
        await person.until(lambda: "─ offline ─" in person.screen)
        assert "Disconnected: " in person.screen
        assert "following" not in person.screen
        refused.times = 0
        await person.until(lambda: "Offline for 0 s" in person.screen)
        assert "following" in person.screen
        assert "Searches whole events" in person.screen


async def test_leaving_ends_the_stream(start, sample, watched):
    async with start(sample.key) as person:
        await open_live(person)
        assert len(watched.events._listeners) == 1
        await person.press("1")
        await person.until(lambda: not watched.events._listeners)


async def test_lost_rights_close_the_stream_and_are_named(start, sample, watched, monkeypatch):
    monkeypatch.setattr(LiveDataScreen, "checked_every", 0.01)
    change(watched, APP, "name")
    async with start(sample.key) as person:
        await open_live(person)
        await person.until(lambda: "Live data 1" in person.screen)
        watched.add_collaborator(APP, "demo-user", ["RIGHT_APPLICATION_INFO"])
        await person.until(lambda: "Your rights on water-leaks-live were reduced." in person.words)
        assert "You lost RIGHT_APPLICATION_" in person.words
        assert "ended; press r to reconnect" in person.screen
        assert "Live data 1" in person.screen
        await person.press("r")
        await person.until(lambda: "following" in person.screen)
        watched.add_collaborator(APP, "demo-user", [])
        await person.until(lambda: "You may no longer watch water-leaks-live." in person.words)
        assert not watched.events._listeners


async def test_a_revoked_token_closes_the_stream(start, sample, watched, monkeypatch):
    monkeypatch.setattr(LiveDataScreen, "checked_every", 0.01)
    token = watched.add_key("user", "demo-user", name="soon revoked")
    async with start(token) as person:
        await open_live(person)
        await person.until(lambda: "following" in person.screen)
        user = watched.store.existing("user", "demo-user")
        watched.store.remove_key(user, user.keys[token.split(".")[1]])
        await person.until(lambda: "The server no longer accepts the token." in person.words)
        await person.touch("escape", "escape")
        await person.until(lambda: "The token is unknown, revoked or expired." in person.words)
        assert "ended" in person.screen
        assert not watched.events._listeners
