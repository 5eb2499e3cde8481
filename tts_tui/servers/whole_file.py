"""Writing a small file so that whoever reads it finds all of it: what was there before, or what is there now."""

from __future__ import annotations

import tempfile
from pathlib import Path

__all__ = ["write_whole"]


def write_whole(file: Path, content: bytes) -> None:
    """Put a file of mode 0600 in the place of the one before; a folder that it needs gets mode 0700.

    Blocks for a few milliseconds. Raises OSError, and leaves nothing behind then.
    """
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=file.parent, delete=False) as out:  # which has mode 0600 from the beginning
        written = Path(out.name)
        try:
            out.write(content)
            out.flush()
            written.replace(file)
        except BaseException:
            written.unlink(missing_ok=True)
            raise
