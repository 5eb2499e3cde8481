"""`tts-tui keys`: what it sends, prints and keeps to itself."""

from __future__ import annotations

import json
import stat
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from tests.cli.seam import SECRET
from tests.terminal import Terminal
from tts_tui import cli
from tts_tui.sandbox.faults import Fault
from tts_tui.services.api_keys.end_key import STREAMS_STAY_OPEN

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.seam import TTS
    from tts_tui.sandbox.app import Sandbox

NOW = datetime.now(UTC)
APP = "my-app"


@pytest.fixture
def there(signed_in: Sandbox) -> Sandbox:
    """An application with one key."""
    signed_in.add_application(APP, owner="alice")
    signed_in.add_key("application", APP, name="grafana", rights=["RIGHT_APPLICATION_INFO"], key_id="OLD",
                      created_at=NOW - timedelta(days=10), expires_at=NOW + timedelta(days=20))  # fmt: skip
    return signed_in


def keys(sandbox: Sandbox) -> dict:
    return sandbox.store.existing("application", APP).keys


def writes(sandbox: Sandbox) -> list[str]:
    return [each.method for each in sandbox.requests if each.method != "GET"]


def test_list_is_a_table_or_one_document(tts: TTS, there: Sandbox) -> None:
    status, out, err = tts("keys", "list", APP)
    assert (status, err) == (0, "")
    assert out.splitlines()[0].split() == ["ID", "NAME", "EXPIRES", "RIGHTS"]
    assert "OLD" in out
    document = json.loads(tts("keys", "list", APP, "--json")[1])
    assert document["application"] == APP
    assert document["keys"][0] | {"created_at": 0, "updated_at": 0, "expires_at": 0} == {
        "id": "OLD",
        "name": "grafana",
        "rights": ["RIGHT_APPLICATION_INFO"],
        "created_at": 0,
        "updated_at": 0,
        "expires_at": 0,
    }


def test_create_puts_the_secret_into_a_file_of_ones_own(tts: TTS, there: Sandbox, tmp_path: Path) -> None:
    out = tmp_path / "new.key"
    status, said, _ = tts("keys", "create", APP, "--name", "x", "--preset", "read-data", "--out", str(out), "--json")
    assert status == 0
    made = json.loads(said)
    assert made["out"] == str(out)
    assert made["key"]["rights"] == ["RIGHT_APPLICATION_INFO", "RIGHT_APPLICATION_TRAFFIC_READ"]
    assert made["key"]["expires_at"] is not None  # ninety days, unless one says otherwise
    assert keys(there)[made["key"]["id"]].token == out.read_text()
    assert stat.S_IMODE(out.stat().st_mode) == 0o600


def test_a_file_that_ends_in_env_gets_a_variable(tts: TTS, there: Sandbox, tmp_path: Path) -> None:
    out = tmp_path / "new.env"
    assert tts("keys", "create", APP, "--right", "info", "--out", str(out))[0] == 0
    assert out.read_text().startswith("API_KEY=NNSXS.")
    assert out.read_text().count("\n") == 1


def test_create_gives_the_secret_to_a_pipe_alone(there: Sandbox, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["keys", "create", APP, "--right", "info", "--expires", "never", "--out", "-"]) == 0
    said = capsys.readouterr()
    (made,) = [each for each in keys(there).values() if each.id != "OLD"]
    assert said.out == f"{made.token}\n"
    assert made.id in said.err
    assert not SECRET.search(said.err)
    assert made.expires_at is None


def test_a_terminal_is_not_shown_a_secret(there: Sandbox) -> None:
    with Terminal("-m", "tts_tui", "keys", "create", APP, "--right", "info", "--out", "-") as terminal:
        terminal.until("isn't shown on a terminal")
    assert list(keys(there)) == ["OLD"]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["--right", "info"], "--out"),
        (["--right", "frobnicate", "--out", "f"], "there are info, settings-basic"),
        (["--out", "f"], "Which rights?"),
        (["--right", "info", "--expires", "soon", "--out", "f"], "days (90d), as a date (2027-01-31), or never"),
        (["--right", "info", "--expires", "2020-01-01", "--out", "f"], "in the past"),
        (["--right", "info", "--expires", "0d", "--out", "f"], "90d"),
        (["--right", "info", "--name", "x" * 51, "--out", "f"], "--name"),
        (["--rights-of", "me", "--out", "f"], "APP/KEY-ID"),
        (["--right", "info", "--out", "there"], "already"),
        (["--right", "info", "--out", "no/such/folder"], "no such folder"),
        (["--right", "info", "--out", "-", "--json"], "both want stdout"),
    ],
)
def test_bad_input_is_refused_and_nothing_is_sent(
    tts: TTS, there: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: list[str], expected: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "there").touch()
    status, out, err = tts("keys", "create", APP, *words)
    assert (status, out) == (2, "")
    assert expected in err
    assert not there.requests
    assert [each.name for each in tmp_path.glob("*") if each.name != "home"] == ["there"]


def test_a_refused_creation_leaves_no_file(tts: TTS, there: Sandbox, tmp_path: Path) -> None:
    there.faults.add(Fault("POST", status=403))
    assert tts("keys", "create", APP, "--right", "info", "--out", str(tmp_path / "f"))[0] == 4
    assert not (tmp_path / "f").exists()


def test_an_unseen_secret_is_said_with_what_to_do(tts: TTS, there: Sandbox, tmp_path: Path) -> None:
    there.faults.add(Fault("POST", cut="after"))
    status, _, err = tts("keys", "create", APP, "--right", "info", "--out", str(tmp_path / "f"))
    (made,) = [each for each in keys(there) if each != "OLD"]
    assert status == 8
    assert f"tts-tui keys revoke {APP} {made}" in err
    assert not (tmp_path / "f").exists()


