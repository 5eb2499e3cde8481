"""What the doctor's tests put around it: a question, a server in its place, and a look at what it found."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx

from tests.doctor.conftest import NOW
from tts_tui.api.secret import SecretStr
from tts_tui.doctor import CheckContext, Finding, Inquiry, examine
from tts_tui.sandbox import Sandbox
from tts_tui.servers.servers_file import ServerFile
from tts_tui.session.credentials import FoundToken

if TYPE_CHECKING:
    from collections.abc import Callable

URL = "https://thethings.example.com"
ENVIRON = {"TERM": "xterm-256color", "COLORTERM": "truecolor"}


def asked(named: str | None = URL, given: FoundToken | Finding | None = None, known: str | None = None) -> Inquiry:
    return Inquiry(named, known, given, insecure=False, environ=ENVIRON, size=(80, 24), encoding="utf-8")


def of(token: str, source: str = "from TTS_TUI_TOKEN") -> FoundToken:
    return FoundToken(SecretStr(token), source)


async def report(
    question: Inquiry,
    transport: httpx.AsyncBaseTransport | Sandbox | None = None,
    *,
    patience: float = 10.0,
    now: Callable[[], object] = lambda: NOW,
) -> dict[str, tuple[Finding, ...]]:
    if isinstance(transport, Sandbox):
        transport = httpx.ASGITransport(app=transport.asgi())
    sections = {}
    async for section in examine(question, CheckContext(patience, now, transport)):
        sections[section.title] = section.findings
    assert list(sections)[-1] == "Terminal"
    return sections


def one(findings: tuple[Finding, ...], says: str) -> Finding:
    (found,) = [each for each in findings if says in f"{each.what} {each.detail}"]
    return found


def broken(sections: dict[str, tuple[Finding, ...]]) -> list[str]:
    return [each.what for findings in sections.values() for each in findings if each.level == "broken"]


def written(sections: dict[str, tuple[Finding, ...]]) -> str:
    return repr(sections)


def answering(*answers: httpx.Response | Exception) -> httpx.MockTransport:
    """Answers in turn, the last one again and again."""
    left = list(answers)

    def answer(_: httpx.Request) -> httpx.Response:
        given = left.pop(0) if len(left) > 1 else left[0]
        if isinstance(given, Exception):
            raise given
        return given

    return httpx.MockTransport(answer)


def named_server(token: str = "file") -> None:
    file = ServerFile()
    file.path.parent.mkdir(parents=True)
    file.path.write_text(f'[servers.prod]\nidentity_server = "{URL}"\ntoken = "{token}"\n')


HTML = httpx.Response(200, text="<html>Sign in</html>", headers={"content-type": "text/html"})
