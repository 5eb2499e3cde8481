"""Asking for a way into a server: a token that the person pastes, or a login in a browser."""

from __future__ import annotations

from asyncio import CancelledError
from functools import partial
from typing import TYPE_CHECKING, ClassVar, Final, Literal, cast

import msgspec
from textual import on
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, Static

from tts_tui.api.errors import OutcomeUnknown, TTSError, Unauthenticated
from tts_tui.api.oauth import LandingError, Tokens, new_state, read_landing
from tts_tui.services.error_text import Explanation, explain, not_entered, why_no_code
from tts_tui.session.accounts import account_words
from tts_tui.session.credentials import FoundToken, StoreFault, UnsuitableToken, tidy
from tts_tui.session.sign_in import Listener, OpenedSession
from tts_tui.text.safe_text import visible
from tts_tui.tui.base.reading import Reading
from tts_tui.tui.base.screen import BaseScreen
from tts_tui.tui.core.commands import CLOSE, Command, bindings
from tts_tui.tui.core.key_queue import AnsweredWhenSeen
from tts_tui.tui.widgets.choice import Choice
from tts_tui.tui.widgets.field import Field
from tts_tui.tui.widgets.token_input import TokenInput
from tts_tui.tui.widgets.token_store_field import place_field
from tts_tui.tui.widgets.top_bar import TopBar

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType

    from tts_tui.api.secret import SecretStr
    from tts_tui.servers.model import Server
    from tts_tui.servers.token_stores import StoreKind
    from tts_tui.session.accounts import Account
    from tts_tui.session.credentials import Credential
    from tts_tui.session.kept_tokens import Kept
    from tts_tui.session.manager import SessionManager
    from tts_tui.session.session import Session

__all__ = ["SignInScreen"]

Method = Literal["key", "browser"]

_METHODS: Final[tuple[tuple[Method, str], ...]] = (("key", "an API key"), ("browser", "a browser"))
_ABOUT_CODE: Final = "Good for five minutes. enter signs in."
_ABOUT_LOGIN: Final = "The login is kept: enter, or f5, goes on with it. Or paste another code."


class _Stranger(msgspec.Struct, frozen=True):
    """Somebody else has signed in than whose session is to go on, or than who was signed in so far."""

    entry: OpenedSession
    before: Account


class _SignedIn(msgspec.Struct, frozen=True):
    """The way in, what was stored for it, and what the person is told of that."""

    entry: OpenedSession
    kept: Kept | None = None
    warning: str = ""
    told: str = ""


class _Stopped(msgspec.Struct, frozen=True):
    """The person stopped the sign-in while its token was being stored: what was stored before is there again."""


