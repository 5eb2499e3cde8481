"""Changing an API key, which somebody else may be changing, too."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from msgspec.structs import replace
from textual.content import Content
from textual.widgets import Static

from tts_tui.api.errors import NotFound, TTSError
from tts_tui.api.resources.api_keys import changed
from tts_tui.services.api_keys import expiry, exports
from tts_tui.services.api_keys.changes import ChangedElsewhere, change, words
from tts_tui.services.error_text import Explanation, explain
from tts_tui.text import instants
from tts_tui.text.safe_text import visible
from tts_tui.tui.base.reading import Reading
from tts_tui.tui.core.commands import AS_COMMANDS, CLOSE, SUBMIT, bindings
from tts_tui.tui.core.safe_widgets import plain
from tts_tui.tui.screens.api_keys.form import KEEP, NEVER, ON_DATE, APIKeyFormScreen
from tts_tui.tui.widgets.confirm import Confirm
from tts_tui.tui.widgets.rights_checklist import RightsChecklist
from tts_tui.tui.widgets.text_input import TextInput

if TYPE_CHECKING:
    from textual.binding import BindingType

    from tts_tui.api.models import APIKey
    from tts_tui.services.shell_export import Export

__all__ = ["EditAPIKeyScreen"]


class EditAPIKeyScreen(APIKeyFormScreen):
    """Changes a key; only what differs is sent.

    The key is shown as the list had it, and read anew: what has moved since then takes its place, below what was typed.
    It is looked at once more before it is changed.
    """

    SAVE = replace(SUBMIT, help="Change the key on the server; only what you changed is sent.")
    offers = (SAVE, *RightsChecklist.offers, AS_COMMANDS, CLOSE)
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(offers)]

    def heading(self) -> Content:
        key = self._before
        return Content.assemble(
            plain(f"API key {key.name or '(no name)'}  "), plain(f"ID {key.id}", "not bold $foreground-muted")
        )

    def expiries(self) -> list[tuple[str, str]]:
        keep = f"keep {instants.date(self._before.expires_at)}" if self._before.expires_at else "keep: never"
        rest = (*expiry.PRESETS, ON_DATE, *((NEVER,) if self._before.expires_at else ()))
        return [(KEEP, keep), *((each, each) for each in rest)]

    # The key as it is now

    def on_mount(self) -> None:
        call = self.session.client.api_keys.get(self._application_id, self._before.id)
        self.read(call, self._key_read, waiting=Reading.API_KEY, group="key")

    def _key_read(self, key: APIKey) -> None:
        if news := words(self._before, key):
            self._go_on_from(key)
            kept = " What you typed and ticked is kept, on top of that." if self.changed() else ""
            self.notify(
                f"Somebody has changed this key since the list was read. {news}{kept}",
                severity="warning",
                markup=False,
            )

    def _go_on_from(self, key: APIKey) -> None:
        """Take this for what the server has; what was typed and ticked stays."""
        self._done(key.id)
        before, self._before = self._before, key
        if not self.is_attached:
            return
        self.query_one(".heading", Static).update(self.heading())
        name = self.query_one("#name", TextInput)
        if name.value != self._name_shown:
            self._name_shown = None
        elif key.name != before.name:
            name.value = key.name
            self._name_shown = name.value
        self._expiry.offer(self.expiries())
        self._show_expiry()
        checklist = self.query_one(RightsChecklist)
        checklist.selection = checklist.selection.on(key.rights)

    def action_back(self) -> None:
        self.stop_read("key")  # the form is there without it: who leaves at once doesn't want it
        super().action_back()

    def read_failed(self, error: TTSError, waiting: Reading) -> None:
        if isinstance(error, NotFound) and waiting == Reading.API_KEY:
            self._tell_gone(error, f"read {waiting.words()}")
        else:
            super().read_failed(error, waiting)

    def _tell_gone(self, error: NotFound, doing: str) -> None:
        self._done("")
        advice = "Somebody deleted it meanwhile, so there is nothing to change."
        self.tell_problem(replace(explain(error, doing), advice=advice))

    # Saving

    def exports(self) -> list[Export]:
        key = self.wanted()
        paths = self._paths(key)
        return [exports.update(self._application_id, key, paths)] if key is not None and paths else []

    def _paths(self, key: APIKey | None) -> tuple[str, ...]:
        """What differs from the key as it was; where nothing does, that is said."""
        paths = changed(self._before, key) if key is not None else ()
        if key is not None and not paths:
            self.notify("Nothing is changed yet.", markup=False)
        return paths

    def action_submit(self) -> None:
        key = self.wanted()
        if key is None or not (paths := self._paths(key)):
            return
        self.stop_read("key")  # `change` reads it; and what is being asked about stays as it is
        if key.id != self.session.info.key_id or paths == ("name",):
            self._send(key)
            return

        def answered(yes: bool | None) -> None:
            if yes:
                self._send(key)

        self.app.push_screen(
            Confirm(
                "Change the key that you are signed in with?",
                "What you take from it, you take from yourself, at once: without the right to change keys you can't "
                "put it back, and without a later expiry this session ends with the key.",
                yes="Change it",
                no="Back",
            ),
            answered,
        )

    def _send(self, key: APIKey) -> None:
        self.write(
            change(self.session.client, self._application_id, self._before, key),
            self._saved,
            doing="change the API key",
            failed=self._not_saved,
        )

    def _saved(self, looked: bool) -> None:
        self._done(self._before.id)
        sentence = f"The API key {visible(self._before.name or self._before.id)} was changed."
        if looked:
            self.app.notify(f"The answer was lost, so tts-tui checked: {sentence}", markup=False)
        self.finish(None, sentence)

    def _not_saved(self, error: TTSError) -> None:
        match error:
            case ChangedElsewhere():
                news = words(self._before, error.key)
                self._go_on_from(error.key)
                self.tell_problem(
                    Explanation(
                        "The API key was NOT changed: somebody else has changed it since you opened it.",
                        news,
                        "The form has what is there now, and what you typed and ticked on top. Look, then save again."
                        if self.is_attached
                        else "Open it again to see what is there now.",
                    )
                )
            case NotFound():
                self._tell_gone(error, "change the API key")
            case _:
                self.refuse(error, "change the API key")
