"""Delivering webhooks: messages are posted to webhooks that want them, only to addresses of this machine.

Source: `pkg/applicationserver/io/web/request.go` and `sink/health.go`; recordings/self-contained/15_webhooks.json and
25_webhook_health.json. To another host nothing is sent, and so nothing is known of its health. Protocol Buffers aren't
written here: a webhook of that format gets nothing, like one of a format that the server doesn't have.
"""

from __future__ import annotations

import asyncio
import ipaddress
import re
import uuid
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

from tts_tui.sandbox.events import Event, unique_id
from tts_tui.sandbox.resources.webhooks import MESSAGES
from tts_tui.sandbox.wire import encode, time_from, time_to

if TYPE_CHECKING:
    import httpx

    from tts_tui.sandbox.events import EventLog
    from tts_tui.sandbox.records import Entity
    from tts_tui.sandbox.store import Store
    from tts_tui.sandbox.wire import JSON

__all__ = ["Deliveries", "body_of", "url_of"]

_UP: Final = "type.googleapis.com/ttn.lorawan.v3.ApplicationUp"
_QUEUED: Final = "as.down.data.receive"
_RIGHTS: Final = ("RIGHT_APPLICATION_TRAFFIC_READ",)
_SINK: Final = "pkg/applicationserver/io/web/sink"
_USER_AGENT: Final = "TheThingsStack/3.32.1 (sandbox)"
_TIMEOUT: Final = 5.0
_A_MOMENT: Final = timedelta(microseconds=1)
_BODY_MAX: Final = 1024
"""Bytes of an answer that a failure includes."""
_VARIABLE: Final = re.compile(r"\{(\w+)\}")
_OK: Final = range(200, 300)


