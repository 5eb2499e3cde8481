"""An audit, as the program does it.

`python -m benchmarks.audit URL TOKEN` prints the seconds from the first request to the last finding, and the CPU.
"""

from __future__ import annotations

import asyncio
import sys
import time
from datetime import timedelta

from tts_tui.api.client import Client
from tts_tui.api.secret import SecretStr
from tts_tui.services.audit.survey import Survey
from tts_tui.text.instants import utc_now


async def read(url: str, token: str) -> tuple[float, float]:
    """Audit the keys of all applications. Returns the seconds that it took, and the CPU."""
    async with Client(url, SecretStr(token)) as client:
        start, cpu = time.perf_counter(), time.process_time()
        survey = Survey(client, await client.auth.info(), within=timedelta(days=30), now=utc_now)
        report = await survey.run()
        taken, cpu = time.perf_counter() - start, time.process_time() - cpu
    if len(report.keys) != 5_000 or len(report.found) != 5_000:  # noqa: PLR2004 - what api_keys_server has
        raise SystemExit(f"{len(report.keys)} keys")
    return taken, cpu


if __name__ == "__main__":
    print(*asyncio.run(read(*sys.argv[1:3])))
