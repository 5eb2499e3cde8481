"""The file of named servers where it is broken, where the disk fails, and where others write at the same time."""

from __future__ import annotations

import errno
import os
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from tests.servers.test_servers_file import LAB, MINE, PROD, text, written
from tts_tui.servers import servers_file
from tts_tui.servers.servers_file import BrokenFile, FileFault, ServerFault, ServerFile, Servers


@pytest.fixture
def file(tmp_path: Path) -> ServerFile:
    return ServerFile(tmp_path / "servers.toml")


# A broken file

TABLE = '[servers.prod]\nidentity_server = "https://a.example"\n'


@pytest.mark.parametrize(
    ("broken", "line", "says"),
    [
        (f"{TABLE}token =\n", 3, "Invalid value."),
        (f'{TABLE}token = "file', 3, "Unterminated string."),
        (f"{TABLE}{TABLE}", 3, "twice."),
        (f"{TABLE}number = {'9' * 5000}\n", 3, "."),
        (
            f'{TABLE}cluster = "c.example"\n',
            3,
            "Server 'prod', cluster: 'c.example' has no scheme. Use https://c.example",
        ),
        (f'{TABLE}# a comment\ntoken = "here"\n', 4, "Server 'prod', token: token is the place"),
        (f"{TABLE}insecure = 1\n", 3, "Server 'prod', insecure: insecure is true or false"),
        (f"{TABLE}clutser = 1\n", 3, "Server 'prod', clutser: A server has no setting clutser."),
        (f'{TABLE}name = "x"\n', 3, "Server 'prod', name: A server's table has no setting name"),
        (f"{TABLE}\n[servers.empty]\n", 4, "Server 'empty', identity_server: A server has an address"),
        (f'{TABLE}\n[servers]\nlab = "https://b.example"\n', 5, "Server 'lab' is a table: [servers.lab]"),
        ('\nservers = "https://b.example"\n', 2, "Servers are tables"),
        (f"{TABLE}[[servers.lab]]\n", 3, "Server 'lab' is a table"),
        (f'{TABLE}[servers.Prod]\nidentity_server = "https://a"\n', 3, "'prod' and 'Prod' differ in small and capital"),
        (f'# x\ndefault = "lab"\n{TABLE}', 2, "default names 'lab', and there is no such server."),
        (f"default = 1\n{TABLE}", 1, "default is the name of a server, in quotes"),
    ],
)
def test_a_broken_file_is_told_with_its_line_and_left_as_it_is(file, broken, line, says):
    written(file, broken)
    for use in (
        file.read,
        lambda: file.add(LAB),
        lambda: file.replace("prod", LAB),
        lambda: file.remove("prod"),
        lambda: file.set_default(None),
        lambda: file.set_token("prod", "file"),
    ):
        with pytest.raises(BrokenFile) as told:
            use()
        assert told.value.line == line
        assert says in told.value.why
        assert str(told.value).startswith(f"{file.path}, line {line}: ")
    assert text(file) == broken


def test_what_is_no_text_is_told_with_its_line(file):
    file.path.write_bytes(b"# a\n# b\n# \xe9\n")
    with pytest.raises(BrokenFile, match="line 3: This is not UTF-8"):
        file.read()


def test_a_token_in_the_wrong_place_is_not_repeated(file):
    for line in ('token = "NNSXS.ABC.SECRET"', 'api_key = "NNSXS.ABC.SECRET"', 'cluster = "NNSXS.ABC.SECRET"'):
        with pytest.raises(BrokenFile) as told:
            written(file, f"{TABLE}{line}\n").read()
        assert "SECRET" not in str(told.value)


def test_a_way_of_writing_that_can_not_be_changed_is_left_to_an_editor(file):
    inline = 'servers = { prod = { identity_server = "https://a.example" } }\n'
    with pytest.raises(FileFault, match="Change it in an editor"):
        written(file, inline).add(LAB)
    assert text(file) == inline
    file.set_token("prod", "file")
    assert file.read().named("prod").token == "file"


# The disk, and others


def test_a_new_file_is_its_owners_alone_and_makes_its_folder(tmp_path):
    file = ServerFile(tmp_path / "a" / "tts-tui" / "servers.toml")
    file.add(PROD)
    assert stat.S_IMODE(file.path.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.path.parent.stat().st_mode) == 0o700


def test_a_file_keeps_its_mode(file):
    written(file, MINE).path.chmod(0o640)
    file.remove("prod")
    assert stat.S_IMODE(file.path.stat().st_mode) == 0o640


