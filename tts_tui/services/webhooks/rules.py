"""What the server takes of a webhook, and what it stores but can't deliver.

Source: `applicationserver_web.proto`; recordings/self-contained/15_webhooks.json. The server takes any address that
has a scheme, any word as a format, and line breaks in headers; those are warned of.
"""

from __future__ import annotations

import base64
import binascii
import re
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from tts_tui.api.secret import SecretStr
from tts_tui.services.integrations.messages import MESSAGE_WORDS
from tts_tui.services.webhooks.uri_template import VARIABLES, is_malformed, unknown_variables

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = [
    "AUTHORIZATION",
    "MAX_PATH",
    "address_problem",
    "address_warning",
    "basic",
    "credentials",
    "key_problem",
    "mask_problem",
    "messages_warning",
    "path_problem",
    "template_warning",
    "without_password",
]

MAX_PATH: Final = 64
MAX_KEY: Final = 128

AUTHORIZATION: Final = "Authorization"
_SCHEME: Final = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*://")
_MASK_PATH: Final = re.compile(r"[a-z0-9_]+(\.[a-z0-9_]+)*")
_HERE: Final = re.compile(r"localhost|127\.[0-9.]+|::1")
"""Hosts that are the server's own machine, where nobody else can read along."""
_BASIC: Final = "Basic "


def address_problem(value: str) -> str | None:
    """Why the server would refuse a base URL, in a sentence that is safe to show, or None."""
    if not value:
        return "Enter an address, e.g. https://example.com/lorawan"
    if not _SCHEME.match(value):
        return "The scheme is missing: begin with https:// or http://"
    return None


def address_warning(value: str) -> str | None:
    """Why nothing would arrive at a base URL that the server stores, or None."""
    scheme, _, rest = value.partition("://")
    if scheme.lower() not in ("http", "https"):
        return "The server stores this, but delivers nothing: it knows only http and https."
    try:
        host = urlsplit(value).hostname
    except ValueError:
        host = None
    if not host or rest.startswith(("/", "?", "#")):
        return "The server stores this, but delivers nothing: there is no host."
    if warning := template_warning(value):
        return warning
    if scheme.lower() == "http" and not _HERE.fullmatch(host):
        return "Not encrypted: others on the network can read messages and headers."
    return None


def template_warning(value: str) -> str | None:
    """What the server can't fill in of a base URL or a path, or None. The words may hold what is typed."""
    if is_malformed(value):
        return "The server stores this, but delivers nothing: it can't read it as a URI template, such as {devEUI}."
    if unknown := unknown_variables(value):
        return f"The server fills in nothing for {{{unknown[0]}}}. It knows {', '.join(VARIABLES)}."
    return None


def messages_warning(paths: Mapping[str, str]) -> str | None:
    """Why message types or their paths are stored but not delivered, or None. May hold what is typed."""
    if not paths:
        return "No message type is on: nothing is delivered."
    warned = ((name, warning) for name, path in paths.items() if (warning := template_warning(path)))
    return next((f"{MESSAGE_WORDS[name]}: {warning}" for name, warning in warned), None)


def path_problem(value: str) -> str | None:
    """Why the server would refuse the path of a message type, or None."""
    return f"{len(value)} characters; the limit is {MAX_PATH}." if len(value) > MAX_PATH else None


def key_problem(value: str) -> str | None:
    """Why the server would refuse a downlink key, or None."""
    return f"{len(value)} characters; the limit is {MAX_KEY}." if len(value) > MAX_KEY else None


def mask_problem(paths: Iterable[str]) -> str | None:
    """Why these can't be paths of a field mask, or None."""
    wrong = next((each for each in paths if not _MASK_PATH.fullmatch(each)), None)
    return f"“{wrong}” is not a field, such as up.uplink_message.decoded_payload" if wrong is not None else None


def basic(user: str, password: str) -> SecretStr:
    """The value of an Authorization header with user and password."""
    return SecretStr(_BASIC + base64.b64encode(f"{user}:{password}".encode()).decode())


def credentials(headers: Mapping[str, SecretStr]) -> tuple[str, SecretStr] | None:
    """User and password of the Authorization header; None where there is none, or one of another scheme."""
    found = headers.get(AUTHORIZATION)
    if found is None or not (value := found.get_secret_value()).startswith(_BASIC):
        return None
    try:
        user, colon, password = base64.b64decode(value.removeprefix(_BASIC), validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return None
    whole = basic(user, password).get_secret_value() == value
    return (user, SecretStr(password)) if colon and whole else None


def without_password(address: str) -> str:
    """An address with stars in place of its password."""
    return re.sub(r"(//[^/@:]*):[^/@]*@", r"\1:***@", address)
