"""The file of named servers: a person's own, which others may be changing, and which is never made worse."""

from __future__ import annotations

import codecs
import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from tts_tui.servers.addresses import BadAddress
from tts_tui.servers.model import by_address, make
from tts_tui.servers.servers_file import NameTaken, NoSuchServer, ServerFile, Servers
from tts_tui.servers.token_stores import STORE_KINDS

PROD = make(name="prod", identity_server="https://thethings.example.com")
LAB = make(
    name="lab",
    insecure=True,
    identity_server="http://10.0.0.1:1885",
    cluster="http://10.0.0.2:1885",
    oauth="http://10.0.0.3/login",
    ca_file="/etc/ca.pem",
    token="file",
)
MINE = """\
# Our servers, kept in git.
default = 'prod'   # the one in the cellar

# Ask Ada before you touch it.
[servers.prod]  # since 2019
token = "keyring"
# moved in May
identity_server = "https://TheThings.example.com/api/v3/"  # with the path

# A note on its own.

# Not tts-tui's.
[editor]
colours = [
  "red",
]

[servers."lab:8885"]
identity_server = 'https://lab.example:8885'
ca_file = "lab.pem"
"""


@pytest.fixture
def file(tmp_path: Path) -> ServerFile:
    return ServerFile(tmp_path / "servers.toml")


def written(file: ServerFile, text: str) -> ServerFile:
    file.path.write_bytes(text.encode())
    return file


def text(file: ServerFile) -> str:
    return file.path.read_bytes().decode()


# Reading


def test_the_file_is_in_the_users_folder_of_settings():
    assert ServerFile().path == Path(os.environ["XDG_CONFIG_HOME"]) / "tts-tui" / "servers.toml"


def test_where_there_is_no_file_there_are_no_servers_and_none_is_made(file):
    assert file.read() == Servers((), None)
    assert list(file.path.parent.iterdir()) == []


def test_a_file_that_a_person_wrote_is_read(file):
    there = written(file, MINE).read()
    assert [each.name for each in there.servers] == ["prod", "lab:8885"]
    assert there.default == "prod"
    assert there.named("prod").identity_server == "https://thethings.example.com"
    assert there.named("prod").token == "keyring"
    assert there.named("Prod") is None


def test_a_file_of_certificates_is_beside_it_or_at_home(file):
    assert written(file, MINE).read().named("lab:8885").ca_file == file.path.parent / "lab.pem"
    written(file, MINE.replace("lab.pem", "~/lab.pem"))
    assert file.read().named("lab:8885").ca_file == Path(os.environ["HOME"]) / "lab.pem"


def test_of_two_at_the_same_address_neither_is_meant_by_it():
    again = replace(PROD, name="again")
    servers = Servers((PROD, again))
    assert servers.at(PROD.identity_server) == (PROD, again)
    assert servers.at("https://another.example") == ()
    with pytest.raises(BadAddress, match=r"Several of your servers are at .*: prod, again\. Give the name of one\."):
        servers.meant_by(PROD.identity_server)
    assert servers.meant_by("again") == again
    assert servers.known(by_address(PROD.identity_server)) is None


def test_a_token_is_stored_by_name_and_address_or_by_the_address_of_what_has_no_name():
    unnamed = by_address(PROD.identity_server)
    assert Servers().entry(unnamed) == PROD.identity_server
    assert Servers((PROD,)).entry(unnamed) == f"prod {PROD.identity_server}"
    again = replace(PROD, name="again")
    assert Servers((PROD, again)).entry(again) == f"again {PROD.identity_server}"
    elsewhere = replace(PROD, identity_server="https://another.example")
    assert Servers((elsewhere,)).entry(PROD) == PROD.identity_server


# Writing


def test_only_what_is_set_is_written(file):
    file.add(PROD)
    assert text(file) == '[servers.prod]\nidentity_server = "https://thethings.example.com"\n'


def test_what_was_added_is_read_again(file):
    file.add(PROD)
    file.add(LAB)
    file.set_default("lab")
    assert file.read() == Servers((PROD, LAB), "lab")
    assert tomllib.loads(text(file))["servers"]["lab"] == {
        "identity_server": "http://10.0.0.1:1885",
        "cluster": "http://10.0.0.2:1885",
        "oauth": "http://10.0.0.3/login",
        "ca_file": "/etc/ca.pem",
        "insecure": True,
        "token": "file",
    }


def test_adding_leaves_every_character_and_comes_last(file):
    written(file, MINE).add(replace(PROD, name="[::1]:1885"))
    assert text(file) == f'{MINE}\n[servers."[::1]:1885"]\nidentity_server = "https://thethings.example.com"\n'


@pytest.mark.parametrize("end", ["", "\n", "\n\n"])
def test_there_is_one_blank_line_between_servers(file, end):
    written(file, f'[servers.a]\nidentity_server = "https://a.example"{end}').add(PROD)
    assert text(file).startswith('[servers.a]\nidentity_server = "https://a.example"\n\n[servers.prod]\n')


def test_a_change_touches_its_line_alone(file):
    old = written(file, MINE).read().named("prod")
    file.replace("prod", replace(old, identity_server="https://new.example", cluster="https://c"))
    assert text(file) == MINE.replace(
        '"https://TheThings.example.com/api/v3/"  # with the path',
        '"https://new.example"  # with the path\ncluster = "https://c"',
    )


def test_what_is_cleared_is_taken_out(file):
    old = written(file, MINE).read().named("lab:8885")
    file.replace("lab:8885", replace(old, ca_file=None))
    assert text(file) == MINE.replace('ca_file = "lab.pem"\n', "")


