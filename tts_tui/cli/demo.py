"""`tts-tui demo`: the program on sample data."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from tts_tui.cli.arguments import count
from tts_tui.cli.terminal import run

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["demo"]


def demo(words: Sequence[str]) -> int:
    """Start a sandbox and open it, signed in."""
    parser = argparse.ArgumentParser("tts-tui demo", description="Try the program on sample data, signed in.")
    parser.add_argument("--applications", type=count, default=60, metavar="N", help="how many (60)")
    options = parser.parse_args(words)

    from tts_tui.api.secret import SecretStr
    from tts_tui.sandbox.app import Sandbox
    from tts_tui.sandbox.sample import fill
    from tts_tui.sandbox.server import in_thread
    from tts_tui.servers.model import by_address
    from tts_tui.session.credentials import FoundToken
    from tts_tui.session.manager import SessionManager
    from tts_tui.session.start import Start

    sandbox = Sandbox()
    sample = fill(sandbox, options.applications)
    with in_thread(sandbox) as url:
        found = FoundToken(SecretStr(sample.key), "of the demo")
        return run(Start(by_address(url), SessionManager(keeps=False), found).ready)
