"""Sample data: that of a company with water meters, car parks and greenhouses, and names that are hard to show.

Everything follows from the sandbox's clock and fixed seeds: two fills at the same instant are equal.
"""

from __future__ import annotations

import base64
import hashlib
import itertools
from dataclasses import dataclass, field
from datetime import timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from tts_tui.api.token_prefixes import API_KEY
from tts_tui.sandbox.sample_applications import (
    DELETED,
    DEVICES,
    HARD_TO_SHOW,
    INSTALLER,
    MANY_DEVICES,
    METER_READERS,
    NEWEST,
    READ,
    REALISTIC,
    YEAR,
    SampleApplication,
    SampleKey,
    generated,
)
from tts_tui.sandbox.sample_devices import add_device
from tts_tui.sandbox.sample_webhooks import TEMPLATES, fields_of
from tts_tui.sandbox.wire import time_to

if TYPE_CHECKING:
    from datetime import datetime

    from tts_tui.sandbox.app import Sandbox
    from tts_tui.sandbox.records import Entity, EntityKind

__all__ = ["ADMIN", "USER", "Sample", "fill", "user_key"]

USER: Final = "demo-user"
COLLEAGUE: Final = "colleague"
ADMIN: Final = "admin"
ORGANIZATIONS: Final = {"water-works": "Water Works", "city-parking": "City Parking"}
_SERVER: Final = "thethings.example.com"
_KEY_AGE: Final = 80  # days


@dataclass(frozen=True, slots=True)
class Sample:
    """The accounts of the sample and their keys: the demo user, a colleague, and an administrator."""

    user_id: str
    key: str = field(repr=False)
    colleague_id: str
    colleague_key: str = field(repr=False)
    admin_id: str
    admin_key: str = field(repr=False)


_TERMINAL: Final = SampleKey("Terminal", ("RIGHT_ALL",))
_USERS: Final = {INSTALLER: "Ines Installer", "field-engineer": "Field Engineer", "trainee": "", "auditor": "Auditor"}
_MEMBER: Final = ("RIGHT_ORGANIZATION_INFO", "RIGHT_ORGANIZATION_APPLICATIONS_LIST", "RIGHT_APPLICATION_INFO")

_MEMBERS: Final = {
    "water-works": {
        "field-engineer": ("RIGHT_ORGANIZATION_INFO", *READ, *DEVICES, "RIGHT_APPLICATION_SETTINGS_BASIC"),
        "trainee": ("RIGHT_ORGANIZATION_INFO",),
    },
}
"""Who else is in an organization and what they may do in it, so at most in its applications."""


@lru_cache(1024)
def _secret(seed: str, length: int) -> str:
    """Letters of base 32 that a seed always gives: enough for a sample, and for nothing else."""
    return base64.b32encode(hashlib.sha512(seed.encode()).digest()).decode().rstrip("=")[:length]


def user_key(user_id: str) -> str:
    """The key of a user of every `fill`, which may not have been called yet."""
    seed = f"user/{user_id}/{_TERMINAL.name}"
    return f"{API_KEY}.{_secret(f'id of {seed}', 39)}.{_secret(f'secret of {seed}', 52)}"


