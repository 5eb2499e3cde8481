"""The audit of all keys: what it reads, shows, ends and exports, by the keys that a person presses."""

from __future__ import annotations

import asyncio
import csv
import io
import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from tests.tui.conftest import NOW
from tts_tui.sandbox.faults import Fault
from tts_tui.services.api_keys.end_key import STREAMS_STAY_OPEN
from tts_tui.services.audit import end_keys
from tts_tui.tui.routes import audit

if TYPE_CHECKING:
    from pathlib import Path

    from tts_tui.sandbox.app import Sandbox

DAY = timedelta(days=1)
READ = ["RIGHT_APPLICATION_TRAFFIC_READ"]


@pytest.fixture
def town(sandbox: Sandbox) -> str:
    """Alice's token: three applications with six keys, of which five are worth a look."""
    sandbox.add_user("alice")
    keys = [("OLD", "old", -3), ("SOON", "soon", 5), ("NEVER", "never", None), ("FINE", "fine", 300), ("ANON", "", 300)]
    for number, (key_id, name, days) in enumerate(keys):
        application = f"app-{number % 3}"
        if number < 3:
            sandbox.add_application(application, owner="alice")
        sandbox.add_key("application", application, name=name, key_id=key_id, rights=READ,
                        expires_at=None if days is None else NOW + days * DAY)  # fmt: skip
    sandbox.add_key("application", "app-0", name="all", key_id="ALL", rights=["RIGHT_APPLICATION_ALL"],
                    expires_at=NOW + 300 * DAY)  # fmt: skip
    return sandbox.add_key("user", "alice")


def writes(sandbox: Sandbox) -> list[str]:
    return [each.path.rpartition("/")[2] for each in sandbox.requests if each.method not in ("GET", "POST")]


def rows(person) -> list[str]:
    return [each.rpartition("/")[2] for each in person.app.screen.table.keys]


async def test_it_lists_what_is_worth_a_look(start, town: str, size, sandbox: Sandbox) -> None:
    async with start(town, size) as person:
        await person.press("A")
        assert person.app.screen.area == "Audit"
        title = person.screen.splitlines()[1]
        assert title.startswith("─ Audit 5 of 6 keys at risk · 1 expired · 1 soon")
        assert title.endswith("most urgent first ─")  # parts of the title make room for it
        assert "…" not in title
        assert ("1 all rights" in title) == (size[0] > 80)
        assert rows(person) == ["SOON", "NEVER", "ALL", "ANON", "OLD"]
        assert person.words.count("! all rights") == 1
        assert person.words.count("expired") == 2  # in the title and in one column
        assert "expired 3 d ago" in person.screen
        assert "! no name" in person.screen
        assert "Also" not in person.screen
        await person.press("slash", *"never", "enter")
        assert rows(person) == ["NEVER"]
        await person.press("escape", "s", "s")
        assert rows(person) == ["ALL", "OLD", "ANON", "SOON", "NEVER"]  # by application, then by ID
        assert writes(sandbox) == []


async def test_marked_keys_are_revoked_after_a_look(start, town: str, sandbox: Sandbox) -> None:
    async with start(town) as person:
        await person.press("A", "s", "home", "space", "space")
        assert "2 marked" in person.screen
        await person.press("d")
        assert "Revoke 2 keys" in person.screen
        assert "Revokes 2 keys for good" in person.words
        assert "Nothing has been sent yet. Ctrl+S sends 2 requests." in person.words
        assert "ctrl+s Revoke 2 keys" in person.key_bar
        assert STREAMS_STAY_OPEN in person.words
        assert writes(sandbox) == []
        await person.press("ctrl+s")
        assert sorted(writes(sandbox)) == ["OLD", "SOON"]
        assert person.screen.count("revoked") == 3  # one a key, and how many
        await person.press("ctrl+s")  # there is nothing more
        assert len(writes(sandbox)) == 2
        await person.press("escape")
        assert rows(person) == ["ALL", "ANON", "NEVER"]
        assert "Audit 3 of 4" in person.words


