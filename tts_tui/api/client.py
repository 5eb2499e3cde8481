"""The client of The Things Stack's HTTP API.

async with Client("https://thethings.example.com", token) as tts:
    page = await tts.applications.page(order="-created_at")
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from tts_tui.api.call_sender import CallSender

if TYPE_CHECKING:
    from tts_tui.api.resources.accounts import Accounts
    from tts_tui.api.resources.api_keys import APIKeys
    from tts_tui.api.resources.applications import Applications
    from tts_tui.api.resources.auth_info import Auth
    from tts_tui.api.resources.collaborators import Collaborators
    from tts_tui.api.resources.configuration import Configuration
    from tts_tui.api.resources.downlinks import Downlinks
    from tts_tui.api.resources.end_devices import Devices
    from tts_tui.api.resources.events import Events
    from tts_tui.api.resources.formatters import Formatters
    from tts_tui.api.resources.link import Links
    from tts_tui.api.resources.mqtt import MQTTInfo
    from tts_tui.api.resources.notifications import Notifications
    from tts_tui.api.resources.organizations import Organizations
    from tts_tui.api.resources.packages import Packages
    from tts_tui.api.resources.pubsubs import PubSubs
    from tts_tui.api.resources.storage import Storage
    from tts_tui.api.resources.uplinks import Uplinks
    from tts_tui.api.resources.webhooks import Webhooks

__all__ = ["Client"]


class Client(CallSender):
    """One attribute for each resource of the API. See CallSender for its parameters and for when calls are sent again.

    Every method of a resource raises one of `tts_tui.api.errors`.
    """

    @cached_property
    def accounts(self) -> Accounts:
        """Users and organizations of the server: looking for one, and what it is called."""
        from tts_tui.api.resources.accounts import Accounts

        return Accounts(self)

    @cached_property
    def applications(self) -> Applications:
        """Applications: list, search, read, create, change, delete, restore."""
        from tts_tui.api.resources.applications import Applications

        return Applications(self)

    @cached_property
    def api_keys(self) -> APIKeys:
        """The API keys of an application."""
        from tts_tui.api.resources.api_keys import APIKeys

        return APIKeys(self)

    @cached_property
    def auth(self) -> Auth:
        """Whose token this is, and what it may do."""
        from tts_tui.api.resources.auth_info import Auth

        return Auth(self)

    @cached_property
    def collaborators(self) -> Collaborators:
        """Who shares an application."""
        from tts_tui.api.resources.collaborators import Collaborators

        return Collaborators(self)

    @cached_property
    def configuration(self) -> Configuration:
        """What the Application Server says of itself."""
        from tts_tui.api.resources.configuration import Configuration

        return Configuration(self)

    @cached_property
    def devices(self) -> Devices:
        """The end devices of an application, on each of the four servers."""
        from tts_tui.api.resources.end_devices import Devices

        return Devices(self)

    @cached_property
    def downlinks(self) -> Downlinks:
        """What waits for a device."""
        from tts_tui.api.resources.downlinks import Downlinks

        return Downlinks(self)

    @cached_property
    def uplinks(self) -> Uplinks:
        """Uplinks that are simulated."""
        from tts_tui.api.resources.uplinks import Uplinks

        return Uplinks(self)

    @cached_property
    def events(self) -> Events:
        """What happens in applications, as it happens."""
        from tts_tui.api.resources.events import Events

        return Events(self)

    @cached_property
    def formatters(self) -> Formatters:
        """The default payload formatters of an application, and trying one out."""
        from tts_tui.api.resources.formatters import Formatters

        return Formatters(self)

    @cached_property
    def link(self) -> Links:
        """The Application Server's link of an application."""
        from tts_tui.api.resources.link import Links

        return Links(self)

    @cached_property
    def mqtt(self) -> MQTTInfo:
        """How to connect to the Application Server's MQTT."""
        from tts_tui.api.resources.mqtt import MQTTInfo

        return MQTTInfo(self)

    @cached_property
    def notifications(self) -> Notifications:
        """What a user was told of changes."""
        from tts_tui.api.resources.notifications import Notifications

        return Notifications(self)

    @cached_property
    def organizations(self) -> Organizations:
        """Organizations: the caller's, and who is in one."""
        from tts_tui.api.resources.organizations import Organizations

        return Organizations(self)

    @cached_property
    def packages(self) -> Packages:
        """The application packages of an application, and their FPorts."""
        from tts_tui.api.resources.packages import Packages

        return Packages(self)

    @cached_property
    def pubsubs(self) -> PubSubs:
        """The pub/subs of an application."""
        from tts_tui.api.resources.pubsubs import PubSubs

        return PubSubs(self)

    @cached_property
    def storage(self) -> Storage:
        """The uplinks that the server has kept, where it has the storage integration."""
        from tts_tui.api.resources.storage import Storage

        return Storage(self)

    @cached_property
    def webhooks(self) -> Webhooks:
        """The webhooks of an application, and what the server offers for them."""
        from tts_tui.api.resources.webhooks import Webhooks

        return Webhooks(self)
