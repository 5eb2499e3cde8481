"""Every error of the adapter in words: what happened, why, what to do, and its reference."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Awaitable, Callable, Iterator
from datetime import UTC, datetime
from itertools import permutations
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.api.recordings import EXCHANGES, alone
from tts_tui.api import errors
from tts_tui.api.client import Client
from tts_tui.api.errors import ServerError, TTSError, server_error
from tts_tui.api.models import Account, APIKey, Application
from tts_tui.api.secret import SecretStr
from tts_tui.sandbox.app import Sandbox
from tts_tui.sandbox.faults import Fault
from tts_tui.services import error_text
from tts_tui.services.api_keys import writes as key_writes
from tts_tui.services.applications import writes as application_writes
from tts_tui.services.applications.settings import Settings, save
from tts_tui.services.error_text import Explanation, explain
from tts_tui.services.verified_writes import NotDone

DOING = "create the application"
NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
ALICE = Account(kind="user", id="alice")


def every(kind: type[TTSError]) -> Iterator[type[TTSError]]:
    """The adapter's errors; those of other modules bring their own words."""
    for each in kind.__subclasses__():
        if each.__module__ == errors.__name__:
            yield each
            yield from every(each)


def refusal(status: int, code: int, name: str, text: str = "words of the server", **more: Any) -> ServerError:
    details = {
        "namespace": "pkg/identityserver",
        "name": name,
        "message_format": text,
        "correlation_id": "c0ffee",
        "attributes": more.pop("attributes", {}),
    }
    return server_error(status, {"code": code, "message": "error:x:y (z)", "details": [details]}, **more)


def made(kind: type[TTSError], reason: str = "the reason") -> TTSError:
    if issubclass(kind, ServerError):
        return refusal(500, kind.code, "some_name")
    match kind:
        case errors.BadTrust:
            return kind("ca.pem", reason)
        case errors.BadProxy:
            return kind("HTTPS_PROXY", reason)
        case errors.ProxyFault:
            return kind("http://proxy.example:3128 (HTTPS_PROXY)", "server", reason)
        case _:
            return kind(reason)


@pytest.mark.parametrize("kind", list(every(TTSError)), ids=lambda kind: kind.__name__)
def test_every_error_says_what_why_and_what_to_do(kind: type[TTSError]) -> None:
    told = explain(made(kind), DOING)
    assert told.what.lower().startswith(("could not create the application.", "create the application: outcome"))
    assert told.why
    assert told.advice.endswith(".")
    if issubclass(kind, ServerError) and kind is not ServerError:
        assert told.why == "words of the server"
        assert told.reference == "pkg/identityserver:some_name · correlation ID c0ffee"


@pytest.mark.parametrize("kind", list(every(TTSError)), ids=lambda kind: kind.__name__)
def test_an_error_without_details_or_purpose_is_worded_too(kind: type[TTSError]) -> None:
    told = explain(server_error(500, {"code": kind.code}) if issubclass(kind, ServerError) else made(kind, ""))
    assert told.what
    assert told.advice


def test_a_write_whose_answer_was_lost_is_never_called_failed() -> None:
    told = explain(errors.OutcomeUnknown("connection reset"), DOING)
    assert told.what == "Create the application: outcome unknown."
    assert "connection reset" in told.why
    assert "Check before" in told.advice


def test_what_was_never_sent_says_so() -> None:
    assert "Nothing was sent" in explain(errors.Unreachable("refused")).advice


@pytest.mark.parametrize(
    ("name", "status", "code", "advice"),
    [
        ("id_taken", 409, 6, "restore it, or choose another ID"),
        ("forbidden_id", 400, 3, "Choose another"),
        ("application_has_devices", 400, 9, "devices first"),
        ("restore_window_expired", 400, 9, "administrator can purge"),
        ("contact_no_collaborator", 400, 3, "must be a collaborator"),
        ("api_key_expired", 401, 16, "another key"),
        ("search_forbidden", 403, 7, "needs a user"),
        ("script", 409, 10, "Fix the script"),
        ("script_timeout", 504, 4, "100 ms"),
        ("rpc_recovered", 500, 13, "crashed"),
        ("formatter_not_configured", 400, 9, "Choose another"),
    ],
)
def test_what_is_known_has_advice_of_its_own(name: str, status: int, code: int, advice: str) -> None:
    assert advice in explain(refusal(status, code, name)).advice


