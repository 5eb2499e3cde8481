"""A sandbox with 1,000 applications of 5 API keys each; it prints what `tts-tui sandbox` does."""

from __future__ import annotations

import asyncio

from tts_tui.sandbox.app import Sandbox
from tts_tui.sandbox.server import serve

_APPLICATIONS = 1_000
_KEYS = 5


def main() -> None:
    """Serve until the process ends."""
    sandbox = Sandbox()
    sandbox.add_user("alice")
    token = sandbox.add_key("user", "alice")
    for number in range(_APPLICATIONS):
        application_id = f"application-{number:04}"
        sandbox.add_application(application_id, owner="alice", name=f"Application {number}")
        for key in range(_KEYS):
            rights = ("RIGHT_APPLICATION_INFO", "RIGHT_APPLICATION_TRAFFIC_READ")
            sandbox.add_key("application", application_id, name=f"key {key}", rights=rights)
    asyncio.run(serve(sandbox, port=0, ready=lambda url: print(url, "alice", token, sep="\n", flush=True)))


if __name__ == "__main__":
    main()
