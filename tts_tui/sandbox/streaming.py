"""Answers that go on: one JSON object a line, each sent at once.

Source: `pkg/jsonpb/ttn.go` 170-182; recordings/self-contained/23_events_names.json, as server-sent events and with
gzip accepted.
"""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING, Final

from starlette.responses import StreamingResponse

from tts_tui.sandbox.wire import encode

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping

    from starlette.responses import Response

    from tts_tui.sandbox.call import Stream

__all__ = ["stream_response"]

_SERVER_SENT: Final = "text/event-stream"
_GZIP_WINDOW: Final = 16 + zlib.MAX_WBITS


def stream_response(stream: Stream, asked: Mapping[str, str], headers: dict[str, str]) -> Response:
    """The answer to a call that opens a stream: lines, or with `Accept: text/event-stream` blocks without `data:`."""
    server_sent = asked.get("accept") == _SERVER_SENT
    gap = b"\n\n" if server_sent else b"\n"

    async def lines() -> AsyncIterator[bytes]:
        async for each in stream.messages:
            yield encode({"result": each}) + gap

    content, kind = lines(), _SERVER_SENT if server_sent else "application/json"
    headers = {**headers, "content-type": kind}
    if "gzip" in asked.get("accept-encoding", ""):
        content, headers = _packed(content), {**headers, "content-encoding": "gzip"}
    return StreamingResponse(content, headers=headers)


async def _packed(parts: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    packer = zlib.compressobj(wbits=_GZIP_WINDOW)
    async for part in parts:
        yield packer.compress(part) + packer.flush(zlib.Z_SYNC_FLUSH)
    yield packer.flush()
