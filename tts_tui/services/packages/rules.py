"""What the server takes of a package association, checked before it is sent; and its data with hidden secrets.

Source: `applicationserver_packages.proto`; recordings/self-contained/17_packages.json.
"""

from __future__ import annotations

import json
import re
from typing import Any, Final

from tts_tui.api.field_rules import id_problem
from tts_tui.api.secret import HIDDEN, SecretStr

__all__ = [
    "data_problem",
    "hidden",
    "may_hold_secrets",
    "name_problem",
    "port_problem",
    "read_data",
]

MAX_PORT: Final = 255
_SECRET: Final = re.compile("token|secret|password|credential|key$", re.IGNORECASE)


def port_problem(value: str) -> str | None:
    """Why `value` can't be an FPort, or None."""
    if not value:
        return "Enter an FPort."
    if not value.isascii() or not value.isdigit() or not 1 <= int(value) <= MAX_PORT:
        return f"A number from 1 to {MAX_PORT}."
    return None


def name_problem(value: str) -> str | None:
    """Why `value` can't be the name of a package, or None."""
    return "Enter the name of a package." if not value else id_problem(value)


def data_problem(value: str) -> str | None:
    """Why `value` can't be the data of a package, or None. It is a JSON object or empty."""
    if not value.strip():
        return None
    try:
        found = json.loads(value)
    except json.JSONDecodeError as error:
        return f"Not JSON: line {error.lineno}, column {error.colno}."
    except (ValueError, RecursionError):
        return "Not JSON."
    return None if isinstance(found, dict) else "A JSON object: { … }."


def read_data(value: str, before: SecretStr | None = None) -> SecretStr:
    """The data as an association has it, from what is typed; what is still hidden there is as it was `before`.

    Raises ValueError where `data_problem` has one.
    """
    typed = json.loads(value) if value.strip() else {}
    old = json.loads(before.get_secret_value()) if before else {}
    found = _unhidden(typed, old)
    return SecretStr(json.dumps(found, sort_keys=True, ensure_ascii=False) if found else "")


def may_hold_secrets(value: str) -> bool:
    """Whether the data as typed may hold a secret, by the words in it, or a hidden one."""
    return HIDDEN in value or re.search("token|secret|password|credential|key", value, re.IGNORECASE) is not None


def hidden(data: SecretStr, instead: str = HIDDEN) -> str:
    """The data as indented JSON, with `instead` in place of each value whose name is that of a secret.

    What a terminal could act on, or not show, is written as JSON escapes, so that it can be changed and read back.
    """
    if not (text := data.get_secret_value()):
        return ""
    lines = json.dumps(_hidden(json.loads(text), instead), indent=2, ensure_ascii=False)
    return "".join(each if each.isprintable() or each == "\n" else json.dumps(each)[1:-1] for each in lines)


def _unhidden(value: Any, before: Any) -> Any:
    if value == HIDDEN and isinstance(before, str):
        return before
    if isinstance(value, dict):
        old = before if isinstance(before, dict) else {}
        return {name: _unhidden(inner, old.get(name)) for name, inner in value.items()}
    if isinstance(value, list):
        rest = before if isinstance(before, list) else []
        return [_unhidden(each, rest[at] if at < len(rest) else None) for at, each in enumerate(value)]
    return value


def _hidden(value: Any, instead: str) -> Any:
    if isinstance(value, dict):
        return {
            name: instead if isinstance(inner, str) and inner and _SECRET.search(name) else _hidden(inner, instead)
            for name, inner in value.items()
        }
    return [_hidden(each, instead) for each in value] if isinstance(value, list) else value
