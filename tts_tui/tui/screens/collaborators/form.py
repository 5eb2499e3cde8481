"""The forms for adding a collaborator and for changing the rights of one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from msgspec.structs import replace
from textual import on
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from tts_tui.api.models import Collaborator
from tts_tui.api.rights import Preset
from tts_tui.services.collaborators import exports
from tts_tui.services.collaborators.changes import change, words
from tts_tui.services.collaborators.rules import with_rights
from tts_tui.services.concurrent_changes import ChangedElsewhere
from tts_tui.services.differences import Difference, Line
from tts_tui.services.error_text import Explanation
from tts_tui.services.rights_selection import RightsSelection, named, ordered, word
from tts_tui.services.verified_writes import looked_up
from tts_tui.session.drafts import Draft
from tts_tui.text.safe_text import visible
from tts_tui.tui.base.rights_form import RightsForm
from tts_tui.tui.core.commands import AS_COMMANDS, CLOSE, SUBMIT, bindings
from tts_tui.tui.core.safe_widgets import plain
from tts_tui.tui.widgets.account_search import AccountSearch
from tts_tui.tui.widgets.confirm import Confirm
from tts_tui.tui.widgets.field import Field
from tts_tui.tui.widgets.frame import Area, SideBySide
from tts_tui.tui.widgets.key_bar import KeyBar
from tts_tui.tui.widgets.rights_aside import RightsAside
from tts_tui.tui.widgets.rights_checklist import RightsChecklist

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from tts_tui.api.errors import TTSError
    from tts_tui.api.models import Account
    from tts_tui.services.collaborators.changes import ChangeOutcome
    from tts_tui.services.collaborators.rules import Sharing
    from tts_tui.services.shell_export import Export
    from tts_tui.session.session import Session

__all__ = ["AddCollaboratorScreen", "CollaboratorFormScreen", "EditCollaboratorScreen"]


class CollaboratorFormScreen(RightsForm[None]):
    """What both forms share: the checklist of rights, the review, and the sending.

    `sharing` is who shares the application now. `done` is called with the account's ID after each change on the
    server, even if the form has been left.
    """

    CSS_PATH = "form.tcss"
    area = "Collaborator"
    field_of_error: ClassVar = {
        "insufficient_application_rights": "rights",
        "application_needs_collaborator": "rights",
        "account_not_found": "account",
    }

    def __init__(self, session: Session, application_id: str, *, sharing: Sharing, done: Callable[[str], None]) -> None:
        super().__init__(session)
        self.application_id = application_id
        self._sharing = sharing
        self._done = done

    def heading(self) -> Content:
        """The line above the form."""
        raise NotImplementedError

    @property
    def account(self) -> Account | None:
        """The account whose rights are edited; None while nobody has been selected."""
        raise NotImplementedError

    def who(self) -> ComposeResult:
        """The widgets above the checklist."""
        yield from ()

    def body(self) -> ComposeResult:
        before = self._before
        selection = RightsSelection.of(before.rights if before else (), self._sharing.grantable)
        rights = Field("rights", "", RightsChecklist(selection, self._more_presets()), quiet=True)
        rights.add_class("rights")
        with SideBySide():
            with Vertical(id="form"):
                with Area(title=self.heading(), id="who"):
                    yield from self.who()
                yield rights
            yield RightsAside("After saving")

    @property
    def _before(self) -> Collaborator | None:
        """The collaborator as last read from the server; None if the account isn't a collaborator."""
        return self._sharing.of(self.account) if self.account is not None else None

    @property
    def _selection(self) -> RightsSelection:
        return self.query_one(RightsChecklist).selection

    def _more_presets(self) -> list[Preset]:
        """The rights of each other collaborator as a preset; the same rights only once."""
        sets = {each.rights: each.account for each in reversed(self._sharing.collaborators) if each.rights}
        return [
            Preset(f"Same as {account.id}", rights)
            for rights, account in reversed(sets.items())
            if account != self.account
        ]

    def changed(self) -> bool:
        return self.is_attached and self.is_mounted and self._selection.changed

    def blank_draft(self) -> Draft:
        return Draft("collaborator", {}, self.application_id)

    def typed(self) -> Mapping[str, Any]:
        return {"rights": self._selection.changes} if self._selection.changed else {}

    def fill(self, fields: Mapping[str, Any]) -> None:
        if "rights" in fields:
            checklist = self.query_one(RightsChecklist)
            checklist.selection = checklist.selection.changed_by(fields["rights"])

    # Sending

    def wanted(self) -> Collaborator | None:
        """The collaborator to send. If a field is invalid, show why, focus it and return None."""
        if (account := self.account) is None:
            return None
        rights = self._selection.rights
        field = self.field("rights")
        if (reason := self._sharing.why_not_set(account, rights)) is not None and field is not None:
            field.complain(reason)
            self.show_field(field)
            return None
        if self._before is not None and rights == self._before.rights:
            self.notify("No changes to save.", markup=False)
            return None
        return Collaborator(account=account, rights=rights)

    def exports(self) -> list[Export]:
        wanted = self.wanted()
        return [exports.put(self.application_id, wanted)] if wanted is not None else []

    @on(RightsChecklist.Changed)
    def _rights_changed(self) -> None:
        if (field := self.field("rights")) is not None:
            field.complain(None)

    def action_submit(self) -> None:
        if (wanted := self.wanted()) is None:
            return
        lost = self._sharing.lost(with_rights(self._sharing.collaborators, wanted))
        if not lost:
            self.confirm_change(wanted)
            return

        def answered(yes: bool | None) -> None:
            if yes:
                self.confirm_change(wanted)

        self.app.push_screen(
            Confirm(
                "Remove your own rights?",
                plain(f"You lose at once: {visible(named(lost))}. Only somebody else can give them back."),
                yes="Remove them",
                no="Back",
                danger=True,
            ),
            answered,
        )

    def confirm_change(self, wanted: Collaborator) -> None:
        """Show what changes, and send it after the person confirms."""
        from tts_tui.tui.base.review import ReviewScreen

        before = self._before.rights if self._before else frozenset()
        lines = [Line("+", visible(word(each))) for each in ordered(wanted.rights - before)]
        lines += [Line("-", visible(word(each))) for each in ordered(before - wanted.rights)]

        def answered(yes: bool | None) -> None:
            if yes:
                self._send(wanted)

        self.app.push_screen(
            ReviewScreen(
                self.session,
                f"the rights of {visible(wanted.account.id)}",
                [Difference("Rights", tuple(lines))],
                [exports.put(self.application_id, wanted)],
                "All rights are sent, not only the changed ones.",
            ),
            answered,
        )

    def _send(self, wanted: Collaborator) -> None:
        self.write(
            change(self.session.client, self.application_id, self._before, wanted),
            lambda how: self._saved(wanted, how),
            doing=f"give {visible(wanted.account.id)} these rights",
            failed=lambda error: self._not_saved(error, wanted),
        )

    def _saved(self, wanted: Collaborator, how: ChangeOutcome) -> None:
        who = visible(wanted.account.id)
        added = self._sharing.of(wanted.account) is None
        sentence = f"Added {who} as a collaborator." if added else f"Changed {who}'s rights."
        if how == "looked up":
            sentence = looked_up(sentence)
        elif how == "already":
            sentence = f"{who} has just these rights already. Nothing was sent."
        self._done(wanted.account.id)
        self.end_with(sentence)

    def _not_saved(self, error: TTSError, wanted: Collaborator) -> None:
        if not isinstance(error, ChangedElsewhere):
            self.refuse(error, "change the collaborator")
            return
        news = words(self._sharing.of(wanted.account), error.now)
        self._done(wanted.account.id)
        self._go_on_from(wanted.account, error.now)
        self.tell_problem(
            Explanation(
                "NOT changed: somebody else has changed this collaborator since you opened it.",
                news,
                "The form now shows the current rights with your changes on top. Check them, then save again."
                if self.is_attached
                else "Open it again to see the current rights.",
            )
        )

    def _go_on_from(self, account: Account, now: Collaborator | None) -> None:
        """Continue from what the server has now, with the person's own changes on top."""
        others = tuple(each for each in self._sharing.collaborators if each.account != account)
        self._sharing = replace(self._sharing, collaborators=(*others, now) if now is not None else others)
        if self.is_attached:
            checklist = self.query_one(RightsChecklist)
            checklist.selection = checklist.selection.on(now.rights if now is not None else ())


