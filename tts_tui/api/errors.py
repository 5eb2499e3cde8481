"""What can go wrong, by what a caller would do about it.

    TTSError
    ├── BadTrust             the server's CA file can't be used: nothing was sent
    ├── BadProxy             the address of a proxy can't be used: nothing was sent
    ├── NotRenewed           the login could not be renewed now: nothing was done
    ├── Closed               this program has closed its connections: nothing was done
    ├── Unreachable          no connection: nothing was sent, nothing was done
    │   ├── Untrusted        the server's certificate is not to be trusted
    │   └── ProxyFault       the proxy on the way to the server does not open the way
    ├── AnswerLost           a read whose answer did not come
    ├── OutcomeUnknown       a write that was sent, and no answer tells whether it was done: look before you speak
    ├── NotTheAPI            something answered, and not as The Things Stack does
    ├── NoCredential         no token: `/auth_info` answered `{}`, or it has characters that can't be sent
    └── ServerError          the server's own refusal; one class per gRPC status
        ├── InvalidArgument, FailedPrecondition, OutOfRange      400, told apart by the code
        ├── Unauthenticated  401      ├── PermissionDenied  403
        ├── NotFound         404      ├── AlreadyExists     409      ├── Aborted  409 (a script)
        ├── ResourceExhausted  429    ├── Unimplemented     501
        └── Unavailable  503, DeadlineExceeded  504, Internal  500

    (Unavailable is also what a proxy answers by 502, 503 or 504 in the server's place.)

Words for people are not made here but in `tts_tui.services.error_text`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, ClassVar, Final, Literal

import msgspec

__all__ = [
    "NOT_IN_REGISTRY",
    "Aborted",
    "AlreadyExists",
    "AnswerLost",
    "BadProxy",
    "BadTrust",
    "Closed",
    "DeadlineExceeded",
    "ErrorDetails",
    "FailedPrecondition",
    "Internal",
    "InvalidArgument",
    "NoCredential",
    "NotFound",
    "NotRenewed",
    "NotTheAPI",
    "OutOfRange",
    "OutcomeUnknown",
    "PermissionDenied",
    "ProxyFault",
    "ProxyTrouble",
    "ResourceExhausted",
    "ServerError",
    "TTSError",
    "Unauthenticated",
    "Unavailable",
    "Unimplemented",
    "Unreachable",
    "Untrusted",
    "error_chain",
    "is_the_stacks",
    "server_error",
]


class TTSError(Exception):
    """Anything that keeps a call from giving its answer. Its text is for a log, not for a person."""


class Closed(TTSError):
    """The client was closed before the call was sent, or before a read was answered: nothing was done."""


class Unreachable(TTSError):
    """No connection to the server; nothing was sent. Its text is the reason, such as a refused connection.

    `proxy` says which one was on the way, if any, and has opened it.
    """

    def __init__(self, reason: str, *, proxy: str = "") -> None:
        super().__init__(reason)
        self.proxy = proxy


class Untrusted(Unreachable):
    """The server's certificate is not to be trusted; nothing was sent. Its text is the reason, such as its end."""


ProxyTrouble = Literal["unreachable", "credentials", "forbidden", "server", "no proxy"]
"""A proxy doesn't answer, needs another user or password, forbids it, can't reach the server, or is none."""


class ProxyFault(Unreachable):
    """The proxy on the way does not open it; nothing was sent. `proxy` is its address, without user and password."""

    def __init__(self, proxy: str, trouble: ProxyTrouble, reason: str) -> None:
        super().__init__(reason, proxy=proxy)
        self.trouble = trouble


class BadProxy(TTSError):
    """The address of a proxy can't be used. `variable` is where it stands, the text says why and quotes no secret."""

    def __init__(self, variable: str, reason: str) -> None:
        super().__init__(reason)
        self.variable = variable


class BadTrust(TTSError):
    """The file of certificate authorities of a server can't be used. `path` is its path, the text is the reason."""

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(reason)
        self.path = path


