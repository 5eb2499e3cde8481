"""The sandbox over TLS."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import threading
from typing import TYPE_CHECKING

from hypercorn.asyncio import serve
from hypercorn.config import Config

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import trustme

    from tts_tui.sandbox.app import Sandbox


@contextlib.contextmanager
def served(sandbox: Sandbox, certificate: trustme.LeafCert, folder: Path) -> Iterator[str]:
    """The sandbox over TLS with that certificate; its base URL."""
    certificate.private_key_and_cert_chain_pem.write_to_path(folder / "server.pem")
    listening = socket.create_server(("127.0.0.1", 0))
    port = listening.getsockname()[1]
    config = Config()
    config.bind = [f"fd://{listening.detach()}"]
    config.certfile = config.keyfile = str(folder / "server.pem")
    config.accesslog = config.errorlog = None
    config.include_date_header = False
    loop = asyncio.new_event_loop()
    loop.set_exception_handler(lambda *_: None)  # a client that doesn't trust it hangs up, which is the point
    stop = asyncio.Event()

    def run() -> None:
        with contextlib.closing(loop):
            loop.run_until_complete(serve(sandbox.asgi(), config, shutdown_trigger=stop.wait))  # type: ignore[arg-type]

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    try:
        yield f"https://localhost:{port}"
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join()
