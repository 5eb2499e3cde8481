"""Screens by their dotted names, imported on first use, so that no folder of screens imports another.

A screen that only its own folder opens is imported there; one that another folder or `base` opens has a line here.
The functions without a body are the screens' parameters, for type checkers.
"""

from __future__ import annotations

from functools import update_wrapper
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final, Generic, ParamSpec, TypeVar, cast

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from textual.screen import Screen

    from tts_tui.api.models import Account, APIKey
    from tts_tui.api.resources.formatters import Direction
    from tts_tui.services.api_keys.end_key import EndedKey
    from tts_tui.services.applications.undo import LastChange
    from tts_tui.services.audit.findings import AuditedKey
    from tts_tui.services.collaborators.rules import Sharing
    from tts_tui.session.session import Session

__all__ = [
    "ScreenRoute",
    "access_matrix",
    "api_keys",
    "audit",
    "collaborators",
    "delete_application",
    "device_downlinks",
    "device_live_data",
    "device_overview",
    "edit_api_key",
    "edit_collaborator",
    "end_api_keys",
    "end_devices",
    "formatters",
    "integrations",
    "live_data",
    "live_data_of_several",
    "mqtt",
    "new_api_key",
    "overview",
    "packages",
    "pubsubs",
    "settings",
    "simulate_uplink",
    "storage",
    "webhooks",
]

P = ParamSpec("P")
S = TypeVar("S", bound="Screen[Any]")


class ScreenRoute(Generic[P, S]):
    """Makes a screen of `tui/screens`, named `folder.module.Class`. Its parameters are those of `signature`."""

    def __init__(self, name: str, signature: Callable[P, S]) -> None:
        self.name = name
        update_wrapper(self, signature)

    def screen(self) -> Callable[P, S]:
        """The screen's class. Imports its module."""
        module, _, kind = self.name.rpartition(".")
        return cast("Callable[P, S]", getattr(import_module(f"tts_tui.tui.screens.{module}"), kind))

    def __call__(self, *arguments: P.args, **named: P.kwargs) -> S:
        return self.screen()(*arguments, **named)


def _tab(  # type: ignore[empty-body]
    session: Session,
    application_id: str,
    left: Callable[[bool], None] | None,
    *,
    rights: frozenset[str] | None = None,
    list_changed: bool = False,
    last_change: LastChange | None = None,
) -> Screen[None]:
    """A tab of an application; see `ApplicationTab`."""


def _device_tab(  # type: ignore[empty-body]
    session: Session,
    application_id: str,
    left: Callable[[bool], None] | None,
    *,
    device_id: str,
    rights: frozenset[str] | None = None,
    list_changed: bool = False,
    last_change: LastChange | None = None,
) -> Screen[None]:
    """A tab of a device; see `DeviceTab`."""


def _of_a_device(session: Session, application_id: str, device_id: str) -> Screen[None]:  # type: ignore[empty-body]
    """A screen about a device that isn't one of its tabs."""


def _deletion(session: Session, application_id: str) -> Screen[bool]:  # type: ignore[empty-body]
    """Returns True if the application was deleted."""


def _of_a_server(session: Session) -> Screen[None]:  # type: ignore[empty-body]
    """A screen about all applications of a server."""


def _of_several(session: Session, application_ids: Sequence[str]) -> Screen[None]:  # type: ignore[empty-body]
    """A screen about several applications."""


def _matrix(session: Session, application_id: str, *, done: Callable[[str], None]) -> Screen[None]:  # type: ignore[empty-body]
    """See `AccessMatrixScreen`."""


def _ending(  # type: ignore[empty-body]
    session: Session,
    keys: Sequence[AuditedKey],
    *,
    revoke: bool,
    ended: Callable[[Mapping[tuple[str, str], EndedKey]], None],
) -> Screen[None]:
    """See `EndKeysScreen`."""


def _new_api_key(  # type: ignore[empty-body]
    session: Session,
    application_id: str,
    *,
    keys: Sequence[APIKey] | None,
    rights: frozenset[str] | None,
    done: Callable[[str], None],
    suggested: APIKey | None = None,
) -> Screen[None]:
    """See `NewAPIKeyScreen`."""


def _key_form(  # type: ignore[empty-body]
    session: Session,
    application_id: str,
    key: APIKey,
    *,
    keys: Sequence[APIKey] | None,
    rights: frozenset[str] | None,
    done: Callable[[str], None],
) -> Screen[None]:
    """See `APIKeyFormScreen`."""


def _collaborator_form(  # type: ignore[empty-body]
    session: Session, application_id: str, account: Account, *, sharing: Sharing, done: Callable[[str], None]
) -> Screen[None]:
    """See `CollaboratorFormScreen`."""


def _integration(  # type: ignore[empty-body]
    session: Session, application_id: str, *, rights: frozenset[str] | None = None
) -> Screen[None]:
    """One kind of integration of an application; `rights` are the caller's, None where they aren't known."""


mqtt: Final = ScreenRoute("mqtt.connection.MQTTScreen", _integration)


def _formatters(  # type: ignore[empty-body]
    session: Session, application_id: str, *, rights: frozenset[str] | None = None, direction: Direction = "up"
) -> Screen[None]:
    """See `FormatterScreen`."""


pubsubs: Final = ScreenRoute("pubsubs.list.PubSubsScreen", _integration)
packages: Final = ScreenRoute("packages.list.PackagesScreen", _integration)
overview: Final = ScreenRoute("applications.overview.OverviewScreen", _tab)
api_keys: Final = ScreenRoute("api_keys.list.APIKeysScreen", _tab)
live_data: Final = ScreenRoute("events.list.LiveDataScreen", _tab)
device_overview: Final = ScreenRoute("end_devices.overview.DeviceScreen", _device_tab)
device_downlinks: Final = ScreenRoute("end_devices.downlinks.DownlinksScreen", _device_tab)
device_live_data: Final = ScreenRoute("events.device.DeviceLiveDataScreen", _device_tab)
live_data_of_several: Final = ScreenRoute("events.several.SeveralLiveDataScreen", _of_several)
end_devices: Final = ScreenRoute("end_devices.list.EndDevicesScreen", _tab)
integrations: Final = ScreenRoute("integrations.list.IntegrationsScreen", _tab)
collaborators: Final = ScreenRoute("collaborators.list.CollaboratorsScreen", _tab)
storage: Final = ScreenRoute("storage.list.StorageScreen", _integration)
settings: Final = ScreenRoute("applications.settings.SettingsScreen", _tab)
audit: Final = ScreenRoute("audit.list.AuditScreen", _of_a_server)
simulate_uplink: Final = ScreenRoute("end_devices.simulate.SimulateUplinkScreen", _of_a_device)
end_api_keys: Final = ScreenRoute("audit.end.EndKeysScreen", _ending)
access_matrix: Final = ScreenRoute("access.matrix.AccessMatrixScreen", _matrix)
edit_api_key: Final = ScreenRoute("api_keys.edit.EditAPIKeyScreen", _key_form)
edit_collaborator: Final = ScreenRoute("collaborators.form.EditCollaboratorScreen", _collaborator_form)
delete_application: Final = ScreenRoute("applications.delete.DeleteApplicationScreen", _deletion)
webhooks: Final = ScreenRoute("webhooks.list.WebhooksScreen", _integration)
formatters: Final = ScreenRoute("formatters.form.FormatterScreen", _formatters)
new_api_key: Final = ScreenRoute("api_keys.form.NewAPIKeyScreen", _new_api_key)
