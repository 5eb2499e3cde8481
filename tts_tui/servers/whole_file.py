"""Writing a small file so that whoever reads it finds all of it: what was there before, or what is there now."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

__all__ = ["replace_whole", "write_whole"]


def write_whole(file: Path, content: bytes) -> None:
    """Put a file of mode 0600 in the place of the one before; a folder that it needs gets mode 0700.

    For what may be lost with the power: it isn't synced. Blocks for a few milliseconds. Raises OSError, and leaves
    nothing behind then.
    """
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    replace_whole(file, content)


def replace_whole(file: Path, content: bytes, *, mode: int = 0o600, synced: bool = False) -> None:
    """Put a file of that mode in the place of the one before, or of a link; its folder is there.

    One that is `synced` is whole on the disk before it has the name, which may block for longer. Raises OSError, and
    leaves nothing behind then.
    """
    with tempfile.NamedTemporaryFile(dir=file.parent, prefix=f".{file.name}-", delete=False) as out:  # of mode 0600
        written = Path(out.name)
        try:
            os.fchmod(out.fileno(), mode)
            out.write(content)
            out.flush()
            if synced:
                os.fsync(out.fileno())
            written.replace(file)
        except BaseException:
            written.unlink(missing_ok=True)
            raise