def test_what_a_script_throws_is_told_with_the_lines_of_the_script() -> None:
    error = refusal(409, 10, "script", "Error: no at decodeDownlink (<eval>:3:42(3))")
    assert explain(error).why == "Error: no at decodeDownlink (line 2, column 42)"


def test_a_paused_webhook_says_nothing_and_is_named_all_the_same() -> None:
    told = explain(server_error(406, None), "push the downlink")
    assert told.why == "The webhook is paused."
    assert told.advice == "Resume it, then try again."


def test_what_no_token_can_be_is_told_from_a_wrong_one() -> None:
    malformed = explain(refusal(400, 3, "token"))
    wrong = explain(refusal(401, 16, "api_key_not_found"))
    expired = explain(refusal(401, 16, "api_key_expired", "api key expired"))
    assert malformed.why == "Not a valid API key."
    assert "revoked" in wrong.advice
    assert expired.why == "api key expired"
    assert len({each.advice for each in (malformed, wrong, expired)}) == 3


def test_missing_rights_stand_in_one_order_whatever_the_servers() -> None:
    names = ["RIGHT_APPLICATION_INFO", "RIGHT_APPLICATION_DELETE", "RIGHT_APPLICATION_LINK"]
    shown = {
        explain(refusal(403, 7, "insufficient_rights", attributes={"missing": list(each)}), "x").why
        for each in permutations(names)
    }
    assert len(shown) == 1


def test_a_missing_right_is_named() -> None:
    error = refusal(403, 7, "insufficient_rights", attributes={"missing": ["RIGHT_APPLICATION_DELETE", "RIGHT_X\x1b"]})
    told = explain(error)
    assert told.why == "words of the server; missing: RIGHT_APPLICATION_DELETE, RIGHT_X␛"
    assert "sign in with a key that includes it" in told.advice


@pytest.mark.parametrize("warning", ["account suspended", "account pending approval"])
def test_a_restricted_account_is_not_told_to_sign_in(warning: str) -> None:
    told = explain(refusal(403, 7, "no_application_rights", warning=f"{warning}\x1b[2J"))
    assert f"The server warns: {warning}␛[2J" in told.why
    assert "doesn't help" in told.advice
    assert "sign in with" not in told.advice.lower()


def test_the_innermost_reason_is_what_is_said() -> None:
    inner = {
        "namespace": "pkg/errors",
        "name": "validation",
        "message_format": "invalid `{field}`: {reason}",
        "attributes": {"field": "name", "reason": "value length must be at most 50 runes"},
    }
    outer = {**inner, "attributes": {"field": "application", "reason": "embedded message failed"}, "cause": inner}
    told = explain(server_error(400, {"code": 3, "message": "m", "details": [outer]}))
    assert told.why == "invalid `name`: value length must be at most 50 runes"


def test_the_whole_of_it_can_be_copied() -> None:
    told = Explanation("What.", "Why", "Advice.", "ns:name", "id")
    assert told.text == "What.\nWhy\nAdvice.\nns:name · correlation ID id"
    assert Explanation("What.").text == "What."
    assert Explanation("What.").reference == ""


FIELDS = st.sampled_from(
    ["code", "message", "details", "name", "namespace", "message_format", "attributes", "missing", "correlation_id",
     "cause", "field"]
)  # fmt: skip
BODIES = st.recursive(
    st.text(st.characters(codec=None)) | st.integers(),
    lambda each: st.lists(each, max_size=3) | st.dictionaries(FIELDS, each, max_size=4),
    max_leaves=12,
)


