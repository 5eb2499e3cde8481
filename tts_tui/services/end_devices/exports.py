"""Changes of end devices as commands: the calls, and what to type for `ttn-lw-cli`.

(`commands/end_devices.go`, `applications_downlink.go`, `simulate.go`)
"""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Final

from tts_tui.api.resources.downlinks import PRIORITIES, push_call, replace_call
from tts_tui.api.resources.uplinks import simulate_call
from tts_tui.services.shell_export import CLICommand, Export

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tts_tui.api.resources.downlinks import Downlink
    from tts_tui.api.resources.uplinks import SimulatedUplink
    from tts_tui.services.end_devices.deletion import DeletionPlan

__all__ = ["clear", "delete", "push", "replace_all", "simulate"]

_ITS_ORDER: Final = "ttn-lw-cli deletes several devices from the Join Server first; its command is experimental."
_NO_DATA: Final = "ttn-lw-cli sends only bytes: it can't have the server encode a payload in JSON."
_NO_METADATA: Final = "ttn-lw-cli simulates an uplink without a gateway, its RSSI and its SNR."


def delete(planned: DeletionPlan) -> tuple[Export, ...]:
    """Delete the devices of a plan: of each group, four calls and one command."""
    found = []
    for group in planned.groups:
        first, *others = group.calls
        ids = group.device_ids
        word, cannot = ("batch-delete", (_ITS_ORDER,)) if len(ids) > 1 else ("delete", ())
        found.append(Export(first, CLICommand(("end-devices", word, group.application_id, *ids), cannot=cannot)))
        found += [Export(each, CLICommand()) for each in others]
    return tuple(found)


def push(application_id: str, device_id: str, downlink: Downlink) -> Export:
    """Put a downlink at the end of the queue."""
    return Export(
        push_call(application_id, device_id, (downlink,)), _command("push", application_id, device_id, downlink)
    )


def replace_all(application_id: str, device_id: str, downlink: Downlink) -> Export:
    """Have this downlink in the queue and no other."""
    call = replace_call(application_id, device_id, (downlink,))
    return Export(call, _command("replace", application_id, device_id, downlink))


def clear(application_id: str, device_id: str) -> Export:
    """Empty the queue."""
    command = CLICommand(("end-devices", "downlink", "clear", application_id, device_id))
    return Export(replace_call(application_id, device_id, ()), command)


def simulate(application_id: str, device_id: str, uplink: SimulatedUplink) -> Export:
    """Simulate an uplink."""
    flags = (
        ("--f-port", str(uplink.f_port)),
        ("--f-cnt", str(uplink.f_cnt)),
        ("--frm-payload", base64.b64encode(uplink.payload).decode()),
    )
    words = ("simulate", "application-uplink", application_id, device_id)
    return Export(simulate_call(application_id, device_id, uplink), CLICommand(words, flags, (_NO_METADATA,)))


def _command(what: str, application_id: str, device_id: str, downlink: Downlink) -> CLICommand:
    if downlink.decoded is not None:
        return CLICommand(cannot=(_NO_DATA,))
    return CLICommand(("end-devices", "downlink", what, application_id, device_id), tuple(_flags(downlink)))


def _flags(downlink: Downlink) -> Iterator[tuple[str, ...]]:
    yield "--f-port", str(downlink.f_port)
    yield "--frm-payload", downlink.payload.hex().upper()
    if downlink.confirmed:
        yield ("--confirmed",)
    if downlink.priority != PRIORITIES[0]:
        yield "--priority", downlink.priority
    if downlink.correlation_ids:
        yield "--correlation-ids", ",".join(downlink.correlation_ids)
