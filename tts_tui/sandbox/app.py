"""The sandbox: an in-memory The Things Stack behind an ASGI application."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from tts_tui.sandbox import oauth
from tts_tui.sandbox.auth import token_id
from tts_tui.sandbox.call import RPC, APIRequest, Stream, Wordless, query_of
from tts_tui.sandbox.end_devices import new_device
from tts_tui.sandbox.errors import NOT_FOUND, UNAUTHENTICATED, UNIMPLEMENTED, ApiError, PlainError
from tts_tui.sandbox.events import EventLog
from tts_tui.sandbox.faults import Faults
from tts_tui.sandbox.middleware import Edge, Received, json_response
from tts_tui.sandbox.records import Device
from tts_tui.sandbox.resources import (
    accounts,
    activation_settings,
    api_keys,
    applications,
    bookmarks,
    collaborators,
    configuration,
    device_servers,
    downlinks,
    end_device_lists,
    end_devices,
    events,
    formatters,
    link,
    notifications,
    packages,
    pubsubs,
    storage,
    uplinks,
    webhook_downlinks,
    webhooks,
)
from tts_tui.sandbox.store import Store, random_key_ids, random_secrets
from tts_tui.sandbox.streaming import stream_response
from tts_tui.sandbox.webhook_delivery import Deliveries
from tts_tui.sandbox.wire import absent_removed, parse, time_to

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Iterable, Iterator

    from starlette.requests import Request
    from starlette.responses import Response

    from tts_tui.sandbox.rate_limit import RateLimit
    from tts_tui.sandbox.records import Entity, EntityKind
    from tts_tui.sandbox.wire import JSON

__all__ = ["BASE_PATH", "SINK", "Sandbox"]

BASE_PATH: Final = "/api/v3"
SINK: Final = "/sandbox/sink"
"""A path of the sandbox alone: webhooks can be delivered to it, to see a failing one recover."""

_RPCS: Final = (
    *accounts.RPCS,
    *activation_settings.RPCS,
    *applications.RPCS,
    *api_keys.RPCS,
    *bookmarks.RPCS,
    *collaborators.RPCS,
    *configuration.RPCS,
    *end_device_lists.RPCS,
    *end_devices.RPCS,
    *device_servers.RPCS,
    *downlinks.RPCS,
    *events.RPCS,
    *formatters.RPCS,
    *link.RPCS,
    *notifications.RPCS,
    *packages.RPCS,
    *pubsubs.RPCS,
    *storage.RPCS,
    *uplinks.RPCS,
    *webhook_downlinks.RPCS,
    *webhooks.RPCS,
    *oauth.RPCS,
)
_OK: Final = 200
_GZIP_FROM: Final = 500
_GZIP_LEVEL: Final = 5  # as small as the most, in a third of the time


class Sandbox:
    """A The Things Stack in memory, for tests and for trying things out.

    Args:
        clock: What time it is; now, in UTC, unless a test says otherwise.
        ids: Where IDs of new API keys, codes and access tokens come from; random ones by default.
        secrets: Where their secrets come from; random ones by default.
        rate_limit: How often a method may be called; as often as one likes by default. Can be set later, too.
        seed: What the order is drawn from of all that the real server has in no order: attributes and computed rights.

    Attributes:
        store: What it remembers.
        events: What happened lately, and who listens.
        deliveries: What webhooks get, on this machine.
        faults: What goes wrong, for tests of a client's nerves.
        requests: The requests that arrived, in order; of more than 10,000 the latest.
        background: What goes on while a server runs it.
    """

    def __init__(
        self,
        *,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        ids: Iterator[str] | None = None,
        secrets: Iterator[str] | None = None,
        rate_limit: RateLimit | None = None,
        seed: int = 0,
    ) -> None:
        self.clock = clock
        self.store = Store(clock, ids or random_key_ids(), secrets or random_secrets(), seed)
        self.rate_limit = rate_limit
        self.events = EventLog()
        self.deliveries = Deliveries(self.store, self.events)
        self.events.heard_by += [self.deliveries.take, storage.keeping(self.store)]
        self.faults = Faults()
        self.requests: list[Received] = []
        self.background: list[Callable[[], Coroutine[Any, Any, None]]] = []
        self._app = self._build()

    def asgi(self) -> Starlette:
        """The application, for `httpx.ASGITransport` or a server."""
        return self._app

    # -- what an operator sets up, without the API and its rules

    def add_user(
        self,
        user_id: str,
        *,
        admin: bool = False,
        state: str = "STATE_APPROVED",
        created_at: datetime | None = None,
        **fields: Any,
    ) -> Entity:
        """Add a user; `fields` are further fields, as in the API, such as `name` or `state_description`."""
        moment = time_to(created_at or self.clock())
        whole = {
            "primary_email_address": f"{user_id}@localhost.localdomain",
            "primary_email_address_validated_at": moment,
            "password_updated_at": moment,
            "state": "" if state == accounts.ZERO_STATE else state,
            "admin": admin,
            "console_preferences": {},
            **fields,
        }
        return self.store.add("user", user_id, absent_removed(whole), created_at=created_at)

    def add_organization(
        self, organization_id: str, *, owner: str, created_at: datetime | None = None, **fields: Any
    ) -> Entity:
        """Add an organization of a user; `fields` are further fields, as in the API."""
        return self._add_owned("organization", organization_id, owner, fields, created_at)

    def add_application(
        self, application_id: str, *, owner: str, created_at: datetime | None = None, **fields: Any
    ) -> Entity:
        """Add an application of a user or organization; `fields` are further fields, as in the API."""
        return self._add_owned("application", application_id, owner, fields, created_at)

    def _add_owned(
        self, kind: EntityKind, entity_id: str, owner: str, fields: dict[str, Any], created_at: datetime | None
    ) -> Entity:
        account = self.store.account(owner)
        contact = account.ids()
        fields = absent_removed({**fields, "administrative_contact": contact, "technical_contact": contact})
        entity = self.store.add(kind, entity_id, fields, created_at=created_at)
        self.store.set_member(entity, account, ["RIGHT_ALL"])
        return entity

    def add_collaborator(self, application_id: str, account_id: str, rights: Iterable[str]) -> None:
        """Give a user or organization these rights on an application; without rights it is removed.

        Raises:
            KeyError: where there is no such application or account.
        """
        application = self.store.existing("application", application_id)
        self.store.set_member(application, self.store.account(account_id), list(rights))

    def add_device(
        self,
        application_id: str,
        device_id: str,
        *,
        dev_eui: str = "",
        join_eui: str = "",
        created_at: datetime | None = None,
        everywhere: bool = True,
        **fields: Any,
    ) -> Device:
        """Add an end device; `fields` are further fields of the Identity Server, such as `last_seen_at`.

        `everywhere` is on the other servers, too, where `add_to_server` says more of it.

        Raises:
            KeyError: where there is no such application.
        """
        application = self.store.existing("application", application_id)
        moment = created_at or max(self.clock(), application.created_at)
        euis = absent_removed({"dev_eui": dev_eui, "join_eui": join_eui})
        device = new_device(application, device_id, euis, fields, moment)
        application.devices[device_id] = device
        self.store.changed()
        for server in self.store.registries if everywhere else ():
            self.add_to_server(server, device)
        return device

    def add_to_server(self, server: str, device: Device, **fields: Any) -> Device:
        """Add a device to another server, "ns", "as" or "js"; `fields` are that server's, as in the API."""
        application_id = device.ids["application_ids"]["application_id"]
        known = Device(device.id, dict(device.ids), device.created_at, device.updated_at, fields)
        self.store.registries[server][application_id, device.id] = known
        return known

    def add_webhook(
        self, application_id: str, webhook_id: str, *, created_at: datetime | None = None, **fields: Any
    ) -> None:
        """Add a webhook; `fields` are further fields, as in the API. Its format is JSON by default.

        Raises:
            KeyError: where there is no such application.
        """
        application = self.store.existing("application", application_id)
        moment = time_to(created_at or max(self.clock(), application.created_at))
        ids = {"application_ids": {"application_id": application_id}, "webhook_id": webhook_id}
        row = {"ids": ids, "created_at": moment, "updated_at": moment, "format": "json", **fields}
        application.webhooks.append(absent_removed(row))

    def add_key(
        self,
        kind: EntityKind,
        entity_id: str,
        *,
        name: str = "",
        rights: Iterable[str] = ("RIGHT_ALL",),
        expires_at: datetime | None = None,
        key_id: str | None = None,
        secret: str | None = None,
        created_at: datetime | None = None,
    ) -> str:
        """Add an API key. Returns its token. A gateway that doesn't exist is added, too.

        Raises:
            KeyError: where there is no such user, organization or application.
        """
        if kind == "gateway" and self.store.get(kind, entity_id) is None:
            self.store.add(kind, entity_id, {})
        return self.store.add_key(
            self.store.existing(kind, entity_id),
            name,
            list(rights),
            expires_at=expires_at,
            key_id=key_id,
            secret=secret,
            created_at=created_at,
        ).token

    def add_code(
        self,
        user_id: str,
        client_id: str = oauth.CLIENT_ID,
        redirect_uri: str = "code",
        *,
        code: str | None = None,
        session_id: str | None = None,
    ) -> str:
        """Let a user sign in on the account pages. Returns the authorization code that they show.

        Raises:
            KeyError: where there is no such user.
        """
        user = self.store.existing("user", user_id)
        return self.store.add_code(user.id, client_id, redirect_uri, code=code, session_id=session_id).code

    # -- how it answers

    def _build(self) -> Starlette:
        app = Starlette(
            routes=[
                *map(_route_of, _RPCS),
                *oauth.LoginPages(self.store).routes(),
                Route(SINK, _swallow, methods=["POST"]),
            ],
            middleware=[
                Middleware(Edge, clock=self.clock, faults=self.faults, requests=self.requests),
                Middleware(GZipMiddleware, minimum_size=_GZIP_FROM, compresslevel=_GZIP_LEVEL),
            ],
            exception_handlers={404: _unknown_path, 405: _wrong_method},
        )
        app.router.redirect_slashes = False
        app.state.sandbox = self
        return app

    async def answer(self, rpc: RPC, request: Request) -> Response:
        """The answer to a request of that RPC."""
        headers: dict[str, str] = {}
        try:
            call = APIRequest(
                self.store,
                rpc,
                {name: str(value) for name, value in request.path_params.items()},
                query_of(request.query_params.multi_items()),
                _body(rpc, await request.body()),
                request.headers.get("authorization", ""),
                headers,
                self.events,
                request.client.host if request.client else "",
                request.headers.get("user-agent", ""),
            )
            self._limit(call)
            answered = rpc.handler(call)
            for each in call.happened:
                self.events.publish(each)
            if isinstance(answered, Wordless):
                return PlainTextResponse("", answered.status, headers)
            if isinstance(answered, Stream):
                return stream_response(answered, request.headers, headers)
            return json_response(_OK, answered, headers)
        except PlainError as error:
            wrapped = isinstance(error, ApiError) and rpc.name == events.STREAM
            if error.code == UNAUTHENTICATED and not wrapped:
                headers["www-authenticate"] = error.message
            return json_response(error.status, {"error": error.body()} if wrapped else error.body(), headers)

    def _limit(self, call: APIRequest) -> None:
        if self.rate_limit is None:
            return
        ids = (f"{name.removesuffix('_id')}:{value}" for name, value in call.path.items())
        about = next(ids, f"ip:{call.caller_address}")
        key = f"grpc:method:/ttn.lorawan.v3.{call.rpc.name}:{about}"
        if call.authorization:
            key = f"{key}:token:{token_id(call.authorization)}"
        headers, refusal = self.rate_limit.count(key, self.clock())
        call.headers.update(headers)
        if refusal is not None:
            raise refusal


