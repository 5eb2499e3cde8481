"""What keeps a write from being sent: somebody else was quicker.

The server has no locking, and the last write wins without a word. So what is changed is read once more just before;
where it isn't any more what the person saw, nothing is sent. In the moment between that read and the write, somebody
can still be quicker.
"""

from __future__ import annotations

from typing import Generic, TypeVar

from tts_tui.api.errors import TTSError

__all__ = ["ChangedElsewhere", "IdTaken"]

T = TypeVar("T")


class ChangedElsewhere(TTSError, Generic[T]):
    """Somebody else changed or removed the same thing since it was read, so nothing was sent.

    `what` names it for a log, such as "the webhook". `now` is what the server has; None where it is gone.
    """

    def __init__(self, what: str, now: T) -> None:
        super().__init__(f"somebody else changed {what} meanwhile")
        self.now = now


class IdTaken(TTSError):
    """The ID of something new is taken, and the write would change what has it, so nothing was sent."""
