"""Continuing after a defect: an unexpected exception in a worker must not lose what a person has typed."""

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
"""Defects that are reported at most: the first ones tell the most."""


class OutlivesDefects(OpenApp[Result]):
    """An App that continues after an unexpected exception in a worker, once `began` is set.

    The person is told at once; `reports` has the texts to print after the program has ended. An exception in a message
    handler still ends the program, as Textual stops handling messages then.
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
    """A block around a worker's code that turns every exception into an error that can be shown.

    Raises:
        TTSError: As it was raised inside, or a `Defect` for any other exception, which is also reported at the end.
    """
    try:
        yield
    except TTSError:
        raise
    except Exception as error:  # a boundary: the screen stays open
        raise note_defect(app, error, sent=sent) from error
