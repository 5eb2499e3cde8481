"""Trying a formatter out: the payload or data, and the result."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final, TypeVar

from textual import on
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, Static

from tts_tui.api.resources.formatters import Uplink
from tts_tui.services.formatters.trial import ANY_DEVICE, DownlinkData, DownlinkPayload
from tts_tui.services.payload import NotAPayload, as_hex, from_hex, from_json
from tts_tui.text import instants
from tts_tui.tui.core.safe_widgets import plain
from tts_tui.tui.widgets.choice import Choice
from tts_tui.tui.widgets.field import Field
from tts_tui.tui.widgets.frame import Area, BottomRule
from tts_tui.tui.widgets.pane import Pane
from tts_tui.tui.widgets.text_input import TextInput

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from textual.app import ComposeResult

    from tts_tui.api.resources.formatters import Direction
    from tts_tui.services.formatters.trial import Input as TrialInput
    from tts_tui.services.formatters.trial import TrialOutcome

__all__ = ["TrialArea"]

T = TypeVar("T")

_TITLE: Final = "Try it"
_STORED: Final = "nothing is stored"
_STALE: Final = "changed since"
_MOST_PORT: Final = 255
_UPLINK: Final = "Type a payload in hex, or press Ctrl+L for the last uplink. Enter or Ctrl+T tries it."
_ENCODE: Final = "Type data as a JSON object. Enter or Ctrl+T tries it."
_DECODE: Final = "Type a payload in hex. Enter or Ctrl+T tries it."


class TrialArea(Area):
    """Asks for a payload or data, and shows what the formatter made of it. Posts `Wanted` when Enter is pressed."""

    class Wanted(Message):
        """The person wants to try it."""

    ENCODE: ClassVar = "encode"
    DECODE: ClassVar = "decode"

    def __init__(self, direction: Direction) -> None:
        super().__init__(title=_TITLE, state=_STORED, id="trial")
        self._direction = direction
        self._last: Uplink | None = None
        self._outcome: TrialOutcome | None = None
        self._fresh = True
        self._what = Choice([(self.ENCODE, "encode data"), (self.DECODE, "decode a payload")], self.ENCODE, id="what")
        self._given = TextInput(id="given", placeholder=self._placeholder())
        self._port = TextInput("1", id="f-port", type="integer", max_length=3)
        self.given_field = Field("given", "Payload" if direction == "up" else "Data", self._given, quiet=True)
        self.port_field = Field("f_port", "FPort", self._port, quiet=True)
        self.port_field.add_class("port")  # by :last-child, every field of every form would be styled once more

    def compose(self) -> ComposeResult:
        yield self.rule
        if self._direction == "down":
            yield self._what
        with Horizontal(id="inputs"):
            yield self.given_field
            yield self.port_field
        with Pane(id="outcome", can_focus=True):
            yield Static(self._hint, id="words")

    def stand_beside(self, *, beside: bool) -> None:
        """Stand right of the formatter, with a line between them, or else below it."""
        self.rule.begin("┬─" if beside else "─")
        self.screen.query_one(BottomRule).side = self if beside else None

    def _placeholder(self) -> str:
        return 'such as {"level": 7}' if self._encodes else "such as 01 67 00 EB"

    @property
    def _hint(self) -> Content:
        words = _UPLINK if self._direction == "up" else _ENCODE if self._encodes else _DECODE
        return Content.styled(words, "$foreground-muted")

    @property
    def _encodes(self) -> bool:
        return self._direction == "down" and self._what.value == self.ENCODE

    # The payload or data

    def input(self) -> TrialInput | None:
        """What was typed, or None where it can't be parsed; the problem is then shown at its field."""
        port = self._f_port()
        if self._encodes:
            data = self._parsed(from_json)
            return DownlinkData(data, port) if data is not None and port is not None else None
        payload = self._parsed(from_hex)
        if payload is None or port is None:
            return None
        if self._direction == "down":
            return DownlinkPayload(payload, port)
        last = self._last
        if last is not None and (last.payload, last.f_port) == (payload, port):
            return last
        return Uplink(payload, port, ANY_DEVICE)

    def _parsed(self, parse: Callable[[str], T]) -> T | None:
        try:
            found = parse(self._given.value)
        except NotAPayload as error:
            self._complain(self.given_field, str(error))
            return None
        self.given_field.complain(None)
        return found

    def _f_port(self) -> int | None:
        text = self._port.value.strip()
        if text.isascii() and text.isdigit() and int(text) <= _MOST_PORT:
            self.port_field.complain(None)
            return int(text)
        self._complain(self.port_field, f"0 to {_MOST_PORT}.")
        return None

    def _complain(self, field: Field, problem: str) -> None:
        field.complain(problem)
        field.control.focus()

    def take(self, uplink: Uplink) -> None:
        """Put an uplink into the fields; it is used whole as long as they aren't changed."""
        self._last = uplink
        self._given.value = as_hex(uplink.payload)
        self._port.value = str(uplink.f_port)
        when = f", {instants.moment(uplink.received_at)}" if uplink.received_at else ""
        self.rule.show(_TITLE, Content.assemble("last uplink: ", plain(uplink.device_id), when))

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        field = self.given_field if event.control is self._given else self.port_field
        field.complain(None)
        self.mark_stale()

    @on(Choice.Changed)
    def _chosen(self) -> None:
        self._given.placeholder = self._placeholder()
        self.given_field.rename("Data" if self._encodes else "Payload")
        self.given_field.complain(None)
        if self._outcome is None:
            self.query_one("#words", Static).update(self._hint)
        self.mark_stale()

    @on(Input.Submitted)
    def _entered(self) -> None:
        self.post_message(self.Wanted())

    # The result

    def show(self, outcome: TrialOutcome) -> None:
        """Show the result of a trial."""
        self._outcome, self._fresh = outcome, True
        self.rule.show(_TITLE, _STORED)
        self.query_one("#words", Static).update(Content("\n").join(_lines(outcome)))
        self.screen.refresh_bindings()
        self.query_one("#outcome", Pane).scroll_home(animate=False)

    @property
    def result(self) -> str:
        """The shown result as text; empty before the first trial."""
        return "\n".join(line.plain for line in _lines(self._outcome)) if self._outcome is not None else ""

    def mark_stale(self) -> None:
        """Say that the shown result is not of what is typed now."""
        if self._outcome is not None and self._fresh:
            self._fresh = False
            self.rule.show(_TITLE, _STALE)


def _lines(outcome: TrialOutcome) -> Iterator[Content]:
    for each in outcome.errors:
        yield Content.styled(f"✗ {each}", "$text-error")
    if outcome.advice:
        yield Content(outcome.advice)
    if outcome.reference:
        yield Content.styled(outcome.reference, "$foreground-muted")
    for each in outcome.warnings:
        yield Content.styled(f"! {each}", "$text-warning")
    if outcome.result:
        yield Content(outcome.result)
    if outcome.normalized:
        yield Content.styled("Normalized", "bold")
        yield Content(outcome.normalized)
