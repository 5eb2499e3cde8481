"""What happens in a sandbox while somebody watches."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tts_tui.sandbox.events import Event, about, unique_id, value_of
from tts_tui.sandbox.traffic import formatter_of, uplink_events
from tts_tui.tui.screens.events.list import LiveDataScreen

if TYPE_CHECKING:
    from tests.tui.conftest import Person
    from tts_tui.sandbox.app import Sandbox

__all__ = ["APP", "change", "open_live", "uplink"]

APP = "water-leaks-live"


def change(sandbox: Sandbox, application_id: str, what: str) -> None:
    """An application is changed."""
    now = sandbox.clock()
    whom = about("application", application_id)
    rights = ("RIGHT_APPLICATION_INFO",)
    sandbox.events.publish(
        Event("application.update", now, (whom,), rights, value_of([what]), unique_id=unique_id(now))
    )


def uplink(sandbox: Sandbox, application_id: str, device_id: str, payload: str = "A2cBEA==") -> None:
    """A device sends."""
    application = sandbox.store.existing("application", application_id)
    message = {"f_port": 1, "frm_payload": payload}
    formatter = formatter_of(application, None, "up_formatter")
    for each in uplink_events(application.devices[device_id], message, sandbox.clock(), (), formatter):
        sandbox.events.publish(each)


async def open_live(person: Person) -> None:
    """From the list of applications to its live data; how a person gets there is tried elsewhere."""
    person.app.push_screen(LiveDataScreen(person.app.screen.session, APP, lambda _: None))
    await person.settle()
