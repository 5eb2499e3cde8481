"""Sending calls: connections, the token and its renewal, retries, and which changes have no answer yet."""

from __future__ import annotations

import asyncio
import logging
import random
import re
from contextlib import aclosing, contextmanager
from typing import TYPE_CHECKING, Any, Final, Protocol, Self, TypeVar
from weakref import WeakKeyDictionary

import httpx
import msgspec

from tts_tui.api import errors
from tts_tui.api.calls import BASE_PATH, Call
from tts_tui.api.decoding import json_object
from tts_tui.api.hosts import hosts_of
from tts_tui.api.http import ask, http_client
from tts_tui.api.secret import SecretStr

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable, Generator, Iterator
    from pathlib import Path
    from types import TracebackType

    from tts_tui.api.calls import Answer
    from tts_tui.api.hosts import Hosts

__all__ = ["ATTEMPTS", "RETRY_FOR", "CallSender", "TokenSource", "Wait"]

T = TypeVar("T")

ATTEMPTS: Final = 5
"""How often a call is sent at most."""
RETRY_FOR: Final = 30.0
"""Seconds for which a call that fails is tried again. A wait that would end later is not begun."""

# Pauses are told to `on_wait`. stamina logs them too, which would end on the terminal of whoever has no logging.
logging.getLogger("stamina").addHandler(logging.NullHandler())

_SENDABLE: Final = re.compile(r"[!-~]+")
"""A token's characters. The HTTP library would quote a token with any other in its error."""


class Wait(msgspec.Struct, frozen=True):
    """A pause before a call is sent again, to be shown: seconds, the next attempt's number, and what went wrong."""

    seconds: float
    attempt: int
    error: errors.TTSError


class TokenSource(Protocol):
    """Where the token of each request comes from, when one may expire while the client is in use.

    Both methods may raise one of `tts_tui.api.errors`, but never OutcomeUnknown: nothing has been sent then.
    """

    async def token(self) -> SecretStr:
        """The token to send."""
        ...

    async def renewed(self, refused: SecretStr, why: errors.ServerError) -> SecretStr | None:
        """Another token of the same account, after the server answered 401 to `refused`; None if there is none."""
        ...


class _FixedToken:
    """A token that can't be renewed."""

    def __init__(self, token: SecretStr) -> None:
        self._token = token

    async def token(self) -> SecretStr:
        return self._token

    async def renewed(self, refused: SecretStr, why: errors.ServerError) -> None:
        del refused, why


class _Authorization(httpx.Auth):
    """Adds the token to a request, and shows it to nobody."""

    def __init__(self, token: SecretStr) -> None:
        self._token = token

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        if not _SENDABLE.fullmatch(self._token.get_secret_value()):
            raise errors.NoCredential("the token has characters that no token has; nothing was sent")
        request.headers["Authorization"] = f"Bearer {self._token.get_secret_value()}"
        yield request


