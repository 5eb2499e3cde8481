"""Files of `ttn-lw-cli` that can't be read, or make no sense: said, and no secret shown."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.session.imports.cli_files import JSON, cache, config, named, one
from tts_tui.session.imports.ttn_lw_cli import BadFile, read

LINES = st.text() | st.sampled_from(
    ["oauth-server-address: ", "ca: ", "insecure: ", "[", "\n", "https://", "a.example"]
)


@pytest.mark.parametrize(
    ("text", "line", "why"),
    [
        ("a: b\n  c: [\n", 2, "Not YAML"),
        ("a: \x01\n", None, "Not YAML"),
        ("- a\n", 1, "no settings"),
        ("\njust words\n", 2, "no settings"),
        ("a: b\nca: [x]\n", 2, "ca has one value"),
        ("identity-server-grpc-address:\n  host: x\n", 2, "one value"),
        ("identity-server-grpc-address: 'a b'\n", 1, "Not an address"),
        ("\nidentity-server-grpc-address: user:pass@a.example\n", 2, "Leave user and password out"),
        ("oauth-server-address: a.example/oauth\n", 1, "starts with https://"),
        ("oauth-server-address: 'https://[/oauth'\n", 1, "starts with https://"),
        ("oauth-server-address: ftp://a.example/oauth\n", 1, "Not an address"),
        ("oauth-server-address: http://a.example/oauth\n", 1, "lets others on the network read your token"),
        ('identity-server-grpc-address: a.example\nca: "a\\0b"\n', 2, "Not a path"),
    ],
)
def test_a_config_that_can_not_be_used_is_said_with_its_line(here: Path, text: str, line: int | None, why: str) -> None:
    file = config(here, text)
    with pytest.raises(BadFile, match=re.escape(why)) as caught:
        read(file)
    assert (caught.value.path, caught.value.line) == (file, line)
    assert str(file) in str(caught.value)
    assert (f"line {line}" in str(caught.value)) is (line is not None)
    assert "pass" not in str(caught.value).replace("password", "")


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (b"{\n,}", 2),
        (b"", 1),
        (b"[]", 1),
        (b'{"by_id": 1}', 1),
        (b"\n\xff", 2),
        (b"[" * 9_999, None),
    ],
)
def test_a_cache_that_can_not_be_read_is_said(here: Path, content: bytes, line: int | None) -> None:
    file = cache({})
    file.write_bytes(content)
    with pytest.raises(BadFile) as caught:
        read()
    assert (caught.value.path, caught.value.line) == (file, line)


@pytest.mark.parametrize(
    "data", [{"by_id": {"x": None}}, {"by_id": {"x": []}}, {"api_key": 1, "hosts": "x"}, {"other": {}}]
)
def test_a_cache_of_odd_shape_has_no_login(here: Path, data: object) -> None:
    cache(data)
    assert one(read(config(here, credentials_id="x"))).credential is None


def test_a_key_that_no_request_can_carry_is_none(here: Path) -> None:
    cache(named(api_key="NNSXS.\n.X"))
    assert one(read(config(here))).credential is None


def test_a_file_without_end_and_one_without_sense_are_refused(here: Path) -> None:
    file = config(here)
    file.write_bytes(b"#" * 1_000_001)
    with pytest.raises(BadFile, match="larger than 1 MB"):
        read(file)
    file.unlink()
    with pytest.raises(BadFile, match="no such file"):
        read(file)
    os.mkfifo(file)
    with pytest.raises(BadFile, match="no such file"):
        read(file)


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is forbidden to root")
def test_a_cache_that_may_not_be_read_is_said() -> None:
    cache({}, mode=0)
    with pytest.raises(BadFile, match="Permission denied"):
        read()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(LINES), st.dictionaries(st.sampled_from(["", "x", "a.example", "by_id", "api_key", "hosts"]), JSON))
def test_whatever_the_files_hold_it_is_read_or_said_and_no_secret_is_in_it(
    tmp_path: Path, text: list[str], logins: dict[str, object]
) -> None:
    (tmp_path / "config").write_text("".join(text), encoding="utf-8", errors="replace")
    cache({**logins, "by_id": logins})
    for name in (None, tmp_path / "config"):
        try:
            found = read(name)
        except BadFile as error:
            assert "SECRET" not in str(error)
        else:
            assert "SECRET" not in repr(found)
