"""Sends recorded exchanges with a real server to the sandbox, and tells how the answers differ."""

from __future__ import annotations

import asyncio
import json
import re
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import cache
from itertools import repeat
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx

from tts_tui.sandbox import RateLimit, Sandbox
from tts_tui.sandbox.records import WebhookHealth

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tts_tui.sandbox.records import Device

RECORDINGS = Path(__file__).parents[1] / "recordings"
SECRET = "EXAMPLESECRET" * 4
PASSWORDS = ("EXAMPLE-PASSWORD", "Example-Passw0rd")
"""What stands in for recorded passwords, and one with the digit that the server asks for."""
ADMIN_KEY = "MVRFSV2M45EPCIHAH5DGG4Z52OXM2WKOHSPVGFY"
SINK_PORT = 18999
SESSION = "bf0f11fc-e802-4292-94f5-66e5fe15eabe"
"""The session in which testuser was shown a code; only `auth_info` tells it."""

KEY_NAMES = {
    "appkey": "Storage reader",
    "expired": "short lived",
    "keymaker": "key maker",
    "organization key": "org",
}
"""The labels that differ from the name of the key they stand for."""

HEADERS = ("content-type", "x-total-count", "x-warning", "www-authenticate")
TIMES = frozenset(
    {
        "time",
        "received_at",
        "created_at",
        "updated_at",
        "deleted_at",
        "password_updated_at",
        "status_updated_at",
        "last_failed_attempt_at",
    }
)
TIMES_HERE = frozenset({"body.oauth_access_token.expires_at"})
"""Where a time is of the moment that elsewhere is as it was asked for."""

OF_THE_SERVER = frozenset({"correlation_ids", "origin", "remote_ip", "session_key_id", "unique_id", "user_agent"})
"""What an event has of the server and of the call that caused it: there on both sides, and never the same."""

UNORDERED = frozenset({"rights", "missing"})
UNORDERED_ROWS = frozenset({"pubsubs", "webhooks"})
"""Lists that the server gives in no order, of what has `ids`."""


@dataclass(frozen=True)
class Entry:
    """One entry of a recording: an exchange, or a note."""

    file: str
    number: int
    content: dict[str, Any]

    @property
    def name(self) -> str:
        return str(self.content["name"])

    @property
    def id(self) -> str:
        return f"{self.file}[{self.number}] {self.name}"


def together() -> list[Entry]:
    """The entries of 01 to 14, in the order in which they happened."""
    return [entry for path in sorted(RECORDINGS.glob("[0-9]*.json")) for entry in _entries(path)]


def alone(name: str) -> list[Entry]:
    """The entries of a file that goes with no other."""
    return list(_entries(RECORDINGS / "self-contained" / f"{name}.json"))


def _entries(path: Path) -> Iterator[Entry]:
    for number, content in enumerate(json.loads(path.read_text("utf-8"))):
        yield Entry(path.stem, number, content)


@cache
def _notification_ids() -> dict[str, str]:
    """The ID that each recorded notification has, by what it tells."""
    listed = [each for path in RECORDINGS.rglob("*.json") for each in json.loads(path.read_text("utf-8"))]
    answers = [each["response"] for each in listed if "response" in each]
    bodies = [each["json"] for each in answers if isinstance(each.get("json"), dict)]
    found = [told for each in bodies for told in each.get("notifications", ())]
    for each in answers:
        if "user.notification.create" in (chunks := "".join(each.get("chunks", ()))):
            found += [event["data"] for event in _events(chunks) if event["name"] == "user.notification.create"]
    return {_tells(each): each["id"] for each in found}


def _tells(notification: dict[str, Any]) -> str:
    """What a notification tells, without its times."""
    data = {name: value for name, value in notification["data"].items() if name not in TIMES}
    data["rights"] = sorted(data.get("rights", ()))
    return json.dumps([notification["notification_type"], notification["entity_ids"], data], sort_keys=True)