class CallSender:
    """Sends calls over one pool of connections.

    `server` is its address without `/api/v3`, or its two Hosts. `ca_file` is trusted besides what the operating system
    trusts. `on_wait` is called before each pause, `on_warning` with each `X-Warning`, once. `transport` is the seam for
    tests. Raises BadTrust for a CA file, and BadProxy for a proxy's address, that can't be used.

    Reads are sent again after a network fault, 429, 503, and 502 or 504 of a proxy; writes after 429 only, where the
    server has done nothing. (`X-Rate-Limit-Retry` may be 0 while the limit still holds, so a pause is at least 1 s.)
    """

    def __init__(
        self,
        server: Hosts | str,
        token: SecretStr | TokenSource | None = None,
        *,
        ca_file: Path | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
        on_wait: Callable[[Wait], None] | None = None,
        on_warning: Callable[[str], None] | None = None,
    ) -> None:
        self.hosts = hosts_of(server)
        self.on_wait = on_wait
        self.on_warning = on_warning
        self._warnings: set[str] = set()
        self._unanswered: WeakKeyDictionary[asyncio.Task[Any], Call] = WeakKeyDictionary()
        self._token_source = _FixedToken(token) if isinstance(token, SecretStr) else token
        self._http = http_client(
            self.hosts.identity_server,
            self.hosts.cluster,
            ca_file=ca_file,
            transport=transport,
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Close all connections."""
        await self._http.aclose()

    @property
    def unanswered(self) -> tuple[Call, ...]:
        """The changes that were sent and have no answer yet, or whose answer was lost and is being looked up."""
        return tuple(call for task, call in self._unanswered.items() if not task.done())

    async def send(self, call: Call) -> Answer[dict[str, Any]]:
        """Send a call, again where that does no harm. Its answer is a JSON object.

        Raises one of `tts_tui.api.errors`.
        """
        return await self.fetch(call, json_object)

    async def fetch(self, call: Call, reader: Callable[[bytes], T | None]) -> Answer[T]:
        """Like `send`, with a `reader` of the answer's bytes: for answers that are too long to be parsed twice."""
        try:
            return await self._send_once(call, reader)
        except errors.TTSError as error:
            if not _worth_another_try(call, error):
                raise
            return await self._retry(call, reader, error)

    async def _retry(self, call: Call, reader: Callable[[bytes], T | None], first: errors.TTSError) -> Answer[T]:
        import stamina  # here, since most sessions never need it

        attempt_number = 1
        now = asyncio.get_running_loop().time
        deadline = now() + RETRY_FOR

        def wait_before_next(error: Exception) -> bool | float:
            if not isinstance(error, errors.TTSError) or not _worth_another_try(call, error):
                return False
            asked = error.retry_after if isinstance(error, errors.ServerError) else None
            seconds = max(1.0, asked or 0.0) + random.uniform(0.0, 0.5)  # noqa: S311 - jitter
            if attempt_number >= ATTEMPTS or now() + seconds > deadline:
                return False
            if self.on_wait:
                self.on_wait(Wait(seconds, attempt_number + 1, error))
            return seconds

        async for attempt in stamina.retry_context(on=wait_before_next, attempts=ATTEMPTS, timeout=None):
            with attempt:
                attempt_number = attempt.num
                if attempt.num == 1:
                    raise first
                return await self._send_once(call, reader)
        raise AssertionError("stamina raises the last error")  # pragma: no cover

    async def _send_once(self, call: Call, reader: Callable[[bytes], T | None]) -> Answer[T]:
        if self._token_source is None:
            return await self._send_with(call, reader, None)
        token = await self._token_source.token()
        try:
            return await self._send_with(call, reader, token)
        except errors.Unauthenticated as refusal:  # nothing was done, so a write may go on, too
            another = await self._token_source.renewed(token, refusal)
            if another is None:
                raise
        return await self._send_with(call, reader, another)

    async def _send_with(self, call: Call, reader: Callable[[bytes], T | None], token: SecretStr | None) -> Answer[T]:
        with self._noting_a_change(call):
            answer = await ask(
                self._http,
                call.method,
                f"{self._base_url(call)}{BASE_PATH}{call.path}",
                reader,
                writes=call.writes,
                auth=_Authorization(token) if token is not None else None,
                params=call.query,
                json=call.body,
            )
        self._tell_warning(answer.warning)
        return answer

    async def lines(self, call: Call, on_warning: Callable[[str], None] | None = None) -> AsyncGenerator[bytes, None]:
        """The lines of the stream that a call opens, as they come, until the server ends it. It is not opened again.

        Close it (`contextlib.aclosing`) when no more are wanted. `on_warning` is called with the answer's `X-Warning`,
        if it has one. Raises one of `tts_tui.api.errors`: AnswerLost where the stream breaks off.
        """

        def warned(warning: str) -> None:
            self._tell_warning(warning)
            if warning and on_warning is not None:
                on_warning(warning)

        token = await self._token_source.token() if self._token_source is not None else None
        while True:
            try:
                async with aclosing(self._open_stream(call, token, warned)) as lines:
                    async for line in lines:
                        yield line
            except errors.Unauthenticated as refusal:  # comes before the first line, if at all
                if self._token_source is None or token is None:
                    raise
                token = await self._token_source.renewed(token, refusal)
                if token is None:
                    raise
            else:
                return

    def _open_stream(
        self, call: Call, token: SecretStr | None, on_warning: Callable[[str], None]
    ) -> AsyncGenerator[bytes, None]:
        from tts_tui.api.streaming import lines_of

        return lines_of(
            self._http,
            call.method,
            f"{self._base_url(call)}{BASE_PATH}{call.path}",
            on_warning=on_warning,
            auth=_Authorization(token) if token is not None else None,
            params=call.query,
            json=call.body,
        )

    def _base_url(self, call: Call) -> str:
        return self.hosts.cluster if call.of_cluster else self.hosts.of(call.path)

    def _tell_warning(self, warning: str) -> None:
        if warning and warning not in self._warnings and self.on_warning:
            self._warnings.add(warning)
            self.on_warning(warning)

    @contextmanager
    def _noting_a_change(self, call: Call) -> Iterator[None]:
        """Note a change until it has an answer; where that is lost, until whoever sent it has looked it up."""
        task = asyncio.current_task()
        if task is None or not call.writes:
            yield
            return
        self._unanswered[task] = call
        try:
            yield
        except errors.OutcomeUnknown:
            raise
        except BaseException:
            self._unanswered.pop(task, None)
            raise
        self._unanswered.pop(task, None)


def _worth_another_try(call: Call, error: errors.TTSError) -> bool:
    if call.writes:
        return isinstance(error, errors.ResourceExhausted)
    if isinstance(error, errors.ProxyFault):
        return error.trouble in ("unreachable", "server")
    if isinstance(error, errors.Untrusted):
        return False
    return isinstance(error, errors.Unreachable | errors.AnswerLost | errors.ResourceExhausted | errors.Unavailable)
