"""The calls of the adapter, each sent as the program sends it: a change with a look where its outcome is unknown."""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property

import httpx

from tts_tui.api import oauth
from tts_tui.api.client import Client
from tts_tui.api.models import Account, APIKey, Application, Collaborator
from tts_tui.api.pubsub_models import NATS, PubSub
from tts_tui.api.resources.downlinks import Downlink
from tts_tui.api.resources.formatters import CAYENNELPP, Formatter, Uplink
from tts_tui.api.resources.packages import Association
from tts_tui.api.resources.uplinks import SimulatedUplink
from tts_tui.api.secret import SecretStr
from tts_tui.api.webhook_models import Webhook
from tts_tui.sandbox.app import Sandbox
from tts_tui.services import link as link_writes
from tts_tui.services.api_keys import writes as key_writes
from tts_tui.services.applications import settings
from tts_tui.services.applications import writes as application_writes
from tts_tui.services.applications.settings import Settings
from tts_tui.services.collaborators import writes as lost_collaborator_answers
from tts_tui.services.end_devices import downlinks as downlink_writes
from tts_tui.services.end_devices.deletion import Group, delete_from
from tts_tui.services.formatters import writes as formatter_writes
from tts_tui.services.packages import writes as package_writes
from tts_tui.services.pubsubs import writes as pubsub_writes
from tts_tui.services.webhooks import writes as webhook_writes

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
URL = "http://127.0.0.1:1885"
TOKEN = SecretStr("NNSXS.ALICE.SECRET")
ALICE = Account(kind="user", id="alice")
BOB, CAROL = Account(kind="user", id="bob"), Account(kind="user", id="carol")
WATER = Application(id="water", name="Water")
RIVER = WATER.model_copy(update={"name": "River"})
INFO = frozenset({"RIGHT_APPLICATION_INFO"})
KEY = APIKey(id="OLD", name="reader", rights=INFO)
READER = Collaborator(account=CAROL, rights=INFO)
CLOCK = Association(f_port=202, package_name="alcsync-v1")
BY_NATS = PubSub(id="by-nats", provider=NATS(server_url=SecretStr("nats://127.0.0.1:9")))
NEW_HOOK = Webhook(id="dashboard", base_url="https://example.com/lora", format="json")
CAYENNE = Formatter(CAYENNELPP)
DOWNLINK = Downlink(5, b"\x01", correlation_ids=("tts-tui:1",))
SIMULATED = SimulatedUplink(1, b"\x01")
UPLINK = Uplink(b"\x01\x67\x00\xeb", 1, "meter-1")
PATIENT = Settings(WATER, skip_payload_crypto=True)


def server() -> Sandbox:
    """A server with something to read, to change and to lose."""
    sandbox = Sandbox(clock=lambda: NOW)
    sandbox.add_user("alice")
    for user_id in ("bob", "carol"):
        sandbox.add_user(user_id)
    sandbox.add_organization("club", owner="alice")
    sandbox.store.has_storage = True
    water = sandbox.add_application("water", owner="alice", name="Water")
    ids = {"application_ids": {"application_id": "water"}}
    stored_ids = {"device_id": "meter-1", **ids}
    water.stored.append({"end_device_ids": stored_ids, "received_at": "2026-11-23T11:00:00Z", "uplink_message": {}})
    water.packages.append({"ids": {**ids, "f_port": 199}, "package_name": "lora-cloud-device-management-v1"})
    water.link = {"default_formatters": {"down_formatter": "FORMATTER_CAYENNELPP"}}
    water.pubsubs.append({"ids": {**ids, "pub_sub_id": "old-pubsub"}, "format": "json", "nats": {"server_url": "x:"}})
    sandbox.add_collaborator("water", "bob", INFO)
    sandbox.add_application("bare", owner="alice")
    sandbox.add_application("gone", owner="alice").deleted_at = NOW
    sandbox.add_key("application", "water", name="old", key_id="OLD", rights=INFO)
    meter = sandbox.add_to_server("as", sandbox.add_device("water", "meter-1"), session={"dev_addr": "01264966"})
    meter.downlinks.append({"f_port": 1, "frm_payload": "AQ=="})
    failing = {"unhealthy": {"failed_attempts": "3", "last_failed_attempt_at": "2026-11-23T11:00:00Z"}}
    sandbox.add_webhook("water", "billing", base_url="https://billing.example.com", health_status=failing)
    sandbox.add_key("user", "alice", key_id="ALICE", secret="SECRET")
    return sandbox


@dataclass(frozen=True)
class World:
    """A server, the way to it with the fault and without, and a client that is signed in."""

    sandbox: Sandbox
    faulty: httpx.AsyncBaseTransport
    plain: httpx.AsyncBaseTransport
    client: Client


