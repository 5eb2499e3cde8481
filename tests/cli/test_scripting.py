"""What all words for scripts share: servers, tokens, documents, errors and how they end."""

from __future__ import annotations

import argparse
import io
import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.terminal import Terminal
from tts_tui.api import errors
from tts_tui.api.errors import ErrorDetails
from tts_tui.cli.exit_codes import CONFLICT, FAILED, NOT_ALLOWED, NOT_SIGNED_IN, NOT_THERE, UNKNOWN, USAGE, exit_code
from tts_tui.cli.output import document, table
from tts_tui.cli.scripting import Refused, confirm
from tts_tui.services.api_keys.writes import UnseenKey
from tts_tui.services.events.watching import NoLongerAllowed
from tts_tui.services.verified_writes import NotDone

if TYPE_CHECKING:
    from tests.cli.seam import TTS
    from tts_tui.sandbox.app import Sandbox


def refusal(kind: type[errors.ServerError], name: str = "x") -> errors.ServerError:
    return kind("no", status=400, chain=(ErrorDetails("pkg", name),))


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (errors.OutcomeUnknown("lost"), UNKNOWN),
        (UnseenKey(()), UNKNOWN),
        (refusal(errors.Unauthenticated), NOT_SIGNED_IN),
        (refusal(errors.InvalidArgument, "token"), NOT_SIGNED_IN),
        (errors.NoCredential(""), NOT_SIGNED_IN),
        (refusal(errors.InvalidArgument, "validation"), USAGE),
        (refusal(errors.PermissionDenied), NOT_ALLOWED),
        (NoLongerAllowed("water-meters"), NOT_ALLOWED),
        (refusal(errors.NotFound), NOT_THERE),
        (refusal(errors.AlreadyExists), CONFLICT),
        (refusal(errors.FailedPrecondition), CONFLICT),
        (errors.Unreachable("refused"), FAILED),
        (refusal(errors.Internal), FAILED),
        (NotDone("it is as it was."), FAILED),
    ],
)
def test_each_kind_of_error_has_its_exit_code(error: errors.TTSError, code: int) -> None:
    assert exit_code(error) == code


def test_without_a_server_it_is_refused(tts: TTS) -> None:
    status, out, err = tts("apps", "list")
    assert (status, out) == (USAGE, "")
    assert "which server?" in err


def test_a_token_needs_its_server(tts: TTS, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TTS_TUI_TOKEN", "NNSXS.KEYID.SECRET")
    status, _, err = tts("apps", "list")
    assert status == USAGE
    assert "name its server, too: --server" in err


def test_without_a_token_it_says_how_to_sign_in(tts: TTS, url: str) -> None:
    status, _, err = tts("apps", "list", "--server", url)
    assert status == NOT_SIGNED_IN
    assert f"tts-tui login {url}" in err


def test_an_unknown_token_is_not_signed_in(tts: TTS, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TTS_TUI_TOKEN", "NNSXS.KEYID.SECRET")
    assert tts("apps", "list", "--server", url)[0] == NOT_SIGNED_IN
    monkeypatch.setenv("TTS_TUI_TOKEN", "rubbish")
    assert tts("apps", "list", "--server", url)[0] == NOT_SIGNED_IN


def test_an_unreachable_server_is_a_failure(tts: TTS, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TTS_TUI_TOKEN", "NNSXS.KEYID.SECRET")
    monkeypatch.setattr("tts_tui.api.call_sender.ATTEMPTS", 1)
    status, out, err = tts("apps", "list", "--server", "http://127.0.0.1:1")
    assert (status, out) == (FAILED, "")
    assert "can't be reached" in err


@pytest.mark.parametrize("words", [("apps",), ("apps", "frob"), ("apps", "list", "--jso"), ("apps", "get")])
def test_what_makes_no_sense_is_refused_and_nothing_is_sent(tts: TTS, signed_in: Sandbox, words: tuple[str]) -> None:
    status, out, err = tts(*words)
    assert (status, out) == (USAGE, "")
    assert "usage: tts-tui apps" in err
    assert not signed_in.requests


def test_a_token_that_is_typed_is_not_repeated(tts: TTS) -> None:
    status, _, err = tts("apps", "get", "x", "--key", "NNSXS.KEYID.SECRET")  # the fixture looks at what was said
    assert status == USAGE
    assert "--key ‹token›" in err


def test_what_is_not_there_is_told_from_what_may_not_be_seen(tts: TTS, signed_in: Sandbox) -> None:
    signed_in.add_user("bob")
    signed_in.add_application("bobs-own", owner="bob")
    assert tts("apps", "get", "no-such-thing")[0] == NOT_THERE
    assert tts("apps", "get", "bobs-own")[0] == NOT_ALLOWED


def test_documents_hold_nothing_that_a_terminal_acts_on(capsys: pytest.CaptureFixture[str]) -> None:
    value = {"name": "\x1b]52;c;x\x07 \x9b31m \u202e evil \U000e0041 Zürich 水"}
    document(value)
    out = capsys.readouterr().out
    assert json.loads(out) == value
    assert "Zürich 水" in out
    assert all(letter.isprintable() or letter == "\n" for letter in out)


def test_a_document_fits_into_any_encoding(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    monkeypatch.setattr(sys, "stdout", stream)
    document({"name": "Zürich 水"})
    stream.flush()
    assert json.loads(stream.buffer.getvalue()) == {"name": "Zürich 水"}


def test_columns_are_as_wide_as_a_terminal_shows_them(capsys: pytest.CaptureFixture[str]) -> None:
    table(("A", "B"), [("水", "x"), ("abc", "\x1b[31m")])
    assert capsys.readouterr().out == "A    B\n水   x\nabc  ␛[31m\n"


def test_no_screen_is_imported(signed_in: Sandbox) -> None:
    script = """
import sys
from tts_tui.cli import main
main(["apps", "list", "--json"])
print(*(each for each, module in sys.modules.items() if module), file=sys.stderr)
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    modules = {each.partition(".")[0] for each in done.stderr.split()}
    assert json.loads(done.stdout) == {"applications": []}
    assert "httpx" in modules
    assert modules.isdisjoint({"textual", "rich", "pydantic", "keyring", "click"})


ASKING = """
import argparse, sys
from tts_tui.cli.scripting import Refused, confirm
try:
    confirm(argparse.Namespace(yes=False), "Delete it?")
    print("done")
except Refused as why:
    print(why)
"""


@pytest.mark.parametrize(("answer", "said"), [(b"y\r", "done"), (b"\r", "Nothing was changed."), (b"n\r", "Nothing")])
def test_a_terminal_is_asked(answer: bytes, said: str) -> None:
    with Terminal("-c", ASKING) as terminal:
        terminal.until("Delete it? [y/N]")
        terminal.send(answer)
        terminal.until(said)


def test_without_a_terminal_nothing_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("y\n"))
    with pytest.raises(Refused, match="--yes"):
        confirm(argparse.Namespace(yes=False), "Delete it?")
