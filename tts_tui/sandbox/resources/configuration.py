"""What servers tell about themselves: their configuration, and where an application's MQTT is.

Source: `pkg/identityserver/config.go` 181-232, `pkg/applicationserver/io/grpc/grpc.go` 196-212;
recordings/08_integrations.json and 25_webhook_health.json.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tts_tui.sandbox.call import RPC, APIRequest

if TYPE_CHECKING:
    from tts_tui.sandbox.wire import JSON

__all__ = ["RPCS"]

_IDENTITY_SERVER: Final[JSON] = {
    "user_registration": {
        "invitation": {"required": False, "token_ttl": "604800s"},
        "contact_info_validation": {"required": False, "token_ttl": "172800s", "retry_interval": "3600s"},
        "admin_approval": {"required": False},
        "password_requirements": {
            "min_length": 8,
            "max_length": 1000,
            "min_uppercase": 1,
            "min_digits": 1,
            "min_special": 0,
        },
        "enabled": True,
    },
    "profile_picture": {"disable_upload": False, "use_gravatar": True},
    "end_device_picture": {"disable_upload": False},
    "user_rights": {
        "create_applications": True,
        "create_clients": True,
        "create_gateways": True,
        "create_organizations": True,
    },
    "admin_rights": {"all": False},
    "collaborator_rights": {"set_others_as_contacts": True},
}


def _identity_server(_: APIRequest) -> JSON:
    return {"configuration": _IDENTITY_SERVER}


def _application_server(call: APIRequest) -> JSON:
    health = call.store.webhook_health
    webhooks = {"unhealthy_retry_interval": "0s"}
    if health is not None:
        webhooks = {
            "unhealthy_attempts_threshold": str(health.attempts),
            "unhealthy_retry_interval": f"{int(health.retry.total_seconds())}s",
        }
    return {"configuration": {"pubsub": {"providers": call.store.pubsub_providers}, "webhooks": webhooks}}


def _mqtt(call: APIRequest) -> JSON:
    application = call.require("application", call.application_id(), "RIGHT_APPLICATION_INFO")
    return {"public_address": "localhost:1883", "public_tls_address": "localhost:8883", "username": application.id}


_MQTT: Final = "/as/applications/{application_id}/mqtt-connection-info"
RPCS: Final = (
    RPC("GET", "/is/configuration", "Is/GetConfiguration", "GetIsConfigurationRequest", _identity_server),
    RPC("GET", "/as/configuration", "As/GetConfiguration", "GetAsConfigurationRequest", _application_server),
    RPC("GET", _MQTT, "AppAs/GetMQTTConnectionInfo", "ApplicationIdentifiers", _mqtt),
)
