"""The reference for reading a list: httpx alone, four pages in flight, each row parsed and kept.

`python -m benchmarks.bare_list URL TOKEN` prints the seconds from the first request to the last row, and the CPU.
"""

from __future__ import annotations

import asyncio
import json
import ssl
import sys
import time

import httpx

_IN_FLIGHT = 4
_LIMIT = 1000


async def read(url: str, token: str) -> tuple[float, float]:
    """Read every page. Returns the seconds that it took, and the CPU."""
    rows: list[tuple[str, str, str, str]] = []
    async with httpx.AsyncClient(
        base_url=url, headers={"Authorization": f"Bearer {token}"}, verify=ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    ) as http:

        async def page(number: int) -> int:
            query: dict[str, str | int] = {
                "order": "-created_at",
                "limit": _LIMIT,
                "page": number,
                "field_mask": "name,description",
            }
            answer = await http.get("/api/v3/applications", params=query)
            rows.extend(
                (each["ids"]["application_id"], each.get("name", ""), each.get("description", ""), each["created_at"])
                for each in json.loads(answer.content).get("applications", [])
            )
            return int(answer.headers["X-Total-Count"])

        start, cpu = time.perf_counter(), time.process_time()
        total = await page(1)
        numbers = iter(range(2, -(-total // _LIMIT) + 1))

        async def some() -> None:
            for number in numbers:
                await page(number)

        await asyncio.gather(*(some() for _ in range(_IN_FLIGHT)))
        taken, cpu = time.perf_counter() - start, time.process_time() - cpu
    if len(rows) != total:
        raise SystemExit(f"{len(rows)} rows of {total}")
    return taken, cpu


if __name__ == "__main__":
    print(*asyncio.run(read(*sys.argv[1:3])))