async def test_all_in_the_filter_are_marked_and_let_expire(start, town: str, sandbox: Sandbox) -> None:
    async with start(town) as person:
        await person.press("A", "asterisk")
        assert "5 marked" in person.screen
        await person.press("asterisk")
        assert "marked" not in person.screen
        await person.press("slash", *"never", "enter", "asterisk", "e")
        assert "Set to expire in 7 days: 1 key" in person.words
        await person.press("s", "s", "ctrl+s")
        assert writes(sandbox) == ["NEVER"]
        key = sandbox.store.existing("application", "app-2").keys["NEVER"]
        assert timedelta() < key.expires_at - NOW < 2 * DAY
        assert key.rights == READ
        await person.press("escape", "escape")
        assert "in 11 h" in person.screen or "in 1 day" in person.screen


async def test_where_nothing_can_be_set_to_expire_nothing_is_offered(start, town: str, sandbox: Sandbox) -> None:
    async with start(town) as person:
        await person.press("A", "end", "e")  # the cursor is on one that has expired
        assert "Set to expire in 7 days: 0 keys" in person.words
        assert person.words.count("Already expired.") == 2  # in its row, and above
        assert "No key to change: Already expired." in person.words
        assert "Press Ctrl+S" not in person.words
        await person.press("ctrl+s")
        assert person.notes[-1] == "There is no key to change."
        assert writes(sandbox) == []


async def test_without_marks_it_is_the_one_under_the_cursor_and_the_bar_has_what_means_something(
    start, town: str, sandbox: Sandbox
) -> None:
    async with start(town) as person:
        await person.press("A", "j", "e")
        assert "ctrl+s Set 1 key to expire  s Days" in person.key_bar
        assert "x Stop" not in person.key_bar
        await person.press("escape", "d", "escape")
        assert person.app.screen.area == "Audit"
        await person.press("d")
        assert "s Days" not in person.key_bar
        await person.press("ctrl+s")
        assert writes(sandbox) == ["NEVER"]
        assert "ctrl+s" not in person.key_bar
        assert "esc Back" in person.key_bar


async def test_ones_own_key_is_left_out(start, town: str, sandbox: Sandbox) -> None:
    own = sandbox.add_key("application", "app-1", name="mine", key_id="OWN")
    async with start(own, (120, 40)) as person:
        person.app.push_screen(audit(person.app.screen.session))
        await person.settle()
        await person.press("asterisk", "d")
        assert "signed in with it" in person.words
        await person.press("ctrl+s")
        assert "OWN" not in writes(sandbox)


async def test_a_failure_is_said_and_tried_again(start, town: str, sandbox: Sandbox) -> None:
    async with start(town) as person:
        sandbox.faults.add(Fault("DELETE", "SOON", status=403))
        await person.press("A", "space", "space", "d", "ctrl+s")
        assert "1 revoked, 1 failed. Press Ctrl+S to try again." in person.words
        assert "Failed: fault 403" in person.words  # in full, above the table
        await person.press("ctrl+s")
        assert "2 revoked." in person.words
        assert sorted(writes(sandbox)) == ["NEVER", "SOON", "SOON"]


async def test_an_administrator_is_told_before_anything_is_asked(start, town: str, sandbox: Sandbox) -> None:
    sandbox.add_user("root", admin=True)
    async with start(sandbox.add_key("user", "root"), (120, 40)) as person:
        before = len(sandbox.requests)
        await person.press("A")
        assert "You are an administrator" in person.words
        assert len(sandbox.requests) == before
        await person.press("r")
        assert "3 applications can't be audited" in person.words
        assert "No keys could be read" in person.words
        assert "app-0, app-1, app-2" in person.words
        await person.press("m")
        assert "No applications" in person.words
        assert "can't be audited" not in person.words


async def test_stopped_it_goes_on(start, town: str, sandbox: Sandbox) -> None:
    async with start(town) as person:
        sandbox.faults.add(Fault("GET", "app-1/api-keys", latency=600))
        await person.touch("A")
        await person.until(lambda: sum("api-keys" in each.path for each in sandbox.requests) == 3)
        assert "Reading the API keys of all applications" in person.words
        assert "of 3" in person.words
        await person.press("escape")
        assert "1 have not been read; press r to continue." in person.words
        sandbox.faults.clear()
        await person.press("r")
        assert "Audit 5 of 6" in person.words
        asked = [each.path for each in sandbox.requests if each.path.endswith("/api-keys")]
        assert len(asked) == 4  # only the one that was stopped was asked again


