"""Choosing a backend of the keyring library, and what is known of it before it gets a token.

All of it may block: it is called off the event loop, with a time-out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tts_tui.session.credentials import NoKeyring

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

__all__ = ["NONE", "PLAIN_FILE", "choose", "is_plain_file", "is_secret_service", "title"]

NONE: Final = "This machine has no keyring."
PLAIN_FILE: Final = "The keyring of this machine is a plain file, which is no place for a token."

_NO_KEYRINGS: Final = ("keyring.backends.fail", "keyring.backends.null")
_PLAIN_FILES: Final = ("keyrings.alt",)
_ASKS_IN_THE_TERMINAL: Final = "EncryptedKeyring"
"""Of keyrings.alt and keyrings.cryptfile: they ask for their password in the terminal, where the screen is drawn."""
_SECRET_SERVICE: Final = "keyring.backends.SecretService"  # noqa: S105 - a module
_TITLES: Final = {
    _SECRET_SERVICE: "Secret Service",
    "keyring.backends.libsecret": "Secret Service",
    "keyring.backends.kwallet": "KWallet",
    "keyring.backends.macOS": "macOS Keychain",
}


def choose(*, insecure: bool) -> KeyringBackend:
    """The best keyring of this machine, never one that stores nothing or that asks for a password in the terminal.

    With `insecure`, one that is a plain file is allowed, and preferred: a token that was stored in it is found even if
    another keyring has been installed since. Raises NoKeyring.
    """
    import keyring  # takes up to 0.2 s, and is not needed when a token is given
    from keyring.backends import chainer

    found = keyring.get_keyring()
    offered = list(found.backends) if isinstance(found, chainer.ChainerBackend) else [found]
    usable = [each for each in offered if not _is_from(each, *_NO_KEYRINGS) and not _asks_in_the_terminal(each)]
    plain_files = [each for each in usable if is_plain_file(each)]
    fitting = [each for each in usable if each not in plain_files]
    if insecure:
        fitting = plain_files + fitting
    if fitting:
        return fitting[0]
    raise NoKeyring(PLAIN_FILE if plain_files else NONE)


def is_plain_file(backend: KeyringBackend) -> bool:
    """Whether it stores plain text in a file."""
    return _is_from(backend, *_PLAIN_FILES)


def is_secret_service(backend: KeyringBackend) -> bool:
    """Whether it is the Secret Service of a Linux desktop, over D-Bus."""
    return _is_from(backend, _SECRET_SERVICE)


def title(backend: KeyringBackend) -> str:
    """Its name, or its full class name if it has none."""
    kind = type(backend)
    return next((name for module, name in _TITLES.items() if _is_from(backend, module)), None) or (
        f"{kind.__module__}.{kind.__qualname__}"
    )


def _is_from(backend: KeyringBackend, *packages: str) -> bool:
    """Whether the backend, or one that it is made from, comes from one of the packages."""
    modules = [kind.__module__ for kind in type(backend).__mro__]
    return any(module == package or module.startswith(f"{package}.") for module in modules for package in packages)


def _asks_in_the_terminal(backend: KeyringBackend) -> bool:
    return any(kind.__name__ == _ASKS_IN_THE_TERMINAL for kind in type(backend).__mro__)
