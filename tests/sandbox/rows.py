"""A request and what its answer has to be: the terms in which a table of them is written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import httpx

from tests.sandbox.conftest import error

DEVICE = {"ids": {"device_id": "new-device"}}
USER = {"ids": {"user_id": "carol"}, "primary_email_address": "carol@example.com", "password": "Long-Enough-1"}

ALWAYS = {
    "cache-control": "no-store",
    "pragma": "no-cache",
    "vary": "Accept-Encoding",
    "referrer-policy": "strict-origin-when-cross-origin",
    "x-frame-options": "SAMEORIGIN",
    "x-content-type-options": "nosniff",
    "x-xss-protection": "1; mode=block",
}


@dataclass(frozen=True)
class Row:
    """A request of somebody and its answer: the status, the error's name if it has one, and what else is to be seen."""

    who: str
    request: str
    answer: str
    body: Any = None
    raw: bytes | None = None
    headers: dict[str, str] = field(default_factory=dict)
    shows: Callable[[httpx.Response], Any] = lambda response: None
    value: Any = None


def found(response: httpx.Response) -> list[str]:
    """The IDs of applications or devices."""
    rows = response.json().get("applications") or response.json().get("end_devices") or []
    return [row["ids"].get("device_id") or row["ids"]["application_id"] for row in rows]


def accounts(response: httpx.Response) -> list[dict[str, Any]]:
    return response.json().get("account_ids", [])


def warning(response: httpx.Response) -> str | None:
    return response.headers.get("x-warning")


def fields(*names: str) -> Callable[[httpx.Response], Any]:
    return lambda response: [response.json().get(name) for name in names]


def refused(response: httpx.Response) -> list[str]:
    """The fields that hold each other down to the one that breaks a rule."""
    cause, names = response.json()["details"][0], []
    while cause:
        names.append(cause["attributes"]["field"])
        cause = cause.get("cause")
    return names


def plain(response: httpx.Response) -> list[str]:
    """The keys of an error that comes from before any handler."""
    return sorted(response.json())


def always(response: httpx.Response) -> dict[str, str | None]:
    return {name: response.headers.get(name) for name in ALWAYS}


def application(**given: Any) -> dict[str, Any]:
    return {"application": {"ids": {"application_id": "new-app"}, **given}}


def user(**given: Any) -> dict[str, Any]:
    """A new user with other fields; those that are None are left out."""
    return {"user": {name: value for name, value in (USER | given).items() if value is not None}}


def device(**given: Any) -> dict[str, Any]:
    return {"end_device": DEVICE | given}


def changed(resource: str, mask: Any = None, **given: Any) -> dict[str, Any]:
    return {resource: given, "field_mask": ",".join(given) if mask is None else mask}


def nested(depth: int) -> bytes:
    return b'{"a":' * depth + b"1" + b"}" * depth


def outcome(response: httpx.Response) -> str:
    """The status, and the name of the error that the server's own code gives."""
    if not response.content or "details" not in response.json():
        return str(response.status_code)
    return error(response)
