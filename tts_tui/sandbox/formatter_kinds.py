"""The kinds of payload formatters, as a request names them. (`messages.proto` 548-565)"""

from __future__ import annotations

from typing import Any, Final

from tts_tui.sandbox.validation import invalid
from tts_tui.sandbox.wire import JSON, enum, text

__all__ = ["CAYENNELPP", "GRPC_SERVICE", "JAVASCRIPT", "NONE", "REPOSITORY", "kind_of"]

NONE: Final = "FORMATTER_NONE"
REPOSITORY: Final = "FORMATTER_REPOSITORY"
GRPC_SERVICE: Final = "FORMATTER_GRPC_SERVICE"
JAVASCRIPT: Final = "FORMATTER_JAVASCRIPT"
CAYENNELPP: Final = "FORMATTER_CAYENNELPP"
_BY_NUMBER: Final = (NONE, REPOSITORY, GRPC_SERVICE, JAVASCRIPT, CAYENNELPP)


def kind_of(owner: str, parent: JSON, name: str, path: str = "") -> str:
    """The kind in a field by its full name, which may be written without its prefix, or as a number; none if absent."""
    value: Any = parent.get(name)
    if isinstance(value, int) and not isinstance(value, bool):
        if not 0 <= value < len(_BY_NUMBER):
            raise invalid(owner, name, "value must be one of the defined enum values")
        return _BY_NUMBER[value]
    written = text(parent, name)
    return enum(written, "FORMATTER_", frozenset(_BY_NUMBER), path) if written else NONE
