"""A formatter's changes and trials as commands. (`commands/applications_link.go`)"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tts_tui.api.resources import formatters
from tts_tui.services.shell_export import CLICommand, Export, flag

if TYPE_CHECKING:
    from tts_tui.api.calls import Call
    from tts_tui.api.resources.formatters import Direction, Formatter

__all__ = ["save", "trial"]

_NO_TRIAL: Final = "ttn-lw-cli can't try a formatter out without storing it."


def save(application_id: str, direction: Direction, before: Formatter, after: Formatter) -> Export:
    """Set what differs of the formatter of that direction."""
    call = formatters.set_call(application_id, direction, before, after)
    fields = (call.body or {})["link"]["default_formatters"]
    flags = tuple((f"--default-formatters.{flag(name).removeprefix('--')}", value) for name, value in fields.items())
    return Export(call, CLICommand(("applications", "link", "set", application_id), flags))


def trial(call: Call) -> Export:
    """Try a formatter out."""
    return Export(call, CLICommand(cannot=(_NO_TRIAL,)))
