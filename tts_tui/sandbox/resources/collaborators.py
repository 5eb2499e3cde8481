"""Collaborators of an application, and the rights of the caller on it.

Source: `pkg/identityserver/application_access.go`; recordings/06_collaborators.json.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tts_tui.api.rights import APPLICATION_ALL, EVERY_RIGHT, expand
from tts_tui.sandbox.auth import RIGHTS_OF, entity_not_found, require
from tts_tui.sandbox.call import APIRequest, Route, ordered
from tts_tui.sandbox.errors import FAILED_PRECONDITION, NOT_FOUND, ApiError
from tts_tui.sandbox.validation import check_account_ids, invalid, nested
from tts_tui.sandbox.wire import Message, enum, message, texts

if TYPE_CHECKING:
    from tts_tui.sandbox.store import AccountRecord, Entity

__all__ = ["ROUTES"]

_RIGHT: Final = "RIGHT_APPLICATION_SETTINGS_COLLABORATORS"
_ORDER: Final = ("id", "-id", "-rights", "rights")


def _shown(account: AccountRecord, rights: list[str]) -> Message:
    return {"ids": account.ids(), "rights": rights} if rights else {"ids": account.ids()}


def _list_rights(call: APIRequest) -> Message:
    held = call.rights("application", call.application_id()) & RIGHTS_OF["application"]
    return {"rights": call.store.shuffled(held)} if held else {}


def _list(call: APIRequest) -> Message:
    application_id = call.application_id()
    order, bounds = call.order(_ORDER), call.bounds()
    call.caller.require_authenticated()
    held = call.rights("application", application_id)
    found = call.store.live("application", application_id)
    if found is None:
        raise entity_not_found("application", application_id)
    members = ordered(
        found.members.items(),
        order,
        {"id": lambda member: member[0].id, "rights": lambda member: member[1]},
        lambda member: member[0].id,
    )
    page = call.page(members, bounds)
    return call.listed("collaborators", (_shown(account, rights if _RIGHT in held else []) for account, rights in page))


def _found(call: APIRequest, field: str) -> tuple[Entity, AccountRecord]:
    """The application in the path and the one of its collaborators who is there in the request's `field`."""
    application_id, account = call.application_id(), call.account(field, "OrganizationOrUserIdentifiers")
    application = call.require("application", application_id, _RIGHT)
    if account not in application.members:
        _require_account(call, account)
        raise ApiError(
            NOT_FOUND,
            "pkg/identityserver/store",
            "membership_not_found",
            "membership of {account_type} account with id `{account_id}` "
            "on {entity_type} entity with id `{entity_id}` not found",
            account_id=account.id,
            account_type=account.kind,
            entity_id=application.id,
            entity_type=application.kind,
        )
    return application, account


def _require_account(call: APIRequest, account: AccountRecord) -> None:
    if call.store.live(account.kind, account.id) is None:
        raise ApiError(
            NOT_FOUND,
            "pkg/identityserver/store",
            "account_not_found",
            "{account_type} account with id `{account_id}` not found",
            account_id=account.id,
            account_type=account.kind,
        )


def _get(call: APIRequest) -> Message:
    application, account = _found(call, "collaborator")
    return _shown(account, application.members[account])


def _owned_by_others(application: Entity, account: AccountRecord) -> bool:
    return any(APPLICATION_ALL in expand(rights) for other, rights in application.members.items() if other != account)


def _set(call: APIRequest) -> Message:
    application_id = call.application_id()
    written = message(call.body, "collaborator")
    if written is None:
        raise invalid(call.route.request, "collaborator", "value is required")
    try:
        account = check_account_ids("Collaborator", "ids", written)
        if account is None:
            raise invalid("Collaborator", "ids", "value is required")
    except ApiError as error:
        raise nested(call.route.request, "collaborator", error) from None
    rights = [enum(right, "RIGHT_", EVERY_RIGHT) for right in texts(written, "rights")]
    application = call.require("application", application_id, _RIGHT)
    _require_account(call, account)
    before, after = expand(application.members.get(account, ())), expand(rights)
    held = call.rights("application", application_id)
    require(call.store, "application", application_id, held, *(after - before))
    if rights:
        require(call.store, "application", application_id, held, *(before - after))
    if APPLICATION_ALL in before - after and not _owned_by_others(application, account):
        raise ApiError(
            FAILED_PRECONDITION,
            "pkg/identityserver",
            "application_needs_collaborator",
            "every application needs at least one collaborator with all rights",
        )
    call.store.set_member(application, account, rights)
    return {}


def _delete(call: APIRequest) -> Message:
    application, account = _found(call, "collaborator_ids")
    contacts = (application.fields.get("administrative_contact"), application.fields.get("technical_contact"))
    if account.ids() in contacts:
        raise ApiError(
            FAILED_PRECONDITION,
            "pkg/identityserver",
            "collaborator_is_contact",
            "collaborator `{collaborator_id}` is used as a contact",
            collaborator_id=account.id,
        )
    if APPLICATION_ALL in expand(application.members[account]) and not _owned_by_others(application, account):
        raise ApiError(  # the server names an organization here, where it means an application
            FAILED_PRECONDITION,
            "pkg/identityserver",
            "organization_needs_collaborator",
            "every organization needs at least one collaborator with all rights",
        )
    call.store.set_member(application, account, [])
    return {}


_APPLICATION: Final = "/applications/{application_id}"
_ONE: Final = (
    f"{_APPLICATION}/collaborator/user/{{user_id}}",
    f"{_APPLICATION}/collaborator/organization/{{organization_id}}",
)
_ACCESS: Final = "ApplicationAccess"
ROUTES: Final = (
    Route("GET", f"{_APPLICATION}/rights", f"{_ACCESS}/ListRights", "ApplicationIdentifiers", _list_rights),
    Route(
        "GET",
        f"{_APPLICATION}/collaborators",
        f"{_ACCESS}/ListCollaborators",
        "ListApplicationCollaboratorsRequest",
        _list,
    ),
    Route(
        "PUT", f"{_APPLICATION}/collaborators", f"{_ACCESS}/SetCollaborator", "SetApplicationCollaboratorRequest", _set
    ),
    *(Route("GET", path, f"{_ACCESS}/GetCollaborator", "GetApplicationCollaboratorRequest", _get) for path in _ONE),
    *(
        Route("DELETE", path, f"{_ACCESS}/DeleteCollaborator", "DeleteApplicationCollaboratorRequest", _delete)
        for path in _ONE
    ),
)
