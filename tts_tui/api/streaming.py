"""A stream: an answer without an end, one JSON object a line, as long as both sides keep it open."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import httpx

from tts_tui.api import errors
from tts_tui.api.body import TooLong, body_of, described
from tts_tui.api.http import CLOSED, NOT_SENT, no_connection, reason_of, refusal

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable

__all__ = ["LONGEST_LINE", "lines_of"]

LONGEST_LINE: Final = 4 * 1024 * 1024
"""Bytes of one line, many times what an event with all its metadata has."""
_SILENT: Final = httpx.Timeout(30.0, connect=10.0, read=None)
"""The server sends no sign of life between two events, so none is waited for. (`pkg/events/grpc/grpc.go`)"""
_LINES: Final = frozenset({"application/json", "text/event-stream"})


async def lines_of(
    http: httpx.AsyncClient, method: str, url: str, *, on_warning: Callable[[str], None], **request: Any
) -> AsyncGenerator[bytes, None]:
    """The lines of a stream as they come, blank ones left out, until the server ends it.

    `request` is what `httpx.AsyncClient.stream` takes besides; `on_warning` is given the answer's `X-Warning`, if any.
    A line may arrive in pieces, or share one with others. (recordings/10_events.json)
    Raises one of `tts_tui.api.errors`: AnswerLost where the stream breaks off.
    """
    if http.is_closed:
        raise errors.Closed(CLOSED)
    try:
        async with http.stream(method, url, timeout=_SILENT, **request) as response:
            if not response.is_success:
                raise refusal(response, await body_of(response), writes=False)
            if response.headers.get("Content-Type", "").partition(";")[0].strip() not in _LINES:
                raise errors.NotTheAPI(described(response, await body_of(response)))
            on_warning(response.headers.get("X-Warning", ""))
            rest = b""
            async for piece in response.aiter_bytes():
                *whole, rest = (rest + piece).split(b"\n") if b"\n" in piece else (rest + piece,)
                for line in whole:
                    if line := line.strip():
                        yield line
                if len(rest) > LONGEST_LINE:
                    raise errors.NotTheAPI("a line of the stream is far longer than any event")
            if rest.strip():
                yield rest.strip()
    except NOT_SENT as error:
        raise no_connection(error) from error
    except httpx.HTTPError as error:
        if http.is_closed:
            raise errors.Closed(CLOSED) from error
        raise errors.AnswerLost(reason_of(error)) from error
    except TooLong as error:
        raise errors.NotTheAPI("the answer is far longer than any of The Things Stack's") from error
