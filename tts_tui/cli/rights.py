"""Rights on a command line: by name, by preset, or those of another key or collaborator."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Final

from tts_tui.api.rights import APPLICATION_ALL, APPLICATION_RIGHTS, PRESETS
from tts_tui.cli.exit_codes import NOT_THERE
from tts_tui.cli.scripting import Refused, Usage

if TYPE_CHECKING:
    from tts_tui.api.client import Client

__all__ = ["add_rights", "right", "rights_in"]

_PRESETS: Final = {each.word.lower().replace(" ", "-"): each.rights for each in PRESETS}
_SHORT: Final = {
    each.name.removeprefix("RIGHT_APPLICATION_").lower().replace("_", "-"): each.name for each in APPLICATION_RIGHTS
}


def add_rights(parser: argparse.ArgumentParser) -> None:
    """How rights are named: see `rights_in`."""
    group = parser.add_argument_group("rights", "At least one; they add up.")
    group.add_argument(
        "--right",
        action="append",
        default=[],
        type=right,
        metavar="RIGHT",
        help="such as traffic-read or RIGHT_APPLICATION_TRAFFIC_READ; again for another",
    )
    group.add_argument("--preset", choices=tuple(_PRESETS), help="what a typical program needs")
    group.add_argument(
        "--rights-of",
        metavar="WHOM",
        help="those of another: APP/KEY-ID, APP/user/ID or APP/organization/ID",
    )


def right(text: str) -> str:
    """The right that was typed, in full. All of them is `all`."""
    short = text.lower().replace("_", "-").removeprefix("right-").removeprefix("application-")
    if short not in _SHORT:
        raise argparse.ArgumentTypeError(f"unknown right; there are {', '.join(_SHORT)}")
    return _SHORT[short]


async def rights_in(options: argparse.Namespace, client: Client) -> frozenset[str]:
    """The rights that were named. Raises Usage where there are none, and Refused where there is nobody of that name."""
    rights = frozenset(options.right) | _PRESETS.get(options.preset, frozenset())
    if not (rights or options.rights_of):
        raise Usage("Which rights? Give --right, --preset or --rights-of. Nothing was sent.")
    if options.rights_of:
        from tts_tui.services.rights_sources import of_an_application

        rights |= of_an_application(await _rights_of(options.rights_of, client))
    return frozenset({APPLICATION_ALL}) if APPLICATION_ALL in rights else rights


async def _rights_of(whom: str, client: Client) -> frozenset[str]:
    match whom.split("/"):
        case [application_id, key_id] if application_id and key_id:
            return (await client.api_keys.get(application_id, key_id)).rights
        case [application_id, "user" | "organization" as kind, account_id] if application_id and account_id:
            page = await client.collaborators.page(application_id)
            for each in page.items:
                if (each.account.kind, each.account.id) == (kind, account_id):
                    return each.rights
            raise Refused(
                f"{kind} {account_id} is not a collaborator of {application_id}. Nothing was changed.", NOT_THERE
            )
        case _:
            raise Usage("--rights-of is written APP/KEY-ID, APP/user/ID or APP/organization/ID. Nothing was sent.")