class EditCollaboratorScreen(CollaboratorFormScreen):
    """Changes the rights of a collaborator, after a review."""

    SAVE = replace(SUBMIT, help="Review the changes, then save them.")
    offers = (SAVE, *RightsChecklist.offers, AS_COMMANDS, CLOSE)
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(offers)]

    def __init__(self, session: Session, application_id: str, account: Account, **kept: Any) -> None:
        super().__init__(session, application_id, **kept)
        self._account = account

    @property
    def account(self) -> Account:
        return self._account

    def blank_draft(self) -> Draft:
        return replace(super().blank_draft(), account=f"{self._account.kind}/{self._account.id}")

    def heading(self) -> Content:
        return plain(f"Rights of the {self._account.kind} {self._account.id} · {self.application_id}")

    def who(self) -> ComposeResult:
        if self._account == self._sharing.me:
            yield Static("! This is you: you lose at once the rights that you clear.", classes="warning")
        elif self._account.kind == "organization":
            yield Static("Members get those of these rights that they have in the organization.", classes="note")

    def on_mount(self) -> None:
        self.query_one(RightsChecklist).focus()


class AddCollaboratorScreen(CollaboratorFormScreen):
    """Shares the application with a user or an organization.

    Selecting somebody who is a collaborator already turns the form into a change of their rights, and says so.
    """

    area = "Add a collaborator"
    ADD = replace(SUBMIT, word="Add", title="Add", help="Share the application with them.")
    offers = (ADD, *RightsChecklist.offers, AS_COMMANDS, CLOSE)
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(offers)]
    HINT = "At least 2 letters. The server searches IDs, not names."

    def __init__(self, session: Session, application_id: str, **kept: Any) -> None:
        super().__init__(session, application_id, **kept)
        self._account: Account | None = None
        self._search_has_failed = False

    @property
    def account(self) -> Account | None:
        return self._account

    def heading(self) -> Content:
        return plain(f"Add a collaborator · {self.application_id}")

    def who(self) -> ComposeResult:
        yield Field("account", "Who", AccountSearch(self.session.client), self.HINT, required=True, always=True)

    def on_mount(self) -> None:
        self.query_one(AccountSearch).focus()

    def changed(self) -> bool:
        return super().changed() or (self.is_attached and self.is_mounted and bool(self.query_one(AccountSearch).value))

    def typed(self) -> Mapping[str, Any]:
        letters = self.query_one(AccountSearch).value
        return {**super().typed(), **({"account": letters} if letters else {})}

    def fill(self, fields: Mapping[str, Any]) -> None:
        super().fill(fields)
        self.query_one(AccountSearch).value = fields.get("account", "")

    @on(AccountSearch.Typed)
    def _typed(self) -> None:
        """Clear complaints about what was typed before."""
        if (field := self.field("account")) is not None:
            field.complain(None)
        if self._search_has_failed:
            self._search_has_failed = False
            self.show_problem(None)

    @on(AccountSearch.Chosen)
    def _chosen(self, event: AccountSearch.Chosen) -> None:
        """Take the account; for a collaborator, start from the current rights."""
        self._account = event.account
        field, before = self.field("account"), self._before
        if field is None:
            return
        checklist = self.query_one(RightsChecklist)
        checklist.selection = checklist.selection.on(before.rights if before is not None else ())
        title = "Add a collaborator" if before is None else f"Change {before.account.id}'s rights"
        self.query_one("#who", Area).rule.show(plain(f"{title} · {self.application_id}"))
        self.query_one(KeyBar).rename(self.ADD.action, self.ADD.word if before is None else "Change")
        if event.account is None:
            field.advise(self.HINT, always=True)
        elif before is not None:
            field.advise(
                Content.styled(
                    f"! {visible(event.account.id)} is a collaborator already: this changes their rights.",
                    "$text-warning",
                ),
                always=True,
            )
        else:
            field.advise(f"✓ {event.account.kind} {visible(event.account.id)}", always=True)

    @on(AccountSearch.Failed)
    def _search_failed(self, event: AccountSearch.Failed) -> None:
        from tts_tui.services.error_text import explain

        self._search_has_failed = True
        self.show_problem(explain(event.error, "search users and organizations"))

    def wanted(self) -> Collaborator | None:
        if self.account is None and (field := self.field("account")) is not None:
            field.complain(self.query_one(AccountSearch).why_none)
            self.show_field(field)
            return None
        return super().wanted()

    def confirm_change(self, wanted: Collaborator) -> None:
        if self._before is None:
            self._send(wanted)  # there is nothing to compare with
        else:
            super().confirm_change(wanted)
