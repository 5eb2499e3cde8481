"""Opening a server: with the token that there is, or with one that the person pastes."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from tts_tui.api import errors
from tts_tui.commands import CLOSE, Command, bindings
from tts_tui.credentials import Found, keyring, tidy
from tts_tui.screens.base import BaseScreen
from tts_tui.servers import remember
from tts_tui.signing_in import Entry, Surroundings, Unfit, enter
from tts_tui.widgets.field import Field
from tts_tui.widgets.inputs import TextInput
from tts_tui.widgets.top_bar import TopBar
from tts_tui.wording import Explanation, explain

if TYPE_CHECKING:
    from collections.abc import Callable

    from pydantic import SecretStr
    from textual.app import ComposeResult
    from textual.binding import BindingType

    from tts_tui.api.client import Wait

__all__ = ["SignInScreen"]


class SignInScreen(BaseScreen[Entry]):
    """Gives the entry to a server, or None when the person leaves."""

    area = "Sign in"
    offers = (
        Command("sign_in", ("enter", "ctrl+s", "f2"), "Sign in", "Sign in", "Check the token and open the server."),
        Command("again", ("f5",), "Try again", "Try again", "Open the server again with the token that there is."),
        CLOSE,
    )
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
            yield Field("token", "Token", TextInput(password=True, id="token"), "What you paste is not shown.")
            yield Static(
                Content(
                    "It is kept in the keyring of this machine's operating system."
                    if self._keep
                    else "It is kept for this session only."
                ),
                classes="muted text",
            )

    def on_mount(self) -> None:
        self.query_one("#asking").display = False
        self.action_again()

    def why_not(self, command: Command) -> str | None:
        if command.action == "sign_in" and self.is_attached and not self.query_one("#asking").display:
            return "The server is being opened."
        return super().why_not(command)

    def action_again(self) -> None:
        if self._found is not None:
            self._open(self._found)
        elif self._keep:
            self._begin("the keyring of this machine")
            self.run_worker(self._ask_keyring(), name="keyring", group="read", description="keyring", exclusive=True)
        else:
            self._ask(None)

    def action_sign_in(self) -> None:
        field = self.query_one(Field)
        token = tidy(self.query_one("#token", TextInput).value)
        if token is None:
            field.complain("Paste a token first.")
            return
        field.complain(None)
        self._open(Found(token, "kept for this session only"), new=token)

    def action_back(self) -> None:
        if self.stop_reads():
            self._ask(None)
        else:
            self.dismiss(None)

    # What happens

    async def _ask_keyring(self) -> None:
        try:
            self._found = await keyring.find(self._base_url)
        except keyring.KeyringFault as fault:
            self._ask(
                Explanation("There is no stored token.", str(fault), "Paste one; it is kept for this session only.")
            )
            return
        if self._found is None:
            self._ask(None)
        else:
            self._open(self._found)

    def _open(self, found: Found, new: SecretStr | None = None) -> None:
        self._begin(self._base_url)

        async def opening() -> None:
            try:
                entry = await enter(self._base_url, found, self._on_wait, self._surroundings)
            except Unfit as unfit:
                self._ask(Explanation("This token can't be used here.", str(unfit)))
            except errors.NoCredential:
                self._ask(
                    Explanation(
                        "The server saw no token.",
                        "It answered as if none had been sent; a proxy in between may take it out.",
                        "Paste the whole key; it starts with NNSXS.",
                    )
                )
            except errors.TTSError as error:
                self._ask(explain(error, "sign in"))
            else:
                if new is not None and self._keep:
                    await self._store(new)
                if self._keep:
                    remember(self._base_url)
                self.dismiss(entry)

        self.run_worker(opening(), name="sign in", group="read", description="sign in", exclusive=True)

    async def _store(self, token: SecretStr) -> None:
        try:
            await keyring.store(self._base_url, token)
        except keyring.KeyringFault as fault:
            self.app.notify(f"{fault} The token is kept for this session only.", severity="warning", markup=False)
        else:
            self.app.notify("The token is stored in the OS keyring.", markup=False)

    def _begin(self, waiting: str) -> None:
        self.show_problem(None)
        self.say(f"Waiting for {waiting} … esc stops")

    def _ask(self, explanation: Explanation | None) -> None:
        self.say("")
        self.query_one("#opening").display = False
        self.query_one("#asking").display = True
        self.show_problem(explanation)
        self.query_one("#token").focus()
        self.refresh_bindings()
