"""What the Application Server keeps for an application besides the link: the lists of webhooks, pub/subs and packages.

Source: `pkg/applicationserver/io/web/grpc_webhooks.go` 73-124, `io/pubsub/grpc.go` and `io/packages/grpc.go` 110-171;
recordings/08_integrations.json and 22_purge_restore.json.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tts_tui.sandbox.call import APIRequest, Route

if TYPE_CHECKING:
    from tts_tui.sandbox.wire import Message

__all__ = ["ROUTES"]

_TRAFFIC: Final = "RIGHT_APPLICATION_TRAFFIC_READ"
_UNMASKED: Final = frozenset({"ids", "created_at", "updated_at"})
_WEBHOOK: Final = frozenset(
    {"base_url", "format", "health_status", "template_ids", "uplink_message", "headers", "downlink_api_key", "paused"}
)
_PUBSUB: Final = frozenset({"base_topic", "format", "provider"})
_PACKAGE: Final = frozenset({"package_name", "data"})


def _list(key: str, rows: list[Message], shown: frozenset[str]) -> Message:
    """Rows with the fields that are shown; an empty list is left out."""
    found = [{name: value for name, value in row.items() if name in shown} for row in rows]
    return {key: found} if found else {}


def _webhooks(call: APIRequest) -> Message:
    paths = call.mask(_UNMASKED | _WEBHOOK)
    rows = call.require("application", call.application_id(), _TRAFFIC).webhooks
    call.headers["x-total-count"] = str(len(rows))
    return _list("webhooks", rows, _UNMASKED | {"base_url", "format", *paths})


def _pubsubs(call: APIRequest) -> Message:
    paths = call.mask(_UNMASKED | _PUBSUB)
    rows = call.require("application", call.application_id(), _TRAFFIC).pubsubs
    return _list("pubsubs", rows, _UNMASKED | {"format", "nats", "mqtt", *paths})


def _packages(call: APIRequest) -> Message:
    call.mask(_UNMASKED | _PACKAGE)
    rows = call.require("application", call.application_id(), "RIGHT_APPLICATION_SETTINGS_PACKAGES").packages
    call.headers["x-total-count"] = "0"  # whatever the list holds, unless there is a limit, which isn't served
    return _list("defaults", rows, _UNMASKED | _PACKAGE)


ROUTES: Final = (
    Route(
        "GET",
        "/as/webhooks/{application_id}",
        "ApplicationWebhookRegistry/List",
        "ListApplicationWebhooksRequest",
        _webhooks,
    ),
    Route(
        "GET",
        "/as/pubsub/{application_id}",
        "ApplicationPubSubRegistry/List",
        "ListApplicationPubSubsRequest",
        _pubsubs,
    ),
    Route(
        "GET",
        "/as/applications/{application_id}/packages/associations",
        "ApplicationPackageRegistry/ListDefaultAssociations",
        "ListApplicationPackageDefaultAssociationRequest",
        _packages,
    ),
)
