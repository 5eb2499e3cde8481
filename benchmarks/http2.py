"""Whether HTTP/2 would help: the same requests over TLS by HTTP/1.1 and by HTTP/2, on loopback and on a slow line.

`python -m benchmarks.http2` prints medians in milliseconds, with new connections and with open ones.
"""

from __future__ import annotations

import asyncio
import contextlib
import ssl
import statistics
import subprocess
import sys
import tempfile
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from benchmarks.processes import output_of

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    import httpx

_APPLICATIONS: Final = 10_000
_PAGES: Final = 10
_IN_FLIGHT: Final = 4
_DELAY: Final = 0.15
"""Seconds in each direction of a line with a round trip of 300 ms."""
_TIMES: Final = 7
_HERE: Final = "127.0.0.1"
_IMPORT: Final = """
import httpx, time
start = time.perf_counter()
import httpcore._async.http2
print(time.perf_counter() - start)
"""


# The server, and a line to it


async def _serve(folder: Path) -> None:
    import trustme
    from hypercorn.asyncio import serve
    from hypercorn.config import Config

    from tts_tui.sandbox.app import Sandbox
    from tts_tui.sandbox.sample import fill

    authority = trustme.CA()
    authority.cert_pem.write_to_path(folder / "ca.pem")
    authority.issue_cert(_HERE).private_key_and_cert_chain_pem.write_to_path(folder / "server.pem")
    sandbox = Sandbox()
    sample = fill(sandbox, _APPLICATIONS)
    near = _free_port()
    config = Config()
    config.bind = [f"{_HERE}:{near}"]
    config.certfile = config.keyfile = str(folder / "server.pem")
    config.accesslog = config.errorlog = None
    far = await asyncio.start_server(partial(_line, near), _HERE, 0)
    async with far:
        print(near, far.sockets[0].getsockname()[1], sample.key, flush=True)
        await serve(sandbox.asgi(), config, shutdown_trigger=asyncio.Event().wait)  # type: ignore[arg-type]


def _free_port() -> int:
    import socket

    with socket.create_server((_HERE, 0)) as listening:
        return int(listening.getsockname()[1])


async def _line(port: int, client_in: asyncio.StreamReader, client_out: asyncio.StreamWriter) -> None:
    """Forward a connection with each byte delayed by `_DELAY`, and the first ones by the TCP handshake, too."""
    await asyncio.sleep(2 * _DELAY)
    server_in, server_out = await asyncio.open_connection(_HERE, port)
    with contextlib.suppress(OSError):
        await asyncio.gather(_late(client_in, server_out), _late(server_in, client_out))


async def _late(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
    later = asyncio.get_running_loop().call_later
    while data := await source.read(65_536):
        later(_DELAY, target.write, data)
    later(_DELAY, target.close)


# What is asked


async def _start(http: httpx.AsyncClient) -> None:
    await asyncio.gather(http.get("/auth_info"), _page(http, 1))


async def _application(http: httpx.AsyncClient) -> None:
    one = "/applications/pump-stations"
    await asyncio.gather(*(http.get(one + more) for more in ("", "/rights", "/api-keys", "/devices", "/collaborators")))


async def _list(http: httpx.AsyncClient) -> None:
    await _page(http, 1)
    numbers = iter(range(2, _PAGES + 1))

    async def some() -> None:
        for number in numbers:
            await _page(http, number)

    await asyncio.gather(*(some() for _ in range(_IN_FLIGHT)))


async def _page(http: httpx.AsyncClient, number: int) -> None:
    query = {"order": "-created_at", "limit": "1000", "page": str(number), "field_mask": "name,description"}
    (await http.get("/applications", params=query)).raise_for_status()


_ASKED: Final[dict[str, Callable[[httpx.AsyncClient], Awaitable[None]]]] = {
    "the first page, and whose token it is": _start,
    "opening an application: five questions": _application,
    "a list of 10,000, 4 pages in flight": _list,
}


# Measuring


@contextlib.asynccontextmanager
async def _client(port: int, key: str, trust: ssl.SSLContext, version: int) -> AsyncIterator[httpx.AsyncClient]:
    import httpx

    async with httpx.AsyncClient(
        base_url=f"https://{_HERE}:{port}/api/v3",
        headers={"Authorization": f"Bearer {key}"},
        verify=trust,
        http1=version == 1,
        http2=version != 1,
        timeout=30,
    ) as http:
        yield http


async def _measure(near: int, far: int, key: str, ca_file: Path) -> None:
    print(f"{'':<40} {'':>12} {'HTTP/1.1':>18} {'HTTP/2':>18}\n{'':<53} {'new    warm':>18} {'new    warm':>18}")
    for where, port in (("loopback", near), ("300 ms", far)):
        for what, ask in _ASKED.items():
            found: dict[tuple[int, str], list[float]] = {}
            for _ in range(_TIMES):
                for version in (1, 2):
                    trust = ssl.create_default_context(cafile=str(ca_file))
                    async with _client(port, key, trust, version) as http:
                        for state in ("new", "warm"):
                            start, cpu = time.perf_counter(), time.process_time()
                            await ask(http)
                            found.setdefault((version, state), []).append(time.perf_counter() - start)
                            found.setdefault((version, f"CPU {state}"), []).append(time.process_time() - cpu)
            for kind, unit in (("", "ms"), ("CPU ", "ms CPU")):
                row = [
                    1000 * statistics.median(found[version, kind + s]) for version in (1, 2) for s in ("new", "warm")
                ]
                words = " ".join(f"{each:9.0f}" for each in row)
                print(f"{what:<40} {where + ', ' + unit:>16} {words}", flush=True)


def main() -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        command = [sys.executable, "-m", "benchmarks.http2", name]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            try:
                if process.stdout is None or not (said := process.stdout.readline().split()):
                    raise SystemExit("the server says nothing")
                asyncio.run(_measure(int(said[0]), int(said[1]), said[2], folder / "ca.pem"))
            finally:
                process.terminate()
    times = [float(output_of("-c", _IMPORT)) for _ in range(_TIMES)]
    print(f"importing h2: {1000 * min(times):.0f} ms")


if __name__ == "__main__":
    asyncio.run(_serve(Path(sys.argv[1]))) if sys.argv[1:] else main()
