"""The formatter itself: its kind, its script or address, and what the server has of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from textual import on
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, Static, TextArea

from tts_tui.api.resources.formatters import GRPC_SERVICE, JAVASCRIPT, REPOSITORY, Formatter
from tts_tui.services.formatters import rules
from tts_tui.services.formatters.kinds import DIRECTIONS, EXPLAINED, KINDS, kind_word, takes_parameter, template
from tts_tui.tui.core.safe_widgets import plain
from tts_tui.tui.widgets.choice import Choice
from tts_tui.tui.widgets.field import Field
from tts_tui.tui.widgets.frame import Area
from tts_tui.tui.widgets.script_input import ScriptInput
from tts_tui.tui.widgets.text_input import TextInput

if TYPE_CHECKING:
    from collections.abc import Mapping

    from textual.app import ComposeResult

    from tts_tui.api.resources.formatters import Direction

__all__ = ["FormatterArea"]

_KEPT: Final = "The server keeps the script below for when you go back to it."
_SKIPPED: Final = "Not used: “Skip payload crypto” is on (tab Settings)."
_SHORT: Final = {REPOSITORY: "repository", GRPC_SERVICE: "gRPC"}


class FormatterArea(Area):
    """Holds what was typed and chosen on top of what the server has. Posts `Changed` when any of it changes."""

    class Changed(Message):
        """The kind, the script or the address has changed."""

    def __init__(self, application_id: str, direction: Direction) -> None:
        title = Content.assemble(f"Default {DIRECTIONS[direction]} formatter of ", plain(application_id))
        super().__init__(title=title, id="formatter")
        self._direction: Direction = direction
        self.before: Formatter | None = None
        """What was read last, or None before the first answer."""
        self.skipped = False
        """Whether the application skips its formatters."""
        self._kind = Choice([(kind, _short(kind)) for kind in KINDS], Formatter().kind, id="kind")
        self._script = ScriptInput(id="script")
        self._address = TextInput(id="address", placeholder="formatter.example.com:443")
        self._script_field = Field("script", "", self._script, always=True)
        self._script_field.add_class("script")
        self._address_field = Field("address", "Address", self._address)
        # What the program put there: whatever differs was typed or chosen.
        self._shown_kind: str | None = Formatter().kind
        self._shown_script = self._shown_address = ""

    def compose(self) -> ComposeResult:
        yield self.rule
        yield self._kind
        yield Static(id="about", classes="about")
        yield self._script_field
        yield self._address_field

    def on_mount(self) -> None:
        self._show_kind()

    # What the server has

    def take(self, now: Formatter, *, skipped: bool) -> None:
        """Show what the server has, and keep what was typed and chosen.

        `skipped` says that the application skips its formatters, so that this one isn't used.
        """
        before, self.before, self.skipped = self.before or Formatter(), now, skipped
        kinds = (*KINDS, *({now.kind, self.kind} - KINDS.keys()))
        chosen = self.kind
        self._kind.offer([(kind, _short(kind)) for kind in kinds])
        if chosen == self._shown_kind:
            self._shown_kind = self._kind.value = now.kind
        if self._script.text == self._shown_script and now.parameter != before.parameter:
            self._put_script("" if now.kind == GRPC_SERVICE else now.parameter)
        if self._address.value == self._shown_address:
            self._shown_address = now.parameter if now.kind == GRPC_SERVICE else ""
            self._address.value = self._shown_address
        self._show_kind()

    def note_saved(self, after: Formatter) -> None:
        """Note that `after` was saved: what was typed or chosen and is the same no longer counts as a change."""
        if self.kind == after.kind:
            self._shown_kind = after.kind
        if after.kind == JAVASCRIPT and self._script.text == after.parameter:
            self._shown_script = after.parameter
        if after.kind == GRPC_SERVICE and self._address.value.strip() == after.parameter:
            self._shown_address = self._address.value
        self.take(after, skipped=self.skipped)

    def _put_script(self, text: str) -> None:
        self._script.text = text
        self._shown_script = self._script.text  # the field changes some line ends

    # What was typed and chosen

    @property
    def kind(self) -> str:
        """The kind that is selected."""
        return self._kind.value

    @property
    def script(self) -> str:
        """The script, whether the kind uses it or not."""
        return self._script.text

    @script.setter
    def script(self, script: str) -> None:
        if script != self._script.text:
            self._script.text = script

    @property
    def formatter(self) -> Formatter:
        """The formatter to save. A parameter that the kind doesn't use stays as the server has it."""
        before, kind = self.before or Formatter(), self.kind
        if not takes_parameter(kind):
            return Formatter(kind, before.parameter)
        if kind == GRPC_SERVICE:
            return Formatter(kind, self._address.value.strip())
        was_script = before.kind != GRPC_SERVICE
        untouched = was_script and self.script == self._shown_script and before.parameter
        return Formatter(kind, before.parameter if untouched else self.script)

    @property
    def changed(self) -> bool:
        """Whether leaving would lose anything, even a script that the selected kind doesn't use."""
        typed = self.script != self._shown_script or self._address.value != self._shown_address
        return typed or self.formatter != (self.before or Formatter())

    def typed(self) -> Mapping[str, Any]:
        """Everything that was typed and chosen, as plain JSON values; empty where nothing has changed."""
        if not self.changed:
            return {}
        return {
            "direction": self._direction,
            "kind": self.kind,
            "script": self.script,
            "address": self._address.value,
        }

    def fill(self, fields: Mapping[str, Any]) -> None:
        """Restore what `typed` gave."""
        self.script = fields.get("script", self.script)
        self._address.value = fields.get("address", self._address.value)
        if fields.get("kind") in KINDS:
            self._kind.value, self._shown_kind = fields["kind"], None

    def wrong(self) -> Field | None:
        """The field whose input the server would reject, or None. Its problem is shown."""
        self._show_below()
        field = self._parameter_field()
        return field if field.problem else None

    # The controls

    @on(Choice.Changed, "#kind")
    def _kind_chosen(self) -> None:
        if self.kind == JAVASCRIPT and not self.script:
            self._put_script(template(self._direction))
        self._show_kind()
        self.post_message(self.Changed())

    @on(TextArea.Changed, "#script")
    @on(Input.Changed, "#address")
    def _typing(self) -> None:
        self._show_below()
        self.post_message(self.Changed())

    def _show_kind(self) -> None:
        kind = self.kind
        kept = bool((self.before or Formatter()).parameter) and not takes_parameter(kind)
        about = Content(" ".join(filter(None, (EXPLAINED.get(kind, ""), _KEPT if kept else ""))))
        skipped = Content.styled(f"! {_SKIPPED}", "$text-warning")
        self.query_one("#about", Static).update(Content("\n").join([skipped, about] if self.skipped else [about]))
        self._script_field.display = kind == JAVASCRIPT or kept
        self._address_field.display = kind == GRPC_SERVICE
        self._script.read_only = kind != JAVASCRIPT
        self._show_below()
        self.screen.refresh_bindings()

    def _show_below(self) -> None:
        """Show below the field what is wrong, and below a script how much of its limits it takes."""
        self._parameter_field().complain(rules.problem(self.formatter))
        self._script_field.advise(rules.size_words(self.script), always=True)

    def _parameter_field(self) -> Field:
        return self._address_field if self.kind == GRPC_SERVICE else self._script_field


def _short(kind: str) -> str:
    return _SHORT.get(kind) or kind_word(kind)
