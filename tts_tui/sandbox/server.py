"""The sandbox on a loopback port, by hypercorn."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import socket
import threading
from typing import TYPE_CHECKING, Final

from hypercorn.asyncio import serve as hypercorn_serve
from hypercorn.config import Config

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator

    from tts_tui.sandbox.app import Sandbox

__all__ = ["in_thread", "running", "serve"]

LOOPBACK: Final = "127.0.0.1"
_KEEP_ALIVE: Final = 120.0  # seconds; longer than a client keeps a connection, so that none is closed under a request
_GRACE: Final = 1.0  # seconds that connections get to end
_BACKLOG: Final = 128


def _bound(host: str, port: int) -> socket.socket:
    """A socket that listens already, so that the port is known and nobody is refused before the server runs."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.create_server((host, port), family=family, backlog=_BACKLOG)
    listening.setblocking(False)
    return listening


def _base_url(listening: socket.socket) -> str:
    host, port = listening.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


async def _serve(sandbox: Sandbox, listening: socket.socket, stop: asyncio.Event) -> None:
    async def stopped() -> None:
        await stop.wait()
        sandbox.faults.stop_waiting()
        sandbox.events.end_streams()

    config = Config()
    config.bind = [f"fd://{listening.detach()}"]
    config.accesslog = config.errorlog = None
    config.include_server_header = config.include_date_header = False
    config.keep_alive_timeout = _KEEP_ALIVE
    config.graceful_timeout = _GRACE
    background = [asyncio.create_task(each(), name="sandbox") for each in sandbox.background]
    try:
        await hypercorn_serve(sandbox.asgi(), config, shutdown_trigger=stopped)  # type: ignore[arg-type]
    finally:
        for task in background:
            task.cancel()
        await asyncio.gather(*background, return_exceptions=True)
        await sandbox.deliveries.stop()


@contextlib.asynccontextmanager
async def running(sandbox: Sandbox, host: str = LOOPBACK, port: int = 0) -> AsyncIterator[str]:
    """Serve the sandbox in this event loop while the block runs; yields the base URL, without `/api/v3`.

    Port 0 takes a free one. On leaving, the server has stopped.

    Raises:
        OSError: where the port is taken.
    """
    listening = _bound(host, port)
    base_url = _base_url(listening)
    stop = asyncio.Event()
    serving = asyncio.create_task(_serve(sandbox, listening, stop), name="sandbox")
    try:
        yield base_url
    finally:
        stop.set()
        await serving


@contextlib.contextmanager
def in_thread(sandbox: Sandbox | Callable[[], Sandbox], host: str = LOOPBACK, port: int = 0) -> Iterator[str]:
    """Serve the sandbox in a thread with an event loop of its own while the block runs; yields the base URL.

    A function is called to make the sandbox when the first request arrives.

    Raises:
        OSError: where the port is taken.
    """
    listening = _bound(host, port)
    base_url = _base_url(listening)
    loop = asyncio.new_event_loop()
    stop = asyncio.Event()

    def run() -> None:
        with contextlib.closing(loop):
            serving = _serve_when_asked if callable(sandbox) else _serve
            loop.run_until_complete(serving(sandbox, listening, stop))  # type: ignore[arg-type]

    thread = threading.Thread(target=run, name="sandbox", daemon=True)
    thread.start()
    try:
        yield base_url
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join()


async def _serve_when_asked(make: Callable[[], Sandbox], listening: socket.socket, stop: asyncio.Event) -> None:
    loop, woken = asyncio.get_running_loop(), asyncio.Event()
    loop.add_reader(listening, woken.set)
    stopping = asyncio.ensure_future(stop.wait())
    stopping.add_done_callback(lambda _: woken.set())
    await woken.wait()
    loop.remove_reader(listening)
    stopping.cancel()
    if stop.is_set():
        listening.close()
    else:
        await _serve(make(), listening, stop)


async def serve(
    sandbox: Sandbox, host: str = LOOPBACK, port: int = 0, *, ready: Callable[[str], object] = lambda _: None
) -> None:
    """Serve the sandbox until SIGINT or SIGTERM; `ready` is told the base URL once the port is bound.

    Raises:
        OSError: where the port is taken.
    """
    listening = _bound(host, port)
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    ready(_base_url(listening))
    await _serve(sandbox, listening, stop)
