"""Signing in to a server: with an API key, or with a login in a browser."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar, Final, Literal, cast

from textual import on
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.events import Paste
from textual.message import Message
from textual.widgets import Input, Static

from tts_tui.api.oauth import LandingError, Tokens, new_state, read_landing
from tts_tui.services.error_text import Explanation, why_no_code
from tts_tui.services.sign_in import OtherAccount, SignedIn, SignIn, Stopped
from tts_tui.session.accounts import entity_words
from tts_tui.session.credentials import tidy
from tts_tui.session.sign_in import OpenedSession
from tts_tui.tui.base.reading import Reading
from tts_tui.tui.base.screen import BaseScreen
from tts_tui.tui.core.commands import CLOSE, Command, bindings
from tts_tui.tui.core.key_queue import DropsKeysTypedAhead
from tts_tui.tui.screens.sign_in.login_address import LoginAddress
from tts_tui.tui.widgets.choice import Choice
from tts_tui.tui.widgets.field import Field
from tts_tui.tui.widgets.frame import Area
from tts_tui.tui.widgets.token_input import TokenInput
from tts_tui.tui.widgets.token_store_field import token_store_field
from tts_tui.tui.widgets.top_bar import TopBar

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType
    from textual.widget import Widget

    from tts_tui.servers.model import Server
    from tts_tui.servers.token_stores import StoreKind
    from tts_tui.session.accounts import EntityIdentifiers
    from tts_tui.session.credentials import Credential, FoundToken
    from tts_tui.session.manager import SessionManager
    from tts_tui.session.session import Session
    from tts_tui.session.sign_in import Listener

__all__ = ["SignInScreen"]

Way = Literal["key", "browser"]

_WAYS: Final[tuple[tuple[Way, str], ...]] = (("key", "an API key"), ("browser", "a browser"))
_ABOUT_WAY: Final = "Space selects, Tab moves on; F7 switches from anywhere."
_ABOUT_KEY: Final = (
    "User, organization or application key (NNSXS.…), from the Console: user settings → API keys. Enter signs in."
)
_ABOUT_CODE: Final = "Valid for 5 minutes. Enter signs in."
_ABOUT_LOGIN: Final = "You are logged in, but the server didn't open: Enter tries again. Or paste another code."


class SignInScreen(DropsKeysTypedAhead, BaseScreen[OpenedSession]):
    """Returns the opened session, or None if the person leaves.

    `found` is a token that didn't open the server, `why` the reason. `rejected` is the open session whose token the
    server has rejected: signing in as the same account continues it, as another account only after a question.
    """

    CSS_PATH = "sign_in.tcss"
    area = "Sign in"
    SIGN_IN = Command(
        "sign_in", ("ctrl+s", "f2", "enter"), "Sign in", "Sign in", "Check the key or the code, and open the server."
    )
    COPY = Command("copy_address", ("y",), "Copy", "Copy the address", "Copy the address of the login.")
    QR_CODE = Command("qr_code", ("c",), "QR code", "QR code", "Show the address of the login as a QR code.")
    NEXT_WAY = Command(
        "next_way", ("f7", "ctrl+l"), "Key or browser", "Next way to sign in", "Switch between API key and browser."
    )
    PREVIOUS_WAY = Command(
        "previous_way", ("f8",), "Previous", "Previous way to sign in", "Previous way to sign in.", footer=False
    )
    AGAIN = Command(
        "again", ("f5",), "Try again", "Try again", "Open the server with the token you have, or the one you pasted."
    )

    class TryAgain(Message):
        """Nothing was typed: open the server with the token that was tried before."""

        def __init__(self, server: Server, found: FoundToken | None) -> None:
            super().__init__()
            self.server = server
            self.found = found

    offers = (SIGN_IN, COPY, QR_CODE, NEXT_WAY, PREVIOUS_WAY, AGAIN, CLOSE)
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(offers)]

    def __init__(
        self,
        manager: SessionManager,
        server: Server,
        listener: Listener,
        *,
        found: FoundToken | None = None,
        rejected: Session | None = None,
        why: Explanation | None = None,
    ) -> None:
        super().__init__()
        self._manager = manager
        self._server = server
        self._found = found
        self._rejected = rejected
        self._why = why
        before = rejected.bearer if rejected is not None else found
        self._preset: Way = "browser" if before is not None and isinstance(before.credential, Tokens) else "key"
        self._state = new_state()
        self._address = manager.authorize_url(server, self._state)
        self._sign_in = SignIn(manager, server, listener, self._store_kind, found=found, rejected=rejected)

    def top_bar(self) -> TopBar:
        return TopBar(self._rejected, self._server)

    def body(self) -> ComposeResult:
        title = "Sign in" if self._rejected is None else f"Sign in again as {self._rejected.who}"
        with (
            Area(title=Content(title), state=Content(self._server.identity_server.removeprefix("https://"))),
            VerticalScroll(id="asking", can_focus=False),
        ):
            yield Field("way", "Sign in with", Choice(_WAYS, self._preset, id="way"), _ABOUT_WAY)
            with Vertical(id="by-key"):
                yield Field("token", "API key", TokenInput(id="token"), _ABOUT_KEY)
            with Vertical(id="by-browser"):
                yield Static("1  Open this address in a browser, on any machine, and sign in:", classes="step muted")
                yield LoginAddress(self._address)
                yield Static("2  Paste the code you get, or the address you land on:", classes="step muted")
                yield Field("code", "Code", TokenInput(id="code"), _ABOUT_CODE)
            yield Vertical(id="keep")

    def on_mount(self) -> None:
        self._show_way(self._preset)
        self.run_worker(self._offer(), name="stores", group="stores", exclusive=True, description="token stores")
        self._ask(self._why)

    def why_not(self, command: Command) -> str | None:
        if command in (self.COPY, self.QR_CODE) and self.is_attached and not self.query_one(LoginAddress).has_focus:
            return "Select the address first: Tab moves to it." if self._by_browser else "Select “a browser” first: F7."
        return super().why_not(command)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Show the commands for the address in the key bar only while the address has the focus."""
        if action in (self.COPY.action, self.QR_CODE.action) and self.is_attached:
            return self.query_one(LoginAddress).has_focus
        return super().check_action(action, parameters)

    @property
    def _by_browser(self) -> bool:
        return bool(self.query_one("#by-browser").display)

    # Actions

    def action_again(self) -> None:
        if self._sign_in.storing:
            return
        if self._sign_in.login is None and tidy(self._input.value) is None and self._rejected is None:
            self.post_message(self.TryAgain(self._server, self._found))
        else:
            self.action_sign_in()

    def action_next_way(self) -> None:
        self._move_way(1)

    def action_previous_way(self) -> None:
        self._move_way(-1)

    def _move_way(self, step: int) -> None:
        ways = [way for way, _ in _WAYS]
        choice = self.query_one("#way", Choice)
        choice.value = ways[(ways.index(choice.value) + step) % len(ways)]

    def _show_way(self, way: Way) -> None:
        self.query_one("#by-key").display = way == "key"
        self.query_one("#by-browser").display = way == "browser"

    @on(Choice.Changed, "#way")
    def _way_changed(self, event: Choice.Changed) -> None:
        self._show_way(event.choice.value)
        self.show_problem(None)  # it is about the other way
        self._start_of_way.focus()
        self.refresh_bindings()

    @property
    def _start_of_way(self) -> Widget:
        """What takes the focus: the address if a login is to begin in the browser, else the field to type in."""
        return self.query_one(LoginAddress) if self._by_browser and self._sign_in.login is None else self._input

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        """Clear complaints about what was typed before."""
        if event.value:
            self._field.complain(None)
            self.show_problem(None)

    @on(LoginAddress.Pasted)
    def _code_pasted(self, event: LoginAddress.Pasted) -> None:
        self._input.focus()
        self._input.post_message(Paste(event.text))

    def action_copy_address(self) -> None:
        self.copy(self._address, "The address")

    def action_qr_code(self) -> None:
        from tts_tui.tui.screens.sign_in.qr_code import QRCodeScreen

        self.app.push_screen(QRCodeScreen(self._address, f"Scan to sign in to {self._server.identity_server}"))

    @on(Input.Submitted)
    def action_sign_in(self) -> None:
        if self._sign_in.storing:  # a second one would undo what the first one stores
            return
        if self._by_browser:
            self._log_in()
            return
        token = tidy(self._input.value)
        self._field.complain(None if token else "Paste a key first.")
        if token is not None:
            self._open(token)

    def _log_in(self) -> None:
        text = self._input.value
        if not text.strip():
            login = self._sign_in.login
            self._field.complain(None if login else "Paste the code first.")
            if login is not None:
                self._open(login)
            else:
                self._input.focus()
            return
        try:
            code = read_landing(text, self._state)
        except LandingError as error:
            self._field.complain(why_no_code(error))
            return
        self._field.complain(None)
        self.show_problem(None)
        self.read(self._sign_in.exchange(code), self._logged_in, waiting=Reading.LOGIN, at=self._server.identity_server)

    def action_back(self) -> None:
        if self._sign_in.storing:  # a token store can't be interrupted: it finishes, then its change is undone
            self._sign_in.stopped = True
            self.say("Stopping … waiting for the token store, to put back the previous token")
        elif self.stop_reads():
            self._ask(None)
        elif any(each.value.strip() for each in self.query(TokenInput)):
            self._ask_to_leave()
        else:
            self.dismiss(None)

    def _ask_to_leave(self) -> None:
        from tts_tui.tui.widgets.confirm import Confirm

        def answered(yes: bool | None) -> None:
            if yes:
                self.dismiss(None)

        self.app.push_screen(
            Confirm("Leave without signing in?", "What you typed is not kept.", yes="Leave", no="Stay"), answered
        )

    @property
    def _field(self) -> Field:
        return self._input.query_ancestor(Field)

    @property
    def _input(self) -> Input:
        return self.query_one("#code" if self._by_browser else "#token", TokenInput)

    # Where to store the token

    async def _offer(self) -> None:
        """Offer the token stores of this machine once they are known: a keyring may take long to answer."""
        keep, offers = self.query_one("#keep", Vertical), await self._manager.store_choices(self._server)
        if keep.children or not keep.is_attached:  # the person may have left meanwhile
            return
        if len(offers.all) == 1:
            await keep.mount(Static("The token is not stored: it is for this session only.", classes="step muted"))
            return
        await keep.mount(token_store_field(offers))

    async def _store_kind(self) -> StoreKind:
        """The selected token store, or the preset one while the choice isn't shown yet."""
        for choice in self.query("#token-store").results(Choice):
            return cast("StoreKind", choice.value)
        return (await self._manager.store_choices(self._server)).preset

    # Signing in

    def _logged_in(self, outcome: Tokens | Explanation) -> None:
        if isinstance(outcome, Explanation):
            self._ask(outcome)
            return
        self._sign_in.give_up_login()
        self._sign_in.login = outcome
        self._input.value = ""  # a code works once
        self._open(outcome)

    def _open(self, credential: Credential) -> None:
        self.show_problem(None)
        self.read(
            self._sign_in.open(credential),
            self._opened,
            waiting=Reading.SERVER,
            at=self._server.identity_server,
            unwanted=self._sign_in.discard,
        )

    def _opened(self, outcome: SignedIn | OtherAccount | Stopped | Explanation) -> None:
        signing_in = self._sign_in
        match outcome:
            case SignedIn() if signing_in.stopped:
                self.read(signing_in.undo(outcome), self._opened, waiting=Reading.TOKEN_BEFORE)
                return
            case Explanation():
                self._ask(outcome)
            case OtherAccount(entry, before):
                self.when_seen(partial(self._ask_whether_to_change, entry, before))
            case Stopped():
                self._ask(None)
                self.say("Stopped. Nothing new is stored.")
            case SignedIn(entry):
                if outcome.warning:
                    self.app.notify(outcome.warning, severity="warning", markup=False)
                if outcome.told:
                    self.app.notify(outcome.told, markup=False)
                for each in self.query(TokenInput):
                    each.value = ""
                if isinstance(entry.session.bearer.credential, Tokens):
                    signing_in.login = None  # the session has it
                self.finish(entry, f"Signed in to {self._server.identity_server}.")
        signing_in.storing = signing_in.stopped = False

    def _ask_whether_to_change(self, entry: OpenedSession, account: EntityIdentifiers) -> None:
        from tts_tui.tui.screens.sign_in.other_account import ask_to_go_on

        def answered(yes: bool | None) -> None:
            if yes:
                self.read(
                    self._sign_in.continue_as(entry, account),
                    self._opened,
                    waiting=Reading.TOKEN_STORE,
                    unwanted=self._sign_in.discard,
                )
            else:
                self.app.run_worker(entry.close(), name="close", description="close")
                self._sign_in.give_up_login()
                self._ask(None)

        closes = self._rejected is not None and account == self._rejected.account
        question = ask_to_go_on(self._server, entry.session.who, entity_words(account), closes=closes)
        self.app.push_screen(question, answered)

    async def on_unmount(self) -> None:  # type: ignore[override]  # handlers may be coroutines
        self.stop_reads()  # first: one of them may still sign in with the login
        self._sign_in.give_up_login()
        if not self.app.is_running:  # else the program would end before they are revoked
            await self._manager.all_given_up()

    # Asking

    def _ask(self, explanation: Explanation | None) -> None:
        self.show_problem(explanation)
        about = _ABOUT_LOGIN if self._sign_in.login else _ABOUT_CODE
        self.query_one("#code").query_ancestor(Field).advise(about)
        self._input.focus()
        self.refresh_bindings()
