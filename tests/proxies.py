"""A proxy on this machine: HTTP CONNECT or SOCKS5. Whatever host it is asked for, it connects to one server."""

from __future__ import annotations

import base64
import contextlib
import ipaddress
import socket
import threading
from dataclasses import dataclass, field
from socketserver import StreamRequestHandler, ThreadingTCPServer
from typing import TYPE_CHECKING, Final, Literal
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator

Kind = Literal["http", "socks5"]

REPLIES: Final = {"ok": 0, "forbidden": 2, "unreachable": 4}
"""What a SOCKS proxy says to a wish to connect. (RFC 1928)"""
_ADDRESS_BYTES: Final = {1: 4, 4: 16}


@dataclass
class Proxy:
    """Where it is, the hosts with ports that it was asked for, and what it demands and answers."""

    kind: Kind
    address: str
    server: tuple[str, int]
    asked: list[str] = field(default_factory=list)
    user: str = ""
    """`user:password`, without which it refuses."""
    status: str = "200 Connection established"
    """Of HTTP."""
    reply: str = "ok"
    """Of SOCKS."""
    cut: bool = False
    """Whether it hangs up as soon as the way is open."""

    @property
    def url(self) -> str:
        return f"{self.kind}://{self.address}"


@contextlib.contextmanager
def proxying(kind: Kind, server_url: str) -> Iterator[Proxy]:
    """A proxy to the server at that base URL, while the block runs."""
    parts = urlsplit(server_url)
    assert parts.port is not None

    class Handler(StreamRequestHandler):
        def handle(self) -> None:
            with contextlib.suppress(OSError):
                if (_http if kind == "http" else _socks)(self, proxy) and not proxy.cut:
                    self._join()

        def _join(self) -> None:
            with socket.create_connection(proxy.server) as far:
                back = threading.Thread(target=_pump, args=(far, self.connection), daemon=True)
                back.start()
                _pump(self.connection, far)
                back.join()

    with ThreadingTCPServer(("127.0.0.1", 0), Handler) as listening:
        listening.daemon_threads = True
        proxy = Proxy(kind, f"127.0.0.1:{listening.server_address[1]}", ("127.0.0.1", parts.port))
        thread = threading.Thread(target=listening.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield proxy
        finally:
            listening.shutdown()
            thread.join()


def _pump(source: socket.socket, target: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while data := source.recv(65_536):
            target.sendall(data)
    with contextlib.suppress(OSError):
        target.shutdown(socket.SHUT_WR)


def _http(handler: StreamRequestHandler, proxy: Proxy) -> bool:
    method, target, _ = handler.rfile.readline().decode().split(" ")
    headers = {}
    while line := handler.rfile.readline().decode().strip():
        name, _, value = line.partition(": ")
        headers[name.lower()] = value
    assert method == "CONNECT"
    proxy.asked.append(target)
    status = proxy.status
    given = headers.get("proxy-authorization", "Basic ").removeprefix("Basic ")
    if base64.b64decode(given).decode() != proxy.user:
        status = "407 Proxy Authentication Required"
    handler.wfile.write(f"HTTP/1.1 {status}\r\nContent-Length: 0\r\n\r\n".encode())
    return status.startswith("200")


def _socks(handler: StreamRequestHandler, proxy: Proxy) -> bool:
    read, write = handler.rfile.read, handler.wfile.write
    version, count = read(2)
    method = 2 if proxy.user else 0
    if version != 5 or method not in read(count):
        write(b"\x05\xff")
        return False
    write(bytes((5, method)))
    if proxy.user:
        user = read(read(2)[1])
        password = read(read(1)[0])
        known = f"{user.decode()}:{password.decode()}" == proxy.user
        write(bytes((1, not known)))
        if not known:
            return False
    _, _, _, kind = read(4)
    host = read(read(1)[0]).decode() if kind == 3 else str(ipaddress.ip_address(read(_ADDRESS_BYTES[kind])))
    proxy.asked.append(f"{host}:{int.from_bytes(read(2))}")
    reply = REPLIES[proxy.reply]
    write(bytes((5, reply, 0, 1)) + b"\0" * 6)
    return reply == 0