def _notification_id(notification: dict[str, Any]) -> str:
    return _notification_ids().get(_tells(notification)) or str(uuid.uuid4())


class Replay:
    """One sandbox that all entries are sent to, in order."""

    def __init__(self) -> None:
        self._moment = datetime(2026, 1, 1, tzinfo=UTC)
        self._calls = 0
        self._key_id = ADMIN_KEY
        self._tokens = {"wrong": f"NNSXS.{'A' * 39}.{'A' * 52}", "not-a-token": "not-a-token"}
        self._access_tokens = 0
        self._streams: dict[str, OpenStream] = {}
        self.sandbox = Sandbox(clock=self._clock, ids=self._key_ids(), secrets=repeat(SECRET))
        self.sandbox.deliveries.transport = httpx.MockTransport(_delivered)
        self.sandbox.store.notification_id = _notification_id
        self.sandbox.add_user("admin", admin=True)
        self._tokens["admin"] = self.sandbox.add_key("user", "admin", name="admin-api-key")

    def _clock(self) -> datetime:
        # The recorded Date has whole seconds; what came first stays first.
        self._calls += 1
        return self._moment + timedelta(microseconds=self._calls)

    def _key_ids(self) -> Iterator[str]:
        while True:
            yield self._key_id

    async def play(self, recorded: list[Entry]) -> dict[str, list[str]]:
        """Send all exchanges; how each answer differs from the recorded one, by the entry's id."""
        transport = httpx.ASGITransport(app=self.sandbox.asgi())
        async with httpx.AsyncClient(transport=transport, base_url="http://sandbox") as client:
            found = {}
            for entry in recorded:
                if "request" not in entry.content:
                    self._note(entry)
                elif _is_stream(entry.content):
                    self._streams[entry.id] = await OpenStream.of(self.sandbox, *self._asked(entry.content))
                else:
                    found[entry.id] = await self._exchange(client, entry.content)
            for entry in recorded:
                if entry.id in self._streams:
                    found[entry.id] = list(_compared_streams(entry.content, await self._streams[entry.id].end()))
            return found

    def _note(self, entry: Entry) -> None:
        """Something that the server's operator did."""
        made = re.search(r"its id is (\w+), its label here is ([\w-]+)", entry.content["note"])
        if made:
            key_id, label = made.groups()
            self._tokens[label] = self.sandbox.add_key("user", label, name="admin-api-key", key_id=key_id)
        elif shown := re.search(r"([\w-]+) signed in .* authorization code: (\S+)", entry.content["note"]):
            self.sandbox.add_code(shown[1], code=shown[2], session_id=SESSION)
        elif entry.name == "a server that watches webhooks":
            self.sandbox.store.webhook_health = WebhookHealth(3, timedelta(seconds=4))
        elif joined := re.search(r"took the address (\w{8}) out of the join-accept", entry.content["note"]):
            self._by_radio().fields["session"] = {"dev_addr": joined[1], "keys": {"session_key_id": "AQ=="}}
        elif answer := entry.content.get("read"):
            device = self._by_radio()
            device.fields["session"]["last_a_f_cnt_down"] = answer["counter"]
            if answer["port"]:
                del device.downlinks[:1]
        elif entry.name == "a rate limit":
            self.sandbox.rate_limit = RateLimit(per_minute=60, burst=3)

    def _by_radio(self) -> Device:
        """The one device that has a radio, as the Application Server knows it."""
        (device,) = self.sandbox.store.registries["as"].values()
        return device

    async def _exchange(self, client: httpx.AsyncClient, content: dict[str, Any]) -> list[str]:
        asked, recorded = content["request"], content["response"]
        answer = recorded.get("json")
        if isinstance(answer, dict) and "key" in answer:
            self._key_id = answer["id"]
            self._tokens[answer.get("name", "")] = answer["key"]
        if isinstance(answer, dict) and "access_token" in answer:
            self._access_tokens += 1
            self._key_id = answer["access_token"].split(".")[1]
            self._tokens[f"access token {self._access_tokens}"] = answer["access_token"]
        path, headers, body = self._asked(content)
        response = await client.request(asked["method"], path, headers=headers, content=body)
        if self._streams:
            await _told()
        await self.sandbox.deliveries.settled()
        return list(_compared(recorded, response))

    def _asked(self, content: dict[str, Any]) -> tuple[str, dict[str, str], str | None]:
        """Path with query, headers and body of a request, the token put in."""
        asked = content["request"]
        self._moment = parsedate_to_datetime(content["response"]["headers"]["date"])
        label = asked["token"]
        headers = dict(asked.get("headers", {}))
        if label:
            headers["authorization"] = f"Bearer {self._tokens[KEY_NAMES.get(label, label)]}"
        body = asked["json"]
        if body is not None and not isinstance(body, str):
            body = json.dumps(body)
            if not asked["path"].startswith("/api/v3/as/"):  # passwords of pub/subs follow no rule
                body = body.replace(*PASSWORDS)
        if asked["path"] == "/oauth/token":
            headers["content-type"] = "application/x-www-form-urlencoded"
        return asked["path"] + (f"?{asked['query']}" if asked["query"] else ""), headers, body


