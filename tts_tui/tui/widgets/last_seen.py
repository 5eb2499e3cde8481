"""When an end device was last seen, as the cell of a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tts_tui.text import instants
from tts_tui.tui.core.safe_widgets import cell

if TYPE_CHECKING:
    from datetime import datetime

    from rich.text import Text

__all__ = ["last_seen"]


def last_seen(instant: datetime | None, now: datetime) -> Text:
    """The time of today, the date of another day, or "never". `now` is local, see `instants.local`."""
    if instant is None:
        return cell("never", "muted")
    seen = instants.local(instant)
    today = seen.date() == now.date()
    return cell(f"today {seen.time().isoformat('minutes')}" if today else seen.date().isoformat())
