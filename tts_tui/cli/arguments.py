"""Arguments that several commands take, checked against their limits."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tts_tui.api.models import Account

__all__ = ["account", "add_server", "count", "port", "tail"]


def account(text: str) -> Account:
    """A user or an organization, written `user/ID` or `organization/ID`."""
    from tts_tui.api.models import Account

    match text.split("/"):
        case ["user" | "organization" as kind, account_id] if account_id:
            return Account.model_validate({"kind": kind, "id": account_id})
        case _:
            raise argparse.ArgumentTypeError("written user/ID or organization/ID")


def add_server(parser: argparse.ArgumentParser) -> None:
    """Which server: what `which.server_of` reads."""
    parser.add_argument(
        "server",
        metavar="SERVER",
        nargs="?",
        help="a name or an address; the default or last used server if left out",
    )
    parser.add_argument(
        "--insecure", action="store_true", help="allow http:// (insecure: others on the network can read your token)"
    )


def count(text: str) -> int:
    """How many applications."""
    number = int(text)
    if not 0 <= number <= 100_000:  # noqa: PLR2004 - what the generator of sample data can do
        raise argparse.ArgumentTypeError("from 0 to 100000")
    return number


def tail(text: str) -> int:
    """How many of the events that the server has kept: as many as a stream can begin with."""
    from tts_tui.api.resources.events import LONGEST_TAIL

    number = int(text)
    if not 1 <= number <= LONGEST_TAIL:
        raise argparse.ArgumentTypeError(f"from 1 to {LONGEST_TAIL}")
    return number


def port(text: str) -> int:
    """A port; 0 is any that is free."""
    number = int(text)
    if not 0 <= number <= 65_535:  # noqa: PLR2004 - what TCP has
        raise argparse.ArgumentTypeError("from 0 to 65535")
    return number
