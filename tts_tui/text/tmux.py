"""Running tmux, which knows more about the terminal and its clipboard than a program inside tmux can."""

from __future__ import annotations

import asyncio

__all__ = ["run"]


async def run(program: str, *arguments: str, given: bytes = b"", patience: float) -> bytes | None:
    """What tmux prints with `given` on its standard input; None if it can't be started, fails, or takes too long.

    `program` is its path. It is ended after `patience` seconds. Its error messages are dropped: they would be written
    over the screen.
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