def _delivered(request: httpx.Request) -> httpx.Response:
    """What a delivery met where it was recorded: a port at which something answers, and one that is closed."""
    if request.url.port != SINK_PORT:
        raise httpx.ConnectError("refused")
    gone = request.url.path.startswith("/gone")
    return httpx.Response(410, text="this sink was closed") if gone else httpx.Response(200)


class OpenStream:
    """A stream that is read while other calls are made, which httpx's ASGI transport can't: it waits for the end."""

    def __init__(self, sandbox: Sandbox, path: str, headers: dict[str, str], body: str | None) -> None:
        self._sandbox = sandbox
        self._request = {"type": "http.request", "body": (body or "").encode(), "more_body": False}
        self._scope = {
            "type": "http",
            "asgi": {"version": "3.0", "spec_version": "2.4"},
            "method": "POST",
            "path": path,
            "query_string": b"",
            "headers": [(name.lower().encode(), value.encode()) for name, value in headers.items()],
        }
        self._asked = False
        self._closed = asyncio.Event()
        self.begun = asyncio.Event()
        self.status = 0
        self.headers = httpx.Headers()
        self.content = b""

    @classmethod
    async def of(cls, sandbox: Sandbox, path: str, headers: dict[str, str], body: str | None) -> OpenStream:
        """A stream that has given its first event."""
        made = cls(sandbox, path, headers, body)
        made._task = asyncio.create_task(sandbox.asgi()(made._scope, made._receive, made._send))
        await made.begun.wait()
        await _told()  # what is kept is given at once
        return made

    async def _receive(self) -> dict[str, Any]:
        if not self._asked:
            self._asked = True
            return self._request
        await self._closed.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message: Any) -> None:
        if message["type"] == "http.response.start":
            self.status, self.headers = message["status"], httpx.Headers(message["headers"])
        elif message.get("body"):
            self.content += message["body"]
            self.begun.set()

    async def end(self) -> httpx.Response:
        """All that came, once the server has ended the stream."""
        self._sandbox.events.end_streams()
        await self._task
        return httpx.Response(self.status, headers=self.headers, content=self.content)


async def _told() -> None:
    """Let streams tell what has happened: their buffers are short, and drop what nobody takes."""
    for _ in range(20):
        await asyncio.sleep(0)


def _is_stream(content: dict[str, Any]) -> bool:
    return content["request"]["path"].endswith("/events") and content["response"]["status"] == httpx.codes.OK