class _Filler:
    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox
        self._now = sandbox.clock()

    def ago(self, days: float) -> datetime:
        return self._now - timedelta(days=days)

    def key(self, kind: EntityKind, entity_id: str, key: SampleKey, *, age: float) -> str:
        seed = f"{kind}/{entity_id}/{key.name}"
        return self._sandbox.add_key(
            kind,
            entity_id,
            name=key.name,
            rights=key.rights,
            expires_at=None if key.days is None else self._now + timedelta(days=key.days),
            key_id=_secret(f"id of {seed}", 39),
            secret=_secret(f"secret of {seed}", 52),
            created_at=self.ago(age),
        )

    def application(self, wanted: SampleApplication, *, devices: int) -> Entity:
        made = self._sandbox.add_application(
            wanted.id,
            owner=wanted.organization or USER,
            created_at=self.ago(wanted.age),
            name=wanted.name,
            description=wanted.description,
            attributes=wanted.attributes or None,
            network_server_address=_SERVER,
            application_server_address=_SERVER,
            join_server_address=_SERVER,
        )
        made.link = wanted.link
        self.integrations(made, wanted)
        for number in range(1, devices + 1):
            add_device(
                self._sandbox,
                wanted.id,
                number,
                now=self._now,
                days=wanted.devices_seen,
                not_before=made.created_at,
            )
        for key in wanted.keys:
            self.key("application", wanted.id, key, age=min(wanted.age, _KEY_AGE))
        if wanted.shared:
            self._sandbox.add_collaborator(wanted.id, COLLEAGUE, wanted.shared)
        for account_id, rights in wanted.others.items():
            self._sandbox.add_collaborator(wanted.id, account_id, rights)
        if wanted.technical_contact:
            made.fields["technical_contact"] = self._sandbox.store.account(wanted.technical_contact).ids()
        return made

    def integrations(self, made: Entity, wanted: SampleApplication) -> None:
        def row(**ids: str | int) -> dict[str, Any]:
            moment = time_to(made.created_at)
            whole = {"application_ids": {"application_id": made.id}, **ids}
            return {"ids": whole, "created_at": moment, "updated_at": moment}

        for each in wanted.webhooks:
            fields = fields_of(each, self._sandbox.clock())
            self._sandbox.add_webhook(
                made.id, each, base_url=f"https://{each}.example.com/ttn", created_at=made.created_at, **fields
            )
        made.pubsubs = [
            {
                **row(pub_sub_id=each),
                "format": "json",
                "nats": {"server_url": f"nats://{each}.example.com:4222"},
                "base_topic": made.id,
                "uplink_message": {"topic": "uplink/message"},
            }
            for each in wanted.pubsubs
        ]
        made.packages = [{**row(f_port=port), "package_name": name} for port, name in wanted.packages.items()]


def fill(sandbox: Sandbox, applications: int = 60, *, many_devices: int = 40, newest_devices: int = 0) -> Sample:
    """Fill an empty sandbox with users, organizations and as many applications; who is there and with which keys.

    The demo user sees all of the applications, by itself or through its organizations, and three deleted ones besides.
    The application `many-devices` has `many_devices`, and the newest, which comes first in lists, `newest_devices`.
    """
    filler = _Filler(sandbox)
    sandbox.store.webhook_templates = list(TEMPLATES)
    sandbox.add_user(ADMIN, name="Administrator", admin=True, created_at=filler.ago(YEAR * 2 + 2))
    sandbox.add_user(USER, name="Demo User", created_at=filler.ago(YEAR * 2 + 1))
    sandbox.add_user(COLLEAGUE, name="Colleague", created_at=filler.ago(YEAR * 2))
    for user_id, name in _USERS.items():
        sandbox.add_user(user_id, name=name, created_at=filler.ago(YEAR * 2))
    for organization_id, name in ORGANIZATIONS.items():
        made = sandbox.add_organization(organization_id, owner=USER, name=name, created_at=filler.ago(YEAR * 2))
        for user_id, rights in {COLLEAGUE: _MEMBER, **_MEMBERS.get(organization_id, {})}.items():
            sandbox.store.set_member(made, sandbox.store.account(user_id), list(rights))
    sandbox.add_organization(METER_READERS, owner=INSTALLER, name="Meter Readers", created_at=filler.ago(YEAR * 2))
    hand_made = (*REALISTIC, *HARD_TO_SHOW)[:applications]
    devices = {MANY_DEVICES: many_devices, NEWEST: newest_devices}
    for wanted in (*hand_made, *itertools.islice(generated(), applications - len(hand_made))):
        filler.application(wanted, devices=devices.get(wanted.id, wanted.devices))
    for application_id, name, deleted_ago in DELETED:
        filler.application(SampleApplication(application_id, name, age=300), devices=0).deleted_at = (
            sandbox.clock() - deleted_ago
        )
    keys = [filler.key("user", user_id, _TERMINAL, age=30) for user_id in (USER, COLLEAGUE, ADMIN)]
    return Sample(USER, keys[0], COLLEAGUE, keys[1], ADMIN, keys[2])
