"""`tts-tui apps create` and `set`: each sent once, after what was typed was checked."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any, Final

from tts_tui.api.errors import AlreadyExists
from tts_tui.api.field_rules import (
    ADDRESSES,
    address_problem,
    attributes_problem,
    description_problem,
    id_problem,
    name_problem,
)
from tts_tui.cli.apps_removal import is_own_deleted
from tts_tui.cli.arguments import account
from tts_tui.cli.exit_codes import CONFLICT, DONE, exit_code
from tts_tui.cli.output import answer_lost, document, instant, say, warn
from tts_tui.cli.scripting import Refused, Usage, add_common

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tts_tui.api.models import Account, Application
    from tts_tui.session.sign_in import Connection

__all__ = ["add_writes", "application_json"]

_CONTACTS: Final = ("administrative_contact", "technical_contact")
_SKIP: Final = {"on": True, "off": False, "default": None}


def add_writes(words: argparse._SubParsersAction[Any]) -> None:
    """Add the words that create and change an application."""
    creating = words.add_parser("create", help="create an application", description="Create an application.")
    creating.set_defaults(act=_create, doing="create the application", parser=creating)
    creating.add_argument("new_id", metavar="APP", help="its ID: 3 to 36 characters, a-z, 0-9, single dashes")
    owner = creating.add_mutually_exclusive_group()
    owner.add_argument("--organization", metavar="ID", help="let an organization own it, instead of you")
    owner.add_argument("--user", metavar="ID", help="let a user own it")
    _add_fields(creating)
    add_common(creating)

    setting = words.add_parser("set", help="change settings", description="Change fields; the others stay as they are.")
    setting.set_defaults(act=_set, doing="save the settings", parser=setting)
    setting.add_argument("application", metavar="APP", help="its ID")
    _add_fields(setting)
    setting.add_argument("--remove-attribute", action="append", default=[], metavar="KEY", help="again for another")
    for contact in _CONTACTS:
        setting.add_argument(_flag(contact), type=account, metavar="user/ID", help="or organization/ID")
    setting.add_argument("--skip-payload-crypto", choices=tuple(_SKIP), help="default is what the server is set to")
    add_common(setting)


def _flag(field: str) -> str:
    return f"--{field.replace('_', '-')}"


def _add_fields(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--name", help="at most 50 characters")
    parser.add_argument("--description", help="at most 2000 characters")
    parser.add_argument(
        "--attribute", action="append", default=[], type=_attribute, metavar="KEY=VALUE", help="again for another"
    )
    for address in ADDRESSES:
        parser.add_argument(_flag(address), metavar="HOST", help="host or host:port; empty for any")


def _attribute(text: str) -> tuple[str, str]:
    key, separator, value = text.partition("=")
    if not separator:
        raise argparse.ArgumentTypeError("an attribute is written KEY=VALUE")
    return key, value


def _given(options: argparse.Namespace, attributes: Mapping[str, str]) -> dict[str, Any]:
    """The fields that were typed. `attributes` are those that are there. Raises Usage for what the server refuses."""
    fields = {each: getattr(options, each) for each in ("name", "description", *ADDRESSES)}
    fields |= {each: getattr(options, each, None) for each in _CONTACTS}
    given = {field: value for field, value in fields.items() if value is not None}
    removed = getattr(options, "remove_attribute", ())
    if options.attribute or removed:
        given["attributes"] = {
            key: value for key, value in {**attributes, **dict(options.attribute)}.items() if key not in removed
        }
    problems = {
        "name": name_problem,
        "description": description_problem,
        "attributes": attributes_problem,
        **dict.fromkeys(ADDRESSES, address_problem),
    }
    for field, value in given.items():
        if field in problems and (problem := problems[field](value)):  # type: ignore[operator]
            raise Usage(f"{_flag('attribute' if field == 'attributes' else field)}: {problem} Nothing was sent.")
    return given


async def _create(options: argparse.Namespace, connection: Connection) -> int:
    from tts_tui.api.models import Application
    from tts_tui.services.applications import writes

    if problem := id_problem(options.new_id):
        raise Usage(f"{options.new_id}: {problem} Nothing was sent.")
    addresses = dict.fromkeys(ADDRESSES, connection.server.hostname)
    application = Application(id=options.new_id, **{**addresses, **_given(options, {})})
    owner = await _owner(options, connection)
    try:
        made, looked_up = await writes.create(connection.client, application, owner)
    except AlreadyExists as error:
        if await is_own_deleted(connection, options.new_id):
            raise Refused(
                f"{options.new_id} is taken by an application that was deleted: tts-tui apps restore {options.new_id}",
                CONFLICT,
            ) from error
        raise
    if options.json:
        document({"application": application_json(made)})
    else:
        say(f"Created {made.id}.{answer_lost(looked_up)}")
    return DONE


async def _owner(options: argparse.Namespace, connection: Connection) -> Account:
    from tts_tui.api.models import Account

    if options.organization:
        return Account(kind="organization", id=options.organization)
    if options.user:
        return Account(kind="user", id=options.user)
    account = (await connection.info()).account
    if account is None:
        raise Usage("An application's key can't create applications. Nothing was changed.")
    return account


async def _set(options: argparse.Namespace, connection: Connection) -> int:
    from tts_tui.services.applications import settings
    from tts_tui.services.error_text import explain

    _given(options, {})  # so that what is wrong is said before anything is sent
    if not (_given(options, {}) or options.skip_payload_crypto):
        raise Usage(f"Say what to change; see: {options.parser.prog} --help. Nothing was sent.")
    client = connection.client
    application = await client.applications.get(options.application)
    skip = None
    if options.skip_payload_crypto:
        skip = (await client.link.get(application.id)).skip_payload_crypto
    before = settings.Settings(application, skip)
    after = settings.Settings(
        application.model_copy(update=_given(options, application.attributes)),
        _SKIP[options.skip_payload_crypto] if options.skip_payload_crypto else skip,
    )
    outcome = (
        settings.SaveOutcome() if not settings.changed(before, after) else await settings.save(client, before, after)
    )
    if options.json:
        fields = {"saved": [*outcome.saved], "failed": [*outcome.failed], "unsent": [*outcome.unsent]}
        document({"application": application.id, **fields})
    elif outcome.saved:
        say(f"Saved: {settings.words(outcome.saved)}.{answer_lost(outcome.looked_up)}")
    elif outcome.error is None:
        say("No changes to save.")
    if outcome.error is None:
        return DONE
    warn(f"{options.parser.prog}: {explain(outcome.error, options.doing).text}")
    return exit_code(outcome.error)


def application_json(application: Application) -> dict[str, Any]:
    """An application as JSON has it."""
    return {
        "id": application.id,
        "name": application.name,
        "description": application.description,
        "attributes": dict(application.attributes),
        "network_server_address": application.network_server_address,
        "application_server_address": application.application_server_address,
        "join_server_address": application.join_server_address,
        "administrative_contact": _account_json(application.administrative_contact),
        "technical_contact": _account_json(application.technical_contact),
        "dev_eui_counter": application.dev_eui_counter,
        "created_at": instant(application.created_at),
        "updated_at": instant(application.updated_at),
    }


def _account_json(account: Account | None) -> dict[str, str] | None:
    return {"kind": account.kind, "id": account.id} if account is not None else None
