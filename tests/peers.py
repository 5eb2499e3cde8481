"""What listens at the wrong port, or breaks off: a peer on loopback that gives bytes of its own."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import struct
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

GO_TLS = b"HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n"
"""What Go's server says on a TLS port to whoever speaks plain http. (`net/http/server.go`)"""
NGINX_TLS = (
    b"HTTP/1.1 400 Bad Request\r\nServer: nginx\r\nContent-Type: text/html\r\nContent-Length: 103\r\n\r\n"
    b"<html><head><title>400 The plain HTTP request was sent to HTTPS port</title></head><body></body></html>\n"
)
TLS_ALERT = bytes.fromhex("15030100020246")
"""A record of TLS: alert, fatal, protocol version."""
GRPC = bytes.fromhex("000006040000000000000500004000")
"""What a gRPC server begins with: a SETTINGS frame of HTTP/2."""

_RESET = struct.pack("ii", 1, 0)


class Peer:
    """How often somebody came, and what the last one sent."""

    def __init__(self) -> None:
        self.port = 0
        self.connections = 0
        self.got = b""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


@contextlib.asynccontextmanager
async def peer(answer: bytes, *, reads: int = 1, reset: bool = False, stays: bool = False) -> AsyncIterator[Peer]:
    """A peer that reads `reads` bytes at least, answers, and hangs up: in order, by a reset, or not at all."""
    made = Peer()
    done = asyncio.Event()

    async def served(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        made.connections += 1
        made.got = b""
        while len(made.got) < reads and (some := await reader.read(65536)):
            made.got += some
        writer.write(answer)
        await writer.drain()
        if stays:
            await done.wait()
        if reset:
            writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
            writer.transport.abort()
        writer.close()

    server = await asyncio.start_server(served, "127.0.0.1", 0)
    made.port = server.sockets[0].getsockname()[1]
    try:
        yield made
    finally:
        done.set()
        server.close()
        await server.wait_closed()
