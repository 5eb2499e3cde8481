"""The questions before a server is opened as another account than the one before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from tts_tui.tui.widgets.confirm import Confirm

if TYPE_CHECKING:
    from tts_tui.servers.model import Server

__all__ = ["ask_to_go_on", "ask_to_open"]

# `now` and `before` are the accounts, in words that are safe to show.


def ask_to_go_on(server: Server, now: str, before: str, *, closes: bool) -> Confirm:
    """Asks whether to sign in as another account. `closes`: the open session is `before`'s, and would be closed."""
    if closes:
        words = (
            f"What was interrupted was not sent, and won't be sent as somebody else. Continuing as {now} closes "
            "everything that is open; unsaved input is lost."
        )
    else:
        words = (
            f"{server.name} was used by {before} until now. Continuing as {now} replaces the stored token, "
            f"if there is one. To keep both, add another server at {server.identity_server}."
        )
    question = Content(f"You signed in as {now}, not as {before}.")
    return Confirm(question, Content(words), yes=f"Continue as {now}", no=f"Sign in as {before}")


def ask_to_open(server: Server, now: str, before: str) -> Confirm:
    """Asks whether to open a server with a stored token of another account."""
    question = Content(f"The token stored for {server.name} is {now}'s, not {before}'s.")
    words = Content(f"Somebody else's token has been stored since you were signed in as {before}.")
    return Confirm(question, words, yes=f"Open {server.name} as {now}", no="Don't open it")
