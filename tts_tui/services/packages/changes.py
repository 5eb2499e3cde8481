"""Saving a package association that others may change, too: it is read again before anything is sent.

The server has no locking, and takes the same call for creating and for changing: a new one on a port that has a
package would change what is there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tts_tui.api.errors import NotFound, TTSError
from tts_tui.api.resources.packages import changed_paths
from tts_tui.api.secret import HIDDEN
from tts_tui.services.concurrent_changes import ChangedElsewhere
from tts_tui.services.differences import Difference, Line
from tts_tui.services.packages import writes
from tts_tui.services.packages.rules import hidden
from tts_tui.text.safe_text import visible

if TYPE_CHECKING:
    from tts_tui.api.client import Client
    from tts_tui.api.resources.packages import Association
    from tts_tui.api.secret import SecretStr

__all__ = ["PortTaken", "differences", "save"]


class PortTaken(TTSError):
    """The FPort has a package already, which a new one would replace, so nothing was sent."""

    def __init__(self, there: Association) -> None:
        super().__init__(f"FPort {there.f_port} has {visible(there.package_name)}")


async def save(client: Client, application_id: str, before: Association | None, wanted: Association) -> bool:
    """Put a package on a port, or change one that is still as `before`. Returns whether a lost answer was looked up.

    Raises PortTaken for a new one on a port that has one, ChangedElsewhere where the server has something else than
    `before` in one of the fields that are sent, and what `Packages.get` and `writes.put` raise.
    """
    paths = changed_paths(before, wanted)
    try:
        there = await client.packages.get(application_id, wanted.f_port, wanted.device_id)
    except NotFound:
        there = None
    if before is None:
        if there is not None:
            raise PortTaken(there)
    elif there is None or not set(paths).isdisjoint(changed_paths(before, there)):
        raise ChangedElsewhere("the package", there)
    return await writes.put(client, application_id, wanted, paths)


def differences(before: Association | None, after: Association) -> list[Difference]:
    """What a change would change, field by field; secrets in the data are dots. Safe to show."""
    found = []
    for path in changed_paths(before, after):
        if path == "package_name":
            old = [Line("-", visible(before.package_name))] if before is not None else []
            found.append(Difference("Package", (*old, Line("+", visible(after.package_name)))))
        else:
            found.append(Difference("Data", tuple(_data(before.data if before else None, after.data))))
    return found


def _data(before: SecretStr | None, after: SecretStr) -> list[Line]:
    from difflib import ndiff

    old = visible(hidden(before), lines=True).splitlines() if before is not None else []
    new = visible(hidden(after), lines=True).splitlines()
    if old == new:
        return [Line(" ", f"another secret: {HIDDEN}")]
    marks = {"- ": "-", "+ ": "+", "  ": " "}
    return [Line(marks[line[:2]], line[2:]) for line in ndiff(old, new) if line[:2] in marks]  # type: ignore[arg-type]