def test_rights_of_another_are_copied(tts: TTS, there: Sandbox, tmp_path: Path) -> None:
    there.add_user("bob")
    there.add_collaborator(APP, "bob", ["RIGHT_APPLICATION_DEVICES_READ"])
    for number, whom in enumerate([f"{APP}/OLD", f"{APP}/user/bob"]):
        assert tts("keys", "create", APP, "--rights-of", whom, "--out", str(tmp_path / f"{number}"))[0] == 0
    made = [each.rights for each in keys(there).values()]
    assert made == [["RIGHT_APPLICATION_INFO"], ["RIGHT_APPLICATION_INFO"], ["RIGHT_APPLICATION_DEVICES_READ"]]
    assert tts("keys", "create", APP, "--rights-of", f"{APP}/user/eve", "--out", str(tmp_path / "x"))[0] == 5


def test_all_rights_of_the_owner_are_copied_as_all_of_the_applications(
    tts: TTS, there: Sandbox, tmp_path: Path
) -> None:
    out = str(tmp_path / "all.key")
    key = json.loads(tts("keys", "create", APP, "--rights-of", f"{APP}/user/alice", "--out", out, "--json")[1])["key"]
    assert key["rights"] == ["RIGHT_APPLICATION_ALL"]


def test_rotate_leaves_the_old_key(tts: TTS, there: Sandbox, tmp_path: Path) -> None:
    status, said, _ = tts("keys", "rotate", APP, "grafana", "--out", str(tmp_path / "f"))
    assert status == 0
    assert "Both keys work" in said
    assert writes(there) == ["POST"]
    new = next(each for each in keys(there).values() if each.id != "OLD")
    assert (new.name, new.rights) == ("grafana", ["RIGHT_APPLICATION_INFO"])
    assert timedelta(days=29) < new.expires_at - NOW < timedelta(days=31)
    assert (tmp_path / "f").read_text() == new.token


def test_rotate_lets_the_old_key_end(tts: TTS, there: Sandbox, tmp_path: Path) -> None:
    status, said, _ = tts("keys", "rotate", APP, "OLD", "--old-expires", "7d", "--out", str(tmp_path / "f"), "--json")
    assert status == 0
    assert json.loads(said)["old"]["fate"] == "expires"
    assert keys(there)["OLD"].expires_at < NOW + timedelta(days=9)
    assert keys(there)["OLD"].rights == ["RIGHT_APPLICATION_INFO"]


def test_rotate_revokes_the_old_key_only_after_the_secret_is_on_the_disk(
    tts: TTS, there: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = ("keys", "rotate", APP, "OLD", "--revoke-old")
    status, _, err = tts(*words, "--out", str(tmp_path / "a"))
    assert (status, there.requests) == (2, [])  # nobody was there to be asked
    assert "--yes" in err

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as during:
        during.setattr("os.fsync", full)
        status, _, err = tts(*words, "--yes", "--out", str(tmp_path / "b"))
    assert status == 8
    assert "its secret is lost" in err
    assert "OLD" in keys(there)

    status, said, _ = tts(*words, "--yes", "--out", str(tmp_path / "c"))
    assert status == 0
    assert "The old key OLD is revoked." in said
    assert "OLD" not in keys(there)


def test_rotate_with_a_lost_answer_says_which_keys_work(tts: TTS, there: Sandbox, tmp_path: Path) -> None:
    there.faults.add(Fault("POST", cut="after"))
    status, _, err = tts("keys", "rotate", APP, "OLD", "--out", str(tmp_path / "f"))
    assert status == 8
    assert "Both keys work: the old one OLD as before, and a new one" in err


def test_revoke(tts: TTS, there: Sandbox) -> None:
    assert tts("keys", "revoke", APP, "OLD")[0] == 2
    assert not there.requests
    assert tts("keys", "revoke", APP, "nosuch", "--yes")[0] == 5
    assert writes(there) == []
    status, said, _ = tts("keys", "revoke", APP, "grafana", "--yes", "--json")
    assert status == 0
    assert json.loads(said)["keys"] == [{"id": "OLD", "outcome": "revoked"}]
    assert writes(there) == ["DELETE"]


def test_revoke_tells_each_keys_end(tts: TTS, there: Sandbox) -> None:
    there.add_key("application", APP, name="other", key_id="OTHER")
    there.faults.add(Fault("DELETE", "OLD", status=403))
    status, said, err = tts("keys", "revoke", APP, "OLD", "OTHER", "--yes")
    assert status == 4
    assert said.splitlines() == ["OLD failed", "OTHER revoked"]
    assert "Could not revoke" in err


def test_a_name_that_several_keys_have_is_not_guessed(tts: TTS, there: Sandbox) -> None:
    there.add_key("application", APP, name="grafana", key_id="OTHER")
    status, _, err = tts("keys", "revoke", APP, "grafana", "--yes")
    assert status == 6
    assert "OLD" in err
    assert "OTHER" in err
    assert writes(there) == []


@pytest.mark.parametrize(
    "words",
    [("keys", "revoke", APP, "OLD"), ("keys", "rotate", APP, "OLD", "--out", "new.key", "--revoke-old"),
     ("audit", "--only", "expiring", "--revoke")],
)  # fmt: skip
def test_that_open_event_streams_stay_open_is_said_before_the_question(
    there: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    monkeypatch.chdir(tmp_path)
    with Terminal("-m", "tts_tui", *words) as terminal:
        terminal.until("[y/N]")
        assert STREAMS_STAY_OPEN in terminal.text
        terminal.send(b"n\r")
        assert terminal.end() == 130
    assert [each for each in there.requests if each.method != "GET"] == []
