"""What is said of the program and its files."""

from __future__ import annotations

from pathlib import Path

import platformdirs
import pytest
import trustme

from tts_tui import __version__
from tts_tui.doctor import machine
from tts_tui.servers.servers_file import ServerFile
from tts_tui.session.credentials.keyring import Backend


def test_the_program_says_what_it_runs_on() -> None:
    finding = machine.program()
    assert finding.what == f"tts-tui {__version__}."
    assert "Python 3." in finding.detail
    assert "Textual 8." in finding.detail


def test_no_file_of_servers_is_fine() -> None:
    servers, finding = machine.named_servers(ServerFile())
    assert (servers.servers, finding.level) == ((), "ok")


@pytest.mark.parametrize(
    ("text", "level", "says"),
    [
        (
            'default = "a"\n[servers.a]\nidentity_server = "https://a.example"\n',
            "ok",
            "1 named server; a is the default",
        ),
        ("", "ok", "0 named servers"),
        ('[servers.a]\nidentity_server = "nonsense"\n', "broken", "line 2"),
        ("[servers\n", "broken", "line 1"),
        ('default = "b"\n', "broken", "line 1"),
    ],
)
def test_the_file_of_servers_is_told_with_the_line_of_its_error(text: str, level: str, says: str) -> None:
    file = ServerFile()
    file.path.parent.mkdir(parents=True)
    file.path.write_text(text)
    _, finding = machine.named_servers(file)
    assert finding.level == level
    assert says in f"{finding.what} {finding.detail}"
    assert str(file.path) in finding.detail


def test_a_file_of_servers_that_can_not_be_read_is_broken() -> None:
    file = ServerFile()
    file.path.mkdir(parents=True)
    assert machine.named_servers(file)[1].level == "broken"


def test_the_state_folder_need_not_be_there_but_must_be_possible(monkeypatch) -> None:
    assert machine.remembering().level == "ok"
    folder = platformdirs.user_state_path("tts-tui")
    folder.parent.mkdir(parents=True)
    folder.touch()
    finding = machine.remembering()
    assert finding.level == "warn"
    assert str(folder) in finding.advice


def test_a_file_with_a_token_must_be_its_owners_alone(tmp_path: Path) -> None:
    file = tmp_path / "token"
    assert machine.private_file(file, "The file").what == "The file: there is none."
    file.touch(0o600)
    assert machine.private_file(file, "The file").level == "ok"
    file.chmod(0o640)
    finding = machine.private_file(file, "The file")
    assert finding.level == "warn"
    assert "0640" in finding.what
    assert finding.advice == f"chmod 600 {file}"
    file.unlink()
    folder = tmp_path / "folder"
    folder.mkdir(0o755)
    folder.chmod(0o755)
    assert machine.private_file(folder, "The folder").advice == f"chmod 700 {folder}"
    (tmp_path / "loop").symlink_to("loop")
    assert machine.private_file(tmp_path / "loop", "The file").level == "broken"


def test_a_file_with_a_token_that_is_somebody_elses_is_said(tmp_path: Path, monkeypatch) -> None:
    file = tmp_path / "token"
    file.touch(0o600)
    monkeypatch.setattr("os.geteuid", lambda: file.stat().st_uid + 1)
    assert machine.private_file(file, "The file").level == "warn"


def test_a_ca_file_must_have_certificates(tmp_path: Path) -> None:
    file = tmp_path / "ca.pem"
    assert machine.ca_file(file).level == "broken"
    file.write_text("nothing")
    assert machine.ca_file(file).level == "broken"
    trustme.CA().cert_pem.write_to_path(file)
    assert machine.ca_file(file).level == "ok"


@pytest.mark.parametrize(
    ("backend", "level", "level_if_needed"),
    [
        (Backend("KWallet", usable=True, secure=True), "ok", "ok"),
        (Backend("Secret Service", usable=True, secure=True, locked=True), "ok", "ok"),
        (Backend("keyrings.alt.file", usable=True, secure=False, why="A plain file."), "warn", "warn"),
        (Backend("Secret Service", usable=False, secure=True, why="Locked.", locked=True), "note", "broken"),
        (Backend("", usable=False, secure=False, why="None."), "note", "broken"),
    ],
)
async def test_a_keyring_matters_where_the_token_lives_in_it(
    monkeypatch, backend: Backend, level: str, level_if_needed: str
) -> None:
    async def look(patience: float) -> Backend:
        assert patience == 3
        return backend

    monkeypatch.setattr("tts_tui.session.credentials.keyring.look", look)
    findings = [await machine.keyring(3, needed=needed) for needed in (False, True)]
    assert [each.level for each in findings] == [level, level_if_needed]
    assert all(backend.name in each.what for each in findings)
    assert all(each.advice for each in findings if each.level != "ok")


async def test_the_keyring_of_this_machine_is_looked_at() -> None:
    assert (await machine.keyring(10, needed=True)).level == "broken"  # the tests run without one
