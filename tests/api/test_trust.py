"""TLS over a real connection: which authorities are trusted, and what is said of those that aren't."""

from __future__ import annotations

import asyncio
import socket
from datetime import timedelta
from pathlib import Path

import pytest
import trustme

from tests.tls import served
from tts_tui.api import errors, oauth
from tts_tui.api.call_sender import Wait
from tts_tui.api.client import Client
from tts_tui.api.secret import SecretStr
from tts_tui.doctor.tls import check
from tts_tui.services.error_text import explain
from tts_tui.text.instants import utc_now


async def test_a_server_of_its_own_authority_is_trusted_with_that_file(authority, sandbox, tmp_path, ca_file) -> None:
    key = SecretStr(sandbox.add_key("user", "alice"))
    code = SecretStr(sandbox.add_code("alice"))
    with served(sandbox, authority.issue_cert("localhost"), tmp_path) as url:
        async with Client(url, key, ca_file=ca_file) as tts:
            assert (await tts.auth.info()).entity_id == "alice"
        tokens = await oauth.exchange(f"{url}/oauth", code, ca_file=ca_file)
        await oauth.refresh(f"{url}/oauth", tokens.refresh_token, ca_file=ca_file)


@pytest.mark.parametrize("given", ["intermediate", "own"])
@pytest.mark.parametrize("chain", [True, False], ids=["with its issuer", "alone"])
async def test_a_file_with_an_intermediate_or_the_servers_own_certificate_will_do(
    authority, sandbox, tmp_path, given: str, chain: bool
) -> None:
    intermediate = authority.create_child_ca()
    certificate = intermediate.issue_cert("localhost")
    file = tmp_path / "trusted.pem"
    (intermediate.cert_pem if given == "intermediate" else certificate.cert_chain_pems[0]).write_to_path(file)
    if not chain:
        certificate.private_key_and_cert_chain_pem = trustme.Blob(
            certificate.private_key_pem.bytes() + certificate.cert_chain_pems[0].bytes()
        )
    with served(sandbox, certificate, tmp_path) as url:
        async with Client(url, SecretStr(sandbox.add_key("user", "alice")), ca_file=file) as tts:
            assert (await tts.auth.info()).entity_id == "alice"
        (where, *_) = await check(url, file, patience=10.0, now=utc_now())
    assert (where.level, where.detail) == ("ok", f"by {file}")


async def test_a_file_with_another_hosts_certificate_will_not(authority, sandbox, tmp_path) -> None:
    file = tmp_path / "trusted.pem"
    certificate = authority.issue_cert("other.example")
    certificate.cert_chain_pems[0].write_to_path(file)
    for shown in (certificate, authority.issue_cert("localhost")):
        with served(sandbox, shown, tmp_path) as url:
            async with Client(url, SecretStr("NNSXS.A.B"), ca_file=file) as tts:
                with pytest.raises(errors.Untrusted):
                    await tts.auth.info()
    assert not sandbox.requests


async def test_without_the_file_nothing_is_sent_and_it_is_said_what_to_do(authority, sandbox, tmp_path) -> None:
    waits: list[Wait] = []
    with served(sandbox, authority.issue_cert("localhost"), tmp_path) as url:
        async with Client(url, SecretStr("NNSXS.KEYID.TOPSECRET"), on_wait=waits.append) as tts:
            with pytest.raises(errors.Untrusted) as caught:
                await tts.auth.info()
        with pytest.raises(errors.Untrusted):
            await oauth.exchange(f"{url}/oauth", SecretStr("MF2XI.A.B"))
    assert isinstance(caught.value, errors.Unreachable)
    assert not sandbox.requests
    assert not waits  # a further try would not help
    words = explain(caught.value, "sign in")
    assert words.what == "Could not sign in. The server's certificate is not trusted."
    assert words.why == "unable to get local issuer certificate"
    assert "CA file" in words.advice
    assert "TOPSECRET" not in words.text


async def test_a_certificate_of_another_host_or_time_is_not_trusted(authority, sandbox, tmp_path, ca_file) -> None:
    for certificate, why in [
        (authority.issue_cert("other.example"), "Hostname mismatch"),
        (authority.issue_cert("localhost", not_after=utc_now() - timedelta(days=1)), "expired"),
    ]:
        with served(sandbox, certificate, tmp_path) as url:
            async with Client(url, SecretStr("NNSXS.A.B"), ca_file=ca_file) as tts:
                with pytest.raises(errors.Untrusted, match=why):
                    await tts.auth.info()
    assert not sandbox.requests


@pytest.mark.parametrize(
    "content", [None, b"", b"no certificate", b"\x00\xff"], ids=["absent", "empty", "text", "bytes"]
)
async def test_a_file_that_is_no_authoritys_is_said(tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "ca.pem"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(errors.BadTrust) as caught:
        Client("https://localhost", ca_file=file)
    assert caught.value.path == str(file)
    with pytest.raises(errors.BadTrust):
        await oauth.refresh("https://localhost/oauth", SecretStr("OJSWM.A.B"), ca_file=file)
    words = explain(caught.value)
    assert str(file) in words.why
    assert "Nothing was sent" in words.advice


def test_a_connection_that_fails_for_another_reason_is_no_distrust() -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]

    async def asked() -> None:
        async with Client(f"https://127.0.0.1:{port}", SecretStr("NNSXS.A.B")) as tts:
            await oauth.revoke(tts, "alice", "ID")

    with pytest.raises(errors.Unreachable) as caught:
        asyncio.run(asked())
    assert type(caught.value) is errors.Unreachable
