"""A loopback port to which the browser brings the code of a login, open while the program waits for it.

The server sends the browser to `http://localhost:PORT/oauth/callback`. (`pkg/oauth/callback.go` 24-44)
"""

from __future__ import annotations

import asyncio
import threading
from contextlib import contextmanager, suppress
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from socketserver import TCPServer, ThreadingMixIn
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qs, urlsplit

from tts_tui.api.oauth import CALLBACK_PORT, LandingError, LoginRefused, NoCode, read_landing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tts_tui.api.secret import SecretStr

__all__ = ["Callback", "listening"]

_PATH: Final = "/oauth/callback"
_PATIENCE: Final = 5.0
"""Seconds that a browser may take to send its request, once it has connected."""
_UNFIT: Final = "This address doesn't fit"
_PAGE: Final = """<!doctype html>
<html lang="en"><meta charset="utf-8"><title>tts-tui</title><h1>{}</h1><p>{}</p></html>
"""


class Callback:
    """A login that the program waits for: the `port` it listens on, and `code`, which waits for the browser."""

    def __init__(self, port: int, landed: asyncio.Future[SecretStr]) -> None:
        self.port = port
        self._landed = landed

    async def code(self) -> SecretStr:
        """The code of this login. Raises LoginRefused where the server sent the browser back with an error."""
        return await self._landed


@contextmanager
def listening(state: str, port: int = CALLBACK_PORT) -> Iterator[Callback]:
    """Listen on 127.0.0.1 for the login that was begun with `state`; on a free port where that one is taken.

    An address of another login, or of another host's name, gets an error page, and the waiting goes on. Needs a
    running event loop.
    """
    loop = asyncio.get_running_loop()
    landed: asyncio.Future[SecretStr] = loop.create_future()

    def settle(found: SecretStr | LoginRefused) -> None:
        if landed.done():
            return
        if isinstance(found, LoginRefused):
            landed.set_exception(found)
        else:
            landed.set_result(found)

    def arrived(found: SecretStr | LoginRefused) -> None:
        with suppress(RuntimeError):  # the program has ended meanwhile
            loop.call_soon_threadsafe(settle, found)

    class Handler(BaseHTTPRequestHandler):
        timeout = _PATIENCE

        def do_GET(self) -> None:
            """Take a code, or say what is wrong."""
            host = (self.headers.get("Host") or "").rpartition(":")[0]
            if host not in ("localhost", "127.0.0.1") or urlsplit(self.path).path != _PATH:
                self._answer(HTTPStatus.NOT_FOUND, "Nothing is here", "This port waits for a login of tts-tui.")
                return
            try:
                code = read_landing(self.path, state)
            except LoginRefused as refused:
                if parse_qs(urlsplit(self.path).query).get("state") != [state]:  # any page could say so
                    self._answer(HTTPStatus.BAD_REQUEST, _UNFIT, "It belongs to another login.")
                    return
                arrived(refused)
                self._answer(HTTPStatus.OK, "The login was refused", "The terminal says why.")
            except LandingError as error:
                words = "It has no code." if isinstance(error, NoCode) else "It belongs to another login."
                self._answer(HTTPStatus.BAD_REQUEST, _UNFIT, words)
            else:
                arrived(code)
                self._answer(
                    HTTPStatus.OK, "The code has arrived", "Continue in the terminal; you can close this page."
                )

        def _answer(self, status: HTTPStatus, title: str, words: str) -> None:
            content = _PAGE.format(title, words).encode()
            self.send_response(status)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(content)))
            self.send_header("Content-Security-Policy", "default-src 'none'")
            self.send_header("Cache-Control", "no-store")
            self.send_header("Referrer-Policy", "no-referrer")
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as the library calls it
            """Log nothing: the line would hold the code."""

    server = _bound(port, Handler)
    thread = threading.Thread(target=server.serve_forever, name="callback", kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield Callback(server.server_address[1], landed)
    finally:
        server.shutdown()
        server.server_close()
        landed.cancel()


class _Server(ThreadingMixIn, TCPServer):
    """One thread for each connection, since browsers open some that they don't use at once."""

    allow_reuse_address = True
    daemon_threads = True
    block_on_close = False

    def handle_error(self, request: object, client_address: object) -> None:
        """Print nothing: a browser that hangs up is none of the terminal's business."""


def _bound(port: int, handler: type[BaseHTTPRequestHandler]) -> _Server:
    try:
        return _Server(("127.0.0.1", port), handler)
    except OSError:
        return _Server(("127.0.0.1", 0), handler)
