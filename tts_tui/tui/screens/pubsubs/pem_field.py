"""The field for a PEM file: what the server has, and what is to take its place."""

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
    """Takes the path of a file, or what comes from an editor; shows what there is without its content.

    A file is read anew whenever `value` is asked for, so that what is sent is what it holds then.
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+delete", "remove", "Remove", show=False)]

    def __init__(self, name: str, label: str, kind: PEMKind, stored: SecretStr) -> None:
        self._kind: PEMKind = kind
        self._stored = self._kept = stored
        self._path = TextInput(id=name, placeholder="path of a PEM file")
        super().__init__(name, label, self._path, visible(self._there()) or _HOW, always=bool(stored))

    def _there(self) -> str:
        """What there is to be, where that is something."""
        if self._typed:
            try:
                return f"From the file: {pem.in_words(pem.from_file(self._typed, self._kind))}"
            except PEMProblem:
                return ""  # `wrong` tells that
        if self._kept != self._stored:
            return f"From the editor: {pem.in_words(self._kept)}" if self._kept else "To be removed"
        return f"On the server: {pem.in_words(self._stored)}" if self._stored else ""

    @property
    def _typed(self) -> str:
        return self._path.value.strip()

    @property
    def value(self) -> SecretStr:
        """What is to be stored, as base64; what there was before where the file can't be taken."""
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
        """The text that an editor begins with. A private key is not shown again: it begins with nothing."""
        return "" if self._kind == "key" else pem.as_text(self.value)

    def take(self, text: str) -> None:
        """Take what an editor saved; nothing leaves a key as it is, and removes a certificate."""
        if not text.strip() and self._kind == "key":
            return
        try:
            self._keep(pem.from_text(text, self._kind))
        except PEMProblem as problem:
            self.complain(visible(str(problem)))

    def action_remove(self) -> None:
        """Have none."""
        self._keep(SecretStr(""))

    def _keep(self, content: SecretStr) -> None:
        self._kept = content
        self._path.value = ""
        self.complain(None)
        self._tell()
        self.post_message(Input.Changed(self._path, ""))

    @on(Input.Changed)
    def _tell(self) -> None:
        """Say what there is to be, and with the focus how to change it."""
        there = self._there()
        words = " · ".join(part for part in (there, _HOW if self.has_focus_within and not self._typed else "") if part)
        self.advise(Content(visible(words or _HOW)), always=bool(there))

    def on_descendant_focus(self) -> None:
        self._tell()

    def on_descendant_blur(self) -> None:
        super().on_descendant_blur()
        self._tell()