class SignInScreen(AnsweredWhenSeen, BaseScreen[OpenedSession]):
    """Gives the entry to a server, or None when the person leaves.

    `found` is the token that there is and that opened nothing, `why` the reason. With `again`, the session whose token
    the server refused, the entry is of the same account, or of another one that the person wants to go on as.
    """

    CSS_PATH = "sign_in.tcss"
    area = "Sign in"
    SIGN_IN = Command(
        "sign_in", ("ctrl+s", "f2", "enter"), "Sign in", "Sign in", "Check what you pasted and open the server."
    )
    METHOD = Command(
        "method", ("ctrl+l", "f7"), "Key or browser", "Key or browser", "Sign in with a key, or log in with a browser."
    )
    ADDRESS = Command(
        "copy_address", ("f8",), "Copy", "Copy the address", "Send the login's address to your clipboard."
    )
    QR_CODE = Command("qr_code", ("f9",), "QR code", "QR code", "Show the login's address as a QR code.")
    AGAIN = Command(
        "again",
        ("f5",),
        "Try again",
        "Try again",
        "Open the server with the token that there is, or that you pasted.",
    )

    class TryAgain(Message):
        """Nothing has been given: the server is to be opened with the token that there is."""

        def __init__(self, server: Server, found: FoundToken | None) -> None:
            super().__init__()
            self.server = server
            self.found = found

    offers = (SIGN_IN, METHOD, ADDRESS, QR_CODE, AGAIN, CLOSE)
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(offers)]

    def __init__(
        self,
        manager: SessionManager,
        server: Server,
        told: Listener,
        *,
        found: FoundToken | None = None,
        again: Session | None = None,
        why: Explanation | None = None,
    ) -> None:
        super().__init__()
        self._manager = manager
        self._server = server
        self._listener = told
        self._found = found
        self._again = again
        self._why = why
        before = again.bearer if again is not None else found
        self._preset: Method = "browser" if before is not None and isinstance(before.credential, Tokens) else "key"
        self._state = new_state()
        self._address = manager.authorize_url(server, self._state)
        self._login: Tokens | None = None
        """What a code has become, while the server has not let it in."""
        self._storing = self._stopped = False

    def top_bar(self) -> TopBar:
        return TopBar(self._again, self._server)

    def body(self) -> ComposeResult:
        with VerticalScroll(id="asking", can_focus=False):
            yield Static(self._heading(), classes="heading")
            yield Field("method", "Sign in with", Choice(_METHODS, self._preset, id="method"))
            with Vertical(id="by-key"):
                yield Field("token", "API key", TokenInput(id="token"), "Not shown while you type. enter signs in.")
                yield Static(
                    Content(
                        "A key (NNSXS.…) of a user, an organization or an application. You make a user's key in the "
                        "Console, in your user settings under API keys; RIGHT_ALL, or the rights that you want here."
                    ),
                    classes="muted text",
                )
            with Vertical(id="by-browser"):
                yield Static(
                    Content("1  Open this in a browser, on any machine, and sign in there:"), classes="step muted"
                )
                yield Static(Content(self._address), id="address")
                yield Static(
                    Content("2  Paste the code that it shows, or the address that you land on:"), classes="step muted"
                )
                yield Field("code", "Code", TokenInput(id="code"), _ABOUT_CODE)
            yield Vertical(id="keep")

    def _heading(self) -> Content:
        server = self._server.identity_server
        if self._again is None:
            return Content(f"Sign in to {server}")
        return Content(f"Sign in again, as {self._again.who}")

    def on_mount(self) -> None:
        self._show_method(self._preset)
        self.run_worker(self._offer(), name="places", group="places", exclusive=True, description="places")
        self._ask(self._why)

    def why_not(self, command: Command) -> str | None:
        if self.is_attached and command in (self.ADDRESS, self.QR_CODE) and not self._by_browser:
            return "For a login with a browser: ctrl+l, or f7, chooses it."
        return super().why_not(command)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What is for a browser has no place in the footer where a key is asked for."""
        if action in (self.ADDRESS.action, self.QR_CODE.action) and self.is_attached and not self._by_browser:
            return False
        return super().check_action(action, parameters)

    @property
    def _by_browser(self) -> bool:
        return bool(self.query_one("#by-browser").display)

    # Actions

    def action_again(self) -> None:
        if self._storing:
            return
        if self._login is None and tidy(self._input.value) is None and self._again is None:
            self.post_message(self.TryAgain(self._server, self._found))
        else:
            self.action_sign_in()

    def action_method(self) -> None:
        choice = self.query_one("#method", Choice)
        choice.value = "browser" if choice.value == "key" else "key"

    def _show_method(self, method: Method) -> None:
        self.query_one("#by-key").display = method == "key"
        self.query_one("#by-browser").display = method == "browser"

    @on(Choice.Changed, "#method")
    def _method_changed(self, event: Choice.Changed) -> None:
        self._show_method(event.choice.value)
        self.show_problem(None)  # of the other way
        self._input.focus()
        self.refresh_bindings()

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        """What was wrong was wrong with what stood there before."""
        if event.value:
            self._field.complain(None)
            self.show_problem(None)

    def action_copy_address(self) -> None:
        self.copy(self._address, "The address")

    def action_qr_code(self) -> None:
        from tts_tui.tui.screens.sign_in.qr_code import QRCodeScreen

        self.app.push_screen(QRCodeScreen(self._address))

    @on(Input.Submitted)
    def action_sign_in(self) -> None:
        if self._storing:  # two of them would put back what the other one stored
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
            self._field.complain(None if self._login else "Paste the code first.")
            if self._login is not None:
                self._open(self._login)
            return
        try:
            code = read_landing(text, self._state)
        except LandingError as error:
            self._field.complain(why_no_code(error))
            return
        self._field.complain(None)
        self.show_problem(None)
        self.read(self._exchanged(code), self._logged_in, waiting=Reading.LOGIN, at=self._server.identity_server)

    def action_back(self) -> None:
        if self._storing:  # it can't be stopped half-way: it ends, and what was stored before is put back
            self._stopped = True
            self.say("Stopping … waiting for the keyring, to put back what was stored before")
        elif self.stop_reads():
            self._ask(None)
        else:
            self.dismiss(None)

    @property
    def _field(self) -> Field:
        return self._input.query_ancestor(Field)

    @property
    def _input(self) -> Input:
        return self.query_one("#code" if self._by_browser else "#token", TokenInput)

    # Where the token can live

    async def _offer(self) -> None:
        """Offer the places where the token can live, as soon as they are known; the person types meanwhile."""
        keep, offers = self.query_one("#keep", Vertical), await self._manager.offers(self._server)
        if keep.children:
            return
        if len(offers.all) == 1:
            await keep.mount(Static(Content("The token is kept for this session only."), classes="muted text"))
            return
        await keep.mount(place_field(offers))

    # Into the server

    async def _exchanged(self, code: SecretStr) -> Tokens | Explanation:
        try:
            return await self._manager.exchange(self._server, code)
        except OutcomeUnknown as error:
            return Explanation(
                "Could not log in. The answer did not arrive.",
                visible(str(error)),
                "The code may be spent: open the address again for another one.",
            )
        except TTSError as error:
            return explain(error, "log in")

    def _logged_in(self, outcome: Tokens | Explanation) -> None:
        if isinstance(outcome, Explanation):
            self._ask(outcome)
            return
        self._give_up_login()
        self._login = outcome
        self._input.value = ""  # it is spent
        self._open(outcome)

    def _open(self, credential: Credential) -> None:
        self.show_problem(None)
        found = FoundToken(credential, "kept for this session only")
        self.read(
            self._entry(found),
            self._opened,
            waiting=Reading.SERVER,
            at=self._server.identity_server,
            unwanted=self._give_back,
        )

    async def _entry(self, found: FoundToken) -> _SignedIn | _Stranger | Explanation:
        """The way into the server, or in words why there is none."""
        try:
            entry = await self._manager.enter(self._server, found, self._listener)
        except (UnsuitableToken, TTSError) as error:
            if isinstance(error, Unauthenticated) and found.credential is self._login:
                self._login = None
            return not_entered(error)
        try:
            if self._again is not None and entry.session.account != self._again.account:
                return _Stranger(entry, self._again.account)
            if self._found is not None and found.token == self._found.token:
                return _SignedIn(entry)
            if (before := await self._manager.other_account(entry.session)) is not None:
                return _Stranger(entry, before)
        except CancelledError:
            await entry.close()
            raise
        return await self._kept(entry)

    async def _kept(self, entry: OpenedSession) -> _SignedIn:
        """The entry, its token stored where the person wants it, or for this session only where that can't be done."""
        try:
            store_kind = await self._store_kind()
            self._storing, self._stopped = True, False
            kept = await self._manager.keep(entry.session, store_kind)
        except StoreFault as fault:
            return _SignedIn(entry, warning=f"{fault} The token is kept for this session only.")
        except CancelledError:
            await entry.close()
            raise
        warning = f"The server is not remembered. {kept.fault}" if kept is not None and kept.fault is not None else ""
        where = entry.session.source.removeprefix("from ")
        told = f"The token is stored in {where}." if kept is not None and store_kind != "session" else ""
        return _SignedIn(entry, kept, warning, told)

    async def _taken_back(self, outcome: _SignedIn) -> _Stopped:
        if outcome.kept is not None:
            await self._manager.put_back(outcome.kept)
        await outcome.entry.close()
        return _Stopped()

    async def _give_back(self, outcome: _SignedIn | _Stranger | Explanation) -> None:
        """Undo a way in that nobody takes any more."""
        match outcome:
            case _SignedIn():
                await self._taken_back(outcome)
            case _Stranger():
                await outcome.entry.close()

    async def _store_kind(self) -> StoreKind:
        """Where the token is to live: as the person chose, or as it is preset where that was not even shown yet."""
        for choice in self.query("#place").results(Choice):
            return cast("StoreKind", choice.value)
        return (await self._manager.offers(self._server)).preset

    def _opened(self, outcome: _SignedIn | _Stranger | _Stopped | Explanation) -> None:
        match outcome:
            case _SignedIn() if self._stopped:
                self.read(self._taken_back(outcome), self._opened, waiting=Reading.TOKEN_BEFORE)
                return
            case Explanation():
                self._ask(outcome)
            case _Stranger(entry, before):
                self.when_seen(partial(self._ask_whether_to_change, entry, before))
            case _Stopped():
                self._ask(None)
                self.say("Stopped. Nothing new is stored.")
            case _SignedIn(entry):
                if outcome.warning:
                    self.app.notify(outcome.warning, severity="warning", markup=False)
                if outcome.told:
                    self.app.notify(outcome.told, markup=False)
                for each in self.query(TokenInput):
                    each.value = ""
                if isinstance(entry.session.bearer.credential, Tokens):
                    self._login = None  # the session has it
                self.finish(entry, f"{self._server.identity_server} is open.")
        self._storing = self._stopped = False

    def _ask_whether_to_change(self, entry: OpenedSession, account: Account) -> None:
        from tts_tui.tui.screens.sign_in.other_account import ask_to_go_on

        def answered(yes: bool | None) -> None:
            if yes:
                self.read(
                    self._gone_on(entry, account),
                    self._opened,
                    waiting=Reading.TOKEN_STORE,
                    unwanted=self._give_back,
                )
            else:
                self.app.run_worker(entry.close(), name="close", description="close")
                self._give_up_login()
                self._ask(None)

        closes = self._again is not None and account == self._again.account
        question = ask_to_go_on(self._server, entry.session.who, account_words(account), closes=closes)
        self.app.push_screen(question, answered)

    async def _gone_on(self, entry: OpenedSession, asked_about: Account) -> _SignedIn | _Stranger:
        """Store the token, unless it would take the place of yet another account's, which was not asked about."""
        before = await self._manager.other_account(entry.session)
        return _Stranger(entry, before) if before not in (None, asked_about) else await self._kept(entry)

    # What nobody holds

    def _give_up_login(self) -> None:
        """End what a code has become and nobody goes on with: else it would stay good on the server."""
        login, self._login = self._login, None
        if login is not None:
            self._manager.give_up(self._server, login)

    async def on_unmount(self) -> None:  # type: ignore[override]  # handlers may be coroutines
        self.stop_reads()  # first: one of them may still go in with it
        self._give_up_login()
        if not self.app.is_running:  # which takes with it what nobody waits for
            await self._manager.all_given_up()

    # Asking

    def _ask(self, explanation: Explanation | None) -> None:
        self.show_problem(explanation)
        self.query_one("#code").query_ancestor(Field).advise(_ABOUT_LOGIN if self._login else _ABOUT_CODE)
        self._input.focus()
        self.refresh_bindings()
