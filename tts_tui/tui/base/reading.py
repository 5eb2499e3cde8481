"""What a screen can be reading, the words for it, and what stands in the place of an answer that didn't come."""

from __future__ import annotations

from enum import Enum, auto
from typing import Final, TypeVar

import msgspec
from msgspec.structs import replace

from tts_tui.services.missing_rights import NotAllowed

__all__ = ["NOT_READ", "Reading", "without_waiting"]

State = TypeVar("State", bound=msgspec.Struct)

NOT_READ: Final = NotAllowed("not read; press r to try again")
"""In the place of an answer, where reading has failed or was stopped."""


def without_waiting(state: State) -> State:
    """The same once nothing more will come: NOT_READ in each field that is None because its answer is waited for."""
    waited = [each for each in state.__struct_fields__ if getattr(state, each) is None]
    return replace(state, **dict.fromkeys(waited, NOT_READ))


class Reading(Enum):
    """What is read. Screens compare these; `words` are for the person."""

    ACCESS = auto()
    ACCOUNTS = auto()
    ACCOUNT_FILE = auto()
    ALL_API_KEYS = auto()
    API_KEY = auto()
    API_KEYS = auto()
    APPLICATION = auto()
    APPLICATIONS = auto()
    BELONGINGS = auto()
    CLOCK_SYNC = auto()
    COLLABORATORS = auto()
    DELETED_APPLICATIONS = auto()
    DEVICE = auto()
    DEVICES = auto()
    DEVICE_COUNT = auto()
    FAILURES = auto()
    FORMATTER = auto()
    DOWNLINKS = auto()
    KEYRING = auto()
    KEY_COUNT = auto()
    LINK = auto()
    LOGIN = auto()
    MEMBERS = auto()
    MORE_APPLICATIONS = auto()
    MORE_DEVICES = auto()
    MQTT_CONNECTION = auto()
    NAMES = auto()
    NEW_ORDER = auto()
    ON_APPLICATION_SERVER = auto()
    ON_JOIN_SERVER = auto()
    ON_NETWORK_SERVER = auto()
    ORGANIZATIONS = auto()
    OWN_DELETED_APPLICATIONS = auto()
    PACKAGES = auto()
    PACKAGE_NAMES = auto()
    PACKAGE_COUNT = auto()
    PUBSUBS = auto()
    PUBSUB_COUNT = auto()
    PUBSUB_FORMATS = auto()
    RIGHTS = auto()
    SEARCH = auto()
    SERVER = auto()
    SERVERS_FILE = auto()
    SETTINGS = auto()
    STORED_UPLINKS = auto()
    STORED_UPLINK_COUNT = auto()
    TOKEN_BEFORE = auto()
    TOKEN_MOVE = auto()
    TOKEN_STORE = auto()
    TRIAL = auto()
    TTN_LW_CLI_FILES = auto()
    WEBHOOK = auto()
    WEBHOOKS = auto()
    UPLINK = auto()
    WEBHOOK_COUNT = auto()
    WEBHOOK_TEMPLATES = auto()

    def words(self, at: str = "") -> str:
        """Such as "the applications", or "the server at https://…" with an address."""
        return f"{_WORDS[self]} at {at}" if at else _WORDS[self]


_WORDS: Final = {
    Reading.ACCESS: "everybody's rights",
    Reading.ACCOUNTS: "matching users and organizations",
    Reading.ACCOUNT_FILE: "the account",
    Reading.ALL_API_KEYS: "the API keys of all applications",
    Reading.API_KEY: "the current key",
    Reading.API_KEYS: "the API keys",
    Reading.APPLICATION: "the application",
    Reading.APPLICATIONS: "the applications",
    Reading.BELONGINGS: "what it has",
    Reading.CLOCK_SYNC: "the package on FPort 202",
    Reading.COLLABORATORS: "its collaborators",
    Reading.DELETED_APPLICATIONS: "the deleted applications",
    Reading.DEVICE: "the device",
    Reading.DEVICES: "the end devices",
    Reading.DEVICE_COUNT: "its devices",
    Reading.FAILURES: "failed deliveries",
    Reading.FORMATTER: "the current formatter",
    Reading.DOWNLINKS: "the downlink queue",
    Reading.KEYRING: "the keyring of this machine",
    Reading.KEY_COUNT: "its API keys",
    Reading.LINK: "its link",
    Reading.LOGIN: "the login",
    Reading.MEMBERS: "the organization's members",
    Reading.MORE_APPLICATIONS: "more applications",
    Reading.MORE_DEVICES: "more devices",
    Reading.MQTT_CONNECTION: "how to connect by MQTT",
    Reading.NAMES: "their names",
    Reading.NEW_ORDER: "the new sorting",
    Reading.ON_APPLICATION_SERVER: "its part on the Application Server",
    Reading.ON_JOIN_SERVER: "its part on the Join Server",
    Reading.ON_NETWORK_SERVER: "its part on the Network Server",
    Reading.ORGANIZATIONS: "your organizations",
    Reading.OWN_DELETED_APPLICATIONS: "your deleted applications",
    Reading.PACKAGES: "its package associations",
    Reading.PACKAGE_NAMES: "the server's packages",
    Reading.PACKAGE_COUNT: "its packages",
    Reading.PUBSUBS: "its pub/subs",
    Reading.PUBSUB_COUNT: "its pub/subs",
    Reading.PUBSUB_FORMATS: "formats and providers of pub/subs",
    Reading.RIGHTS: "your rights",
    Reading.SEARCH: "the server's search",
    Reading.SERVER: "the server",
    Reading.SERVERS_FILE: "the servers file",
    Reading.SETTINGS: "the current settings",
    Reading.STORED_UPLINKS: "stored uplinks",
    Reading.STORED_UPLINK_COUNT: "how many uplinks are stored",
    Reading.TOKEN_BEFORE: "the previous token",
    Reading.TOKEN_MOVE: "the token to move",
    Reading.TOKEN_STORE: "storing the token",
    Reading.TRIAL: "what the formatter makes of it",
    Reading.TTN_LW_CLI_FILES: "the files of ttn-lw-cli",
    Reading.WEBHOOK: "the webhook",
    Reading.WEBHOOKS: "the webhooks",
    Reading.UPLINK: "the last uplink, or the next",
    Reading.WEBHOOK_COUNT: "its webhooks",
    Reading.WEBHOOK_TEMPLATES: "formats and templates of webhooks",
}
