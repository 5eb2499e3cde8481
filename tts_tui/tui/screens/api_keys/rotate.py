"""Rotating an API key: a new one like it, shown once; then what is to become of the old one."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from msgspec.structs import replace
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from tts_tui.api.errors import OutcomeUnknown
from tts_tui.api.rights import APPLICATION_ALL
from tts_tui.services.api_keys import expiry, exports, rotation
from tts_tui.services.api_keys.end_key import STREAMS_STAY_OPEN
from tts_tui.services.error_text import explain
from tts_tui.services.rights_selection import named
from tts_tui.text import instants
from tts_tui.text.safe_text import visible
from tts_tui.tui.base.dialog import InBox
from tts_tui.tui.base.form import FormScreen
from tts_tui.tui.core.commands import AS_COMMANDS, SUBMIT, Command, bindings
from tts_tui.tui.core.safe_widgets import plain
from tts_tui.tui.widgets.clickable_line import ClickableLine
from tts_tui.tui.widgets.confirm import answers

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from tts_tui.api.errors import TTSError
    from tts_tui.api.models import APIKey
    from tts_tui.services.error_text import Explanation
    from tts_tui.services.shell_export import Export
    from tts_tui.session.session import Session

__all__ = ["OldKeyScreen", "RotateAPIKeyScreen"]

_DOING: Final = "rotate the API key"
_EXPIRY: Final = (
    "If you set it to expire, it stops working then, even if you don't come back; never later than its present expiry."
)


class RotateAPIKeyScreen(InBox, FormScreen[None], ModalScreen[None]):
    """Says what the new key will be, and creates it; the old one is not touched here.

    `done` is called with the new key's ID once that is created, wherever the person is by then.
    """

    CSS_PATH = "rotate.tcss"
    area = "Rotate API key"
    YES = Command(
        "submit",
        ("y", *SUBMIT.keys),
        "Create the new key",
        "Create the new key",
        "Create a new key like this one.",
    )
    NO = Command("back", ("n", "escape", "q"), "Cancel", "Cancel", "Change nothing.")
    offers = (YES, NO, AS_COMMANDS)
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(offers)]

    def __init__(self, session: Session, application_id: str, key: APIKey, *, done: Callable[[str], None]) -> None:
        super().__init__(session)
        self._application_id = application_id
        self._key = key
        self._done = done
        self._new = rotation.successor(key, session.clock())

    def box_title(self) -> Content:
        return plain(f"Rotate the API key {self._key.name or '(no name)'}")

    def body(self) -> ComposeResult:
        new = self._new
        until = "has expired already" if _expired(self._key, self.session) else "keeps working until you end it"
        yield Static(f"A new key like this one is created and shown once. The old one {until}.")
        rows = [
            ("Application", plain(self._application_id)),
            ("Name", plain(new.name or "(no name)")),
            ("Rights", plain(named(new.rights), "$text-warning" if APPLICATION_ALL in new.rights else "")),
        ]
        facts = Content("\n").join(Content.assemble((f"{word:<13}", "$foreground-muted"), text) for word, text in rows)
        yield Static(facts, id="facts")
        if new.expires_at is None:
            yield Static("! Never expires, like the old one.", classes="warning")
        else:
            when = instants.moment_and_utc(new.expires_at)
            yield Static(Content.assemble((f"{'Expires':<13}", "$foreground-muted"), when))
        yield ClickableLine(answers(self.YES.word, self.YES.action, self.NO.word, self.NO.action), classes="answers")

    def changed(self) -> bool:
        return False

    def exports(self) -> list[Export]:
        return [exports.create(self._application_id, self._new)]

    def action_submit(self) -> None:
        client, now = self.session.client, self.session.clock()
        self.write(
            rotation.make(client, self._application_id, self._key, self._new, now=now),
            self._made,
            doing=_DOING,
            failed=self._not_made,
        )

    def _made(self, made: APIKey) -> None:
        from tts_tui.tui.screens.api_keys.reveal_once import KeyOnceScreen

        app, old, session, application_id, done = self.app, self._key, self.session, self._application_id, self._done
        done(made.id)
        self.finish(None, f"Created API key {visible(made.name or made.id)}.")

        def saved(_: None) -> None:
            app.push_screen(OldKeyScreen(session, application_id, old, made, done=done))

        app.push_screen(KeyOnceScreen(session, application_id, made), saved)

    def _not_made(self, error: TTSError) -> None:
        self._done("")
        self.tell_problem(_explained(error, _DOING, rotation.why_not_made(error, self._key)))


class OldKeyScreen(InBox, FormScreen[None], ModalScreen[None]):
    """Asks what is to become of the old key, once the new one has been saved. Closing it leaves the old one as it is.

    `done` is called with the new key's ID when something was changed. The outcome says which of the two work.
    """

    CSS_PATH = "rotate.tcss"
    area = "The old API key"
    danger = True
    ONE = Command("expire_1", ("1",), "In 1 day", "Set to expire in 1 day", "The server ends it then.")
    WEEK = Command("expire_7", ("7",), "In 7 days", "Set to expire in 7 days", "The server ends it then.")
    MONTH = Command("expire_30", ("3",), "In 30 days", "Set to expire in 30 days", "The server ends it then.")
    REVOKE = Command(
        "submit",
        ("y",),
        "Revoke it",
        "Revoke the old key",
        "Anything that uses it loses access at once.",
        destroys=True,
    )
    KEEP = Command("back", ("n", "escape", "q"), "Keep it", "Keep it", "Leave the old key unchanged.")
    offers = (ONE, WEEK, MONTH, REVOKE, KEEP)
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(offers)]

    def __init__(
        self, session: Session, application_id: str, old: APIKey, new: APIKey, *, done: Callable[[str], None]
    ) -> None:
        super().__init__(session)
        self._application_id = application_id
        self._old = old
        self._new = new
        self._done = done

    def box_title(self) -> Content:
        return plain(f"The old API key {self._old.name or '(no name)'}")

    def body(self) -> ComposeResult:
        old = self._old
        if self._old_has_expired:
            yield Static(plain(f"The old key {old.id} expired {instants.moment(old.expires_at)}: nothing can use it."))
        else:
            until = f"until {instants.moment(old.expires_at)}" if old.expires_at else "and never expires"
            yield Static(plain(f"The old key {old.id} still works, {until}."))
            yield Static(_EXPIRY, id="facts")
        yield Static(STREAMS_STAY_OPEN, id="streams")
        if old.id == self.session.info.key_id:
            yield Static("! You are signed in with the old key: your session ends with it.", classes="warning")
        for days, command in self._choices:
            when = instants.moment(rotation.old_expiry(old, days, self.session.clock()))
            words = Content.assemble((command.keys[0], "bold $accent"), f" {command.title}, {when}")
            yield ClickableLine(((words, command.action),))
        yield ClickableLine(
            answers(self.REVOKE.word, self.REVOKE.action, self.KEEP.word, self.KEEP.action), classes="answers"
        )

    @property
    def _old_has_expired(self) -> bool:
        return _expired(self._old, self.session)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Hide the ways to let it expire where it has."""
        if self._old_has_expired and action in (self.ONE.action, self.WEEK.action, self.MONTH.action):
            return False
        return super().check_action(action, parameters)

    @property
    def _choices(self) -> tuple[tuple[int, Command], ...]:
        if self._old_has_expired:
            return ()
        return tuple(zip(rotation.OLD_EXPIRY_DAYS, (self.ONE, self.WEEK, self.MONTH), strict=True))

    def changed(self) -> bool:
        return False

    def exports(self) -> list[Export]:
        return [exports.delete(self._application_id, self._old.id)]

    def action_back(self) -> None:
        if self.writing:
            self.dismiss(None)  # its outcome is told
            return
        self._tell(rotation.OldKey(self._old))
        self.dismiss(None)

    def action_submit(self) -> None:
        self._end(None)

    def action_expire_1(self) -> None:
        self._end(1)

    def action_expire_7(self) -> None:
        self._end(7)

    def action_expire_30(self) -> None:
        self._end(30)

    def _end(self, days: int | None) -> None:
        if self.writing:
            return
        expires_at = None if days is None else rotation.old_expiry(self._old, days, self.session.clock())
        self.write(
            rotation.end_old_key(self.session.client, self._application_id, self._old, expires_at=expires_at),
            self._ended,
            doing="end the old API key",
            well=lambda ended: ended.error is None,
        )

    def _ended(self, ended: rotation.OldKey) -> None:
        self._done(self._new.id)
        if ended.error is None:
            self._tell(ended)
            self.finish(None, "")
            return
        which = rotation.which_work(self._new, ended, self.session.clock())
        self.tell_problem(_explained(ended.error, "end the old API key", which))

    def _tell(self, ended: rotation.OldKey) -> None:
        self.app.notify(rotation.which_work(self._new, ended, self.session.clock()), markup=False)


def _explained(error: TTSError, doing: str, which: str) -> Explanation:
    """The error with `which` keys work before its advice, unless that is the same: to check first."""
    explained = explain(error, doing)
    return replace(explained, advice=which if isinstance(error, OutcomeUnknown) else f"{which} {explained.advice}")


def _expired(key: APIKey, session: Session) -> bool:
    return expiry.nearness(key.expires_at, session.clock()) == "expired"
