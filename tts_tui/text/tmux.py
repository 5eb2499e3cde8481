"""Running tmux itself, which knows of clipboards what a program within it can't."""

from __future__ import annotations

import asyncio

__all__ = ["run"]


async def run(program: str, *arguments: str, given: bytes = b"", patience: float) -> bytes | None:
    """What tmux prints when `given` is on its standard input; None where it can't be started, fails, or takes longer.

    `program` is its path, `patience` in seconds; a tmux that takes longer is ended. What it complains of is dropped,
    as it would end on the screen.
    """
    try:
        process = await asyncio.create_subprocess_exec(
            program,
            *arguments,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
        )
    except OSError:
        return None
    try:
        printed, _ = await asyncio.wait_for(process.communicate(given), patience)
    except TimeoutError:
        return None
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    return printed if process.returncode == 0 else None
