"""`make soak EVENTS=600`: live data at 1,000 events a second for so long; memory must not grow once the buffer is full.

The exit status is 1 if it grew by more than `_GROWTH`.
"""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Final

from benchmarks.processes import serving

_RATE: Final = 1_000
_GROWTH: Final = 1.05
"""The factor by which memory may grow after the buffer is full."""


def main() -> int:
    """Follow the events, and print what was measured."""
    with serving("-m", "benchmarks.events_server", str(_RATE)) as each:
        command = [sys.executable, "-m", "benchmarks.events", each.url, each.token, sys.argv[1]]
        done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    found = json.loads(done.stdout)
    for name, value in found.items():
        print(f"{name:<24} {value:10.1f}")
    return int(found["memory at the end"] > _GROWTH * found["memory when full"])


if __name__ == "__main__":
    sys.exit(main())
