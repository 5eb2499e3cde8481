"""A field that finds users and organizations by letters of their IDs, as one types."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, ClassVar, Final

from textual import on
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, OptionList
from textual.widgets.option_list import Option

from tts_tui.api.errors import TTSError
from tts_tui.api.field_rules import MAX_ID
from tts_tui.api.resources.accounts import SEARCHED_FROM, AccountsFound
from tts_tui.tui.core.safe_widgets import plain
from tts_tui.tui.widgets.text_input import TextInput

if TYPE_CHECKING:
    from typing import Self

    from textual.app import ComposeResult

    from tts_tui.api.client import Client
    from tts_tui.api.models import Account

__all__ = ["AccountSearch"]

_TYPING_PAUSE: Final = 0.3
"""Seconds without a letter before the server is asked."""
_LEAST_LINES: Final = 6
"""Lines of the results in a small terminal."""
_BESIDE: Final = 28
"""Lines that the rest of the screen needs. A terminal of 40 lines has room for all ten results of a search."""
_NOBODY: Final = "No user or organization ID contains that."


class AccountSearch(Vertical):
    """Asks the server after a pause in typing, and only if earlier answers don't have the result.

    `Chosen` is posted when the text becomes the ID of an account that was found, or no longer is one.
    """

    DEFAULT_CSS = """
    AccountSearch {
        width: 1fr;
        height: auto;

        /* Changes nothing itself: without a rule of its own, Textual doesn't restyle what is inside. */
        &:focus-within {
            height: auto;
        }

        OptionList {
            height: auto;
            max-width: 72;
            background: $background;
            display: none;
        }

        &.-found:focus-within OptionList {
            display: block;
        }
    }
    """

    class Chosen(Message):
        """Another account is chosen, or none any more."""

        def __init__(self, search: AccountSearch, account: Account | None) -> None:
            super().__init__()
            self.search = search
            self.account = account

        @property
        def control(self) -> AccountSearch:
            """The widget, for `@on` with a selector."""
            return self.search

    class Typed(Message):
        """The letters have changed."""

    class Failed(Message):
        """The server could not be asked."""

        def __init__(self, error: TTSError) -> None:
            super().__init__()
            self.error = error

    def __init__(self, client: Client) -> None:
        super().__init__()
        self._client = client
        self._known: dict[str, AccountsFound] = {}
        self._listed: tuple[Account, ...] = ()
        self._account: Account | None = None
        self._asking = False

    def compose(self) -> ComposeResult:
        yield _Letters(id="account", max_length=MAX_ID)
        yield OptionList(compact=True)

    def focus(self, scroll_visible: bool = True) -> Self:
        self.query_one(_Letters).focus(scroll_visible)
        return self

    @property
    def value(self) -> str:
        """What is typed."""
        return self.query_one(_Letters).value

    @value.setter
    def value(self, letters: str) -> None:
        self.query_one(_Letters).value = letters

    @property
    def why_none(self) -> str:
        """Why no account is chosen, as a sentence."""
        letters = self.value.strip().lower()
        if len(letters) < SEARCHED_FROM:
            return f"Type at least {SEARCHED_FROM} letters of an ID, then choose a result."
        if self._asking:
            return "Still searching. Wait, then choose a result."
        if self._found(letters) is None:
            return "The search failed. Change a letter to search again."
        return "Choose a result: Down, then Enter." if self._listed else "Type another ID."

    # What is typed

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        letters = event.value.strip().lower()
        self.post_message(self.Typed())
        self._show(letters)
        if len(letters) >= SEARCHED_FROM and self._found(letters) is None:
            self._asking = True
            self.run_worker(
                self._ask(letters), name="accounts", group="accounts", exclusive=True, description="accounts"
            )
        else:
            self._asking = False
            self.workers.cancel_group(self, "accounts")

    async def _ask(self, letters: str) -> None:
        await asyncio.sleep(_TYPING_PAUSE)
        try:
            self._known[letters] = await self._client.accounts.search(letters)
        except TTSError as error:
            self._asking = False
            self.post_message(self.Failed(error))
            return
        self._asking = False
        if letters == self.value.strip().lower():
            self._show(letters)

    def _found(self, letters: str) -> AccountsFound | None:
        """The accounts for these letters, from the answer to them, or from a complete answer to fewer letters."""
        if letters in self._known:
            return self._known[letters]
        for asked, found in self._known.items():
            if asked in letters and not found.more:
                return AccountsFound(tuple(each for each in found.accounts if letters in each.id))
        return None

    def _show(self, letters: str) -> None:
        found = self._found(letters) if len(letters) >= SEARCHED_FROM else None
        self._listed = found.accounts if found is not None else ()
        options = self.query_one(OptionList)
        options.styles.max_height = max(_LEAST_LINES, self.app.size.height - _BESIDE)
        options.clear_options()
        if found is not None and found.more:
            every = len(self._listed) + found.more
            options.add_option(
                Option(Content(f"The first {len(self._listed)} of {every}. Type more letters."), disabled=True)
            )
        options.add_options([Option(plain(f"{each.id}  {each.kind}"), id=each.id) for each in self._listed])
        if found is not None and not self._listed:
            options.add_option(Option(Content(_NOBODY), disabled=True))
        exact = next((each for each in self._listed if each.id == letters), None)
        self.set_class(found is not None and (exact is None or len(self._listed) > 1), "-found")
        self._choose(exact)

    def _choose(self, account: Account | None) -> None:
        if account != self._account:
            self._account = account
            self.post_message(self.Chosen(self, account))

    # The list

    def action_to_list(self) -> None:
        """Move the focus from the text to the results."""
        if self._listed:
            options = self.query_one(OptionList)
            options.focus()
            options.action_first()

    @on(OptionList.OptionSelected)
    def _picked(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        picked = next((each for each in self._listed if each.id == event.option.id), None)
        if picked is None:
            return
        letters = self.query_one(_Letters)
        self._known[picked.id] = AccountsFound((picked,))  # its ID becomes the text, which then needs no search
        letters.value = picked.id
        letters.cursor_position = len(picked.id)
        letters.focus()


class _Letters(TextInput):
    """The text. Down and Enter go to the results."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "to_list", show=False),
        Binding("enter", "to_list", show=False),
    ]

    def action_to_list(self) -> None:
        if isinstance(self.parent, AccountSearch):
            self.parent.action_to_list()
