"""The field for a PEM file: what the server has of it, and what replaces that."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from textual import on
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Input

from tts_tui.api.secret import SecretStr
from tts_tui.services.pubsubs import pem
from tts_tui.services.pubsubs.pem import PEMProblem
from tts_tui.text.safe_text import visible
from tts_tui.tui.widgets.field import Field
from tts_tui.tui.widgets.text_input import TextInput

if TYPE_CHECKING:
    from tts_tui.services.pubsubs.pem import PEMKind

__all__ = ["PEMField"]

_HOW: Final = "Path of a file · Ctrl+E: your editor · Ctrl+Delete: remove"


class PEMField(Field):
    """Takes the path of a file, or a text from an editor; says what it holds, but doesn't show it.

    The file is read each time `value` is asked for, so what is sent is what it holds then.
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+delete", "remove", "Remove", show=False)]

    def __init__(self, name: str, label: str, kind: PEMKind, stored: SecretStr) -> None:
        self._kind: PEMKind = kind
        self._stored = self._kept = stored
        self._path = TextInput(id=name, placeholder="path of a PEM file")
        super().__init__(name, label, self._path, visible(self._in_words()) or _HOW, always=bool(stored))

    def _in_words(self) -> str:
        """What will be stored, such as `From the file: 2 certificates`; empty for nothing."""
        if self._typed:
            try:
                return f"From the file: {pem.in_words(pem.from_file(self._typed, self._kind))}"
            except PEMProblem:
                return ""  # which `wrong` tells
        if self._kept != self._stored:
            return f"From the editor: {pem.in_words(self._kept)}" if self._kept else "To be removed"
        return f"On the server: {pem.in_words(self._stored)}" if self._stored else ""

    @property
    def _typed(self) -> str:
        return self._path.value.strip()

    @property
    def value(self) -> SecretStr:
        """What will be stored, as base64; where the file can't be taken, what there was before."""
        if not self._typed:
            return self._kept
        try:
            return pem.from_file(self._typed, self._kind)
        except PEMProblem:
            return self._kept

    def wrong(self) -> str | None:
        """Why the file can't be taken, or None."""
        try:
            if self._typed:
                pem.from_file(self._typed, self._kind)
        except PEMProblem as problem:
            return str(problem)
        return None

    @property
    def for_editor(self) -> str:
        """The text that the editor opens with; none for a private key, which is not shown again."""
        return "" if self._kind == "key" else pem.as_text(self.value)

    def take(self, text: str) -> None:
        """Take what the editor saved. An empty text removes a certificate, and leaves a private key as it is."""
        if not text.strip() and self._kind == "key":
            return
        try:
            self._keep(pem.from_text(text, self._kind))
        except PEMProblem as problem:
            self.complain(visible(str(problem)))

    def action_remove(self) -> None:
        """Store none."""
        self._keep(SecretStr(""))

    def _keep(self, content: SecretStr) -> None:
        self._kept = content
        self._path.value = ""
        self.complain(None)
        self._tell()
        self.post_message(Input.Changed(self._path, ""))

    @on(Input.Changed)
    def _tell(self) -> None:
        """Show what will be stored and, with the focus, how to change it."""
        found = self._in_words()
        words = " · ".join(part for part in (found, _HOW if self.has_focus_within and not self._typed else "") if part)
        self.advise(Content(visible(words or _HOW)), always=bool(found))

    def on_descendant_focus(self) -> None:
        self._tell()

    def on_descendant_blur(self) -> None:
        super().on_descendant_blur()
        self._tell()
