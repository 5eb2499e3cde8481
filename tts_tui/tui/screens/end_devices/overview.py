"""The overview of an end device: what each of the four servers knows about it, and its last frames."""

from __future__ import annotations

from collections import deque
from contextlib import aclosing
from typing import TYPE_CHECKING, Any, ClassVar, Final

from msgspec.structs import replace
from textual.content import Content
from textual.widgets import Static

from tts_tui.api.errors import NotFound, TTSError
from tts_tui.api.resources.events import Event
from tts_tui.services.end_devices.frames import FRAME_EVENTS
from tts_tui.services.end_devices.servers import half_registered
from tts_tui.services.error_text import explain
from tts_tui.services.events.follow import follow
from tts_tui.services.events.in_words import essence, what_happened
from tts_tui.services.missing_rights import NotAllowed, or_not_allowed
from tts_tui.text import instants
from tts_tui.text.safe_text import visible
from tts_tui.tui.base.device_tab import SIMULATE, DeviceTab
from tts_tui.tui.base.reading import Reading, without_waiting
from tts_tui.tui.core.commands import BACK, COPY_ID, REFRESH, Command, bindings
from tts_tui.tui.core.defects import unexpected_as_defects
from tts_tui.tui.core.safe_widgets import plain
from tts_tui.tui.screens.end_devices.overview_facts import GROUPS, LEFT, MISSING, DeviceFacts
from tts_tui.tui.widgets.frame import Area
from tts_tui.tui.widgets.pane import Pane
from tts_tui.tui.widgets.problem import Problem
from tts_tui.tui.widgets.property_groups import PropertyGroups

if TYPE_CHECKING:
    from collections.abc import Collection, Coroutine
    from datetime import datetime

    from textual.app import ComposeResult
    from textual.binding import BindingType
    from textual.timer import Timer

__all__ = ["DeviceScreen"]

TRAFFIC: Final = "RIGHT_APPLICATION_TRAFFIC_READ"

_FRAMES: Final = 5
"""Frames that are shown at most."""
_DRAWN_EVERY: Final = 0.25
"""Seconds between two drawings of the last frames, at least."""


