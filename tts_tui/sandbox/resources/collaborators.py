"""Collaborators of an application, members of an organization, and the rights of the caller on an application.

Source: `pkg/identityserver/application_access.go` and `organization_access.go`; recordings/06_collaborators.json and
21_search_and_lists.json.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from tts_tui.api.rights import APPLICATION_ALL, EVERY_RIGHT, expand
from tts_tui.sandbox.auth import RIGHTS_OF, entity_not_found, require
from tts_tui.sandbox.call import RPC, APIRequest, Handler, ordered
from tts_tui.sandbox.errors import FAILED_PRECONDITION, NOT_FOUND, ApiError
from tts_tui.sandbox.events import about
from tts_tui.sandbox.validation import check_account_ids, check_id, invalid, nested
from tts_tui.sandbox.wire import JSON, enum, message, texts

if TYPE_CHECKING:
    from tts_tui.sandbox.records import AccountKind, AccountRecord, Entity, EntityKind

__all__ = ["RPCS"]

_ORDER: Final = ("id", "-id", "-rights", "rights")


@dataclass(frozen=True, slots=True)
class _Shared:
    """What can be shared: with which right who shares it is seen and changed, and which right somebody has to hold."""

    kind: EntityKind
    right: str
    wildcard: str
    members: tuple[AccountKind, ...]

    def id(self, call: APIRequest) -> str:
        """The ID in the path, which must be well-formed."""
        if self.kind == "application":
            return call.application_id()
        written = call.path["organization_id"]
        try:
            check_id("OrganizationIdentifiers", "organization_id", written)
        except ApiError as error:
            raise nested(call.rpc.request, "organization_ids", error) from None
        return written


_APPLICATION: Final = _Shared(
    "application", "RIGHT_APPLICATION_SETTINGS_COLLABORATORS", APPLICATION_ALL, ("user", "organization")
)
_ORGANIZATION: Final = _Shared(
    "organization", "RIGHT_ORGANIZATION_SETTINGS_MEMBERS", "RIGHT_ORGANIZATION_ALL", ("user",)
)


def _of(call: APIRequest) -> _Shared:
    return _APPLICATION if "application_id" in call.path else _ORGANIZATION


def _shown(account: AccountRecord, rights: list[str]) -> JSON:
    return {"ids": account.ids(), "rights": rights} if rights else {"ids": account.ids()}


def _list_rights(call: APIRequest) -> JSON:
    held = call.rights("application", call.application_id()) & RIGHTS_OF["application"]
    return {"rights": call.store.shuffled(held)} if held else {}


def _list(call: APIRequest) -> JSON:
    shared = _of(call)
    entity_id = shared.id(call)
    order, bounds = call.order(_ORDER), call.bounds()
    call.caller.require_authenticated()
    held = call.rights(shared.kind, entity_id)
    found = call.store.live(shared.kind, entity_id)
    if found is None:
        raise entity_not_found(shared.kind, entity_id)
    members = ordered(
        found.members.items(),
        order,
        {"id": lambda member: member[0].id, "rights": lambda member: member[1]},
        lambda member: member[0].id,
    )
    page = call.page(members, bounds)
    seen = shared.right in held
    return call.listed("collaborators", (_shown(account, rights if seen else []) for account, rights in page))


def _found(call: APIRequest, field: str) -> tuple[Entity, AccountRecord]:
    """The application or organization in the path and the one who shares it in the request's `field`."""
    shared = _of(call)
    entity_id, account = shared.id(call), call.account(field, "OrganizationOrUserIdentifiers")
    entity = call.require(shared.kind, entity_id, shared.right)
    if account not in entity.members:
        _require_account(call, account)
        raise ApiError(
            NOT_FOUND,
            "pkg/identityserver/store",
            "membership_not_found",
            "membership of {account_type} account with id `{account_id}` "
            "on {entity_type} entity with id `{entity_id}` not found",
            account_id=account.id,
            account_type=account.kind,
            entity_id=entity.id,
            entity_type=entity.kind,
        )
    return entity, account


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


def _get(call: APIRequest) -> JSON:
    entity, account = _found(call, "collaborator")
    return _shown(account, entity.members[account])