def test_a_change_to_what_is_there_already_writes_nothing(file, monkeypatch):
    old = written(file, MINE).read()
    monkeypatch.setattr(os, "fsync", lambda _: pytest.fail("written"))
    file.replace("prod", old.named("prod"))
    file.set_default("prod")
    file.set_token("prod", "keyring")
    assert text(file) == MINE


def test_a_new_name_is_followed_by_the_default_and_keeps_place_and_comments(file):
    old = written(file, MINE).read().named("prod")
    file.replace("prod", replace(old, name="Prod"))
    assert text(file) == MINE.replace("'prod'   #", '"Prod"   #').replace("[servers.prod]  #", "[servers.Prod]  #")


def test_a_new_name_of_another_leaves_the_default(file):
    old = written(file, MINE).read().named("lab:8885")
    file.replace("lab:8885", replace(old, name="lab"))
    assert file.read().default == "prod"
    assert text(file) == MINE.replace('[servers."lab:8885"]', "[servers.lab]")


def test_with_a_server_goes_what_is_said_of_it_and_the_default(file):
    written(file, MINE).remove("prod")
    kept = MINE[MINE.index("# A note") :]
    assert text(file) == f"# Our servers, kept in git.\n\n\n{kept}"
    assert [each.name for each in file.read().servers] == ["lab:8885"]
    file.remove("lab:8885")
    assert file.read() == Servers()
    assert "# Not tts-tui's.\n[editor]\n" in text(file)


def test_the_default_of_another_stays(file):
    written(file, MINE).remove("lab:8885")
    assert file.read().default == "prod"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("{}", 'default = "prod"\n\n{}'),
        ("# Mine.\n\n{}", '# Mine.\ndefault = "prod"\n\n{}'),
        ("theme = 'dark'\n\n{}", "theme = 'dark'\ndefault = \"prod\"\n\n{}"),
    ],
)
def test_the_default_stands_above_the_tables(file, before, after):
    file.add(PROD)
    table = text(file)
    written(file, before.format(table)).set_default("prod")
    assert text(file) == after.format(table)
    file.set_default(None)
    assert file.read() == Servers((PROD,), None)


@pytest.mark.parametrize("store_kind", [*STORE_KINDS, None])
def test_the_place_of_a_token_is_noted(file, store_kind):
    written(file, MINE).set_token("lab:8885", store_kind)
    assert file.read().named("lab:8885").token == store_kind
    assert file.read().named("prod").token == "keyring"


def test_lines_keep_their_ends(file):
    windows = MINE.replace("\n", "\r\n")
    written(file, windows).add(replace(PROD, name="new"))
    assert text(file).startswith(windows)
    assert file.read().named("new")


NAMES = st.sampled_from(["a", "b.c", "d:1", "[::1]", "prod", "lab:8885"])


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(st.lists(st.tuples(st.sampled_from(["add", "rename", "remove", "default", "token"]), NAMES, NAMES), max_size=8))
def test_whatever_is_changed_the_file_can_be_read_and_the_persons_own_words_are_there(tmp_path, changes):
    file = written(ServerFile(tmp_path / "servers.toml"), MINE)
    for change, name, other in changes:
        there = file.read()
        names = [each.name for each in there.servers]
        try:
            match change:
                case "add":
                    file.add(replace(PROD, name=name))
                    names.append(name)
                case "rename":
                    file.replace(name, replace(PROD, name=other))
                    names = [other if each == name else each for each in names]
                case "remove":
                    file.remove(name)
                    names.remove(name)
                case "default":
                    file.set_default(name)
                    assert file.read().default == name
                case _:
                    file.set_token(name, "session")
        except (NameTaken, NoSuchServer):
            assert file.read() == there
        assert [each.name for each in file.read().servers] == names
    for kept in ("# Our servers, kept in git.", "# A note on its own.", "# Not tts-tui's.", '  "red",\n'):
        assert kept in text(file)


# Names


def test_a_name_can_be_given_once(file):
    file.add(PROD)
    file.add(LAB)
    before = text(file)
    with pytest.raises(NameTaken, match="named prod already"):
        file.add(PROD)
    with pytest.raises(NameTaken, match="named lab already"):
        file.replace("prod", replace(PROD, name="lab"))
    assert text(file) == before


def test_names_that_differ_in_capitals_only_are_refused(file):
    file.add(PROD)
    with pytest.raises(NameTaken, match=r"There is a server named prod\. .* easily confused"):
        file.add(replace(PROD, name="PROD"))


@pytest.mark.parametrize(
    "change",
    [
        lambda file: file.replace("Prod", PROD),
        lambda file: file.remove("Prod"),
        lambda file: file.set_default("Prod"),
        lambda file: file.set_token("Prod", "file"),
    ],
)
def test_a_name_is_compared_exactly(file, change):
    file.add(PROD)
    before = text(file)
    with pytest.raises(NoSuchServer, match="no server named 'Prod'"):
        change(file)
    assert text(file) == before


# Imports


@pytest.mark.parametrize("package", ["tomlkit", "filelock", "textual", "httpx"])
def test_reading_needs_little(file, package):
    script = "import sys; from tts_tui.servers.servers_file import ServerFile; ServerFile().read(); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=True)
    assert "tts_tui.servers.servers_file" in done.stdout.split()
    assert package not in done.stdout.split()


def test_a_file_that_begins_with_a_byte_order_mark_is_read_and_changed(file: ServerFile) -> None:
    file.path.write_bytes(codecs.BOM_UTF8 + MINE.encode())
    before = file.read()
    assert before == written(ServerFile(file.path.with_name("plain.toml")), MINE).read()
    file.add(LAB)
    assert file.path.read_bytes().startswith(b"# Our servers, kept in git.\n")
    assert file.read().servers == (*before.servers, LAB)
