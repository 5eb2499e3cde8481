"""The operating system's keyring: service `tts-tui`, user the base URL of the server.

A keyring may be absent, may be locked and wait for ever for a prompt that nobody sees, and may be a plain file that
only calls itself a keyring. So it is called in a daemon thread with a time-out, its backend is looked at before it is
trusted, and what was written is read back.
"""

from __future__ import annotations

import asyncio
import threading
from typing import TYPE_CHECKING, Final, TypeVar

from pydantic import SecretStr

from tts_tui.credentials import Found

if TYPE_CHECKING:
    from collections.abc import Callable

    from keyring.backend import KeyringBackend

__all__ = ["SERVICE", "KeyringFault", "find", "forget", "store"]

SERVICE: Final = "tts-tui"
PATIENCE: Final = 10.0
"""Seconds that a keyring may take; a person may have to type a password into its prompt."""

T = TypeVar("T")


class KeyringFault(Exception):
    """There is no keyring that could be used now, with a sentence that says why."""


async def find(base_url: str) -> Found | None:
    """The token stored for a server, or None. Raises KeyringFault."""

    def call() -> str | None:
        return _backend().get_password(SERVICE, base_url)

    token = await _in_daemon(call)
    return Found(SecretStr(token), "from the OS keyring") if token else None


async def store(base_url: str, token: SecretStr) -> None:
    """Store the token for a server and read it back. Raises KeyringFault."""

    def call() -> bool:
        backend = _backend()
        backend.set_password(SERVICE, base_url, token.get_secret_value())
        return backend.get_password(SERVICE, base_url) == token.get_secret_value()

    if not await _in_daemon(call):
        raise KeyringFault("The keyring took the token and did not give it back.")


async def forget(base_url: str) -> None:
    """Delete the token of a server, if there is one. Raises KeyringFault."""

    def call() -> None:
        backend = _backend()
        if backend.get_password(SERVICE, base_url) is not None:
            backend.delete_password(SERVICE, base_url)

    await _in_daemon(call)


def _backend() -> KeyringBackend:
    import keyring  # takes up to 0.2 s, and is not needed when a token is given
    from keyring.backends import chainer

    found = keyring.get_keyring()
    for each in found.backends if isinstance(found, chainer.ChainerBackend) else [found]:
        module = type(each).__module__
        if module in ("keyring.backends.fail", "keyring.backends.null"):
            raise KeyringFault("This machine has no keyring.")
        if module.startswith("keyrings.alt"):
            raise KeyringFault("The keyring of this machine is a plain file, which is no place for a token.")
    return found


async def _in_daemon(call: Callable[[], T]) -> T:
    """Run `call` in a thread that can't keep the program from ending, and wait for it a while."""
    loop = asyncio.get_running_loop()
    done: asyncio.Future[T] = loop.create_future()

    def settle(answer: T | None, error: Exception | None) -> None:
        if done.done():
            return
        if error is not None:
            done.set_exception(error)
        else:
            done.set_result(answer)  # type: ignore[arg-type]

    def run() -> None:
        answer: T | None = None
        error: Exception | None = None
        try:
            answer = call()
        except KeyringFault as fault:
            error = fault
        except Exception as fault:  # noqa: BLE001 - backends raise whatever their system does
            # Not chained: the frames of a backend hold the token.
            error = KeyringFault(f"The keyring refused ({type(fault).__name__}).")
        try:
            loop.call_soon_threadsafe(settle, answer, error)
        except RuntimeError:
            return  # the program has ended meanwhile

    threading.Thread(target=run, name="keyring", daemon=True).start()
    try:
        return await asyncio.wait_for(done, PATIENCE)
    except TimeoutError:
        raise KeyringFault(
            f"The keyring did not answer within {PATIENCE:.0f} s; it may be locked, with a prompt that can't be seen."
        ) from None
