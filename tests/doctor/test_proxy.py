"""What the doctor says of the proxy through which a server is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import trustme

from tests.doctor.seam import asked, broken, named_server, one, report
from tests.proxies import Kind, proxying
from tts_tui import cli
from tts_tui.servers.servers_file import ServerFile

if TYPE_CHECKING:
    from pathlib import Path

PROXY = "http://proxy.example:3128"


async def test_each_host_is_told_with_the_proxy_that_it_is_asked_through(sandbox, monkeypatch) -> None:
    named_server()
    file = ServerFile().path
    file.write_text(file.read_text() + 'cluster = "https://cluster.example"\n')
    monkeypatch.setenv("HTTPS_PROXY", "http://me:HIDDEN@proxy.example:3128")
    sections = await report(asked("prod"), sandbox)
    for host in ("thethings.example.com", "cluster.example"):
        assert one(sections["Server"], f"{host}: Connected through the proxy {PROXY} (HTTPS_PROXY).").level == "ok"
    monkeypatch.setenv("NO_PROXY", "cluster.example")
    sections = await report(asked("prod"), sandbox)
    assert one(sections["Server"], "Connected through").what.startswith("thethings.example.com: ")
    assert "HIDDEN" not in repr(sections)


async def test_without_a_proxy_none_is_told(sandbox) -> None:
    assert "proxy" not in repr((await report(asked(), sandbox))["Server"])


async def test_one_whose_address_can_not_be_used_is_told_once_and_nothing_is_asked(sandbox, monkeypatch) -> None:
    monkeypatch.setenv("ALL_PROXY", "socks4://proxy.example:1080")
    sections = await report(asked(), sandbox)
    assert broken(sections) == ["Could not ask the server. The address of the proxy can't be used."]
    assert "ALL_PROXY: Of SOCKS, only version 5" in one(sections["Server"], "the proxy").detail
    assert not sandbox.requests


@pytest.mark.parametrize("kind", ["http", "socks5"])
def test_the_server_is_asked_through_it(capsys, monkeypatch, over_tls, sandbox, tmp_path: Path, kind: Kind) -> None:
    authority = trustme.CA()
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    named_server()
    file = ServerFile().path
    file.write_text(file.read_text() + f'ca_file = "{tmp_path / "ca.pem"}"\n')
    with (
        over_tls(sandbox, authority.issue_cert("thethings.example.com")) as url,
        proxying(kind, url) as proxy,
    ):
        monkeypatch.setenv("ALL_PROXY", proxy.url)
        assert cli.main(["doctor", "prod"]) == 0
        out = " ".join(capsys.readouterr().out.split())
        assert f"Connected through the proxy {proxy.url} (ALL_PROXY)." in out
        assert "The Things Stack answers." in out
        proxy.status, proxy.reply = "403 Forbidden", "forbidden"
        assert cli.main(["doctor", "prod"]) == 1
        out = " ".join(capsys.readouterr().out.split())
        assert f"The proxy {proxy.url} (ALL_PROXY) refuses to connect to the server." in out
    assert set(proxy.asked) == {"thethings.example.com:443"}
