"""The operating system's keyring: service `tts-tui`, user the server's name and address, or the address alone.

A keyring may be absent, may be locked and wait for ever for a prompt that nobody sees, and may be a plain file that
only calls itself a keyring. So it is called in a daemon thread with a time-out, its backend is looked at before it is
trusted, and what was written is read back. If it stores a token after the time-out, such as when somebody answers the
prompt late, the token is removed again: the person was told that it isn't stored.
"""

from __future__ import annotations

import contextlib
import sys
import threading
from typing import TYPE_CHECKING, Final, TypeVar

import msgspec

from tts_tui.servers.token_stores import STORE_WORDS
from tts_tui.session.credentials import Credential, StoreFault, backends, secret_service
from tts_tui.session.credentials.daemon import in_daemon
from tts_tui.session.credentials.text_form import read, written

if TYPE_CHECKING:
    from collections.abc import Callable

    from keyring.backend import KeyringBackend

__all__ = ["PATIENCE", "SERVICE", "Backend", "Keyring", "look"]

SERVICE: Final = "tts-tui"
PATIENCE: Final = 10.0
"""Seconds to wait for a keyring; a person may have to type a password into its prompt."""

_UNLOCK: Final = {
    "linux": "Unlock it on the desktop, or by `gnome-keyring-daemon --replace --unlock`",
    "darwin": "Unlock it by `security unlock-keychain`",
}
_WAY_OUT: Final = (
    f"{_UNLOCK.get(sys.platform, 'Unlock it')}; or keep the token in a file that only you can read, or for this "
    "session only."
)

T = TypeVar("T")


class Backend(msgspec.Struct, frozen=True):
    """The keyring of this machine.

    `name` is what people call it, empty where there is none. `usable` says whether a token can be stored and read now,
    after a prompt if `locked`, which is None where that can't be told. One that is not `secure` is a plain file.
    `why` is a sentence where it is not usable or not secure.
    """

    name: str
    usable: bool
    secure: bool
    why: str = ""
    locked: bool | None = None


class Keyring:
    """The keyring as a store. With `insecure`, which the person has chosen, it may be a plain file.

    Every call waits at most `patience` seconds, and raises StoreFault.
    """

    def __init__(self, *, insecure: bool = False, patience: float = PATIENCE) -> None:
        self._insecure = insecure
        self._patience = patience

    @property
    def source(self) -> str:
        """Where its credentials come from, in words."""
        return STORE_WORDS["insecure-keyring" if self._insecure else "keyring"].source

    async def find(self, entry: str) -> Credential | None:
        """What is stored there, or None."""

        def call() -> Credential | None:
            backend, empty = self._opened()
            return None if empty else read(backend.get_password(SERVICE, entry) or "")

        return await _asked(call, self._patience)

    async def store(self, entry: str, credential: Credential) -> None:
        """Store it, replacing what was there, and read it back."""
        text = written(credential)
        waiting = _Waiting()

        def call() -> bool:
            backend, _ = self._opened(to_store=True)
            before = backend.get_password(SERVICE, entry)
            if not waiting.on:
                return False
            backend.set_password(SERVICE, entry, text.get_secret_value())
            kept = backend.get_password(SERVICE, entry) == text.get_secret_value()
            if kept and not waiting.ended():
                _put_back(backend, entry, before)
            return kept

        try:
            kept = await _asked(call, self._patience)
        except StoreFault:
            if waiting.given_up():
                raise
            kept = True  # it was stored in the very moment in which nobody waited any more
        if not kept:
            raise StoreFault("The keyring accepted the token but does not return it.")

    async def forget(self, entry: str) -> bool:
        """Remove what is stored there, and make sure of it. Returns whether there was anything."""

        def call() -> tuple[bool, bool]:
            backend, empty = self._opened()
            if empty or backend.get_password(SERVICE, entry) is None:
                return False, True
            _remove(backend, entry)
            return True, backend.get_password(SERVICE, entry) is None

        was_there, is_gone = await _asked(call, self._patience)
        if not is_gone:
            raise StoreFault("The keyring did not remove the token. Remove it with the keyring's own program.")
        return was_there

    def _opened(self, *, to_store: bool = False) -> tuple[KeyringBackend, bool]:
        """The backend, and whether it is known to be empty, which avoids a prompt. Raises StoreFault."""
        backend = backends.choose(insecure=self._insecure)
        if not backends.is_secret_service(backend):
            return backend, False
        state = secret_service.state(backend)
        if state == "absent" and not to_store:
            return backend, True
        if state != "open" and not secret_service.prompts_are_seen():
            raise StoreFault(_unseen(state))
        return backend, False


class _Waiting:
    """Whether somebody still waits for a thread that stores: either it ends first, or it is given up."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._state = "waiting"

    @property
    def on(self) -> bool:
        """Whether it has not been given up."""
        return self._state == "waiting"

    def ended(self) -> bool:
        """Note that the thread has stored. Returns whether somebody still waited for it."""
        return self._settle("ended")

    def given_up(self) -> bool:
        """Note that nobody waits any more. Returns whether the thread had not stored by then."""
        return self._settle("given up")

    def _settle(self, state: str) -> bool:
        with self._lock:
            if self._state == "waiting":
                self._state = state
            return self._state == state


def _put_back(backend: KeyringBackend, entry: str, before: str | None) -> None:
    if before is None:
        _remove(backend, entry)
    else:
        backend.set_password(SERVICE, entry, before)


def _remove(backend: KeyringBackend, entry: str) -> None:
    from keyring.errors import PasswordDeleteError

    with contextlib.suppress(PasswordDeleteError):  # raised where there is nothing, too
        backend.delete_password(SERVICE, entry)


async def look(patience: float = PATIENCE) -> Backend:
    """The keyring of this machine, whether it can store a token, and if not, why. Opens no prompt, raises nothing."""
    try:
        return await _asked(_look, patience)
    except StoreFault as fault:
        return Backend("", usable=False, secure=False, why=str(fault))


def _look() -> Backend:
    try:
        backend = backends.choose(insecure=False)
    except StoreFault as fault:
        return Backend(backends.title(backends.choose(insecure=True)), usable=True, secure=False, why=str(fault))
    name = backends.title(backend)
    if not backends.is_secret_service(backend):
        return Backend(name, usable=True, secure=True)
    state = secret_service.state(backend)
    if provider := secret_service.provider():
        name = f"{name} ({provider})"
    usable = state == "open" or secret_service.prompts_are_seen()
    return Backend(name, usable, secure=True, why="" if usable else _unseen(state), locked=state == "locked")


async def _asked(call: Callable[[], T], patience: float) -> T:
    try:
        return await in_daemon(call, patience, _refusal)
    except TimeoutError:
        raise StoreFault(
            f"The keyring did not answer within {patience:g} s; it may be locked, with a prompt that can't be seen. "
            f"{_WAY_OUT}"
        ) from None


def _unseen(state: secret_service.CollectionState) -> str:
    return f"{secret_service.UNSEEN[state]} {_WAY_OUT}"


def _refusal(error: BaseException) -> str:
    if type(error).__name__ == "KeyringLocked":  # by name: it may be the library itself that could not be loaded
        return f"The keyring is locked, and was not unlocked. {_WAY_OUT}"
    return f"The keyring refused ({type(error).__name__})."
