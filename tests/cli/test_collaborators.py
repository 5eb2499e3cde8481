"""`tts-tui collaborators`: what it sends, prints and refuses by itself."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tts_tui.sandbox.faults import Fault

if TYPE_CHECKING:
    from tests.cli.seam import TTS
    from tts_tui.sandbox.app import Sandbox

APP = "my-app"
INFO, READ, RIGHT = (f"RIGHT_APPLICATION_{each}" for each in ("INFO", "TRAFFIC_READ", "SETTINGS_COLLABORATORS"))


@pytest.fixture
def there(signed_in: Sandbox) -> Sandbox:
    """An application of alice's that an organization shares."""
    signed_in.add_user("carol")
    signed_in.add_organization("club", owner="carol")
    signed_in.add_application(APP, owner="alice")
    signed_in.add_collaborator(APP, "club", [INFO])
    return signed_in


def members(sandbox: Sandbox) -> dict[str, set[str]]:
    found = sandbox.store.existing("application", APP).members
    return {account.id: set(rights) for account, rights in found.items()}


def writes(sandbox: Sandbox) -> list[str]:
    return [each.method for each in sandbox.requests if each.method != "GET"]


def test_list_is_a_table_or_one_document(tts: TTS, there: Sandbox) -> None:
    status, out, err = tts("collaborators", "list", APP)
    assert (status, err) == (0, "")
    assert [line.split()[:2] for line in out.splitlines()] == [
        ["KIND", "ID"],
        ["user", "alice"],
        ["organization", "club"],
    ]
    document = json.loads(tts("collaborators", "list", APP, "--json")[1])
    assert document["collaborators"][1] == {"kind": "organization", "id": "club", "rights": [INFO]}


def test_rights_that_may_not_be_read_are_null(tts: TTS, there: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TTS_TUI_TOKEN", there.add_key("user", "carol"))
    document = json.loads(tts("collaborators", "list", APP, "--json")[1])
    assert [each["rights"] for each in document["collaborators"]] == [None, None]
    assert "?" in tts("collaborators", "list", APP)[1]


def test_set_adds_and_changes(tts: TTS, there: Sandbox) -> None:
    status, out, _ = tts("collaborators", "set", APP, "user/carol", "--right", "info", "--json")
    assert status == 0
    assert json.loads(out) == {
        "application": APP,
        "collaborator": {"kind": "user", "id": "carol", "rights": [INFO]},
        "outcome": "added",
    }
    assert members(there)["carol"] == {INFO}
    assert tts("collaborators", "set", APP, "user/carol", "--preset", "read-data")[1] == "user carol changed\n"
    assert members(there)["carol"] == {INFO, READ}
    assert tts("collaborators", "set", APP, "user/carol", "--preset", "read-data")[1] == "user carol unchanged\n"
    assert writes(there) == ["PUT", "PUT"]


def test_rights_of_another(tts: TTS, there: Sandbox) -> None:
    tts("collaborators", "set", APP, "user/carol", "--rights-of", f"{APP}/organization/club")
    assert members(there)["carol"] == {INFO}


def test_remove_takes_a_yes(tts: TTS, there: Sandbox) -> None:
    status, _, err = tts("collaborators", "remove", APP, "organization/club")
    assert status == 2
    assert "--yes" in err
    assert there.requests == []
    status, out, _ = tts("collaborators", "remove", APP, "organization/club", "--yes", "--json")
    assert status == 0
    assert json.loads(out)["outcome"] == "removed"
    assert set(members(there)) == {"alice"}
    assert writes(there) == ["DELETE"]


@pytest.mark.parametrize(
    ("words", "status", "sentence"),
    [
        (["set", APP, "user/alice", "--right", "info", "--yes"], 6, "Nobody but alice has all rights"),
        (["set", APP, "carol", "--right", "info"], 2, "user/ID or organization/ID"),
        (["set", APP, "user/carol"], 2, "Which rights?"),
        (["set", APP, "user/nobody-here", "--right", "info"], 5, "account_not_found"),
        (["remove", APP, "user/carol", "--yes"], 5, "is not a collaborator"),
        (["remove", APP, "user/alice", "--yes"], 6, "administrative and technical contact"),
        (["set", "no-such-app", "user/carol", "--right", "info"], 5, ""),
        (["list", "no-such-app"], 5, ""),
    ],
)
def test_what_is_refused_says_why_and_sends_nothing(
    tts: TTS, there: Sandbox, words: list[str], status: int, sentence: str
) -> None:
    ended, out, err = tts("collaborators", *words)
    assert (ended, out) == (status, "")
    assert sentence in err
    assert writes(there) == []


def test_rights_that_one_lacks_are_not_allowed(tts: TTS, there: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    there.add_collaborator(APP, "carol", [INFO, RIGHT])
    monkeypatch.setenv("TTS_TUI_TOKEN", there.add_key("user", "carol"))
    status, _, err = tts("collaborators", "set", APP, "organization/club", "--right", "delete")
    assert status == 4
    assert "You can't give rights that you lack: Delete the application." in err
    assert writes(there) == []


def test_taking_rights_from_oneself_takes_a_yes(tts: TTS, there: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    there.add_collaborator(APP, "carol", [INFO, RIGHT, READ])
    monkeypatch.setenv("TTS_TUI_TOKEN", there.add_key("user", "carol"))
    words = ["collaborators", "set", APP, "user/carol", "--right", "info"]
    assert tts(*words)[0] == 2
    assert writes(there) == []
    assert tts(*words, "--yes")[0] == 0
    assert members(there)["carol"] == {INFO}


def test_an_answer_that_is_lost_is_looked_up(tts: TTS, there: Sandbox) -> None:
    there.faults.add(Fault("DELETE", cut="after"))
    assert tts("collaborators", "remove", APP, "organization/club", "--yes")[0] == 0
    there.faults.add(Fault("PUT", cut="before"))
    status, _, err = tts("collaborators", "set", APP, "user/carol", "--right", "info")
    assert status == 7
    assert "carol is not a collaborator. You can save again." in err
