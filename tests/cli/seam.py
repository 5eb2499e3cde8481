"""What the tests of `tts-tui login` and `logout` look at: what is stored, and what a token is worth."""

from __future__ import annotations

import asyncio
import io
import re
from collections.abc import Callable
from typing import TYPE_CHECKING

import httpx
import pytest

from tts_tui import cli
from tts_tui.api import errors
from tts_tui.api.client import Client
from tts_tui.servers.model import by_address
from tts_tui.servers.servers_file import ServerFault, ServerFile, Servers
from tts_tui.session.credentials.file import TokenFile

if TYPE_CHECKING:
    from tts_tui.api.secret import SecretStr
    from tts_tui.session.credentials import Credential

SECRET = re.compile(r"(NNSXS|MFRWG|MF2XI|OJSWM)\.[A-Z0-9]+\.[A-Z0-9]+")
TTS = Callable[..., tuple[int, str, str]]


class Person(io.StringIO):
    """Opens the address that was printed, and pipes in where the browser landed."""

    def __init__(self, said: pytest.CaptureFixture[str], change: Callable[[str], str] = str) -> None:
        super().__init__()
        self._said = said
        self._change = change

    def readline(self, size: int = -1) -> str:
        address = re.search(r"^http\S+$", self._said.readouterr().out, re.MULTILINE)
        assert address is not None
        landed = httpx.get(address[0], follow_redirects=True, trust_env=False).url
        return f"{self._change(str(landed))}\n"


def refused(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    """What is said when those words end with status 2."""
    with pytest.raises(SystemExit) as end:
        cli.main(words)
    assert end.value.code == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert not SECRET.search(said.err)
    return said.err


def stored(url: str) -> Credential | None:
    """What is in the file of tokens for the server at that address, by its name if it has one."""
    try:
        there = ServerFile().read()
    except ServerFault:
        there = Servers()
    return asyncio.run(TokenFile().find(there.entry(by_address(url))))


def refusal(url: str, token: SecretStr) -> type[errors.TTSError] | None:
    """What the server has against a token."""

    async def ask() -> type[errors.TTSError] | None:
        async with Client(url, token) as tts:
            try:
                await tts.auth.info()
            except errors.TTSError as error:
                return type(error)
        return None

    return asyncio.run(ask())