@dataclass(frozen=True)
class Subject:
    """How the program sends a call.

    `writes` says that it is no GET, and `looks` that an unknown outcome is looked up. With `alone` it has connections
    of its own and is sent once: a renewal is tried again by the call that needs the token. `around` is how many GETs
    look at what the server has before the change is sent, and again in the end, whatever became of it. `method` is a
    read's.
    """

    send: Callable[[World], Awaitable[object]]
    writes: bool = False
    looks: bool = False
    alone: bool = False
    around: int = 0
    method: str = "GET"


def read(send: Callable[[Client], Awaitable[object]]) -> Subject:
    return Subject(lambda world: send(world.client))


def asks(send: Callable[[Client], Awaitable[object]]) -> Subject:
    """A POST that changes nothing."""
    return Subject(lambda world: send(world.client), method="POST")


def write(send: Callable[[Client], Awaitable[object]], *, around: int = 0) -> Subject:
    return Subject(lambda world: send(world.client), writes=True, looks=True, around=around)


async def saved(client: Client, after: Settings) -> object:
    outcome = await settings.save(client, Settings(WATER), after)
    if outcome.error is not None:
        raise outcome.error
    return outcome.looked_up


async def exchanged(world: World, way: httpx.AsyncBaseTransport | None = None) -> oauth.Tokens:
    code = SecretStr(world.sandbox.add_code("alice"))
    return await oauth.exchange(f"{URL}/oauth", code, transport=way or world.faulty, clock=world.sandbox.clock)


async def refreshed(world: World) -> oauth.Tokens:
    token = (await exchanged(world, world.plain)).refresh_token
    return await oauth.refresh(f"{URL}/oauth", token, transport=world.faulty, clock=world.sandbox.clock)


async def revoked(world: World) -> None:
    login = await exchanged(world, world.plain)
    await oauth.revoke(world.client, "alice", login.token_id)


async def purged(world: World) -> object:
    world.sandbox.store.existing("user", "alice").fields["admin"] = True
    return await application_writes.purge(world.client, "bare")


