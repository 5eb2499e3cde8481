"""`tts-tui demo`: the program on sample data."""

from __future__ import annotations

import argparse
import asyncio
from contextlib import ExitStack
from functools import partial
from typing import TYPE_CHECKING, Final, Self

from tts_tui.cli.arguments import count
from tts_tui.cli.terminal import run
from tts_tui.cli.webhook_health import add_webhook_health, track_webhooks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tts_tui.sandbox.app import Sandbox
    from tts_tui.session.start import Start

__all__ = ["Demo", "demo", "parser"]

_APPLICATIONS: Final = 60
_MANY_DEVICES: Final = 500
_NEWEST_DEVICES: Final = 5
"""Of the application that whoever opens the demo sees first."""
_OTHERS: Final = {"demo-staging": 12, "demo-lab": 3}
"""How many applications the other servers of the demo have."""

_WITH_STORAGE: Final = "demo-city"
"""The server that has the storage integration; the others are as the open source, which has none."""


def demo(words: Sequence[str]) -> int:
    """Open the first server of the demo, signed in."""
    options = parser().parse_args(words)
    with Demo(options.applications, webhook_health=options.webhook_health) as servers:
        return run(servers.start)


def parser() -> argparse.ArgumentParser:
    """`tts-tui demo`."""
    made = argparse.ArgumentParser(
        "tts-tui demo",
        description="Try everything on sample data, on servers that run on this machine while the demo is open. "
        "Reads and writes none of your files. Its webhooks reach this machine only; /sandbox/sink on the demo's port "
        "takes all that they deliver. "
        "To try signing in, press o and open demo-lab, then F7: its login page asks for no password.",
    )
    made.add_argument(
        "--applications",
        type=count,
        default=_APPLICATIONS,
        metavar="N",
        help=f"applications on the first server (default: {_APPLICATIONS})",
    )
    add_webhook_health(made)
    return made


class Demo:
    """Three servers with sample data on loopback ports of their own, as long as the block runs.

    The ports are taken by `start`. Each server is made when the first request arrives at its port.
    """

    def __init__(self, applications: int = _APPLICATIONS, *, webhook_health: bool = True) -> None:
        self._applications = {"demo-city": applications, **_OTHERS}
        self._webhook_health = webhook_health
        self._running = ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._running.close()

    async def start(self) -> Start:
        """How the program starts on the demo: the first server with a user's key, and all else in memory."""
        return await asyncio.to_thread(self._start)

    def _start(self) -> Start:
        from tts_tui.api.secret import SecretStr
        from tts_tui.sandbox.sample import ADMIN, USER, user_key
        from tts_tui.sandbox.server import in_thread
        from tts_tui.servers.model import Server
        from tts_tui.session.manager import SessionManager
        from tts_tui.session.start import Start

        # Nobody is signed in to the last one, so that signing in can be tried, too.
        tokens = {"demo-city": SecretStr(user_key(USER)), "demo-staging": SecretStr(user_key(ADMIN))}
        servers = [
            Server(
                name=name,
                identity_server=self._running.enter_context(
                    in_thread(
                        partial(
                            _filled, applications, webhook_health=self._webhook_health, storage=name == _WITH_STORAGE
                        )
                    )
                ),
                token="session" if name in tokens else None,
            )
            for name, applications in self._applications.items()
        ]
        return Start(servers[0], SessionManager(keeps=False, servers=servers, tokens=tokens))


def _filled(applications: int, *, webhook_health: bool, storage: bool) -> Sandbox:
    from tts_tui.sandbox.app import Sandbox
    from tts_tui.sandbox.sample import fill
    from tts_tui.sandbox.sample_traffic import SampleTraffic

    sandbox = Sandbox()
    sandbox.store.has_storage = storage
    fill(sandbox, applications, many_devices=_MANY_DEVICES, newest_devices=_NEWEST_DEVICES)
    track_webhooks(sandbox, wanted=webhook_health)
    traffic = SampleTraffic(sandbox)
    traffic.begin()
    sandbox.background.append(traffic.run)
    return sandbox