@given(BODIES, st.sampled_from([400, 401, 403, 404, 429, 500]))
def test_no_answer_puts_a_control_character_into_the_words(body: Any, status: int) -> None:
    told = explain(server_error(status, {"details": [body], "message": "\x1b[2J"}, warning="\x9b"))
    assert not {unicodedata.category(letter) for letter in told.text.replace("\n", "")} & {"Cc", "Cf", "Cs", "Zl", "Zp"}
    assert told.why


def test_every_refusal_that_was_recorded_has_words_and_advice() -> None:
    refusals = [each for each in (*EXCHANGES, *alone("18_formatters")) if each.status >= 400]
    assert len(refusals) > 40
    for each in refusals:
        told = explain(server_error(each.status, each.json), DOING)
        assert told.why, each
        assert told.advice, each
        assert not re.search(r"\{[a-z_]+\}", told.why), each


# One piece of advice, once

KEY = APIKey(id="", name="reader", rights=frozenset({"RIGHT_APPLICATION_INFO"}))
WATER = Application(id="water", name="Water")
CHANGES: dict[str, Callable[[Client, str], Awaitable[object]]] = {
    "create the application": lambda tts, _: application_writes.create(tts, Application(id="new"), ALICE),
    "delete the application": lambda tts, _: application_writes.delete(tts, "water"),
    "restore the application": lambda tts, _: application_writes.restore(tts, "gone"),
    "save name": lambda tts, _: _saved(tts, Settings(WATER), Settings(WATER.model_copy(update={"name": "River"}))),
    "save skip payload crypto": lambda tts, _: _saved(tts, Settings(WATER), Settings(WATER, skip_payload_crypto=True)),
    "create the API key": lambda tts, _: key_writes.create(tts, "water", KEY, known=(), now=NOW),
    "change the API key": lambda tts, key: key_writes.update(
        tts, "water", KEY.model_copy(update={"id": key}), ["name"]
    ),
    "revoke the API key": lambda tts, key: key_writes.delete(tts, "water", key),
}
ACTIONS = [
    *CHANGES,
    "sign in",
    "log in",
    "log out",
    "keep the server",
    "read the applications",
    "search the server",
    "",
]


async def _saved(tts: Client, before: Settings, after: Settings) -> None:
    if error := (await save(tts, before, after)).error:
        raise error


def told_once(told: Explanation) -> bool:
    """Whether a person is told what to do, and not twice to do it again."""
    return len(re.findall(r"\b(?:again|retry)\b", told.text)) <= 1


@pytest.mark.parametrize("kind", list(every(TTSError)), ids=lambda kind: kind.__name__)
def test_whatever_fails_nobody_is_told_twice_to_do_it_again(kind: type[TTSError]) -> None:
    for doing in ACTIONS:
        assert told_once(explain(made(kind), doing)), doing


@pytest.mark.parametrize("kind", list(every(ServerError)), ids=lambda kind: kind.__name__)
def test_a_refusal_that_is_known_has_one_piece_of_advice(kind: type[ServerError]) -> None:
    for name in error_text._ADVICE:
        assert told_once(explain(refusal(400, kind.code, name), DOING)), name


@pytest.mark.parametrize("doing", CHANGES)
async def test_what_was_looked_up_and_not_done_says_once_what_to_do(doing: str) -> None:
    sandbox = Sandbox(clock=lambda: NOW)
    sandbox.add_user("alice")
    sandbox.add_application("water", owner="alice", name="Water")
    sandbox.add_application("gone", owner="alice").deleted_at = NOW
    sandbox.add_key("application", "water", name="old", key_id="OLD")
    token = SecretStr(sandbox.add_key("user", "alice"))
    for method in ("POST", "PUT", "DELETE"):
        sandbox.faults.add(Fault(method, cut="before"))
    async with Client("http://127.0.0.1:1885", token, transport=httpx.ASGITransport(sandbox.asgi())) as tts:
        with pytest.raises(NotDone) as caught:
            await CHANGES[doing](tts, "OLD")
    told = explain(caught.value, doing)
    assert told.what == f"Could not {doing}."
    assert re.fullmatch(
        r"The answer was lost, so tts-tui checked: .+\. You can (save|(create|delete|restore) it) again\.", told.why
    )
    assert told_once(told)
