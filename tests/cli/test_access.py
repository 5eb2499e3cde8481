"""`tts-tui access`: who may do what, from a script."""

from __future__ import annotations

import csv
import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.cli.seam import TTS
    from tts_tui.sandbox.app import Sandbox

APP = "my-app"
INFO, READ, DOWN = (f"RIGHT_APPLICATION_{each}" for each in ("INFO", "TRAFFIC_READ", "TRAFFIC_DOWN_WRITE"))


@pytest.fixture
def there(signed_in: Sandbox) -> Sandbox:
    for user_id in ("carol", "dave"):
        signed_in.add_user(user_id)
    club = signed_in.add_organization("club", owner="alice")
    signed_in.store.set_member(club, signed_in.store.account("dave"), [INFO, "RIGHT_ORGANIZATION_INFO"])
    signed_in.add_organization("others", owner="carol")
    signed_in.add_application(APP, owner="alice")
    signed_in.add_collaborator(APP, "club", [INFO, READ])
    signed_in.add_collaborator(APP, "others", [INFO])
    signed_in.add_key("application", APP, name="sender", rights=["RIGHT_APPLICATION_LINK"], key_id="SENDER")
    return signed_in


def test_one_document(tts: TTS, there: Sandbox) -> None:
    status, out, err = tts("access", APP, "--json")
    assert (status, err) == (0, "")
    document = json.loads(out)
    assert [(each["kind"], each["id"], each["through"]) for each in document["rows"]] == [
        ("user", "alice", None),
        ("key", "SENDER", None),
        ("organization", "club", None),
        ("member", "alice", "club"),
        ("member", "dave", "club"),
        ("organization", "others", None),
        ("member", "carol", "others"),
    ]
    dave, carol = document["rows"][4], document["rows"][6]
    assert (dave["rights"], dave["at_most"]) == ([INFO], False)
    assert (carol["rights"], carol["at_most"]) == ([INFO], True)
    assert document["unread"] == []
    assert "administrators of the network" in document["not_in_it"]
    assert {each.method for each in there.requests} == {"GET"}


def test_who_can(tts: TTS, there: Sandbox) -> None:
    rows = json.loads(tts("access", APP, "--can", "traffic-down-write", "--json")[1])["rows"]
    assert [each["id"] for each in rows] == ["alice", "SENDER"]


def test_a_table_for_people(tts: TTS, there: Sandbox) -> None:
    status, out, err = tts("access", APP)
    assert status == 0
    assert out.splitlines()[0].split() == ["KIND", "ID", "THROUGH", "RIGHTS"]
    assert "at most 1 · see application" in out
    assert "Not shown: administrators" in err


def test_csv(tts: TTS, there: Sandbox) -> None:
    status, out, _ = tts("access", APP, "--csv")
    assert status == 0
    rows = list(csv.DictReader(out.splitlines()))
    assert [each[DOWN] for each in rows][:3] == ["yes", "yes", "no"]
    assert tts("access", APP, "--csv", "--json")[0] == 2


def test_what_may_not_be_read_is_said(tts: TTS, there: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TTS_TUI_TOKEN", there.add_key("user", "dave"))
    status, out, err = tts("access", APP)
    assert status == 0
    assert "you lack the right “See and change collaborators”" in err
    assert "API keys: you lack" in err
    assert "SENDER" not in out


def test_what_is_not_there(tts: TTS, there: Sandbox) -> None:
    status, out, err = tts("access", "no-such-app")
    assert (status, out) == (5, "")
    assert "There is no application no-such-app" in err
    assert "refresh" not in err
    assert tts("access", APP, "--can", "fly")[0] == 2
