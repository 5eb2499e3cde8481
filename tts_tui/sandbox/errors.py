"""Errors as the server writes them.

Shape: `api/ttn/lorawan/v3/error.proto` 27-51 and recordings/02_applications.json. The JSON of a refused call is a gRPC
status whose `details` hold the error and, nested, what caused it.
"""

from __future__ import annotations

import re
import uuid
from typing import Any, Final

__all__ = ["DETAILS_TYPE", "STATUS", "ApiError", "PlainError"]

DETAILS_TYPE: Final = "type.googleapis.com/ttn.lorawan.v3.ErrorDetails"

STATUS: Final = {
    1: 499, 2: 500, 3: 400, 4: 504, 5: 404, 6: 409, 7: 403, 8: 429,
    9: 400, 10: 409, 11: 400, 12: 501, 13: 500, 14: 503, 15: 500, 16: 401,
}  # fmt: skip
"""The HTTP status of each gRPC code. (grpc-gateway `runtime/errors.go` 36-77)"""

UNKNOWN: Final = 2
INVALID_ARGUMENT: Final = 3
NOT_FOUND: Final = 5
ALREADY_EXISTS: Final = 6
PERMISSION_DENIED: Final = 7
RESOURCE_EXHAUSTED: Final = 8
FAILED_PRECONDITION: Final = 9
UNIMPLEMENTED: Final = 12
INTERNAL: Final = 13
UNAUTHENTICATED: Final = 16

_PLACEHOLDER: Final = re.compile(r"\{(\w+)\}")


class PlainError(Exception):
    """A refusal before any handler runs: a router's or a parser's, which has a code and a message and no details."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message

    @property
    def status(self) -> int:
        """The HTTP status that goes with the code."""
        return STATUS[self.code]

    def body(self) -> dict[str, Any]:
        """The JSON of the answer."""
        return {"code": self.code, "message": self.message}


class ApiError(PlainError):
    """A refusal by the server's own code: namespace, name, a format with its attributes, and perhaps a cause."""

    def __init__(
        self,
        code: int,
        namespace: str,
        name: str,
        message_format: str,
        /,
        *,
        cause: ApiError | None = None,
        **attributes: Any,
    ) -> None:
        self.namespace = namespace
        self.name = name
        self.message_format = message_format
        self.attributes = attributes
        self.cause = cause
        text = _PLACEHOLDER.sub(lambda found: str(attributes.get(found[1], found[0])), message_format)
        super().__init__(code, f"error:{namespace}:{name} ({text})")

    def details(self) -> dict[str, Any]:
        """The error without the status around it, as `details` and `cause` hold it."""
        found: dict[str, Any] = {
            "namespace": self.namespace,
            "name": self.name,
            "message_format": self.message_format,
        }
        if self.attributes:
            found["attributes"] = self.attributes
        found["correlation_id"] = uuid.uuid4().hex
        if self.cause is not None:
            found["cause"] = self.cause.details()
        return {**found, "code": self.code}

    def body(self) -> dict[str, Any]:
        """The JSON of the answer."""
        return {**super().body(), "details": [{"@type": DETAILS_TYPE, **self.details()}]}
