"""PEM files: read, checked, and told without their content."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest

from tts_tui.api.secret import SecretStr
from tts_tui.services.pubsubs import pem
from tts_tui.services.pubsubs.pem import PEMProblem

CERTIFICATE = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"
KEY = "-----BEGIN EC PRIVATE KEY-----\nAAAA\n-----END EC PRIVATE KEY-----\n"


def test_a_file_is_sent_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "both.pem"
    file.write_text(CERTIFICATE * 2)
    found = pem.from_file(str(file), "certificate")
    assert base64.b64decode(found.get_secret_value()).decode() == CERTIFICATE * 2
    assert pem.in_words(found) == "2 certificates, 118 bytes"
    assert pem.as_text(found) == CERTIFICATE * 2


def test_a_path_may_begin_at_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "key.pem").write_text(KEY)
    assert pem.in_words(pem.from_file("~/key.pem", "key")) == "private key, 65 bytes"


@pytest.mark.parametrize(
    ("text", "kind", "words"),
    [
        ("x", "certificate", "Not a PEM file"),
        (KEY, "certificate", "There is a private key in it"),
        (CERTIFICATE + KEY, "certificate", "There is a private key in it"),
        (CERTIFICATE, "key", "no private key"),
        ("-----BEGIN PUBLIC KEY-----", "certificate", "no certificate"),
        (CERTIFICATE + "x" * 8192, "certificate", "8,251 bytes; the limit is 8,192."),
    ],
)
def test_what_is_no_such_file_is_refused(tmp_path: Path, text: str, kind: pem.PEMKind, words: str) -> None:
    file = tmp_path / "file"
    file.write_text(text)
    with pytest.raises(PEMProblem, match=words):
        pem.from_file(str(file), kind)
    with pytest.raises(PEMProblem):
        pem.from_text(text, kind)


@pytest.mark.parametrize(("path", "words"), [("/no/such", "No such file."), ("/", "Not a file.")])
def test_what_cannot_be_read_is_told(path: str, words: str) -> None:
    with pytest.raises(PEMProblem, match=words):
        pem.from_file(path, "certificate")


def test_what_is_stored_is_told_whatever_it_is() -> None:
    assert pem.in_words(SecretStr("")) == "none"
    assert pem.in_words(SecretStr("UEVN")) == "not a PEM file, 3 bytes"
    assert pem.in_words(SecretStr("x")) == "not readable"
    assert pem.as_text(SecretStr("gA==")) == ""
    assert pem.from_text(" \n", "key") == SecretStr("")
