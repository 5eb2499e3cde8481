"""What is said of a defect in the program itself: its kind and its places, never a value, which may be a secret."""

from __future__ import annotations

import traceback

__all__ = ["report"]


def report(error: BaseException) -> str:
    """The sentence, the kind of the error and of what caused it, and the lines of code that it came through.

    Its words are left out, as are the values of variables: a library quotes what it was given, and that may be a token.
    """
    lines = ["tts-tui ended because of a defect in itself. Please report these lines:"]
    known: set[int] = set()
    each: BaseException | None = error
    while each is not None and id(each) not in known:
        known.add(id(each))
        lines.append(f"{type(each).__name__}, at:")
        lines += [
            f"  {place.filename}:{place.lineno} in {place.name}" for place in traceback.extract_tb(each.__traceback__)
        ]
        each = each.__cause__ or (None if each.__suppress_context__ else each.__context__)
    return "\n".join(lines)
