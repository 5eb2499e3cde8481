"""Work that was interrupted: saved when the program is ended from outside, and offered again at its next start."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar, cast

from textual.content import Content

from tts_tui.services import unanswered
from tts_tui.session import drafts
from tts_tui.session.left_behind import NOBODY
from tts_tui.tui.base.screen import BaseScreen
from tts_tui.tui.core.commands import Command, bindings
from tts_tui.tui.core.safe_widgets import plain
from tts_tui.tui.routes import formatters, packages, pubsubs
from tts_tui.tui.widgets.confirm import Confirm

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.app import App
    from textual.binding import BindingType
    from textual.screen import Screen

    from tts_tui.session.drafts import Draft
    from tts_tui.session.left_behind import Owner
    from tts_tui.session.manager import SessionManager
    from tts_tui.session.session import Session
    from tts_tui.tui.base.application_tab import ApplicationTab
    from tts_tui.tui.base.form import FormScreen
    from tts_tui.tui.screens.packages.list import PackagesScreen
    from tts_tui.tui.screens.pubsubs.list import PubSubsScreen

__all__ = ["keep", "pick_up"]

Tab = TypeVar("Tab", bound="ApplicationTab")


def keep(app: App[Any], manager: SessionManager) -> None:
    """Save drafts of open forms, and changes owner answer hasn't come. Blocks for a few milliseconds."""
    if not manager.keeps:
        return
    from tts_tui.tui.base.form import FormScreen

    for screen in app.screen_stack:
        if isinstance(screen, FormScreen) and (draft := screen.draft()) is not None:
            with contextlib.suppress(OSError, ValueError):
                if (owner := _owner(manager, draft, screen)) is not None:
                    drafts.write(owner, draft)
    for session in manager.sessions:
        with contextlib.suppress(OSError, ValueError):
            if (notes := unanswered.of(session)) and (owner := manager.owner_of(session)) is not None:
                unanswered.write(owner, notes)


def _owner(manager: SessionManager, draft: Draft, screen: FormScreen[Any]) -> Owner | None:
    return NOBODY if draft.form == "server" else manager.owner_of(screen.session)


async def pick_up(
    first: Screen[Any], manager: SessionManager, session: Session | None, choose: Callable[[], object]
) -> None:
    """Tell what became of changes without an answer, and offer to open a draft again.

    `first` is the first screen of the `session` that was just opened; without a session, it is the list of servers.
    `choose` opens the list of servers, for a draft of a server.
    """
    if not manager.keeps:
        return
    app = first.app
    places = [NOBODY]
    if session is not None and (owner := await asyncio.to_thread(manager.owner_of, session)) is not None:
        places.insert(0, owner)
        for note in await asyncio.to_thread(unanswered.read, owner):
            words, known = await unanswered.looked_at(session, note)
            app.notify(words, severity="warning" if known else "error", markup=False)
        await asyncio.to_thread(unanswered.forget, owner)
    for owner in places:
        draft = await asyncio.to_thread(drafts.read, owner)
        if draft is not None and isinstance(first, BaseScreen) and first in app.screen_stack:
            _ask(first, draft, owner, choose)
            return


def _ask(first: BaseScreen[Any], draft: Draft, owner: Owner, choose: Callable[[], object]) -> None:
    def answered(yes: bool | None) -> None:
        if yes:
            _open(first, draft, lambda: drafts.forget(owner), choose)
        elif yes is not None:
            drafts.forget(owner)

    first.when_seen(lambda: first.app.push_screen(OpenAgain(draft), answered))


def _open(  # noqa: PLR0912 - one for each form
    first: BaseScreen[Any], draft: Draft, opened: Callable[[], object], choose: Callable[[], object]
) -> None:
    """Open the form of a draft, and call `opened` once it is filled in."""
    from tts_tui.tui.screens.api_keys.list import APIKeysScreen
    from tts_tui.tui.screens.applications.list import ApplicationsScreen
    from tts_tui.tui.screens.applications.settings import SettingsScreen
    from tts_tui.tui.screens.collaborators.list import CollaboratorsScreen
    from tts_tui.tui.screens.servers.list import ServersScreen
    from tts_tui.tui.screens.webhooks.list import WebhooksScreen

    match draft.form:
        case "server":
            if not isinstance(first, ServersScreen):
                choose()
            if isinstance(servers := first.app.screen, ServersScreen):
                servers.begin_with(draft, opened)
        case "application" if isinstance(first, ApplicationsScreen):
            first.action_new(draft)
            opened()
        case "settings":
            if (settings := _tab(first, SettingsScreen, draft.application_id)) is not None:
                settings.begin_with(draft)
                opened()
        case "API key":
            if (keys := _tab(first, APIKeysScreen, draft.application_id)) is not None:
                keys.begin_with(draft, opened)
        case "pub/sub" | "package":
            there = (pubsubs if draft.form == "pub/sub" else packages)(first.session, draft.application_id)
            cast("PubSubsScreen | PackagesScreen", there).begin_with(draft, opened)
            first.app.push_screen(there)
        case "formatter" | "downlink" | "simulated uplink" if (form := _form(first.session, draft)) is not None:
            form.begin_with(draft)
            first.app.push_screen(form)
            opened()
        case "webhook":
            listed = WebhooksScreen(first.session, draft.application_id)
            listed.begin_with(draft, opened)
            first.app.push_screen(listed)
        case "collaborator":
            if (access := _tab(first, CollaboratorsScreen, draft.application_id)) is not None:
                access.begin_with(draft, opened)


def _form(session: Session, draft: Draft) -> FormScreen[None] | None:
    """The empty form of a draft, for forms that can be opened over any screen; None if the draft makes no sense."""
    from tts_tui.services.formatters.kinds import DIRECTIONS
    from tts_tui.tui.screens.end_devices.push import PushDownlinkScreen
    from tts_tui.tui.screens.end_devices.simulate import SimulateUplinkScreen

    if draft.form == "downlink":
        return PushDownlinkScreen(session, draft.application_id, draft.device_id)
    if draft.form == "simulated uplink":
        return SimulateUplinkScreen(session, draft.application_id, draft.device_id)
    direction: Any = draft.fields.get("direction")
    found = formatters(session, draft.application_id, direction=direction) if direction in DIRECTIONS else None
    return cast("FormScreen[None] | None", found)


def _tab(first: BaseScreen[Any], kind: type[Tab], application_id: str) -> Tab | None:
    """Open a tab of an application. Returns it, or None if it didn't open."""
    from tts_tui.tui.screens.applications.list import ApplicationsScreen
    from tts_tui.tui.screens.applications.overview import OverviewScreen

    if isinstance(first, ApplicationsScreen):
        return first.open_tab(kind, application_id)
    if isinstance(first, OverviewScreen) and first.application_id == application_id:  # an application's own key
        first.leave_for(kind.tab)
    return tab if isinstance(tab := first.app.screen, kind) else None


class OpenAgain(Confirm):
    """Asks whether to open a draft again. Returns None to be asked at the next start."""

    NO = Command("no", ("n",), "Discard", "Discard", "Discard what you typed.")
    LATER = Command("later", ("escape", "q"), "Later", "Later", "Ask again at the next start.")
    BINDINGS: ClassVar[list[BindingType]] = [*bindings([NO, LATER])]

    def __init__(self, draft: Draft) -> None:
        super().__init__(
            Content.assemble("You were typing ", plain(draft.words), " when tts-tui was stopped."),
            "Open it again with what you typed? Nothing is sent. Esc: ask at the next start.",
            yes="Open it",
            no="Discard it",
        )

    def action_later(self) -> None:
        self.dismiss(None)
