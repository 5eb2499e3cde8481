from __future__ import annotations

import asyncio
import contextlib
import socket
import threading
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
import trustme
from hypercorn.asyncio import serve
from hypercorn.config import Config

from tts_tui.sandbox import Sandbox

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)


@pytest.fixture
def sandbox() -> Sandbox:
    """A server with a user `alice`, where it is always the same moment."""
    made = Sandbox(clock=lambda: NOW)
    made.add_user("alice")
    return made


@pytest.fixture(scope="session")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def over_tls(tmp_path: Path) -> Callable[[Sandbox, trustme.LeafCert], contextlib.AbstractContextManager[str]]:
    """Serves a sandbox over TLS with that certificate while the block runs; gives the base URL."""

    @contextlib.contextmanager
    def running(sandbox: Sandbox, certificate: trustme.LeafCert) -> Iterator[str]:
        certificate.private_key_pem.write_to_path(tmp_path / "key.pem")
        (tmp_path / "chain.pem").write_bytes(b"".join(each.bytes() for each in certificate.cert_chain_pems))
        listening = socket.create_server(("127.0.0.1", 0))
        port = listening.getsockname()[1]
        config = Config()
        config.bind = [f"fd://{listening.detach()}"]
        config.certfile, config.keyfile = str(tmp_path / "chain.pem"), str(tmp_path / "key.pem")
        config.accesslog = config.errorlog = None
        config.include_date_header = False
        loop = asyncio.new_event_loop()
        # A client that trusts nothing hangs up in the middle, which is the point here.
        loop.set_exception_handler(lambda *_: None)
        stop = asyncio.Event()

        def run() -> None:
            with contextlib.closing(loop):
                loop.run_until_complete(serve(sandbox.asgi(), config, shutdown_trigger=stop.wait))

        thread = threading.Thread(target=run, daemon=True)
        thread.start()
        try:
            yield f"https://localhost:{port}"
        finally:
            loop.call_soon_threadsafe(stop.set)
            thread.join()

    return running
