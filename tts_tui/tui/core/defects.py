"""Continuing after a defect: an exception in a worker must not lose what is typed on the screen."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final, TypeVar

from textual.worker import WorkerFailed

from tts_tui.api.errors import TTSError
from tts_tui.services.crash_report import WENT_ON, Defect, report
from tts_tui.services.error_text import explain
from tts_tui.tui.core.textual_private import ClosedWhileOpening, OpenApp

if TYPE_CHECKING:
    from collections.abc import Iterator

    from textual.app import App

__all__ = ["OutlivesDefects", "note_defect", "unexpected_as_defects"]

Result = TypeVar("Result")

_MAX_REPORTS: Final = 5
"""How many defects are reported at the end: the first ones tell the most."""


class OutlivesDefects(OpenApp[Result]):
    """An App that continues after an unexpected exception in a worker, once it `began`.

    The person is told at once, and `reports` has the lines to pass on once the program has ended. An exception in a
    message handler still ends the program: Textual then stops handling messages.
    """

    def __init__(self) -> None:
        super().__init__()
        self.began = False
        self.reports: list[str] = []

    def report(self, error: BaseException) -> None:
        """Keep the report of an exception for the end of the program."""
        if len(self.reports) < _MAX_REPORTS:
            self.reports.append(report(error, WENT_ON))

    def outlives(self, error: Exception) -> bool:
        if isinstance(error, ClosedWhileOpening):
            return True
        if not (self.began and isinstance(error, WorkerFailed)):
            return False
        self.report(error.error)
        self.notify(explain(Defect(error.error)).text, severity="error", markup=False)
        return True


def note_defect(app: App[Any], error: Exception, *, sent: bool = False) -> Defect:
    """Keep an exception for the report at the end. Returns the error to show for it."""
    if isinstance(app, OutlivesDefects):
        app.report(error)
    return Defect(error, sent=sent)


@contextmanager
def unexpected_as_defects(app: App[Any], *, sent: bool = False) -> Iterator[None]:
    """A block around a worker's code: whatever it raises becomes an error to show.

    Raises:
        TTSError: As it was raised, or a `Defect` for any other exception, which is kept for the report in the end.
    """
    try:
        yield
    except TTSError:
        raise
    except Exception as error:  # a boundary: what is open goes on
        raise note_defect(app, error, sent=sent) from error
