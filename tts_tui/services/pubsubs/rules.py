"""What the server takes of a pub/sub, checked before it is sent; and user and password in the URL of NATS.

Source: `applicationserver_pubsub.proto`; recordings/self-contained/16_pubsub.json. The server takes any URL that has
a scheme, and any format of its form.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import quote, unquote, urlsplit, urlunsplit

from tts_tui.api.secret import SecretStr

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "EXAMPLES",
    "SCHEMES",
    "headers_warning",
    "join_url",
    "length_problem",
    "split_url",
    "tls_warning",
    "topic_problem",
    "url_problem",
    "url_warning",
]

LIMITS: Final = {"base_topic": 100, "client_id": 23, "username": 100, "password": 100}
"""The most characters of a field. Topics of message types have the limit of the base topic."""
EXAMPLES: Final = {"nats": "nats://nats.example.com:4222", "mqtt": "mqtts://mqtt.example.com:8883"}
SCHEMES: Final = {"nats": ("nats", "tls", "ws", "wss"), "mqtt": ("mqtt", "mqtts", "tcp", "ssl", "ws", "wss")}
"""The schemes that can be connected to, by kind of provider."""


def url_problem(value: str, kind: str) -> str | None:
    """Why the server would refuse a server URL, in a sentence that is safe to show, or None."""
    if not value:
        return f"Enter an address, e.g. {EXAMPLES[kind]}"
    scheme, found, _ = value.partition("://")
    if not found or not scheme.isascii() or not scheme.replace("+", "").isalnum():
        return f"The scheme is missing, e.g. {EXAMPLES[kind]}"
    try:
        host = urlsplit(value).hostname
    except ValueError:
        host = None
    return None if host else f"There is no host, e.g. {EXAMPLES[kind]}"


def url_warning(value: str, kind: str) -> str | None:
    """Why nothing would connect to a server URL that the server stores, or None."""
    scheme = value.partition("://")[0].lower()
    if scheme not in SCHEMES[kind]:
        return f"The server stores this, but can't connect: {kind.upper()} uses {' or '.join(SCHEMES[kind][:2])}."
    return None


def tls_warning(ca: bool, certificate: bool, key: bool, *, use_tls: bool) -> str | None:
    """What of the PEM files is not used, or keeps the server from connecting, or None.

    The server takes them where TLS is on, and wants a certificate of its own then.
    (`AS/io/pubsub/provider/mqtt/tls.go`)
    """
    if use_tls and not (certificate and key):
        return "The server stores this, but can't connect: TLS needs a client certificate and its key."
    if not use_tls and (ca or certificate or key):
        return "The server stores the PEM files, but doesn't use them."
    return None


def headers_warning(headers: Mapping[str, str], url: str) -> str | None:
    """Why headers would not be sent, or None: only WebSockets have any."""
    over_websockets = url.partition("://")[0].lower() in ("ws", "wss")
    return "Headers are sent over ws:// and wss:// only." if headers and not over_websockets else None


def topic_problem(value: str) -> str | None:
    """Why the server would refuse the base topic or the topic of a message type, or None."""
    return length_problem("base_topic", value)


def length_problem(field: str, value: str) -> str | None:
    """Why the server would refuse the value of a field that has a limit in `LIMITS`, or None."""
    limit = LIMITS[field]
    return f"{len(value)} characters; the limit is {limit}." if len(value) > limit else None


def split_url(url: SecretStr) -> tuple[str, str, SecretStr]:
    """A server URL, and the user and password that it holds: `nats://user:password@host`."""
    try:
        parts = urlsplit(url.get_secret_value())
    except ValueError:
        return url.get_secret_value(), "", SecretStr("")
    user, _, host = parts.netloc.rpartition("@")
    name, _, password = user.partition(":")
    return urlunsplit(parts._replace(netloc=host)), unquote(name), SecretStr(unquote(password))


def join_url(url: str, user: str, password: SecretStr) -> SecretStr:
    """The URL with user and password in it."""
    if not user and not password:
        return SecretStr(url)
    parts = urlsplit(url)
    secret = f":{quote(password.get_secret_value(), safe='')}" if password else ""
    return SecretStr(urlunsplit(parts._replace(netloc=f"{quote(user, safe='')}{secret}@{parts.netloc}")))
