"""The exit codes of words for scripts. (docs/scripting.md)"""

from __future__ import annotations

from typing import Final

from tts_tui.api import errors

__all__ = [
    "CONFLICT",
    "DONE",
    "FAILED",
    "FOUND",
    "INTERRUPTED",
    "NOT_ALLOWED",
    "NOT_SIGNED_IN",
    "NOT_THERE",
    "UNKNOWN",
    "USAGE",
    "exit_code",
]

DONE: Final = 0
FOUND: Final = 1
"""It was asked to find something, and found some."""
USAGE: Final = 2
"""Wrong arguments, or a value that the server refuses."""
NOT_SIGNED_IN: Final = 3
NOT_ALLOWED: Final = 4
NOT_THERE: Final = 5
CONFLICT: Final = 6
"""An ID is taken, the state doesn't allow it, or somebody else was quicker."""
FAILED: Final = 7
"""An error of the server, the network or this machine; nothing was changed."""
UNKNOWN: Final = 8
"""Something was sent, and it is unknown whether it was done: look before you send it again."""
INTERRUPTED: Final = 130
"""Ctrl+C, while nothing was being changed."""


def exit_code(error: errors.TTSError) -> int:  # noqa: PLR0911 - one for each kind
    """The number for an error."""
    from tts_tui.services.api_keys.writes import UnseenKey  # here, since what ends well needs none of them
    from tts_tui.services.applications.settings import FieldsChangedElsewhere
    from tts_tui.services.concurrent_changes import ChangedElsewhere
    from tts_tui.services.events.watching import NoLongerAllowed

    match error:
        case errors.OutcomeUnknown() | UnseenKey():
            return UNKNOWN
        case errors.Unauthenticated() | errors.NoCredential():
            return NOT_SIGNED_IN
        case errors.InvalidArgument() if error.is_a("token"):
            return NOT_SIGNED_IN
        case errors.InvalidArgument() | errors.OutOfRange():
            return USAGE
        case errors.PermissionDenied() | NoLongerAllowed():
            return NOT_ALLOWED
        case errors.NotFound():
            return NOT_THERE
        case errors.AlreadyExists() | errors.Aborted() | errors.FailedPrecondition():
            return CONFLICT
        case ChangedElsewhere() | FieldsChangedElsewhere():
            return CONFLICT
        case _:
            return FAILED
