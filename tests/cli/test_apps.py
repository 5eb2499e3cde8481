"""`tts-tui apps`: what it sends, what it prints, and how it ends."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.terminal import Terminal
from tts_tui.sandbox.faults import Fault
from tts_tui.services.api_keys.end_key import STREAMS_STAY_OPEN

if TYPE_CHECKING:
    from tests.cli.seam import TTS
    from tts_tui.sandbox.app import Sandbox

APP = "my-app"


@pytest.fixture
def there(signed_in: Sandbox) -> Sandbox:
    """Two applications."""
    signed_in.add_application(APP, owner="alice", name="Mine", description="Two\nlines", attributes={"env": "live"})
    signed_in.add_application("other-app", owner="alice")
    return signed_in


@pytest.fixture
def admin(there: Sandbox, monkeypatch: pytest.MonkeyPatch) -> Sandbox:
    """The same, signed in as an administrator."""
    there.add_user("root", admin=True)
    monkeypatch.setenv("TTS_TUI_TOKEN", there.add_key("user", "root"))
    return there


def writes(sandbox: Sandbox) -> list[tuple[str, str]]:
    return [(each.method, each.path) for each in sandbox.requests if each.method != "GET"]


def body(sandbox: Sandbox) -> dict:
    return json.loads(next(each.body for each in sandbox.requests if each.method != "GET"))


def fields(sandbox: Sandbox, application: str = APP) -> dict:
    return sandbox.store.existing("application", application).fields


def test_list_asks_once(tts: TTS, there: Sandbox) -> None:
    status, out, err = tts("apps", "list")
    assert (status, err) == (0, "")
    assert [line.split()[0] for line in out.splitlines()] == ["ID", APP, "other-app"]
    assert len(there.requests) == 1
    assert [each["id"] for each in json.loads(tts("apps", "list", "--json")[1])["applications"]] == [APP, "other-app"]


def test_list_has_every_page(tts: TTS, there: Sandbox) -> None:
    for number in range(1_100):
        there.add_application(f"app-{number:04}", owner="alice")
    assert len(json.loads(tts("apps", "list", "--json")[1])["applications"]) == 1_102


def test_an_applications_own_key_sees_its_application(
    tts: TTS, there: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TTS_TUI_TOKEN", there.add_key("application", APP))
    assert [each["id"] for each in json.loads(tts("apps", "list", "--json")[1])["applications"]] == [APP]


def test_list_of_an_organization_or_a_user(tts: TTS, there: Sandbox) -> None:
    there.add_organization("club", owner="alice")
    there.add_application("clubs-app", owner="club")

    def listed(*words: str) -> list[str]:
        return [each["id"] for each in json.loads(tts("apps", "list", *words, "--json")[1])["applications"]]

    assert listed("--of", "organization/club") == ["clubs-app"]
    assert listed("--of", "user/alice") == [APP, "other-app"]
    assert listed() == ["clubs-app", APP, "other-app"]
    assert tts("apps", "list", "--of", "user/somebody-else")[0] in (4, 5)
    assert tts("apps", "list", "--of", "club")[0] == 2
    assert tts("apps", "list", "--of", "user/alice", "--all")[0] == 2


def test_get(tts: TTS, there: Sandbox) -> None:
    out = tts("apps", "get", APP)[1]
    assert "env=live" in out
    found = json.loads(tts("apps", "get", APP, "--json")[1])["application"]
    assert (found["id"], found["description"], found["attributes"]) == (APP, "Two\nlines", {"env": "live"})
    assert found["administrative_contact"] == {"kind": "user", "id": "alice"}


def test_create(tts: TTS, there: Sandbox) -> None:
    words = ("--name", "New", "--attribute", "env=test", "--join-server-address", "js.example.com:8884")
    status, out, _ = tts("apps", "create", "new-app", *words, "--json")
    assert status == 0
    assert json.loads(out)["application"]["name"] == "New"
    assert body(there)["application"] == {
        "ids": {"application_id": "new-app"},
        "name": "New",
        "attributes": {"env": "test"},
        "network_server_address": "127.0.0.1",
        "application_server_address": "127.0.0.1",
        "join_server_address": "js.example.com:8884",
    }


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["create", "No"], "Only a-z|capital"),
        (["create", "new-app", "--name", "x" * 51], "--name: .*50"),
        (["create", "new-app", "--attribute", "env"], "KEY=VALUE"),
        (["create", "new-app", "--attribute", "E=1"], "--attribute"),
        (["create", "new-app", "--network-server-address", "https://x"], "--network-server-address"),
        (["set", APP], "Say what to change"),
        (["set", APP, "--administrative-contact", "alice"], "user/ID or organization/ID"),
        (["delete", APP], "--yes"),
        (["purge", APP], "--yes"),
        (["purge", APP, "--yes", "other-app"], f"--yes {APP}"),
        (["purge", APP, "--clear-first"], "--yes"),
        (["purge", APP, "--dry-run"], "--dry-run needs --clear-first"),
        (["purge", APP, "--delete-devices", "--yes", APP], "--delete-devices needs --clear-first"),
    ],
)
def test_bad_input_is_refused_and_nothing_is_sent(tts: TTS, there: Sandbox, words: list[str], expected: str) -> None:
    import re

    status, out, err = tts("apps", *words)
    assert (status, out) == (2, "")
    assert re.search(expected, err)
    assert not there.requests


def test_a_taken_id_is_a_conflict_and_ones_own_deleted_one_can_be_restored(tts: TTS, there: Sandbox) -> None:
    status, _, err = tts("apps", "create", APP)
    assert status == 6
    assert "tts-tui apps restore" not in err
    assert tts("apps", "delete", APP, "--yes")[0] == 0
    status, _, err = tts("apps", "create", APP)
    assert status == 6
    assert f"tts-tui apps restore {APP}" in err


def test_set_sends_what_differs(tts: TTS, there: Sandbox) -> None:
    status, out, _ = tts("apps", "set", APP, "--name", "Mine", "--attribute", "team=water", "--remove-attribute", "env")
    assert (status, out) == (0, "Saved: attributes.\n")
    assert body(there)["field_mask"] == {"paths": ["attributes"]}
    assert fields(there)["attributes"] == {"team": "water"}
    there.requests.clear()
    assert tts("apps", "set", APP, "--name", "Mine")[:2] == (0, "No changes to save.\n")
    assert writes(there) == []


def test_set_clears_with_an_empty_word(tts: TTS, there: Sandbox) -> None:
    assert tts("apps", "set", APP, "--description", "")[0] == 0
    assert not fields(there).get("description")


def test_set_link(tts: TTS, there: Sandbox) -> None:
    assert tts("apps", "set", APP, "--skip-payload-crypto", "on", "--json")[0] == 0
    assert writes(there) == [("PUT", f"/api/v3/as/applications/{APP}/link")]
    assert tts("apps", "set", APP, "--skip-payload-crypto", "default")[0] == 0


def test_delete_and_restore(tts: TTS, there: Sandbox) -> None:
    status, out, _ = tts("apps", "delete", APP, "--yes")
    assert status == 0
    assert f"tts-tui apps restore {APP}" in out
    assert tts("apps", "delete", APP, "--yes")[0] == 5
    assert [each["id"] for each in json.loads(tts("apps", "list", "--deleted", "--json")[1])["applications"]] == [APP]
    assert tts("apps", "restore", APP)[0] == 0
    assert tts("apps", "restore", APP)[::2] == (5, f"tts-tui apps restore: {APP} is not deleted.\n")
    assert tts("apps", "restore", "no-such-app")[0] == 5


def test_devices_keep_an_application_from_being_deleted(tts: TTS, there: Sandbox) -> None:
    there.add_device(APP, "dev")
    assert tts("apps", "delete", APP, "--yes")[0] == 6


@pytest.mark.parametrize("cut", ["before", "after"])
def test_a_lost_answer_is_looked_up(tts: TTS, there: Sandbox, cut) -> None:
    there.faults.add(Fault("DELETE", cut=cut))
    status, out, err = tts("apps", "delete", APP, "--yes")
    assert status == (7 if cut == "before" else 0)
    assert "tts-tui checked" in out + err
    assert len(writes(there)) == 1


def test_purge_is_for_administrators(tts: TTS, there: Sandbox) -> None:
    assert tts("apps", "purge", APP, "--yes", APP)[0] == 4


@pytest.mark.parametrize("deleted", [False, True])
@pytest.mark.parametrize("cut", [None, "before", "after"])
def test_purge(tts: TTS, admin: Sandbox, cut, deleted: bool) -> None:
    if deleted:
        assert tts("apps", "delete", APP, "--yes")[0] == 0
    if cut:
        admin.faults.add(Fault("DELETE", "purge", cut=cut))
    status, out, err = tts("apps", "purge", APP, "--yes", APP)
    assert status == (7 if cut == "before" else 0), err
    assert ("Its ID is free" in out) is (cut != "before")
    assert tts("apps", "purge", APP, "--yes", APP)[0] == (0 if cut == "before" else 5)


@pytest.mark.parametrize("deleted", [False, True])
def test_purge_clears_first_after_a_dry_run_that_sends_no_write(tts: TTS, admin: Sandbox, *, deleted: bool) -> None:
    admin.add_webhook(APP, "billing", base_url="https://example.com")
    if deleted:
        assert tts("apps", "delete", APP, "--yes")[0] == 0
        admin.requests.clear()
    status, out, _ = tts("apps", "purge", APP, "--clear-first", "--dry-run")
    assert status == 0
    assert out.splitlines()[-1] == f"Purge it: DELETE /applications/{APP}/purge"
    assert ("Restore it: POST" in out) is deleted
    assert ("Delete webhook billing" in out) is not deleted
    assert writes(admin) == []
    status, out, _ = tts("apps", "purge", APP, "--clear-first", "--yes", APP, "--json")
    assert status == 0
    document = json.loads(out)
    assert document["outcome"] == "purged"
    assert [(each["kind"], each["outcome"]) for each in document["steps"]] == [
        *([("restore", "restored")] if deleted else []),
        ("webhook", "deleted"),
        ("purge", "purged"),
    ]
    assert tts("apps", "purge", APP, "--clear-first", "--yes", APP)[0] == 5


def test_what_could_not_be_purged_is_not_cleared(tts: TTS, admin: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    admin.add_webhook(APP, "billing", base_url="https://example.com")
    admin.add_device(APP, "dev")
    status, _, err = tts("apps", "purge", APP, "--clear-first", "--yes", APP)
    assert status == 6
    assert "It has 1 end device: delete them first, or add --delete-devices." in err
    monkeypatch.setenv("TTS_TUI_TOKEN", admin.add_key("user", "alice"))
    for words in (["--yes", APP], ["--dry-run"]):
        status, _, err = tts("apps", "purge", APP, "--clear-first", *words)
        assert status == 4
        assert "Only administrators of the network can purge an application. Nothing was sent." in err
    assert writes(admin) == []


def test_purge_deletes_devices_where_it_is_told_to(tts: TTS, admin: Sandbox) -> None:
    admin.add_device(APP, "dev")
    words = ("apps", "purge", APP, "--clear-first", "--delete-devices", "--json")
    status, out, err = tts(*words, "--dry-run")
    assert (status, writes(admin)) == (0, [])
    assert "Packages of devices that are deleted already can't be listed." in err
    steps = json.loads(out)["steps"]
    assert [(each["kind"], each["devices"]) for each in steps] == [*[("devices", ["dev"])] * 4, ("purge", [])]
    status, out, _ = tts(*words, "--yes", APP)
    assert (status, json.loads(out)["outcome"]) == (0, "purged")


def test_purge_that_can_not_clear_does_not_purge(tts: TTS, admin: Sandbox) -> None:
    admin.add_webhook(APP, "billing", base_url="https://example.com")
    assert tts("apps", "delete", APP, "--yes")[0] == 0
    admin.faults.add(Fault("DELETE", "billing", status=403))
    status, out, err = tts("apps", "purge", APP, "--clear-first", "--yes", APP)
    assert status == 4
    assert "Delete webhook billing: failed" in out
    assert "Purge it: waiting" in out
    assert f"{APP} is restored and not purged: its keys work." in err
    assert "purge" not in "".join(path for _, path in writes(admin))
    assert tts("apps", "purge", APP, "--clear-first", "--yes", APP)[0] == 0


def test_what_goes_and_what_stays_is_counted_before_the_question(there: Sandbox) -> None:
    there.add_key("application", APP)
    with Terminal("-m", "tts_tui", "apps", "delete", APP) as terminal:
        terminal.until("[y/N]")
        assert "API keys        1  stop now; one that may delete can restore" in terminal.text
        assert "Webhooks        0" in terminal.text
        assert STREAMS_STAY_OPEN in terminal.text
        terminal.send(b"n\r")
        terminal.until("Nothing was changed.")
    assert writes(there) == []
    there.add_device(APP, "dev")
    with Terminal("-m", "tts_tui", "apps", "delete", APP) as terminal:
        terminal.until("my-app still has 1 end device: delete or move them first. Nothing was changed.")
        assert terminal.end() == 6
    with Terminal("-m", "tts_tui", "apps", "delete", "no-such-app") as terminal:
        terminal.until("There is no application no-such-app")
        assert terminal.end() == 5
    assert writes(there) == []


def test_a_terminal_asks_for_the_id(admin: Sandbox) -> None:
    with Terminal("-m", "tts_tui", "apps", "purge", APP) as terminal:
        terminal.until("Type its ID")
        assert "Collaborators   1" in terminal.text
        terminal.send(b"other-app\r")
        terminal.until("Nothing was changed.")
    with Terminal("-m", "tts_tui", "apps", "purge", APP) as terminal:
        terminal.until("Type its ID")
        terminal.send(APP.encode() + b"\r")
        terminal.until("Its ID is free.")
