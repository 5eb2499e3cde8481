"""The panel beside the list of applications: what the cursor is on, without opening it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual.content import Content

from tts_tui.api.errors import TTSError
from tts_tui.services.asking_at_rest import AskingAtRest
from tts_tui.text import instants
from tts_tui.text.safe_text import visible
from tts_tui.tui.core.defects import note_defect
from tts_tui.tui.core.safe_widgets import plain
from tts_tui.tui.widgets.frame import SideArea
from tts_tui.tui.widgets.side_text import MORE, SideText, facts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from textual.timer import Timer
    from textual.worker import Worker

    from tts_tui.api.models import Account, Application
    from tts_tui.api.rows import ApplicationRow
    from tts_tui.session.session import Session

__all__ = ["ApplicationPanel"]


class ApplicationPanel(SideArea):
    """Shows what a row has at once, and the rest of its application once the cursor has rested there."""

    rest: ClassVar[float] = 1 / 3
    """Seconds for which the cursor rests before the server is asked."""

    def __init__(self, session: Session) -> None:
        self._text = SideText()
        super().__init__(self._text, id="panel", wanted=session.preferences.panel)
        self._session = session
        self._asking = AskingAtRest(self.rest)
        self._read: dict[str, Application | None] = {}
        self._row: ApplicationRow | None = None
        self._drawn: object = None
        self._timer: Timer | None = None

    @property
    def _now(self) -> float:
        return self._session.clock().timestamp()

    def show_row(self, row: ApplicationRow | None) -> None:
        """Show what the cursor is on."""
        self._row = row
        if self.display:
            self._asking.moved(row.id if row is not None else None, self._now)
            self._draw()
            self._look_later()

    def touched(self) -> None:
        """A key was pressed: the cursor doesn't rest."""
        self._asking.touched(self._now)

    def forget(self, application_id: str | None = None) -> None:
        """What is known of this application, or of all, may not be so any more."""
        self._asking.forget(application_id)
        if application_id is None:
            self._read.clear()
        else:
            self._read.pop(application_id, None)
        self.show_row(self._row)

    # The rest of an application

    def look(self) -> None:
        """Ask for the rest of what the cursor is on, if it has rested there long enough."""
        self._timer = None
        if not self.display or not self.screen.is_active:
            return
        if (application_id := self._asking.ask(self._now)) is None:
            self._look_later()
        else:
            ask = partial(self._ask, application_id)  # which a worker that never begins never calls
            _: Worker[None] = self.run_worker(ask, name="panel", group="panel", description="panel")

    def _look_later(self) -> None:
        if self._timer is None and (wait := self._asking.wait(self._now)) is not None:
            self._timer = self.set_timer(max(wait, 0.01), self.look)

    async def _ask(self, application_id: str) -> None:
        application = None
        try:
            application = await self._session.client.applications.get(application_id)
        except TTSError:
            pass  # it is said in the panel
        except Exception as error:  # noqa: BLE001 - a boundary: what is open goes on
            note_defect(self.app, error)
        self.call_later(self._answered, application_id, application)

    def _answered(self, application_id: str, application: Application | None) -> None:
        if self._asking.answered(application_id):
            self._read[application_id] = application
            self._draw()
        self._look_later()

    # Showing

    def _draw(self) -> None:
        row = self._row
        known = self._read.get(row.id) if row is not None else None
        failed = row is not None and row.id in self._read and known is None
        if self._drawn != (drawn := (row, known, failed)):
            self._drawn = drawn
            cut = self._text.show(_about(row, known, failed=failed) if row is not None else Content())
            self.rule.show(visible(row.id) if row is not None else "", MORE if cut else "")


def _about(row: ApplicationRow, known: Application | None, *, failed: bool) -> Content:
    name = known.name if known is not None else row.name
    description = known.description if known is not None else row.description + ("…" if row.cut else "")
    parts = [plain(name, "bold") if name else Content.styled("no name", "$foreground-muted")]
    if description:
        parts.append(plain(description, lines=True))
    parts += [Content(), facts(_facts(row, known))]
    if failed:
        parts += [Content(), Content.styled("The rest wasn't read; press r to try again.", "$foreground-muted")]
    return Content("\n").join(parts)


def _facts(row: ApplicationRow, known: Application | None) -> Iterator[tuple[str, Content]]:
    yield "Created", Content(instants.moment(row.created_at))
    if known is None:
        return
    yield "Changed", Content(instants.moment(known.updated_at))
    yield "Contact", _contact(known.administrative_contact)
    yield "Technical", _contact(known.technical_contact)
    for key, value in sorted(known.attributes.items()):
        yield key, plain(value)


def _contact(account: Account | None) -> Content:
    if account is None:
        return Content.styled("none", "$foreground-muted")
    return plain(account.id if account.kind == "user" else f"organization {account.id}")