async def test_nothing_to_worry_about(start, sandbox: Sandbox) -> None:
    sandbox.add_user("alice")
    token = sandbox.add_key("user", "alice")
    async with start(token) as person:
        await person.press("A")
        assert "No applications" in person.words
        sandbox.add_application("app", owner="alice")
        await person.press("r")
        assert "No API keys" in person.words
        sandbox.add_key("application", "app", name="fine", rights=READ, expires_at=NOW + 300 * DAY)
        await person.press("r")
        assert "No problems found" in person.words


async def test_it_opens_the_applications_keys(start, town: str) -> None:
    async with start(town) as person:
        await person.press("A", "end", "enter")
        assert person.app.screen.area == "API keys"
        assert person.app.screen.table.current == "OLD"
        await person.press("q")
        assert person.app.screen.area == "Audit"


async def test_what_is_shown_is_exported(start, town: str, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    async with start(town) as person:
        await person.press("A", "slash", *"old", "enter", "w")
        await person.press("enter")
        found = [*csv.DictReader(io.StringIO((tmp_path / "audit.csv").read_text()))]
        assert [each["id"] for each in found] == ["OLD"]
        await person.press("w")
        assert person.app.screen.query_one("#path").value == "audit-2.csv"
        await person.press("ctrl+u", *"audit.csv", "enter")
        assert "already" in person.words
        await person.press("escape")
        assert person.app.screen.area == "Audit"


async def test_a_name_that_ends_in_json_makes_the_document_of_the_scripts(
    start, town: str, tmp_path, monkeypatch
) -> None:
    monkeypatch.chdir(tmp_path)
    async with start(town) as person:
        await person.press("A", "slash", *"old", "enter", "w", "ctrl+u")
        await person.type("audit.json")
        await person.press("enter")
        document = json.loads((tmp_path / "audit.json").read_text())
        assert [each["id"] for each in document["keys"]] == ["OLD"]
        assert (document["applications"], document["keys_read"], document["not_asked"]) == (3, 6, 0)
        assert person.notes[-1] == f"1 key saved to {tmp_path / 'audit.json'}."
        await person.press("escape", "home", "space", "space", "w", "ctrl+u")
        await person.type("marked.json")
        await person.press("enter")
        assert len(json.loads((tmp_path / "marked.json").read_text())["keys"]) == 2


async def test_the_file_has_all_that_could_not_be_read(start, sandbox: Sandbox, tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    sandbox.add_user("alice")
    for number in range(5):
        sandbox.add_application(f"app-{number}", owner="alice")
    sandbox.add_user("root", admin=True)
    async with start(sandbox.add_key("user", "root")) as person:
        await person.press("A", "w")
        assert person.notes == ["Nothing has been read."]
        await person.press("r")
        assert "app-0, app-1, app-2, and 2 more; a file of JSON has them all" in person.words
        await person.press("w", "ctrl+u")
        await person.type("audit.json")
        await person.press("enter")
    (refused,) = json.loads((tmp_path / "audit.json").read_text())["refused"]
    assert len(refused["applications"]) == 5


async def test_what_is_soon_can_be_changed_and_asks_nothing(start, town: str, sandbox: Sandbox) -> None:
    async with start(town) as person:
        await person.press("A")
        asked = len(sandbox.requests)
        assert "1 soon" in person.screen
        await person.press("i", "i")
        assert "4 soon (365 d)" in person.screen
        await person.press("i")
        assert "1 soon (7 d)" in person.screen
        await person.press("i")
        assert "1 soon (30 d)" in person.screen
        assert person.notes == []  # nothing queues for whoever presses it again
        assert len(sandbox.requests) == asked


async def test_a_plan_that_is_made_while_another_is_sent_sends_no_key_twice(
    start, town: str, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    let_go, ended = asyncio.Event(), end_keys.end

    async def late(*which: Any, **how: Any) -> Any:
        await let_go.wait()
        return await ended(*which, **how)

    monkeypatch.setattr(end_keys, "end", late)
    async with start(town) as person:
        await person.press("A", "asterisk", "d")
        await person.touch("ctrl+s")
        await person.until(lambda: person.app.screen.writing)
        await person.touch("escape", "d", "ctrl+s")
        await person.until(lambda: bool(person.notes))
        assert "A plan was being sent when this one was made. Wait for its outcome" in person.notes[-1]
        let_go.set()
        await person.press("ctrl+s")
        assert "API keys: 5 revoked." in person.notes
        assert person.notes[-1].endswith("Go back and open it again.")
        await person.press("escape")
        assert rows(person) == []
        assert len(writes(sandbox)) == 5
