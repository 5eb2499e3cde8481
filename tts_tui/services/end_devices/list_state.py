"""What a list of end devices shows, as one frozen value, and in which words."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final, Literal

from tts_tui.api.rows import DeviceRow
from tts_tui.services.empty_list import EmptyList
from tts_tui.services.end_devices.registering import REGISTERING
from tts_tui.services.list_state import LongListState
from tts_tui.services.listing import instant

if TYPE_CHECKING:
    from tts_tui.api.resources.end_devices import DeviceOrder as AskedOrder

__all__ = ["ORDERS", "DeviceListOrder", "DeviceListState"]

DeviceListOrder = Literal[
    "-created_at",
    "created_at",
    "name",
    "-name",
    "device_id",
    "-device_id",
    "-last_seen_at",
    "last_seen_at",
    "dev_eui",
    "-dev_eui",
    "join_eui",
    "-join_eui",
]

ORDERS: Final[tuple[tuple[DeviceListOrder, str], ...]] = (
    ("-created_at", "newest first"),
    ("created_at", "oldest first"),
    ("name", "name a–z"),
    ("-name", "name z–a"),
    ("device_id", "ID a–z"),
    ("-device_id", "ID z–a"),
    ("-last_seen_at", "last seen first"),
    ("last_seen_at", "silent longest first"),
    ("dev_eui", "DevEUI 0–F"),
    ("-dev_eui", "DevEUI F–0"),
    ("join_eui", "JoinEUI 0–F"),
    ("-join_eui", "JoinEUI F–0"),
)


class DeviceListState(LongListState[DeviceRow, DeviceListOrder], frozen=True):
    """What the screen shows. The server has no order by EUI, and puts those never seen before the last seen.

    (recordings/self-contained/19_devices_more.json)
    """

    order: DeviceListOrder = "-created_at"
    listed: DeviceListOrder = "-created_at"
    address: str = ""

    keys: ClassVar = {
        "created_at": lambda row: instant(row.created_at),
        "last_seen_at": lambda row: instant(row.last_seen_at),
        "dev_eui": lambda row: row.dev_eui,
        "join_eui": lambda row: row.join_eui,
    }
    only_here: ClassVar = frozenset({"last_seen_at", "dev_eui", "join_eui"})
    asked_instead: ClassVar[AskedOrder] = "-created_at"
    things: ClassVar = "devices"

    @property
    def title(self) -> str:
        """What is listed."""
        return "Devices"

    @property
    def searches(self) -> str:
        """Where the server looked for the words."""
        return "Searched: IDs, names and EUIs for this text, descriptions for its words."

    @property
    def note(self) -> str:
        """What has to be known of the list; where there is nothing else, where devices are registered."""
        registering = f"Register devices in the Console (n copies): {self.address}"
        return super().note or (registering if self.shown and not self.filter else "")

    @property
    def none(self) -> EmptyList:
        """What to say where there is no device: `address` is where they are registered."""
        return EmptyList("No end devices yet", REGISTERING, (("n", "Copy this address"),), self.address)
