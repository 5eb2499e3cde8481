"""Tokens and keys: text that no log, traceback or screen shows by accident."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler
    from pydantic_core import CoreSchema

__all__ = ["HIDDEN", "SecretStr"]

HIDDEN: Final = "•" * 8
"""What stands for a secret on the screen."""

_MASK: Final = "**********"


class SecretStr:
    """Text that only `get_secret_value` gives; printed in any other way it is stars.

    It does what pydantic's class of this name does, and pydantic's models take it as a field. But a start needs a
    token before anything else of pydantic, which takes a fifth of its time to be imported.
    """

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def get_secret_value(self) -> str:
        """The text itself."""
        return self._value

    def __repr__(self) -> str:
        return f"SecretStr('{_MASK if self._value else ''}')"

    def __str__(self) -> str:
        return _MASK if self._value else ""

    def __len__(self) -> int:
        return len(self._value)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, SecretStr) and self._value == other._value

    def __hash__(self) -> int:
        return hash(self._value)

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        from pydantic_core import core_schema

        text = core_schema.no_info_after_validator_function(cls, core_schema.str_schema())
        return core_schema.union_schema(
            [core_schema.is_instance_schema(cls), text], serialization=core_schema.to_string_ser_schema()
        )
