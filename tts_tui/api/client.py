"""The HTTP client of the adapter: one connection pool, the token, time-outs, retries.

async with Client("https://thethings.example.com", token) as tts:
    page = await tts.applications.page(order="-created_at")
"""

from __future__ import annotations

import asyncio
import logging
import random
import re
from contextlib import aclosing, contextmanager
from functools import cached_property
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
    from tts_tui.api.resources.accounts import Accounts
    from tts_tui.api.resources.api_keys import APIKeys
    from tts_tui.api.resources.applications import Applications
    from tts_tui.api.resources.auth_info import Auth
    from tts_tui.api.resources.collaborators import Collaborators
    from tts_tui.api.resources.configuration import Configuration
    from tts_tui.api.resources.downlinks import Downlinks
    from tts_tui.api.resources.end_devices import Devices
    from tts_tui.api.resources.events import Events
    from tts_tui.api.resources.formatters import Formatters
    from tts_tui.api.resources.link import Links
    from tts_tui.api.resources.mqtt import MQTTInfo
    from tts_tui.api.resources.notifications import Notifications
    from tts_tui.api.resources.organizations import Organizations
    from tts_tui.api.resources.packages import Packages
    from tts_tui.api.resources.pubsubs import PubSubs
    from tts_tui.api.resources.storage import Storage
    from tts_tui.api.resources.uplinks import Uplinks
    from tts_tui.api.resources.webhooks import Webhooks

__all__ = ["ATTEMPTS", "Client", "TokenSource", "Wait"]

T = TypeVar("T")

ATTEMPTS: Final = 5
PATIENCE: Final = 30.0
"""Seconds after which a call that failed is not tried again. A longer wait is not begun."""

# Pauses are told to `on_wait`. stamina logs them too, which would end on the terminal of whoever has no logging.
logging.getLogger("stamina").addHandler(logging.NullHandler())

_SENDABLE: Final = re.compile(r"[!-~]+")
"""What a token can consist of. The HTTP library would quote any other in its complaint."""


class Wait(msgspec.Struct, frozen=True):
    """A pause before a call is tried again, to be shown: seconds, which try comes next, and what went wrong."""

    seconds: float
    attempt: int
    error: errors.TTSError


class TokenSource(Protocol):
    """Where a client gets the token of each request, when one may end before the client does.

    Both may raise one of `tts_tui.api.errors`, never OutcomeUnknown: nothing has been done then.
    """

    async def token(self) -> SecretStr:
        """The token to send."""
        ...

    async def renewed(self, refused: SecretStr, why: errors.ServerError) -> SecretStr | None:
        """Another token of the same account after the server answered 401 to that one; None where there is none."""
        ...


class _FixedToken:
    """A token that is what it is."""

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


