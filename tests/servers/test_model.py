"""Servers as a person names them: what they are made of, and what is refused in words."""

from __future__ import annotations

from pathlib import Path

import pytest
import trustme
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import asdict

from tts_tui.servers.addresses import BadAddress, base_url
from tts_tui.servers.model import CLUSTERS, RESERVED, BadServer, by_address, ca_file, cloud, make, sandbox, why_reserved
from tts_tui.servers.token_stores import STORE_KINDS

ADDRESS = "https://thethings.example.com"


def problems(**fields: object) -> dict[str, str]:
    """What is said of the fields that are wrong."""
    with pytest.raises(BadServer) as refused:
        make(**fields)
    assert all(str(refused.value).count(each) == 1 for each in refused.value.problems.values())
    return refused.value.problems


def test_a_server_needs_a_name_and_an_address_and_has_everything_else_by_default():
    server = make(name="prod", identity_server=f" {ADDRESS}/api/v3/ ")
    assert (server.name, server.identity_server) == ("prod", ADDRESS)
    assert (server.cluster, server.oauth, server.ca_file, server.token, server.insecure) == (
        None,
        None,
        None,
        None,
        False,
    )
    assert server.hosts.of("/applications") == server.hosts.of("/as/applications/a/link") == ADDRESS
    assert server.oauth_url == f"{ADDRESS}/oauth"
    assert server.protected


def test_a_server_can_not_be_changed_behind_ones_back():
    with pytest.raises(AttributeError, match="immutable"):
        make(name="prod", identity_server=ADDRESS).name = "other"


# The parts


@pytest.mark.parametrize("name", ["prod", "Prod-2", "a", "host.example:8885", "[::1]:1885", "_x", "x" * 100, "demos"])
def test_a_name_is_what_can_be_typed_on_a_command_line(name):
    assert make(name=name, identity_server=ADDRESS).name == name


@pytest.mark.parametrize("name", ["", "-x", "a b", "x" * 101, "a/b", "a\n", "\u202ea", "é", "https://host", "a\x1b"])
def test_other_names_are_refused_in_words(name):
    assert problems(name=name, identity_server=ADDRESS) == {
        "name": "A name has letters, digits, dots, dashes and underscores, at most 100, and doesn't begin with a dash."
    }


@pytest.mark.parametrize("word", [*sorted(RESERVED), "Demo", "LOGIN"])
def test_a_word_of_the_command_line_is_told_and_who_has_it_already_keeps_it(word):
    assert why_reserved(word) == f"{word} is reserved for a command of tts-tui."
    assert make(name=word, identity_server=ADDRESS).name == word
    assert why_reserved(f"{word}-1") == ""


def test_the_words_that_are_to_come_are_reserved_now():
    assert {"apps", "keys", "collaborators", "access", "audit", "events"} <= RESERVED


def test_a_token_is_no_name_and_is_not_repeated():
    said = problems(name="NNSXS.ABC.SECRET", identity_server=ADDRESS)["name"]
    assert said.startswith("That is a token, not a name.")
    assert "SECRET" not in said


@pytest.mark.parametrize("field", ["identity_server", "cluster", "oauth"])
def test_plain_http_to_another_machine_must_be_marked(field):
    fields = {"name": "lab", "identity_server": ADDRESS, field: "http://10.0.0.1:1885/oauth"}
    assert "--insecure" in problems(**fields)[field]
    server = make(**fields, insecure=True)
    assert not server.protected


def test_plain_http_to_this_machine_is_protected():
    assert make(name="here", identity_server="http://localhost:1885").protected


def test_every_field_that_is_wrong_has_its_sentence():
    said = problems(name="a b", identity_server="x", cluster="y.example", oauth="z", token="here", insecure="yes", a=1)
    assert list(said) == ["name", "insecure", "identity_server", "cluster", "oauth", "token", "a"]
    assert all(each.endswith((".", "thethings.example.com", "y.example")) for each in said.values())


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("identity_server", 4, "identity_server is a text, in quotes."),
        ("cluster", ["a"], "cluster is a text, in quotes."),
        ("ca_file", 4, "ca_file is a text, in quotes."),
        ("insecure", "yes", "insecure is true or false, without quotes."),
        ("insecure", 1, "insecure is true or false, without quotes."),
        ("api_key", "NNSXS.ABC.SECRET", "A server has no setting api_key."),
    ],
)
def test_a_value_of_a_wrong_kind_is_told_as_the_file_would_have_it(field, value, says):
    assert problems(**{"name": "prod", "identity_server": ADDRESS, field: value}) == {field: says}


def test_an_address_that_is_missing_is_told():
    assert "such as https://" in problems(name="prod")["identity_server"]


@pytest.mark.parametrize("store_kind", STORE_KINDS)
def test_the_token_lives_in_one_of_four_places(store_kind):
    assert make(name="prod", identity_server=ADDRESS, token=store_kind).token == store_kind


def test_a_token_in_the_place_of_its_place_is_not_repeated():
    said = problems(name="prod", identity_server=ADDRESS, token="NNSXS.ABC.SECRET")["token"]
    assert "never a token itself" in said
    assert "keyring, insecure-keyring, file, session" in said
    assert "SECRET" not in said


# Cluster and OAuth


def test_the_applications_traffic_is_the_clusters_and_all_else_the_identity_servers():
    server = make(name="acme", **cloud("acme", "nam1"))
    assert server.hosts.of("/applications/a") == "https://acme.eu1.cloud.thethings.industries"
    assert server.hosts.of("/as/applications/a/link") == "https://acme.nam1.cloud.thethings.industries"


