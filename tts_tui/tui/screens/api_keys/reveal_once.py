"""A new API key, shown the only time that is possible."""

from __future__ import annotations

import asyncio
import hmac
from typing import TYPE_CHECKING, Any, ClassVar, Final

from textual import on
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, Static

from tts_tui.api.rights import APPLICATION_ALL
from tts_tui.api.secret import SecretStr
from tts_tui.servers import secret_file
from tts_tui.services.api_keys import key_file
from tts_tui.services.rights_selection import in_words
from tts_tui.text import instants
from tts_tui.text.safe_text import visible
from tts_tui.tui.base.screen import BaseScreen
from tts_tui.tui.core.commands import Command, bindings
from tts_tui.tui.core.key_queue import DropsKeysTypedAhead
from tts_tui.tui.core.safe_widgets import plain
from tts_tui.tui.widgets.confirm import Confirm
from tts_tui.tui.widgets.field import Field
from tts_tui.tui.widgets.frame import Area
from tts_tui.tui.widgets.key_bar import KeyBar
from tts_tui.tui.widgets.text_input import TextInput

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType
    from textual.events import Paste, Resize

    from tts_tui.api.models import APIKey
    from tts_tui.session.session import Session

__all__ = ["KeyOnceScreen", "compare"]


_WAYS: Final = Content("\n").join(
    Content.assemble((key, "bold $accent"), f"  {word:<6}", (text, "$foreground-muted"))
    for key, word, text in (
        ("c", "Copy", "to your terminal's clipboard"),
        ("w", "Save", "to a file that only you can read"),
        ("x", "Done", "when you have saved it; y confirms"),
    )
)
"""What there is to do, the safe ways first."""


def compare(key: SecretStr, pasted: SecretStr) -> str | None:
    """What is wrong with `pasted` as a copy of `key`, as a sentence that has neither, or None where nothing is.

    White space around it doesn't matter. Inside it does, as it would where the key is used.
    """
    wanted, text = key.get_secret_value(), pasted.get_secret_value().strip()
    if hmac.compare_digest(wanted.encode(), text.encode("utf-8", "replace")):
        return None
    if hmac.compare_digest(wanted.encode(), "".join(text.split()).encode("utf-8", "replace")):
        return "The right key, but with a line break or space inside. Remove that where you use it."
    if not text:
        return "Nothing was pasted."
    if wanted.startswith(text):
        return f"Incomplete: only the first {len(text)} of {len(wanted)} characters."
    if len(text) != len(wanted):
        return f"Not the same: {len(text)} characters; the key has {len(wanted)}."
    return "Not the same: another key, or a wrong character."