@pytest.mark.parametrize("there", [True, False])
def test_a_link_stays_a_link(tmp_path, there):
    (tmp_path / "dotfiles").mkdir()
    target = tmp_path / "dotfiles" / "servers"
    if there:
        target.write_text(MINE)
    file = ServerFile(tmp_path / "servers.toml")
    file.path.symlink_to("dotfiles/servers")
    file.add(LAB)
    assert file.path.is_symlink()
    assert "[servers.lab]" in target.read_text()
    assert sorted(each.name for each in target.parent.iterdir()) == ["servers"]


@pytest.mark.parametrize("fault", [OSError(errno.ENOSPC, "No space left on device"), KeyboardInterrupt()])
@pytest.mark.parametrize("when", [(os, "fsync"), (Path, "replace")])
def test_what_fails_while_it_is_written_leaves_the_old_file_and_no_other(file, monkeypatch, fault, when):
    def fail(*_: object) -> None:
        raise fault

    written(file, MINE)
    with monkeypatch.context() as patch:
        patch.setattr(*when, fail)
        with pytest.raises((FileFault, KeyboardInterrupt)) as told:
            file.remove("prod")
    assert told.type is KeyboardInterrupt or "No space left on device. Nothing was changed." in str(told.value)
    assert text(file) == MINE
    assert {each.name for each in file.path.parent.iterdir()} - {"home"} == {"servers.toml", "servers.toml.lock"}
    file.remove("prod")


CRASH = """
import os, signal, sys
from pathlib import Path
from tts_tui.servers.servers_file import ServerFile
Path.replace = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
ServerFile(Path(sys.argv[1])).remove("prod")
"""


def test_a_crash_before_the_end_leaves_the_old_file_and_nothing_locked(file, monkeypatch):
    written(file, MINE)
    done = subprocess.run([sys.executable, "-c", CRASH, str(file.path)], timeout=60, check=False)
    assert done.returncode == -signal.SIGKILL
    assert text(file) == MINE
    monkeypatch.setattr(servers_file, "PATIENCE", 0)
    file.remove("prod")
    assert file.read().named("prod") is None


def test_a_file_that_can_not_be_read_or_written_is_a_sentence(file):
    file.path.mkdir()
    with pytest.raises(FileFault, match="can't be read: Is a directory"):
        file.read()
    with pytest.raises(ServerFault, match="can't be read: Is a directory"):
        file.add(PROD)
    (file.path.parent / "file").touch()
    with pytest.raises(FileFault, match="can't be written: Not a directory"):
        ServerFile(file.path.parent / "file" / "tts-tui" / "servers.toml").add(PROD)


SLOW = """
import sys
from pathlib import Path
from tts_tui.servers.servers_file import ServerFile
from tts_tui.servers.model import make
replace = Path.replace
def slow(*arguments):
    print("now", flush=True)
    sys.stdin.readline()
    return replace(*arguments)
Path.replace = slow
ServerFile(Path(sys.argv[1])).add(make(name="theirs", identity_server="https://theirs.example"))
"""


def test_a_change_waits_for_that_of_another_process_and_both_land(file, monkeypatch):
    file.add(PROD)
    with subprocess.Popen(
        [sys.executable, "-c", SLOW, str(file.path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout is not None
        assert other.stdin is not None
        assert other.stdout.readline() == "now\n"
        with monkeypatch.context() as patch:
            patch.setattr(servers_file, "PATIENCE", 0)
            with pytest.raises(FileFault, match="Another tts-tui has been changing"):
                file.add(LAB)
        assert file.read() == Servers((PROD,))  # reading waits for nobody
        other.stdin.write("go\n")
        other.stdin.flush()
        file.add(LAB)
        assert other.wait(timeout=60) == 0
    assert {each.name for each in file.read().servers} == {"prod", "theirs", "lab"}


MANY = """
import sys
from pathlib import Path
from tts_tui.servers.servers_file import ServerFile
from tts_tui.servers.model import make
print("ready", flush=True)
sys.stdin.readline()
for number in range(5):
    ServerFile(Path(sys.argv[1])).add(make(name=f"{sys.argv[2]}{number}", identity_server="https://a.example"))
"""


def test_two_processes_that_add_at_once_lose_nothing(file):
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", MANY, str(file.path), who], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        for who in ("a", "b")
    ]
    for each in processes:
        assert each.stdout.readline() == "ready\n"
    for each in processes:
        each.stdin.write("go\n")
        each.stdin.flush()
    for each in processes:
        each.communicate(timeout=60)
        assert each.returncode == 0
    assert {each.name for each in file.read().servers} == {f"{who}{number}" for who in "ab" for number in range(5)}


def test_no_control_of_the_file_is_in_a_sentence(file):
    with pytest.raises(BrokenFile) as told:
        written(file, f'{TABLE}"\\u001b]0;x\\u202e" = 1\n').read()
    assert str(told.value).isprintable()
    assert "A server has no setting \\U0000001B]0;x\\U0000202E." in str(told.value)
