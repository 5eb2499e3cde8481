"""The reference for an audit: httpx alone, eight requests in flight, each key parsed and kept.

`python -m benchmarks.bare_audit URL TOKEN` prints the seconds from the first request to the last key, and the CPU.
"""

from __future__ import annotations

import asyncio
import json
import ssl
import sys
import time

import httpx

_IN_FLIGHT = 8
_LIMIT = 1000


async def read(url: str, token: str) -> tuple[float, float]:
    """Read the keys of all applications. Returns the seconds that it took, and the CPU."""
    keys: list[tuple[str, ...]] = []
    async with httpx.AsyncClient(
        base_url=url, headers={"Authorization": f"Bearer {token}"}, verify=ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    ) as http:
        start, cpu = time.perf_counter(), time.process_time()
        await http.get("/api/v3/auth_info")
        query: dict[str, str | int] = {
            "order": "application_id",
            "limit": _LIMIT,
            "page": 1,
            "field_mask": "name,description",
        }
        answer = await http.get("/api/v3/search/applications", params=query)
        ids = iter([each["ids"]["application_id"] for each in json.loads(answer.content)["applications"]])

        async def some() -> None:
            query: dict[str, str | int] = {"order": "-created_at", "limit": _LIMIT, "page": 1}
            for each in ids:
                answer = await http.get(f"/api/v3/applications/{each}/api-keys", params=query)
                keys.extend(
                    (each, key["id"], key.get("name", ""), key.get("expires_at", ""), *key["rights"])
                    for key in json.loads(answer.content).get("api_keys", [])
                )

        await asyncio.gather(*(some() for _ in range(_IN_FLIGHT)))
        taken, cpu = time.perf_counter() - start, time.process_time() - cpu
    if len(keys) != 5_000:  # noqa: PLR2004 - what api_keys_server has
        raise SystemExit(f"{len(keys)} keys")
    return taken, cpu


if __name__ == "__main__":
    print(*asyncio.run(read(*sys.argv[1:3])))