class Deliveries:
    """Posts what is told by events to the webhooks of the application, and keeps their health where it is tracked."""

    def __init__(self, store: Store, events: EventLog) -> None:
        self._store = store
        self._events = events
        self._tasks: set[asyncio.Task[None]] = set()
        self.transport: httpx.AsyncBaseTransport | None = None

    def take(self, event: Event) -> None:
        """Begin to deliver what an event tells, where it is a message for the application."""
        data = _queued(event) if event.name == _QUEUED else event.data or {}
        if data.get("@type") != _UP:
            return
        application = self._store.get("application", data["end_device_ids"]["application_ids"]["application_id"])
        if application is None or application.deleted_at is not None:
            return
        for webhook in application.webhooks:
            if (request := _request(webhook, data)) is not None:
                task = asyncio.get_running_loop().create_task(self._deliver(application, webhook, request, event))
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)

    async def settled(self) -> None:
        """Wait until all that has begun is delivered, or has failed."""
        while self._tasks:
            await asyncio.gather(*self._tasks)

    async def stop(self) -> None:
        """Give up what is on its way."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _deliver(self, application: Entity, webhook: JSON, request: httpx.Request, event: Event) -> None:
        webhook_id = webhook["ids"]["webhook_id"]
        if self._held_back(webhook):
            self._tell(event, _error("webhook_disabled", "webhook disabled", code=10))
            return
        failure = await self._post(webhook_id, request)
        if failure is not None:
            self._tell(event, failure)
        if self._store.webhook_health is not None:
            self._record(application, webhook_id, failure)

    def _held_back(self, webhook: JSON) -> bool:
        health, sick = self._store.webhook_health, webhook.get("health_status", {}).get("unhealthy")
        if health is None or sick is None or int(sick.get("failed_attempts", 0)) < health.attempts:
            return False
        last = time_from(sick, "last_failed_attempt_at")
        return last is not None and self._store.now() <= last + health.retry

    async def _post(self, webhook_id: str, request: httpx.Request) -> JSON | None:
        """Post it; the error that the server would tell, None where it arrived."""
        import httpx

        attributes: JSON = {"url": str(request.url), "webhook_id": webhook_id}
        verify = request.url.scheme == "https"  # else it would load all certificates of the machine
        try:
            async with httpx.AsyncClient(
                transport=self.transport, timeout=_TIMEOUT, trust_env=False, verify=verify
            ) as client:
                answer = await client.send(request)
        except httpx.ConnectError:
            return _error("request", "request", attributes, cause=_refused(request.url))
        except httpx.HTTPError:
            return _error("request", "request", attributes)
        if answer.status_code in _OK:
            return None
        failure = _error("request", "request", attributes | {"status_code": answer.status_code})
        if body := answer.content[:_BODY_MAX].decode("utf-8", "replace"):
            failure["details"] = [{"@type": "type.googleapis.com/google.protobuf.Struct", "value": {"body": body}}]
        return failure

    def _record(self, application: Entity, webhook_id: str, failure: JSON | None) -> None:
        """Note how it went, if the webhook is still there. One that was healthy and is is not touched."""
        for number, row in enumerate(application.webhooks):
            if row["ids"]["webhook_id"] != webhook_id:
                continue
            before = row.get("health_status", {})
            if failure is None and "healthy" in before:
                return
            moment = time_to(self._store.now())
            status: JSON = {"healthy": {}}
            if failure is not None:
                failed = int(before.get("unhealthy", {}).get("failed_attempts", 0)) + 1
                status = {
                    "unhealthy": {
                        "failed_attempts": str(failed),
                        "last_failed_attempt_at": moment,
                        "last_failed_attempt_details": failure,
                    }
                }
            application.webhooks[number] = {**row, "health_status": status, "updated_at": moment}

    def _tell(self, event: Event, failure: JSON) -> None:
        moment = max(self._store.now(), event.time + _A_MOMENT)
        data = {"@type": "type.googleapis.com/ttn.lorawan.v3.ErrorDetails", **failure}
        self._events.publish(
            Event(
                "as.webhook.fail",
                moment,
                event.identifiers,
                _RIGHTS,
                data,
                event.correlation_ids,
                unique_id=unique_id(moment),
            )
        )


def _error(name: str, words: str, attributes: JSON | None = None, *, code: int = 14, **more: Any) -> JSON:
    found: JSON = {"namespace": _SINK, "name": name, "message_format": words}
    if attributes:
        found["attributes"] = attributes
    return {**found, "correlation_id": uuid.uuid4().hex, **more, "code": code}


def _refused(url: httpx.URL) -> JSON:
    port = url.port or (443 if url.scheme == "https" else 80)
    where = {"address": f"{url.host}:{port}", "net": "tcp", "op": "dial", "timeout": False}
    syscall = {
        "namespace": "pkg/errors",
        "name": "syscall",
        "message_format": "`{syscall}` failed",
        "attributes": {"error": "connection refused", "syscall": "connect", "timeout": False},
        "correlation_id": uuid.uuid4().hex,
        "code": 2,
    }
    return {
        "namespace": "pkg/errors",
        "name": "net_operation",
        "message_format": "net operation failed",
        "attributes": where,
        "correlation_id": uuid.uuid4().hex,
        "cause": syscall,
        "code": 14,
    }


def _queued(event: Event) -> JSON:
    """A downlink that was queued, as the application is told of it."""
    downlink = {name: value for name, value in (event.data or {}).items() if name != "@type"}
    return {
        "@type": _UP,
        "end_device_ids": event.identifiers[0]["device_ids"],
        "correlation_ids": list(event.correlation_ids),
        "received_at": time_to(event.time),
        "downlink_queued": downlink,
    }


def _request(webhook: JSON, up: JSON) -> httpx.Request | None:
    """What a webhook gets of a message; None where it doesn't want it, or can't get it from here."""
    name = next((each for each in MESSAGES if each in up), "")
    if name not in webhook or webhook.get("paused") or webhook["format"] != "json":
        return None
    import httpx

    headers = {"user-agent": _USER_AGENT, **webhook.get("headers", {}), "content-type": "application/json"}
    if key := webhook.get("downlink_api_key"):
        headers["x-downlink-apikey"] = key
    body = body_of(up, webhook.get("field_mask", {}).get("paths", []))
    try:
        url = url_of(webhook["base_url"], webhook[name].get("path", ""), up["end_device_ids"])
        return httpx.Request("POST", url, headers=headers, content=encode(body)) if _is_here(url) else None
    except (httpx.InvalidURL, ValueError):  # such as a header that can't be sent
        return None


def url_of(base_url: str, path: str, device: JSON) -> str:
    """Where a message of a device goes: variables filled in; the path below the base URL's own, never in its place."""
    ids = device["application_ids"]["application_id"], device["device_id"], device.get("join_eui", "")
    values = {
        "appID": ids[0],
        "applicationID": ids[0],
        "devID": ids[1],
        "deviceID": ids[1],
        "appEUI": ids[2],
        "joinEUI": ids[2],
        "devEUI": device.get("dev_eui", ""),
        "devAddr": device.get("dev_addr", ""),
    }

    def filled(text: str) -> str:
        return _VARIABLE.sub(lambda found: quote(values.get(found[1], ""), safe=""), text)

    base, below = urlsplit(filled(base_url)), filled(path)
    if below.startswith("/"):
        below = below.lstrip("/")
        base = base._replace(path=f"{base.path.rstrip('/')}/")
    if urlsplit(below).path and not base.path.endswith("/"):
        base = base._replace(path=f"{base.path}/")
    return urljoin(urlunsplit(base), below) if below else urlunsplit(base)


def body_of(up: JSON, paths: list[str]) -> JSON:
    """What is sent of a message: all of it, or under a mask only that."""
    whole = {name: value for name, value in up.items() if name != "@type"}
    if not paths:
        return whole
    found: JSON = {}
    for path in paths:
        _copy(whole, found, path.removeprefix("up.").split("."))
    return found


def _copy(source: JSON, target: JSON, names: list[str]) -> None:
    name, *rest = names
    if name not in source:
        return
    if not rest or not isinstance(source[name], dict):
        target[name] = source[name]
    else:
        _copy(source[name], target.setdefault(name, {}), rest)


def _is_here(url: str) -> bool:
    """Whether that is an address of this machine. Raises ValueError for what is none."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    return parts.scheme in ("http", "https") and (host == "localhost" or ipaddress.ip_address(host).is_loopback)
