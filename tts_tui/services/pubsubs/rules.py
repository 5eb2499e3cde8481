"""What may be sent of a pub/sub, said before it is asked; and user and password as the URL of NATS holds them.

Source: `applicationserver_pubsub.proto`; recordings/self-contained/16_pubsub.json. The server takes any URL that has
a scheme, and any format of its form.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import quote, unquote, urlsplit, urlunsplit

from tts_tui.api.field_rules import id_problem
from tts_tui.api.secret import SecretStr

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

__all__ = [
    "EXAMPLES",
    "PROBLEMS",
    "SCHEMES",
    "headers_warning",
    "join_url",
    "split_url",
    "tls_warning",
    "topic_problem",
    "url_problem",
    "url_warning",
]

LIMITS: Final = {"base_topic": 100, "client_id": 23, "username": 100, "password": 100}
"""Characters. Topics of messages have the limit of the base topic."""
MAX_FORMAT: Final = 20
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
    """Why headers would not be sent, or None: there are none but over WebSockets."""
    over_websockets = url.partition("://")[0].lower() in ("ws", "wss")
    return "Headers are sent over ws:// and wss:// only." if headers and not over_websockets else None


def topic_problem(value: str) -> str | None:
    """Why the server would refuse a topic, or None."""
    return _too_long("base_topic")(value)


def _too_long(name: str) -> Callable[[str], str | None]:
    limit = LIMITS[name]
    return lambda value: f"{len(value)} characters; the limit is {limit}." if len(value) > limit else None


def _format_problem(value: str) -> str | None:
    if len(value) > MAX_FORMAT:
        return f"{len(value)} characters; the limit is {MAX_FORMAT}."
    return id_problem(value) if value else "Enter a format."


PROBLEMS: Final[dict[str, Callable[[str], str | None]]] = {
    "id": id_problem,
    "format": _format_problem,
    **{name: _too_long(name) for name in LIMITS},
}
"""The rule of each field but the server URL."""


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
