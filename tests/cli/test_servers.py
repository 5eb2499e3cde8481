"""`tts-tui servers`: what it takes, what it says, and how it ends."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
import trustme
from msgspec.structs import asdict

from tests.session.credentials.backends import Locked
from tests.terminal import Terminal
from tts_tui import cli
from tts_tui.api.secret import SecretStr
from tts_tui.servers.model import Server
from tts_tui.servers.servers_file import ServerFile
from tts_tui.session import accounts
from tts_tui.session.credentials.file import TokenFile

SERVER = "https://thethings.example.com"
TOKEN = "NNSXS.KEYID.TOPSECRET"
LIST = """\
NAME  IDENTITY SERVER                            CLUSTER                                     TOKEN
prod  https://thethings.example.com                                                          OS keyring     own CA
acme  https://me.eu1.cloud.thethings.industries  https://me.nam1.cloud.thethings.industries  not signed in  default
lab   http://10.0.0.1:1885                                                                   session only   insecure
"""


@pytest.fixture
def tts(capsys):
    """Run `tts-tui servers`; the status, and what was said on stdout and on stderr."""

    def run(*words: str) -> tuple[int, str, str]:
        try:
            status = cli.main(["servers", *words])
        except SystemExit as end:
            status = end.code
        said = capsys.readouterr()
        assert TOKEN not in said.out + said.err
        return status, said.out, said.err

    return run


def only(name: str = "prod"):
    """The server of that name, as it is in the file."""
    return ServerFile().read().named(name)


# list


@pytest.mark.parametrize("words", [[], ["list"]])
def test_without_a_server_it_says_how_to_name_one(tts, words):
    assert tts(*words) == (
        0,
        "No servers yet. Example: tts-tui servers add prod https://thethings.example.com\n",
        "",
    )


@pytest.mark.parametrize("words", [[], ["list"]])
def test_the_list_says_where_each_is_and_where_its_token_is_kept(tts, words, tmp_path):
    trustme.CA().cert_pem.write_to_path(tmp_path / "ca.pem")
    tts("add", "prod", SERVER, "--token", "keyring", "--ca-file", str(tmp_path / "ca.pem"))
    tts("add", "acme", "--cloud", "me", "nam1", "--default")
    tts("add", "lab", "http://10.0.0.1:1885", "--insecure", "--token", "session")
    status, out, err = tts(*words)
    assert (status, err) == (0, "")
    assert out == LIST


def test_columns_that_would_be_empty_are_left_out(tts):
    tts("add", "prod", SERVER)
    assert tts()[1].splitlines()[0].split() == ["NAME", "IDENTITY", "SERVER", "TOKEN"]


def test_a_file_that_is_broken_is_told_on_stderr_and_nothing_of_it_reaches_the_terminal_raw(tts):
    file = ServerFile().path
    file.parent.mkdir(parents=True)
    file.write_text('[servers.prod]\n"\\u001b]0;x\\u202e" = 1\nidentity_server = "https://a"\n')
    for words in ([], ["add", "x", SERVER], ["remove", "prod", "--yes"]):
        status, out, err = tts(*words)
        assert (status, out) == (1, "")
        assert err.startswith(f"tts-tui servers: {file}, line 2: Server 'prod', ")
        assert err.removesuffix("\n").isprintable()


# add


def test_a_server_is_added_by_its_address(tts):
    status, out, err = tts("add", "prod", f"{SERVER}/console/")
    assert (status, err) == (0, "")
    assert out == f"Added prod, {SERVER}. Open it: tts-tui prod\n"
    assert only().identity_server == SERVER
    assert ServerFile().read().default is None


def test_a_server_is_added_with_all_that_it_may_have(tts, tmp_path, monkeypatch):
    trustme.CA().cert_pem.write_to_path(tmp_path / "ca.pem")
    monkeypatch.chdir(tmp_path)
    status, out, _ = tts(
        "add", "prod", "--default", "--cluster", "https://c.example", "--oauth", "https://o.example/oauth",
        "--ca-file", "ca.pem", "--insecure", "--token", "file", "http://10.0.0.1:1885",
    )  # fmt: skip
    assert status == 0
    assert out.endswith("Insecure: others on the network can read its token.\n")
    assert asdict(only()) == {
        "name": "prod",
        "identity_server": "http://10.0.0.1:1885",
        "cluster": "https://c.example",
        "oauth": "https://o.example/oauth",
        "ca_file": tmp_path / "ca.pem",
        "insecure": True,
        "token": "file",
    }
    assert ServerFile().read().default == "prod"


@pytest.mark.parametrize(
    ("words", "identity_server", "cluster"),
    [
        (["--sandbox", "eu1"], "https://eu1.cloud.thethings.network", None),
        (["--sandbox", "au1"], "https://eu1.cloud.thethings.network", "https://au1.cloud.thethings.network"),
        (
            ["--cloud", "acme", "nam1"],
            "https://acme.eu1.cloud.thethings.industries",
            "https://acme.nam1.cloud.thethings.industries",
        ),
    ],
)
def test_sandbox_and_cloud_need_no_address(tts, words, identity_server, cluster):
    assert tts("add", "prod", *words)[0] == 0
    assert (only().identity_server, only().cluster) == (identity_server, cluster)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["x", "thethings.example.com"], "Use https://thethings.example.com"),
        (["x", "http://10.0.0.1"], "--insecure"),
        (["demo", SERVER], "demo is reserved for a command of tts-tui. Choose another name."),
        (["x", SERVER, "--ca-file", "nowhere.pem"], "nowhere.pem can't be read: No such file"),
        (["x", SERVER, "--oauth", "https://a/?b"], "Not an address of OAuth"),
        (["x", "--sandbox", "EU 1"], "A cluster's name looks like eu1."),
        (["x", "--cloud", "Acme", "eu1"], "A tenant's ID has small letters"),
        (["prod", SERVER], "There is a server named prod already."),
        (["PROD", SERVER], "There is a server named prod. Names that differ"),
        (["x", TOKEN], "That is a token."),
        ([TOKEN, SERVER], "That is a token, not a name."),
    ],
)
def test_what_can_not_be_added_is_refused_in_words(tts, words, says):
    tts("add", "prod", SERVER)
    status, out, err = tts("add", *words)
    assert (status, out) == (1, "")
    assert err.startswith("tts-tui servers: ")
    assert says in err
    assert [each.name for each in ServerFile().read().servers] == ["prod"]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["nothing"], "invalid choice: 'nothing'"),
        (["add"], "required: NAME"),
        (["add", "x"], "give ADDRESS, --sandbox or --cloud"),
        (["add", "x", SERVER, "--sandbox", "eu1"], "give only one of"),
        (["edit", "x", "--cloud", "a", "eu1", "--sandbox", "eu1"], "give only one of"),
        (["add", "x", SERVER, TOKEN], "too many arguments"),
        (["add", "x", SERVER, "--token", TOKEN], "one of keyring, insecure-keyring, file, session"),
        (["add", "x", SERVER, f"--api-key={TOKEN}"], "unrecognized arguments: --api-key"),
        (["add", "x", SERVER, "--api-key", TOKEN], "unrecognized arguments: --api-key"),
        (["list", TOKEN], "too many arguments"),
        (["edit", "x"], "nothing to change"),
        (["remove"], "required: NAME"),
        (["default"], "required: NAME"),
    ],
)
def test_a_command_line_that_makes_no_sense_ends_with_2(tts, words, says):
    status, out, err = tts(*words)
    assert (status, out) == (2, "")
    assert says in err.splitlines()[-1]
    assert not ServerFile().path.exists()


# edit


def test_an_edit_changes_what_is_given_and_nothing_else(tts):
    tts("add", "prod", SERVER, "--cluster", "https://c.example", "--token", "file", "--default")
    assert tts("edit", "prod", "--oauth", "https://o.example", "--name", "new") == (
        0,
        f"Changed new, {SERVER}, with its cluster at https://c.example.\n",
        "",
    )
    server = only("new")
    assert (server.cluster, server.oauth, server.token) == ("https://c.example", "https://o.example/oauth", "file")
    assert ServerFile().read().default == "new"


def test_what_was_set_can_be_cleared(tts, tmp_path):
    trustme.CA().cert_pem.write_to_path(tmp_path / "ca.pem")
    tts(
        "add", "prod", "http://10.0.0.1", "--insecure", "--cluster", "http://10.0.0.2", "--oauth", "http://10.0.0.3",
        "--ca-file", str(tmp_path / "ca.pem"), "--token", "file", "--default",
    )  # fmt: skip
    status, out, err = tts(
        "edit", "prod", "--no-insecure", "--no-cluster", "--no-oauth", "--no-ca-file", "--no-token", "--no-default",
        SERVER,
    )  # fmt: skip
    assert (status, err) == (0, "")
    assert only() == Server(name="prod", identity_server=SERVER)
    assert ServerFile().read().default is None
    assert "The token of http://10.0.0.1 does not move along" in out


RENAMED = '[servers.keys]\nidentity_server = "https://thethings.example.com"\n'


def test_a_server_whose_name_has_become_a_command_stays_usable_and_is_told_to_be_renamed(tts):
    file = ServerFile().path
    file.parent.mkdir(parents=True)
    file.write_text(RENAMED)
    status, out, err = tts()
    assert (status, err) == (0, "")
    told = "keys is reserved for a command of tts-tui. Rename the server: tts-tui servers edit keys --name NEW"
    assert out.splitlines()[-1] == told
    assert tts("edit", "keys", "--token", "session")[0] == 0
    assert tts("edit", "keys", "--name", "apps")[2] == (
        "tts-tui servers: apps is reserved for a command of tts-tui. Choose another name.\n"
    )
    assert tts("add", "events", SERVER)[0] == 1
    assert tts("edit", "keys", "--name", "prod")[0] == 0
    assert "reserved" not in tts()[1]


def test_a_new_name_takes_the_token_and_the_account_along(tts):
    tts("add", "prod", SERVER, "--token", "file")
    asyncio.run(TokenFile().store(f"prod {SERVER}", SecretStr(TOKEN)))
    accounts.remember("prod", ("user", "alice"))
    assert tts("edit", "prod", "--name", "new")[0] == 0
    assert asyncio.run(TokenFile().find(f"prod {SERVER}")) is None
    assert asyncio.run(TokenFile().find(f"new {SERVER}")) == SecretStr(TOKEN)
    assert accounts.remembered("prod") is None
    assert accounts.remembered("new") == ("user", "alice")


def test_a_name_that_is_taken_costs_neither_of_the_two_tokens(tts):
    for name in ("prod", "admin"):
        tts("add", name, SERVER, "--token", "file")
        asyncio.run(TokenFile().store(f"{name} {SERVER}", SecretStr(f"NNSXS.{name}.KEY")))
    assert tts("edit", "prod", "--name", "admin")[0] == 1
    for name in ("prod", "admin"):
        assert asyncio.run(TokenFile().find(f"{name} {SERVER}")) == SecretStr(f"NNSXS.{name}.KEY")


def test_a_token_that_can_not_move_leaves_everything_as_it_was(tts, use):
    tts("add", "prod", SERVER, "--token", "keyring")
    use(Locked())
    status, out, err = tts("edit", "prod", "--name", "new")
    assert (status, out) == (1, "")
    assert "The keyring is locked" in err
    assert only("prod") is not None


def test_the_default_of_another_is_not_cleared(tts):
    tts("add", "prod", SERVER, "--default")
    tts("add", "lab", SERVER)
    tts("edit", "lab", "--no-default")
    assert ServerFile().read().default == "prod"
    tts("edit", "lab", "--default")
    assert ServerFile().read().default == "lab"


def test_an_edit_that_would_send_the_token_readable_is_refused(tts):
    tts("add", "lab", "http://10.0.0.1", "--insecure")
    status, _, err = tts("edit", "lab", "--no-insecure")
    assert status == 1
    assert "lets others on the network read your token" in err
    assert only("lab").insecure


@pytest.mark.parametrize("words", [["edit", "lab", SERVER], ["remove", "lab", "--yes"], ["default", "lab"]])
def test_a_name_that_is_not_there_is_refused_in_words(tts, words):
    tts("add", "prod", SERVER)
    status, out, err = tts(*words)
    assert (status, out) == (1, "")
    assert "There is no server named 'lab'." in err


# remove, default


def test_a_server_is_removed_without_a_question_where_that_is_said(tts):
    tts("add", "prod", SERVER, "--default")
    assert tts("remove", "prod", "--yes") == (
        0,
        "Removed prod.\nThere is no default server now. To set one: tts-tui servers default NAME\n",
        "",
    )
    assert only() is None


def test_a_token_that_stays_is_told(tts):
    tts("add", "prod", SERVER, "--token", "keyring")
    assert tts("remove", "prod", "--yes")[1].startswith("Its token stays in the OS keyring, and stays valid.\n")


def test_without_a_terminal_nothing_is_removed_unasked(tts):
    tts("add", "prod", SERVER)
    assert not sys.stdin.isatty()
    status, out, err = tts("remove", "prod")
    assert (status, out) == (1, "")
    assert "Nothing was removed. Without a terminal, confirm with --yes." in err
    assert only() is not None


@pytest.mark.parametrize(("typed", "status"), [("y\n", 0), ("YES\n", 0), ("\n", 1), ("n\n", 1), ("\x04", 1)])
def test_at_a_terminal_it_asks(tts, typed, status):
    tts("add", "prod", SERVER, "--token", "file")
    with Terminal("-m", "tts_tui", "servers", "remove", "prod") as terminal:
        terminal.until("tts-tui logout prod", "Remove prod, ")
        terminal.press(typed, "Removed prod." if status == 0 else "Nothing was removed.")
        assert terminal.end() == status
        assert "Traceback" not in terminal.text
    assert (only() is None) is (status == 0)


def test_ctrl_c_is_a_no(tts, monkeypatch):
    def interrupted(_: str) -> str:
        raise KeyboardInterrupt

    tts("add", "prod", SERVER)
    # Not at a terminal: a signal that comes between the question and the wait for its answer waits with it.
    monkeypatch.setattr("builtins.input", interrupted)
    monkeypatch.setattr("sys.stdin", SimpleNamespace(isatty=lambda: True))
    status, _, err = tts("remove", "prod")
    assert (status, err) == (1, "tts-tui servers: Nothing was removed.\n")
    assert only() is not None


def test_the_default_is_what_a_plain_start_opens(tts):
    tts("add", "prod", SERVER)
    assert tts("default", "prod") == (0, "prod is now the default server.\n", "")
    assert ServerFile().read().default == "prod"


# help


@pytest.mark.parametrize("words", [[], ["list"], ["add"], ["edit"], ["remove"], ["default"]])
def test_each_word_has_a_help_that_fits_a_terminal(tts, words, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    status, out, _ = tts(*words, "--help")
    assert status == 0
    assert out.startswith("usage: tts-tui servers")
    assert max(map(len, out.splitlines())) <= 80


def test_the_programs_help_names_it(capsys):
    with pytest.raises(SystemExit):
        cli.main(["--help"])
    assert "tts-tui servers" in capsys.readouterr().out


def test_a_file_of_certificates_is_kept_by_its_full_path(tts, tmp_path, monkeypatch):
    trustme.CA().cert_pem.write_to_path(tmp_path / "ca.pem")
    monkeypatch.chdir(tmp_path)
    tts("add", "prod", SERVER, "--ca-file", "ca.pem")
    monkeypatch.chdir("/")
    assert only().ca_file == Path(tmp_path / "ca.pem")
    assert str(tmp_path / "ca.pem") in ServerFile().path.read_text()
