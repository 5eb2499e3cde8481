"""The Secret Service of a Linux desktop: what can be known of it without a prompt.

All of it may block: it is called off the event loop, with a time-out.

Source: the Secret Service specification, https://specifications.freedesktop.org/secret-service-spec/.
"""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

__all__ = ["UNSEEN", "CollectionState", "prompts_are_seen", "provider", "state"]

CollectionState = Literal["open", "locked", "absent"]
"""The state of the collection for tokens. If absent, storing the first token creates it, after a prompt."""

UNSEEN: Final[dict[CollectionState, str]] = {
    "locked": "The keyring is locked, and its prompt can't be seen from this terminal.",
    "absent": "The keyring has not been set up, and its prompt for a new password can't be seen from this terminal.",
}

_DEFAULT: Final = "/org/freedesktop/secrets/aliases/default"
_PROVIDERS: Final = {
    "gnome-keyring-d": "GNOME Keyring",
    "keepassxc": "KeePassXC",
    "ksecretd": "KWallet",
    "kwalletd5": "KWallet",
    "kwalletd6": "KWallet",
}
"""By the names of their processes, of which the kernel keeps 15 characters."""


def state(backend: KeyringBackend) -> CollectionState:
    """Whether a prompt comes before a token can be read or stored. Opens none."""
    import secretstorage

    with contextlib.closing(secretstorage.dbus_init()) as connection:
        try:
            collection = secretstorage.Collection(connection, getattr(backend, "preferred_collection", _DEFAULT))
            return "locked" if collection.is_locked() else "open"
        except secretstorage.ItemNotFoundException:
            return "absent"


def provider() -> str:
    """Who provides the service, such as "GNOME Keyring", or an empty string where that can't be told."""
    import secretstorage
    from jeepney import DBusErrorResponse, message_bus  # type: ignore[import-untyped]
    from jeepney.io.blocking import Proxy  # type: ignore[import-untyped]

    with contextlib.closing(secretstorage.dbus_init()) as connection:
        try:
            (process,) = Proxy(message_bus, connection).GetConnectionUnixProcessID("org.freedesktop.secrets")
            return _PROVIDERS.get(Path(f"/proc/{process}/comm").read_text(encoding="utf-8").strip(), "")
        except (DBusErrorResponse, OSError):
            return ""


def prompts_are_seen() -> bool:
    """Whether there is a display that a prompt could open on."""
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY"))
