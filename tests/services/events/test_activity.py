"""Who changed what, as far as it can be known."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.api.seam import Answer, Script, ok, refused, run
from tts_tui.api.errors import Unavailable
from tts_tui.api.resources.auth_info import AuthInfo
from tts_tui.api.resources.events import Event
from tts_tui.services.events.activity import Activity
from tts_tui.services.events.buffer import KeptEvent
from tts_tui.services.events.follow import Gap

KEY = {"id": "ONE", "name": "grafana", "rights": ["RIGHT_APPLICATION_INFO"]}
OTHER = {"id": "TWO", "rights": ["RIGHT_APPLICATION_INFO"]}
OWN = {"id": "OWN", "name": "laptop", "rights": ["RIGHT_ALL"]}
MAY_NOT = refused(403, 7, "insufficient_application_rights")


def activity(*answers: Answer, **info: Any) -> Activity:
    made = Activity(Script(*answers).client(), AuthInfo("user", "alice", **info), "a-one")
    run(made.read())
    return made


def event(name: str, token_id: str = "", token_type: str = "APIKey", **content: Any) -> KeptEvent:
    if token_id:
        content["authentication"] = {"type": "Bearer", "token_type": token_type, "token_id": token_id}
    return KeptEvent.of(
        0, Event(name, datetime(2026, 11, 28, tzinfo=UTC), "a-one", "", "", json.dumps(content).encode())
    )


KEYS = ok({"api_keys": [KEY, OTHER]})
DELETED = event("application.api-key.delete")


def test_tokens_have_the_names_of_the_application_s_keys_and_of_one_s_own() -> None:
    known = activity(ok({"api_keys": [OWN]}), KEYS, ok({}), key_id="MINE", key_name="this", login_id="LOGIN")
    by = {each: known.who(event("application.update", each)) for each in ("ONE", "TWO", "OWN", "MINE", "LOGIN")}
    assert by == {
        "ONE": "grafana",
        "TWO": "unnamed key",
        "OWN": "laptop (yours)",
        "MINE": "this (yours)",
        "LOGIN": "your login",
    }


def test_what_is_not_known_is_the_beginning_of_an_id_and_what_no_call_did_is_nobody_s() -> None:
    known = activity(MAY_NOT, MAY_NOT, MAY_NOT)
    assert known.who(event("application.update", "ABCDEFGHIJKL")) == "key ABCDEFGH…"
    assert known.who(event("application.update", "ABCDEFGHIJKL", "AccessToken")) == "login ABCDEFGH…"
    assert known.who(event("as.pubsub.start")) == known.who(KeptEvent.of(0, Gap(1.0))) == ""


def test_where_it_came_from_is_told_whole() -> None:
    known = activity(MAY_NOT, KEYS, MAY_NOT)
    told = event("application.update", "ONE", remote_ip="192.0.2.1", user_agent="robot/2")
    assert known.whence(told) == "By grafana · key ONE · from 192.0.2.1 · robot/2"
    assert known.whence(event("application.update", "XXX")) == "By key XXX"
    assert known.whence(event("as.pubsub.start")) == ""


def test_a_deleted_key_is_the_one_that_was_there_and_is_gone() -> None:
    known = activity(MAY_NOT, KEYS, MAY_NOT, ok({"api_keys": [OTHER]}), MAY_NOT, ok({}), MAY_NOT)
    assert known.held(DELETED) == "the event doesn't say which"
    assert known.take(DELETED)
    run(known.read_again())
    assert known.held(DELETED) == "grafana"
    assert known.take(DELETED)
    run(known.read_again())
    assert known.held(DELETED) == "one of grafana, TWO"


def test_a_key_is_learned_from_the_event_that_made_it() -> None:
    known = activity(MAY_NOT, ok({}), MAY_NOT, ok({}), MAY_NOT)
    assert known.take(event("application.api-key.create", data=KEY))
    assert known.who(event("application.update", "ONE")) == "grafana"
    known.take(DELETED)
    run(known.read_again())
    assert known.held(DELETED) == "grafana"


def test_who_may_not_see_keys_is_told_so() -> None:
    assert "you may not see the keys" in activity(MAY_NOT, MAY_NOT, MAY_NOT).held(DELETED)


def test_another_failure_is_raised() -> None:
    with pytest.raises(Unavailable):
        activity(*[refused(503, 14, "away")] * 9)


def notification(number: int, kind: str, data: Any, second: int, application_id: str = "a-one") -> dict[str, Any]:
    return {
        "id": str(number),
        "created_at": f"2026-11-28T00:00:{second:02}Z",
        "entity_ids": {"application_ids": {"application_id": application_id}},
        "notification_type": kind,
        "data": data,
        "sender_ids": {"user_id": "bob"},
    }


def test_a_notification_names_the_person_of_an_event_and_is_told_once() -> None:
    bobs = {"ids": {"user_ids": {"user_id": "carol"}}, "rights": []}
    told = [
        notification(3, "collaborator_changed", bobs, 50),
        notification(2, "api_key_created", KEY, 1),
        notification(1, "api_key_created", OTHER, 0, "a-two"),
    ]
    known = activity(MAY_NOT, KEYS, ok({"notifications": told}), ok({}), ok({"notifications": told}))
    created, changed = (KeptEvent.of(0, each) for each in known.notified())
    assert (known.who(created), known.who(changed)) == ("bob", "bob")
    assert known.whence(changed).startswith("By bob · from a notification")
    assert not known.is_told(created)
    happened = event("application.api-key.create", "ONE", data=KEY)
    known.take(happened)
    assert known.is_told(created)
    assert not known.is_told(changed)
    assert known.who(happened) == "bob"
    assert known.whence(happened) == "By bob · grafana · key ONE"
    assert known.who(event("application.api-key.create", "ONE", data=OTHER)) == "grafana"
    run(known.read_again())
    assert known.notified() == []
    assert known.oldest == datetime(2026, 11, 28, 0, 0, 1, tzinfo=UTC)
