"""The panel beside live data: the whole event under the cursor, what was decoded first."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from textual.content import Content

from tts_tui.api.resources.events import Event, RawEvent
from tts_tui.services.events.buffer import event_words
from tts_tui.text.safe_text import visible
from tts_tui.tui.core.safe_widgets import plain
from tts_tui.tui.widgets.frame import SideArea
from tts_tui.tui.widgets.side_text import SideText

if TYPE_CHECKING:
    from tts_tui.services.events.buffer import KeptEvent

__all__ = ["EventPanel", "whole"]


class EventPanel(SideArea):
    """Shows an event as JSON."""

    def __init__(self, *, wanted: bool) -> None:
        self._text = SideText()
        super().__init__(self._text, id="panel", wanted=wanted)

    def show_event(self, event: KeptEvent | None) -> None:
        """Show what the cursor is on."""
        if self.display:
            self.rule.show(event_words(event)[0] if event is not None else "")
            self._text.show(whole(event) if event is not None else Content())


def whole(event: KeptEvent) -> Content:
    """The event as JSON, what was decoded first."""
    match event.what:
        case Event() as what:
            content = what.json
            decoded = _decoded(content.get("data"))
            parts = [_json(decoded), Content()] if decoded else []
            return Content("\n").join([*parts, plain(what.name, "bold"), _json(content)])
        case RawEvent(content=content):
            return plain(content.decode("utf-8", "replace"))
        case _:
            return plain(event_words(event)[1])


def _decoded(data: Any) -> Mapping[str, Any] | None:
    """What a formatter made of the payload, wherever the event has it."""
    if not isinstance(data, Mapping):
        return None
    for name in ("normalized_payload", "decoded_payload"):
        if isinstance(found := data.get(name), Mapping):
            return found
    return next((found for inner in data.values() if (found := _decoded(inner)) is not None), None)


def _json(value: Mapping[str, Any]) -> Content:
    """Indented, with names and values told apart by colour."""
    lines = []
    for line in json.dumps(value, ensure_ascii=False, indent=1).splitlines():
        name, colon, rest = line.partition('": ')
        if colon and name.lstrip().startswith('"'):
            lines.append(Content.assemble(plain(visible(name) + '"', "$accent"), ": ", plain(rest)))
        else:
            lines.append(plain(line))
    return Content("\n").join(lines)