def _compared_streams(content: dict[str, Any], answered: httpx.Response) -> Iterator[str]:
    """By name, data, identifiers and who did it; as many as were recorded, and in any order.

    Streams are ended after all else has been sent, so that more may follow here.
    """
    recorded = content["response"]
    for name in HEADERS:
        if recorded["headers"].get(name) != answered.headers.get(name):
            yield f"header {name}: {recorded['headers'].get(name)} recorded, {answered.headers.get(name)} answered"
    if answered.status_code != recorded["status"]:
        yield f"status: {recorded['status']} recorded, {answered.status_code} answered: {answered.text}"
        return
    told = _events("".join(recorded["chunks"]))
    heard = _events(answered.text)[: len(told)]
    if [each["name"] for each in told] != [each["name"] for each in heard]:
        names = " ".join(each["name"] for each in heard)
        yield f"events: {' '.join(each['name'] for each in told)} recorded, {names} answered"
        return
    for number, (left, right) in enumerate(zip(told, heard, strict=True)):
        yield from _differences(f"event[{number}]", left, right)


def _events(text: str) -> list[dict[str, Any]]:
    """The events of a stream in the order of their times, the first one always first."""
    lines = [json.loads(line)["result"] for line in text.split("\n") if line]
    start, *rest = lines
    return [start, *sorted(rest, key=lambda each: (each["time"], each["name"]))]


def _compared(recorded: dict[str, Any], response: httpx.Response) -> Iterator[str]:
    if response.status_code != recorded["status"]:
        yield f"status: {recorded['status']} recorded, {response.status_code} answered: {response.text}"
    names = {*HEADERS, *(name for name in recorded["headers"] if name.startswith("x-rate-limit-"))}
    names |= {name for name in response.headers if name.startswith("x-rate-limit-")}
    for name in sorted(names):
        yield from _differences(f"header {name}", recorded["headers"].get(name), response.headers.get(name))
    if "x-request-id" not in response.headers:
        yield "header x-request-id: missing"
    if "text" in recorded:
        yield from _differences("text", recorded["text"], response.text)
    elif "json" in recorded:
        yield from _differences("body", recorded["json"], response.json())
    else:
        yield from _differences("body", json.loads("".join(recorded["chunks"])), response.json())


def _differences(path: str, recorded: Any, answered: Any) -> Iterator[str]:
    name = path.rpartition(".")[2]
    if name in UNORDERED and isinstance(recorded, list) and isinstance(answered, list):
        recorded, answered = sorted(recorded), sorted(answered)
    if name in UNORDERED_ROWS and isinstance(recorded, list) and isinstance(answered, list):
        recorded, answered = (sorted(each, key=lambda row: str(row["ids"])) for each in (recorded, answered))
    if isinstance(recorded, dict) and isinstance(answered, dict):
        for key in sorted({*recorded, *answered}):
            if key in OF_THE_SERVER and key in recorded and key in answered:
                continue
            if key in recorded and key in answered:
                yield from _differences(f"{path}.{key}", recorded[key], answered[key])
            else:
                yield f"{path}.{key}: {'missing' if key in recorded else 'not recorded'}"
    elif isinstance(recorded, list) and isinstance(answered, list) and len(recorded) == len(answered):
        for number, (left, right) in enumerate(zip(recorded, answered, strict=True)):
            yield from _differences(f"{path}[{number}]", left, right)
    elif recorded != answered and not _of_the_moment(path, recorded, answered):
        yield f"{path}: {recorded!r} recorded, {answered!r} answered"


def _of_the_moment(path: str, *values: Any) -> bool:
    """Whether values differ only because they were made at different times."""
    name = path.rpartition(".")[2]
    if name == "correlation_id":
        return all(isinstance(value, str) and len(value) == 32 for value in values)
    return (name in TIMES or path in TIMES_HERE) and all(_TIME.fullmatch(str(value)) for value in values)


_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3}|\.\d{6}|\.\d{9})?Z")
