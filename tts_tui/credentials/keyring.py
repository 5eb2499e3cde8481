"""The operating system's keyring: service `tts-tui`, user the base URL of the server.

A keyring may be absent, may be locked and wait for ever for a prompt that nobody sees, and may be a plain file that
only calls itself a keyring. So it is called in a daemon thread with a time-out, its backend is looked at before it is
trusted, and what was written is read back.
"""

from __future__ import annotations

import asyncio
import threading
from typing import TYPE_CHECKING, Final, TypeVar

from tts_tui.credentials import Found, tidy

if TYPE_CHECKING:
    from collections.abc import Callable

    from keyring.backend import KeyringBackend
    from pydantic import SecretStr

__all__ = ["PATIENCE", "SERVICE", "SOURCE", "KeyringFault", "find", "store"]

SERVICE: Final = "tts-tui"
SOURCE: Final = "from the OS keyring"
PATIENCE: Final = 10.0
"""Seconds that a keyring may take; a person may have to type a password into its prompt."""

_NO_KEYRINGS: Final = ("keyring.backends.fail", "keyring.backends.null")
_FILES: Final = "keyrings.alt"

T = TypeVar("T")


class KeyringFault(Exception):
    """There is no keyring that could be used now, with a sentence that says why."""


async def find(base_url: str, patience: float = PATIENCE) -> Found | None:
    """The token stored for a server, or None. Raises KeyringFault."""

    def call() -> SecretStr | None:
        return tidy(_backend().get_password(SERVICE, base_url) or "")

    token = await _in_daemon(call, patience)
    return Found(token, SOURCE) if token else None


async def store(base_url: str, token: SecretStr, patience: float = PATIENCE) -> None:
    """Store the token for a server and read it back. Raises KeyringFault."""

    def call() -> bool:
        backend = _backend()
        backend.set_password(SERVICE, base_url, token.get_secret_value())
        return backend.get_password(SERVICE, base_url) == token.get_secret_value()

    if not await _in_daemon(call, patience):
        raise KeyringFault("The keyring took the token and did not give it back.")


def _backend() -> KeyringBackend:
    """The best keyring of this machine, never one that stores nothing or stores in a plain file."""
    import keyring  # takes up to 0.2 s, and is not needed when a token is given
    from keyring.backends import chainer

    found = keyring.get_keyring()
    offered = list(found.backends) if isinstance(found, chainer.ChainerBackend) else [found]
    fitting = [each for each in offered if not _is_from(each, *_NO_KEYRINGS, _FILES)]
    if fitting:
        return fitting[0]
    if any(_is_from(each, _FILES) for each in offered):
        raise KeyringFault("The keyring of this machine is a plain file, which is no place for a token.")
    raise KeyringFault("This machine has no keyring.")


def _is_from(backend: KeyringBackend, *packages: str) -> bool:
    """Whether the backend, or one that it is made from, comes from one of the packages."""
    modules = [kind.__module__ for kind in type(backend).__mro__]
    return any(module == package or module.startswith(f"{package}.") for module in modules for package in packages)


async def _in_daemon(call: Callable[[], T], patience: float) -> T:
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
        except BaseException as fault:  # noqa: BLE001 - backends raise whatever their system does
            # Not chained: the words and the frames of a backend may hold the token.
            error = KeyringFault(f"The keyring refused ({type(fault).__name__}).")
        try:
            loop.call_soon_threadsafe(settle, answer, error)
        except RuntimeError:
            return  # the program has ended meanwhile

    threading.Thread(target=run, name="keyring", daemon=True).start()
    try:
        return await asyncio.wait_for(done, patience)
    except TimeoutError:
        raise KeyringFault(
            f"The keyring did not answer within {patience:g} s; it may be locked, with a prompt that can't be seen."
        ) from None