class Client:
    """A small client for The Things Stack's HTTP API, with one attribute per resource.

    `server` is its address without `/api/v3`, or its two Hosts. `ca_file` is trusted besides what the operating system
    trusts. `on_wait` is told of each pause before a further try, `on_warning` of each `X-Warning`, once.
    `transport` is the seam for tests. Every method of a resource raises one of `tts_tui.api.errors`, and this
    constructor does: BadTrust for a CA file that is none, BadProxy for a proxy's address that is none.

    Reads are tried again on a network fault, 429, 503, and 502 or 504 of a proxy; writes on 429 only, where the server
    has done nothing. (`X-Rate-Limit-Retry` may be 0 while the limit still holds, so a wait is a second at least.)
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
        self._bearer = _FixedToken(token) if isinstance(token, SecretStr) else token
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
        """The changes that have been sent and not been answered, or whose answer was lost and is being looked up."""
        return tuple(call for task, call in self._unanswered.items() if not task.done())

    @cached_property
    def accounts(self) -> Accounts:
        """Users and organizations of the server: looking for one, and what it is called."""
        from tts_tui.api.resources.accounts import Accounts

        return Accounts(self)

    @cached_property
    def applications(self) -> Applications:
        """Applications: list, search, read, create, change, delete, restore."""
        from tts_tui.api.resources.applications import Applications

        return Applications(self)

    @cached_property
    def api_keys(self) -> APIKeys:
        """The API keys of an application."""
        from tts_tui.api.resources.api_keys import APIKeys

        return APIKeys(self)

    @cached_property
    def auth(self) -> Auth:
        """Whose token this is, and what it may do."""
        from tts_tui.api.resources.auth_info import Auth

        return Auth(self)

    @cached_property
    def collaborators(self) -> Collaborators:
        """Who shares an application."""
        from tts_tui.api.resources.collaborators import Collaborators

        return Collaborators(self)

    @cached_property
    def configuration(self) -> Configuration:
        """What the Application Server says of itself."""
        from tts_tui.api.resources.configuration import Configuration

        return Configuration(self)

    @cached_property
    def devices(self) -> Devices:
        """The end devices of an application, on each of the four servers."""
        from tts_tui.api.resources.end_devices import Devices

        return Devices(self)

    @cached_property
    def downlinks(self) -> Downlinks:
        """What waits for a device."""
        from tts_tui.api.resources.downlinks import Downlinks

        return Downlinks(self)

    @cached_property
    def uplinks(self) -> Uplinks:
        """Uplinks that are simulated."""
        from tts_tui.api.resources.uplinks import Uplinks

        return Uplinks(self)

    @cached_property
    def events(self) -> Events:
        """What happens in applications, as it happens."""
        from tts_tui.api.resources.events import Events

        return Events(self)

    @cached_property
    def formatters(self) -> Formatters:
        """The default payload formatters of an application, and trying one out."""
        from tts_tui.api.resources.formatters import Formatters

        return Formatters(self)

    @cached_property
    def link(self) -> Links:
        """The Application Server's link of an application."""
        from tts_tui.api.resources.link import Links

        return Links(self)

    @cached_property
    def mqtt(self) -> MQTTInfo:
        """How to connect to the Application Server's MQTT."""
        from tts_tui.api.resources.mqtt import MQTTInfo

        return MQTTInfo(self)

    @cached_property
    def notifications(self) -> Notifications:
        """What a user was told of changes."""
        from tts_tui.api.resources.notifications import Notifications

        return Notifications(self)

    @cached_property
    def organizations(self) -> Organizations:
        """Organizations: the caller's, and who is in one."""
        from tts_tui.api.resources.organizations import Organizations

        return Organizations(self)

    @cached_property
    def packages(self) -> Packages:
        """The application packages of an application, and their FPorts."""
        from tts_tui.api.resources.packages import Packages

        return Packages(self)

    @cached_property
    def pubsubs(self) -> PubSubs:
        """The pub/subs of an application."""
        from tts_tui.api.resources.pubsubs import PubSubs

        return PubSubs(self)

    @cached_property
    def storage(self) -> Storage:
        """The uplinks that the server has kept, where it has the storage integration."""
        from tts_tui.api.resources.storage import Storage

        return Storage(self)

    @cached_property
    def webhooks(self) -> Webhooks:
        """The webhooks of an application, and what the server offers for them."""
        from tts_tui.api.resources.webhooks import Webhooks

        return Webhooks(self)

    async def send(self, call: Call) -> Answer[dict[str, Any]]:
        """Send a call, again where that does no harm, and give its answer: a JSON object.

        Raises one of `tts_tui.api.errors`.
        """
        return await self.fetch(call, json_object)

    async def fetch(self, call: Call, reader: Callable[[bytes], T | None]) -> Answer[T]:
        """Like `send`, of an answer of which `reader` makes something: for what is too long to be parsed twice."""
        try:
            return await self._once(call, reader)
        except errors.TTSError as error:
            if not _worth_another_try(call, error):
                raise
            return await self._again(call, reader, error)

    async def _again(self, call: Call, reader: Callable[[bytes], T | None], first: errors.TTSError) -> Answer[T]:
        import stamina  # here, since most sessions never need it

        attempt_number = 1
        now = asyncio.get_running_loop().time
        give_up = now() + PATIENCE

        def wait_before_next(error: Exception) -> bool | float:
            if not isinstance(error, errors.TTSError) or not _worth_another_try(call, error):
                return False
            asked = error.retry_after if isinstance(error, errors.ServerError) else None
            seconds = max(1.0, asked or 0.0) + random.uniform(0.0, 0.5)  # noqa: S311 - jitter
            if attempt_number >= ATTEMPTS or now() + seconds > give_up:
                return False
            if self.on_wait:
                self.on_wait(Wait(seconds, attempt_number + 1, error))
            return seconds

        async for attempt in stamina.retry_context(on=wait_before_next, attempts=ATTEMPTS, timeout=None):
            with attempt:
                attempt_number = attempt.num
                if attempt.num == 1:
                    raise first
                return await self._once(call, reader)
        raise AssertionError("stamina raises the last error")  # pragma: no cover

    async def _once(self, call: Call, reader: Callable[[bytes], T | None]) -> Answer[T]:
        if self._bearer is None:
            return await self._ask(call, reader, None)
        token = await self._bearer.token()
        try:
            return await self._ask(call, reader, token)
        except errors.Unauthenticated as refusal:  # nothing was done, so a write may go on, too
            another = await self._bearer.renewed(token, refusal)
            if another is None:
                raise
        return await self._ask(call, reader, another)

    async def _ask(self, call: Call, reader: Callable[[bytes], T | None], token: SecretStr | None) -> Answer[T]:
        with self._noted(call):
            answer = await ask(
                self._http,
                call.method,
                f"{self._base(call)}{BASE_PATH}{call.path}",
                reader,
                writes=call.writes,
                auth=_Authorization(token) if token is not None else None,
                params=call.query,
                json=call.body,
            )
        self._warned(answer.warning)
        return answer

    async def lines(self, call: Call, on_warning: Callable[[str], None] | None = None) -> AsyncGenerator[bytes, None]:
        """The lines of the stream that a call opens, as they come, until the server ends it. Opened once.

        Close it (`contextlib.aclosing`) when no more are wanted. `on_warning` is given the answer's `X-Warning`, if
        any, whenever it comes. Raises one of `tts_tui.api.errors`: AnswerLost where it breaks off.
        """

        def warned(warning: str) -> None:
            self._warned(warning)
            if warning and on_warning is not None:
                on_warning(warning)

        token = await self._bearer.token() if self._bearer is not None else None
        while True:
            try:
                async with aclosing(self._lines(call, token, warned)) as lines:
                    async for line in lines:
                        yield line
            except errors.Unauthenticated as refusal:  # comes before the first line, if at all
                if self._bearer is None or token is None:
                    raise
                token = await self._bearer.renewed(token, refusal)
                if token is None:
                    raise
            else:
                return

    def _lines(
        self, call: Call, token: SecretStr | None, on_warning: Callable[[str], None]
    ) -> AsyncGenerator[bytes, None]:
        from tts_tui.api.streaming import lines_of

        return lines_of(
            self._http,
            call.method,
            f"{self._base(call)}{BASE_PATH}{call.path}",
            on_warning=on_warning,
            auth=_Authorization(token) if token is not None else None,
            params=call.query,
            json=call.body,
        )

    def _base(self, call: Call) -> str:
        return self.hosts.cluster if call.of_cluster else self.hosts.of(call.path)

    def _warned(self, warning: str) -> None:
        if warning and warning not in self._warnings and self.on_warning:
            self._warnings.add(warning)
            self.on_warning(warning)

    @contextmanager
    def _noted(self, call: Call) -> Iterator[None]:
        """Note a change while it has no answer; where that is lost, until whoever sent it has looked."""
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
