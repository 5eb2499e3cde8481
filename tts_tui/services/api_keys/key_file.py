"""What a file holds that an API key is saved to: the key alone, or a variable for programs that read such files."""

from __future__ import annotations

from typing import Final

from tts_tui.api.secret import SecretStr

__all__ = ["VARIABLE", "content"]

VARIABLE: Final = "API_KEY"
"""As it is called in the commands that a form shows."""


def content(path: str, key: SecretStr) -> SecretStr:
    """`API_KEY=NNSXS.…` in a line where the path ends in `.env`, as docker and systemd read it; else the key alone."""
    if path.lower().endswith(".env"):
        return SecretStr(f"{VARIABLE}={key.get_secret_value()}\n")
    return key