class KeyOnceScreen(DropsKeysTypedAhead, BaseScreen[None]):
    """Shows a key that was just created, masked until the person reveals it.

    It takes two deliberate keys to close; Enter, Space and Esc don't. A widget holds the secret only while it is
    revealed.
    """

    CSS_PATH = "reveal_once.tcss"
    area = "The new key"
    AUTO_FOCUS = ""
    REVEAL = Command("reveal", ("r",), "Reveal", "Reveal or hide", "Show the key, or hide it again.")
    COPY = Command("copy_key", ("c", "y"), "Copy", "Copy the key", "Copy the key to your clipboard.")
    WRITE = Command("write_file", ("w",), "Save to file", "Save to a file", "Write the key to a new file, mode 0600.")
    CHECK = Command("check", ("p",), "Check copy", "Check the copy", "Paste the copy here, to see that it is the key.")
    COPIED = Command("copied", ("x",), "Done", "I have saved the key", "Close; y confirms.")
    STAY = Command(
        "stay",
        ("escape", "q", "enter", "space"),
        "Stay",
        "How to close",
        "Close the field that is open; otherwise say how to close the key: x, then y.",
        footer=False,
    )
    offers = (COPY, WRITE, REVEAL, CHECK, COPIED, STAY)
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(offers)]

    def __init__(self, session: Session, application_id: str, key: APIKey) -> None:
        if key.key is None:
            raise ValueError("a key without its secret can't be shown")
        super().__init__(session)
        self.application_id = application_id
        self._key = key
        self._secret = key.key
        self._revealed = False
        self._sent = False
        self._written: list[str] = []
        self._checked = False

    def body(self) -> ComposeResult:
        key = self._key
        with Area(title=plain(f"API key {key.name or '(no name)'} of {self.application_id}")):
            yield Static(Content("! Shown only once: not even the server can show it again."), classes="warning")
            yield _Secret(id="key")
            yield from self._below_key()

    def _below_key(self) -> ComposeResult:
        """What is below the key."""
        with VerticalScroll(id="around", can_focus=False):
            yield Static(id="how", classes="muted")
            yield Static(self._facts(), id="facts")
            yield Static(id="done")
            yield Static(_WAYS, id="ways")
            path = Field(
                "path",
                "File",
                _PathInput(id="path"),
                "Enter saves, Esc cancels. Only you can read it. A name that ends in .env gets API_KEY=…",
            )
            pasted = Field(
                "pasted",
                "Paste it here",
                _PasteInput(),
                "Paste the copy: it is compared at once and not shown. Esc cancels.",
            )
            for field in (path, pasted):
                field.display, field.disabled = False, True  # hidden, it must not take keys either
            yield path
            yield pasted

    def on_mount(self) -> None:
        self._show()

    def on_resize(self, event: Resize) -> None:
        self._show_key(event.size.width)

    def holds(self) -> str | None:
        return f"The API key {self._called} is still on the screen. It can't be shown again."

    # Showing

    def _show(self) -> None:
        self._show_key(self.size.width)
        steps = [
            (self._sent, "Sent to the clipboard. Press p to check that it arrived."),
            *((True, f"Saved to {path}") for path in self._written),
            (self._checked, "Checked: you pasted this key."),
        ]
        lines = [Content.styled(f"✓ {visible(words)}", "$text-success") for done, words in steps if done]
        self.query_one("#done", Static).update(Content("\n").join(lines))

    def _show_key(self, width: int) -> None:
        head, dot, tail = self._secret.get_secret_value().rpartition(".")
        shown = tail if self._revealed else "•" * len(tail)
        whole = len(head + dot + tail) <= width
        self.query_one("#key", _Secret).update(Content(f"{head}{dot}{'' if whole else chr(10)}{shown}"))
        how = "Press r to hide it." if self._revealed else "The secret part is hidden. Press r to reveal it."
        if self._revealed:
            how += " Hold Shift to select it with the mouse."
            if not whole:
                how += " It takes two lines here: remove the line break where you paste it."
        self.query_one("#how", Static).update(Content(how))

    def _facts(self) -> Content:
        key = self._key
        until = instants.moment_and_utc(key.expires_at) if key.expires_at else "never"
        rows = [
            ("ID", plain(key.id)),
            ("Rights", plain(in_words(key.rights), "$text-warning" if APPLICATION_ALL in key.rights else "")),
            ("Expires", plain(until, "" if key.expires_at else "$text-warning")),
        ]
        return Content("\n").join(Content.assemble((f"{word:<9}", "$foreground-muted"), text) for word, text in rows)

    @property
    def _called(self) -> str:
        return visible(self._key.name or self._key.id)

    # Actions

    def action_reveal(self) -> None:
        self.say("")
        self._revealed = not self._revealed
        self.query_one(KeyBar).rename(self.REVEAL.action, "Hide" if self._revealed else self.REVEAL.word)
        self._show()

    def action_copy_key(self) -> None:
        self.copy(self._secret.get_secret_value(), "The key", secret=True)
        self._sent = True
        self._show()

    def action_write_file(self) -> None:
        field = self.query_one("#path", TextInput)
        field.value = field.value or secret_file.default_name(self.application_id, self._key.id)
        self._open_field("path")

    def action_check(self) -> None:
        self._open_field("pasted")

    def action_stay(self) -> None:
        if any(field.display for field in self.query(Field)):
            self._open_field(None)
        else:
            self.say("Still open. When you have saved the key, press x, then y.")

    def action_copied(self) -> None:
        done = {
            "sent to the clipboard": self._sent,
            "saved to a file": bool(self._written),
            "pasted back and compared": self._checked,
        }
        lines = [f"{'✓' if yes else '–'} {words}" for words, yes in done.items()]
        if not any(done.values()):
            lines.append("! tts-tui has neither copied it nor saved it.")

        def answered(yes: bool | None) -> None:
            if yes:
                self.dismiss(None)

        self.app.push_screen(
            Confirm(
                "Close the key? It can't be shown again.",
                "\n".join(lines),
                yes="I have saved the key",
                no="Back",
                danger=True,
            ),
            answered,
        )

    def _open_field(self, name: str | None) -> None:
        """Show the field of that name and hide the other, or both with None."""
        for field in self.query(Field):
            field.display = field.name == name
            field.disabled = not field.display
            field.complain(None)
            if field.display:
                field.control.focus()
                self.call_after_refresh(field.scroll_visible, animate=False)
        if name is None:
            self.set_focus(None)

    # The file

    @on(Input.Submitted, "#path")
    def _path_given(self, event: Input.Submitted) -> None:
        path = event.value

        async def writing() -> None:
            try:
                where = await asyncio.to_thread(secret_file.write, path, key_file.content(path, self._secret))
            except secret_file.NotWritten as why:
                self._not_written(str(why))
            else:
                self._file_written(str(where))

        self.run_worker(writing(), name="write file", group="file", description="write file")

    def _not_written(self, why: str) -> None:
        for field in self.query(Field):
            if field.name == "path":
                field.complain(why)

    def _file_written(self, where: str) -> None:
        self._written.append(f"{where}, mode 0600")
        self._open_field(None)
        self._show()

    # The check

    def on_key_pasted(self, event: KeyPasted) -> None:
        problem = compare(self._secret, event.text)
        self._checked = problem is None
        if problem is None:
            self._open_field(None)
        else:
            for field in self.query(Field):
                if field.name == "pasted":
                    field.complain(f"{problem} Paste again, or press Esc.")
        self._show()


class KeyPasted(Message):
    """Something was pasted to compare with the key."""

    def __init__(self, text: SecretStr) -> None:
        super().__init__()
        self.text = text


class _Secret(Static):
    """The key, with nothing beside it. Textual's own selection would put it into the program's clipboard."""

    ALLOW_SELECT = False


class _PathInput(TextInput):
    """Where the key is to be saved."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "submit", "Save"),
        Binding("escape", "screen.stay", "Cancel"),
    ]


class _PasteInput(TextInput):
    """Takes a whole key, line breaks included, and keeps nothing of it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "submit", "Check"),
        Binding("escape", "screen.stay", "Cancel"),
    ]

    def __init__(self, **options: Any) -> None:
        super().__init__(password=True, id="pasted", **options)

    def on_paste(self, event: Paste) -> None:
        event.stop()
        event.prevent_default()
        self.value = ""
        self.post_message(KeyPasted(SecretStr(event.text)))

    @on(Input.Submitted)
    def _typed(self, event: Input.Submitted) -> None:
        event.stop()
        self.value = ""
        self.post_message(KeyPasted(SecretStr(event.value)))