@cache
def _route_of(rpc: RPC) -> Route:
    """Made once for all sandboxes, of which tests make thousands: the request says which of them is asked."""

    async def answer(request: Request) -> Response:
        sandbox: Sandbox = request.app.state.sandbox
        return await sandbox.answer(rpc, request)

    made = Route(BASE_PATH + rpc.path, answer, methods=[rpc.method])
    made.methods = {rpc.method}  # Starlette adds HEAD to GET, the server doesn't
    return made


def _body(rpc: RPC, written: bytes) -> JSON:
    try:
        return parse(written)
    except PlainError:
        if rpc in webhook_downlinks.RPCS:
            raise webhook_downlinks.broken() from None
        raise


async def _swallow(request: Request) -> Response:
    """Take whatever a webhook delivers."""
    await request.body()
    return PlainTextResponse("thank you")


def _unknown_path(request: Request, _: Exception) -> Response:
    path = request.url.path
    error = PlainError(NOT_FOUND, "Not Found")
    if not path.startswith(f"{BASE_PATH}/"):
        error = ApiError(NOT_FOUND, "pkg/webhandlers", "route_not_found", "route `{route}` not found", route=path)
    return json_response(error.status, error.body())


def _wrong_method(request: Request, raised: Exception) -> Response:
    if not request.url.path.startswith(f"{BASE_PATH}/"):
        return _unknown_path(request, raised)
    error = PlainError(UNIMPLEMENTED, "Method Not Allowed")
    return json_response(error.status, error.body())
