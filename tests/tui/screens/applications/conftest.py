"""Many applications, the settings of one, and the form of a new one."""

from __future__ import annotations

from contextlib import asynccontextmanager
from functools import partial

import pytest

from tests.tui.screens.applications.list_seen import MANY
from tts_tui.sandbox.app import Sandbox
from tts_tui.sandbox.sample import Sample, fill
from tts_tui.tui.screens.applications.list import ApplicationsScreen
from tts_tui.tui.screens.applications.settings import SettingsScreen

MINE = ["me", "colleague"]


@pytest.fixture
def meters(sandbox):
    """One application, of "me", with a colleague who may look."""
    for user in MINE:
        sandbox.add_user(user)
    made = sandbox.add_application("meters", owner="me", name="Meters", description="One.\nTwo.")
    sandbox.add_collaborator("meters", "colleague", ["RIGHT_APPLICATION_INFO"])
    return made


@pytest.fixture
def settings(sandbox, start, meters):
    """`async with settings(user, size) as person`: the program, standing on the settings of that application."""

    @asynccontextmanager
    async def starting(user="me", size=(80, 24)):
        async with start(sandbox.add_key("user", user), size) as person:
            listed = person.app.screen
            person.app.push_screen(SettingsScreen(listed.session, "meters", partial(listed._changed, "meters")))
            await person.settle()
            if user == "me":
                await person.press("tab")  # to the name
            sandbox.requests.clear()
            yield person

    return starting


@pytest.fixture
def wizard(start, sample):
    """The form of a new application, opened from the list as the demo user or with another token."""

    @asynccontextmanager
    async def opening(size: tuple[int, int] = (80, 24), *, token: str = ""):
        async with start(token or sample.key, size) as person:
            await person.press("n")
            assert "New application" in person.screen
            yield person

    return opening


@pytest.fixture
def many(sandbox: Sandbox) -> Sample:
    """2,300 applications: three pages."""
    return fill(sandbox, MANY)


@pytest.fixture
def long(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> Sample:
    """2,300 applications where 2,000 are read at most, and what is typed is searched for at once."""
    monkeypatch.setattr(ApplicationsScreen, "limit", 2_000)
    monkeypatch.setattr(ApplicationsScreen, "typing_pause", 0)
    return fill(sandbox, MANY)
