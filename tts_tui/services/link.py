"""The link as commands: the call, and what to type for `ttn-lw-cli`. (`commands/applications_link.go`)"""

from __future__ import annotations

from typing import Final

from tts_tui.api.resources import link
from tts_tui.services.shell_export import CLICommand, Export

__all__ = ["export"]

_NO_DEFAULT: Final = "ttn-lw-cli has no flag that goes back to the server's default."


def export(application_id: str, *, skip_payload_crypto: bool | None) -> Export:
    """Set payload encryption and decryption on, off, or None for the server's default."""
    call = link.set_call(application_id, skip_payload_crypto=skip_payload_crypto)
    if skip_payload_crypto is None:
        return Export(call, CLICommand(cannot=(_NO_DEFAULT,)))
    skip = "--skip-payload-crypto" if skip_payload_crypto else "--skip-payload-crypto=false"
    return Export(call, CLICommand(("applications", "link", "set", application_id, skip)))
