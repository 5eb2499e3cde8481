"""Keyrings that behave as real ones do, for better and for worse. Chosen by PYTHON_KEYRING_BACKEND or `use`."""

from __future__ import annotations

import json
import os
import threading
from pathlib import Path
from typing import ClassVar

from keyring.backend import KeyringBackend
from keyring.backends.SecretService import Keyring as SecretService
from keyring.errors import KeyringError, KeyringLocked, PasswordDeleteError


class Works(KeyringBackend):
    """Stores in memory and gives back."""

    priority: ClassVar[float] = 5

    def __init__(self) -> None:
        super().__init__()
        self.stored: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.stored.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.stored[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        if self.stored.pop((service, username), None) is None:
            raise PasswordDeleteError("No such password!")


class Blocks(Works):
    """Waits for ever, as for a prompt that nobody sees."""

    def get_password(self, service: str, username: str) -> str | None:
        threading.Event().wait()
        return super().get_password(service, username)

    def set_password(self, service: str, username: str, password: str) -> None:
        threading.Event().wait()


class Forgets(Works):
    """Takes and doesn't give back."""

    def set_password(self, service: str, username: str, password: str) -> None:
        pass


class Holds(Works):
    """Doesn't let go."""

    def delete_password(self, service: str, username: str) -> None:
        raise PasswordDeleteError("Can't delete.")


class Locked(Works):
    """Asked the person, who turned it down."""

    def get_password(self, service: str, username: str) -> str | None:
        raise KeyringLocked("Failed to unlock the collection!")


class Raises(Works):
    """Fails, with all that it was given in its words."""

    def get_password(self, service: str, username: str) -> str | None:
        raise KeyringError(f"broken: {service} {username}")

    def set_password(self, service: str, username: str, password: str) -> None:
        raise RuntimeError(f"could not store {password}")


class Quotes(Works):
    """Fails when it is to store, with the token in its words."""

    def set_password(self, service: str, username: str, password: str) -> None:
        raise RuntimeError(f"could not store {password}")


class Slow(Works):
    """Stores when the test lets it: waits for `go_on`, and says by `begun` that it waits."""

    def __init__(self) -> None:
        super().__init__()
        self.begun, self.go_on, self.done = threading.Event(), threading.Event(), threading.Event()

    def set_password(self, service: str, username: str, password: str) -> None:
        self.begun.set()
        self.go_on.wait(30)
        super().set_password(service, username, password)
        self.done.set()


class Panics(Works):
    """Fails with something that is no Exception, as bindings to other languages do."""

    def get_password(self, service: str, username: str) -> str | None:
        raise BaseException("panic")

    def set_password(self, service: str, username: str, password: str) -> None:
        raise BaseException(f"panic: {password}")


class FromKeyringsAlt(Works):
    """Has the name of the package that stores in a plain file."""


FromKeyringsAlt.__module__ = "keyrings.alt.file"


class MadeFromKeyringsAlt(FromKeyringsAlt):
    """Somebody's own, made from the plain file."""


class PlainFile(Works):
    """Stores in a plain file, whose name is in PLAIN_FILE."""

    def __init__(self) -> None:
        super().__init__()
        self._file = Path(os.environ.get("PLAIN_FILE", "none"))  # the library makes one of each kind that it finds
        if self._file.exists():
            self.stored = {(service, user): text for service, user, text in json.loads(self._file.read_text())}

    def set_password(self, service: str, username: str, password: str) -> None:
        super().set_password(service, username, password)
        self._file.write_text(json.dumps([[*names, text] for names, text in self.stored.items()]))


PlainFile.__module__ = "keyrings.alt.file"


class EncryptedKeyring(FromKeyringsAlt):
    """Would ask for its password in the terminal."""


EncryptedKeyring.__module__ = "keyrings.cryptfile.file"


class NoBus(SecretService):
    """A desktop's keyring, chosen by name where there is no desktop."""

    priority: ClassVar[float] = 5