def _is_last(shared: _Shared, entity: Entity, account: AccountRecord) -> bool:
    """Whether nobody else holds the right that somebody has to hold."""
    return not any(shared.wildcard in expand(rights) for other, rights in entity.members.items() if other != account)


def _needs_collaborator(kind: EntityKind) -> ApiError:
    words = f"every {kind} needs at least one collaborator with all rights"
    return ApiError(FAILED_PRECONDITION, "pkg/identityserver", f"{kind}_needs_collaborator", words)


def _set(call: APIRequest) -> JSON:
    shared = _of(call)
    entity_id = shared.id(call)
    written = message(call.body, "collaborator")
    if written is None:
        raise invalid(call.rpc.request, "collaborator", "value is required")
    try:
        account = check_account_ids("Collaborator", "ids", written)
        if account is None:
            raise invalid("Collaborator", "ids", "value is required")
    except ApiError as error:
        raise nested(call.rpc.request, "collaborator", error) from None
    rights = [enum(right, "RIGHT_", EVERY_RIGHT) for right in texts(written, "rights")]
    entity = call.require(shared.kind, entity_id, shared.right)
    _require_account(call, account)
    before, after = expand(entity.members.get(account, ())), expand(rights)
    held = call.rights(shared.kind, entity_id)
    require(call.store, shared.kind, entity_id, held, *(after - before))
    if rights:
        require(call.store, shared.kind, entity_id, held, *(before - after))
    if shared.wildcard in before - after and _is_last(shared, entity, account):
        raise _needs_collaborator(shared.kind)
    call.store.set_member(entity, account, rights)
    _happen(call, account, rights)
    return {}


def _happen(call: APIRequest, account: AccountRecord, rights: list[str]) -> None:
    shared = _of(call)
    data = {"@type": "type.googleapis.com/ttn.lorawan.v3.Collaborator", **_shown(account, rights)} if rights else None
    call.happen(
        f"{shared.kind}.collaborator.{'update' if rights else 'delete'}",
        about(shared.kind, shared.id(call)),
        account.ids(),
        rights=(shared.right, f"RIGHT_USER_{shared.kind.upper()}S_LIST"),
        data=data,
    )


def _delete(call: APIRequest) -> JSON:
    shared = _of(call)
    entity, account = _found(call, "collaborator_ids")
    contacts = (entity.fields.get("administrative_contact"), entity.fields.get("technical_contact"))
    if account.ids() in contacts:
        raise ApiError(
            FAILED_PRECONDITION,
            "pkg/identityserver",
            "collaborator_is_contact",
            "collaborator `{collaborator_id}` is used as a contact",
            collaborator_id=account.id,
        )
    if shared.wildcard in expand(entity.members[account]) and _is_last(shared, entity, account):
        raise _needs_collaborator("organization")  # of an application, too: a slip of the server's
    call.store.set_member(entity, account, [])
    _happen(call, account, [])
    return {}


def _rpcs(shared: _Shared) -> tuple[RPC, ...]:
    kind = shared.kind.capitalize()
    entity, access = f"/{shared.kind}s/{{{shared.kind}_id}}", f"{kind}Access"
    one = (f"{entity}/collaborator/{each}/{{{each}_id}}" for each in shared.members)

    def rpc(method: str, path: str, name: str, request: str, handler: Handler) -> RPC:
        return RPC(method, path, f"{access}/{name}", request.format(kind), handler)

    return (
        rpc("GET", f"{entity}/collaborators", "ListCollaborators", "List{}CollaboratorsRequest", _list),
        rpc("PUT", f"{entity}/collaborators", "SetCollaborator", "Set{}CollaboratorRequest", _set),
        *(
            each
            for path in one
            for each in (
                rpc("GET", path, "GetCollaborator", "Get{}CollaboratorRequest", _get),
                rpc("DELETE", path, "DeleteCollaborator", "Delete{}CollaboratorRequest", _delete),
            )
        ),
    )


RPCS: Final = (
    RPC(
        "GET",
        "/applications/{application_id}/rights",
        "ApplicationAccess/ListRights",
        "ApplicationIdentifiers",
        _list_rights,
    ),
    *_rpcs(_APPLICATION),
    *_rpcs(_ORGANIZATION),
)