class DeviceScreen(DeviceTab):
    """The tab Overview of a device. Each server is asked separately, so that one that fails hides no other."""

    CSS_PATH = "overview.tcss"
    area = "Device"
    tab = 1
    COPY = replace(COPY_ID, footer=True, help="Copy the device's ID to your clipboard.")
    COPY_EUI = Command("copy_eui", ("Y", "shift+y"), "Copy DevEUI", "Copy the DevEUI", "Copy the device's DevEUI.")
    UTC = Command("utc", ("u",), "UTC", "Times in UTC", "Show times in UTC, or local ones again.", footer=False)
    DELETE = Command(
        "delete",
        ("d", "delete"),
        "Delete",
        "Delete",
        "Delete the device from all four servers (review first).",
        "RIGHT_APPLICATION_DEVICES_WRITE",
        destroys=True,
    )
    offers = (SIMULATE, DELETE, COPY, COPY_EUI, replace(REFRESH, footer=True), UTC, BACK)
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(offers)]

    def __init__(self, *positional: Any, **kept: Any) -> None:
        super().__init__(*positional, **kept)
        self._facts = DeviceFacts()
        self._frames: deque[Event] = deque(maxlen=_FRAMES)
        self._why_no_frames = ""
        self._timer: Timer | None = None
        self._utc = False

    def tab_body(self) -> ComposeResult:
        with Pane(id="device"):
            yield Static(id="half")
            with Area(title="Last frames", id="frames"):
                yield Static(id="last-frames")
            yield PropertyGroups(GROUPS, left=LEFT)

    def on_mount(self) -> None:
        self.query_one(Pane).focus()
        self.read_rights()
        self.action_refresh()
        self.run_worker(self._follow(), name="frames", group="stream", description="the last frames")

    def why_not(self, command: Command) -> str | None:
        if command is self.COPY_EUI and not self._eui:
            return "This device has no DevEUI, as far as could be read."
        return super().why_not(command)

    @property
    def _eui(self) -> str:
        identity = self._facts.identity
        return identity.dev_eui if identity is not None and not isinstance(identity, NotAllowed) else ""

    # Reading

    def action_refresh(self) -> None:
        devices, where = self.session.client.devices, (self.application_id, self.device_id)
        self.show_problem(None)
        self._set(DeviceFacts())
        self._ask("identity", devices.get(*where), Reading.DEVICE)
        self._ask("network", devices.on_network_server(*where), Reading.ON_NETWORK_SERVER)
        self._ask("application", devices.on_application_server(*where), Reading.ON_APPLICATION_SERVER)
        self._ask("join", devices.on_join_server(*where), Reading.ON_JOIN_SERVER)

    def _ask(self, name: str, call: Coroutine[Any, Any, Any], waiting: Reading) -> None:
        def take(answer: object) -> None:
            self._set(replace(self._facts, **{name: answer}))

        self.read(_or_why_not(call, there=waiting is Reading.DEVICE), take, waiting=waiting, group=name)

    def read_failed(self, error: TTSError, waiting: Reading) -> None:
        if waiting is Reading.DEVICE and isinstance(error, NotFound):
            self._set(without_waiting(self._facts))
            self.show_problem(
                replace(explain(error, "read the device"), what=f"There is no device {visible(self.device_id)}.")
            )
            return
        self._set(without_waiting(self._facts))
        if self.query_one(Problem).explanation is None:
            super().read_failed(error, waiting)

    def stop_reads(self) -> bool:
        stopped = super().stop_reads()
        if stopped:
            self._set(without_waiting(self._facts))
        return stopped

    # The last frames

    async def _follow(self) -> None:
        stream = follow(
            self.session.client,
            (self.application_id,),
            device_id=self.device_id,
            names=FRAME_EVENTS,
            clock=self.session.clock,
            on_away=lambda error, _: self._no_frames(explain(error).why),
        )
        try:
            with unexpected_as_defects(self.app):
                async with aclosing(stream) as events:
                    async for event in events:
                        if isinstance(event, Event):
                            self._frames.append(event)
                            self._draw_soon()
        except TTSError as error:
            self.call_later(self._no_frames, explain(error).why)

    def _no_frames(self, why: str) -> None:
        self._why_no_frames = why
        self._show_frames()

    def _draw_soon(self) -> None:
        if self._timer is None:
            self._timer = self.set_timer(_DRAWN_EVERY, self._show_frames)

    def _show_frames(self) -> None:
        self._timer = None
        if self._frames:
            shown = _listed(sorted(self._frames, key=lambda each: each.time), instants.local(self.session.clock()))
        elif self.rights is not None and (why := self.lacks(TRAFFIC)):
            shown = plain(why, "$foreground-muted")
        else:
            shown = plain(self._why_no_frames or "None yet. Live data shows more.", "$foreground-muted")
        self.query_one("#last-frames", Static).update(shown)

    def rights_read(self, rights: frozenset[str]) -> None:
        super().rights_read(rights)
        self._show_frames()

    # Showing

    def _set(self, facts: DeviceFacts) -> None:
        self._facts = facts
        self.query_one(PropertyGroups).show(facts.rows(utc=self._utc))
        words = half_registered(facts.missing)
        half = self.query_one("#half", Static)
        half.update(plain(f"! {words}", "$text-warning"))
        half.display = bool(words)
        self._show_frames()
        self.refresh_bindings()

    # Actions

    def action_delete(self) -> None:
        from tts_tui.tui.screens.end_devices.delete import DeleteDevicesScreen

        screen = DeleteDevicesScreen(self.session, self.application_id, (self.device_id,), deleted=self._was_deleted)
        self.app.push_screen(screen, lambda _: self._plan_left())

    def _was_deleted(self, device_ids: Collection[str]) -> None:
        self.list_changed = self.list_changed or bool(device_ids)

    def _plan_left(self) -> None:
        """Leave the device once it has been deleted."""
        if self.list_changed:
            self.leave()

    def action_utc(self) -> None:
        self._utc = not self._utc
        self._set(self._facts)

    def action_copy_id(self) -> None:
        self.copy(self.device_id, f"The ID {visible(self.device_id)}")

    def action_copy_eui(self) -> None:
        self.copy(self._eui, f"The DevEUI {visible(self._eui)}")


async def _or_why_not(call: Coroutine[Any, Any, Any], *, there: bool) -> object:
    """The answer, or a NotAllowed that says why there is none: a missing right, or an unregistered device.

    Raises NotFound only if `there`, for the Identity Server: without it, there is no device.
    """
    try:
        return await or_not_allowed(call)
    except NotFound:
        if there:
            raise
        return MISSING


def _listed(frames: list[Event], now: datetime) -> Content:
    """A line for each frame: the time, what happened, and its data."""
    words = [visible(what_happened(each.name)) for each in frames]
    width = max(map(len, words))
    return Content("\n").join(
        Content.assemble(
            (_time(instants.local(each.time), now), "$foreground-muted"),
            f"  {happened:<{width}}  ",
            plain(essence(each)),
        )
        for each, happened in zip(frames, words, strict=True)
    )


def _time(moment: datetime, now: datetime) -> str:
    """The time to the second, with the date unless it is today."""
    time = moment.time().isoformat("seconds")
    return time if moment.date() == now.date() else f"{moment.date().isoformat()} {time}"
