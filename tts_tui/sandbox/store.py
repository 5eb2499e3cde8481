"""The sandbox's memory: users, organizations, applications, what belongs to them, and logins."""

from __future__ import annotations

import random
import secrets
import uuid
from collections import defaultdict
from functools import cache
from typing import TYPE_CHECKING, Any, Final, TypeVar

from tts_tui.api.rights import expand
from tts_tui.api.token_prefixes import AUTHORIZATION_CODE
from tts_tui.sandbox.logins import ACCESS_LIFETIME, CODE_LIFETIME, AccessToken, AuthorizationCode
from tts_tui.sandbox.records import AccountKind, AccountRecord, ApiKey, Device, Entity, EntityKind, WebhookHealth

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Iterator
    from datetime import datetime

    from tts_tui.sandbox.wire import JSON

__all__ = ["Store", "random_key_ids", "random_secrets"]

T = TypeVar("T")
_BASE32: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"


def random_key_ids() -> Iterator[str]:
    """IDs of API keys: 39 letters of base 32, as the server draws them."""
    while True:
        yield _base32(39)


def random_secrets() -> Iterator[str]:
    """Secrets of API keys: 52 letters of base 32."""
    while True:
        yield _base32(52)


def _base32(length: int) -> str:
    return "".join(secrets.choice(_BASE32) for _ in range(length))


@cache
def _expanded(rights: tuple[str, ...]) -> frozenset[str]:
    return expand(rights)


