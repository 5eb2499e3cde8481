"""The list of collaborators: users and organizations with their rights on the application."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Final

from msgspec.structs import replace
from textual.content import Content

from tts_tui.services.collaborators import reading
from tts_tui.services.collaborators.list_state import ORDERS, matching, sort, summary
from tts_tui.services.collaborators.rules import Sharing, contact_marks
from tts_tui.services.empty_list import EmptyList
from tts_tui.services.missing_rights import you_lack
from tts_tui.services.rights_selection import named
from tts_tui.text.quantity import quantity
from tts_tui.text.safe_text import visible
from tts_tui.tui.base.application_tab import ApplicationTab
from tts_tui.tui.base.list_screen import PANEL, REVERSE
from tts_tui.tui.base.reading import Reading
from tts_tui.tui.base.whole_list import WholeList
from tts_tui.tui.core.commands import BACK, COPY_ID, FILTER, NEW, ORDER, REFRESH, Command, bindings
from tts_tui.tui.core.safe_widgets import plain
from tts_tui.tui.routes import access_matrix
from tts_tui.tui.screens.collaborators.panel import CollaboratorPanel
from tts_tui.tui.widgets.collaborator_table import CollaboratorTable
from tts_tui.tui.widgets.filter_input import FilterInput

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType

    from tts_tui.api.models import Account, Collaborator
    from tts_tui.session.drafts import Draft

__all__ = ["CollaboratorsScreen"]

RIGHT: Final = "RIGHT_APPLICATION_SETTINGS_COLLABORATORS"


class CollaboratorsScreen(WholeList[None], ApplicationTab):
    """The tab Access of an application: lists its collaborators; opens the forms that add, change and remove them."""

    area = "Access"
    tab = 5
    ADD = replace(
        NEW,
        word="Add",
        title="Add a collaborator",
        help="Share the application with a user or an organization.",
        right=RIGHT,
    )
    EDIT = Command("edit", ("e", "enter"), "Edit", "Edit", "Change the collaborator's rights.", RIGHT)
    REMOVE = Command("remove", ("d", "delete"), "Remove", "Remove", "Remove their access.", RIGHT, destroys=True)
    MATRIX = Command(
        "matrix",
        ("w",),
        "Who can",
        "Who can do what",
        "Show who has which right: people, organizations and API keys.",
    )
    COPY = replace(COPY_ID, help="Copy the ID of the user or organization to your clipboard.")
    ORDER = replace(ORDER, help="Sort by ID, number of rights or kind.")
    offers = (ADD, EDIT, REMOVE, MATRIX, FILTER, ORDER, REVERSE, PANEL, REFRESH, COPY, BACK)
    listed = "collaborators"
    orders = ORDERS
    ordered_columns: ClassVar = {"id": "ID", "rights": "Rights", "kind": "Kind"}
    of_row = (EDIT, REMOVE, COPY)
    no_row = "No collaborator is selected."
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(offers)]

    def __init__(self, *positional: Any, **kept: Any) -> None:
        super().__init__(*positional, **kept)
        self._sharing: Sharing | None = None
        self._names: dict[Account, str] = {}

    def tab_body(self) -> ComposeResult:
        yield from self.list_body(
            CollaboratorTable(), filter_input=FilterInput(), side=CollaboratorPanel(self.session), below=True
        )

    def on_mount(self) -> None:
        self.table.focus()
        self.show_list()
        self._read(self.rights)

    def why_not(self, command: Command) -> str | None:
        if reason := super().why_not(command):
            return reason
        if command.right and self._sharing is not None and not self._readable:
            return you_lack(RIGHT)
        if command == self.REMOVE and self._sharing is not None and (current := self._current) is not None:
            return self._sharing.why_not_remove(current.account)
        return None

    @property
    def _current(self) -> Collaborator | None:
        current = self.table.current
        listed = self._sharing.collaborators if self._sharing is not None else ()
        return next((each for each in listed if each.account.id == current), None)

    @property
    def _readable(self) -> bool:
        """Whether the server has told the rights. It leaves all out if the caller may not see them."""
        listed = self._sharing.collaborators if self._sharing is not None else ()
        return not listed or any(each.rights for each in listed)

    # Reading

    def action_refresh(self) -> None:
        self._read()

    def _read(self, held: frozenset[str] | None = None) -> None:
        """Read the collaborators, and the caller's rights unless another tab has read them (`held`)."""
        self.show_problem(None)
        call = reading.read(self.session.client, self.session.info, self.application_id, held=held)
        self.read(call, self._sharing_read, waiting=Reading.COLLABORATORS, group="collaborators")

    def _sharing_read(self, sharing: Sharing) -> None:
        self._sharing = sharing
        if sharing.held is not None:
            self.rights_read(sharing.held)
        unnamed = [each.account for each in sharing.collaborators if each.account not in self._names]
        if unnamed:
            call = reading.names(self.session.client, unnamed)
            self.read(call, self._names_read, waiting=Reading.NAMES, group="names")
        self.was_read()

    def resume(self, draft: Draft) -> None:
        if not draft.account:
            self.action_new(draft)
            return
        account_id = draft.account.partition("/")[2]
        if any(each.account.id == account_id for each in self._known.collaborators):
            self.table.go_to(account_id)
            self.action_edit(draft)
        else:
            self.notify(
                f"{visible(account_id)}, whose rights you were changing, is no longer a collaborator.",
                severity="warning",
                markup=False,
            )

    def _names_read(self, names: dict[Account, str]) -> None:
        self._names |= names
        self.show_list()

    # Showing

    def show_list(self) -> None:
        sharing = self._sharing or Sharing(self.session.info)
        shown = sort(matching(sharing.collaborators, self.filter_text, self._names), ORDERS[self.order_index][0])
        self.table.mark(self.filter_text)
        self.query_one(CollaboratorTable).show_collaborators(shown, sharing, self._names, readable=self._readable)
        self.show_empty(None if shown else self._words_for_empty())
        known = self._sharing is not None
        parts = summary(sharing.collaborators) if known else ()
        self.show_count("Collaborators", len(shown), len(sharing.collaborators) if known else None, parts=parts)
        self.show_side()

    def _words_for_empty(self) -> EmptyList:
        if self._sharing is None:
            return EmptyList("")
        return self.nothing_found

    def show_side(self) -> None:
        current = self._current
        lacks = "" if self._readable else you_lack(RIGHT)
        self.query_one(CollaboratorPanel).show_collaborator(current, self._known, self._name_of(current), lacks)
        self.show_below()

    def in_short(self) -> Content | None:
        if (current := self._current) is None:
            return None
        return _about(current, self._known, self._name_of(current), readable=self._readable)

    def _name_of(self, collaborator: Collaborator | None) -> str:
        return self._names.get(collaborator.account, "") if collaborator is not None else ""

    # Actions

    def action_new(self, draft: Draft | None = None) -> None:
        from tts_tui.tui.screens.collaborators.form import AddCollaboratorScreen

        form = AddCollaboratorScreen(self.session, self.application_id, sharing=self._known, done=self.changed)
        form.begin_with(draft)
        self.app.push_screen(form)

    def action_edit(self, draft: Draft | None = None) -> None:
        if (current := self._current) is not None:
            from tts_tui.tui.screens.collaborators.form import EditCollaboratorScreen

            form = EditCollaboratorScreen(
                self.session, self.application_id, current.account, sharing=self._known, done=self.changed
            )
            form.begin_with(draft)
            self.app.push_screen(form)

    def action_remove(self) -> None:
        if (current := self._current) is not None:
            from tts_tui.tui.screens.collaborators.delete import RemoveCollaboratorScreen

            self.app.push_screen(
                RemoveCollaboratorScreen(
                    self.session, self.application_id, current.account, sharing=self._known, done=self.changed
                )
            )

    def action_matrix(self) -> None:
        self.app.push_screen(access_matrix(self.session, self.application_id, done=self.changed))

    @property
    def _known(self) -> Sharing:
        return self._sharing or Sharing(self.session.info, held=self.rights)


def _about(each: Collaborator, sharing: Sharing, name: str, *, readable: bool) -> Content:
    """What the row of a collaborator has no room for."""
    me = Content.styled("* you · ", "bold $text-warning") if each.account == sharing.me else Content("")
    count = len(each.rights)
    rights = f"{quantity(count, 'right')}: {named(each.rights)}"
    marks = contact_marks(each.account, sharing.contacts)
    lines = [
        Content.assemble(
            me,
            plain(name or each.account.id, "bold"),
            plain(f" · {each.account.kind} {each.account.id}", "$foreground-muted"),
        ),
        plain(rights) if readable else Content(f"Their rights can't be read. {you_lack(RIGHT)}"),
    ]
    if marks:
        lines.append(Content.styled(f"{' and '.join(marks)} contact".capitalize(), "$foreground-muted"))
    return Content("\n").join(lines)
