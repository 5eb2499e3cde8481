"""`tts-tui sandbox`: sample data served on this machine."""

from __future__ import annotations

import argparse
import os
import sys
from typing import TYPE_CHECKING

from tts_tui.cli.arguments import count, port
from tts_tui.cli.webhook_health import add_webhook_health, track_webhooks

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["parser", "sandbox"]


def parser() -> argparse.ArgumentParser:
    """`tts-tui sandbox`."""
    made = argparse.ArgumentParser(
        "tts-tui sandbox",
        description="Serve sample data on this machine until Ctrl+C. Prints the address, a user and its API key. "
        "Devices send by themselves only in the demo: here, simulate their uplinks.",
    )
    made.add_argument("--port", type=port, default=1885, metavar="N", help="port (default: 1885); 0 takes a free one")
    made.add_argument(
        "--applications", type=count, default=60, metavar="N", help="number of applications (default: 60)"
    )
    made.add_argument(
        "--latency", type=float, default=0, metavar="S", help="delay of each answer in seconds (default: 0)"
    )
    add_webhook_health(made)
    return made


def sandbox(words: Sequence[str]) -> int:
    """Serve until Ctrl+C."""
    options = parser().parse_args(words)

    import asyncio

    from tts_tui.sandbox.app import Sandbox
    from tts_tui.sandbox.sample import fill
    from tts_tui.sandbox.server import serve

    server = Sandbox()
    server.faults.latency = options.latency
    sample = fill(server, options.applications)
    track_webhooks(server, wanted=options.webhook_health)

    def ready(url: str) -> None:
        print(url, sample.user_id, sample.key, sep="\n", flush=True)

    try:
        asyncio.run(serve(server, port=options.port, ready=ready))
    except OSError as error:
        print(f"tts-tui sandbox: port {options.port} can't be used: {os.strerror(error.errno or 0)}", file=sys.stderr)
        return 2
    return 0
