"""The link as commands (`commands/applications_link.go`), and its deletion, checked after a lost answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tts_tui.api.resources import link
from tts_tui.services.shell_export import CLICommand, Export
from tts_tui.services.verified_writes import verified

if TYPE_CHECKING:
    from tts_tui.api.client import Client

__all__ = ["delete", "export"]

_NO_DEFAULT: Final = "ttn-lw-cli has no flag that goes back to the server's default."


def export(application_id: str, *, skip_payload_crypto: bool | None) -> Export:
    """Set payload encryption and decryption on, off, or None for the server's default."""
    call = link.set_call(application_id, skip_payload_crypto=skip_payload_crypto)
    if skip_payload_crypto is None:
        return Export(call, CLICommand(cannot=(_NO_DEFAULT,)))
    skip = "--skip-payload-crypto" if skip_payload_crypto else "--skip-payload-crypto=false"
    return Export(call, CLICommand(("applications", "link", "set", application_id, skip)))


async def delete(client: Client, application_id: str) -> bool:
    """Delete the link; whether that had to be looked up.

    Raises NotDone where the answer was lost and the link is still there, OutcomeUnknown where looking failed as well;
    and what `Links.delete` raises.
    """
    return await verified(
        client.link.delete(application_id),
        lambda: client.link.exists(application_id),
        "the link is still there. You can delete it again.",
    )
