"""Opening a server: with the token that there is, or with one that the person pastes."""

from __future__ import annotations

from asyncio import CancelledError
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Static

from tts_tui.api.errors import NoCredential, TTSError
from tts_tui.commands import CLOSE, Command, bindings
from tts_tui.credentials import Found, keyring, tidy
from tts_tui.credentials.keyring import KeyringFault
from tts_tui.last_server import remember
from tts_tui.screens.base import BaseScreen
from tts_tui.signing_in import Entry, Surroundings, Unfit, enter
from tts_tui.widgets.field import Field
from tts_tui.widgets.inputs import TextInput
from tts_tui.widgets.top_bar import TopBar
from tts_tui.wording import Explanation, explain

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.app import ComposeResult
    from textual.binding import BindingType
    from textual.events import Paste

    from tts_tui.api.client import Wait

__all__ = ["SignInScreen"]


class TokenInput(TextInput):
    """A field for a token: nobody can read it, and a paste of several lines is one token."""

    def __init__(self) -> None:
        super().__init__(password=True, id="token")

    def on_paste(self, event: Paste) -> None:
        event.prevent_default()  # Input takes the first line alone, even an empty one
        event.stop()
        self.replace("".join(event.text.split()), *self.selection)


class SignInScreen(BaseScreen[Entry]):
    """Gives the entry to a server, or None when the person leaves."""

    area = "Sign in"
    SIGN_IN = Command(
        "sign_in", ("ctrl+s", "f2", "enter"), "Sign in", "Sign in", "Check the token and open the server."
    )
    AGAIN = Command(
        "again", ("f5",), "Try again", "Try again", "Open the server with the token that there is, or that you pasted."
    )
    offers = (SIGN_IN, AGAIN, CLOSE)
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(offers)]

    def __init__(
        self,
        base_url: str,
        found: Found | None,
        *,
        keep: bool,
        on_wait: Callable[[Wait], None],
        surroundings: Surroundings | None = None,
    ) -> None:
        super().__init__()
        self._base_url = base_url
        self._found = found
        self._keep = keep
        self._on_wait = on_wait
        self._surroundings = surroundings
        self._no_keyring = False

    def top_bar(self) -> TopBar:
        return TopBar(host=self._base_url.partition("://")[2])

    def body(self) -> ComposeResult:
        yield Static(Content(f"Opening {self._base_url} …"), id="opening", classes="heading")
        with Vertical(id="asking"):
            yield Static(Content(f"Sign in to {self._base_url}"), classes="heading")
            yield Static(
                Content(
                    "Paste an API key (NNSXS.…) of a user, an organization or an application. You make a user's key in "
                    "the Console, in your user settings under API keys; RIGHT_ALL, or the rights that you want here."
                ),
                classes="muted text",
            )
            yield Field("token", "Token", TokenInput(), "What you paste is not shown. enter signs in.")
            yield Static(id="kept", classes="muted text")

    def on_mount(self) -> None:
        self.query_one("#asking").display = False
        self._begin()

    def why_not(self, command: Command) -> str | None:
        if command is self.SIGN_IN and self.is_attached and not self.query_one("#asking").display:
            return "The server is being opened."
        return super().why_not(command)

    def action_again(self) -> None:
        if tidy(self.query_one(TokenInput).value) is None:
            self._begin()
        else:
            self.action_sign_in()

    @on(Input.Submitted)
    def action_sign_in(self) -> None:
        field = self.query_one(Field)
        token = tidy(self.query_one(TokenInput).value)
        field.complain(None if token else "Paste a token first.")
        if token is not None:
            self._open(Found(token, "kept for this session only"), new=True)

    def action_back(self) -> None:
        if self.stop_reads():
            self._ask(None)
        else:
            self.dismiss(None)

    # What happens

    def _begin(self) -> None:
        """Open the server with the token that there is; where there is none, look into the keyring or ask."""
        self.show_problem(None)
        if self._found is not None:
            self._open(self._found)
        elif self._keep:
            self.read(_stored(self._base_url), self._looked, waiting="the keyring of this machine")
        else:
            self._ask(None)

    def _looked(self, stored: Found | KeyringFault | None) -> None:
        self._no_keyring = isinstance(stored, KeyringFault)
        if isinstance(stored, Found):
            self._found = stored
            self._open(stored)
        elif isinstance(stored, KeyringFault):
            self._ask(
                Explanation("There is no stored token.", str(stored), "Paste one; it is kept for this session only.")
            )
        else:
            self._ask(None)

    def _open(self, found: Found, *, new: bool = False) -> None:
        self.show_problem(None)
        self.read(self._entry(found, new=new), self._opened, waiting=self._base_url)

    async def _entry(self, found: Found, *, new: bool) -> Entry | Explanation:
        """The way into the server, or in words why there is none."""
        doing = "sign in" if new else f"sign in with the token {found.source}"
        try:
            entry = await enter(self._base_url, found, self._on_wait, self._surroundings)
        except Unfit as unfit:
            which = "This token" if new else f"The token {found.source}"
            return Explanation(f"{which} can't be used here.", str(unfit))
        except NoCredential:
            return Explanation(
                "The server saw no token.",
                "It answered as if none had been sent; a proxy in between may take it out.",
                "Paste the whole key; it starts with NNSXS.",
            )
        except TTSError as error:
            return explain(error, doing)
        if new and self._keep and not self._no_keyring and (self._found is None or found.token != self._found.token):
            try:
                entry = await self._stored_entry(entry, found)
            except CancelledError:
                await entry.close()
                raise
        return entry

    async def _stored_entry(self, entry: Entry, found: Found) -> Entry:
        """The entry, once its token has been stored or could not be, which is said."""
        try:
            await keyring.store(self._base_url, found.token)
        except KeyringFault as fault:
            self.app.notify(f"{fault} The token is kept for this session only.", severity="warning", markup=False)
            return entry
        self.app.notify("The token is stored in the OS keyring.", markup=False)
        return entry.with_source(keyring.SOURCE)

    def _opened(self, outcome: Entry | Explanation) -> None:
        if isinstance(outcome, Explanation):
            self._ask(outcome)
            return
        if self._keep:
            remember(self._base_url)
        self.query_one(TokenInput).value = ""
        self.finish(outcome, f"{self._base_url} is open.")

    def _ask(self, explanation: Explanation | None) -> None:
        self.query_one("#kept", Static).update(
            Content(
                "It is kept in the keyring of this machine's operating system, if there is one."
                if self._keep and not self._no_keyring
                else "It is kept for this session only."
            )
        )
        self.query_one("#opening").display = False
        self.query_one("#asking").display = True
        self.show_problem(explanation)
        self.query_one(TokenInput).focus()
        self.refresh_bindings()


async def _stored(base_url: str) -> Found | KeyringFault | None:
    """What the keyring has, or what is wrong with it."""
    try:
        return await keyring.find(base_url)
    except KeyringFault as fault:
        return fault
