"""The report of a defect of the program: types and places in the code, never a value, which may be a secret."""

from __future__ import annotations

import traceback
from pathlib import Path
from typing import Final

from tts_tui.api.errors import TTSError

__all__ = ["WENT_ON", "Defect", "report"]

_ENDED: Final = "tts-tui crashed. Please report these lines:"
WENT_ON: Final = "tts-tui recovered from a bug. Please report these lines:"


class Defect(TTSError):
    """An exception that nobody expected, while the server was asked or its answer was shown.

    Its text names the kind and the line of code, and no value. `sent` says that a change may have been sent.
    """

    def __init__(self, error: BaseException, *, sent: bool = False) -> None:
        frames = traceback.extract_tb(error.__traceback__)
        where = f" at {Path(frames[-1].filename).name}:{frames[-1].lineno} in {frames[-1].name}" if frames else ""
        super().__init__(f"{type(error).__name__}{where}")
        self.sent = sent


def report(error: BaseException, heading: str = _ENDED) -> str:
    """The sentence, the kind of the error and of what caused it, and the lines of code that it came through.

    Its words are left out, as are the values of variables: a library quotes what it was given, and that may be a token.
    """
    lines = [heading]
    known: set[int] = set()
    each: BaseException | None = error
    while each is not None and id(each) not in known:
        known.add(id(each))
        lines.append(f"{type(each).__name__}, at:")
        lines += [
            f"  {frame.filename}:{frame.lineno} in {frame.name}" for frame in traceback.extract_tb(each.__traceback__)
        ]
        each = each.__cause__ or (None if each.__suppress_context__ else each.__context__)
    return "\n".join(lines)
