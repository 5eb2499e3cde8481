"""Keyrings that behave as real ones do, for better and for worse. Chosen by PYTHON_KEYRING_BACKEND or `use`."""

from __future__ import annotations

import threading
from typing import ClassVar

from keyring.backend import KeyringBackend
from keyring.errors import KeyringLocked, PasswordDeleteError


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
        raise PasswordDeleteError


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


class Raises(Works):
    """Fails, with all that it was given in its words."""

    def get_password(self, service: str, username: str) -> str | None:
        raise KeyringLocked(f"locked: {service} {username}")

    def set_password(self, service: str, username: str, password: str) -> None:
        raise RuntimeError(f"could not store {password}")


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