@pytest.mark.parametrize("cluster", CLUSTERS)
def test_the_sandbox_keeps_its_users_at_eu1(cluster):
    server = make(name="ttn", **sandbox(cluster))
    assert server.identity_server == "https://eu1.cloud.thethings.network"
    assert server.hosts.cluster == f"https://{cluster}.cloud.thethings.network"


def test_a_cluster_where_the_identity_server_is_is_none_of_its_own():
    assert make(name="ttn", **sandbox("eu1")).cluster is None
    assert make(name="x", identity_server=ADDRESS, cluster=f"{ADDRESS}:443/").cluster is None


@pytest.mark.parametrize("part", ["", "EU1", "eu1.evil.example", "-a", "a-", "a--b", "a/b", "x" * 100, "a\n"])
def test_what_is_no_tenant_or_cluster_makes_no_host(part):
    for wrong in (lambda: cloud(part, "eu1"), lambda: cloud("acme", part), lambda: sandbox(part)):
        with pytest.raises(BadServer):
            wrong()


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("https://login.example.com/oauth", "https://login.example.com/oauth"),
        (" HTTPS://Login.example.com:443/oauth/ ", "https://login.example.com/oauth"),
        ("https://login.example.com", "https://login.example.com/oauth"),
        ("https://login.example.com/oauth/authorize", "https://login.example.com/oauth"),
        ("https://login.example.com:8885/my/oauth", "https://login.example.com:8885/my/oauth"),
        (ADDRESS, f"{ADDRESS}/oauth"),
    ],
)
def test_the_address_of_oauth_has_a_path(typed, meant):
    assert make(name="prod", identity_server=ADDRESS, oauth=typed).oauth_url == meant


def test_an_address_of_oauth_that_would_be_taken_anyway_follows_the_identity_server():
    assert make(name="prod", identity_server=ADDRESS, oauth=f"{ADDRESS}/oauth").oauth is None


@pytest.mark.parametrize(
    "typed",
    ["", "login.example.com/oauth", "https://[::1", "https://a/oauth?x=y", "https://a?x", "https://a/#/x",
     "https://a/o auth", "https://a/o\x1b", "https://user:SECRET@a/oauth", "https:///oauth", "ftp://a/oauth"],
)  # fmt: skip
def test_what_is_no_address_of_oauth_is_refused_in_words(typed):
    said = problems(name="prod", identity_server=ADDRESS, oauth=typed)
    assert list(said) == ["oauth"]
    assert "SECRET" not in said["oauth"]
    assert said["oauth"].isprintable()


@given(st.text(), st.text(), st.text(), st.text(), st.booleans())
def test_any_texts_are_a_server_or_refused_in_words(name, address, cluster, oauth, insecure):
    try:
        server = make(name=name, identity_server=address, cluster=cluster, oauth=oauth, insecure=insecure)
    except BadServer as error:
        assert error.problems
        assert all(error.problems.values())
    else:
        assert make(**asdict(server)) == server


@given(st.sampled_from(["https://", "http://"]), st.from_regex(r"[a-z0-9.-]{1,120}(:[0-9]{1,4})?", fullmatch=True))
def test_a_server_that_nobody_named_is_called_by_its_host(scheme, host):
    try:
        url = base_url(f"{scheme}{host}", insecure=True)
    except BadAddress:
        return
    server = by_address(f"{scheme}{host}", insecure=True)
    assert server.identity_server == url
    assert url.removeprefix(scheme).startswith(server.name.removesuffix("."))
    assert make(**asdict(server)) == server


def test_a_host_that_is_called_like_a_word_of_the_program_can_be_opened():
    assert by_address("https://demo").name == "demo."


def test_a_server_that_nobody_named_needs_an_address():
    with pytest.raises(BadAddress):
        by_address("prod")


# Certificates


def test_a_file_of_certificates_is_named_in_full(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    trustme.CA().cert_pem.write_to_path(tmp_path / "ca.pem")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    assert ca_file("ca.pem") == ca_file("~/ca.pem") == ca_file(str(tmp_path / "ca.pem")) == tmp_path / "ca.pem"


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("nowhere.pem", "nowhere.pem can't be read: No such file or directory."),
        (".", "can't be read: Is a directory."),
        ("notes.txt", "notes.txt has no certificates"),
        ("empty.pem", "empty.pem has no certificates"),
        ("~nobody-of-that-name/x", "is not a path"),
        ("a\0b", "is not a path"),
        ("a\udcff", "is not a path"),
    ],
)
def test_a_file_without_certificates_is_refused_in_words(tmp_path, monkeypatch, path, says):
    monkeypatch.chdir(tmp_path)
    Path("notes.txt").write_text("-----BEGIN CERTIFICATE-----\nnothing\n")
    Path("empty.pem").touch()
    with pytest.raises(BadServer) as refused:
        ca_file(path)
    assert says in refused.value.problems["ca_file"]


def test_a_relative_path_in_a_folder_that_is_gone_is_said(tmp_path, monkeypatch) -> None:
    (tmp_path / "gone").mkdir()
    monkeypatch.chdir(tmp_path / "gone")
    (tmp_path / "gone").rmdir()
    with pytest.raises(BadServer, match="The current folder is gone"):
        ca_file("ca.pem")


def test_a_log_of_tls_keys_that_can_not_be_written_has_nothing_to_do_with_the_file(tmp_path, monkeypatch) -> None:
    trustme.CA().cert_pem.write_to_path(tmp_path / "ca.pem")
    monkeypatch.setenv("SSLKEYLOGFILE", str(tmp_path / "no" / "log"))
    assert ca_file(str(tmp_path / "ca.pem")) == tmp_path / "ca.pem"
