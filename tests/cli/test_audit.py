"""`tts-tui audit`: what it finds, ends and prints."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from tests.terminal import Terminal
from tts_tui.cli.audit import _FINDINGS
from tts_tui.sandbox.faults import Fault
from tts_tui.services.audit.findings import FINDINGS

if TYPE_CHECKING:
    from tests.cli.seam import TTS
    from tts_tui.sandbox.app import Sandbox

NOW = datetime.now(UTC)
READ = ["RIGHT_APPLICATION_TRAFFIC_READ"]


@pytest.fixture
def there(signed_in: Sandbox) -> Sandbox:
    """Two applications with four keys, of which three are worth a look."""
    keys = {"OLD": -3, "SOON": 20, "FINE": 300, "NEVER": None}
    for number, (key_id, days) in enumerate(keys.items()):
        application = ("one-app", "two-app")[number % 2]
        if number < 2:
            signed_in.add_application(application, owner="alice")
        signed_in.add_key("application", application, name=key_id.lower(), key_id=key_id, rights=READ,
                          expires_at=None if days is None else NOW + timedelta(days=days))  # fmt: skip
    return signed_in


def writes(sandbox: Sandbox) -> list[str]:
    return [each.path.rpartition("/")[2] for each in sandbox.requests if each.method != "GET"]


def test_the_words_are_those_of_the_service() -> None:
    assert _FINDINGS == FINDINGS


def test_it_says_what_it_found(tts: TTS, there: Sandbox) -> None:
    status, out, err = tts("audit")
    assert status == 1
    assert {line.split()[1] for line in out.splitlines()[1:]} == {"OLD", "NEVER", "SOON"}
    assert "3 of 4 keys of 2 applications" in err
    assert writes(there) == []


def test_what_is_soon_can_be_said(tts: TTS, there: Sandbox) -> None:
    found = json.loads(tts("audit", "--expires-within", "7d", "--json")[1])
    assert {each["id"] for each in found["keys"]} == {"OLD", "NEVER"}
    assert (found["applications"], found["keys_read"], found["refused"], found["not_asked"]) == (2, 4, [], 0)


def test_nothing_found_is_zero(tts: TTS, there: Sandbox) -> None:
    assert tts("audit", "--only", "unnamed")[0] == 0
    assert tts("audit", "--only", "never", "--app", "one-app")[0] == 0
    assert tts("audit", "--only", "never", "--app", "two-app")[0] == 1


def test_csv(tts: TTS, there: Sandbox) -> None:
    rows = [*csv.DictReader(io.StringIO(tts("audit", "--csv", "--only", "expired")[1]))]
    assert [(each["application"], each["id"], each["findings"]) for each in rows] == [("one-app", "OLD", "expired")]


def test_a_dry_run_sends_no_write(tts: TTS, there: Sandbox) -> None:
    status, out, _ = tts("audit", "--only", "expired", "--revoke", "--dry-run", "--json")
    assert status == 1
    (change,) = json.loads(out)["changes"]
    assert (change["method"], change["path"], change["outcome"]) == (
        "DELETE",
        "/applications/one-app/api-keys/OLD",
        None,
    )
    status, out, _ = tts("audit", "--only", "never", "--expire-in", "7d", "--dry-run", "--json")
    assert json.loads(out)["changes"][0]["body"]["field_mask"] == {"paths": ["expires_at"]}
    assert writes(there) == []


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["--revoke", "--yes"], "--only FINDING"),
        (["--revoke", "--only", "expired"], "--yes"),
        (["--dry-run"], "--dry-run needs"),
        (["--csv", "--json"], "--csv excludes --json"),
        (["--expires-within", "soon"], "30d"),
        (["--only", "frob"], "invalid choice"),
    ],
)
def test_bad_input_is_refused_and_nothing_is_sent(tts: TTS, there: Sandbox, words: list[str], expected: str) -> None:
    status, out, err = tts("audit", *words)
    assert (status, out) == (2, "")
    assert expected in err
    assert not there.requests


def test_revoke_what_is_found(tts: TTS, there: Sandbox) -> None:
    status, out, _ = tts("audit", "--only", "expired", "--only", "never", "--revoke", "--yes")
    assert status == 0
    assert sorted(out.splitlines()) == ["one-app OLD revoked", "two-app NEVER revoked"]
    assert tts("audit", "--only", "expired", "--revoke", "--yes")[:2] == (0, "")
    assert sorted(writes(there)) == ["NEVER", "OLD"]


def test_a_failure_is_told_and_the_second_run_does_the_rest(tts: TTS, there: Sandbox) -> None:
    words = ("audit", "--only", "expired", "--only", "never", "--revoke", "--yes")
    there.faults.add(Fault("DELETE", "OLD", status=403))
    status, out, err = tts(*words)
    assert status == 4
    assert "one-app OLD failed" in out
    assert "one-app OLD: Could not end the API key" in err
    assert tts(*words)[0] == 0
    assert sorted(writes(there)) == ["NEVER", "OLD", "OLD"]


def test_an_application_that_cannot_be_read_is_told(tts: TTS, there: Sandbox) -> None:
    there.add_user("bob")
    there.add_application("bobs-app", owner="bob")
    there.add_collaborator("bobs-app", "alice", ["RIGHT_APPLICATION_INFO"])
    err = tts("audit")[2]
    assert "1 application can't be audited: you lack the right" in err


def test_named_applications_that_cannot_be_read_are_not_taken_for_clean(tts: TTS, there: Sandbox) -> None:
    assert tts("audit", "--app", "no-such-app")[0] == 4
    assert tts("audit", "--app", "no-such-app", "--app", "two-app", "--only", "unnamed")[0] == 0


def test_ctrl_c_begins_nothing_more_and_a_second_run_does_each_key_once(there: Sandbox) -> None:
    for number in range(60):
        there.add_key("application", "one-app", name="", key_id=f"KEY{number:02}")
    there.faults.add(Fault("DELETE", times=None, latency=0.3))
    words = ("-m", "tts_tui", "audit", "--only", "unnamed", "--revoke", "--yes")
    with Terminal(*words) as terminal:
        terminal.until("of 60 keys")
        terminal.send(b"\x03")
        terminal.until("Stopping")
        assert terminal.end() == 130
    first = len(writes(there))
    assert 8 <= first < 60
    there.faults.clear()
    with Terminal(*words) as terminal:
        assert terminal.end() == 0
    assert sorted(writes(there)) == [f"KEY{number:02}" for number in range(60)]
