"""Editing a text in the person's own editor, which has the terminal while it runs.

The program continues meanwhile: it reads streams, and saves drafts if a signal ends it.
"""

from __future__ import annotations

import asyncio
import os
import shlex
import shutil
import signal
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Final

from textual.app import SuspendNotSupported

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from textual.app import App

__all__ = ["EditorFailed", "edited", "editor_words"]

_FALLBACK: Final = "vi"
_KEYS: Final = (signal.SIGINT, signal.SIGQUIT)
"""What Ctrl+C and Ctrl+\\ send to all processes of the terminal; they are meant for the editor."""


class EditorFailed(Exception):
    """The editor could not be run, or said that it failed. Its text is a sentence, safe to show."""


def editor_words(environment: Mapping[str, str]) -> list[str]:
    """The command of the editor: of VISUAL, else of EDITOR, else vi. Raises EditorFailed where there is none."""
    name = next((each for each in ("VISUAL", "EDITOR") if environment.get(each, "").strip()), "")
    try:
        words = shlex.split(environment[name]) if name else [_FALLBACK]
    except ValueError:
        raise EditorFailed(f"{name} can't be read as a command.") from None
    if shutil.which(words[0], path=environment.get("PATH")) is None:
        raise EditorFailed(
            f"The editor in {name} was not found." if name else "No editor: set EDITOR to the one you want."
        )
    return words


async def edited(app: App[Any], text: str, name: str) -> str:
    """Let the person edit a text. Returns the new text. `name` is the file's, whose ending tells the editor its type.

    A line break that the editor adds at the end of the last line is left out. Raises EditorFailed.
    """
    words = editor_words(os.environ)
    with TemporaryDirectory(prefix="tts-tui-") as folder:
        file = Path(folder, name)
        _write(file, text)
        try:
            with app.suspend(), _keys_for_the_editor():
                process = await asyncio.create_subprocess_exec(*words, str(file))
                status = await process.wait()
        except SuspendNotSupported:
            raise EditorFailed("This terminal can't be handed to an editor.") from None
        except OSError as error:
            raise EditorFailed(f"The editor could not be started: {os.strerror(error.errno or 0)}.") from None
        if status != 0:
            raise EditorFailed(f"The editor exited with status {status}; your text is unchanged.")
        found = _read(file)
    added = found.endswith("\n") and not text.endswith("\n")
    return found.removesuffix("\n") if added else found


def _write(file: Path, text: str) -> None:
    file.touch(mode=0o600)
    file.write_text(text, encoding="utf-8", newline="")


def _read(file: Path) -> str:
    try:
        with file.open(encoding="utf-8", newline="") as saved:
            return saved.read()
    except (OSError, UnicodeDecodeError):
        raise EditorFailed("What the editor saved can't be read; your text is unchanged.") from None


@contextmanager
def _keys_for_the_editor() -> Iterator[None]:
    """Leave the keyboard's signals to the editor. (It would inherit an ignored signal, but not a handler.)"""
    before = {each: signal.signal(each, lambda *_: None) for each in _KEYS}
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)
