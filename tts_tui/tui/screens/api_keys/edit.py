"""Changing an API key, which somebody else may change at the same time."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar, Final

from msgspec.structs import replace
from textual.content import Content

from tts_tui.api.errors import NotFound, TTSError
from tts_tui.api.resources.api_keys import changed
from tts_tui.api.rights import APPLICATION_ALL
from tts_tui.services.api_keys import expiry, exports
from tts_tui.services.api_keys.changes import change, words
from tts_tui.services.api_keys.differences import differences, overwritten
from tts_tui.services.concurrent_changes import ChangedElsewhere
from tts_tui.services.error_text import Explanation, explain
from tts_tui.services.verified_writes import looked_up
from tts_tui.text import instants
from tts_tui.text.safe_text import visible
from tts_tui.tui.base.reading import Reading
from tts_tui.tui.core.commands import AS_COMMANDS, CLOSE, SUBMIT, bindings
from tts_tui.tui.core.safe_widgets import plain
from tts_tui.tui.screens.api_keys.form import KEEP, NEVER, ON_DATE, APIKeyFormScreen
from tts_tui.tui.widgets.frame import Area
from tts_tui.tui.widgets.rights_checklist import RightsChecklist
from tts_tui.tui.widgets.text_input import TextInput

if TYPE_CHECKING:
    from collections.abc import Iterator

    from textual.binding import BindingType

    from tts_tui.api.models import APIKey
    from tts_tui.services.shell_export import Export

__all__ = ["EditAPIKeyScreen"]

_OWN_KEY: Final = (
    "You are signed in with this key. This session loses at once what you remove: without the right to change "
    "keys you can't undo it, and the session ends when the key expires."
)


class EditAPIKeyScreen(APIKeyFormScreen):
    """Changes a key after a review; sends only what differs.

    The key is shown as the list had it, and read again: what has changed since then is shown, with what was typed on
    top. It is read once more for the review, and before it is changed.
    """

    SAVE = replace(SUBMIT, help="Review the changes, then save them.")
    offers = (SAVE, *RightsChecklist.offers, AS_COMMANDS, CLOSE)
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(offers)]

    def heading(self) -> Content:
        key = self._before
        return Content.assemble(
            plain(f"API key {key.name or '(no name)'}  "), plain(f"ID {key.id}", "not bold $foreground-muted")
        )

    def expiries(self) -> list[tuple[str, str]]:
        keep = f"keep {instants.date(self._before.expires_at)}" if self._before.expires_at else "keep: never"
        others = (*expiry.PRESETS, ON_DATE, *((NEVER,) if self._before.expires_at else ()))
        return [(KEEP, keep), *((each, each) for each in others)]

    # The key as it is now

    def on_mount(self) -> None:
        call = self.session.client.api_keys.get(self.application_id, self._before.id)
        self.read(call, self._key_read, waiting=Reading.API_KEY, group="key")

    def _key_read(self, key: APIKey) -> None:
        if news := words(self._before, key):
            self._go_on_from(key)
            kept = " Your changes are kept." if self.changed() else ""
            self.notify(
                f"Somebody else changed this key. {news}{kept}",
                severity="warning",
                markup=False,
            )

    def _go_on_from(self, key: APIKey) -> None:
        """Take this as the key that the server has, and keep what was typed and selected."""
        self._done(key.id)
        before, self._before = self._before, key
        if not self.is_attached:
            return
        self.query_one("#key", Area).rule.show(self.heading())
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
        self.stop_read("key")  # else Esc would only stop this read
        super().action_back()

    def read_failed(self, error: TTSError, waiting: Reading) -> None:
        if isinstance(error, NotFound) and waiting == Reading.API_KEY:
            self._tell_gone(error, f"read {waiting.words()}")
        else:
            super().read_failed(error, waiting)

    def _tell_gone(self, error: NotFound, doing: str) -> None:
        self._done("")
        advice = "Somebody else revoked it, so there is nothing to change."
        self.tell_problem(replace(explain(error, doing), advice=advice))

    # Saving

    def exports(self) -> list[Export]:
        key = self.wanted()
        paths = self._paths(key)
        return [exports.update(self.application_id, key, paths)] if key is not None and paths else []

    def _paths(self, key: APIKey | None) -> tuple[str, ...]:
        """The fields that differ from the key as it was. Says so where there are none."""
        paths = changed(self._before, key) if key is not None else ()
        if key is not None and not paths:
            self.notify("No changes to save.", markup=False)
        return paths

    def action_submit(self) -> None:
        """Read the current key, then show what would change."""
        key = self.wanted()
        if key is not None and self._paths(key):
            self.show_problem(None)
            call = self.session.client.api_keys.get(self.application_id, self._before.id)
            self.read(call, partial(self._looked, self._before), waiting=Reading.API_KEY, group="key")

    def _looked(self, read: APIKey, now: APIKey) -> None:
        if now != read:
            self._go_on_from(now)
        key = self.wanted()  # it may have been typed on meanwhile
        if key is None or not (paths := self._paths(key)):
            return
        from tts_tui.tui.base.review import ReviewScreen

        review = ReviewScreen(
            self.session,
            f"API key {visible(now.name or now.id)}",
            differences(now, key),
            [exports.update(self.application_id, key, paths)],
            warning="\n! ".join(self._risks(key, paths)),
            theirs=differences(read, now),
            replaced=overwritten(read, now, key),
        )
        self.app.push_screen(review, partial(self._reviewed, now, key))

    def _risks(self, key: APIKey, paths: tuple[str, ...]) -> Iterator[str]:
        if key.id == self.session.info.key_id and paths != ("name",):
            yield _OWN_KEY
        if "rights" in paths and APPLICATION_ALL in key.rights:
            yield "The key gets all rights, and those that the server will have in the future."
        if "expires_at" in paths and key.expires_at is None:
            yield "The key will never expire."

    def _reviewed(self, before: APIKey, after: APIKey, yes: bool | None) -> None:
        if yes and not self.writing:
            self.write(
                change(self.session.client, self.application_id, before, after),
                partial(self._saved, after),
                doing="change the API key",
                failed=self._not_saved,
            )

    def _saved(self, key: APIKey, looked: bool) -> None:
        self._done(key.id)
        sentence = f"Changed API key {visible(key.name or key.id)}."
        self.app.notify(looked_up(sentence) if looked else sentence, markup=False)
        if self.is_attached:
            self.finish(None, sentence)

    def _not_saved(self, error: TTSError) -> None:
        match error:
            case ChangedElsewhere():
                news = words(self._before, error.now)
                self._go_on_from(error.now)
                self.tell_problem(
                    Explanation(
                        "The API key was NOT changed: somebody else has just changed it.",
                        news,
                        "The form now shows the server's key with your changes on top. Check it, then save again."
                        if self.is_attached
                        else "Open it again to see the current key.",
                    )
                )
            case NotFound():
                self._tell_gone(error, "change the API key")
            case _:
                self.refuse(error, "change the API key")
