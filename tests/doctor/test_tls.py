"""TLS of a host: chains that are good and chains that aren't, over a real connection on this machine."""

from __future__ import annotations

import socket
import threading
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
import trustme

from tests.doctor.conftest import NOW
from tts_tui.doctor.tls import _shown, check
from tts_tui.text.instants import utc_now

if TYPE_CHECKING:
    from pathlib import Path

    from tts_tui.doctor.findings import Finding


@pytest.fixture
def ca_file(authority: trustme.CA, tmp_path: Path) -> Path:
    file = tmp_path / "ca.pem"
    authority.cert_pem.write_to_path(file)
    return file


async def seen(url: str, ca_file: Path | None = None) -> tuple[Finding, ...]:
    return await check(url, ca_file, patience=10.0, now=utc_now())


def levels(findings: tuple[Finding, ...]) -> list[str]:
    return [each.level for each in findings]


async def test_a_chain_that_is_trusted_is_told_from_the_host_to_the_root(over_tls, sandbox, authority, ca_file) -> None:
    intermediate = authority.create_child_ca()
    with over_tls(sandbox, intermediate.issue_cert("localhost")) as url:
        findings = await seen(url, ca_file)
    assert levels(findings) == ["ok"] * 4
    assert findings[0].detail == f"by {ca_file}"
    assert findings[-1].detail.endswith("issued by itself")
    assert all(each.what.startswith("Certificate valid until ") for each in findings[1:])


async def test_an_unknown_authority_is_said_and_what_to_do(over_tls, sandbox, authority) -> None:
    with over_tls(sandbox, authority.issue_cert("localhost")) as url:
        findings = await seen(url)
    assert findings[0].level == "broken"
    assert findings[0].what == "This machine doesn't know the certificate's authority."
    assert "--ca-file" in findings[0].advice
    assert "issued by" in findings[1].detail


async def test_the_wrong_authority_is_said(over_tls, sandbox, authority, tmp_path) -> None:
    other = tmp_path / "other.pem"
    trustme.CA().cert_pem.write_to_path(other)
    with over_tls(sandbox, authority.issue_cert("localhost")) as url:
        findings = await seen(url, other)
    assert findings[0].level == "broken"
    assert findings[0].advice.startswith(str(other))


async def test_a_certificate_for_another_host_names_those_that_it_is_for(over_tls, sandbox, authority, ca_file) -> None:
    with over_tls(sandbox, authority.issue_cert("a.example", "10.0.0.1")) as url:
        findings = await seen(url, ca_file)
    assert findings[0].level == "broken"
    assert findings[0].what == "The certificate is not for localhost."
    assert findings[0].detail == "It is for a.example, 10.0.0.1."


async def test_an_expired_certificate_is_said_with_its_day(over_tls, sandbox, authority, ca_file) -> None:
    ended = utc_now() - timedelta(days=3)
    with over_tls(sandbox, authority.issue_cert("localhost", not_after=ended)) as url:
        findings = await seen(url, ca_file)
    assert levels(findings)[:2] == ["broken", "broken"]
    assert findings[0].what == "A certificate has expired."
    assert findings[1].what == f"Certificate expired on {ended.date()}."


async def test_a_certificate_that_is_not_valid_yet_points_at_the_clock(over_tls, sandbox, authority, ca_file) -> None:
    begins = utc_now() + timedelta(days=3)
    with over_tls(sandbox, authority.issue_cert("localhost", not_before=begins)) as url:
        findings = await seen(url, ca_file)
    assert findings[0].what == "A certificate is not valid yet."
    assert findings[1].what == f"Certificate valid only from {begins.date()}."
    assert "clock" in findings[0].advice


async def test_one_that_ends_soon_is_a_warning(over_tls, sandbox, authority, ca_file) -> None:
    ends = utc_now() + timedelta(days=10, hours=1)
    with over_tls(sandbox, authority.issue_cert("localhost", not_after=ends)) as url:
        findings = await seen(url, ca_file)
    assert levels(findings) == ["ok", "warn", "ok"]
    assert findings[1].what == f"Certificate expires on {ends.date()}, in 10 days."


async def test_a_self_signed_certificate_is_called_so(over_tls, sandbox, monkeypatch) -> None:
    # trustme makes none for a host, and an authority shown as one is the same to whoever looks at it.
    alone = trustme.CA()
    shown = trustme.LeafCert(alone.private_key_pem.bytes(), alone.cert_pem.bytes(), [])
    with over_tls(sandbox, shown) as url:
        findings = await seen(url)
    assert findings[0].what == "The certificate is self-signed."
    assert len(findings) == 2


async def test_plain_http_behind_https_is_said() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]

        def answer() -> None:
            connection, _ = listening.accept()
            with connection:
                connection.recv(1000)
                connection.sendall(b"HTTP/1.0 400 Bad Request\r\n\r\n")

        thread = threading.Thread(target=answer)
        thread.start()
        (finding,) = await seen(f"https://localhost:{port}")
        thread.join()
    assert finding.level == "broken"
    assert finding.what == "TLS failed."
    assert f"Port {port}" in finding.advice


async def test_a_host_that_hangs_or_is_not_there_is_said() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        (hangs,) = await check(f"https://localhost:{port}", None, patience=0.05, now=NOW)
    (gone,) = await check(f"https://localhost:{port}", None, patience=5, now=NOW)
    assert [(each.level, each.what) for each in (hangs, gone)] == [("broken", "The server can't be reached.")] * 2
    assert "timed out" in hangs.detail
    assert gone.detail == "Connection refused"


async def test_a_ca_file_that_is_none_is_left_to_whoever_reads_it(tmp_path) -> None:
    (tmp_path / "ca.pem").write_text("no certificate")
    for file in (tmp_path / "ca.pem", tmp_path / "none.pem"):
        assert await check("https://localhost:1", file, patience=5, now=NOW) == ()


def test_without_the_private_functions_the_hosts_own_certificate_is_known() -> None:
    class OfAnotherPython:
        def getpeercert(self) -> dict[str, object]:
            return {"subject": ((("commonName", "a.example"),),)}

    assert _shown(OfAnotherPython(), verified=True) == [OfAnotherPython().getpeercert()]