CALLS: dict[str, Subject] = {
    "accounts.search": read(lambda tts: tts.accounts.search("ali")),
    "accounts.key_names": read(lambda tts: tts.accounts.key_names(ALICE)),
    "accounts.name": read(lambda tts: tts.accounts.name(ALICE)),
    "applications.page": read(lambda tts: tts.applications.page()),
    "applications.search": read(lambda tts: tts.applications.search("water")),
    "applications.get": read(lambda tts: tts.applications.get("water")),
    "applications.exists": read(lambda tts: tts.applications.exists("water")),
    "applications.rights": read(lambda tts: tts.applications.rights("water")),
    "applications.create": write(lambda tts: application_writes.create(tts, Application(id="river-1"), ALICE)),
    "applications.update": write(lambda tts: saved(tts, Settings(RIVER)), around=1),
    "applications.delete": write(lambda tts: application_writes.delete(tts, "bare")),
    "applications.is_deleted": read(lambda tts: tts.applications.is_deleted("gone")),
    "applications.purge": Subject(purged, writes=True, looks=True),
    "applications.restore": write(lambda tts: application_writes.restore(tts, "gone")),
    "api_keys.page": read(lambda tts: tts.api_keys.page("water")),
    "api_keys.count": read(lambda tts: tts.api_keys.count("water")),
    "api_keys.all": read(lambda tts: tts.api_keys.all("water")),
    "api_keys.get": read(lambda tts: tts.api_keys.get("water", "OLD")),
    "api_keys.create": write(lambda tts: key_writes.create(tts, "water", KEY, known={"OLD"}, now=NOW)),
    "api_keys.update": write(lambda tts: key_writes.update(tts, "water", KEY, ["name"])),
    "api_keys.delete": write(lambda tts: key_writes.delete(tts, "water", "OLD")),
    "auth.info": read(lambda tts: tts.auth.info()),
    "collaborators.page": read(lambda tts: tts.collaborators.page("water")),
    "collaborators.all": read(lambda tts: tts.collaborators.all("water")),
    "collaborators.get": read(lambda tts: tts.collaborators.get("water", BOB)),
    "collaborators.set": write(lambda tts: lost_collaborator_answers.put(tts, "water", READER)),
    "collaborators.remove": write(lambda tts: lost_collaborator_answers.remove(tts, "water", BOB)),
    "configuration.application_server": read(lambda tts: tts.configuration.application_server()),
    "devices.count": read(lambda tts: tts.devices.count("water")),
    "devices.page": read(lambda tts: tts.devices.page("water")),
    "devices.search": read(lambda tts: tts.devices.search("water", "meter")),
    "devices.get": read(lambda tts: tts.devices.get("water", "meter-1")),
    "devices.get_many": read(lambda tts: tts.devices.get_many("water", ["meter-1"])),
    "devices.exists": read(lambda tts: tts.devices.exists("js", "water", "meter-1")),
    "devices.on_network_server": read(lambda tts: tts.devices.on_network_server("water", "meter-1")),
    "devices.on_application_server": read(lambda tts: tts.devices.on_application_server("water", "meter-1")),
    "devices.on_join_server": read(lambda tts: tts.devices.on_join_server("water", "meter-1")),
    "devices.delete_many": write(lambda tts: delete_from(tts, "js", Group("water", ("meter-1",)))),
    "downlinks.all": read(lambda tts: tts.downlinks.all("water", "meter-1")),
    "downlinks.push": write(lambda tts: downlink_writes.push(tts, "water", "meter-1", DOWNLINK)),
    "downlinks.replace": write(lambda tts: downlink_writes.clear(tts, "water", "meter-1")),
    "formatters.get": read(lambda tts: tts.formatters.get("water")),
    "formatters.set": write(lambda tts: formatter_writes.put(tts, "water", "up", Formatter(), CAYENNE)),
    "formatters.decode_uplink": asks(lambda tts: tts.formatters.decode_uplink("water", CAYENNE, UPLINK)),
    "formatters.decode_downlink": asks(lambda tts: tts.formatters.decode_downlink("water", "meter-1", CAYENNE, 1, b"")),
    "formatters.encode_downlink": asks(lambda tts: tts.formatters.encode_downlink("water", "meter-1", CAYENNE, 1, {})),
    "link.delete": write(lambda tts: link_writes.delete(tts, "water")),
    "link.exists": read(lambda tts: tts.link.exists("water")),
    "link.get": read(lambda tts: tts.link.get("water")),
    "link.set": write(lambda tts: saved(tts, PATIENT), around=2),
    "notifications.newest": read(lambda tts: tts.notifications.newest("alice")),
    "organizations.page": read(lambda tts: tts.organizations.page()),
    "organizations.members": read(lambda tts: tts.organizations.members("club")),
    "organizations.rights": read(lambda tts: tts.organizations.rights("club")),
    "mqtt.get": read(lambda tts: tts.mqtt.get("water")),
    "packages.all": read(lambda tts: tts.packages.all("water")),
    "packages.available": read(lambda tts: tts.packages.available("water")),
    "packages.count": read(lambda tts: tts.packages.count("water")),
    "packages.delete": write(lambda tts: package_writes.delete(tts, "water", 199)),
    "packages.get": read(lambda tts: tts.packages.get("water", 199)),
    "packages.set": write(lambda tts: package_writes.put(tts, "water", CLOCK, ("package_name",))),
    "pubsubs.all": read(lambda tts: tts.pubsubs.all("water")),
    "pubsubs.count": read(lambda tts: tts.pubsubs.count("water")),
    "pubsubs.delete": write(lambda tts: pubsub_writes.delete(tts, "water", "old-pubsub")),
    "pubsubs.formats": read(lambda tts: tts.pubsubs.formats()),
    "pubsubs.get": read(lambda tts: tts.pubsubs.get("water", "old-pubsub")),
    "pubsubs.set": write(lambda tts: pubsub_writes.put(tts, "water", BY_NATS, ("format", "provider"))),
    "storage.count": read(lambda tts: tts.storage.count("water")),
    "storage.page": read(lambda tts: tts.storage.page("water")),
    "uplinks.simulate": Subject(
        lambda world: world.client.uplinks.simulate("water", "meter-1", SIMULATED), writes=True
    ),
    "webhooks.count": read(lambda tts: tts.webhooks.count("water")),
    "webhooks.all": read(lambda tts: tts.webhooks.all("water")),
    "webhooks.get": read(lambda tts: tts.webhooks.get("water", "billing")),
    "webhooks.find": read(lambda tts: tts.webhooks.find("water", "billing")),
    "webhooks.formats": read(lambda tts: tts.webhooks.formats()),
    "webhooks.templates": read(lambda tts: tts.webhooks.templates()),
    "webhooks.set": write(lambda tts: webhook_writes.put(tts, "water", NEW_HOOK, ("base_url", "format"))),
    "webhooks.activate": write(lambda tts: webhook_writes.activate(tts, "water", "billing")),
    "webhooks.delete": write(lambda tts: webhook_writes.delete(tts, "water", "billing")),
    "oauth.exchange": Subject(exchanged, writes=True, alone=True),
    "oauth.refresh": Subject(refreshed, writes=True, alone=True),
    "oauth.revoke": Subject(revoked, writes=True),
}


def calls_of_the_adapter() -> Iterator[str]:
    """The name of each call that there is: every coroutine function of every resource, and those of OAuth."""
    client = Client(URL)
    for resource, value in vars(Client).items():
        if isinstance(value, cached_property):
            for name, _ in inspect.getmembers(type(getattr(client, resource)), inspect.iscoroutinefunction):
                if not name.startswith("_"):
                    yield f"{resource}.{name}"
    for name in oauth.__all__:
        if inspect.iscoroutinefunction(getattr(oauth, name)):
            yield f"oauth.{name}"
