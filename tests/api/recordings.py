"""The recorded exchanges with a real server."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

import httpx

from tests.api.seam import BASE, SECRET
from tts_tui.api.calls import BASE_PATH, Call
from tts_tui.api.client import Client

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    Test = Callable[["Exchange"], None]

FOLDER = Path(__file__).parents[1] / "recordings"


@dataclass(frozen=True)
class Exchange:
    """A request and its answer."""

    file: str
    name: str
    method: str
    path: str
    query: dict[str, str]
    token: str
    sent: Any
    status: int
    headers: dict[str, str]
    json: Any
    chunks: list[str] | None

    def __str__(self) -> str:
        return f"{self.file}: {self.name}"

    def handler(self, _: httpx.Request) -> httpx.Response:
        """Give the recorded answer to any request."""
        headers = {key: value for key, value in self.headers.items() if key != "content-length"}
        content = "".join(self.chunks) if self.chunks is not None else json.dumps(self.json)
        return httpx.Response(self.status, content=content.encode(), headers=headers)

    def client(self) -> Client:
        """A client whose every call gets the recorded answer."""
        from tts_tui.api.secret import SecretStr

        return Client(BASE, SecretStr(SECRET), transport=httpx.MockTransport(self.handler))

    @property
    def call(self) -> Call:
        """The recorded request, as the adapter sends one."""
        body = self.sent if isinstance(self.sent, dict) else None
        return Call(self.method, self.path.removeprefix(BASE_PATH), self.query, body)  # type: ignore[arg-type]

    def matches(self, method: str, pattern: str) -> re.Match[str] | None:
        """Whether the request has that method and a path below /api/v3 of that form."""
        return re.fullmatch(BASE_PATH + pattern, self.path) if self.method == method else None


def _read(folder: Path) -> Iterator[Exchange]:
    for file in sorted(folder.glob("*.json")):
        for entry in json.loads(file.read_text("utf-8")):
            if "request" not in entry:
                continue
            request, response = entry["request"], entry["response"]
            yield Exchange(
                file=file.stem,
                name=entry["name"],
                method=request["method"],
                path=request["path"],
                query=dict(parse_qsl(request["query"], keep_blank_values=True)),
                token=request["token"],
                sent=request["json"],
                status=response["status"],
                headers=response["headers"],
                json=response.get("json"),
                chunks=response.get("chunks"),
            )


EXCHANGES = tuple(_read(FOLDER))


@cache
def alone(file: str) -> tuple[Exchange, ...]:
    """The exchanges of a file that goes with no other."""
    return tuple(each for each in _read(FOLDER / "self-contained") if each.file.startswith(file))


def some(method: str, pattern: str, *, status: int | None = 200) -> Callable[[Test], Callable[[], None]]:
    """Run a test with each recorded request of that method and path, with that status or with any."""
    found = [each for each in EXCHANGES if each.matches(method, pattern) and status in (None, each.status)]
    if not found:
        raise LookupError(f"no recorded {method} {pattern}")
    return each_of(found)


def each_of(exchanges: Sequence[Exchange]) -> Callable[[Test], Callable[[], None]]:
    """Run a test with one exchange after another: an error names the exchange."""

    def decorator(test: Test) -> Callable[[], None]:
        def run() -> None:
            for exchange in exchanges:
                try:
                    test(exchange)
                except BaseException as error:
                    error.add_note(str(exchange))
                    raise

        run.__name__ = test.__name__
        return run

    return decorator


def recorded(file: str, name: str, nth: int = 0) -> Exchange:
    """The recorded exchange of that name, the first unless said otherwise."""
    return [each for each in EXCHANGES if each.file.startswith(file) and each.name == name][nth]


def instant(text: str | None) -> datetime | None:
    """An RFC 3339 instant, digit by digit, to the microsecond."""
    if text is None:
        return None
    whole, _, fraction = text.removesuffix("Z").partition(".")
    moment = datetime.strptime(whole, "%Y-%m-%dT%H:%M:%S").replace(tzinfo=UTC)
    return moment + timedelta(microseconds=int((fraction + "000000")[:6]))
