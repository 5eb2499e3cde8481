"""`tts-tui keys`: the API keys of an application, for scripts."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from tts_tui.api.errors import NotFound, TTSError
from tts_tui.cli.exit_codes import CONFLICT, DONE, NOT_THERE, UNKNOWN, exit_code
from tts_tui.cli.output import document, instant, say, table, warn
from tts_tui.cli.rights import add_rights, rights_in
from tts_tui.cli.scripting import Parser, Refused, Usage, add_common, add_yes, confirm, need_consent, run_word
from tts_tui.cli.secret_out import SecretOut, add_out

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from tts_tui.api.client import Client
    from tts_tui.api.models import APIKey
    from tts_tui.session.sign_in import Connection

__all__ = ["keys", "parser"]

_KEY = "its ID, or its name where only one key has it"


def keys(words: Sequence[str]) -> int:
    """Run the command. Returns its exit code, see `exit_codes`."""
    return run_word(parser(), words)


def parser() -> Parser:
    """`tts-tui keys` and its words."""
    group = Parser("tts-tui keys", description="The API keys of an application, for scripts and people.")
    words = group.add_subparsers(metavar="COMMAND", title="commands")

    listing = words.add_parser("list", help="its keys", description="The keys of an application, without secrets.")
    listing.set_defaults(act=_list, doing="list the API keys", parser=listing)
    _add_application(listing)

    creating = words.add_parser("create", help="create a key", description="Create a key. Its secret is shown once.")
    creating.set_defaults(act=_create, doing="create the API key", parser=creating)
    _add_application(creating)
    creating.add_argument("--name", default="", help="what the key is for, at most 50 characters")
    creating.add_argument("--expires", default="90d", metavar="WHEN", help="90d, 2027-01-31 or never (90d)")
    add_rights(creating)
    add_out(creating)

    rotating = words.add_parser(
        "rotate",
        help="create a new key like an old one",
        description="Create a new key with the same name, rights and lifetime. The old one keeps working unless you "
        "say otherwise; it ends only after the new secret has been saved.",
    )
    rotating.set_defaults(act=_rotate, doing="rotate the API key", parser=rotating)
    _add_application(rotating)
    rotating.add_argument("key", metavar="KEY", help=_KEY)
    old = rotating.add_mutually_exclusive_group()
    old.add_argument("--revoke-old", action="store_true", help="revoke the old key; asks, unless --yes")
    old.add_argument(
        "--old-expires",
        metavar="DAYS",
        type=_days,
        help="set the old key to expire, as in 7d; never later than now",
    )
    add_out(rotating)
    add_yes(rotating)

    revoking = words.add_parser(
        "revoke", help="revoke keys", description="Revoke keys: anything that uses them loses access at once."
    )
    revoking.set_defaults(act=_revoke, doing="revoke the API key", parser=revoking)
    _add_application(revoking)
    revoking.add_argument("keys", metavar="KEY", nargs="+", help=_KEY)
    add_yes(revoking)
    return group


def _add_application(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("application", metavar="APP", help="the application's ID")
    add_common(parser)


def _days(text: str) -> int:
    from tts_tui.services.api_keys.expiry import days_in

    if (days := days_in(text)) is None:
        raise argparse.ArgumentTypeError("days are written such as 7d")
    return days


async def _list(options: argparse.Namespace, connection: Connection) -> int:
    from tts_tui.services.api_keys.expiry import in_words
    from tts_tui.services.rights_selection import in_words as rights_in_words

    found = await connection.client.api_keys.all(options.application)
    if options.json:
        document({"application": options.application, "keys": [key_json(each) for each in found]})
    elif found:
        now = connection.clock()
        table(
            ("ID", "NAME", "EXPIRES", "RIGHTS"),
            (
                (each.id, each.name, in_words(each.expires_at, now).strip(), rights_in_words(each.rights))
                for each in found
            ),
        )
    return DONE


async def _create(options: argparse.Namespace, connection: Connection) -> int:
    from tts_tui.api.field_rules import name_problem
    from tts_tui.api.models import APIKey
    from tts_tui.services.api_keys import writes

    if problem := name_problem(options.name):
        raise Usage(f"--name: {problem} Nothing was sent.")
    expires_at = _expiry(options.expires, connection.clock())
    client = connection.client
    rights = await rights_in(options, client)
    key = APIKey(id="", name=options.name, rights=rights, expires_at=expires_at)
    out = SecretOut(options)
    try:
        known = {each.id for each in await client.api_keys.all(options.application)}
        made = await writes.create(client, options.application, key, known=known, now=connection.clock())
    except writes.UnseenKey as unseen:
        out.discard()
        raise Refused(_unseen(unseen, options.application), UNKNOWN) from None
    except BaseException:
        out.discard()
        raise
    await out.put(made)
    if options.json:
        document({"key": key_json(made), "out": out.path})
    else:
        out.say(f"Created the API key {made.id}.{_saved(out)}")
    return DONE


def _unseen(unseen: TTSError, application: str) -> str:
    ids = " ".join(each.id for each in getattr(unseen, "keys", ()))
    return (
        f"A key was created, but its secret is lost: {ids}. Revoke it, then create another: "
        f"tts-tui keys revoke {application} {ids}"
    )


def _expiry(text: str, now: datetime) -> datetime | None:
    from tts_tui.services.api_keys.expiry import typed

    found = typed(text, now)
    if isinstance(found, str):
        raise Usage(f"--expires: {found} Nothing was sent.")
    return found


async def _rotate(options: argparse.Namespace, connection: Connection) -> int:
    from tts_tui.services.api_keys import rotation
    from tts_tui.services.api_keys.end_key import STREAMS_STAY_OPEN

    if options.revoke_old:
        need_consent(options)
    client, application, now = connection.client, options.application, connection.clock()
    (old,) = await _named(client, application, [options.key])
    if options.revoke_old:
        confirm(options, f"{STREAMS_STAY_OPEN}\nRevoke the old key {old.id} once the new one is saved?")
    new = rotation.successor(old, now)
    out = SecretOut(options)
    try:
        made = await rotation.make(client, application, old, new, now=now)
    except TTSError as error:
        out.discard()
        warn(f"{options.parser.prog}: {rotation.why_not_made(error, old)}")
        raise
    except BaseException:
        out.discard()
        raise
    await out.put(made)
    ended = rotation.OldKey(old)
    if options.revoke_old:
        ended = await rotation.end_old_key(client, application, old, expires_at=None)
    elif options.old_expires is not None:
        expires_at = rotation.old_expiry(old, options.old_expires, now)
        ended = await rotation.end_old_key(client, application, old, expires_at=expires_at)
    if options.json:
        state = {**key_json(ended.key), "fate": ended.fate}
        if ended.expires_at is not None:
            state["expires_at"] = instant(ended.expires_at)
        document({"new": key_json(made), "old": state, "out": out.path})
    else:
        out.say(f"{rotation.which_work(made, ended, now)}{_saved(out)}")
    return _told(options, ended.error) if ended.error is not None else DONE


def _saved(out: SecretOut) -> str:
    return f" The new secret is in {out.path}" if out.path is not None else ""


async def _revoke(options: argparse.Namespace, connection: Connection) -> int:
    from tts_tui.services.api_keys import writes
    from tts_tui.services.api_keys.end_key import STREAMS_STAY_OPEN

    need_consent(options)
    client, application = connection.client, options.application
    found = await _named(client, application, options.keys)
    names = ", ".join(f"{each.id} ({each.name})" if each.name else each.id for each in found)
    them = "it" if len(found) == 1 else "them"
    confirm(options, f"{STREAMS_STAY_OPEN}\nRevoke {names}? Anything that uses {them} loses access at once.")
    code, results = DONE, list[dict[str, Any]]()
    for key in found:
        try:
            await writes.delete(client, application, key.id)
            results.append({"id": key.id, "outcome": "revoked"})
        except NotFound:
            results.append({"id": key.id, "outcome": "gone"})
        except TTSError as error:
            ended = _told(options, error)
            results.append({"id": key.id, "outcome": "unknown" if ended == UNKNOWN else "failed"})
            code = code or ended
    if options.json:
        document({"application": application, "keys": results})
    else:
        for each in results:
            say(f"{each['id']} {each['outcome']}")
    return code


def _told(options: argparse.Namespace, error: TTSError) -> int:
    """Say what went wrong; its exit code."""
    from tts_tui.services.error_text import explain

    warn(f"{options.parser.prog}: {explain(error, options.doing).text}")
    return exit_code(error)


async def _named(client: Client, application: str, named: Sequence[str]) -> list[APIKey]:
    """The keys of these IDs or names, each once. Raises Refused where one is not there, or is not the only one."""
    there = await client.api_keys.all(application)
    found: dict[str, APIKey] = {}
    for name in named:
        meant = [each for each in there if each.id == name] or [each for each in there if each.name == name]
        if not meant:
            raise Refused(f"{application} has no API key {name}. Nothing was changed.", NOT_THERE)
        if len(meant) > 1:
            ids = ", ".join(each.id for each in meant)
            raise Refused(f"Several keys are named {name}: give the ID of one: {ids}. Nothing was changed.", CONFLICT)
        found[meant[0].id] = meant[0]
    return [*found.values()]


def key_json(key: APIKey) -> dict[str, Any]:
    """A key as JSON has it, without its secret."""
    return {
        "id": key.id,
        "name": key.name,
        "rights": sorted(key.rights),
        "created_at": instant(key.created_at),
        "updated_at": instant(key.updated_at),
        "expires_at": instant(key.expires_at),
    }