class NotRenewed(TTSError):
    """A login has to be renewed and can't be at this moment; nothing was done. Its text is the reason."""


class AnswerLost(TTSError):
    """A read was sent and its answer did not come whole. Asking again does no harm."""


class OutcomeUnknown(TTSError):
    """A write was sent, and no answer tells whether it was done: none came whole, or a proxy's came in its place.

    `refusal` is what the server itself said, where it did: that it is away, or gave up waiting.
    """

    def __init__(self, reason: str, refusal: ServerError | None = None) -> None:
        super().__init__(reason)
        self.refusal = refusal


class NotTheAPI(TTSError):
    """Something answered that is no The Things Stack API: a redirect, a page, broken JSON."""


class NoCredential(TTSError):
    """The server answered as if there were no token at all, or the token is one that can't be sent."""


class ErrorDetails(msgspec.Struct, frozen=True):
    """One error of the chain in which the server explains itself. (`error.proto` 27-51)"""

    namespace: str = ""
    name: str = ""
    message_format: str = ""
    attributes: Mapping[str, Any] = msgspec.field(default_factory=dict)
    correlation_id: str = ""

    @property
    def text(self) -> str:
        """The server's words with its attributes filled in. Server text: not safe to show as it is."""
        return re.sub(
            r"\{(\w+)\}",
            lambda found: _words(self.attributes[found[1]]) if found[1] in self.attributes else found[0],
            self.message_format,
        )


class ServerError(TTSError):
    """A refusal by the server.

    `status` is the HTTP status, `chain` the error and its causes, outermost first (empty where the server gave no
    details), `message` its raw text, `retry_after` the seconds that it asked to wait, `warning` its `X-Warning`.
    """

    code: ClassVar[int] = 2

    def __init__(
        self,
        message: str,
        *,
        status: int,
        chain: tuple[ErrorDetails, ...] = (),
        retry_after: int | None = None,
        warning: str = "",
    ) -> None:
        super().__init__(message)
        self.message = message
        self.status = status
        self.chain = chain
        self.retry_after = retry_after
        self.warning = warning

    @property
    def details(self) -> ErrorDetails:
        """The outermost error of the chain; an empty one where the server gave none."""
        return self.chain[0] if self.chain else ErrorDetails()

    @property
    def name(self) -> str:
        """The server's name of the error, `namespace:name`, or an empty string."""
        return f"{self.details.namespace}:{self.details.name}" if self.chain else ""

    @property
    def text(self) -> str:
        """The server's words, from the innermost field error where the outer ones only point inwards."""
        if self.field_path:
            return self.chain[len(self.field_path) - 1].text
        if self.chain:
            return self.details.text
        match = re.fullmatch(r"error:\S+ \((.*)\)", self.message, re.DOTALL)
        return match[1] if match else self.message

    @property
    def correlation_id(self) -> str:
        """What the server's operator can find the failure by; an empty string where the server gave none."""
        return self.details.correlation_id

    @property
    def field_path(self) -> tuple[str, ...]:
        """The path to the field that was refused, such as `("application", "ids", "application_id")`, or `()`."""
        path: list[str] = []
        for each in self.chain:
            if each.name != "validation" or not (field_name := _text(each.attributes.get("field"))):
                break
            path.append(field_name)
        return tuple(path)

    @property
    def missing_rights(self) -> tuple[str, ...]:
        """The rights that the caller lacks, where the server lists them."""
        found = self.details.attributes.get("missing", ())
        return tuple(each for each in found if isinstance(each, str)) if isinstance(found, list) else ()

    def is_a(self, name: str) -> bool:
        """Whether the error or one of its causes has that `name`, the namespace left out."""
        return any(each.name == name for each in self.chain)


class InvalidArgument(ServerError):
    """400, code 3: something in the request is wrong."""

    code = 3


class DeadlineExceeded(ServerError):
    """504, code 4: the server gave up waiting. With `script_timeout`, a payload formatter's script ran too long."""

    code = 4


class NotFound(ServerError):
    """404, code 5."""

    code = 5


