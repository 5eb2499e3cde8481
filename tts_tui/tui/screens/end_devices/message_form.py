"""What the forms of a downlink and of a simulated uplink share: the FPort, and the payload as it is typed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Final, cast

from textual import on
from textual.containers import VerticalScroll
from textual.widgets import Input

from tts_tui.services.end_devices.downlinks import Notation, port_problem, read_payload
from tts_tui.services.payload import NotAPayload
from tts_tui.session.drafts import Draft
from tts_tui.text.safe_text import visible
from tts_tui.tui.base.form import FormScreen
from tts_tui.tui.widgets.choice import Choice
from tts_tui.tui.widgets.field import Field
from tts_tui.tui.widgets.frame import Area
from tts_tui.tui.widgets.text_input import TextInput

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Mapping, Sequence

    from textual.app import ComposeResult

    from tts_tui.services.differences import Difference
    from tts_tui.services.shell_export import Export
    from tts_tui.session.drafts import Form
    from tts_tui.session.session import Session

__all__ = ["NOTATIONS", "MessageFormScreen"]

NOTATIONS: Final[dict[Notation, str]] = {"hex": "hex", "base64": "base64", "json": "JSON"}
_PORT: Final = "1"
_HINTS: Final[dict[Notation, str]] = {
    "hex": "Bytes in hex, such as 01 67 00 EB.",
    "base64": "Bytes in base64, such as AWcA6w==.",
    "json": 'An object, such as {"level": 5}. The server encodes it with the device\'s downlink formatter.',
}


class MessageFormScreen(FormScreen[None]):
    """A form that sends one message after a review. A subclass makes the message, and calls `review` with it."""

    CSS_PATH = "message_form.tcss"
    title_words: ClassVar[str]
    draft_form: ClassVar[Form]
    doing: ClassVar[str]
    notations: ClassVar[tuple[Notation, ...]] = ("hex", "base64")

    def __init__(self, session: Session, application_id: str, device_id: str) -> None:
        super().__init__(session)
        self.application_id = application_id
        self.device_id = device_id

    def body(self) -> ComposeResult:
        notation = Choice([(each, NOTATIONS[each]) for each in self.notations], self.notations[0], id="notation")
        with Area(title=f"{self.title_words} {visible(self.device_id)}"), VerticalScroll(can_focus=False):
            yield Field("f_port", "FPort", TextInput(_PORT, id="port"), "1–255, but not 224.", required=True)
            yield Field("notation", "Payload as", notation, "Space selects.")
            yield Field("frm_payload", "Payload", TextInput(id="payload"), _HINTS["hex"], required=True)
            yield from self.more_fields()

    def more_fields(self) -> ComposeResult:
        """Further fields of a subclass."""
        yield from ()

    def on_mount(self) -> None:
        self.query_one("#payload").focus()

    # What was typed

    def blank_draft(self) -> Draft:
        return Draft(self.draft_form, {}, self.application_id, device_id=self.device_id)

    def typed(self) -> Mapping[str, Any]:
        if not self.changed():
            return {}
        return {"port": self._value("port"), "payload": self._value("payload"), "notation": self._notation}

    def fill(self, fields: Mapping[str, Any]) -> None:
        for name in ("port", "payload"):
            self.query_one(f"#{name}", TextInput).value = str(fields.get(name, ""))
        if fields.get("notation") in self.notations:
            self.query_one("#notation", Choice).value = fields["notation"]

    def _value(self, name: str) -> str:
        return self.query_one(f"#{name}", TextInput).value.strip()

    @property
    def _notation(self) -> Notation:
        return cast("Notation", self.query_one("#notation", Choice).value)

    def changed(self) -> bool:
        return self.is_mounted and (self._value("payload") != "" or self._value("port") != _PORT)

    @on(Input.Changed, "#port")
    def _port_typed(self) -> None:
        self._complain("f_port", port_problem(self._value("port")), unfinished=True)

    @on(Input.Changed, "#payload")
    def _payload_typed(self) -> None:
        self._complain("frm_payload", self._payload_problem() if self._value("payload") else None, unfinished=True)

    @on(Choice.Changed, "#notation")
    def _other_notation(self) -> None:
        if (field := self.field("frm_payload")) is not None:
            field.advise(_HINTS[self._notation])
            field.complain(self._payload_problem() if self._value("payload") else None)

    def _complain(self, name: str, problem: str | None, *, unfinished: bool = False) -> None:
        if (field := self.field(name)) is not None:
            field.complain(problem, unfinished=unfinished)

    def _payload_problem(self) -> str | None:
        text = self._value("payload")
        if not text:
            return "Enter a payload."
        try:
            read_payload(text, self._notation)
        except NotAPayload as error:
            return str(error)
        return None

    def typed_message(self) -> tuple[int, bytes | dict[str, Any]] | None:
        """The FPort and the payload. If one is invalid, show why, focus it and return None."""
        problems = {"f_port": port_problem(self._value("port")), "frm_payload": self._payload_problem()}
        for name, problem in problems.items():
            self._complain(name, problem)
        for name, problem in problems.items():
            if problem is not None and (field := self.field(name)) is not None:
                self.show_field(field)
                return None
        return int(self._value("port")), read_payload(self._value("payload"), self._notation)

    # Sending

    def review(
        self,
        what: str,
        differences: Sequence[Difference],
        export: Export,
        send: Callable[[], Coroutine[Any, Any, bool]],
        *,
        warning: str = "",
        sent: str,
        done: Callable[[], object],
    ) -> None:
        """Show what will be sent, and send it after the person confirms.

        `send` returns whether the outcome was looked up after a lost answer. `sent` is the sentence shown afterwards,
        and `done` is called then, even if the form has been left.
        """
        from tts_tui.services.verified_writes import looked_up
        from tts_tui.tui.base.review import ReviewScreen

        def gone(looked: bool) -> None:
            done()
            sentence = looked_up(sent) if looked else sent
            self.app.notify(sentence, markup=False)
            if self.is_attached:
                self.finish(None, sentence)

        def answered(yes: bool | None) -> None:
            if yes:
                self.write(send(), gone, doing=self.doing, failed=lambda error: self.refuse(error, self.doing))

        self.app.push_screen(
            ReviewScreen(self.session, what, differences, (export,), warning=warning, verb="Send"), answered
        )