class Store:
    """All entities, and what handlers have to know about them.

    `webhook_templates` are those that the operator offers; without `webhook_health` the server tracks none.
    `pubsub_providers` has the status of providers that aren't enabled, such as `{"nats": "DISABLED"}`.
    `has_storage` says whether the server has the storage integration, which the open source has not.
    """

    def __init__(
        self, clock: Callable[[], datetime], key_ids: Iterator[str], secrets: Iterator[str], seed: int = 0
    ) -> None:
        self.now = clock
        self.has_storage = False
        self._random = random.Random(seed)  # noqa: S311 (orders, no secrets)
        self._key_ids = key_ids
        self._secrets = secrets
        self._entities: dict[EntityKind, dict[str, Entity]] = defaultdict(dict)
        self._key_owners: dict[str, Entity] = {}
        self._left: dict[tuple[EntityKind, str], Entity] = {}
        self.codes: dict[str, AuthorizationCode] = {}
        self.access_tokens: dict[str, AccessToken] = {}
        self.activation_settings: dict[str, JSON] = {}
        """Of the Join Server, by application."""
        self.registries: dict[str, dict[tuple[str, str], Device]] = {"ns": {}, "as": {}, "js": {}}
        """Devices of the Network, Application and Join Server, by application and ID: what else goes, they stay."""
        self._memberships: dict[tuple[AccountRecord, EntityKind], dict[str, Entity]] = defaultdict(dict)
        self._sorted: dict[Hashable, list[Any]] = {}
        self._encoded: dict[Hashable, dict[str, bytes]] = {}
        self.bookmarks: dict[str, list[JSON]] = {}
        """The identifiers of what each user has marked, in the order in which that was done."""
        self.notifications: dict[str, list[JSON]] = {}
        """What each user was told, the newest last."""
        self.notification_id: Callable[[JSON], str] = lambda _: str(uuid.uuid4())
        self.webhook_templates: list[JSON] = []
        self.webhook_health: WebhookHealth | None = None
        self.pubsub_providers: dict[str, str] = {}

    # -- entities

    def add(self, kind: EntityKind, entity_id: str, fields: JSON, *, created_at: datetime | None = None) -> Entity:
        """A new entity; the ID must be free."""
        moment = created_at or self.now()
        entity = Entity(kind, entity_id, moment, moment, fields)
        if (left := self._left.pop((kind, entity_id), None)) is not None:
            entity.link, entity.webhooks = left.link, left.webhooks
            entity.pubsubs, entity.packages = left.pubsubs, left.packages
            entity.device_packages = left.device_packages
        self._entities[kind][entity_id] = entity
        self.changed()
        return entity

    def get(self, kind: EntityKind, entity_id: str) -> Entity | None:
        """The entity of that ID, deleted or not."""
        return self._entities[kind].get(entity_id)

    def existing(self, kind: EntityKind, entity_id: str) -> Entity:
        """The entity of that ID, deleted or not.

        Raises:
            KeyError: where there is none.
        """
        return self._entities[kind][entity_id]

    def account(self, account_id: str) -> AccountRecord:
        """The user or organization of that ID: they share one name space.

        Raises:
            KeyError: where there is neither.
        """
        kinds: tuple[AccountKind, ...] = ("user", "organization")
        for kind in kinds:
            if account_id in self._entities[kind]:
                return AccountRecord(kind, account_id)
        raise KeyError(account_id)

    def live(self, kind: EntityKind, entity_id: str) -> Entity | None:
        """The entity of that ID unless it is deleted."""
        found = self.get(kind, entity_id)
        return None if found is None or found.deleted_at else found

    def every(self, kind: EntityKind) -> Iterable[Entity]:
        """All entities of a kind, deleted ones included."""
        return self._entities[kind].values()

    def purge(self, entity: Entity) -> None:
        """Forget an entity, its keys and its memberships; the ID is free again.

        The Application Server isn't told: who takes the ID next has the old link, webhooks, pub/subs and packages.
        (recordings/self-contained/22_purge_restore.json)
        """
        self._left[entity.kind, entity.id] = entity
        for key_id in entity.keys:
            self._key_owners.pop(key_id, None)
        for account in list(entity.members):
            self.set_member(entity, account, [])
        del self._entities[entity.kind][entity.id]
        gone = {f"{entity.kind}_ids": {f"{entity.kind}_id": entity.id}}
        for user, marked in self.bookmarks.items():
            self.bookmarks[user] = [each for each in marked if each != gone]
        self.changed()

    def taken(self, kind: EntityKind, entity_id: str) -> bool:
        """Whether an ID is in use. Users and organizations share one name space; deleted entities keep theirs."""
        kinds: tuple[EntityKind, ...] = ("user", "organization") if kind in ("user", "organization") else (kind,)
        return any(entity_id in self._entities[each] for each in kinds)

    def changed(self) -> None:
        """Forget the lists that were sorted and the rows that were written; whatever changes an entity calls it."""
        self._sorted.clear()
        self._encoded.clear()

    def sorted_once(self, key: Hashable, work_out: Callable[[], list[T]]) -> list[T]:
        """A list worked out once between two changes: pages of 100,000 applications or devices sort them once."""
        if key not in self._sorted:
            self._sorted[key] = work_out()
        return self._sorted[key]

    def encoded_once(self, key: Hashable) -> dict[str, bytes]:
        """Rows by ID as they go over the wire, kept between two changes: what `key` names shows all of them alike."""
        return self._encoded.setdefault(key, {})

    # -- what the server has in no order

    def shuffled(self, values: Iterable[str]) -> list[str]:
        """Texts in an order drawn from the seed: the server keeps computed rights in maps, and gives them as they come.

        Source: `pkg/ttnpb/rights.go`, `rightsSet`.
        """
        draw = self._random.random  # sorting by draws takes a third less time than Random.shuffle
        return sorted(sorted(values), key=lambda _: draw())  # sorted first: the order of a set differs from run to run

    def mixed(self, row: JSON) -> JSON:
        """A row whose attributes, a map, come in an order drawn from the seed."""
        attributes = row.get("attributes")
        if not attributes or len(attributes) == 1:
            return row
        return row | {"attributes": {key: attributes[key] for key in self.shuffled(attributes)}}

    # -- API keys

    def add_key(
        self,
        owner: Entity,
        name: str,
        rights: list[str],
        *,
        expires_at: datetime | None = None,
        key_id: str | None = None,
        secret: str | None = None,
        created_at: datetime | None = None,
    ) -> ApiKey:
        """A new key of an entity, with an ID and a secret drawn from the sources unless an ID is given."""
        moment = created_at or self.now()
        key = ApiKey(
            key_id or next(self._key_ids),
            secret or next(self._secrets),
            name,
            rights,
            moment,
            moment,
            expires_at,
        )
        owner.keys[key.id] = key
        self._key_owners[key.id] = owner
        return key

    def remove_key(self, owner: Entity, key: ApiKey) -> None:
        """Forget a key: its token is worth nothing from now on."""
        del owner.keys[key.id]
        del self._key_owners[key.id]

    def key_owner(self, key_id: str) -> Entity | None:
        """The entity that a key belongs to."""
        return self._key_owners.get(key_id)

    # -- logins with OAuth

    def add_code(
        self,
        user_id: str,
        client_id: str,
        redirect_uri: str,
        *,
        code: str | None = None,
        session_id: str | None = None,
    ) -> AuthorizationCode:
        """A new authorization code, as from a session that has just begun."""
        made = AuthorizationCode(
            code or f"{AUTHORIZATION_CODE}.{next(self._key_ids)}.{next(self._secrets)}",
            user_id,
            session_id or str(uuid.uuid4()),
            client_id,
            redirect_uri,
            self.now() + CODE_LIFETIME,
        )
        self.codes[made.code] = made
        return made

    def add_access_token(self, user_id: str, session_id: str, client_id: str) -> AccessToken:
        """A new pair of tokens, with an ID and secrets drawn from the sources."""
        moment = self.now()
        made = AccessToken(
            next(self._key_ids),
            next(self._secrets),
            next(self._secrets),
            user_id,
            session_id,
            client_id,
            moment,
            moment + ACCESS_LIFETIME,
        )
        self.access_tokens[made.id] = made
        return made

    # -- memberships

    def set_member(self, entity: Entity, account: AccountRecord, rights: list[str]) -> None:
        """Give an account these rights on an entity; none at all ends the membership."""
        if rights:
            entity.members[account] = rights
            self._memberships[account, entity.kind][entity.id] = entity
        else:
            entity.members.pop(account, None)
            self._memberships[account, entity.kind].pop(entity.id, None)
        self.changed()

    def memberships(self, account: AccountRecord, kind: EntityKind, *, indirect: bool) -> list[Entity]:
        """What an account is a member of, deleted ones included; through its organizations too if `indirect`."""
        accounts = [account, *(self.organizations(account) if indirect else ())]
        return list(
            {key: entity for each in accounts for key, entity in self._memberships[each, kind].items()}.values()
        )

    def organizations(self, account: AccountRecord) -> list[AccountRecord]:
        """The organizations of a user, as accounts."""
        return [
            AccountRecord("organization", organization.id)
            for organization in self._memberships[account, "organization"].values()
            if organization.deleted_at is None
        ]

    def membership_rights(self, account: AccountRecord, entity: Entity) -> frozenset[str]:
        """What an account may do with an entity, itself or through its organizations.

        Source: `pkg/identityserver/store/membership.go` 29-34.
        """
        found = _expanded(tuple(entity.members.get(account, ())))
        if entity.kind != "organization":
            for organization in self.organizations(account):
                granted = entity.members.get(organization)
                if granted:
                    held = self._entities["organization"][organization.id].members[account]
                    found |= _expanded(tuple(granted)) & _expanded(tuple(held))
        return found