NOT_IN_REGISTRY: Final = "pkg/redis:not_found"
"""The name of a NotFound of the Application Server or the Network Server: it has nothing under that ID.

Other names are of what is above it, such as an application that is deleted and can be restored.
"""


class AlreadyExists(ServerError):
    """409, code 6: an ID is taken."""

    code = 6


class PermissionDenied(ServerError):
    """403, code 7: a right is missing, or the account may do less than it did."""

    code = 7


class ResourceExhausted(ServerError):
    """429, code 8: too many calls. Nothing was done."""

    code = 8


class FailedPrecondition(ServerError):
    """400, code 9: not in this state (devices left, no restore any more, the last owner).

    Also 406 without a word, for a downlink pushed through a webhook that is paused.
    (recordings/self-contained/15_webhooks.json)
    """

    code = 9


class Aborted(ServerError):
    """409, code 10: a payload formatter's script throws, returns errors or doesn't compile.

    (recordings/self-contained/18_formatters.json)
    """

    code = 10


class OutOfRange(ServerError):
    """400, code 11."""

    code = 11


class Unimplemented(ServerError):
    """501, code 12: this server can't do that, or the method is wrong."""

    code = 12


class Internal(ServerError):
    """500, code 13, and whatever has no class of its own."""

    code = 13


class Unavailable(ServerError):
    """503, code 14: the server or its database is away for a while, or a proxy says so in its place (502, 504)."""

    code = 14


class Unauthenticated(ServerError):
    """401, code 16: the token is unknown, wrong, revoked or expired."""

    code = 16


_BY_CODE = {each.code: each for each in ServerError.__subclasses__()}
_GRPC_CODES = range(1, 17)
_BY_STATUS = {400: 3, 401: 16, 403: 7, 404: 5, 406: 9, 409: 6, 429: 8, 501: 12, 503: 14, 504: 4}


def is_the_stacks(data: Any) -> bool:
    """Whether JSON is a refusal as The Things Stack writes one: a gRPC code and a message, wrapped in `error` or not.

    (`pkg/errors/http.go`; each of the recorded refusals has both.)
    """
    body = _unwrapped(data)
    return body.get("code") in _GRPC_CODES and isinstance(body.get("message"), str)


def server_error(status: int, data: Any, *, retry_after: int | None = None, warning: str = "") -> ServerError:
    """The error that an answer with that status and JSON stands for. Never fails, whatever `data` is.

    (`pkg/errors/http.go` 26-44; recordings/02_applications.json)
    """
    body = _unwrapped(data)
    code = body.get("code")
    kind = _BY_CODE.get(code if isinstance(code, int) else _BY_STATUS.get(status, 13), Internal)
    listed = body.get("details")
    details = listed[0] if isinstance(listed, list) and listed else None
    return kind(
        _text(body.get("message")) or f"HTTP {status}",
        status=status,
        chain=error_chain(details),
        retry_after=retry_after,
        warning=warning,
    )


def _unwrapped(data: Any) -> Mapping[str, Any]:
    body: Mapping[str, Any] = data if isinstance(data, Mapping) else {}
    inner = body.get("error")
    return inner if isinstance(inner, Mapping) else body  # streams wrap theirs


def error_chain(details: Any) -> tuple[ErrorDetails, ...]:
    """An error and its causes, outermost first, as `ErrorDetails` in JSON have them. Never fails."""
    found: list[ErrorDetails] = []
    while isinstance(details, Mapping) and len(found) < 16:  # noqa: PLR2004 - a bound for a hostile answer
        attributes = details.get("attributes")
        found.append(
            ErrorDetails(
                namespace=_text(details.get("namespace")),
                name=_text(details.get("name")),
                message_format=_text(details.get("message_format")),
                attributes=attributes if isinstance(attributes, Mapping) else {},
                correlation_id=_text(details.get("correlation_id")),
            )
        )
        details = details.get("cause")
    return tuple(found)


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _words(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(_text(each) or "…" for each in value)
    return str(value) if isinstance(value, str | int | float) else "…"
