"""Reading the settings of an application: four calls at once, of which each may fail without the others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeVar

from textual.content import Content
from textual.widgets import Button, Static

from tts_tui.api.errors import PermissionDenied, TTSError
from tts_tui.services import clock_sync
from tts_tui.services.applications.settings import CLOCK, CONTACTS, SKIP, words
from tts_tui.services.error_text import explain
from tts_tui.tui.base.application_tab import ApplicationTab
from tts_tui.tui.base.form import FormScreen
from tts_tui.tui.base.reading import Reading
from tts_tui.tui.screens.applications.settings_panel import SettingsPanel

if TYPE_CHECKING:
    from collections.abc import Awaitable

    from textual.app import ComposeResult

    from tts_tui.api.models import Application, Collaborator, Link
    from tts_tui.api.rows import Page

__all__ = ["RIGHT_TO_DELETE", "RIGHT_TO_SAVE", "ReadsSettings"]

T = TypeVar("T")

RIGHT_TO_SAVE: Final = "RIGHT_APPLICATION_SETTINGS_BASIC"
RIGHT_TO_DELETE: Final = "RIGHT_APPLICATION_DELETE"


class ReadsSettings(ApplicationTab, FormScreen[None]):
    """The tab without its commands: shows the settings when they have been read, and locks what can't be saved.

    The link, the package on FPort 202 and the collaborators have calls of their own. Where one fails, its fields are
    locked and say why; without the application nothing is shown.
    """

    def tab_body(self) -> ComposeResult:
        yield Static(id="state", classes="text")
        yield SettingsPanel()

    @property
    def _panel(self) -> SettingsPanel:
        return self.query_one(SettingsPanel)

    def on_mount(self) -> None:
        self._panel.display = False
        self._read()

    def _read(self) -> None:
        self.show_problem(None)
        client = self.session.client
        if self._panel.before is None:
            self._say_state("Waiting for the application …")
        self.read_rights()
        self.read(_or_error(client.link.get(self.application_id)), self._link_read, waiting=Reading.LINK, group="link")
        clock = clock_sync.read(client, self.application_id)
        self.read(_or_error(clock), self._clock_read, waiting=Reading.CLOCK_SYNC, group="clock")
        self.read(
            _or_error(client.collaborators.page(self.application_id)),
            self._collaborators_read,
            waiting=Reading.COLLABORATORS,
            group="collaborators",
        )
        call = client.applications.get(self.application_id)
        self.read(call, self._application_read, waiting=Reading.APPLICATION, group="app")
        if self.rights is not None:
            self._rights_shown()

    def action_refresh(self) -> None:
        self.rights = None
        self._read()

    def _application_read(self, application: Application) -> None:
        first = self._panel.before is None
        changed_twice = self._panel.show(application)
        self._panel.note_seen()
        self._panel.display = True
        self._rights_shown()
        if first:
            self._panel.focus()  # not a field: the keys of the tabs work at once
        if changed_twice:
            self.notify(
                f"Somebody else also changed: {words(changed_twice)}. Your input is kept; saving it replaces theirs.",
                severity="warning",
                markup=False,
            )

    def _link_read(self, link: Link | TTSError) -> None:
        if isinstance(link, TTSError):
            self._panel.lock_fields((SKIP,), f"Can't be read, so it can't be changed. {_why(link)}")
        else:
            self._panel.show_link(link.skip_payload_crypto)
            self._panel.note_seen()

    def _clock_read(self, data: str | TTSError | None) -> None:
        if isinstance(data, clock_sync.OtherPackage):
            self._panel.lock_fields((CLOCK,), str(data))
        elif isinstance(data, TTSError):
            self._panel.lock_fields((CLOCK,), f"Can't be read, so it can't be changed. {_why(data)}")
        else:
            self._panel.show_clock(data)
            self._panel.note_seen()

    def _collaborators_read(self, page: Page[Collaborator] | TTSError) -> None:
        if isinstance(page, TTSError):
            self._panel.lock_fields(
                CONTACTS, f"The collaborators can't be read, so this can't be changed. {_why(page)}"
            )
        else:
            self._panel.show_accounts([each.account for each in page.items])

    def rights_read(self, rights: frozenset[str]) -> None:
        super().rights_read(rights)
        self._rights_shown()

    def read_failed(self, error: TTSError, waiting: Reading) -> None:
        super().read_failed(error, waiting)
        if self._panel.before is None:
            lacking = isinstance(error, PermissionDenied) and not error.warning
            how = "" if lacking else " Press F5 to try again."
            self._say_state(f"The application could not be read.{how}")

    def stop_reads(self) -> bool:
        stopped = super().stop_reads()
        if stopped and self._panel.before is None:
            self._say_state("Stopped. Press F5 to read the application.")
        return stopped

    def _rights_shown(self) -> None:
        """Lock what can't be saved or deleted without a right."""
        reason = self.lacks(RIGHT_TO_SAVE)
        self._panel.make_read_only(locked=reason is not None)
        self.query_one("#delete", Button).disabled = self.lacks(RIGHT_TO_DELETE) is not None
        if self._panel.before is not None:
            self._say_state(f"Read-only. {reason}" if reason else "")
        self.refresh_bindings()

    def _say_state(self, text: str) -> None:
        state = self.query_one("#state", Static)
        state.display = bool(text)
        state.update(Content(text))


async def _or_error(call: Awaitable[T]) -> T | TTSError:
    """The answer of a call, or its error in place of it."""
    try:
        return await call
    except TTSError as error:
        return error


def _why(error: TTSError) -> str:
    explanation = explain(error)
    return explanation.why or explanation.what
