"""`tts-tui login --from-ttn-lw-cli`: what it lists, what it takes over, and what it leaves."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
import trustme

from tests.cli.seam import stored
from tests.terminal import Terminal
from tests.tls import served
from tts_tui.api.secret import SecretStr
from tts_tui.servers.model import make
from tts_tui.servers.servers_file import ServerFile
from tts_tui.session.imports.ttn_lw_cli import cache_file

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.seam import TTS
    from tts_tui.sandbox.app import Sandbox


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that one is in."""
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


def config(folder: Path, url: str, name: str = "lab", more: str = "") -> Path:
    """A config of ttn-lw-cli for the server at that address."""
    host = url.rpartition("/")[2].partition(":")[0]
    folder.mkdir(exist_ok=True)
    file = folder / ".ttn-lw-cli.yml"
    file.write_text(
        f"credentials-id: {name}\noauth-server-address: {url}/oauth\nidentity-server-grpc-address: {host}:1884\n"
        f"application-server-grpc-address: {host}:1884\ninsecure: {str(url.startswith('http:')).lower()}\n{more}"
    )
    return file


def logins(*hosts: str, **keys: str) -> None:
    """Logins by an API key at those hosts, this machine if none is given."""
    file = cache_file()
    file.parent.mkdir(parents=True)
    by_id = {name: {"hosts": hosts or ("127.0.0.1",), "api_key": key} for name, key in keys.items()}
    file.write_text(json.dumps({"by_id": by_id}))
    file.chmod(0o600)


def test_the_only_login_is_taken_over_without_naming_a_server(tts: TTS, sandbox: Sandbox, url: str, here: Path) -> None:
    key = sandbox.add_key("user", "alice")
    config(here, url)
    logins(lab=key)
    status, out, err = tts("login", "--from-ttn-lw-cli", "--keep", "file")
    assert status == 0
    assert err == f"ttn-lw-cli has on this machine:\n  1  lab  {url}  API key\n"
    assert out.startswith(f"Signed in to {url} as alice.")
    assert stored(url) == SecretStr(key)
    assert [each.name for each in ServerFile().read().servers] == ["lab"]


@pytest.mark.parametrize("named", ["address", "name"])
def test_a_server_is_taken_over_with_its_authority_cluster_and_oauth_address(
    tts: TTS, sandbox: Sandbox, here: Path, tmp_path: Path, named: str
) -> None:
    authority = trustme.CA()
    authority.cert_pem.write_to_path(here / "ca.pem")
    with served(sandbox, authority.issue_cert("localhost", "127.0.0.1"), tmp_path) as url:
        cluster = url.replace("localhost", "127.0.0.1")
        text = config(here, url, more=f"ca: {here / 'ca.pem'}\n").read_text().replace("/oauth", "/login/oauth")
        key = "application-server-grpc-address"
        (here / ".ttn-lw-cli.yml").write_text(text.replace(f"{key}: localhost", f"{key}: 127.0.0.1"))
        logins("localhost", "127.0.0.1", lab=sandbox.add_key("user", "alice"))
        status, _, err = tts("login", url if named == "address" else "lab", "--from-ttn-lw-cli", "--keep", "file")
    assert (status, err) == (0, "")
    (server,) = ServerFile().read().servers
    assert (server.name, server.identity_server, server.cluster) == ("lab", url, cluster)
    assert (server.oauth_url, server.ca_file) == (f"{url}/login/oauth", here / "ca.pem")


def test_a_server_that_has_a_name_here_keeps_it(tts: TTS, sandbox: Sandbox, url: str, here: Path) -> None:
    ServerFile().add(make(name="prod", identity_server=url))
    config(here, url)
    logins(lab=sandbox.add_key("user", "alice"))
    assert tts("login", "prod", "--from-ttn-lw-cli", "--keep", "file")[0] == 0
    assert [each.name for each in ServerFile().read().servers] == ["prod"]


def test_of_several_logins_one_has_to_be_named(tts: TTS, sandbox: Sandbox, url: str, here: Path) -> None:
    sandbox.add_user("bob")
    key = sandbox.add_key("user", "bob")
    config(here, url)
    logins(lab=sandbox.add_key("user", "alice"), bobs=key)
    for words in ([], [url]):
        status, out, err = tts("login", *words, "--from-ttn-lw-cli", "--keep", "file")
        assert (status, out) == (1, "")
        assert f"1  lab   {url}  API key" in err
        assert f"2  bobs  {url}  API key" in err
    status, out, _ = tts("login", "bobs", "--from-ttn-lw-cli", "--keep", "file")
    assert status == 0
    assert "as bob" in out
    assert [each.name for each in ServerFile().read().servers] == ["bobs"]


def test_a_config_that_is_named_is_taken_over(tts: TTS, sandbox: Sandbox, url: str, here: Path, tmp_path: Path) -> None:
    config(here, "https://tts.example.com", "other")
    file = config(tmp_path / "elsewhere", url)
    logins(lab=sandbox.add_key("user", "alice"))
    status, out, _ = tts("login", "--ttn-lw-config", str(file), "--keep", "file")
    assert status == 0
    assert "as alice" in out
    status, _, err = tts("login", "--ttn-lw-config", str(tmp_path / "gone.yml"))
    assert status == 1
    assert err.endswith("gone.yml: There is no such file.\n")


@pytest.mark.parametrize("named", ["https://x.example", "nobody"])
def test_a_server_that_has_no_login_is_said_with_those_that_have_one(
    tts: TTS, sandbox: Sandbox, url: str, here: Path, named: str
) -> None:
    config(here, url)
    logins(lab=sandbox.add_key("user", "alice"))
    status, _, err = tts("login", named, "--from-ttn-lw-cli", "--keep", "file")
    assert status == 1
    assert err.endswith(f"  1  lab  {url}  API key\n")


def test_where_there_is_none_that_is_said(tts: TTS, here: Path) -> None:
    status, _, err = tts("login", "--from-ttn-lw-cli", "--keep", "file")
    assert status == 1
    assert err.startswith("tts-tui login: ttn-lw-cli has no login on this machine.")
    assert "--ttn-lw-config FILE" in err
    config(here, "https://tts.example.com")
    err = tts("login", "--from-ttn-lw-cli", "--keep", "file")[2]
    assert "lab: There is no login for it." in err


def test_another_way_to_sign_in_makes_no_sense_with_a_config(tts: TTS) -> None:
    status, _, err = tts("login", "--key", "--ttn-lw-config", "x")
    assert status == 2
    assert "--ttn-lw-config needs --from-ttn-lw-cli" in err


def test_in_a_terminal_the_person_picks_one(sandbox: Sandbox, url: str, here: Path) -> None:
    sandbox.add_user("bob")
    config(here, url)
    logins(lab=sandbox.add_key("user", "alice"), bobs=sandbox.add_key("user", "bob"))
    with Terminal("-m", "tts_tui", "login", "--from-ttn-lw-cli", "--keep", "file") as terminal:
        terminal.until("1  lab", "2  bobs", "Which one?")
        terminal.press("7\r", "Which one?")
        terminal.press("2\r", "as bob")
        assert terminal.end() == 0
